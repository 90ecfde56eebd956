"""Does an officer get from signing in to a printed sheet, in every language, with and without JavaScript?"""

import re

import pytest

from hub.languages import CODES, LANGUAGES
from tests.e2e import served
from tests.e2e.axe import faults
from tests.e2e.browsing import pages_of
from tests.e2e.people import open_account, sign_in

ENROLS = ["en", "ar"]  # the second factor is set up and used for real; the others hold a demo person's session
A4 = {"format": "A4", "print_background": True}


def find_and_print(tab):
    """Start page → step → capability → search → tool → paper."""
    page = tab.open("home/")
    assert page.locator(".steps a").count() == 8
    page.locator(".steps a").nth(5).click()
    in_step = tab.total()
    assert 0 < in_step < 173

    promised = narrow_by_capability(page)
    assert tab.total() == promised < in_step
    assert page.locator(".chosen a").count() == 3, "the step, the capability, and all at once can be taken away"

    name = page.locator(".rows h2").first.inner_text()
    page.fill("#q", name)
    page.press("#q", "Enter")
    page.wait_for_url(re.compile(r"[?&]q=[^&]"))
    page.locator(".rows h2 a", has_text=name).first.click()
    page.wait_for_url(re.compile(r"/tools/[a-z0-9-]+/$"))
    assert page.locator("h1").inner_text() == name
    on_paper(page, name)


def narrow_by_capability(page) -> int:
    """Ticks the first capability that narrows the list; answers the number that stood beside it."""
    group = page.locator("details.facet", has=page.locator("input[name=capability]"))
    group.locator("summary").click()
    choice = group.locator("label", has=page.locator("input:enabled")).first
    promised = int(choice.locator("span").inner_text())
    choice.click()
    page.locator(".panel > p button").first.click()
    page.wait_for_url(re.compile("capability="))
    page.locator(".chosen a").nth(2).wait_for()
    return promised


def on_paper(page, name):
    page.emulate_media(media="print")
    assert page.locator("h1").inner_text() == name
    assert not page.locator("nav.languages").is_visible()
    assert not page.locator("nav.nav").is_visible()
    sheet = page.locator(".on-paper").inner_text()
    assert "/tools/" in sheet
    assert 1 <= pages_of(page.pdf(**A4)) <= 2
    page.emulate_media(media="screen")


@pytest.mark.parametrize("language", ENROLS)
def test_an_officer_enrols_signs_in_and_prints_a_sheet(live, page_for, language):
    tab = page_for("visitor", language)
    person = open_account(live, tab, looked_at=no_fault)
    sign_in(tab, person)
    assert tab.path == f"/{language}/home/"
    find_and_print(tab)


def no_fault(page):
    assert faults(page) == []


@pytest.mark.parametrize("language", [code for code in CODES if code not in ENROLS])
def test_an_officer_prints_a_sheet(page_for, language):
    find_and_print(page_for("officer", language))


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_an_officer_prints_a_sheet_without_javascript(page_for, language):
    find_and_print(page_for("officer", language, js=False))


def test_a_visitor_changes_language_and_keeps_the_page(page_for):
    tab = page_for("officer", "en")
    page = tab.open("tools/?stage=triage&q=face")
    bar = page.locator("nav.languages li")
    assert bar.all_inner_texts() == [language.name for language in LANGUAGES]
    bar.locator("a[hreflang=ar]").click()
    page.wait_for_url(re.compile("/ar/"))
    assert tab.path == "/ar/tools/?stage=triage&q=face"
    assert page.locator("html").get_attribute("dir") == "rtl"


@pytest.mark.prove
@pytest.mark.parametrize("language", CODES)
def test_every_tool_prints_on_one_or_two_sheets(page_for, language):
    tab = page_for("officer", language)
    slugs = sorted(path.stem for path in (served.ROOT / "catalogue" / "data" / "tools").glob("*.yaml"))
    sheets = {slug: pages_of(tab.open(f"tools/{slug}/").pdf(**A4)) for slug in slugs}
    assert {slug: count for slug, count in sheets.items() if count > 2} == {}
