"""Can staff keep the registry of agencies, and a focal point their unit, in a browser and without a fault of axe?"""

import csv

import pytest

from tests.e2e.axe import faults

MAKE = """
from django.utils import timezone
from members import agency_registry as registry
from members.agencies import Agency
from members.models import User
by = User.objects.get(email="administrator@demo.example")
officer = User.objects.get(email="officer@demo.example")
if not Agency.objects.filter(name="شرطة المثال").exists():
    agency = registry.add_agency(name="شرطة المثال", latin_name="Police of Example", country="EG", by=by)
    unit = registry.add_unit(agency=agency, name="Child protection unit", by=by)
    colleague = User.objects.create(email="colleague@demo.example", name="Demo Colleague", approved_at=timezone.now())
    User.objects.filter(pk__in=(officer.pk, colleague.pk)).update(agency=agency, unit=unit)
    officer.refresh_from_db()
    colleague.refresh_from_db()
    role = registry.appoint_focal_point(user=officer, unit=unit, by=by)
    registry.hand_over(role, to_user=colleague, by=by)
    registry.propose_domain(agency=agency, domain="شرطة.مصر", by="applicant", source="Form")
    registry.propose_channel(agency=agency, kind="email", value="desk@police.example", by=by, source="A page")
print(Agency.objects.get(name="شرطة المثال").pk, User.objects.get(email="colleague@demo.example").pk)
"""
HEADER = "agency,latin_name,country,unit,domain,switchboard,source"


@pytest.fixture
def made(live):
    """The ids of an agency and of a member of the demo officer's unit. Steps up: the sessions are new."""
    agency, member = live.manage("shell", "--no-imports", "-c", MAKE).split()
    for role in ("officer", "reviewer"):
        live._cookies.pop(role, None)
    return agency, member


def test_pages_of_the_registry(made, page_for):
    agency, _member = made
    root = "/admin/members/agency/"
    for language in ("en", "ar"):
        tab = page_for("reviewer", language)
        page = tab.open(root)
        assert faults(page) == []
        for path in ("add/", f"{agency}/change/", f"{agency}/domain/", f"{agency}/channel/", f"{agency}/focal-point/"):
            assert faults(tab.open(root + path)) == [], path
        page = tab.open(f"{root}{agency}/change/")
        ends = ("confirm/", "retire/", "accept/", "end/")
        for target in [page.locator(f"#content a[href$='{end}']").first.get_attribute("href") for end in ends]:
            assert faults(tab.open(target)) == [], target


def test_two_people_confirm(made, page_for):
    agency, _member = made
    for role, state in (("reviewer", "one of two has confirmed it"), ("administrator", "confirmed by two people")):
        page = page_for(role).open(f"/admin/members/agency/{agency}/change/")
        page.locator("li:has-text('xn--') a[href$='confirm/']").click()
        page.fill("input[name=source]", "The ministry's public directory")
        page.locator("#content form button").click()
        page.wait_for_url("**/change/")
        assert state in page.locator("li:has-text('xn--')").first.inner_text()


def test_a_file_is_checked_and_imported(made, page_for, tmp_path):
    file = tmp_path / "agencies.csv"
    rows = [HEADER.split(","), ["Police of Elsewhere", "", "FR", "", "elsewhere.example", "01 99 00 12 34", "A page"]]
    tab = page_for("reviewer")
    page = tab.open("/admin/members/agency/import/")
    assert faults(page) == []
    for wrong in (True, False):
        with file.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened).writerows([*rows, ["", "", "France", "", "", "", ""]] if wrong else rows)
        page.set_input_files("input[type=file]", file)
        page.locator("form[enctype] button").click()
        page.locator("#content table" if wrong else "input[name=digest]").wait_for(state="attached")
        assert faults(page) == []
    page.locator("form:has(input[name=digest]) button").click()
    page.wait_for_url("**/admin/members/agency/")
    page.locator("text=Police of Elsewhere").wait_for()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_the_focal_point(language, made, page_for):
    _agency, member = made
    tab = page_for("officer", language, width=320)
    for path in ("accounts/unit/", f"accounts/unit/members/{member}/left/", "accounts/unit/hand-over/"):
        page = tab.open(path)
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_leaver_is_reported_by_keyboard(made, page_for):
    page = page_for("officer", js=False).open("accounts/unit/")
    page.locator("a[href$='left/']").first.focus()
    page.keyboard.press("Enter")
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    page.locator("main [role=status]").wait_for()
    page.wait_for_url("**/accounts/unit/")
