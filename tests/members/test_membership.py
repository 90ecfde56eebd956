"""Does a membership last as long as it is true, and does everybody who must hear of it hear it once?"""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils.module_loading import import_string
from zeal import zeal_context

from hub import jobs, texts
from hub.languages import CODES
from hub.models import AuditEvent
from hub.refusals import NotAllowed
from members import address_change, agency_registry, corrections, invitations, membership, retention, vetting
from members.agencies import FocalPoint
from members.application import Application
from members.models import User
from members.renewal import Renewal, a_year_after
from tests.members import cases
from tests.members.mailbox import mails, subjects
from tests.personas import browser_for, make_user

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 10, 0, 5, tzinfo=UTC)
DAY = timedelta(days=1)
CHIEF = "chief@agency.example"
OWN, SUPERVISOR = "Please confirm", "You are asked to confirm one fact"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def officer(*, days=20, **values) -> User:
    """Whose membership ends in some days."""
    values = {"supervisor_email": CHIEF, "expires_at": datetime.now(UTC) + timedelta(days=days)} | values
    return make_user("officer", **values)


@pytest.fixture
def user(clock) -> User:
    return officer()


@pytest.fixture
def reviewer(db) -> User:
    return make_user("reviewer")


def told(user: User) -> list[str]:
    return [mail.subject for mail in mails() if mail.to == user.email]


def secret_of(subject: str) -> str:
    """Of the latest mail with that subject."""
    mail = [mail for mail in mails() if mail.subject == subject][-1]
    return re.search(r"https://testserver/\S+/(\S+)/", mail.text)[1]


def confirm_both(user: User) -> None:
    membership.begin_renewal(user=user)
    assert membership.confirm_own_mailbox(membership.find_own(secret_of(OWN)))
    assert membership.confirm_service(membership.find_supervisors(secret_of(SUPERVISOR)), answer="yes")
    user.refresh_from_db()


def events(user: User) -> list[str]:
    return list(AuditEvent.objects.filter(target=f"user {user.pk}").order_by("pk").values_list("event", flat=True))


def is_let_in(user: User) -> bool:
    return browser_for(user, "totp").get("/en/home/").status_code == 200


# --- Reminders ----------------------------------------------------------------------------------------------------


def days_told(user: User) -> list[int]:
    return [int(re.search(r"Days left: (\d+)", mail.text)[1]) for mail in mails() if mail.to == user.email]


def test_three_reminders_once_each(clock):
    user, later, endless = officer(days=60), officer(days=200), make_user("officer")
    job = next(schedule for schedule in jobs.SCHEDULES if schedule.name == "remind of the end")
    for _run in range(60 * 4):
        import_string(job.run)()
        clock.shift(timedelta(hours=6))
    assert days_told(user) == [30, 10, 1]
    assert {mail.to for mail in mails()} == {user.email}
    assert not {later.email, endless.email} & {mail.to for mail in mails()}


def test_a_worker_that_was_away_sends_the_latest_only_and_counts_right(clock):
    user = officer(days=30)
    clock.shift(25 * DAY)
    assert membership.remind_due() == 1
    assert membership.remind_due() == 0
    assert days_told(user) == [5]
    clock.shift(4 * DAY)
    assert membership.remind_due() == 1
    assert days_told(user) == [5, 1]


@pytest.mark.parametrize("code", CODES)
def test_reminders_are_in_the_members_language(code, clock):
    officer(days=30, language=code)
    membership.remind_due()
    mail = mails()[0]
    assert mail.subject.strip() == texts.page("mail/renewal_due", code).title
    assert f"https://testserver/{code}/accounts/renewal/" in mail.text
    clock.shift(31 * DAY)
    membership.tell_lapsed()
    assert mails()[1].subject.strip() == texts.page("mail/membership_lapsed", code).title


@pytest.mark.parametrize("field", ["suspended_at", "closed_at", "anonymised_at"])
def test_who_is_shut_out_is_not_reminded(field, clock):
    officer(days=5, **{field: START})
    officer(days=-5, **{field: START})
    assert membership.remind_due() == membership.tell_lapsed() == 0
    assert mails() == []


def test_the_end_is_told_once(clock):
    user = officer(days=1)
    assert is_let_in(user)
    clock.shift(DAY)
    assert not is_let_in(user)
    assert [membership.tell_lapsed() for _time in range(3)] == [1, 0, 0]
    assert told(user) == ["Your membership has ended"]
    assert events(user).count("membership lapsed") == 1


def test_one_who_cannot_be_told_does_not_keep_the_next(clock, monkeypatch):
    first, second = officer(days=5), officer(days=5)
    remind = membership._remind

    def stuck(user):
        if user.pk == first.pk:
            raise RuntimeError
        return remind(user)

    monkeypatch.setattr(membership, "_remind", stuck)
    assert membership.remind_due() == 1
    assert [mail.to for mail in mails()] == [second.email]


def test_a_renewed_member_is_reminded_anew(user, clock):
    membership.remind_due()
    confirm_both(user)
    assert membership.remind_due() == 0
    clock.move_to(user.expires_at - 30 * DAY)
    assert membership.remind_due() == 1


# --- Renewing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "may"), [(31, False), (30, True), (1, True), (-1, True), (-300, True)])
def test_from_thirty_days_before_the_end(days, may, clock):
    assert membership.may_renew(officer(days=days)) == may


@pytest.mark.parametrize("values", [{"expires_at": None}, {"suspended_at": START}, {"closed_at": START}])
def test_who_cannot_renew(values, clock):
    user = officer(**values)
    with pytest.raises(NotAllowed):
        membership.begin_renewal(user=user)
    assert mails() == []


def test_what_the_row_says_counts_not_what_was_read_before(user):
    User.objects.filter(pk=user.pk).update(suspended_at=START)
    with pytest.raises(NotAllowed):
        membership.begin_renewal(user=user)


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ("2026-03-21", "2027-03-21"),  # early: counted from the end
        ("2026-01-10", "2027-03-01"),  # lapsed: from now
        ("2026-02-27", "2027-03-01"),  # also when it lapsed the day before yesterday
    ],
)
def test_twelve_months_more(ends, until, clock):
    user = officer(expires_at=datetime.fromisoformat(f"{ends}T10:00:05+00:00"))
    confirm_both(user)
    assert user.expires_at.isoformat() == f"{until}T10:00:05+00:00"
    assert user.reminded == 0


@pytest.mark.parametrize(
    ("day", "next_year"), [("2027-03-01", "2028-03-01"), ("2028-02-29", "2029-02-28"), ("2027-12-31", "2028-12-31")]
)
def test_a_year_is_a_year_of_the_calendar(day, next_year):
    assert a_year_after(datetime.fromisoformat(day)) == datetime.fromisoformat(next_year)


def test_both_questions_leave_by_mail_and_name_nobody(user):
    user.name = "Xqcanary"
    user.save()
    membership.begin_renewal(user=user)
    assert [(mail.to, mail.subject) for mail in mails()] == [(user.email, OWN), (CHIEF, SUPERVISOR)]
    for mail in mails():
        assert "Xqcanary" not in mail.text
        assert user.email not in mail.text


def test_one_alone_renews_nothing(user):
    ends = user.expires_at
    membership.begin_renewal(user=user)
    membership.confirm_own_mailbox(membership.find_own(secret_of(OWN)))
    user.refresh_from_db()
    assert user.expires_at == ends
    renewal = Renewal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.filter(pk=renewal.pk).update(done_at=START)


@pytest.mark.parametrize("first", ["own", "supervisor"])
def test_expired_renewed_and_in_again_at_the_next_request(first, clock):
    user = officer(days=-40)
    browser = browser_for(user, "totp")
    assert browser.get("/en/home/").headers["Location"] == "/en/accounts/"
    membership.begin_renewal(user=user)
    own, supervisor = membership.find_own(secret_of(OWN)), membership.find_supervisors(secret_of(SUPERVISOR))
    if first == "own":
        membership.confirm_own_mailbox(own)
    membership.confirm_service(supervisor, answer="yes")
    if first == "supervisor":
        membership.confirm_own_mailbox(own)
    assert browser.get("/en/home/").status_code == 200
    assert events(user) == [
        "renewal begun",
        *(["renewal: mailbox confirmed"] if first == "own" else []),
        "renewal: service answered",
        *(["renewal: mailbox confirmed"] if first == "supervisor" else []),
        "renewed",
    ]


def test_links_work_once_and_for_fourteen_days(user, clock):
    membership.begin_renewal(user=user)
    own, supervisor = secret_of(OWN), secret_of(SUPERVISOR)
    assert membership.find_own(supervisor) is None
    assert membership.find_supervisors(own) is None
    found = membership.find_own(own)
    assert membership.confirm_own_mailbox(found)
    assert not membership.confirm_own_mailbox(found)
    assert membership.find_own(own) is None
    found = membership.find_supervisors(supervisor)
    clock.shift(14 * DAY)
    assert membership.find_supervisors(supervisor) is None
    assert not membership.confirm_service(found, answer="yes")
    user.refresh_from_db()
    assert user.expires_at == START + 20 * DAY


def test_the_answer_is_given_once(user, reviewer):
    membership.begin_renewal(user=user)
    found = membership.find_supervisors(secret_of(SUPERVISOR))
    assert membership.confirm_service(found, answer="unsure")
    assert not membership.confirm_service(found, answer="yes")
    assert membership.confirm_service(found, answer="yes", by=reviewer, how="registry_call")
    assert not membership.confirm_service(found, answer="no", by=reviewer, how="letter")
    user.refresh_from_db()
    assert user.suspended_at is None
    assert Renewal.objects.get().answered_by == str(reviewer.pk)


def test_pressing_twice_mails_once(user):
    assert membership.begin_renewal(user=user) == membership.begin_renewal(user=user)
    assert len(mails()) == 2


def test_the_mails_again_with_new_links_and_not_often(user, clock):
    assert not membership.ask_again(user=user)  # nothing is open
    membership.begin_renewal(user=user)
    old = secret_of(OWN), secret_of(SUPERVISOR)
    clock.shift(13 * DAY)
    assert membership.ask_again(user=user)
    assert membership.find_own(old[0]) is None
    assert membership.find_supervisors(old[1]) is None
    clock.shift(13 * DAY)
    membership.confirm_own_mailbox(membership.find_own(secret_of(OWN)))
    count = len(mails())
    assert membership.ask_again(user=user)
    assert [mail.to for mail in mails()[count:]] == [CHIEF]  # who has confirmed is not asked
    assert membership.find_own(secret_of(OWN)) is None
    for _more in range(3):
        membership.ask_again(user=user)
    assert len(mails()) <= count + 3


def test_the_supervisor_is_not_asked_again_after_an_answer(user):
    membership.begin_renewal(user=user)
    membership.confirm_service(membership.find_supervisors(secret_of(SUPERVISOR)), answer="unsure")
    membership.ask_again(user=user)
    assert [mail.to for mail in mails()].count(CHIEF) == 1


@pytest.mark.parametrize("address", ["", "OFFICER@agency.example", "officer+chief@Agency.example"])
def test_nobody_confirms_themselves(address, clock):
    user = officer(email="officer@agency.example", supervisor_email=address)
    assert membership.begin_renewal(user=user).supervisor_mark is None
    assert subjects() == [OWN]


def test_no_mailbox_is_flooded(clock):
    for _member in range(15):
        membership.begin_renewal(user=officer())
    assert [mail.to for mail in mails()].count(CHIEF) == 10
    assert Renewal.objects.filter(supervisor_mark=None).count() == 5
    clock.shift(DAY)
    membership.ask_again(user=Renewal.objects.filter(supervisor_mark=None).first().user)
    assert [mail.to for mail in mails()].count(CHIEF) == 11


@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_what_the_supervisor_says(answer, user):
    browser = browser_for(user, "totp")
    assert browser.get("/en/home/").status_code == 200
    membership.begin_renewal(user=user)
    membership.confirm_service(membership.find_supervisors(secret_of(SUPERVISOR)), answer=answer)
    user.refresh_from_db()
    assert (browser.get("/en/home/").status_code == 200) == (answer != "no")
    assert user.suspended_reason == ("leaver_reported" if answer == "no" else "")
    assert Renewal.objects.waiting().exists() == (answer == "unsure")


def test_a_renewal_ends_with_suspension_closure_and_a_new_address(clock, reviewer):
    def begun() -> tuple[User, str, str]:
        user = officer()
        membership.begin_renewal(user=user)
        return user, secret_of(OWN), secret_of(SUPERVISOR)

    ends = {
        "suspended": lambda user: membership.suspend(user=user, by=reviewer, reason="under_review"),
        "left": lambda user: membership.leave(user=user),
        "other supervisor": lambda user: corrections.correct(user=user, by=reviewer, supervisor_email="x@a.example"),
        "other address": lambda user: _move_address(user, clock),
    }
    for name, end in ends.items():
        user, own, supervisor = begun()
        found = membership.find_own(own)
        end(user)
        assert membership.find_own(own) is None, name
        assert membership.find_supervisors(supervisor) is None, name
        assert not membership.confirm_own_mailbox(found), name
        assert not membership.confirm_service(found, answer="yes"), name


def _move_address(user: User, clock) -> None:
    case = address_change.ask(by=user, new_email="moved@agency.example")
    for _person in range(2):
        address_change.confirm(case, by=make_user("reviewer"), call="The duty officer")
    clock.shift(DAY)
    assert address_change.carry_out_due() == 1


def test_a_reinstated_member_renews_anew(user, reviewer):
    membership.begin_renewal(user=user)
    membership.confirm_service(membership.find_supervisors(secret_of(SUPERVISOR)), answer="no")
    membership.reinstate(user=user, by=reviewer, reason="mistake")
    user.refresh_from_db()
    confirm_both(user)
    assert user.expires_at > START + 365 * DAY


# --- Who answers for a unit ---------------------------------------------------------------------------------------


@pytest.fixture
def unit():
    agency = agency_registry.add_agency(name="Police of the Test", country="FR", by=make_user("reviewer"))
    return agency_registry.add_unit(agency=agency, name="Child protection unit", by=make_user("reviewer"))


@pytest.fixture
def lead(unit) -> User:
    user = make_user("officer", agency=unit.agency, unit=unit)
    agency_registry.appoint_focal_point(user=user, unit=unit, by=make_user("reviewer"))
    return user


def test_the_focal_point_confirms_in_place_of_the_supervisor(unit, lead, clock):
    user = officer(unit=unit, agency=unit.agency)
    renewal = membership.begin_renewal(user=user)
    membership.confirm_own_mailbox(renewal)
    assert membership.confirm_service(renewal, answer="yes", by=lead)
    user.refresh_from_db()
    assert user.expires_at == a_year_after(START + 20 * DAY)


def test_who_may_not_confirm(unit, lead, clock):
    elsewhere, own = officer(), membership.begin_renewal(user=_ending(lead))
    other = membership.begin_renewal(user=elsewhere)
    mate = make_user("officer", agency=unit.agency, unit=unit)
    colleague = make_user("reviewer", agency=unit.agency)
    staff = membership.begin_renewal(user=_ending(make_user("reviewer")))
    for renewal, by, code in [
        (own, lead, "own"),
        (other, lead, "role"),
        (own, mate, "role"),
        (other, make_user("curator"), "role"),
        (own, colleague, "own_agency"),
        (staff, make_user("reviewer"), "staff_account"),
        (staff, staff.user, "own"),
    ]:
        with pytest.raises(NotAllowed) as refused:
            membership.confirm_service(renewal, answer="yes", by=by)
        assert refused.value.code == code
    assert not Renewal.objects.exclude(answer="").exists()


def _ending(user: User) -> User:
    user.expires_at = START + DAY
    user.save()
    return user


def test_a_reported_leaver_is_shut_out_at_once(unit, lead):
    user = make_user("officer", agency=unit.agency, unit=unit)
    browser = browser_for(user, "totp")
    assert browser.get("/en/home/").status_code == 200
    membership.report_leaver(user=user, by=lead)
    assert browser.get("/en/home/").status_code == 302
    user.refresh_from_db()
    assert (user.suspended_reason, user.suspended_by, user.closed_at) == ("leaver_reported", lead, None)
    assert events(user)[0] == "leaver reported"
    for other in (make_user("officer"), lead):
        with pytest.raises(NotAllowed):
            membership.report_leaver(user=other, by=lead)
    with pytest.raises(NotAllowed):
        membership.report_leaver(user=lead, by=user)


def test_the_role_ends_with_the_membership(lead, unit):
    membership.leave(user=lead)
    role = FocalPoint.objects.get()
    assert (role.until is not None, role.ended_because) == (True, "left")
    other = make_user("officer", agency=unit.agency, unit=unit)
    agency_registry.appoint_focal_point(user=other, unit=unit, by=make_user("reviewer"))
    retention.erasure.anonymise(other)
    assert not FocalPoint.objects.open().exists()


@pytest.mark.parametrize("end", [lambda user: membership.leave(user=user), retention.erasure.anonymise])
def test_the_agency_is_told_that_every_role_ended(end, lead, unit):
    """The acting one, and the one that was only proposed, of another unit."""
    other = agency_registry.add_unit(agency=unit.agency, name="Other unit", by=make_user("reviewer"))
    FocalPoint.objects.create(user=lead, unit=other)
    with zeal_context():
        end(lead)
    told = AuditEvent.objects.filter(event="focal point ended", target=agency_registry.target(unit.agency_id))
    assert [(row.by, row.detail["user"], row.detail["reason"]) for row in told] == [
        ("system", str(lead.pk), "left")
    ] * 2
    assert set(told.values_list("detail__focal_point", flat=True)) == set(
        FocalPoint.objects.values_list("pk", flat=True)
    )


# --- Suspension, reinstatement, closure ---------------------------------------------------------------------------

PAGES = {"/en/home/": 302, "/api/v1/tools/": 401, "/admin/": 302}  # what a visitor gets


@pytest.mark.parametrize("verb", ["suspend", "close"])
@pytest.mark.parametrize("name", ["officer", "administrator"])
def test_an_open_session_is_refused_on_the_next_request(verb, name, administrator):
    user = make_user(name)
    browsers = [browser_for(user, "webauthn") for _browser in range(2)]
    for browser in browsers:
        assert browser.get("/en/home/").status_code == 200
        assert browser.get("/admin/").status_code == (200 if name == "administrator" else 404)
    fresh = browser_for(user, "webauthn")  # signed in, and has not asked for anything yet
    getattr(membership, verb)(user=user, by=administrator.user, reason="conduct")
    for browser in browsers:
        assert {path: browser.get(path).status_code for path in PAGES} == PAGES
    assert fresh.get("/en/home/").headers["Location"] == "/en/accounts/"
    assert fresh.get("/api/v1/tools/").status_code == 403
    assert fresh.get("/admin/").status_code == 404


def test_each_is_done_and_told_once(user, reviewer, administrator):
    other = make_user("reviewer")
    assert membership.suspend(user=user, by=reviewer, reason="conduct")
    assert not membership.suspend(user=user, by=other, reason="under_review")
    assert membership.reinstate(user=user, by=other, reason="mistake")
    assert not membership.reinstate(user=user, by=other, reason="mistake")
    assert membership.close(user=user, by=administrator.user, reason="agency_withdrew")
    assert not membership.close(user=user, by=administrator.user, reason="conduct")
    assert not membership.leave(user=user)
    assert not membership.suspend(user=user, by=other, reason="conduct")
    assert not membership.reinstate(user=user, by=other, reason="mistake")
    assert told(user) == ["Your account was suspended", "Your account is open again", "Your account was closed"]
    assert events(user) == ["suspended", "reinstated", "membership closed"]
    user.refresh_from_db()
    assert user.closed_reason == "agency_withdrew"


@pytest.mark.parametrize("verb", ["suspend", "reinstate", "close"])
def test_who_may_not(verb, db):
    reason = {"suspend": "conduct", "reinstate": "mistake", "close": "conduct"}[verb]
    user, staff = make_user("suspended" if verb == "reinstate" else "officer"), make_user("translator")
    reviewer, administrator = make_user("reviewer"), make_user("administrator")
    refusals = [(user, make_user(name), "role") for name in ("officer", "curator", "translator")]
    refusals += [(administrator, administrator, "own")]
    refusals += [(user, reviewer, "role")] if verb == "close" else [(reviewer, reviewer, "own")]
    refusals += [] if verb == "close" else [(staff, reviewer, "staff_account")]
    for person, by, code in refusals:
        with pytest.raises(NotAllowed) as refused:
            getattr(membership, verb)(user=person, by=by, reason=reason)
        assert refused.value.code == code
    with pytest.raises(NotAllowed) as refused:
        getattr(membership, verb)(user=user, by=administrator, reason="because")
    assert refused.value.code == "reason"
    assert mails() == []


def test_another_person_reinstates(user, administrator):
    by = administrator.user
    membership.suspend(user=user, by=by, reason="conduct")
    with pytest.raises(NotAllowed) as refused:
        membership.reinstate(user=user, by=by, reason="mistake")
    assert refused.value.code == "same_person"
    user.refresh_from_db()
    assert user.suspended_at is not None
    assert membership.reinstate(user=user, by=make_user("reviewer"), reason="mistake")


def test_nobody_reinstates_a_colleague(user, unit, reviewer):
    User.objects.filter(pk=user.pk).update(agency=unit.agency)
    membership.suspend(user=user, by=reviewer, reason="conduct")
    with pytest.raises(NotAllowed) as refused:
        membership.reinstate(user=user, by=make_user("reviewer", agency=unit.agency), reason="mistake")
    assert refused.value.code == "own_agency"


def test_a_suspended_member_may_leave(user, reviewer):
    membership.suspend(user=user, by=reviewer, reason="conduct")
    assert membership.leave(user=user)
    user.refresh_from_db()
    assert (user.closed_reason, user.suspended_reason) == ("left_service", "conduct")


def test_a_verb_that_fails_changes_and_tells_nothing(user, reviewer, monkeypatch):
    browser = browser_for(user, "totp")
    browser.get("/en/home/")
    monkeypatch.setattr(membership.audit, "record", None)
    with pytest.raises(TypeError):
        membership.suspend(user=user, by=reviewer, reason="conduct")
    monkeypatch.undo()
    assert browser.get("/en/home/").status_code == 200
    assert mails() == []


# --- Coming back --------------------------------------------------------------------------------------------------


def test_who_left_joins_again_by_a_new_application():
    former = make_user("officer", email="amina@police.example")
    application = cases.recommended()
    with pytest.raises(NotAllowed) as refused:
        vetting.approve(application, by=cases.reviewer(), reason="confirmed")
    assert refused.value.code == "has_account"
    membership.leave(user=former)
    code = vetting.approve(application, by=cases.reviewer(), reason="confirmed")
    found = invitations.find(secret_of("Your personal link"))
    assert invitations.code_fits(found, code)
    user = invitations.accept(invitation=found, password="quiet lantern over the harbour", language="en")
    assert (user.email, user.closed_at) == ("amina@police.example", None)
    assert user.expires_at == a_year_after(Application.objects.get().decided_at)
    former.refresh_from_db()
    assert former.name == ""
    assert former.closed_reason == "left_service"


# --- A long lapse -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "gone"), [(364, False), (366, True)])
def test_a_long_lapse_is_made_anonymous(days, gone, clock):
    user = officer(days=0, email="amina@police.example")
    membership.tell_lapsed()
    clock.shift(timedelta(days=days))
    retention.run()
    user.refresh_from_db()
    assert (user.email != "amina@police.example") == gone
    assert user.closed_reason == ("lapsed" if gone else "")
    assert membership.may_renew(user) != gone


def test_somebody_who_renewed_meanwhile_is_not_erased(clock, monkeypatch):
    user = officer(days=-400)
    due = retention.ended_memberships

    def renewed_after_the_first_look():
        found = due()
        found = found.filter(pk__in=list(found.values_list("pk", flat=True)))
        User.objects.filter(pk=user.pk).update(expires_at=START + 400 * DAY)
        return found

    monkeypatch.setitem(retention.JOBS, "x", (renewed_after_the_first_look, retention.erasure.anonymise))
    retention._erase_if_due(renewed_after_the_first_look, retention.erasure.anonymise, user.pk)
    user.refresh_from_db()
    assert user.anonymised_at is None


# --- At the same time ---------------------------------------------------------------------------------------------


def at_once(*calls) -> list:
    """What each call answered; all begin together, each on a connection of its own."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(number, call):
        gate.wait()
        try:
            answers[number] = call()
        except Exception as error:  # noqa: BLE001  (the answer of this call)
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_one_renewal():
    user = officer()
    first, second = at_once(*[lambda: membership.begin_renewal(user=user).pk] * 2)
    assert first == second
    assert len(mails()) == 2


@pytest.mark.django_db(transaction=True)
def test_both_confirmations_at_once_renew_once():
    user = officer()
    renewal = membership.begin_renewal(user=user)
    ends = user.expires_at
    answers = at_once(
        lambda: membership.confirm_own_mailbox(renewal), lambda: membership.confirm_service(renewal, answer="yes")
    )
    assert answers == [True, True]
    user.refresh_from_db()
    assert user.expires_at == a_year_after(ends)
    assert events(user).count("renewed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once():
    user = officer(days=5)
    assert sorted(at_once(membership.remind_due, membership.remind_due)) == [0, 1]
    assert days_told(user) == [5]
