"""From an invitation to the first page of the wall, as a person walks it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse

from hub import texts
from members.models import User
from tests.members.people import PASSWORD, code, is_in, type_code, type_password
from tests.personas import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def link(capsys) -> str:
    call_command("invite", "Dana.Reyes@Agency.example", "--role", "officer")
    return re.search(r"/en/accounts/invitation/[^\s]+", capsys.readouterr().out).group()


def accept(browser, link, **values):
    filled = {"name": "Dana Reyes", "password": PASSWORD, "terms": "on", "version": texts.version("terms")}
    return browser.post(link, filled | values)


def shown_secret(response) -> str:
    text = re.search(r'<code class="secret"[^>]*>(.*?)</code>', response.content.decode(), re.DOTALL).group(1)
    return text.replace(" ", "").strip()


def shown_codes(response) -> list[str]:
    return re.findall(r"(\d{20})%0D%0A", response.content.decode())


def enrol(browser) -> tuple[str, list[str]]:
    """Sets up the app; its secret and the recovery codes."""
    secret = shown_secret(browser.get(reverse("mfa_activate_totp")))
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = shown_codes(browser.get(answer.url))
    browser.post(reverse("members:codes_stored"))
    return secret, codes


@pytest.fixture
def enrolled(link) -> tuple[User, str, list[str]]:
    browser = Browser()
    accept(browser, link)
    user = User.objects.get()
    type_password(browser, user)
    return user, *enrol(browser)


def test_an_invited_person_gets_in(link):
    browser = Browser()
    assert accept(browser, link).url == reverse("account_login")
    user = User.objects.get()

    assert type_password(browser, user).url == reverse("members:standing")
    assert not is_in(browser)
    assert "One step is left" in browser.get(reverse("members:standing")).content.decode()

    _secret, codes = enrol(browser)
    assert len(codes) == 10
    assert is_in(browser)
    page = browser.get(reverse("members:standing")).content.decode()
    assert "Your account is in order." in page
    assert "10 codes are left." in page


def test_the_report_of_an_error_names_neither_password_nor_code(link):
    answer = accept(Browser(), link)
    assert set(answer.wsgi_request.sensitive_post_parameters) == {"code", "password"}


def test_the_address_is_typed_in_any_case(link):
    browser = Browser()
    accept(browser, link)
    answer = browser.post(reverse("account_login"), {"login": "DANA.reyes@agency.EXAMPLE", "password": PASSWORD})
    assert answer.url == reverse("members:standing")


def test_the_link_works_once(link):
    accept(Browser(), link)
    again = accept(Browser(), link)
    assert again.status_code == 404
    assert User.objects.count() == 1


def test_a_refused_password_leaves_the_link_open(link):
    refused = accept(Browser(), link, password="short")
    assert "at least 15 characters" in refused.content.decode()
    assert User.objects.count() == 0
    assert accept(Browser(), link).status_code == 302


def test_with_password_and_code(enrolled):
    user, secret, _codes = enrolled
    browser = Browser()
    assert type_password(browser, user).url == reverse("mfa_authenticate")
    assert not is_in(browser)
    assert type_code(browser, code(secret)).status_code == 200  # used when it was set up
    assert type_code(browser, code(secret, steps=1)).status_code == 302
    assert is_in(browser)


def test_with_a_recovery_code_once(enrolled):
    user, _secret, codes = enrolled
    browser = Browser()
    type_password(browser, user)
    assert type_code(browser, f"{codes[3][:10]} {codes[3][10:]}").status_code == 302
    assert is_in(browser)
    assert "9 codes are left." in browser.get(reverse("members:standing")).content.decode()

    other = Browser()
    type_password(other, user)
    assert type_code(other, codes[3]).status_code == 200
    assert not is_in(other)


def test_recovery_codes_are_shown_once(link):
    browser = Browser()
    accept(browser, link)
    type_password(browser, User.objects.get())
    _secret, codes = enrol(browser)
    again = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(one in again or f"{one[:5]} {one[5:10]}" in again for one in codes)
    assert browser.get(reverse("mfa_download_recovery_codes")).status_code == 404


def test_codes_that_were_not_stored_are_asked_about(link):
    browser = Browser()
    accept(browser, link)
    type_password(browser, User.objects.get())
    secret = shown_secret(browser.get(reverse("mfa_activate_totp")))
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    browser.post(reverse("members:codes_stored"))  # nothing was shown yet
    assert "You have not said that you stored them." in browser.get(reverse("members:standing")).content.decode()
    browser.get(reverse("mfa_view_recovery_codes"))
    browser.post(reverse("members:codes_stored"))
    assert "You have not said" not in browser.get(reverse("members:standing")).content.decode()


def test_the_secret_stays_when_the_page_is_loaded_again(link):
    browser = Browser()
    accept(browser, link)
    type_password(browser, User.objects.get())
    first = shown_secret(browser.get(reverse("mfa_activate_totp")))
    wrong = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert shown_secret(wrong) == first
    assert shown_secret(browser.get(reverse("mfa_activate_totp").replace("/en/", "/ar/"))) == first


def test_the_database_never_holds_a_seed_in_clear(enrolled):
    user, secret, codes = enrolled
    rows = [str(row.data) for row in Authenticator.objects.filter(user=user)]
    assert len(rows) == 2
    for row in rows:
        assert secret not in row
        assert not any(one in row for one in codes)

    browser = Browser()
    type_password(browser, user)
    type_code(browser, codes[0])
    Authenticator.objects.filter(type="totp").delete()
    waiting = shown_secret(browser.get(reverse("mfa_activate_totp")))
    assert len(waiting) == 32
    assert not any(waiting in str(session.get_decoded()) for session in Session.objects.all())
