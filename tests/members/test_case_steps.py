"""Does every rule that refuses have its sentence, and does a button stand only where its step is possible?"""

import ast

import pytest
from django.conf import settings

from hub.refusals import NotAllowed, StateChanged
from members import case_steps, vetting
from members.application import Recommendation, State
from members.case_steps import SENTENCES, STEPS, offer
from tests.members import cases
from tests.personas import make_user

RULES = ("vetting.py", "case_permissions.py", "case_steps.py", "checklist.py", "referees.py", "admin/case.py")


def test_every_code_has_a_sentence_and_no_sentence_is_idle():
    codes = set()
    for name in RULES:
        tree = ast.parse((settings.BASE_DIR / "members" / name).read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        codes |= {
            call.args[0].value
            for call in calls
            if getattr(call.func, "id", "") == "NotAllowed" and isinstance(call.args[0], ast.Constant)
        }
    assert codes == set(SENTENCES)
    assert len(set(map(str, SENTENCES.values()))) == len(SENTENCES)


def steps(application, user) -> set[str]:
    return set(offer(application, user).steps)


WORK = {"place", "mark", "call_back", "referee", "more", "recommend_refusal", "note"}


@pytest.mark.django_db
def test_the_buttons_follow_the_case():
    first, second = cases.reviewer(), cases.reviewer()
    application = cases.proven()
    assert steps(application, first) == {"take", "note"}
    vetting.take(application, by=first)
    assert steps(application, first) == WORK | {"release"}
    assert steps(application, second) == {"note"}
    assert offer(application, second).hindrances == (SENTENCES["assigned"],)
    vetting.release(application, by=first)
    application = cases.called_back(first, email="b@police.example")
    assert steps(application, first) == WORK | {"release", "recommend_approval"}
    vetting.recommend(application, by=first, recommendation="approve", reason="confirmed")
    assert steps(application, first) == {"mark", "note"}
    assert offer(application, first).hindrances == (SENTENCES["same_person"],)
    assert steps(application, second) == {"take", "mark", "call_back", "note", "send_back", "approve"}
    vetting.approve(application, by=second, reason="confirmed")
    assert steps(application, first) == {"note", "code_read", "new_code"}


@pytest.mark.django_db
def test_why_approval_cannot_be_recommended_yet_is_said():
    application = cases.in_review(by=(person := cases.reviewer()))
    assert offer(application, person).hindrances == (SENTENCES["no_call_back"],)


@pytest.mark.django_db
def test_a_refusal_offers_no_approval():
    application = cases.recommended(Recommendation.REFUSE)
    assert steps(application, cases.reviewer()) >= {"refuse", "send_back"}
    assert "approve" not in steps(application, cases.reviewer())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "curator", "translator"])
def test_other_roles_are_offered_nothing(role):
    person = make_user(role)
    for maker in (cases.proven, cases.in_review, cases.recommended, cases.approved):
        assert steps(maker(email=f"{maker.__name__}@police.example"), person) == set()


@pytest.mark.django_db
def test_colleague_and_applicant_are_offered_nothing():
    application = cases.recommended()
    assert steps(application, cases.reviewer(agency=application.agency)) == set()
    assert steps(application, cases.reviewer(email="Amina@Police.example")) == set()


@pytest.mark.django_db
def test_a_step_that_the_state_does_not_have_is_told_as_a_change():
    application = cases.refused()
    for name in set(STEPS) - {"note"}:
        with pytest.raises((StateChanged, NotAllowed)):
            case_steps.check(name, application, cases.reviewer())
    assert State(application.state) == State.REFUSED
