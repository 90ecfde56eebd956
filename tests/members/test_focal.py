"""Does the focal point of a unit see and move their own unit, and nothing of any other?"""

import time
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from hub import keys
from hub.languages import CODES
from hub.models import AuditEvent, OutboxMail, ReadEvent
from members import agency_registry, focal, membership, standing, vetting
from members.agencies import FocalPoint
from members.application import UNDECIDED, Application, Decision, State, Vouch
from members.renewal import Renewal
from tests.members import cases
from tests.personas import STAFF, browser_for, make_user
from tests.site.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY = "Xqcanary"


@pytest.fixture
def agency():
    return agency_registry.add_agency(name="Police of the Test", country="FR", by=make_user("reviewer"))


def a_unit(agency, name: str):
    return agency_registry.add_unit(agency=agency, name=name, by=make_user("reviewer"))


def a_member(unit, name: str, kind="officer", **values):
    user = make_user(kind, agency=unit.agency, unit=unit, **values)
    user.name = name
    user.save()
    return user


def an_applicant(unit, name: str, state=State.IN_REVIEW) -> Application:
    application = Application.objects.create(answers=cases.answers(full_name=name), agency=unit.agency, unit=unit)
    Application.objects.filter(pk=application.pk).update(state=state, proven_at=timezone.now())
    return application


def a_renewal(user) -> Renewal:
    user.expires_at = timezone.now() + timedelta(days=5)
    user.save()
    return membership.begin_renewal(user=user)


@pytest.fixture
def unit(agency):
    return a_unit(agency, "Child protection unit")


@pytest.fixture
def lead(unit):
    user = a_member(unit, "Lea Lead")
    agency_registry.appoint_focal_point(user=user, unit=unit, by=make_user("reviewer"))
    return user


@pytest.fixture
def colleague(unit):
    return a_member(unit, "Colin Colleague")


@pytest.fixture
def browser(lead):
    return browser_for(lead, "totp")


@pytest.fixture
def others(agency):
    """Another unit of the same agency, with everything that could leak."""
    unit = a_unit(agency, f"{CANARY} unit")
    member = a_member(unit, f"{CANARY} Member", email="xqcanary@agency.example")
    applicant = an_applicant(unit, f"{CANARY} Applicant")
    return {"unit": unit, "member": member, "applicant": applicant}


def addresses(member, applicant) -> dict[str, str]:
    return {
        "unit": reverse("members:unit"),
        "leaver": reverse("members:unit_leaver", args=[member.pk]),
        "serves": reverse("members:unit_serves", args=[member.pk]),
        "hand over": reverse("members:unit_hand_over"),
        "vouch": reverse("members:unit_vouch", args=[applicant.pk]),
    }


# --- What it looks like -------------------------------------------------------------------------------------------


def test_the_own_unit(browser, colleague, unit):
    applicant = an_applicant(unit, "Ana Applicant")
    html = browser.get(reverse("members:unit")).content.decode()
    for text in ("Child protection unit", "Colin Colleague", colleague.email, "Lea Lead", "Ana Applicant"):
        assert text in html
    assert reverse("members:unit_vouch", args=[applicant.pk]) in html
    assert html.count("Report that") == 1  # nobody reports themselves


def test_of_an_applicant_only_the_name_is_shown(browser, unit):
    applicant = an_applicant(unit, "Ana Applicant")
    for address in (reverse("members:unit"), reverse("members:unit_vouch", args=[applicant.pk])):
        html = browser.get(address).content.decode()
        assert "Ana Applicant" in html
        for key, value in cases.ANSWERS.items():
            if isinstance(value, str) and len(value) > 9 and key not in {"full_name", "unit_name"}:
                assert value not in html, key
        assert applicant.reference not in html


@pytest.mark.parametrize("code", CODES)
def test_pages_in_every_language(code, browser, colleague, unit):
    a_renewal(colleague)
    for address in addresses(colleague, an_applicant(unit, "Ana Applicant")).values():
        page = Page(browser.get(f"/{code}/{address.split('/', 2)[2]}").content.decode())
        assert len(page.by_tag["h1"]) == 1
        assert page.root["lang"] == code


def test_the_focal_point_hears_that_somebody_waits(unit, lead, colleague):
    by = cases.reviewer()
    application = cases.in_review(by=by)
    before = OutboxMail.objects.count()
    for _twice in range(2):
        vetting.place(application, by=by, agency=unit.agency, unit=unit)
    assert OutboxMail.objects.count() == before + 1
    mail = keys.decrypt(OutboxMail.objects.latest("pk").message)
    assert lead.email in mail
    assert "/accounts/unit/" in mail
    assert "Amina" not in mail


def test_looking_is_noted(browser, unit, lead):
    browser.get(reverse("members:unit"))
    assert ReadEvent.objects.filter(by=str(lead.pk), target=f"unit {unit.pk}").count() == 1


def test_suspension_of_a_member_is_not_shown(browser, unit):
    a_member(unit, "Sue Suspended", kind="suspended")
    html = browser.get(reverse("members:unit")).content.decode()
    assert "Sue Suspended" in html
    assert "uspended" not in html.replace("Sue Suspended", "").replace("suspended", "", 1)  # once in the address


# --- What others get ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", *STAFF])
def test_for_everybody_else_the_pages_do_not_exist(name, browsers, lead, colleague, unit):
    applicant = an_applicant(unit, "Ana Applicant")
    absent = browsers[name].get("/en/accounts/no-such-page/")
    for address in addresses(colleague, applicant).values():
        for method in ("get", "post"):
            answer = getattr(browsers[name], method)(address)
            assert answer.status_code == 404
        own = address.removeprefix("/en/accounts/").encode()  # stands in the links to other languages
        assert browsers[name].get(address).content.replace(own, b"no-such-page/") == absent.content
    assert not Vouch.objects.exists()


def test_a_member_of_the_unit_is_not_its_focal_point(colleague, lead, unit):
    browser = browser_for(colleague, "totp")
    for address in addresses(lead, an_applicant(unit, "Ana Applicant")).values():
        assert browser.get(address).status_code == browser.post(address).status_code == 404


def test_nothing_of_another_unit(browser, others):
    for code in CODES:
        for address in addresses(others["member"], others["applicant"]).values():
            answer = browser.get(f"/{code}/{address.split('/', 2)[2]}")
            assert CANARY.lower() not in answer.content.decode().lower()
    a_renewal(others["member"])
    for name in ("leaver", "serves", "vouch"):
        address = addresses(others["member"], others["applicant"])[name]
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"answer": "yes"}).status_code == 404
    answer = browser.post(reverse("members:unit_hand_over"), {"successor": str(others["member"].pk)})
    assert answer.status_code == 200
    assert CANARY.lower() not in answer.content.decode().lower()
    assert not Vouch.objects.exists()
    assert not FocalPoint.objects.waiting().exists()
    others["member"].refresh_from_db()
    assert others["member"].suspended_at is None
    assert Renewal.objects.get().answer == ""


def test_verbs_refuse_what_is_not_theirs(lead, others, colleague):
    with pytest.raises(focal.NotTheirs):
        focal.report_leaver(member=others["member"], by=lead)
    with pytest.raises(focal.NotTheirs):
        focal.report_leaver(member=lead, by=lead)
    with pytest.raises(focal.NotTheirs):
        focal.confirm_service(member=a_renewal(others["member"]).user, answer="no", by=lead)
    with pytest.raises(focal.NotTheirs):
        focal.confirm_service(member=a_renewal(lead).user, answer="yes", by=lead)
    with pytest.raises(focal.NotTheirs):
        focal.hand_over(to_user=others["member"], by=lead)
    with pytest.raises(focal.NotTheirs):
        focal.report_leaver(member=lead, by=colleague)
    with pytest.raises(focal.NotTheirs):
        focal.vouch(applicant=focal.Applicant(others["applicant"].pk, ""), answer="yes", by=lead)


def test_unknown_objects(browser):
    for name in ("unit_leaver", "unit_vouch"):
        assert browser.get(reverse(f"members:{name}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("change", ["ended", "moved", "unit closed", "agency closed", "only proposed"])
def test_the_role_rests(change, browser, lead, unit, agency):
    assert browser.get(reverse("members:unit")).status_code == 200
    role = FocalPoint.objects.get()
    if change == "ended":
        agency_registry.end_focal_point(role, by=None, reason="left")
    elif change == "only proposed":
        FocalPoint.objects.update(since=None)
    elif change == "moved":
        lead.unit = a_unit(agency, "Another unit")
        lead.save()
    elif change == "unit closed":
        unit.active = False
        unit.save()
    else:
        agency.active = False
        agency.save()
    assert browser.get(reverse("members:unit")).status_code == 404


@pytest.mark.parametrize("field", ["suspended_at", "expires_at"])
def test_a_focal_point_who_is_not_let_in(field, browser, lead, colleague):
    setattr(lead, field, timezone.now())
    lead.save()
    assert browser.get(reverse("members:unit")).url == reverse("members:standing")
    with pytest.raises(focal.NotTheirs):
        focal.report_leaver(member=colleague, by=lead)


# --- Reporting a leaver -------------------------------------------------------------------------------------------


def test_a_leaver_is_shut_out_until_staff_decide(browser, colleague, lead):
    address = reverse("members:unit_leaver", args=[colleague.pk])
    assert "Colin Colleague" in browser.get(address).content.decode()
    colleague.refresh_from_db()
    assert colleague.suspended_at is None
    assert browser.post(address).url == reverse("members:unit")
    told = AuditEvent.objects.get(event="leaver reported")
    assert (told.by, told.target) == (str(lead.pk), f"user {colleague.pk}")
    colleague.refresh_from_db()
    assert colleague.suspended_at is not None
    assert colleague.closed_at is None


def test_our_staff_are_nobodys_members(browser, unit):
    curator = a_member(unit, "Carl Curator", kind="curator")
    assert "Carl Curator" not in browser.get(reverse("members:unit")).content.decode()
    assert "Carl Curator" not in browser.get(reverse("members:unit_hand_over")).content.decode()
    assert browser.post(reverse("members:unit_leaver", args=[curator.pk])).status_code == 404


# --- Renewal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", Renewal.Answer.values)
def test_the_focal_point_says_whether_somebody_still_serves(answer, browser, colleague, lead):
    address = reverse("members:unit_serves", args=[colleague.pk])
    assert browser.get(address).url == reverse("members:unit")  # nobody asks
    assert "still serves" not in browser.get(reverse("members:unit")).content.decode()
    renewal = a_renewal(colleague)
    assert address in browser.get(reverse("members:unit")).content.decode()
    assert "There is a problem" in browser.post(address, {"answer": "perhaps"}).content.decode()
    assert browser.post(address, {"answer": answer}).url == reverse("members:unit")
    renewal.refresh_from_db()
    colleague.refresh_from_db()
    assert (renewal.answer, renewal.answered_by) == (answer, str(lead.pk))
    assert (colleague.suspended_at is not None) == (answer == "no")
    assert renewal.done_at is None  # the member's own mailbox has not answered


@pytest.mark.parametrize("answer", Renewal.Answer.values)
def test_two_clicks_on_an_answer(answer, browser, lead, colleague):
    a_renewal(colleague)
    address = reverse("members:unit_serves", args=[colleague.pk])
    for _click in range(2):
        assert browser.post(address, {"answer": answer}).url == reverse("members:unit")
    assert Renewal.objects.get().answer == answer
    for nobody in (uuid.uuid4(), lead.pk):
        absent = reverse("members:unit_serves", args=[nobody])
        assert browser.get(absent).status_code == browser.post(absent, {"answer": answer}).status_code == 404


def test_the_other_click_was_faster(browser, colleague, monkeypatch):
    """Between looking and answering."""
    a_renewal(colleague)

    def late(**values):
        raise focal.NotTheirs

    monkeypatch.setattr(focal, "confirm_service", late)
    answer = browser.post(reverse("members:unit_serves", args=[colleague.pk]), {"answer": "yes"}, follow=True)
    assert answer.redirect_chain == [(reverse("members:unit"), 302)]
    assert "Your answer is kept" not in answer.content.decode()


def age(browser) -> None:
    """The factors were used a while ago."""
    session = browser.session
    session[standing.RECORDS] = [record | {"at": record["at"] - 1000} for record in session[standing.RECORDS]]
    session.save()


@pytest.mark.parametrize("name", ["unit_leaver", "unit_serves", "unit_hand_over"])
def test_a_recent_factor_is_asked_for(name, browser, colleague):
    a_renewal(colleague)
    age(browser)
    address = reverse(f"members:{name}", args=[] if name == "unit_hand_over" else [colleague.pk])
    for answer in (browser.get(address), browser.post(address, {"successor": str(colleague.pk), "answer": "no"})):
        assert "reauthenticate" in answer.url
        assert f"next={quote(address, safe='')}" in answer.url
    assert browser.get(reverse("members:unit")).status_code == 200
    assert not FocalPoint.objects.waiting().exists()
    colleague.refresh_from_db()
    assert colleague.suspended_at is None
    session = browser.session  # they confirm it
    record = {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    session[standing.RECORDS] = [*session[standing.RECORDS], record]
    session.save()
    assert browser.get(address).status_code == 200


def test_others_meet_no_question_for_a_factor(officer, colleague):
    """A page that does not exist does not ask who somebody is either."""
    age(officer)
    assert officer.get(reverse("members:unit_hand_over")).status_code == 404


# --- Handing over -------------------------------------------------------------------------------------------------


def test_a_successor_is_proposed_and_accepted_by_staff(browser, colleague, lead, unit):
    address = reverse("members:unit_hand_over")
    a_member(unit, "Ida Expired", kind="expired")
    html = browser.get(address).content.decode()
    assert "Colin Colleague" in html
    assert "Ida Expired" not in html
    assert "Lea Lead" not in html
    browser.post(address, {"successor": str(colleague.pk)})
    proposed = FocalPoint.objects.waiting().get()
    assert (proposed.user, proposed.unit) == (colleague, unit)
    assert focal.role_of(colleague) is None
    assert "You have proposed" in browser.get(reverse("members:unit")).content.decode()
    browser.post(address, {"successor": str(colleague.pk)})
    assert FocalPoint.objects.waiting().count() == 1
    agency_registry.accept_hand_over(proposed, by=make_user("reviewer"))
    assert browser.get(reverse("members:unit")).status_code == 404
    assert focal.role_of(colleague) == proposed


def test_without_a_choice_nobody_is_proposed(browser, colleague):
    answer = browser.post(reverse("members:unit_hand_over"), {})
    assert answer.status_code == 200
    assert not FocalPoint.objects.waiting().exists()


def test_alone_in_the_unit(browser):
    assert "no other member yet" in browser.get(reverse("members:unit_hand_over")).content.decode()


# --- Vouching -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_an_answer_is_kept_once_and_decides_nothing(answer, browser, lead, unit):
    applicant = an_applicant(unit, "Ana Applicant")
    address = reverse("members:unit_vouch", args=[applicant.pk])
    assert browser.post(address, {"answer": answer}).url == reverse("members:unit")
    assert browser.post(address, {"answer": "no"}).url == reverse("members:unit")
    vouch = Vouch.objects.get()
    assert (vouch.application, vouch.by, vouch.answer) == (applicant, lead, answer)
    assert AuditEvent.objects.filter(event="vouched", target=f"application {applicant.pk}").count() == 1
    applicant.refresh_from_db()
    assert applicant.state == State.IN_REVIEW
    assert not Decision.objects.exists()
    assert "Ana Applicant" not in browser.get(reverse("members:unit")).content.decode()


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_no_answer(answer, browser, unit):
    address = reverse("members:unit_vouch", args=[an_applicant(unit, "Ana Applicant").pk])
    page = browser.post(address, {"answer": answer})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Vouch.objects.exists()


NEED_TWO = {State.APPROVED, State.REFUSED, State.RECOMMENDED}  # constraints forbid making one out of nothing


@pytest.mark.parametrize("state", [state for state in State if state not in NEED_TWO])
def test_only_who_waits_is_shown(state, browser, unit):
    an_applicant(unit, "Ana Applicant", state=state)
    shown = "Ana Applicant" in browser.get(reverse("members:unit")).content.decode()
    assert shown == (state in UNDECIDED)


def test_a_decided_application_is_gone(browser, unit):
    for application in (cases.refused(), cases.approved(email="other@police.example")):
        Application.objects.filter(pk=application.pk).update(unit=unit)
        assert browser.get(reverse("members:unit_vouch", args=[application.pk])).status_code == 404
    assert "Amina" not in browser.get(reverse("members:unit")).content.decode()


def test_names_are_text(browser, unit):
    an_applicant(unit, "<script>alert(1)</script>")
    html = browser.get(reverse("members:unit")).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
