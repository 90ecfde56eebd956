"""Are the terms accepted by keyboard alone, on a narrow screen, in either direction of writing?"""

import re

import pytest

from tests.e2e import axe
from tests.e2e.test_keyboard import walk
from tests.e2e.test_narrow import NARROW, faults_of

WHO = "translator"  # a demo person whom no other test needs to be in
OUTDATE = f"from members.models import User; User.objects.filter(role='{WHO}').update(terms_version=0)"


@pytest.fixture
def changed(live):
    """The terms in force are newer than what the person accepted."""
    live.manage("shell", "--verbosity", "0", "--command", OUTDATE)


def check(page):
    """What is promised of every page, of one that the list of places cannot lead to."""
    assert axe.faults(page) == []
    assert [what for found in faults_of(page).values() for what in found] == []
    assert walk(page) == []


def press_with_keys(page, selector: str):
    page.locator(selector).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "js"), [("en", True), ("ar", True), ("ru", False)])
def test_new_terms_are_accepted_by_keyboard(page_for, changed, language, js):
    tab = page_for(WHO, language, js=js, **NARROW)
    page = tab.open("home/")
    assert tab.path == f"/{language}/accounts/"
    press_with_keys(page, "main .note + .buttons a")
    page.wait_for_url("**/accounts/terms/")
    if js:  # axe and the walk are scripts
        check(page)
    press_with_keys(page, "article ~ form button")
    page.wait_for_url(re.compile("/accounts/$"))
    assert tab.open("home/").locator("h1").count() == 1
    assert tab.path == f"/{language}/home/"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_invitation_shows_the_terms_and_loses_nothing(page_for, live, language):
    link = live.manage("invite", f"terms-{language}@agency.example").strip()
    tab = page_for("visitor", language, **NARROW)
    page = tab.open(re.sub(r"^https?://[^/]+/[a-z-]+/", "", link))
    check(page)
    page.fill("[name=name]", "Invented Officer")
    with page.context.expect_page() as opened:
        press_with_keys(page, "main a[href$='/terms/']")
    assert opened.value.locator("article h2").count() > 10
    assert page.input_value("[name=name]") == "Invented Officer"
    page.locator("[name=terms]").focus()
    page.keyboard.press("Space")
    assert page.locator("[name=terms]").is_checked()
