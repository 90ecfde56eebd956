"""Another address for an account: by two of staff, after a wait, both addresses told."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from hub.models import AuditEvent
from hub.refusals import NotAllowed, StateChanged
from members import address_change
from members.address_change import AddressChange
from members.models import User
from members.two_person import Because, State
from tests.members.mailbox import mails
from tests.members.people import PASSWORD, code, is_in, person, type_code, type_password
from tests.members.test_recovery import CALL
from tests.members.test_sessions import is_visitor, signed_in
from tests.personas import Browser, browser_for, browser_of, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE, OLD, NEW = "members:address", "dana.reyes@agency.example", "d.reyes@ministry.example"


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        yield clock


@pytest.fixture
def staff(db):
    """Two reviewers."""
    return make_user("reviewer"), make_user("reviewer")


@pytest.fixture
def user(clock):
    return person()


@pytest.fixture
def waiting(user, staff) -> AddressChange:
    case = address_change.ask(by=user, new_email=NEW)
    for by in staff:
        address_change.confirm(case, by=by, call=CALL)
    return case


def address_of(user) -> tuple:
    rows = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    return User.objects.get(pk=user.pk).email, *rows


UNCHANGED = (OLD, (OLD, True, True))


def test_the_whole_road(user, clock):
    browser, first, second = signed_in(user), browser_of("reviewer"), browser_of("reviewer")
    assert browser.post(reverse(PAGE), {"email": "D.Reyes@Ministry.example"}).url == reverse(PAGE)
    shown = browser.get(reverse(PAGE)).content.decode()
    assert NEW in shown
    assert 'name="email"' not in shown
    assert mails() == []

    page = reverse("admin:members_addresschange_change", args=[AddressChange.objects.get().pk])
    assert NEW in first.get(page).content.decode()
    for staff in (first, second):
        assert staff.post(page, {"step": "confirm", "call": CALL}).status_code == 302
    assert [mail.to for mail in mails()] == [OLD, NEW]
    for mail in mails():
        assert "2026-03-02 10:00 UTC" in mail.text
        for word in ("Dana", "Reyes", "reyes@", CALL):
            assert word not in mail.text + mail.subject
    assert "2 March 2026, 10:00 UTC" in browser.get(reverse(PAGE)).content.decode()

    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    address_change.tidy()
    assert address_of(user) == UNCHANGED  # until then nothing changes
    browser = signed_in(user)
    clock.shift(1)
    address_change.tidy()
    assert address_of(user) == (NEW, (NEW, True, True))
    assert is_visitor(browser)

    clock.shift(30)
    for address, status in ((OLD, 200), (NEW, 302)):
        answer = (again := Browser()).post(reverse("account_login"), {"login": address, "password": PASSWORD})
        assert answer.status_code == status
    type_code(again, code())
    assert is_in(again)


def test_each_step_is_in_the_audit_without_an_address(waiting, user, staff, clock):
    clock.shift(timedelta(hours=24))
    address_change.tidy()
    found = AuditEvent.objects.filter(target=f"address change {waiting.pk}").order_by("pk")
    words = ("asked", "first_confirmed", "waiting", "done")
    who = (str(user.pk), str(staff[0].pk), str(staff[1].pk), "system")
    assert [(event.event, event.by) for event in found] == [
        (f"address change {word}", by) for word, by in zip(words, who, strict=True)
    ]
    assert "example" not in str(list(AuditEvent.objects.values()))


def test_the_new_address_is_not_in_clear(waiting):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_addresschange")
        assert "ministry" not in str(cursor.fetchall())


def test_known_and_unknown_addresses_get_the_same_answer(user):
    """PRIV-02: whoever asks does not learn who has an account."""
    person(email="known@agency.example")
    answers = []
    for address in ("known@agency.example", "never@agency.example"):
        AddressChange.objects.all().delete()
        browser = browser_for(user, "totp")
        answer = browser.post(reverse(PAGE), {"email": address})
        shown = browser.get(reverse(PAGE)).content.decode().replace(address, "ADDRESS")
        lines = [line for line in shown.split("\n") if "csrf" not in line]
        answers.append((answer.status_code, answer.url, len(mails()), lines))
    assert answers[0] == answers[1]
    assert answers[0][2] == 0


def test_an_address_of_somebody_else_is_not_confirmed(user, staff):
    person(email="known@agency.example")
    case = address_change.ask(by=user, new_email="known@agency.example")
    with pytest.raises(NotAllowed, match="taken"):
        address_change.confirm(case, by=staff[0], call=CALL)
    page = reverse("admin:members_addresschange_change", args=[case.pk])
    assert "Another account has it." in browser_for(staff[0], "webauthn").get(page).content.decode()
    assert mails() == []


def test_an_address_that_is_taken_meanwhile_ends_the_case(waiting, user, clock):
    person(email=NEW)
    clock.shift(timedelta(hours=24))
    address_change.tidy()
    assert address_of(user) == UNCHANGED
    assert AddressChange.objects.values_list("state", "ended_because").get() == (State.CANCELLED, Because.TAKEN)


@pytest.mark.parametrize("shut", [{"suspended_at": timezone.now}, {"expires_at": timezone.now}, {"approved_at": None}])
def test_an_account_that_is_shut_keeps_its_address(shut, waiting, user, staff, clock):
    clock.shift(timedelta(hours=24))
    User.objects.filter(pk=user.pk).update(**{field: value and value() for field, value in shut.items()})
    address_change.tidy()
    assert address_of(user) == UNCHANGED
    assert AddressChange.objects.get().ended_because == Because.ACCOUNT
    page = browser_for(user, "totp").post(reverse(PAGE), {"email": "x@ministry.example"}).content.decode()
    assert "cannot be changed now" in page
    AddressChange.objects.create(user=user, asked_by=user, new_email=NEW)
    case = AddressChange.objects.get(state=State.ASKED)
    with pytest.raises(NotAllowed, match="not_in_use"):
        address_change.confirm(case, by=staff[0], call=CALL)


def test_two_different_people(user, staff):
    case = address_change.ask(by=user, new_email=NEW)
    address_change.confirm(case, by=staff[0], call=CALL)
    with pytest.raises(NotAllowed, match="same_person"):
        address_change.confirm(case, by=staff[0], call=CALL)
    for state in (State.WAITING, State.DONE):
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressChange.objects.update(state=state)


def test_the_owner_keeps_the_old_address(waiting, user, clock):
    browser = signed_in(user)
    assert browser.post(reverse("members:keep_address"), follow=True).status_code == 200
    clock.shift(timedelta(hours=24))
    address_change.tidy()
    assert address_of(user) == UNCHANGED
    assert AddressChange.objects.get().ended_because == Because.OWNER
    page = signed_in(user).post(reverse("members:keep_address"), follow=True).content.decode()
    assert "There was nothing left to stop." in page


def test_nobody_else_sees_or_stops_it(waiting):
    stranger = signed_in(person(email="stranger@agency.example"))
    stranger.post(reverse("members:keep_address"))
    assert NEW not in stranger.get(reverse(PAGE)).content.decode()
    assert AddressChange.objects.get().state == State.WAITING


def test_staff_stop_it(waiting, staff):
    page = reverse("admin:members_addresschange_change", args=[waiting.pk])
    browser_for(staff[0], "webauthn").post(page, {"step": "stop"})
    assert AddressChange.objects.get().ended_because == Because.STAFF


def test_no_link_or_code_belongs_to_it(waiting, staff, clock):
    clock.shift(timedelta(hours=24))
    page, browser = reverse("admin:members_addresschange_change", args=[waiting.pk]), browser_for(staff[0], "webauthn")
    assert 'value="issue"' not in browser.get(page).content.decode()
    browser.post(page, {"step": "issue", "call": CALL})
    assert AddressChange.objects.get().state == State.WAITING
    assert browser.get(reverse("admin:members_addresschange_changelist") + "add/").status_code in {403, 404}


@pytest.mark.parametrize("name", ["curator", "translator", "officer", "expired", "visitor"])
def test_others_do_not_find_the_pages(name, waiting, browsers):
    for page in (
        reverse("admin:members_addresschange_changelist"),
        reverse("admin:members_addresschange_change", args=[waiting.pk]),
    ):
        assert browsers[name].get(page).status_code in {302, 404}
        assert b"reyes" not in browsers[name].get(page).content
        browsers[name].post(page, {"step": "stop"})
    assert AddressChange.objects.get().state == State.WAITING


def test_it_asks_for_the_second_factor_again(user, clock):
    browser = signed_in(user)
    clock.shift(310)
    for asked in (browser.get(reverse(PAGE)), browser.post(reverse(PAGE), {"email": NEW})):
        assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "x", OLD, OLD.upper(), "a@b@c", "x" * 300 + "@y.example", "a@b.example\nBcc: c@d"]
)
def test_what_is_no_new_address_is_said(typed, user):
    page = browser_for(user, "totp").post(reverse(PAGE), {"email": typed}).content.decode()
    assert "There is a problem" in page
    assert not AddressChange.objects.exists()


def test_three_a_day(user, clock):
    browser = signed_in(user)
    for _number in range(3):
        assert browser.post(reverse(PAGE), {"email": NEW}).status_code == 302
        again = browser.post(reverse(PAGE), {"email": "x@y.example"}).content.decode()
        assert (NEW in again, "x@y.example" in again) == (True, False)
        browser.post(reverse("members:keep_address"))
    assert "several times today" in browser.post(reverse(PAGE), {"email": NEW}).content.decode()


def test_a_case_that_nobody_goes_on_with_ends(user, staff, clock):
    case = address_change.ask(by=user, new_email=NEW)
    address_change.confirm(case, by=staff[0], call=CALL)
    clock.shift(timedelta(days=30))
    address_change.tidy()
    assert AddressChange.objects.get().ended_because == Because.LAPSED
    clock.shift(timedelta(days=366))
    address_change.tidy()
    assert not AddressChange.objects.exists()


def test_one_that_was_stopped_in_between_is_left_alone(waiting, user, clock):
    stale = AddressChange.objects.get()
    address_change.stop(user)
    clock.shift(timedelta(hours=24))
    with pytest.raises(StateChanged):
        address_change._carry_out(stale)
    assert address_of(user) == UNCHANGED


def test_the_password_still_signs_in_while_it_waits(waiting, user):
    assert type_password(Browser(), user).url == reverse("mfa_authenticate")
