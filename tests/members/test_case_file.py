"""Is everything on the case file that staff decide by, and is none of it live?"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.languages import CODES
from hub.models import ReadEvent
from members import case_file, checklist, questionnaire, referees, vetting
from members.agencies import Agency
from members.application import Application
from members.vetting_signals import CHECKS, Level, Signal
from tests.members import attacks, cases
from tests.members.mailbox import mails
from tests.personas import make_user
from tests.site.html import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
TYPED = {
    key for key, question in questionnaire.QUESTIONS.items() if question.kind in {"text", "long", "email", "phone"}
} | {"unit_domains"}


def address(application: Application) -> str:
    return f"/admin/members/application/{application.pk}/change/"


def examined(by, **changes) -> Application:
    """With a call-back, a mark, a note, a referee's answer and a vouch."""
    application = cases.called_back(by, **changes)
    values = {"found": "elsewhere", "contact": "+33 1 44 00 00 00", "source": "Directory", "remark": "Front desk"}
    vetting.record_call_back(application, by=by, result="not_reached", **values)
    checklist.mark(application, by=by, item="identity", result="look", evidence="The letter of 3 May")
    vetting.note(application, by=by, text="Ask for the chief of the unit")
    application.referee_requests.update(answer="confirm", answered_at=timezone.now())
    application.vouches.create(by=make_user("officer", email="focal@police.example"), answer="yes")
    return application


def content(response) -> str:
    return " ".join(page(response).by_tag["main"][0].text.split())


# --- What is shown ------------------------------------------------------------------------------------------------


def test_every_answer_is_there(reviewer):
    changes = {key: f"Canary {key}" for key in TYPED - {"unit_domains"}} | {"email": "canary@police.example"}
    unit = {"kind": "focal_point", "unit_domains": ["canary.example", "other.example"]}
    application = cases.proven(**unit | changes | {"interests": ["triage"], "training": ["law", "court"]})
    text = content(reviewer.get(address(application)))
    for key in TYPED - {"unit_domains", "email"}:
        assert f"Canary {key}" in text, key
    for shown in (
        "canary@police.example", "canary.example", "other.example", "France", "Investigator", "Français", "English",
        "for my unit, as its focal point", "Yes, it is all or most of my work", "5–19", "from a colleague",
        "Lawful and responsible use",
    ):  # fmt: skip
        assert shown in text, shown
    for asked in questionnaire.asked(application.answers):
        for question in asked.questions:
            assert str(question.label) in text


def test_what_staff_found_is_there(reviewer):
    application = examined(reviewer.user)
    text = content(reviewer.get(address(application)))
    for shown in (
        "being checked", f"{reviewer.user} · until", "Police of Example", "They confirmed the applicant",
        "+33 1 99 00 12 34", "+33 1 44 00 00 00 · Directory", "Nobody could say", "Front desk",
        "look again · The identity fits", "The letter of 3 May", "Ask for the chief of the unit",
        "Yes, I confirm it", "· I know this person as an officer of the unit",
    ):  # fmt: skip
        assert shown in text, shown


def test_signals_in_words_with_the_gravest_first(reviewer):
    application = cases.in_review(by=reviewer.user, email="amina@mailinator.com")
    read = page(reviewer.get(address(application)))
    section = next(e for e in read.by_tag["section"] if e["aria-labelledby"] == "signals")
    lines = [e.text for e in read.by_tag["li"] if section in e.parents]
    levels = [line.partition(" · ")[0] for line in lines]
    assert len(lines) >= 15
    assert levels == sorted(levels, key=["stop", "look again", "pass"].index)
    assert "stop · The address is at a provider of throw-away addresses. mailinator.com" in lines


def test_duplicates_lead_to_the_other_case(reviewer):
    first = cases.proven()
    second = cases.proven(agency_name=f"Claims {first.reference}")
    unsent = cases.draft()
    links = [e["href"] for e in page(reviewer.get(address(second))).by_tag["a"]]
    assert address(first) in links
    assert address(unsent) not in links
    hidden = cases.proven(email=reviewer.user.email, agency_name=first.reference)
    other = cases.proven(email="far@police.example", full_name="Another Person", agency_name=first.reference)
    links = [e["href"] for e in page(reviewer.get(address(other))).by_tag["a"]]
    assert address(first) not in links
    assert address(hidden) not in links


def test_the_timeline_is_one_list_newest_first(reviewer):
    start = timezone.now() - timedelta(days=3)
    with time_machine.travel(start) as clock:
        application = cases.proven()
        for step in (
            lambda: vetting.take(application, by=reviewer.user),
            lambda: vetting.note(application, by=reviewer.user, text="First"),
            lambda: checklist.mark(application, by=reviewer.user, item="agency", result="pass", evidence="Seen"),
            lambda: vetting.record_call_back(
                application, by=reviewer.user, found="elsewhere", contact="x", source="y", result="denied"
            ),
            lambda: vetting.recommend(application, by=reviewer.user, recommendation="refuse", reason="not_confirmed"),
            lambda: vetting.refuse(application, by=cases.reviewer(), reason="not_confirmed"),
        ):
            clock.shift(timedelta(minutes=10))
            step()
    file = case_file.of(Application.objects.get(), cases.reviewer())
    assert [(str(row.what), row.detail, row.text) for row in file.timeline][:6] == [
        ("State: not approved", "The agency did not confirm the applicant", ""),
        ("State: being decided", "The agency did not confirm the applicant", ""),
        ("Call-back", "They do not know the applicant, or deny it", ""),
        ("Checked: The agency exists and is law enforcement", "pass", "Seen"),
        ("Note", "", "First"),
        ("State: being checked", "", ""),
    ]
    assert file.timeline[4].who == str(reviewer.user)
    assert list(file.timeline) == sorted(file.timeline, key=lambda row: row.at, reverse=True)


def test_each_request_to_a_referee_is_told_once_with_who_asked(reviewer):
    application = cases.in_review(by=reviewer.user)
    assert referees.ask(application, by=reviewer.user)
    application.referee_requests.update(answer="confirm", answered_at=timezone.now())
    rows = [(str(row.what), row.who, row.detail) for row in case_file.of(application, reviewer.user).timeline]
    assert [row for row in rows if row[0] == "Referee asked"] == [
        ("Referee asked", str(reviewer.user), ""),
        ("Referee asked", "the system", ""),
    ]
    assert [row for row in rows if row[0] == "Referee answered"] == [("Referee answered", "", "Yes, I confirm it")] * 2


def test_erased_answers_leave_the_record(reviewer):
    application = cases.refused()
    Application.objects.update(answers={}, erased_at=timezone.now())
    text = content(reviewer.get(address(application)))
    assert "The answers are erased." in text
    assert "Amina" not in text
    assert "not approved" in text


def test_reading_is_noted(reviewer):
    application = cases.proven()
    reviewer.get(address(application))
    reviewer.get(f"/admin/members/application/{application.pk}/note/")
    read = list(ReadEvent.objects.values_list("by", "target"))
    assert read == [(str(reviewer.user.pk), f"application {application.pk}")] * 2


def test_the_case_costs_the_same_whatever_it_holds(reviewer):
    def count(application) -> int:
        reviewer.get(address(application))
        with CaptureQueriesContext(connection) as captured:
            reviewer.get(address(application))
        return len(captured)

    application = cases.called_back(reviewer.user)
    before = count(application)
    for number in range(20):
        vetting.note(application, by=cases.reviewer(), text=f"Note {number}")
        checklist.mark(application, by=reviewer.user, item="agency", result="pass", evidence=f"Seen {number}")
        application.vouches.create(by=cases.reviewer(), answer="yes")
        cases.proven(email=f"n{number}@police.example")
    assert count(application) <= before + 2  # the mailbox of others, and their references
    assert before <= 45


@pytest.mark.parametrize("code", CODES)
def test_in_the_language_of_the_reader(code, reviewer):
    application = examined(reviewer.user)
    read = page(reviewer.get(address(application), headers={"accept-language": code}))
    assert read.root["lang"] == code
    assert "Amina Example" in read.by_tag["main"][0].text


# --- Nothing is live ----------------------------------------------------------------------------------------------


def typed_everywhere(text: str, by, **changes) -> Application:
    """A case with one text in every box that anybody can type in."""
    application = cases.called_back(by, kind="focal_point", **changes)
    answers = {key: [text] if key == "unit_domains" else text for key in TYPED}
    Application.objects.filter(pk=application.pk).update(answers=application.answers | answers)
    Agency.objects.update(name=text[:200], latin_name=text[:200])
    values = {"found": "elsewhere", "contact": text, "source": text, "remark": text}
    application.call_backs.create(by=by, result="not_reached", **values)
    application.notes.create(by=by, text=text)
    for result in ("pass", "look", "stop"):
        application.check_marks.create(by=by, item="identity", result=result, evidence=text)
    return application


def shown(application: Application, text: str, browser) -> dict:
    """Its pages, and those that come back with what was typed."""
    base = f"/admin/members/application/{application.pk}"
    steps = ("change", "place", "call-back", "referee", "more", "recommend-refusal")
    found = {step: browser.get(f"{base}/{step}/") for step in steps}
    sent = {"text": (f"{text} " * 1000)[:5000], "evidence": text, "contact": text, "source": text, "remark": text}
    found |= {f"{step}, sent": browser.post(f"{base}/{step}/", sent) for step in ("note", "mark/identity", "call-back")}
    return {name: page(response) for name, response in found.items()}


@pytest.fixture
def signalled(monkeypatch):
    """The signals have the same levels for every case, and what was typed as their evidence."""

    def signals(application):
        return [Signal(key, Level.LOOK, "Something.", application.answers["agency_name"]) for key in CHECKS]

    monkeypatch.setattr("members.vetting_signals.signals", signals)


@pytest.mark.usefixtures("signalled")
def test_what_anybody_typed_is_text_and_nothing_else(reviewer):
    """The pages of the worst typist have the same elements and attributes as those of a harmless one."""
    words = ("harmless " * 1000)[: len(attacks.ALL)]
    harmless = shown(typed_everywhere(words, reviewer.user), words, reviewer)
    attacked = shown(typed_everywhere(attacks.ALL, reviewer.user, email="b@police.example"), attacks.ALL, reviewer)
    for name, read in attacked.items():
        assert attacks.shape(read) == attacks.shape(harmless[name]), name
        assert read.inline_code() == [], name
        assert [e["href"] for e in read.by_tag["a"] if "elsewhere" in e["href"] or ":" in e["href"]] == [], name
        assert [source for source in read.loads() if "elsewhere" in source] == [], name
    whole = [e for e in attacked["change"].elements if e.text == attacks.ALL and e.tag in {"div", "bdi", "p"}]
    assert len(whole) > len(TYPED) + len(CHECKS) + 6
    for name in ("place", "referee", "note, sent", "mark/identity, sent", "call-back, sent"):
        assert any(attacks.ALL in e.text or e["value"] == attacks.ALL for e in attacked[name].elements), name


def test_addresses_in_answers_are_no_links(reviewer):
    application = cases.proven(rank="https://elsewhere.example and amina@elsewhere.example")
    html = reviewer.get(address(application)).content.decode()
    assert "https://elsewhere.example and amina@elsewhere.example" in html
    assert 'href="https://elsewhere' not in html
    assert "mailto:" not in html
    assert "tel:" not in html


def test_nothing_of_an_application_leaves_by_looking(reviewer):
    application = cases.proven()
    before = len(mails())
    reviewer.get(address(application))
    assert len(mails()) == before
