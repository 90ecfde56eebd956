"""Getting in again without any factor: by two of staff, after a wait, and never against the owner's word."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from hub.models import AuditEvent, ReadEvent
from hub.refusals import NotAllowed, StateChanged
from members import recovery, sessions, two_person
from members.models import Role, User
from members.recovery import Recovery
from members.two_person import OPEN, Because, State
from tests.members import cases
from tests.members.mailbox import mails, subjects
from tests.members.people import PASSWORD, WRONG, code, is_in, person, type_code, type_password
from tests.members.test_journey import enrol
from tests.members.test_passwords import NEW
from tests.members.test_sessions import is_visitor, signed_in
from tests.personas import Browser, browser_for, browser_of, make_user
from tests.site.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = "2026-03-01 10:00:05Z"
CALL = "The duty officer at the registry's number; she fetched him."
PENDING = "Somebody has asked staff to remove your second factors"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(db):
    """Two reviewers."""
    return make_user("reviewer"), make_user("reviewer")


@pytest.fixture
def user(clock):
    return person()


@pytest.fixture
def waiting(user, staff) -> Recovery:
    case = recovery.ask(user=user, by=staff[0])
    recovery.confirm(case, by=staff[0], call=CALL)
    recovery.confirm(case, by=staff[1], call=CALL)
    return case


@pytest.fixture
def issued(waiting, staff, clock):
    """The case, the path of its mailed link, and the code."""
    clock.shift(timedelta(hours=24))
    read_out = recovery.issue(waiting, by=staff[0], call=CALL)
    return waiting, link(), read_out


def link() -> str:
    return re.search(r"https://testserver(/\S+)", mails()[-1].text).group(1)


def use(path, code, password=NEW, browser=None):
    return (browser or Browser()).post(path, {"code": code, "password": password})


def state_of(case) -> str:
    return Recovery.objects.get(pk=case.pk).state


# --- The road -----------------------------------------------------------------------------------------------------


def test_the_whole_road(clock):
    user, first, second = person(language="fr"), browser_of("reviewer"), browser_of("administrator")
    lost, staff = signed_in(user), (first.user, second.user)
    asked = first.post(reverse("admin:members_recovery_add"), {"email": "Dana.Reyes@agency.example"})
    assert first.post(asked.url, {"step": "confirm", "call": CALL}).status_code == 302
    assert second.post(asked.url, {"step": "confirm", "call": CALL}).status_code == 302
    (mail,) = mails()
    assert (mail.to, subjects()) == (user.email, [mail.subject])
    assert "2026-03-02 10:00 UTC" in mail.text
    for word in ("Dana", "Reyes", user.email, "reviewer", CALL):
        assert word not in mail.text + mail.subject

    clock.shift(timedelta(hours=24))
    first, second = (browser_for(one, "webauthn") for one in staff)
    shown = second.post(asked.url, {"step": "issue", "call": CALL}).content.decode()
    read_out = re.search(r'<code dir="ltr">([2-9A-Z]{4} [2-9A-Z]{4})</code>', shown).group(1)
    assert read_out not in mails()[-1].text
    assert read_out.replace(" ", "") not in second.get(asked.url).content.decode()
    path = link()
    assert path.startswith("/fr/accounts/recovery/")

    browser = Browser()
    assert browser.get(path).status_code == 200
    assert is_in(signed_in(user))  # until it is finished nothing has changed
    assert use(path, read_out.lower(), browser=browser).url == reverse("account_login").replace("/en/", "/fr/")
    assert not user.authenticator_set.exists()
    assert is_visitor(lost)
    assert type_password(Browser(), user).status_code == 200  # the old password is gone
    assert type_password(browser, user, NEW).url == reverse("members:standing")
    assert not is_in(browser)  # a second factor comes before anything else
    enrol(browser)
    assert is_in(browser)
    assert Browser().get(path).status_code == 404


def test_each_step_is_in_the_audit(issued, staff, user):
    case, path, read_out = issued
    use(path, read_out)
    found = AuditEvent.objects.filter(target=f"recovery {case.pk}").order_by("pk").values_list("event", "by", "detail")
    who = [str(staff[0].pk), str(staff[0].pk), str(staff[1].pk), str(staff[0].pk), str(user.pk)]
    words = ("asked", "first_confirmed", "waiting", "issued", "done")
    assert [row[:2] for row in found] == [(f"recovery {word}", by) for word, by in zip(words, who, strict=True)]
    assert {str(row[2]) for row in found} == {str({"person": str(user.pk)})}


def test_what_staff_wrote_and_the_code_are_not_in_clear(issued):
    _case, path, read_out = issued
    row = Recovery.objects.raw("SELECT * FROM members_recovery")[0]
    held = str(Recovery.objects.values().get())
    assert row.first_call == CALL
    assert read_out not in held
    assert path.split("/")[-2] not in held
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_recovery")
        assert "duty officer" not in str(cursor.fetchall())


def test_whoever_is_stuck_at_the_second_factor_is_told_whom_to_ask(user):
    browser = Browser()
    page = browser.get(type_password(browser, user).url).content.decode()
    assert "Lost your key, your app and your recovery codes?" in page
    assert f'href="{reverse("contact")}"' in page


# --- Two people, and time -----------------------------------------------------------------------------------------


def test_nobody_confirms_twice(user, staff):
    case = recovery.ask(user=user, by=staff[0])
    recovery.confirm(case, by=staff[1], call=CALL)
    with pytest.raises(NotAllowed, match="same_person"):
        recovery.confirm(case, by=staff[1], call=CALL)
    assert state_of(case) == State.FIRST_CONFIRMED


def test_the_database_wants_two_people_with_their_calls(user, staff):
    first, second = staff
    two = {"first_by": first, "second_by": second, "first_call": CALL, "second_call": CALL}
    due = {"takes_effect_at": timezone.now()}
    wrong = (
        {"state": State.WAITING} | two,
        {"state": State.WAITING} | two | due | {"second_by": first},
        {"state": State.WAITING} | two | due | {"second_call": None},
        {"state": State.WAITING} | two | due | {"first_by": user},
        {"state": State.WAITING} | two | due | {"second_by": None},
        {"state": State.DONE} | two | due,
        {"state": State.ISSUED, "issued_by": first, "issue_call": CALL} | two | due,
        {"state": State.ISSUED, "issued_by": first, "issue_call": CALL} | two | due
        | {"issued_at": timezone.now() - timedelta(seconds=1)},
    )  # fmt: skip
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.create(user=user, asked_by=first, **values)
    Recovery.objects.create(user=user, asked_by=first, state=State.WAITING, **two, **due)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(user=user, asked_by=first)  # one open case


def test_one_open_case(waiting, user, staff):
    with pytest.raises(NotAllowed, match="open_case"):
        recovery.ask(user=user, by=staff[1])


@pytest.mark.parametrize("call", ["", "  ", "\n"])
def test_no_step_without_a_call(call, user, staff, clock):
    case = recovery.ask(user=user, by=staff[0])
    with pytest.raises(NotAllowed, match="no_call"):
        recovery.confirm(case, by=staff[0], call=call)
    recovery.confirm(case, by=staff[0], call=CALL)
    recovery.confirm(case, by=staff[1], call=CALL)
    clock.shift(timedelta(hours=24))
    with pytest.raises(NotAllowed, match="no_call"):
        recovery.issue(case, by=staff[0], call=call)


def test_the_link_is_not_mailed_before_its_time(waiting, staff, clock):
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="too_early"):
        recovery.issue(waiting, by=staff[0], call=CALL)
    assert len(mails()) == 1
    clock.shift(1)
    recovery.issue(waiting, by=staff[0], call=CALL)
    assert subjects()[1:] == ["The link you asked for"]


def test_the_waiting_time_is_a_setting(user, staff, settings):
    settings.RECOVERY_WAIT = timedelta(hours=72)
    case = recovery.ask(user=user, by=staff[0])
    recovery.confirm(case, by=staff[0], call=CALL)
    recovery.confirm(case, by=staff[1], call=CALL)
    assert case.takes_effect_at == timezone.now() + timedelta(hours=72)


def test_two_at_once_are_one_confirmation(user, staff):
    case = recovery.ask(user=user, by=staff[0])
    one, other = Recovery.objects.get(), Recovery.objects.get()
    recovery.confirm(one, by=staff[0], call=CALL)
    with pytest.raises(StateChanged):
        recovery.confirm(other, by=staff[1], call=CALL)
    assert state_of(case) == State.FIRST_CONFIRMED


STEPS = {
    "confirm": lambda case, by: recovery.confirm(case, by=by, call=CALL),
    "issue": lambda case, by: recovery.issue(case, by=by, call=CALL),
    "stop": lambda case, by: two_person.cancel(case, by=by, because=Because.STAFF),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.CURATOR, Role.TRANSLATOR])
def test_only_staff_who_vet(step, role, waiting, clock):
    clock.shift(timedelta(hours=24))
    with pytest.raises(NotAllowed, match="role"):
        STEPS[step](waiting, person(email="x@agency.example", role=role))


def test_nobody_lets_a_colleague_in(user, staff):
    agency, _channel = cases.registry()
    User.objects.filter(pk=user.pk).update(agency=agency)
    case = recovery.ask(user=user, by=staff[0])
    case.user.refresh_from_db()
    colleague = make_user("reviewer", agency=agency)
    with pytest.raises(NotAllowed, match="own_agency"):
        recovery.confirm(case, by=colleague, call=CALL)
    two_person.cancel(case, by=colleague, because=Because.STAFF)  # to stop it is open to everybody who vets


@pytest.mark.parametrize("step", STEPS)
def test_nobody_recovers_their_own_account(step, staff):
    case = Recovery.objects.create(user=staff[0], asked_by=staff[1])
    with pytest.raises(NotAllowed, match="own"):
        recovery.ask(user=staff[0], by=staff[0])
    if step != "stop":  # as the owner they may stop it
        with pytest.raises(NotAllowed, match="own"):
            STEPS[step](case, staff[0])


def test_accounts_of_staff_are_for_administrators(staff):
    curator, administrators = make_user("curator"), [make_user("administrator") for _ in range(2)]
    with pytest.raises(NotAllowed, match="staff_account"):
        recovery.ask(user=curator, by=staff[0])
    case = recovery.ask(user=curator, by=administrators[0])
    with pytest.raises(NotAllowed, match="staff_account"):
        recovery.confirm(case, by=staff[0], call=CALL)
    recovery.confirm(case, by=administrators[0], call=CALL)
    recovery.confirm(case, by=administrators[1], call=CALL)
    assert case.state == State.WAITING


def test_no_step_leads_out_of_the_table(issued, staff):
    case, path, read_out = issued
    use(path, read_out)
    case.refresh_from_db()
    for step in STEPS.values():
        with pytest.raises((StateChanged, NotAllowed)):
            step(case, staff[0])
    assert state_of(case) == State.DONE
    assert set(recovery.TRANSITIONS) == set(State)
    assert all(State.CANCELLED in recovery.TRANSITIONS[state] for state in OPEN)


# --- Which accounts -----------------------------------------------------------------------------------------------

SHUT = ({"suspended_at": timezone.now}, {"expires_at": timezone.now}, {"approved_at": None})


@pytest.mark.parametrize("shut", SHUT)
def test_an_account_that_is_shut_is_not_recovered(shut, staff, clock):
    user = person(**{field: value and value() for field, value in shut.items()})
    with pytest.raises(NotAllowed, match="not_recoverable"):
        recovery.ask(user=user, by=staff[0])


@pytest.mark.parametrize("shut", SHUT)
def test_nor_when_it_is_shut_on_the_way(shut, issued, user, staff):
    case, path, read_out = issued
    User.objects.filter(pk=user.pk).update(**{field: value and value() for field, value in shut.items()})
    assert Browser().get(path).status_code == 404
    assert use(path, read_out).status_code == 404
    assert user.authenticator_set.exists()
    for step in ("confirm", "issue"):
        Recovery.objects.filter(pk=case.pk).update(state=State.ASKED if step == "confirm" else State.WAITING)
        with pytest.raises(NotAllowed, match="not_recoverable"):
            STEPS[step](Recovery.objects.get(), staff[0])


def test_who_never_enrolled_comes_back_by_the_same_road(staff, clock):
    """No mail sets the password of such an account anew (VET-04): the mailbox would be enough."""
    user = person(secret=None, email="new@agency.example")
    case = recovery.ask(user=user, by=staff[0])
    for one in staff[:2]:
        recovery.confirm(case, by=one, call=CALL)
    clock.shift(settings.RECOVERY_WAIT)
    code = recovery.issue(case, by=staff[0], call=CALL)
    assert recovery.finish(case, code=code, password="nine old bridges over a river")
    user.refresh_from_db()
    assert user.check_password("nine old bridges over a river")


# --- The owner stops it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked_for", ["", "/en/home/", "/en/tools/"])
def test_whoever_signs_in_with_the_old_factor_sees_it_first(asked_for, waiting, user, clock):
    browser = Browser()
    type_password(browser, user, next=asked_for)
    assert type_code(browser, code()).url == reverse("members:standing")
    page = browser.get(reverse("members:standing")).content.decode()
    assert PENDING in page
    assert "2 March 2026, 10:00 UTC" in page
    assert browser.post(reverse("members:not_me"), follow=True).status_code == 200
    assert state_of(waiting) == State.CANCELLED
    assert Recovery.objects.get().ended_because == Because.OWNER
    assert PENDING not in browser.get(reverse("members:standing")).content.decode()
    assert AuditEvent.objects.filter(event="recovery cancelled", by=str(user.pk)).count() == 1


def test_it_stays_stopped(issued, user):
    case, path, read_out = issued
    signed_in(user).post(reverse("members:not_me"))
    assert use(path, read_out).status_code == 404
    assert state_of(case) == State.CANCELLED
    assert user.authenticator_set.exists()


def test_the_password_alone_stops_nothing(waiting, user):
    browser = browser_for(user, None)
    page = browser.post(reverse("members:not_me"), follow=True).content.decode()
    assert "Show your second factor first." in page
    assert state_of(waiting) == State.WAITING


def test_nobody_else_stops_or_sees_it(waiting):
    other = signed_in(person(email="other@agency.example"))
    page = other.post(reverse("members:not_me"), follow=True).content.decode()
    assert "There was nothing left to stop." in page
    assert PENDING not in page
    assert state_of(waiting) == State.WAITING


def test_without_a_case_the_account_page_says_nothing(user):
    assert PENDING not in signed_in(user).get(reverse("members:standing")).content.decode()


# --- Link and code ------------------------------------------------------------------------------------------------


def test_the_link_alone_opens_nothing(issued, user):
    _case, path, _read_out = issued
    assert use(path, "").status_code == 200
    assert "This code is wrong." in use(path, "ABCDEFGH").content.decode()
    assert user.authenticator_set.exists()
    assert type_password(Browser(), user).url == reverse("mfa_authenticate")


def test_the_fifth_wrong_code_ends_it(issued, user):
    case, path, read_out = issued
    for number in range(5):
        assert use(path, f"WRNGCDE{number + 2}").status_code == (200 if number < 4 else 404)
    assert use(path, read_out).status_code == 404
    assert Recovery.objects.values_list("state", "ended_because").get() == ("cancelled", "codes")
    assert AuditEvent.objects.filter(event="wrong recovery code", target=str(case)).count() == 5
    assert user.authenticator_set.exists()


def test_guesses_at_once_are_five_together(issued, user):
    """All of them found the case while it was open, and none has ended it yet."""
    case, _path, read_out = issued
    early = Recovery.objects.get()
    Recovery.objects.update(wrong_codes=recovery.TRIES)
    assert not recovery.finish(early, code=read_out, password=NEW)
    assert state_of(case) == State.ISSUED
    assert user.authenticator_set.exists()


def test_the_right_code_as_the_fifth(issued):
    case, path, read_out = issued
    for number in range(4):
        use(path, f"WRNGCDE{number + 2}")
    assert use(path, read_out).status_code == 302
    assert (state_of(case), Recovery.objects.get().wrong_codes) == (State.DONE, 4)


def test_a_refused_password_costs_no_try(issued):
    case, path, read_out = issued
    for _attempt in range(6):
        assert "at least 15 characters" in use(path, read_out, "short").content.decode()
    assert Recovery.objects.get().wrong_codes == 0
    assert use(path, read_out).status_code == 302
    assert state_of(case) == State.DONE


def test_the_link_works_for_three_days(issued, clock):
    _case, path, read_out = issued
    clock.shift(timedelta(hours=72))
    assert use(path, read_out).status_code == 404
    recovery.tidy()
    assert Recovery.objects.values_list("state", "ended_because").get() == ("cancelled", "lapsed")


def test_used_unknown_and_expired_links_look_alike(issued, clock):
    _case, path, read_out = issued
    use(path, read_out)
    unknown = path.replace(path.split("/")[-2], "x" * 43)
    pages = [
        re.sub(r"/recovery/[\w-]+/", "/recovery/", Browser().get(each).content.decode()) for each in (path, unknown)
    ]
    assert pages[0] == pages[1]
    assert "This link does not work" in pages[0]


def test_finishing_in_a_browser_that_is_signed_in(issued, user):
    """The session that is ended is the one in use."""
    _case, path, read_out = issued
    browser = signed_in(user)
    assert use(path, read_out, browser=browser).status_code == 302
    assert "Sign in with the new password" in browser.get(reverse("account_login")).content.decode()
    assert not sessions.list_of(user).exists()


def test_every_open_session_ends(issued, user):
    _case, path, read_out = issued
    browser = signed_in(user)
    use(path, read_out)
    assert is_visitor(browser)
    assert list(user.sign_ins.values_list("ended_because", flat=True)) == ["recovery"]


@pytest.mark.parametrize("shut", SHUT)
def test_nothing_is_finished_for_an_account_that_was_shut_a_moment_ago(shut, issued, user):
    case, _path, read_out = issued
    User.objects.filter(pk=user.pk).update(**{field: value and value() for field, value in shut.items()})
    with pytest.raises(NotAllowed, match="not_recoverable"):
        recovery.finish(Recovery.objects.get(), code=read_out, password=NEW)
    assert state_of(case) == State.ISSUED
    assert user.authenticator_set.exists()


def test_failures_from_before_do_not_keep_the_owner_out(issued, user):
    _case, path, read_out = issued
    for _attempt in range(5):
        type_password(Browser(), user, WRONG)
    use(path, read_out)
    assert type_password(Browser(), user, NEW).url == reverse("members:standing")


def test_the_end_is_told(issued, user):
    _case, path, read_out = issued
    count = len(mails())
    use(path, read_out)
    assert [(mail.to, mail.subject) for mail in mails()[count:]] == [(user.email, "Your account was changed")]


def test_no_way_of_ones_own_removes_the_last_factor(user):
    browser = signed_in(user)
    browser.post(reverse("mfa_deactivate_totp"))
    for name in ("members:not_me", "members:keep_address", "members:sessions", "members:codes_stored"):
        browser.post(reverse(name))
    assert user.authenticator_set.filter(type="totp").exists()
    assert browser.get("/admin/members/recovery/add/").status_code == 404


# --- Time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmations", [0, 1, 2])
def test_a_case_that_nobody_goes_on_with_ends(confirmations, user, staff, clock):
    case = recovery.ask(user=user, by=staff[0])
    for by in staff[:confirmations]:
        recovery.confirm(case, by=by, call=CALL)
    clock.shift(timedelta(days=29))
    recovery.tidy()
    assert state_of(case) in OPEN
    clock.shift(timedelta(days=1))
    recovery.tidy()
    assert state_of(case) == State.CANCELLED
    clock.shift(timedelta(days=365))
    recovery.tidy()
    assert Recovery.objects.count() == 1
    clock.shift(1)
    recovery.tidy()
    assert Recovery.objects.count() == 0


# --- The pages of staff -------------------------------------------------------------------------------------------


def pages(case) -> list[str]:
    return [
        reverse("admin:members_recovery_changelist"),
        reverse("admin:members_recovery_add"),
        reverse("admin:members_recovery_change", args=[case.pk]),
    ]


@pytest.mark.parametrize("name", ["curator", "translator", "officer", "suspended", "visitor"])
def test_others_do_not_find_the_pages(name, waiting, browsers):
    for page in pages(waiting):
        assert browsers[name].get(page).status_code in {302, 404}
        assert b"Dana" not in browsers[name].get(page).content
        browsers[name].post(page, {"step": "stop", "call": CALL})
    assert state_of(waiting) == State.WAITING


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_staff_see_the_case_and_that_they_looked_is_noted(name, waiting, browsers):
    for page in pages(waiting):
        assert browsers[name].get(page).status_code == 200
    text = browsers[name].get(pages(waiting)[2]).content.decode()
    assert "dana.reyes@agency.example" in text
    assert "The duty officer at the registry&#x27;s number" in text
    assert "argon2" not in text
    assert ReadEvent.objects.filter(target=f"recovery {waiting.pk}").count() == 2


def test_what_staff_wrote_is_plain_text(user, staff, browsers):
    case = recovery.ask(user=user, by=staff[0])
    recovery.confirm(case, by=staff[0], call='<script>alert(1)</script> https://attacker.example/ <a href="x">')
    text = browsers["reviewer"].get(pages(case)[2]).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert 'href="https://attacker' not in text
    assert '<a href="x"' not in text


def test_buttons_are_those_that_work(waiting, staff, clock):
    def buttons(user):
        text = browser_for(user, "webauthn").get(pages(waiting)[2]).content.decode()
        return set(re.findall(r'name="step" value="(\w+)"', text))

    assert buttons(staff[0]) == {"stop"}
    clock.shift(timedelta(hours=24))
    assert buttons(staff[0]) == {"issue", "stop"}
    Recovery.objects.filter(pk=waiting.pk).update(state=State.FIRST_CONFIRMED)
    assert buttons(staff[0]) == {"stop"}
    assert buttons(staff[1]) == {"confirm", "stop"}


def test_a_step_that_is_not_theirs_says_why(waiting, staff):
    Recovery.objects.filter(pk=waiting.pk).update(state=State.FIRST_CONFIRMED)
    browser = browser_for(staff[0], "webauthn")
    page = browser.post(pages(waiting)[2], {"step": "confirm", "call": CALL}, follow=True).content.decode()
    assert "You have confirmed it already." in page
    assert (
        "Somebody else was faster"
        in browser.post(pages(waiting)[2], {"step": "issue", "call": CALL}, follow=True).content.decode()
    )
    assert (
        "This field is required"
        in browser_for(staff[1], "webauthn").post(pages(waiting)[2], {"step": "confirm", "call": ""}).content.decode()
    )


def test_asking_for_nobody_says_the_same_as_for_somebody_shut(clock):
    person(suspended_at=timezone.now())
    browser = browser_of("reviewer")
    texts = []
    for address in ("dana.reyes@agency.example", "never@agency.example"):
        page = browser.post(reverse("admin:members_recovery_add"), {"email": address}).content.decode()
        texts.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", page).replace(address, ""))
    assert texts[0] == texts[1]
    assert "There is no account to recover" in texts[0]


def test_the_pages_ask_for_a_factor_again(waiting, staff, clock):
    browser = browser_for(staff[1], "webauthn")
    clock.shift(310)
    for page in pages(waiting)[1:]:
        assert "/reauthenticate/" in browser.get(page).url
        assert "/reauthenticate/" in browser.post(page, {"step": "stop"}).url
    assert state_of(waiting) == State.WAITING


def test_what_was_written_during_a_long_call_is_given_back(user, staff, clock):
    case = recovery.ask(user=user, by=staff[0])
    page, said = pages(case)[2], "Inspector Example at the switchboard, a number from the registry"
    late = browser_for(staff[1], "webauthn")
    clock.shift(310)
    answer = late.post(page, {"step": "confirm", "call": said})
    assert answer.status_code == 403
    assert said not in str(dict(late.session.items()))
    boxes = Page(answer.content.decode()).by_tag["input"]
    kept = {box["name"]: box["value"] for box in boxes if box["name"] in {"step", "call"}}
    assert kept == {"step": "confirm", "call": said}
    browser_for(staff[1], "webauthn").post(page, kept)
    assert state_of(case) == State.FIRST_CONFIRMED


def test_nothing_is_changed_or_deleted_by_hand(waiting, browsers):
    page = pages(waiting)[2]
    for action in ("delete", "history"):
        assert browsers["administrator"].get(page.replace("change", action)).status_code in {403, 404}
    browsers["administrator"].post(page, {"state": "done", "user": "x"})
    assert state_of(waiting) == State.WAITING
    assert PASSWORD not in browsers["administrator"].get(page).content.decode()
