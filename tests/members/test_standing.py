"""Who is let in, where the others land, and when a session is over."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from members import standing
from members.models import Role, User
from tests.members.people import code, is_in, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key, options, use_alone
from tests.personas import Browser, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAYS = {
    "expired": "Your membership has run out.",
    "suspended": "Your account is suspended.",
    "closed": "Your membership has ended.",
    "unapproved": "Your account is not approved yet.",
    "no_factor": "One step is left before you are let in",
    "unconfirmed": "Show your second factor once in this session",
    "terms_changed": "There is a new version of the terms of engagement.",
    "officer": "Your account is in order.",
}
CLOSED = ("/en/home/", "/en/tools/", "/en/tools/anything/", "/en/no-such-page/")


@pytest.mark.parametrize("name", SAYS)
def test_the_account_page_says_where_the_person_stands(name, browsers):
    page = browsers[name].get(reverse("members:standing")).content.decode()
    assert SAYS[name] in page
    assert not any(text in page for other, text in SAYS.items() if other != name)


def test_other_apps_ask_who_is_let_in():
    """A second factor that is still to be shown, or terms to be accepted, are the person's own next step."""
    people = {name: make_user(name) for name in SAYS}
    shut = {"expired", "suspended", "closed", "unapproved"}
    assert set(User.objects.let_in()) == {user for name, user in people.items() if name not in shut}


@pytest.mark.parametrize("name", [name for name in SAYS if name != "officer"])
@pytest.mark.parametrize("path", CLOSED)
def test_everything_else_leads_there(name, path, browsers):
    assert browsers[name].get(path).url == reverse("members:standing")
    assert browsers[name].get("/api/v1/tools/").status_code == 403
    assert browsers[name].get("/admin/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_at": timezone.now},
        {"expires_at": timezone.now},
        {"closed_at": timezone.now},
        {"approved_at": None},
    ],
)
def test_a_decision_bites_on_the_next_request(change):
    user = person()
    browser = signed_in(user)
    assert is_in(browser)
    for field, value in change.items():
        setattr(user, field, value and value())
    user.save()
    assert not is_in(browser)
    assert browser.get("/api/v1/tools/").status_code == 403


@pytest.mark.parametrize("field", ["suspended_at", "expires_at", "closed_at"])
def test_signing_in_leads_to_the_account_page_only(field):
    user = person(**{field: timezone.now()})
    browser = Browser()
    type_password(browser, user)
    assert type_code(browser, code()).url == reverse("members:standing")
    assert not is_in(browser)


def test_after_signing_in_the_asked_page_opens():
    user = person()
    browser = Browser()
    asked = browser.get("/en/home/").url
    assert browser.post(asked, {"login": user.email, "password": "wrong wrong wrong"}).status_code == 200
    type_password(browser, user, next="/en/home/")
    assert type_code(browser, code()).url == "/en/home/"


@pytest.mark.parametrize(
    "target", ["https://attacker.example/", "//attacker.example", "/\\attacker.example", "javascript:1"]
)
def test_no_redirect_leaves_the_site(target):
    user = person()
    browser = Browser()
    type_password(browser, user, next=target)
    assert type_code(browser, code()).url == "/en/home/"


# --- Staff --------------------------------------------------------------------------------------------------------


def test_staff_need_a_key_for_the_administration(settings):
    settings.STAFF_REQUIRE_PASSKEY = True
    user = person(role=Role.CURATOR)
    browser = signed_in(user)
    assert is_in(browser)
    assert browser.get("/admin/").status_code == 404
    assert "opens only with a passkey" in browser.get(reverse("members:standing")).content.decode()

    key = SoftKey(passwordless=False, verifies=False)
    add_key(browser, key)
    other = Browser()
    page = other.get(type_password(other, user).url)
    other.post(reverse("mfa_authenticate"), {"credential": key.get(options(page)["request_options"])})
    assert other.get("/admin/").status_code == 200


def test_a_passkey_alone_opens_the_administration():
    user = person(role=Role.ADMINISTRATOR)
    key = SoftKey()
    add_key(signed_in(user), key)
    browser = Browser()
    use_alone(browser, key)
    assert browser.get("/admin/").status_code == 200


def test_the_rule_can_be_switched_off(settings):
    settings.STAFF_REQUIRE_PASSKEY = False
    assert signed_in(person(role=Role.CURATOR)).get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["curator", "administrator", "reviewer", "translator"])
def test_staff_cannot_set_a_password_or_see_a_secret(name, browsers):
    user = person()
    for path in (f"/admin/members/user/{user.pk}/password/", "/admin/mfa/authenticator/", "/admin/login/"):
        assert browsers[name].get(path).status_code in {302, 404}
    page = browsers[name].get(f"/admin/members/user/{user.pk}/change/")
    if page.status_code == 200:
        assert "argon2" not in page.content.decode()
        assert 'name="password"' not in page.content.decode()


# --- Records of another person ------------------------------------------------------------------------------------


def test_a_factor_used_by_somebody_else_does_not_count():
    user = person()
    session = {standing.RECORDS: [{"method": "mfa", "type": "totp", "at": 1}], standing.RECORDS_USER: "somebody else"}
    assert standing.factors_used(user, session) == set()
    assert standing.of(user, session) == standing.Standing.CONFIRM


# --- The end of a session -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "minutes"), [(Role.OFFICER, 30), (Role.CURATOR, 15)])
def test_an_idle_session_ends(role, minutes):
    with time_machine.travel("2026-03-01 08:00:05Z", tick=False) as clock:
        browser = signed_in(person(role=role))
        clock.shift(minutes * 60 - 5)
        assert is_in(browser)
        clock.shift(minutes * 60 + 61)
        assert not is_in(browser)
        assert Session.objects.count() == 0


@pytest.mark.parametrize(("role", "hours"), [(Role.OFFICER, 12), (Role.CURATOR, 8)])
def test_a_session_in_use_ends_too(role, hours):
    with time_machine.travel("2026-03-01 08:00:05Z", tick=False) as clock, zeal_ignore():
        browser = signed_in(person(role=role))
        for _tenth in range(hours * 6):
            clock.shift(599)
            assert is_in(browser)
        clock.shift(600)
        assert not is_in(browser)


def test_the_end_is_an_end_on_public_pages_too():
    with time_machine.travel("2026-03-01 08:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(3600)
        page = browser.get(reverse("account_login"))
        assert page.status_code == 200
        assert 'name="login"' in page.content.decode()


def test_signing_out_ends_the_session_and_clears_the_browser():
    browser = signed_in(person())
    cookie = browser.cookies["__Host-sessionid"].value
    answer = browser.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.filter(pk=cookie).exists()
    thief = Browser()
    thief.cookies["__Host-sessionid"] = cookie
    assert not is_in(thief)


def test_looking_at_the_sign_out_page_signs_nobody_out():
    browser = signed_in(person())
    assert browser.get(reverse("account_logout")).status_code == 200
    assert is_in(browser)


def test_the_session_changes_its_name_at_each_step():
    user, browser, names = person(), Browser(), []
    for step in (lambda: type_password(browser, user), lambda: type_code(browser, code())):
        step()
        names.append(browser.cookies["__Host-sessionid"].value)
    assert len(set(names)) == 2


def test_cookies():
    browser, user = Browser(), person()
    browser.get(reverse("account_login"))
    type_password(browser, user)
    type_code(browser, code())
    names = set(browser.cookies)
    assert names == {"__Host-sessionid", "__Host-csrftoken", "django_language"}
    for cookie in browser.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert not browser.cookies["__Host-sessionid"]["max-age"]  # gone with the browser


# --- What the Hub does not offer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "inactive/",
        "2fa/webauthn/signup/",
        "2fa/trust/",
        "signup/passkey/",
        "confirm-email/x/",
        "demo/officer/",
    ],
)
def test_what_is_not_offered_is_closed(path, visitor, officer):
    for method in ("get", "post"):
        closed = getattr(visitor, method)(f"/en/accounts/{path}")
        absent = getattr(visitor, method)("/en/accounts/no-such-page/")
        if path != "demo/officer/":
            assert (closed.status_code, closed.url.partition("?")[0]) == (
                absent.status_code,
                absent.url.partition("?")[0],
            )
        assert getattr(officer, method)(f"/en/accounts/{path}").status_code in {404, 405}
