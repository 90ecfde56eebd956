"""Does the style sheet work in both directions, and is all of it used?"""

import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "hub" / "static" / "hub"
SHEETS = sorted(FOLDER.rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border)-(left|right)\b|(?<![-\w])(left|right)\s*:"
    r"|text-align\s*:\s*(left|right)|float\s*:\s*(left|right)|border-(top|bottom)-(left|right)-radius"
)
ADDED_BY_CODE = ("htmx-", "errorlist")  # classes that htmx, Django and django-allauth put into pages


def text(sheets=SHEETS) -> str:
    return "\n".join(re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL) for sheet in sheets)


def used() -> str:
    files = [*(settings.BASE_DIR / "templates").rglob("*.html"), *FOLDER.rglob("*.js")]
    for app in ("hub", "catalogue", "learning", "members"):
        files += (settings.BASE_DIR / app).rglob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def styled(sheets=SHEETS) -> set[str]:
    """Classes."""
    selectors = re.sub(r"{[^{}]*}", " ", text(sheets))
    return set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", selectors))


def test_logical_properties_only():
    assert len(text()) > 1000
    assert [match.group() for match in PHYSICAL.finditer(text())] == []


def test_every_class_is_used():
    classes = styled()
    code = used()
    unused = {name for name in classes if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code)}
    assert {name for name in unused if not name.startswith(ADDED_BY_CODE)} == set()


def test_every_property_is_used():
    ours = text([FOLDER / "hub.css"])  # the staff's sheet stands on the properties of Django's admin
    defined, read = set(re.findall(r"(--[\w-]+)\s*:", ours)), set(re.findall(r"var\((--[\w-]+)", ours))
    assert defined == read


def test_nothing_from_elsewhere():
    assert re.findall(r"@import|https?:|//[a-z]|url\((?!['\"]?(?:data:|\.|[a-z]+\.svg))", text()) == []


def test_the_list_of_tools_needs_nothing_of_the_sheet_that_it_does_without(catalogue, officer):
    elsewhere = styled([FOLDER / "pages.css"]) - styled([FOLDER / "hub.css"])
    for address in ("/ar/tools/?stage=triage&q=photo&nonsense=1", "/ar/tools/?stage=triage&q=zzzzqqqq"):
        html = officer.get(address).content.decode()
        assert "hub/pages" not in html
        used = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
        assert used & elsewhere == set()
        assert set(re.findall(r"<(\w+)", html)) & {"table", "fieldset", "hr", "dl", "select", "textarea"} == set()
