"""Does the checklist keep who found what, newest first in force, and only of those who may judge?"""

import pytest
from django.utils import translation

from hub.languages import CODES
from hub.models import AuditEvent
from hub.refusals import NotAllowed, StateChanged
from members import checklist
from members.application import Application, CheckMark
from tests.factories.members import ApplicationFactory
from tests.members import cases
from tests.personas import make_user

pytestmark = pytest.mark.django_db
KEYS = [item.key for item in checklist.ITEMS]


@pytest.fixture
def reviewer():
    return cases.reviewer()


@pytest.fixture
def application(reviewer):
    return cases.in_review(by=reviewer)


def results(application) -> dict[str, str]:
    return {item.key: mark.result if mark else "" for item, mark in checklist.marks(application)}


def test_the_items():
    assert KEYS == ["identity", "agency", "assignment", "mailbox", "second_channel", "referee", "duplicates"]


@pytest.mark.parametrize("code", CODES)
def test_every_item_says_what_to_look_at(code):
    with translation.override(code):
        assert all(str(item.label).strip() and str(item.look_at).strip() for item in checklist.ITEMS)


def test_nothing_is_judged_at_first(application):
    assert results(application) == dict.fromkeys(KEYS, "")
    assert checklist.done(application) == (0, 7)


def test_a_mark(application, reviewer):
    made = checklist.mark(application, by=reviewer, item="agency", result="pass", evidence=" The ministry's directory ")
    assert (made.by, made.item, made.result, made.evidence) == (reviewer, "agency", "pass", "The ministry's directory")
    assert results(application) == dict.fromkeys(KEYS, "") | {"agency": "pass"}
    assert checklist.done(application) == (1, 7)
    event = AuditEvent.objects.get(event="item checked")
    assert (event.by, event.target) == (str(reviewer.pk), f"application {application.pk}")
    assert event.detail == {"item": "agency", "result": "pass"}  # not a word of the evidence


def test_the_newest_counts_and_the_older_stay(application, reviewer):
    for result in ("pass", "stop", "look"):
        checklist.mark(application, by=reviewer, item="mailbox", result=result, evidence="Seen")
    assert results(application)["mailbox"] == "look"
    assert list(application.check_marks.order_by("pk").values_list("result", flat=True)) == ["pass", "stop", "look"]
    with pytest.raises(TypeError):
        CheckMark.objects.first().save()


def test_look_again_is_no_judgement(application, reviewer):
    for key, result in zip(KEYS, ("pass", "stop", "look", "pass", "pass", "pass", "pass"), strict=True):
        checklist.mark(application, by=reviewer, item=key, result=result, evidence="Seen")
    assert checklist.done(application) == (6, 7)


def test_evidence_is_encrypted(application, reviewer):
    checklist.mark(application, by=reviewer, item="agency", result="look", evidence="Canary")
    stored = CheckMark.objects.extra(select={"raw": "evidence"}).values_list("raw", flat=True)[0]
    assert "Canary" not in stored


@pytest.mark.parametrize(("item", "result"), [("nothing", "pass"), ("agency", "good"), ("agency", "")])
def test_only_known_items_and_results(item, result, application, reviewer):
    with pytest.raises((KeyError, ValueError)):
        checklist.mark(application, by=reviewer, item=item, result=result, evidence="Seen")
    assert not application.check_marks.exists()


@pytest.mark.parametrize("name", ["officer", "curator", "translator"])
def test_others_may_not_judge(name, application):
    with pytest.raises(NotAllowed) as refused:
        checklist.mark(application, by=make_user(name), item="agency", result="pass", evidence="Seen")
    assert (refused.value.code, application.check_marks.exists()) == ("role", False)


def test_a_colleague_does_not_judge_a_case_that_somebody_holds(application):
    with pytest.raises(NotAllowed) as refused:
        checklist.mark(application, by=cases.reviewer(), item="agency", result="pass", evidence="Seen")
    assert refused.value.code == "assigned"


def test_nobody_judges_somebody_of_their_own_agency(reviewer):
    application = cases.called_back(reviewer)
    colleague = cases.reviewer(agency=application.agency)
    Application.objects.filter(pk=application.pk).update(assigned_to=None)
    with pytest.raises(NotAllowed) as refused:
        checklist.mark(Application.objects.get(), by=colleague, item="agency", result="pass", evidence="Seen")
    assert refused.value.code == "own_agency"


@pytest.mark.parametrize("state", ["proven", "refused", "approved"])
def test_only_while_it_is_being_checked(state, reviewer):
    application = ApplicationFactory(state=state)
    with pytest.raises(StateChanged):
        checklist.mark(application, by=reviewer, item="agency", result="pass", evidence="Seen")


def test_the_second_person_may_look_once_more():
    application = cases.recommended()
    checklist.mark(application, by=cases.reviewer(), item="referee", result="look", evidence="")
    assert results(application)["referee"] == "look"


def test_queries(application, reviewer, django_assert_num_queries):
    for key in KEYS:
        checklist.mark(application, by=reviewer, item=key, result="pass", evidence="Seen")
    with django_assert_num_queries(1):
        assert [mark.by.name for _item, mark in checklist.marks(application)] == [reviewer.name] * 7
    with django_assert_num_queries(1):
        checklist.done(application)
