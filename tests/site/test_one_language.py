"""Does a page ever mix languages without saying so?

A world in which everything that is translated exists in English alone, beside an interface in six languages: each of
its texts stands in an element that names English, on every page of the catalogue. Of the real catalogue, no English
prose stands in what a page calls Arabic, Chinese or Russian.
"""

import re

import pytest

from catalogue import models
from catalogue.saved import SavedList
from hub.access import Audience
from hub.languages import BY_CODE, TRANSLATIONS
from tests.factories import catalogue as rows
from tests.site.addresses import pages
from tests.site.html import SILENT, Element, Page

CANARY = "Canary"  # in every English text of this world
PROSE = re.compile(r"(?<![\w’'-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w’'-])")


class Read(Page):
    """Every piece of text with the elements around it."""

    def __init__(self, html: str):
        self.pieces: list[tuple[str, tuple[Element, ...]]] = []
        super().__init__(html)

    def handle_data(self, data):
        super().handle_data(data)
        if data.strip() and not SILENT & {element.tag for element in self._open}:
            self.pieces.append((data, tuple(self._open)))


def spoken(around: tuple[Element, ...]) -> tuple[str, str]:
    """The language and direction that a text is in."""
    nearest = next(element for element in reversed(around) if "lang" in element.attributes)
    return nearest["lang"], nearest["dir"]


@pytest.fixture
def english(db):
    """A catalogue that nobody has translated."""

    def term(factory, kind: str, **more):
        return factory(slug=kind, name_en=f"{CANARY} {kind}", definition_en=f"{CANARY} meaning of {kind}.", **more)

    family = term(rows.FamilyFactory, "family")
    relations = {
        "stages": [term(rows.StageFactory, "stage")],
        "capabilities": [term(rows.CapabilityFactory, "capability", family=family)],
        "inputs": [term(rows.InputFactory, "input")],
        "deployments": [term(rows.DeploymentFactory, "deployment")],
        "themes": [term(rows.ThemeFactory, "theme")],
        "roles": [term(rows.RoleFactory, "role")],
        "works_with": [term(rows.SystemFactory, "system")],
    }
    later = term(rows.StageFactory, "later")
    texts = {f"{name}_en": f"{CANARY} {name}." for name in models.TEXTS}
    made = [
        rows.ToolFactory(slug=slug, name=slug.title(), **texts, **relations | more)
        for slug, more in (
            ("alpha", {}),
            ("beta", {"stages": [later], "status": "available"}),
            ("gamma", {"status": "discontinued"}),
            ("delta", {"status": "available"}),
        )
    ]
    models.Tool.objects.filter(slug="gamma").update(replaced_by=made[0])
    where = {"by": "provider", "source": "https://source.example/"}
    for tool in made:
        models.Evidence.objects.create(tool=tool, claim_en=f"{CANARY} claim.", **where)
        models.ErrorFigure.objects.create(tool=tool, text_en=f"{CANARY} figure.", data_set_en=f"{CANARY} set", **where)
    for tool, country in ((made[0], "FR"), (made[3], "FR"), (made[1], "DE")):
        models.Restriction.objects.create(tool=tool, country=country, kind="not-offered", text_en=f"{CANARY} text.")
    caution = models.Caution.objects.create(
        slug="care",
        text_en=f"{CANARY} caution.",
        source_title=f"{CANARY} report",
        source_url="https://source.example/c",
    )
    caution.capabilities.set(relations["capabilities"])


@pytest.fixture
def kept(officer, english):
    """What this officer has: a list that is shared, watches, and tools of the unit."""
    officer.post("/en/lists/new/", {"name": "Mine", "note": ""})
    made = SavedList.objects.get()
    for slug in ("alpha", "gamma"):
        officer.post(f"/en/lists/{made.pk}/add/", {"tool": slug})
    officer.post(f"/en/lists/{made.pk}/share/", {"title": "Mine"})
    officer.post("/en/lists/watch/search/", {"search": "stage=stage&input=input"})
    officer.post("/en/tools/coverage/tools/", {"shown": ["gamma"], "tool": ["gamma"]})
    return SavedList.objects.get()


def paths(kept: SavedList) -> list[str]:
    filters = "?stage=stage&capability=capability&texts=en"
    tools = (
        "", filters, f"{filters}&q=zzzz", "?q=canary", "export/print/", f"export/print/{filters}", "alpha/", "gamma/",
        "beta/", "compare/?tool=alpha&tool=beta", "compare/?tool=alpha&tool=gamma&only=differences", "words/",
        "workflow/", "find/", "find/?input=input", "find/?input=input&skip=family&skip=stage", "coverage/",
        "coverage/?country=FR", "coverage/tools/", "coverage/brief/?country=FR", "suggest/", "alpha/report/",
    )  # fmt: skip
    lists = (
        "",
        f"{kept.pk}/",
        f"{kept.pk}/share/",
        f"shared/{kept.share_key}/",
        f"watch/{filters}",
        "save/?tool=alpha",
    )
    return ["home/", *(f"tools/{path}" for path in tools), *(f"lists/{path}" for path in lists)]


def unmarked(html: str, code: str) -> list[str]:
    read = Read(html)
    assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir)
    assert not re.search(r'="[^"<]*<bdi|&lt;bdi', html)  # never as text, nor in an attribute
    canaries = [(text.strip(), spoken(around)) for text, around in read.pieces if CANARY in text]
    return [text for text, of in canaries if of != ("en", "ltr")]


def walk(officer, kept, code: str) -> None:
    met, found = 0, {}
    for path in paths(kept):
        answer = officer.get(f"/{code}/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Content-Language"] == code
        html = answer.content.decode()
        met, found = met + html.count(CANARY), found | {path: unmarked(html, code)}
    assert {path: texts for path, texts in found.items() if texts} == {}
    assert met > 200


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_english_says_that_it_is_english_on_every_page(officer, kept, code):
    walk(officer, kept, code)


@pytest.mark.prove
@pytest.mark.parametrize("code", sorted({*TRANSLATIONS} - {"ar", "fr"}))
def test_english_says_that_it_is_english_on_every_page_of_the_others(officer, kept, code):
    walk(officer, kept, code)


def prose(html: str, code: str) -> list[str]:
    """English in what the page calls its own language; names are not translated."""
    found = []
    for text, around in Read(html).pieces:
        named = any(element["translate"] == "no" or element.tag == "title" for element in around)
        if not named and spoken(around)[0] == code and PROSE.search(text):
            found.append(text.strip())
    return found


def real_pages(browser, code: str, *audiences: Audience):
    for address in pages(code, *audiences):
        answer = browser.get(address.path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield address.path, answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("code", ["ar"])
def test_no_english_prose_is_called_another_language(catalogue, officer, code):
    _no_prose(officer, code)


@pytest.mark.prove
@pytest.mark.parametrize("code", ["ar", "zh-hans", "ru"])
def test_no_english_prose_in_any_tool(catalogue, officer, visitor, code):
    _no_prose(officer, code)
    for path, html in real_pages(visitor, code, Audience.PUBLIC):
        assert prose(html, code) == [], path
    for entry in catalogue.entries:
        path = f"/{code}/tools/{entry.slug}/"
        assert prose(officer.get(path).content.decode(), code) == [], path


def _no_prose(officer, code: str) -> None:
    seen = dict(real_pages(officer, code, Audience.OFFICER, Audience.ACCOUNT))
    assert len(seen) > 20
    assert {path: found for path, html in seen.items() if (found := prose(html, code))} == {}
