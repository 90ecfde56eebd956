"""Can reviewers decide in a browser, by keyboard and without JavaScript, and is nothing live that somebody typed?"""

import pytest

from tests.e2e.axe import faults
from tests.e2e.proofs import proofs
from tests.members.attacks import CORPUS

ROOT = "/admin/members/application/"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 900}
STEPS = {
    "in_review": "place call-back referee more recommend-approval recommend-refusal release mark/identity note",
    "recommended": "approve send-back take",
    "approved": "new-code code-read",
    "proven": "take",
}
LIVE = """#content :is(script, iframe, object, embed, svg, math, video, meta, base, [onerror], [onload], [onfocus],
  [onmouseover], [ontoggle], a[href*=elsewhere], a[href^='javascript'])"""
MAKE = """
from tests.members import attacks, cases
from members import agency_registry, vetting
from members.application import Application
from members.models import User
mine = User.objects.get(email="reviewer@demo.example")
other = User.objects.get(email="administrator@demo.example")
agency = agency_registry.find_agency(name="Police of Example", country="FR")
channel = agency.channels.first()
unit = agency.units.first() or agency_registry.add_unit(agency=agency, name="Unit", by=other)
made = []
for state in ("proven", "in_review", "recommended", "approved"):
    application = cases.proven(email=f"{state}@police.example", full_name=f"Person {state}", kind="focal_point")
    made.append(str(application.pk))
    if state == "proven":
        continue
    by = mine if state == "in_review" else other
    vetting.take(application, by=by)
    vetting.place(application, by=by, agency=agency, unit=unit)
    vetting.record_call_back(application, by=by, found="registry", channel=channel, result="confirmed")
    if state != "in_review":
        vetting.recommend(application, by=by, recommendation="approve", reason="confirmed")
    if state == "approved":
        vetting.approve(application, by=mine, reason="confirmed")
typed = {key: attacks.ALL for key, answer in cases.ANSWERS.items() if isinstance(answer, str)} | {"kind": "focal_point"}
row = Application.objects.get(pk=made[1])
Application.objects.filter(pk=row.pk).update(answers=row.answers | typed | {"unit_domains": [attacks.ALL]})
row.notes.create(by=other, text=attacks.ALL)
row.check_marks.create(by=other, item="identity", result="look", evidence=attacks.ALL)
call = dict.fromkeys(("contact", "source", "remark"), attacks.ALL)
row.call_backs.create(by=other, found="elsewhere", result="denied", **call)
print(*made)
"""


@pytest.fixture
def made(live):
    """The ids of new cases, by state; the second holds every attack. Steps up: the sessions are new."""
    ids = live.manage("shell", "--no-imports", "-c", MAKE).split()[-4:]
    for role in ("reviewer", "administrator"):
        live._cookies.pop(role, None)
    return dict(zip(("proven", "in_review", "recommended", "approved"), ids, strict=True))


def pages(made) -> list[str]:
    cases = [f"{ROOT}{pk}/change/" for pk in made.values()]
    steps = [f"{ROOT}{made[state]}/{step}/" for state, names in STEPS.items() for step in names.split()]
    return [ROOT, f"{ROOT}?state=all&with=nobody&q=A", f"{ROOT}report/", *cases, *steps]


@pytest.mark.parametrize("language", ["ar", *proofs("en")])
def test_no_fault_and_nothing_too_wide(language, made, page_for):
    tab = page_for("reviewer", language)
    for path in pages(made):
        page = tab.open(path)
        assert page.locator("html").get_attribute("lang") == language
        assert faults(page) == [], path
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size(WIDE)


def test_nothing_that_was_typed_is_live(made, page_for):
    tab = page_for("reviewer")
    dialogs = []
    tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in [ROOT, *[path for path in pages(made) if made["in_review"] in path]]:
        page = tab.open(path)
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 2000)
        assert page.locator(LIVE).count() == 0, path
    text = tab.open(f"{ROOT}{made['in_review']}/change/").locator("#content").inner_text()
    assert [attack for attack in CORPUS if text.count(attack) < 10] == []
    assert dialogs == []


def press(page, words: str):
    """By keyboard. The answer is there when it returns: somebody else may go on at once."""
    page.locator(f"#content button:has-text('{words}')").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_people_decide_without_javascript(made, page_for):
    page = page_for("reviewer", js=False).open(f"{ROOT}{made['proven']}/change/")
    case = page.url
    press(page, "Take this case")
    page.locator("a[href$='mark/identity/']").click()
    page.check("input[value=pass]")
    page.fill("textarea[name=evidence]", "The agency gave the same name")
    press(page, "Keep this result")
    assert "The agency gave the same name" in page.locator("section:has(#checks)").inner_text()
    page.locator("a[href$='place/']").click()
    with_unit = page.locator("option", has_text="Police of Example: ").first
    page.select_option("select", value=with_unit.get_attribute("value"))
    press(page, "Place it there")
    page.locator("a[href$='call-back/']").click()
    page.check("input[value=registry]")
    page.check("input[name=channel]")
    page.check("input[value=confirmed]")
    press(page, "Keep this call-back")
    page.locator("a[href$='recommend-approval/']").click()
    page.check("input[value=confirmed]")
    press(page, "Recommend to approve")
    page = page_for("administrator", js=False).open(case.removeprefix(page.url.partition("/admin")[0]))
    page.locator("a[href$='/approve/']").click()
    assert page.locator("#preview").inner_text().startswith("Your personal link")
    page.check("input[value=confirmed]")
    press(page, "Approve it now")
    assert len(page.locator("#code").inner_text()) == 9
    press(page, "I read the code out in a call")
    assert "the code was read out" in page.locator("section:has(#stands)").inner_text()
