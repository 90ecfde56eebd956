"""Does every page keep what all pages promise, in every language?"""

import re
from urllib.parse import urlsplit

import pytest

from hub.access import Audience
from hub.languages import BY_CODE, CODES, LANGUAGES
from tests.site.addresses import TOOL, pages
from tests.site.html import page

pytestmark = pytest.mark.slow
QUERIES = ("tools/?q=video&stage=all&page=2&sort=name", "tools/?q=nothing-has-this-word", "about/?a=1&b=2&b=3")
FULLER = (
    "tools/cellebrite-physical-analyzer/", "tools/compare/?tool=photodna&tool=magnet-griffeye&tool=none",
    "tools/find/?input=images&family=text-and-speech", "tools/coverage/brief/?country=NL",
    "tools/export/print/?stage=triage&q=image&colour=red", "lists/watch/?q=image&stage=triage&colour=red",
    "tools/photodna/report/?link=",
)  # fmt: skip
FOREIGN = {  # what has no place between words of the language
    "zh-hans": re.compile(
        r".{0,20}(?:[。！？：；，、）] +[^\W\d]|[\u3400-\u9fff][,;:!?] *[\u3400-\u9fff]|[\u3400-\u9fff] \().{0,20}"
    ),
    "ar": re.compile(r".{0,20}(?:[\u0620-\u064a]\s?[,;?](?!\d)|, ?[\u0620-\u064a]|\d, \d\d:).{0,20}"),
}
WHO = {
    "visitor": (Audience.PUBLIC,),
    "unapproved": (Audience.ACCOUNT,),
    "officer": (Audience.OFFICER, Audience.ACCOUNT),
}


def shown(browser, name: str, code: str):
    """Every page that this person gets, with its address."""
    addresses = [address.path for address in pages(code, *WHO[name])]
    addresses += [f"/{code}/{query}" for query in QUERIES] if name == "officer" else []
    for address in dict.fromkeys(addresses):
        response = browser.get(address)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            yield name, address, page(response)


_fetched: dict[str, list] = {}  # by language: the same pages serve every test below


@pytest.fixture
def everything(browsers, catalogue):
    def of(code: str):
        if code not in _fetched:
            _fetched[code] = [one for name in WHO for one in shown(browsers[name], name, code)]
        return _fetched[code]

    return of


@pytest.mark.parametrize("code", CODES)
def test_every_page(code, everything):
    seen = everything(code)
    assert len(seen) >= 30
    must = ("", "about/", "home/", "tools/", f"tools/{TOOL}/", "accounts/", "accounts/login/", "accounts/2fa/")
    assert {f"/{code}/{path}" for path in must} <= {address for _, address, _ in seen}
    titles = {}
    for name, address, read in seen:
        place = f"{name} {address}"
        assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir), place
        assert [e.text for e in read.by_tag["h1"]] != [""], place
        assert len(read.by_tag["h1"]) == 1, place
        assert len(read.by_tag["main"]) == 1, place
        assert read.inline_code() == [], place
        assert [load for load in read.loads() if not load.startswith("/static/")] == [], place
        assert read.unclosed == [], place
        assert len(read.title) > 5, place
        titles.setdefault(read.title, set()).add(address.partition("?")[0])
    twice = {title: addresses for title, addresses in titles.items() if len(addresses) > 1}
    assert twice == {}


@pytest.mark.parametrize("code", CODES)
def test_language_bar_on_every_page(code, everything):
    for _name, address, read in everything(code):
        bar = read.language_bar()
        assert [e.text for e in bar] == [language.name for language in LANGUAGES], address
        for element, language in zip(bar, LANGUAGES, strict=True):
            assert (element["lang"], element["dir"]) == (language.code, language.dir), address
            if language.code == code:
                assert (element.tag, element["aria-current"]) == ("span", "true"), address
            else:
                path = f"/{language.code}/{address.partition('/')[2].partition('/')[2]}"
                assert (element["href"], element["hreflang"]) == (path, language.code), address


@pytest.mark.parametrize("code", FOREIGN)
def test_punctuation_is_that_of_the_language(code, browsers, everything):
    """Chinese sentences stand together without a space; neither Chinese nor Arabic words have a Latin comma."""
    fuller = [("officer", f"/{code}/{path}", page(browsers["officer"].get(f"/{code}/{path}"))) for path in FULLER]
    seen = [(address, line) for _name, address, read in everything(code) + fuller for line in read.lines]
    assert len(seen) > 2000
    assert [(address, found[0]) for address, line in seen if (found := FOREIGN[code].search(line))] == []


@pytest.mark.parametrize("code", CODES)
def test_ways_in_for_the_keyboard(code, everything):
    """The skip link comes first and leads to the main part; every id is there once; every anchor has its target."""
    for _name, address, read in everything(code):
        first = next(e for e in read.elements if e.tag in {"a", "button", "input"})
        assert (first["href"], read.by_tag["main"][0]["id"]) == ("#main", "main"), address
        ids = [e["id"] for e in read.elements if e["id"]]
        assert sorted(ids) == sorted(set(ids)), address
        anchors = [e["href"][1:] for e in read.by_tag["a"] if e["href"].startswith("#")]
        assert set(anchors) <= set(ids), address


@pytest.mark.parametrize("code", CODES)
def test_links_lead_somewhere(code, officer, catalogue):
    """Every link of the officer's pages to this site is answered with a page or a redirect."""
    checked = {}
    for address in (f"/{code}/home/", f"/{code}/tools/", f"/{code}/tools/{TOOL}/", f"/{code}/accounts/", f"/{code}/"):
        for element in page(officer.get(address)).by_tag["a"]:
            target = element["href"]
            if target.startswith("/") and urlsplit(target).path not in checked:
                checked[urlsplit(target).path] = officer.get(target).status_code
    assert len(checked) > 20
    assert {path: status for path, status in checked.items() if status not in {200, 302}} == {}


@pytest.mark.parametrize("code", CODES)
def test_dark_corners_are_not_indexed(code, visitor):
    """Robots may keep the public pages; the sign-in page and its like say no."""
    assert "X-Robots-Tag" not in visitor.get(f"/{code}/about/").headers
    assert "noindex" in visitor.get(f"/{code}/accounts/login/").headers["X-Robots-Tag"]
