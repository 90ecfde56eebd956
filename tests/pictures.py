"""What does the Hub look like? `make shots` takes the pictures of the README from the demo site."""

import tempfile
from pathlib import Path

from tests.e2e import served
from tests.e2e.browsing import chromium

FOLDER = served.ROOT / "docs" / "pictures"
LIST = "tools/?stage=triage&capability=hash-matching"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 720}
PICTURES = {
    "tools-en": ("en", LIST, WIDE),
    "tools-ar": ("ar", LIST, WIDE),
    "tool-en": ("en", "tools/magnet-griffeye/", WIDE),
    "home-zh-hans-360": ("zh-hans", "home/", NARROW),
}


def take(site, browser, name: str) -> Path:
    language, path, size = PICTURES[name]
    context = browser.new_context(viewport=size, color_scheme="light", locale=language)
    context.add_cookies([{"name": "sessionid", "value": site.session("officer"), "url": site.url}])
    page = context.new_page()
    assert page.goto(f"{site.url}/{language}/{path}").status == 200
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    context.close()
    return file


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served.serving(shared=Path(folder), own=Path(folder)) as site,
        chromium() as browser,
    ):
        for name in PICTURES:
            file = take(site, browser, name)
            print(f"{file.relative_to(served.ROOT)}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
