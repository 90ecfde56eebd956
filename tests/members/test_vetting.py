"""Does an application become a membership only by the road that the tables draw, and by two different people?"""

import ast
import io
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hub.models import AuditEvent, OutboxMail
from hub.refusals import NotAllowed, StateChanged
from members import agency_registry, case_permissions, focal, invitations, vetting
from members.agencies import Agency
from members.application import Application, Decision, Recommendation, State
from members.management.commands import document_vetting
from members.models import Invitation, Role, User
from tests.members import cases
from tests.personas import make_user

pytestmark = pytest.mark.django_db


def code_of(check, *args, **options) -> str:
    """The code of the rule that refuses; empty where none does."""
    try:
        check(*args, **options)
    except NotAllowed as refused:
        return refused.code
    return ""


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# --- The road -----------------------------------------------------------------------------------------------------


def test_the_whole_road():
    application = cases.draft()
    first, second = cases.reviewer(), cases.reviewer()
    agency, channel = cases.registry()
    vetting.submit(application)
    vetting.prove(application)
    vetting.take(application, by=first)
    vetting.place(application, by=first, agency=agency)
    vetting.record_call_back(application, by=first, found="registry", channel=channel, result="confirmed")
    vetting.recommend(application, by=first, recommendation="approve", reason="confirmed")
    code = vetting.approve(application, by=second, reason="confirmed")
    steps = list(application.decisions.order_by("pk").values_list("from_state", "to_state", "by"))
    assert steps == [
        ("draft", "submitted", "applicant"),
        ("submitted", "proven", "applicant"),
        ("proven", "in_review", str(first.pk)),
        ("in_review", "recommended", str(first.pk)),
        ("recommended", "approved", str(second.pk)),
    ]
    assert len(code) == 8
    assert not User.objects.filter(email="amina@police.example").exists()
    invitation = Invitation.objects.get(application=application)
    assert (invitation.email, code in invitation.code_mark) == ("amina@police.example", False)


def test_no_account_before_approval():
    """VET-01: whatever the state, nobody can sign in with the address."""
    for maker in (cases.draft, cases.sent, cases.proven, cases.in_review):
        application = maker(email=f"{maker.__name__}@police.example")
        assert not User.objects.filter(email=application.email).exists()


def test_each_step_is_in_the_audit_with_no_word_of_the_answers():
    application = cases.refused()
    events = AuditEvent.objects.filter(target=f"application {application.pk}")
    assert {f"application {state}" for state in ("submitted", "proven", "in_review", "recommended", "refused")} <= set(
        events.values_list("event", flat=True)
    )
    kept = " ".join(f"{event.event} {event.by} {event.detail}" for event in AuditEvent.objects.all())
    for answer in ("Amina", "police.example", "Chief"):
        assert answer not in kept


# --- Two people ---------------------------------------------------------------------------------------------------


def test_nobody_decides_on_the_own_recommendation():
    first = cases.reviewer()
    application = cases.recommended(by=first)
    assert code_of(vetting.approve, application, by=first, reason="confirmed") == "same_person"
    assert code_of(vetting.send_back, application, by=first, reason="check_again") == "same_person"
    assert fresh(application).state == State.RECOMMENDED


def test_a_refusal_needs_two_people_too():
    first = cases.reviewer()
    application = cases.recommended(Recommendation.REFUSE, by=first)
    assert code_of(vetting.refuse, application, by=first, reason="duplicate") == "same_person"
    vetting.refuse(application, by=cases.reviewer(), reason="duplicate")
    assert fresh(application).state == State.REFUSED


def test_the_second_person_cannot_turn_a_recommendation_around():
    application = cases.recommended(Recommendation.REFUSE)
    assert code_of(vetting.approve, application, by=cases.reviewer(), reason="confirmed") == "not_recommended"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CURATOR, Role.TRANSLATOR])
def test_other_roles_decide_nothing(role):
    application = cases.recommended()
    person = make_user("officer", role=role)
    assert code_of(vetting.take, application, by=person) == "role"
    assert code_of(vetting.approve, application, by=person, reason="confirmed") == "role"


def test_nobody_decides_for_the_own_agency():
    application = cases.recommended()
    colleague = cases.reviewer(agency=application.agency)
    assert code_of(vetting.approve, application, by=colleague, reason="confirmed") == "own_agency"


@pytest.mark.parametrize(("address", "hidden"), [
    ("li@police.example", True), ("li@desk.police.example", True),
    ("li@border.police.example", False),  # of the agency that has the longer name
    ("li@old.example", False), ("li@elsewhere.example", False), ("li@gmail.com", False),
])  # fmt: skip
def test_the_list_hides_what_the_rule_closes(address, hidden):
    agency, _channel = cases.registry()
    people = [cases.reviewer(), cases.reviewer()]
    other = agency_registry.add_agency(name="Border police", country="FR", by=people[0])
    closed = agency_registry.add_agency(name="Closed", country="FR", by=people[0])
    for owner, name in ((other, "border.police.example"), (closed, "old.example")):
        entry = agency_registry.propose_domain(agency=owner, domain=name, by="applicant")
        for person in people:
            agency_registry.confirm(entry, by=person, source="A page")
    Agency.objects.filter(pk=closed.pk).update(active=False)
    application, colleague = cases.proven(email=address), cases.reviewer(agency=agency)
    rule = code_of(case_permissions.check_may_read, application, colleague)
    assert (rule == "own_agency") is hidden
    assert Application.objects.filter(case_permissions.of_own_agency(colleague)).exists() is hidden
    of_the_closed = cases.reviewer(agency=closed)
    assert not Application.objects.filter(case_permissions.of_own_agency(of_the_closed)).exists()


def test_nobody_takes_a_case_of_the_own_agency_before_it_is_placed():
    agency, _channel = cases.registry()
    colleague = cases.reviewer(agency=agency)
    assert code_of(vetting.take, cases.proven(), by=colleague) == "own_agency"
    vetting.take(cases.proven(email="li@elsewhere.example"), by=colleague)


def test_the_address_is_not_asked_for_again():
    """A new one would never be proven."""
    reviewer = cases.reviewer()
    application = cases.called_back(reviewer)
    assert code_of(vetting.ask, application, by=reviewer, pages=["email"]) == "pages"


def test_a_denial_after_a_confirmation_counts():
    reviewer = cases.reviewer()
    application = cases.called_back(reviewer)
    vetting.record_call_back(
        application, by=reviewer, found="elsewhere", contact="0299", source="A page", result="denied"
    )
    recommend = {"by": reviewer, "recommendation": "approve", "reason": "confirmed"}
    assert code_of(vetting.recommend, application, **recommend) == "no_call_back"


def test_a_call_to_another_agency_or_by_a_retired_entry_does_not_count():
    reviewer, other = cases.reviewer(), cases.reviewer()
    application = cases.called_back(reviewer)
    elsewhere = agency_registry.add_agency(name="Police of Elsewhere", country="FR", by=other)
    recommend = {"by": reviewer, "recommendation": "approve", "reason": "confirmed"}
    vetting.place(application, by=reviewer, agency=elsewhere)
    assert code_of(vetting.recommend, application, **recommend) == "no_call_back"
    agency, channel = cases.registry()
    vetting.place(application, by=reviewer, agency=agency)
    agency_registry.retire(channel, by=other, reason="wrong")
    assert code_of(vetting.recommend, application, **recommend) == "no_call_back"


def test_a_referee_whom_the_applicant_replaced_does_not_count():
    reviewer = cases.reviewer()
    application = cases.called_back(reviewer, email="amina@gmail.com")
    application.referee_requests.update(answer="confirm", answered_at=timezone.now())
    case_permissions.check_ready_for_approval(application)
    application.answers["referee_email"] = "other@police.example"
    with pytest.raises(NotAllowed, match="no_referee"):
        case_permissions.check_ready_for_approval(application)


def test_whoever_vouched_does_not_decide():
    application = cases.recommended()
    person = cases.reviewer()
    application.vouches.create(by=person, answer="yes")
    assert code_of(vetting.approve, application, by=person, reason="confirmed") == "vouched"


def test_the_database_refuses_what_the_verbs_refuse():
    application = cases.recommended()
    one = application.recommended_by
    rows = Application.objects.filter(pk=application.pk)
    call_back = application.call_backs.get()
    wrong = [
        {"state": "approved"},
        {"state": "approved", "decided_by": one, "call_back": call_back},
        {"state": "approved", "decided_by": cases.reviewer()},
        {"state": "refused", "decided_by": one},
        {"state": "refused", "decided_by": None},
        {"state": "recommended", "recommended_by": None},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    assert rows.update(state="approved", decided_by=cases.reviewer(), call_back=call_back) == 1


# --- The second channel -------------------------------------------------------------------------------------------


def test_no_approval_without_a_confirmed_call_back():
    first = cases.reviewer()
    application = cases.in_review(by=first)
    agency, channel = cases.registry()
    vetting.place(application, by=first, agency=agency)
    asked = {"by": first, "recommendation": "approve", "reason": "confirmed"}
    assert code_of(vetting.recommend, application, **asked) == "no_call_back"
    vetting.record_call_back(application, by=first, found="registry", channel=channel, result="not_reached")
    assert code_of(vetting.recommend, application, **asked) == "no_call_back"
    vetting.record_call_back(application, by=first, found="registry", channel=channel, result="confirmed")
    assert code_of(vetting.recommend, application, **asked) == ""


def test_a_number_that_two_people_did_not_confirm_is_no_channel():
    first = cases.reviewer()
    application = cases.in_review(by=first)
    agency, _channel = cases.registry()
    vetting.place(application, by=first, agency=agency)
    proposed = agency_registry.propose_channel(agency=agency, kind="switchboard", value="+33199009999", by="applicant")
    values = {"found": "registry", "channel": proposed, "result": "confirmed"}
    assert code_of(vetting.record_call_back, application, by=first, **values) == "channel"


def test_where_the_mailbox_proves_nothing_more_is_needed():
    """A free mail address: the call-back must go through the registry, and the referee must confirm."""
    first = cases.reviewer()
    application = cases.called_back(first, email="amina.example@gmail.com")
    asked = {"by": first, "recommendation": "approve", "reason": "confirmed"}
    assert code_of(vetting.recommend, application, **asked) == "no_referee"
    application.referee_requests.update(answer="confirm", answered_at=timezone.now())
    assert code_of(vetting.recommend, application, **asked) == ""


# --- Hands off ----------------------------------------------------------------------------------------------------


def test_a_case_is_held_by_one_person_for_some_hours():
    first, second = cases.reviewer(), cases.reviewer()
    application = cases.in_review(by=first)
    assert code_of(vetting.ask, application, by=second, pages=["role"]) == "assigned"
    with time_machine.travel(timezone.now() + vetting.HOLD + timedelta(minutes=1)):
        vetting.take(application, by=second)
    assert fresh(application).assigned_to == second


def test_take_next_gives_the_oldest_in_a_language_of_the_reviewer():
    french = cases.proven(email="a@police.example")
    Application.objects.filter(pk=french.pk).update(language="fr")
    english = cases.proven(email="b@police.example")
    person = cases.reviewer(language="en")
    assert vetting.take_next(by=person) == english
    assert vetting.take_next(by=person) == french  # then what nobody else can read either
    assert vetting.take_next(by=person) is None


def test_a_stale_page_is_told():
    application = cases.in_review(by=(person := cases.reviewer()))
    stale = fresh(application)
    vetting.ask(application, by=person, pages=["role"])
    with pytest.raises(StateChanged):
        vetting.recommend(stale, by=person, recommendation="refuse", reason="duplicate")


# --- The applicant's side -----------------------------------------------------------------------------------------


def test_two_clicks_send_once():
    application = cases.draft()
    again = fresh(application)
    vetting.submit(application)
    with pytest.raises(StateChanged):
        vetting.submit(again)
    vetting.submit(fresh(application))
    assert Decision.objects.filter(to_state="submitted").count() == 1
    assert OutboxMail.objects.count() == 1


def test_only_those_pages_come_back():
    application = cases.in_review(by=(person := cases.reviewer()))
    assert code_of(vetting.ask, application, by=person, pages=["unknown"]) == "pages"
    assert code_of(vetting.ask, application, by=person, pages=[]) == "pages"
    vetting.ask(application, by=person, pages=["role"])
    assert fresh(application).asked == ["role"]
    vetting.answer_more(application)
    assert (fresh(application).state, fresh(application).asked) == ("in_review", [])


def test_an_appeal_goes_to_others_once():
    application = cases.refused()
    before = [application.recommended_by, application.decided_by]
    vetting.appeal(application)
    assert fresh(application).state == State.PROVEN
    for person in before:
        assert code_of(vetting.take, application, by=person) == "decided_before"
    first, second = cases.reviewer(), cases.reviewer()
    vetting.take(application, by=first)
    vetting.recommend(application, by=first, recommendation="refuse", reason="duplicate")
    vetting.refuse(application, by=second, reason="duplicate")
    assert code_of(vetting.appeal, application) == "no_appeal"


def test_no_appeal_after_thirty_days():
    application = cases.refused()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert not vetting.may_appeal(application)
        assert code_of(vetting.appeal, application) == "no_appeal"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PROVEN, State.IN_REVIEW, State.RECOMMENDED])
def test_withdrawing_is_possible_until_the_decision(state):
    application = cases.MAKERS[state]()
    vetting.withdraw(application)
    assert fresh(application).state == State.WITHDRAWN


# --- Any actors, any steps ----------------------------------------------------------------------------------------

PEOPLE = ("first", "second", "third", "curator", "colleague")
VERBS = {
    "submit": lambda case, _: vetting.submit(case),
    "prove": lambda case, _: vetting.prove(case),
    "correct": lambda case, _: vetting.correct(case),
    "answer_more": lambda case, _: vetting.answer_more(case),
    "withdraw": lambda case, _: vetting.withdraw(case),
    "appeal": lambda case, _: vetting.appeal(case),
    "expire": lambda case, _: vetting.expire(case),
    "take": lambda case, by: vetting.take(case, by=by),
    "release": lambda case, by: vetting.release(case, by=by),
    "ask": lambda case, by: vetting.ask(case, by=by, pages=["role"]),
    "place": lambda case, by: vetting.place(case, by=by, agency=case.world["agency"]),
    "call": lambda case, by: vetting.record_call_back(
        case, by=by, found="registry", channel=case.world["channel"], result="confirmed"
    ),
    "recommend": lambda case, by: vetting.recommend(case, by=by, recommendation="approve", reason="confirmed"),
    "advise against": lambda case, by: vetting.recommend(case, by=by, recommendation="refuse", reason="duplicate"),
    "send back": lambda case, by: vetting.send_back(case, by=by, reason="check_again"),
    "approve": lambda case, by: vetting.approve(case, by=by, reason="confirmed"),
    "refuse": lambda case, by: vetting.refuse(case, by=by, reason="duplicate"),
}
STEP = st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(PEOPLE), st.booleans())


@pytest.fixture
def world():
    agency, channel = cases.registry()
    people = {name: cases.reviewer() for name in PEOPLE[:3]} | {"curator": make_user("curator")}
    people["colleague"] = cases.reviewer(agency=agency)
    return {"agency": agency, "channel": channel, "people": people}


def walk(world, steps) -> None:
    """Whatever is tried, by whomever, on a fresh or a stale page: the promises hold after each step."""
    application = cases.draft()
    stale = application
    for verb, person, use_stale in steps:
        case = stale if use_stale else fresh(application)
        case.world, stale = world, fresh(application)
        before = fresh(application)
        try:
            with transaction.atomic():
                VERBS[verb](case, world["people"][person])
        except (NotAllowed, StateChanged):
            assert fresh(application).revision == before.revision
        holds(before, fresh(application))


def holds(before: Application, now: Application) -> None:
    if now.state != before.state:
        assert now.state in vetting.TRANSITIONS[State(before.state)]
        last = now.decisions.latest("pk")
        assert (last.from_state, last.to_state) == (before.state, now.state)
        assert AuditEvent.objects.filter(target=f"application {now.pk}", event=f"application {now.state}").exists()
    if now.state in {State.APPROVED, State.REFUSED}:
        assert now.recommended_by_id != now.decided_by_id
        for person in (now.recommended_by, now.decided_by):
            assert person.role == Role.REVIEWER
            assert person.agency_id is None or person.agency_id != now.agency_id
    if now.state == State.APPROVED:
        assert now.call_back.result == "confirmed"
        assert Invitation.objects.filter(application=now).exists()
    else:
        assert not Invitation.objects.filter(application=now).exists()


@given(steps=st.lists(STEP, max_size=25))
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_random_walks(world, steps):
    walk(world, steps)


TOWARDS = ["submit", "prove", "take", "place", "call", "recommend", "approve"]


@pytest.mark.prove
@given(steps=st.lists(st.one_of(STEP, st.sampled_from(TOWARDS).map(lambda verb: (verb, "first", False))), max_size=60))
@hypothesis_settings(
    max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_many_random_walks(world, steps):
    walk(world, steps)


# --- At once ------------------------------------------------------------------------------------------------------


def race(application: Application, verbs) -> list[str]:
    """Each verb in a thread of its own, on the page as it was; the names of those that won."""
    start, won = threading.Barrier(len(verbs)), []

    def run(name, verb):
        case = fresh(application)
        start.wait()
        try:
            verb(case)
            won.append(name)
        except (StateChanged, NotAllowed):
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=entry) for entry in verbs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_deciding_at_once_yield_one_decision():
    for _ in range(5):
        application = cases.recommended(email=f"race{_}@police.example")
        one, other = cases.reviewer(), cases.reviewer()
        won = race(
            application,
            {
                "one": lambda case, by=one: vetting.approve(case, by=by, reason="confirmed"),
                "other": lambda case, by=other: vetting.send_back(case, by=by, reason="check_again"),
            },
        )
        assert len(won) == 1
        assert fresh(application).state == ("approved" if won == ["one"] else "in_review")
        assert application.decisions.filter(from_state="recommended").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_clicks_send_one_application():
    application = cases.draft()
    won = race(application, {str(number): vetting.submit for number in range(8)})
    assert len(won) >= 1
    assert application.decisions.count() == 1
    assert OutboxMail.objects.count() == 1


# --- The tables ---------------------------------------------------------------------------------------------------


def test_every_state_is_in_both_tables():
    assert set(vetting.TRANSITIONS) == set(vetting.OWNERS) == set(State)
    assert {target for targets in vetting.TRANSITIONS.values() for target in targets} <= set(State)


def test_nobody_else_writes_the_state():
    """One private writer: no other module assigns a state, neither on an object nor in an update."""
    found = []
    for path in sorted((settings.BASE_DIR / "members").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [
                    path.name for target in targets if isinstance(target, ast.Attribute) and target.attr == "state"
                ]
    assert set(found) <= {"contact.py", "recovery.py", "address_change.py", "two_person.py"}  # tables of their own


def test_the_drawing_is_the_table():
    assert document_vetting.FILE.read_text(encoding="utf-8") == document_vetting.page()


def test_the_command_draws_it(tmp_path, monkeypatch):
    monkeypatch.setattr(document_vetting, "FILE", tmp_path / "vetting.md")
    call_command("document_vetting", stdout=io.StringIO())
    assert "approved" in (tmp_path / "vetting.md").read_text(encoding="utf-8")


# --- Focal points -------------------------------------------------------------------------------------------------


def test_what_a_focal_point_names_is_proposed_and_no_evidence():
    by = cases.reviewer()
    typed = {
        "kind": "focal_point",
        "unit_domains": ["unit.example"],
        "unit_switchboard": "+33199007777",
        "unit_size": "5",
    }
    application = cases.in_review(by=by, **typed)
    agency, _channel = cases.registry()
    unit = agency_registry.add_unit(agency=agency, name="Unit", by=by)
    vetting.place(application, by=by, agency=agency)  # without a unit nobody can say how large it is
    for _twice in range(2):
        vetting.place(application, by=by, agency=agency, unit=unit)
    size = unit.sizes.get()
    assert (size.shown, size.is_confirmed, size.proposed_by) == ("5–19", False, "applicant")
    domain = agency.domains.get(domain="unit.example")
    assert (domain.is_confirmed, domain.proposed_by) == (False, "applicant")
    assert agency.channels.filter(value="+33199007777").count() == 1


def test_answers_that_are_no_longer_asked_propose_nothing():
    by = cases.reviewer()
    application = cases.in_review(by=by, kind="officer", unit_domains=["hidden.example"], unit_size="5")
    agency, _channel = cases.registry()
    unit = agency_registry.add_unit(agency=agency, name="Unit", by=by)
    vetting.place(application, by=by, agency=agency, unit=unit)
    assert not agency.domains.filter(domain="hidden.example").exists()
    assert not unit.sizes.exists()


def test_a_focal_point_without_a_unit_is_not_approved():
    by = cases.reviewer()
    application = cases.in_review(by=by, kind="focal_point")
    agency, channel = cases.registry()
    vetting.place(application, by=by, agency=agency)
    vetting.record_call_back(application, by=by, found="registry", channel=channel, result="confirmed")
    asked = {"by": by, "recommendation": "approve", "reason": "confirmed"}
    assert code_of(vetting.recommend, application, **asked) == "no_unit"


def test_a_focal_point_is_one_from_the_first_day():
    by = cases.reviewer()
    application = cases.in_review(by=by, kind="focal_point")
    agency, channel = cases.registry()
    unit = agency_registry.add_unit(agency=agency, name="Unit", by=by)
    vetting.place(application, by=by, agency=agency, unit=unit)
    vetting.record_call_back(application, by=by, found="registry", channel=channel, result="confirmed")
    vetting.recommend(application, by=by, recommendation="approve", reason="confirmed")
    vetting.approve(application, by=cases.reviewer(), reason="confirmed")
    invitation = Invitation.objects.get(application=application)
    user = invitations.accept(invitation=invitation, password="correct horse battery staple", language="en")
    assert (user.unit, user.name) == (unit, "Amina Example")
    assert focal.role_of(user).unit == unit
