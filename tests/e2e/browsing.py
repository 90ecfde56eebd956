"""What does a test do with a page of the site? A tab that notes everything that should not happen."""

import re
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",  # it opens nothing but our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
MISSING = "Failed to load resource"  # the console's echo of an answer that is judged by its status below


@contextmanager
def chromium():
    """The system's Chromium; where it is missing nothing here may pass."""
    assert Path(CHROMIUM).exists(), f"The browser tests need {CHROMIUM}: apt-get install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Tab:
    """One page of a browser, in a language, with the faults seen so far."""

    def __init__(self, page, url: str, language: str):
        self.page = page
        self.url = url
        self.language = language
        self.faults: list[str] = []
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _asked(self, request):
        if not request.url.startswith((f"{self.url}/", "data:", "about:")):
            self.faults.append(f"asks another host: {request.url}")

    def _answered(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status}: {response.url}")

    def _said(self, message):
        if message.type == "error" and not message.text.startswith(MISSING):
            self.faults.append(f"{self.page.url} console: {message.text}")

    def open(self, path: str, *, status: int = 200):
        """`path` after the language; a path with a leading slash is a whole one."""
        whole = path if path.startswith("/") else f"/{self.language}/{path}"
        response = self.page.goto(f"{self.url}{whole}")
        assert response.status == status, f"{whole}: {response.status}"
        return self.page

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    def total(self) -> int:
        """The number of tools that a list page announces."""
        return int(self.page.locator("p[role=status]").get_attribute("data-total"))


def pages_of(pdf: bytes) -> int:
    """How many sheets a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
