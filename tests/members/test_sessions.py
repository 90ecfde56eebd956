"""Where somebody is signed in, what they are told, and how a sign-in ends."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from hub.models import AuditEvent
from members import devices, sessions
from members.models import Role, User
from members.sessions import Because, SignIn
from tests.members.mailbox import mails, subjects
from tests.members.people import PASSWORD, WRONG, code, is_in, person, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key, options, use_alone
from tests.members.test_passwords import NEW
from tests.personas import Browser, browser_of, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = "members:sessions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
NEW_DEVICE = "A new sign-in to your account"


def signed_in(user, *, steps: int = 0, agent=FIREFOX, address="192.0.2.77") -> Browser:
    """With password and code; each code works once, so a second sign-in takes the next."""
    browser = Browser(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    type_password(browser, user)
    assert type_code(browser, code(steps=steps)).status_code == 302
    return browser


def cookie(browser) -> str:
    return browser.cookies["__Host-sessionid"].value


def is_visitor(browser) -> bool:
    """A new browser with the same cookie: what a thief of it would get."""
    thief = Browser()
    thief.cookies["__Host-sessionid"] = cookie(browser)
    return thief.get(reverse("members:standing")).status_code == 302


def page_of(browser) -> str:
    return browser.get(reverse(PAGE)).content.decode()


@pytest.fixture
def two():
    """One person in two browsers."""
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user = person()
        first = signed_in(user)
        clock.shift(30)
        yield first, signed_in(user, agent=CHROME), user


# --- The page -----------------------------------------------------------------------------------------------------


def test_the_page_says_where_somebody_is_signed_in(two):
    first, second, _user = two
    User.objects.update(time_zone="Asia/Tokyo")
    text = page_of(second)
    assert text.count("<li>\n<h2>") == 2
    assert text.index("Chrome on Linux") < text.index("Firefox on Windows")
    assert text.count("192.0.2.0") == 2
    assert "192.0.2.77" not in text
    assert "Signed in 1 March 2026, 19:00 in your time zone (1 March 2026, 10:00 UTC)" in text
    assert text.count("this one") == 1
    assert text.index("Chrome on Linux") < text.index("this one") < text.index("Firefox on Windows")
    assert cookie(first) not in text
    assert cookie(second) not in text


def test_one_other_can_be_ended(two):
    first, second, user = two
    other = SignIn.objects.get(browser="Firefox")
    assert second.post(reverse(PAGE), {"end": other.pk}).url == reverse(PAGE)
    assert is_visitor(first)
    assert is_in(second)
    assert "Firefox" not in page_of(second)
    event = AuditEvent.objects.get(event="session ended")
    assert (event.by, event.target, event.detail) == (str(user.pk), f"user {user.pk}", {"because": "person"})


def test_all_others_can_be_ended(two):
    first, second, _user = two
    second.post(reverse(PAGE), {"end": "others"})
    assert is_visitor(first)
    assert is_in(second)
    assert page_of(second).count("<li>\n<h2>") == 1


def test_two_clicks_end_it_once(two):
    first, second, user = two
    row = SignIn.objects.get(session_key=cookie(first))
    for _click in range(2):
        assert second.post(reverse(PAGE), {"end": row.pk}).url == reverse(PAGE)
    assert is_visitor(first)
    assert AuditEvent.objects.filter(event="session ended", by=str(user.pk)).count() == 1
    stranger = signed_in(person(email="stranger@agency.example"))
    assert stranger.post(reverse(PAGE), {"end": row.pk}).status_code == 404


@pytest.mark.parametrize("wrong", ["", "0", "x", "9" * 30, "-1", "\ud7ff"])
def test_nothing_else_can_be_ended(wrong, two):
    first, second, _user = two
    assert second.post(reverse(PAGE), {"end": wrong}).status_code == 404
    assert not is_visitor(first)


def test_nobody_ends_what_is_not_theirs(two):
    first, _second, user = two
    stranger = signed_in(person(email="stranger@agency.example"))
    for row in SignIn.objects.filter(user=user):
        assert stranger.post(reverse(PAGE), {"end": row.pk}).status_code == 404
    stranger.post(reverse(PAGE), {"end": "others"})
    assert is_in(first)
    assert "Chrome" not in page_of(stranger)


def test_it_asks_for_the_second_factor_again_after_five_minutes():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(310)
        for asked in (browser.get(reverse(PAGE)), browser.post(reverse(PAGE), {"end": "others"})):
            assert asked.url.startswith(reverse("mfa_reauthenticate"))
        back = browser.post(asked.url, {"code": code(), "next": reverse(PAGE)})
        assert back.url == reverse(PAGE)
        assert browser.get(back.url).status_code == 200


@pytest.mark.parametrize("name", ["suspended", "expired", "unapproved", "no_factor", "officer", "curator"])
def test_everybody_with_an_account_has_the_page(name):
    browser = browser_of(name)
    browser.get(reverse("members:standing"))
    assert "this one" in page_of(browser)


def test_a_session_that_nobody_noted_is_listed_and_ended(two):
    """One from before the list was kept."""
    first, second, user = two
    SignIn.objects.all().delete()
    with time_machine.travel("2026-03-01 10:02:00Z", tick=False):
        first.get(reverse("members:standing"))
        assert sessions.end_all(user, because=Because.STAFF) == 1
    assert is_visitor(first)
    assert not is_visitor(second)


# --- What is kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (CHROME, "Chrome on Linux"),
        (CHROME.replace("X11; Linux x86_64", "Windows NT 10.0") + " Edg/139.0", "Edge on Windows"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K"), "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541) Chrome/139.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.0", "A device that does not say what it is"),
        ("", "A device that does not say what it is"),
        ("Firefox/1", "Firefox"),
        ("Windows" * 5000, "Windows"),
    ],
)
def test_a_device_in_two_words(agent, words):
    assert devices.words(*devices.of(agent)) == words


def test_only_the_network_and_two_words_are_kept():
    signed_in(person(), agent=FIREFOX, address="2001:db8:1:2::77")
    row = SignIn.objects.values().get()
    assert (row["network"], row["browser"], row["system"]) == ("2001:db8:1::", "Firefox", "Windows")
    assert "140.0" not in str(row)


def test_last_seen_at_most_once_a_minute():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser, start = signed_in(person()), timezone.now()
        for seconds, seen in ((59, 0), (1, 60), (30, 60), (40, 130)):
            clock.shift(seconds)
            assert is_in(browser)
            assert SignIn.objects.get().last_seen == start + timedelta(seconds=seen)


def test_ended_sign_ins_are_forgotten_after_ninety_days():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser, user = signed_in(person()), User.objects.get()
        signed_in(user, steps=1)
        browser.post(reverse("account_logout"))
        assert sessions.tidy() == 0
        assert SignIn.objects.count() == 2
        clock.shift(timedelta(days=1))
        assert sessions.tidy() == 0
        assert set(SignIn.objects.values_list("ended_because", "session_key")) == {("signed_out", None), ("gone", None)}
        clock.shift(timedelta(days=89, seconds=1))
        assert sessions.tidy() == 1
        clock.shift(timedelta(days=1))
        assert sessions.tidy() == 1


def test_the_database_keeps_open_and_ended_apart(two):
    row = SignIn.objects.first()
    for wrong in ({"ended": timezone.now()}, {"session_key": None}, {"ended_because": Because.STAFF}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignIn.objects.filter(pk=row.pk).update(**wrong)


# --- How they end -------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_sign_in_and_clears_the_browser(two):
    first, _second, user = two
    held = cookie(first)
    answer = first.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.filter(pk=held).exists()
    assert list(sessions.list_of(user).values_list("browser", flat=True)) == ["Chrome"]
    assert SignIn.objects.get(browser="Firefox").ended_because == Because.SIGNED_OUT


def test_an_idle_session_is_not_listed_and_closed_at_its_next_request():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser, user = signed_in(person()), User.objects.get()
        clock.shift(1801)
        assert not sessions.list_of(user).exists()
        assert not is_in(browser)
        assert SignIn.objects.get().ended_because == Because.TIME


def test_a_session_that_was_open_for_twelve_hours_is_not_listed():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock, zeal_ignore():
        browser, user = signed_in(person()), User.objects.get()
        for _tenth in range(72):
            clock.shift(600)
            assert is_in(browser)
        assert sessions.list_of(user).count() == 1
        clock.shift(1)
        assert not sessions.list_of(user).exists()


def _remove_app(browser):
    add_key(browser, SoftKey())
    browser.post(reverse("mfa_deactivate_totp"))


CHANGES = {
    "a key added": lambda browser: add_key(browser, SoftKey()),
    "the app removed": _remove_app,
    "codes made anew": lambda browser: browser.post(reverse("mfa_generate_recovery_codes")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_factors_ends_the_other_sessions(name, two):
    first, second, _user = two
    CHANGES[name](second)
    assert is_visitor(first)
    assert is_in(second)


def test_a_key_removed_ends_the_other_sessions():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False):
        user, key = person(), SoftKey()
        one = signed_in(user)
        add_key(one, key)
        two, row = Browser(), Authenticator.objects.get(type="webauthn")
        use_alone(two, key)
        assert one.post(reverse("mfa_remove_webauthn", args=[row.pk])).status_code == 302
        assert is_visitor(two)
        assert is_in(one)


def test_looking_at_the_pages_of_factors_ends_nothing(two):
    first, second, _user = two
    for page in ("mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        second.get(reverse(page))
    second.post(reverse("mfa_add_webauthn"), {"credential": "{}"})  # refused
    assert is_in(first)


def test_a_new_password_ends_every_session(two):
    first, second, _user = two
    second.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW})
    assert Session.objects.filter(pk__in=[cookie(first)]).count() == 0
    with zeal_ignore():  # Django looks twice for the session that it ends
        assert is_visitor(first)
        assert is_visitor(second)
    assert set(SignIn.objects.values_list("ended_because", flat=True)) == {"password", "signed_out"}


@pytest.mark.parametrize("inside", [True, False])
def test_a_reset_ends_every_session_and_signs_nobody_in(inside, two):
    """Also in the browser that was signed in: no session that ends under its feet is a fault."""
    first, second, user = two
    browser = second if inside else Browser()
    user.refresh_from_db()
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    form = browser.get(reverse("account_reset_password_from_key", kwargs=parts)).url
    assert browser.post(form, {"password1": NEW}).status_code == 302
    with zeal_ignore():  # Django looks twice for the session that it ends
        assert is_visitor(first)
        assert is_visitor(second)
    assert not sessions.list_of(user).exists()
    assert type_password(Browser(), user, NEW).url == reverse("mfa_authenticate")


def test_a_refused_password_ends_nothing(two):
    first, second, _user = two
    second.post(reverse("account_change_password"), {"oldpassword": WRONG, "password1": NEW})
    assert is_in(first)
    assert is_in(second)


# --- At most five -------------------------------------------------------------------------------------------------


def test_the_sixth_sign_in_ends_the_oldest_and_the_person_is_told(settings):
    settings.MAX_SESSIONS = 2
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user, browsers = person(), []
        for _number in range(3):
            browsers.append(signed_in(user))
            clock.shift(30)
        assert [is_visitor(browser) for browser in browsers] == [True, False, False]
        assert [mail.to for mail in mails()] == [user.email]
        assert subjects() == ["A session of your account was ended"]
        assert SignIn.objects.get(ended__isnull=False).ended_because == Because.LIMIT
        assert AuditEvent.objects.filter(event="session ended", by="system").count() == 1


def test_five_by_default(settings):
    assert settings.MAX_SESSIONS == 5


def test_what_is_over_does_not_count(settings):
    settings.MAX_SESSIONS = 1
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user = person()
        signed_in(user)
        clock.shift(1900)
        signed_in(user)
        assert subjects() == []


# --- A new id at each step ----------------------------------------------------------------------------------------


def test_the_session_has_a_new_id_after_each_proof():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user, browser, names = person(), Browser(), []
        browser.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})  # a session of a visitor
        names.append(cookie(browser))
        type_password(browser, user)
        names.append(cookie(browser))
        type_code(browser, code())
        names.append(cookie(browser))
        clock.shift(310)
        browser.post(reverse("mfa_reauthenticate"), {"code": code()})
        names.append(cookie(browser))
        add_key(browser, SoftKey())
        names.append(cookie(browser))
        assert len(set(names)) == 5
        assert Session.objects.filter(pk__in=names).count() == 1
        assert list(sessions.list_of(user).values_list("session_key", flat=True)) == names[-1:]
        assert is_in(browser)


def test_by_key_and_by_password_too():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        key, user = SoftKey(), person()
        browser = signed_in(user)
        add_key(browser, key)
        clock.shift(310)
        held = cookie(browser)
        ask = options(browser.get(reverse("mfa_reauthenticate_webauthn")))
        browser.post(reverse("mfa_reauthenticate_webauthn"), {"credential": key.get(ask["request_options"])})
        assert cookie(browser) != held
        weak, held = Browser(), None
        type_password(weak, person(email="second@agency.example", secret=None))
        clock.shift(310)
        held = cookie(weak)
        weak.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert cookie(weak) != held
        assert not is_visitor(weak)


def test_a_wrong_code_changes_nothing():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(310)
        held = cookie(browser)
        browser.post(reverse("mfa_reauthenticate"), {"code": "000000"})
        assert cookie(browser) == held


# --- What the person is told --------------------------------------------------------------------------------------


@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
@pytest.mark.parametrize(
    ("agent", "address", "told"),
    [
        (FIREFOX, "192.0.2.200", []),  # the same network
        (FIREFOX.replace("140", "141"), "192.0.2.77", []),  # a newer version of it
        (CHROME, "192.0.2.77", [NEW_DEVICE]),
        (FIREFOX, "198.51.100.1", [NEW_DEVICE]),
    ],
)
def test_a_new_device_is_told(agent, address, told):
    user = person()
    signed_in(user)
    assert subjects() == []  # the first of all is no news
    signed_in(user, steps=1, agent=agent, address=address)
    assert subjects() == told
    assert all(mail.to == user.email and "2026-03-01 10:00 UTC" in mail.text for mail in mails())


def test_a_device_not_seen_for_ninety_days_is_new_again():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user = person()
        signed_in(user)
        for days, told in ((89, 0), (91, 1)):
            clock.shift(timedelta(days=days))
            sessions.tidy()
            signed_in(user)
            assert len(mails()) == told


def test_the_device_of_somebody_else_is_new():
    signed_in(person(email="other@agency.example"), agent=CHROME)
    user = person()
    signed_in(user)
    signed_in(user, steps=1, agent=CHROME)
    assert subjects() == [NEW_DEVICE]


def test_a_failed_second_factor_is_told_once_an_hour():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user, browser = person(), Browser()
        for hours in (1, 2):
            type_password(browser, user)
            for _attempt in range(3):
                type_code(browser, "000000")
            assert subjects() == ["A sign-in did not succeed"] * hours
            clock.shift(3601)
        assert {mail.to for mail in mails()} == {user.email}


def test_a_wrong_key_is_told_too():
    user, browser, key, other = person(), Browser(), SoftKey(), SoftKey()
    add_key(signed_in(user), key)
    other.handle = key.handle
    count = len(mails())
    ask = options(browser.get(type_password(browser, user).url))["request_options"]
    browser.post(reverse("mfa_authenticate"), {"credential": other.get(ask)})
    assert subjects()[count:] == ["A sign-in did not succeed"]


def test_a_wrong_password_or_an_empty_box_is_not():
    user, browser = person(), Browser()
    type_password(browser, user, WRONG)
    type_password(browser, user)
    type_code(browser, "")
    assert subjects() == []


def test_the_mails_name_nobody_and_no_place():
    user = person(language="fr")
    signed_in(user)
    signed_in(user, steps=1, agent=CHROME, address="198.51.100.1")
    (mail,) = mails()
    for word in ("Dana", "Reyes", user.email, "198.51", "Chrome", "Linux"):
        assert word not in mail.text + mail.subject


# --- Staff --------------------------------------------------------------------------------------------------------


def end_page(user) -> str:
    return reverse("admin:members_user_end_sessions", args=[user.pk])


def test_an_administrator_ends_all_sessions_of_a_person(two, administrator):
    first, second, user = two
    assert end_page(user) in administrator.get(f"/admin/members/user/{user.pk}/change/").content.decode()
    shown = administrator.get(end_page(user)).content.decode()
    assert "Firefox on Windows" in shown
    assert cookie(first) not in shown
    assert not is_visitor(first)  # looking ends nothing
    assert administrator.post(end_page(user), follow=True).status_code == 200
    assert is_visitor(first)
    assert is_visitor(second)
    event = AuditEvent.objects.get(event="sessions ended")
    assert (event.by, event.target) == (str(administrator.user.pk), f"user {user.pk}")
    assert event.detail == {"because": "staff", "count": 2}


@pytest.mark.parametrize("name", ["reviewer", "curator", "translator", "officer", "expired"])
def test_nobody_else_may(name, two, browsers):
    first, _second, user = two
    for method in ("get", "post"):
        assert getattr(browsers[name], method)(end_page(user)).status_code == 404
    assert not is_visitor(first)


def test_the_administrator_shows_a_factor_first(two):
    first, _second, user = two
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        administrator = browser_of("administrator")
        clock.shift(310)
        assert "/reauthenticate/" in administrator.post(end_page(user)).url
    assert not is_visitor(first)


def test_an_unknown_person_is_absent(administrator):
    for pk in ("1", "x", "0b5e0f1e-0000-4000-8000-000000000000"):
        assert administrator.get(f"/admin/members/user/{pk}/sessions/").status_code == 404


def test_a_change_of_role_takes_effect_at_the_next_request():
    browser = browser_of("curator")
    assert browser.get("/admin/catalogue/tool/").status_code == 200
    User.objects.update(role=Role.REVIEWER)
    assert browser.get("/admin/catalogue/tool/").status_code == 404
    User.objects.update(role=Role.OFFICER)
    assert browser.get("/admin/").status_code == 404
    assert is_in(browser)


@pytest.mark.parametrize("name", ["officer", "administrator"])
def test_a_suspension_takes_effect_at_the_next_request(name):
    browser = browser_of(name)
    assert is_in(browser)
    User.objects.update(suspended_at=timezone.now())
    assert not is_in(browser)
    assert browser.get("/api/v1/tools/").status_code == 403
    assert browser.get("/admin/").status_code == 404


def test_the_owner_gets_in_by_passkey_while_strangers_guess_from_many_places():
    """AUTH-12."""
    user, key = person(), SoftKey()
    add_key(signed_in(user), key)
    for number in range(20):
        type_password(Browser(REMOTE_ADDR=f"198.51.100.{number}"), user, WRONG)
    assert "Too many" in type_password(Browser(REMOTE_ADDR="203.0.113.5"), user).content.decode()
    owner = Browser(REMOTE_ADDR="203.0.113.6")
    use_alone(owner, key)
    assert is_in(owner)


def test_people_of_the_tests_are_not_mixed_up():
    user = make_user("officer")
    browser = browser_of("officer", user=user)
    browser.get(reverse("members:standing"))
    assert [row.user_id for row in SignIn.objects.all()] == [user.pk]
