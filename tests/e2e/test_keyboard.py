"""Can everything be reached and used by keyboard alone, and does one always see where one is?"""

import re

import pytest

from tests.e2e import probes
from tests.e2e.places import PLACES

WALKED = ["landing", "sign in", "home", "list", "tool", "report", "account", "words", "not found"]
WALKED += ["join", "join, many choices", "join, status", "sessions"]


def walk(page) -> list[str]:
    """Presses Tab through the whole page; answers what is wrong on the way."""
    stops = page.evaluate(probes.NUMBER_STOPS)
    assert stops >= 8
    faults = []
    for expected in range(stops):
        page.keyboard.press("Tab")
        at = page.evaluate(probes.FOCUS)
        if at["stop"] != expected:
            return [*faults, f"stop {expected} is never reached; the focus is on {at['what']}"]
        faults += [f"no ring: {at['what']}"] if not at["ring"] else []
        faults += [f"out of sight: {at['what']}"] if not at["seen"] else []
        faults += [f"covered by {at['covered']}: {at['what']}"] if at["covered"] else []
    return faults


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", WALKED)
def test_tab_reaches_everything_in_order_and_in_sight(page_for, name, language):
    page = PLACES[name].visit(page_for(PLACES[name].role, language))
    assert walk(page) == []


def test_tab_reaches_everything_on_a_narrow_screen(page_for):
    page = page_for("officer", "en", width=360, height=640).open("tools/")
    page.locator("details.toggle summary").click()
    page.reload()
    assert walk(page) == []


def test_the_skip_link_leads_past_the_navigation(page_for):
    """Of somebody for whom there is no news: news stands before the search."""
    page = page_for("translator", "en").open("home/")
    page.keyboard.press("Tab")
    assert page.locator("a.skip").evaluate("link => link.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize("js", [True, False])
def test_a_filter_is_opened_ticked_and_applied(page_for, js):
    tab = page_for("officer", "en", js=js)
    page = tab.open("tools/")
    before = tab.total()
    page.locator("details.facet summary").nth(2).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("capability="))
    page.locator(".chosen a").first.wait_for()
    assert 0 < tab.total() < before
    assert page.locator("input[name=capability]:checked").count() == 1


def test_enter_searches(page_for):
    page = page_for("officer", "en").open("home/")
    page.locator("#q").focus()
    page.keyboard.type("grifeye")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tools/\?q=grifeye"))
    assert "Griffeye" in page.locator(".rows h2").first.inner_text()


def test_after_an_error_the_focus_is_on_what_is_wrong(page_for):
    page = PLACES["report, with errors"].visit(page_for("officer", "en"))
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.title().startswith("Error:")
    page.locator("[role=alert] a").first.click()
    assert page.evaluate("document.activeElement.name") == "part"


def tab_to(page, selector: str) -> None:
    """By Tab alone; where one comes to is seen."""
    page.locator(selector).first.wait_for()
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            at = page.evaluate(probes.FOCUS)
            assert (at["ring"], at["seen"], at["covered"]) == (True, True, None), at["what"]
            return
    raise AssertionError(f"The keyboard does not reach {selector}")


def enter(page, selector: str, address: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def test_from_the_questions_to_a_shared_list_without_a_mouse(page_for):
    """Of somebody whom no other test lets compare."""
    page = page_for("curator", "ar").open("home/")
    enter(page, "main a[href$='/tools/find/']", "/tools/find/$")
    enter(page, "a[href*='input=images']", "input=images")
    enter(page, "#given ~ [role=status] a", r"/tools/\?input=images")
    enter(page, ".rows h2 a", r"/tools/[\w-]+/$")
    enter(page, "form[action$='/compare/keep/'] button", "/tools/compare/.*tool=")
    tab_to(page, "#q")
    page.keyboard.type("photodna")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=photodna"))
    enter(page, "ul.plain button[name=tool]", "tool=.*tool=")
    enter(page, "a[href*='/lists/save/']", "/lists/save/")
    tab_to(page, "[name=where]:checked")
    while page.locator("[name=where]:checked").get_attribute("value") != "new":
        page.keyboard.press("ArrowDown")
    tab_to(page, "#id_name")
    page.keyboard.type("Without a mouse")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/lists/[0-9a-f-]{36}/$"))
    enter(page, "a[href$='/share/']", "/share/$")
    tab_to(page, "main form[novalidate] button")
    page.keyboard.press("Enter")
    assert "/ar/lists/shared/" in page.locator(".secret").inner_text()
