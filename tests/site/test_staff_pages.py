"""Do the staff's pages write days, numbers and shares in one way, and does each say where one is?

Dates are spelled as on the officers' pages, in the numerals of those pages; no sentence of a Chinese page stands apart
from the one before it.
"""

import re
from datetime import date
from html import unescape

import pytest
from django.template import engines
from django.utils import translation
from django.utils.html import strip_tags

from hub.languages import CODES
from tests.personas import browser_of
from tests.site.html import Element
from tests.site.test_admin_language import addresses, world  # noqa: F401
from tests.site.test_one_language import Read, english, spoken  # noqa: F401
from tests.site.test_translations import catalogue

IN_DIGITS = re.compile(r"\b20\d\d-\d\d(?:-\d\d)?\b")
EXAMPLE = re.compile("\u2066[^\u2069]*\u2069")  # of what may be typed
EASTERN = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
APART = re.compile(r"[。！？；：，、] +\S")


def _kept(around: tuple[Element, ...]) -> bool:
    """What is a record, what people typed, and what is to be typed; not what the page says."""
    return any(one.tag in {"textarea", "code", "title", "bdi"} for one in around)


def said(html: str, code: str) -> list[str]:
    read = Read(html)
    own = (text for text, around in read.pieces if not _kept(around) and spoken(around)[0] == code)
    return [text.strip() for text in own]


def crumbs(html: str) -> list[str] | None:
    """The texts of the way that leads to the page; none on the start page."""
    found = re.search(r'<div class="breadcrumbs">(.*?)</div>', html, re.DOTALL)
    return [part.strip() for part in unescape(found[1]).split("›")] if found else None


def walk(browser, addresses: list[str], code: str) -> dict[str, str]:
    answers = {path: browser.get(path, headers={"accept-language": code}) for path in addresses}
    return {
        path: answer.content.decode()
        for path, answer in answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    }


def _places(world, code: str) -> list[str]:  # noqa: F811
    return [path for path in addresses(world, code) if "/preview/" not in path and "jsi18n" not in path]


def _wrong(found: dict) -> dict:
    return {path: what for path, what in found.items() if what}


def digits(html: str, code: str) -> list[str]:
    """Days that are not spelled, and other numerals than those of the officers' pages."""
    days = [text for text in said(html, code) if IN_DIGITS.search(EXAMPLE.sub("", text))]
    return [*days, *EASTERN.findall(html)]


def lost(way: list[str] | None) -> bool:
    """Each part but the last is a link, the first one to the start, and the last one names the page."""
    *links, here = way or [""]
    return "<a " in here or not strip_tags(here).strip() or not all("<a " in one for one in links) or not links


@pytest.mark.slow
def test_days_numbers_and_the_way_of_every_page(world):  # noqa: F811
    shown = walk(browser_of("administrator"), _places(world, "ar"), "ar")
    assert len(shown) > 90
    assert _wrong({path: digits(html, "ar") for path, html in shown.items()}) == {}
    ways = {path: crumbs(html) for path, html in shown.items()}
    assert {path: way for path, way in ways.items() if lost(way)} == {"/admin/": None}
    assert {path for path, way in ways.items() if way and '"/admin/"' not in way[0]} == set()


@pytest.mark.slow
def test_sentences_of_every_page_in_chinese(world):  # noqa: F811
    """Helps of fields too, which are joined of several sentences."""
    shown = walk(browser_of("administrator"), _places(world, "zh-hans"), "zh-hans")
    texts = {path: [text for text in said(html, "zh-hans") if APART.search(text)] for path, html in shown.items()}
    assert _wrong(texts) == {}
    assert sum("。" in text for html in shown.values() for text in said(html, "zh-hans")) > 300


# --- A month, a day, a share --------------------------------------------------------------------------------------

MONTHS = {
    "ar": "نوفمبر 2026",
    "zh-hans": "2026年11月",
    "en": "November 2026",
    "fr": "novembre 2026",
    "ru": "Ноябрь 2026",
    "es": "noviembre de 2026",
}
SHARES = {
    "ar": "\u206653%\u2069",
    "zh-hans": "53%",
    "en": "53%",
    "fr": "53\u00a0%",
    "ru": "53\u00a0%",
    "es": "53\u00a0%",
}


def written(code: str, template: str, value) -> str:
    with translation.override(code):
        return engines["django"].from_string(template).render({"value": value})


@pytest.mark.parametrize("code", MONTHS)
def test_a_month(code):
    assert written(code, '{{ value|date:"YEAR_MONTH_FORMAT" }}', date(2026, 11, 1)) == MONTHS[code]


@pytest.mark.parametrize("code", SHARES)
def test_a_share(code):
    assert written(code, "{{ value|percent }}", 53) == SHARES[code]


@pytest.mark.parametrize("code", CODES)
def test_the_report_of_target_times_writes_both_so(reviewer, code):
    html = reviewer.get("/admin/members/application/report/", headers={"accept-language": code}).content.decode()
    assert f'lang="{code}"' in html
    rows = re.findall(r'<th scope="row">(.*?)</th>', html)
    shapes = {"zh-hans": r"\d{4}年\d{1,2}月", "es": r"\w+ de \d{4}"}
    assert len(rows) == 12
    assert [row for row in rows if not re.fullmatch(shapes.get(code, r"\w+ \d{4}"), row)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_fraction_is_written_as_in_the_texts_of_the_catalogue(code):
    """In Arabic 99.5, as officers read it there."""
    expected = {"fr": "2,5", "ru": "2,5", "es": "2,5"}.get(code, "2.5")
    assert written(code, "{{ value|floatformat:1 }}", 2.5) == expected


def test_what_django_says_in_chinese_is_set_as_our_own_texts(curator):
    """No space around the word that a sentence takes in."""
    html = curator.get("/admin/catalogue/tool/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "选择要修改的工具" in html
    assert re.search(r"增加工具\s*</a>", html)
    assert re.search(r"<summary>\s*发布状态\s*</summary>", html)


def test_no_message_writes_a_share_by_itself():
    """The sign stands where the language puts it: `punctuation.percent`."""
    assert [entry.msgctxt for entry in catalogue("ar") if "%%" in entry.msgid] == ["a share of a hundred"]
