"""Does each step of a case do its one thing, for the right person, on a page that is not out of date?"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.languages import CODES
from hub.models import AuditEvent, OutboxMail
from members import agency_registry, applicant_links, vetting
from members.application import Application, CallBack, Recommendation, State
from members.case_steps import sentence
from members.models import Invitation
from members.standing import RECORDS
from tests.members import cases
from tests.members.mailbox import mails, subjects
from tests.personas import browser_for, browser_of
from tests.site.html import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
CHANGED = "Somebody else has changed this case meanwhile."


@pytest.fixture
def second(db):
    """Another reviewer."""
    return browser_of("reviewer")


def address(application: Application, step: str = "change") -> str:
    return f"/admin/members/application/{application.pk}/{step}/"


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def press(browser, application: Application, step: str, revision=None, **sent):
    """Sends the page of a step as it is open now, or as it was at an earlier revision."""
    revision = fresh(application).revision if revision is None else revision
    return browser.post(address(application, step), {"revision": revision} | sent)


def took(response, application: Application) -> bool:
    """The step was taken: back to the case."""
    return response.status_code == 302 and response.headers["Location"] == address(application)


def errors(response) -> str:
    return " ".join(e.text for e in page(response).elements if e["role"] == "alert")


def status(response) -> str:
    return " ".join(e.text for e in page(response).elements if e["role"] == "status")


# --- Who has it ---------------------------------------------------------------------------------------------------


def test_take_and_give_back(reviewer, second):
    application = cases.proven()
    assert took(press(reviewer, application, "take"), application)
    assert (fresh(application).state, fresh(application).assigned_to) == (State.IN_REVIEW, reviewer.user)
    assert f"<bdi>{reviewer.user}</bdi> · until" in second.get(address(application)).content.decode()
    assert took(press(reviewer, application, "release"), application)
    assert (fresh(application).state, fresh(application).assigned_to) == (State.PROVEN, None)


def test_what_another_has_is_not_taken(reviewer, second):
    application = cases.in_review(by=reviewer.user)
    for step in ("take", "place", "call-back", "more", "referee", "recommend-refusal", "mark/identity"):
        assert sentence("assigned") in status(second.get(address(application, step))), step
        assert not page(second.get(address(application, step))).by_tag["textarea"], step
    assert sentence("assigned") in errors(press(second, application, "take"))
    assert sentence("assigned") in errors(press(second, application, "more", pages=["role"]))
    assert sentence("not_held") not in second.get(address(application)).content.decode()
    assert (fresh(application).assigned_to, fresh(application).state) == (reviewer.user, State.IN_REVIEW)


def test_the_case_shows_only_what_is_possible(reviewer, second):
    application = cases.in_review(by=reviewer.user)

    def offered(browser) -> set[str]:
        read = page(browser.get(address(application)))
        own = [e["href"] or e["action"] for e in read.elements if e.tag in {"a", "form"}]
        base = f"/admin/members/application/{application.pk}/"
        return {path.removeprefix(base).strip("/") for path in own if path.startswith(base)}

    marks = {f"mark/{key}" for key in ("identity", "agency", "assignment", "mailbox", "referee", "duplicates")}
    work = {"place", "call-back", "referee", "more", "recommend-refusal", "release", "note", "mark/second_channel"}
    assert offered(reviewer) == work | marks
    assert offered(second) == {"note"}


# --- Out of date --------------------------------------------------------------------------------------------------


def test_a_page_that_is_out_of_date_is_told_and_loses_nothing(reviewer):
    application = cases.in_review(by=reviewer.user)
    old = application.revision
    agency, _channel = cases.registry()
    vetting.place(application, by=reviewer.user, agency=agency)
    sent = {"found": "elsewhere", "contact": "+33 1 44 00 00 00", "source": "Directory", "result": "confirmed"}
    response = press(reviewer, application, "call-back", revision=old, remark="I typed this", **sent)
    assert (response.status_code, CallBack.objects.count()) == (200, 0)
    assert CHANGED in errors(response)
    read = page(response)
    assert read.by_tag["textarea"][0].text == "I typed this"
    boxes = {e["name"]: e for e in read.by_tag["input"] if e["type"] in {"text", "hidden"} or "checked" in e.attributes}
    assert {name: boxes[name]["value"] for name in sent} == sent
    again = boxes["revision"]["value"]
    assert took(press(reviewer, application, "call-back", revision=again, **sent), application)
    assert CallBack.objects.get().contact == sent["contact"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_page_without_its_revision_does_nothing(revision, reviewer):
    application = cases.in_review(by=reviewer.user)
    response = press(reviewer, application, "recommend-refusal", revision=revision, reason="duplicate")
    assert response.status_code == 200
    assert fresh(application).state == State.IN_REVIEW


def test_of_two_who_decide_one_is_told(reviewer, second):
    application = cases.recommended(Recommendation.REFUSE)
    seen = application.revision
    assert took(press(reviewer, application, "refuse", revision=seen, reason="not_confirmed"), application)
    response = press(second, application, "send-back", revision=seen, reason="check_again")
    assert "It is now in this state: not approved." in errors(response)
    assert application.decisions.filter(from_state="recommended").count() == 1


def test_a_step_that_does_not_fit_says_so(reviewer):
    application = cases.refused()
    assert "not possible in the state of this case: not approved" in status(reviewer.get(address(application, "take")))
    assert "It is now in this state: not approved." in errors(press(reviewer, application, "take"))
    assert fresh(application).state == State.REFUSED


# --- What is found out --------------------------------------------------------------------------------------------


def test_a_note_is_added_whatever_happened_meanwhile(reviewer, second):
    application = cases.in_review(by=reviewer.user)
    assert took(second.post(address(application, "note"), {"text": "Two\nlines"}), application)
    assert took(press(reviewer, application, "note", revision=0, text="Another"), application)
    assert [(note.by, note.text) for note in application.notes.order_by("pk")] == [
        (second.user, "Two\nlines"),
        (reviewer.user, "Another"),
    ]
    assert "This field is required" in errors(reviewer.post(address(application, "note"), {"text": " "}))


def test_the_title_says_that_there_is_an_error(reviewer):
    application = cases.in_review(by=reviewer.user)
    note = address(application, "note")
    assert page(reviewer.get(note)).title.startswith("Write a note")
    assert page(reviewer.post(note, {"text": " "})).title.startswith("Error: Write a note")


def test_an_item_of_the_checklist(reviewer):
    application = cases.in_review(by=reviewer.user)
    for result, evidence in (("look", "First"), ("pass", "Then")):
        sent = {"result": result, "evidence": evidence}
        assert took(press(reviewer, application, "mark/identity", **sent), application)
    marks = application.check_marks.order_by("pk").values_list("item", "result", "by")
    assert list(marks) == [("identity", "look", reviewer.user.pk), ("identity", "pass", reviewer.user.pk)]
    assert press(reviewer, application, "mark/identity", result="pass").status_code == 200
    assert press(reviewer, application, "mark/nothing", result="pass", evidence="x").status_code == 404
    assert application.check_marks.count() == 2


def test_placing_in_the_registry(reviewer):
    application = cases.in_review(by=reviewer.user)
    agency, _channel = cases.registry()
    unit = agency_registry.add_unit(agency=agency, name="Minors", by=reviewer.user)
    elsewhere = agency_registry.add_agency(name="Far away", country="PE", by=reviewer.user)
    options = [e["value"] for e in page(reviewer.get(address(application, "place"))).by_tag["option"]]
    assert options == ["", f"{agency.pk}:", f"{agency.pk}:{unit.pk}"]
    assert press(reviewer, application, "place", place=f"{elsewhere.pk}:").status_code == 200
    assert took(press(reviewer, application, "place", place=f"{agency.pk}:{unit.pk}"), application)
    assert (fresh(application).agency, fresh(application).unit) == (agency, unit)
    everywhere = f"{address(application, 'place')}?all"
    sent = {"revision": fresh(application).revision, "place": f"{elsewhere.pk}:"}
    assert took(reviewer.post(everywhere, sent), application)
    assert (fresh(application).agency, fresh(application).unit) == (elsewhere, None)


def test_a_call_back_through_the_registry(reviewer):
    application = cases.in_review(by=reviewer.user)
    agency, channel = cases.registry()
    waiting = agency_registry.propose_channel(agency=agency, kind="email", value="desk@police.example", by="applicant")
    html = reviewer.get(address(application, "call-back")).content.decode()
    assert 'value="registry"' not in html  # not placed: the registry has nothing to offer
    vetting.place(application, by=reviewer.user, agency=agency)
    html = reviewer.get(address(application, "call-back")).content.decode()
    assert channel.shown in html
    assert waiting.shown not in html
    sent = {"found": "registry", "result": "confirmed", "contact": "+33 1 99 00 99 99"}
    assert "Choose the entry that you used." in errors(press(reviewer, application, "call-back", **sent))
    assert press(reviewer, application, "call-back", channel=waiting.pk, **sent).status_code == 200
    assert took(press(reviewer, application, "call-back", channel=channel.pk, **sent), application)
    made = CallBack.objects.get()
    assert (made.channel, made.contact, made.by) == (channel, "", reviewer.user)


@pytest.mark.parametrize(
    "contact",
    [
        "amina@police.example",
        "Write to AMINA@police.example",
        "chief@police.example",
        "+33 1 99 00 12 34",
        "0199001234",
    ],
)
def test_a_contact_of_the_form_is_no_second_channel(contact, reviewer):
    application = cases.in_review(by=reviewer.user, kind="focal_point")
    sent = {"found": "elsewhere", "contact": contact, "source": "Directory", "result": "confirmed"}
    assert sentence("from_the_form") in errors(press(reviewer, application, "call-back", **sent))
    assert not CallBack.objects.exists()


def test_a_contact_found_elsewhere_names_its_source(reviewer):
    application = cases.in_review(by=reviewer.user)
    sent = {"found": "elsewhere", "result": "confirmed"}
    told = errors(press(reviewer, application, "call-back", **sent))
    assert "Write down the number or address that you used." in told
    assert "Say where you found it" in told
    sent |= {"contact": "+33 1 44 00 00 00", "source": "The ministry's directory"}
    assert took(press(reviewer, application, "call-back", **sent), application)


def test_the_referee_is_asked_again_and_not_for_ever(reviewer):
    application = cases.in_review(by=reviewer.user)
    before = len(mails())
    assert took(press(reviewer, application, "referee"), application)
    assert len(mails()) == before + 1
    assert sentence("referee") in errors(press(reviewer, application, "referee"))
    assert len(mails()) == before + 1


# --- Asking for more ----------------------------------------------------------------------------------------------


def test_only_those_questions_go_back(reviewer, client):
    application = cases.in_review(by=reviewer.user)
    before = len(mails())
    assert "This field is required" in errors(press(reviewer, application, "more"))
    assert press(reviewer, application, "more", pages=["unit"]).status_code == 200  # of focal points only
    assert took(press(reviewer, application, "more", pages=["role", "agency"]), application)
    assert (fresh(application).state, fresh(application).asked) == (State.MORE_ASKED, ["role", "agency"])
    mail = mails()[-1]
    assert (len(mails()), mail.to) == (before + 1, application.email)
    assert "rank" not in mail.text.lower()
    link = re.search(r"https://testserver(/\S+)", mail.text).group(1)
    client.post(link, {"reference": application.reference})
    opened = client.get("/en/join/check/").content.decode()
    assert "Rank or title" in opened
    assert "Full name" not in opened
    assert client.get("/en/join/name/").status_code == 302
    assert "What do you do there?" in reviewer.get(address(application)).content.decode()


def test_a_step_of_staff_is_told_however_many_mails_others_caused(reviewer, monkeypatch):
    """The limit is for what anybody may cause: a full day must not hide a question, or a decision with its appeal."""
    application = cases.in_review(by=reviewer.user)
    monkeypatch.setitem(applicant_links.MAILS, "limit", 1)
    assert not applicant_links.mail_if_few(application, "application_link")
    before = OutboxMail.objects.count()
    press(reviewer, application, "more", pages=["role"])
    assert fresh(application).state == State.MORE_ASKED
    assert OutboxMail.objects.count() == before + 1
    refused = cases.recommended("refuse", email="other@police.example")
    while applicant_links.mail_if_few(refused, "application_link"):
        pass
    before = OutboxMail.objects.count()
    vetting.refuse(refused, by=cases.reviewer(), reason="not_confirmed")
    assert OutboxMail.objects.count() == before + 1


@pytest.mark.parametrize("code", CODES)
def test_the_mail_is_seen_in_the_applicants_language_first(code, reviewer):
    application = cases.in_review(by=reviewer.user)
    Application.objects.update(language=code)
    read = page(reviewer.get(address(application, "more")))
    preview = read.by_tag["blockquote"][0]
    assert (preview["lang"], preview["dir"]) == (code, "rtl" if code == "ar" else "ltr")
    press(reviewer, application, "more", pages=["role"])
    assert preview.text.startswith(subjects()[-1])
    assert read.root["lang"] == "en"


# --- Two people ---------------------------------------------------------------------------------------------------


def test_two_people_approve_and_the_code_is_seen_once(reviewer, second):
    application = cases.called_back(reviewer.user)
    assert took(press(reviewer, application, "recommend-approval", reason="confirmed"), application)
    before = len(mails())
    response = press(second, application, "approve", reason="confirmed")
    shown = code(response)
    assert (response.status_code, len(shown)) == (200, 8)
    assert "no-store" in response.headers["Cache-Control"]
    assert "Reach the agency as in the call-back: +33 1 99 00 12 34" in page(response).by_tag["main"][0].text
    decided = fresh(application)
    assert (decided.state, decided.recommended_by, decided.decided_by) == (State.APPROVED, reviewer.user, second.user)
    assert (len(mails()), mails()[-1].to) == (before + 1, application.email)
    assert shown not in mails()[-1].text
    for browser in (reviewer, second):
        for step in ("change", "approve", "new-code", "code-read"):
            assert spaced(shown) not in browser.get(address(application, step)).content.decode()
    assert code(press(second, application, "approve", reason="confirmed")) == ""


def code(response) -> str:
    found = [e.text for e in page(response).by_tag["code"] if e["id"] == "code"]
    return found[0].replace(" ", "") if found else ""


def spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


@pytest.mark.parametrize("recommendation", Recommendation.values)
def test_nobody_decides_on_the_own_recommendation(recommendation, reviewer):
    application = cases.recommended(recommendation, by=reviewer.user)
    for step, reason in {"approve": "confirmed", "refuse": "duplicate", "send-back": "check_again"}.items():
        assert sentence("same_person") in status(reviewer.get(address(application, step)))
        response = press(reviewer, application, step, reason=reason)
        assert (response.status_code, code(response)) == (200, "")
        assert sentence("same_person") in errors(response)
    assert fresh(application).state == State.RECOMMENDED
    assert not Invitation.objects.exists()


def test_a_recommendation_is_not_turned_around(reviewer):
    application = cases.recommended(Recommendation.REFUSE)
    assert sentence("not_recommended") in errors(press(reviewer, application, "approve", reason="confirmed"))
    assert took(press(reviewer, application, "send-back", reason="other_outcome"), application)
    assert (fresh(application).state, fresh(application).recommended_by) == (State.IN_REVIEW, None)


def test_what_is_missing_for_an_approval_is_said(reviewer):
    application = cases.in_review(by=reviewer.user)
    assert sentence("no_call_back") in page(reviewer.get(address(application))).by_tag["main"][0].text
    response = press(reviewer, application, "recommend-approval", reason="confirmed")
    assert sentence("no_call_back") in errors(response)
    assert fresh(application).state == State.IN_REVIEW


WRONG_REASONS = [("refusal", ""), ("refusal", "confirmed"), ("approval", "duplicate"), ("refusal", "made_up")]


@pytest.mark.parametrize(("recommendation", "reason"), WRONG_REASONS)
def test_a_reason_is_one_of_the_codes(recommendation, reason, reviewer):
    application = cases.called_back(reviewer.user)
    assert press(reviewer, application, f"recommend-{recommendation}", reason=reason).status_code == 200
    assert fresh(application).state == State.IN_REVIEW


@pytest.mark.parametrize("reason", ["not_law_enforcement", "duplicate", "referee_denied"])
def test_a_refusal_tells_the_applicant_nothing_of_the_reason(reason, reviewer):
    application = cases.recommended(Recommendation.REFUSE)
    preview = page(reviewer.get(address(application, "refuse"))).by_tag["blockquote"][0].text
    assert took(press(reviewer, application, "refuse", reason=reason), application)
    mail = mails()[-1]
    assert neutral(mail.subject + mail.text) == neutral(preview)
    assert AuditEvent.objects.get(event="application refused").detail["reason"] == reason


def neutral(text: str) -> str:
    """Without the link and the time, which differ each time."""
    return "".join(re.sub(r"https://\S+|\d{4}-\d\d-\d\d \d\d:\d\d", "", text).split())


# --- A factor again -----------------------------------------------------------------------------------------------

DECIDING = {
    "recommend-approval": cases.called_back,
    "recommend-refusal": lambda user: cases.in_review(by=user),
    "approve": lambda _: cases.recommended(),
    "refuse": lambda _: cases.recommended(Recommendation.REFUSE),
    "send-back": lambda _: cases.recommended(),
    "new-code": lambda _: cases.approved(),
}


@pytest.mark.parametrize("step", DECIDING)
def test_deciding_asks_for_a_factor_again(step, reviewer):
    application = DECIDING[step](reviewer.user)
    session = reviewer.session
    session[RECORDS] = [record | {"at": record["at"] - 301} for record in session[RECORDS]]
    session.save()
    invitations = Invitation.objects.count()
    for response in (reviewer.get(address(application, step)), press(reviewer, application, step, reason="confirmed")):
        assert response.status_code == 302
        assert "/reauthenticate/?next=" in response.headers["Location"]
    assert (fresh(application).state, Invitation.objects.count()) == (application.state, invitations)
    assert reviewer.get(address(application)).status_code == 200


# --- The code -----------------------------------------------------------------------------------------------------


def test_the_code_was_read_out(reviewer):
    application = cases.approved()
    html = reviewer.get(address(application)).content.decode()
    assert "the code was not read out yet" in html
    assert took(press(reviewer, application, "code-read"), application)
    assert Invitation.objects.get().code_read_at is not None
    assert "the code was read out" in reviewer.get(address(application)).content.decode()
    assert AuditEvent.objects.filter(event="invitation code read out", by=str(reviewer.user.pk)).count() == 1


def test_a_new_link_and_code_end_the_old_ones(reviewer):
    application = cases.approved()
    first = Invitation.objects.get()
    shown = code(press(reviewer, application, "new-code"))
    first.refresh_from_db()
    assert len(shown) == 8
    assert first.expires <= timezone.now()
    assert Invitation.objects.filter(expires__gt=timezone.now()).count() == 1
    assert AuditEvent.objects.filter(event="invited", by=str(reviewer.user.pk)).count() == 1


def test_no_new_code_for_whoever_has_joined_or_was_not_approved(reviewer):
    application = cases.approved()
    Application.objects.update(account=cases.reviewer())
    assert sentence("joined") in errors(press(reviewer, application, "new-code"))
    other = cases.recommended(email="b@police.example")
    assert CHANGED in errors(press(reviewer, other, "new-code"))
    Application.objects.filter(pk=application.pk).update(account=None, erased_at=timezone.now(), answers={})
    assert sentence("not_approved") in errors(press(reviewer, application, "new-code"))
    assert Invitation.objects.count() == 1


def test_a_colleague_gets_no_code(sign_in):
    application = cases.approved()
    colleague = sign_in("reviewer", user=cases.reviewer(agency=application.agency))
    for step in ("new-code", "code-read"):
        assert press(colleague, application, step).status_code == 404
    assert Invitation.objects.count() == 1


# --- The hold runs out --------------------------------------------------------------------------------------------


def test_after_the_hold_somebody_else_goes_on(reviewer):
    application = cases.in_review(by=reviewer.user)
    with time_machine.travel(timezone.now() + vetting.HOLD + timedelta(minutes=1)):
        other = browser_for(cases.reviewer(), "webauthn")
        assert took(press(other, application, "take"), application)
        late = browser_for(reviewer.user, "webauthn")
        assert sentence("assigned") in errors(press(late, application, "recommend-refusal", reason="duplicate"))
    assert fresh(application).assigned_to == other.user
