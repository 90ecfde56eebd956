"""Passwords: which are refused, what guessing costs, and what a forgotten one can and cannot do."""

import email
import email.policy
import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from zeal import zeal_ignore

from hub import keys
from hub.models import OutboxMail
from members import address_requests
from tests.members.people import PASSWORD, WRONG, code, is_in, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key, use_alone
from tests.personas import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW = "seven grey pebbles in a row"


def try_new(password: str) -> str:
    """The page after a change to this password; empty where it was taken."""
    person(secret=None)
    browser = Browser()
    browser.post(reverse("account_login"), {"login": "dana.reyes@agency.example", "password": PASSWORD})
    answer = browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password})
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "x" * 129,
        "1234567890123456",
        "dana.reyes@agency.example",
        "Dana Reyes 12345",
        "UNICRI-unicri-2026",
        "interpol interpol",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaa",
        "sunny sunny sunny",
        "abcdefghijklmnopq",
    ],
)
def test_refused(password):
    assert "There is a problem" in try_new(password)


@pytest.mark.parametrize(
    "password",
    [
        "fifteen chars..",
        (PASSWORD * 5)[:128],
        "кот спит на тёплом камне",
        "صخور رمادية على الشاطئ",
        "灯笼在安静的港口上方轻轻摇晃着呢吗",
        " spaces at both ends ",
    ],
)
def test_taken(password):
    assert try_new(password) == ""


@pytest.mark.parametrize("password", [" spaces at both ends ", "кот спит на тёплом камне"])
def test_typed_as_it_was_chosen(password):
    user = person(secret=None)
    user.set_password(password)
    user.save()
    assert type_password(Browser(), user, password).status_code == 302
    assert type_password(Browser(), user, password.strip() + ".").status_code == 200


def test_it_is_kept_as_argon2id():
    assert person().password.startswith("argon2$argon2id$")


# --- Guessing -----------------------------------------------------------------------------------------------------


def _body(response) -> str:
    """Without what differs at every load."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def test_known_and_unknown_addresses_look_alike_at_sign_in():
    person(email="known@agency.example")
    person(email="closed@agency.example", suspended_at="2020-01-01T00:00Z")
    answers = []
    for address in ("known@agency.example", "closed@agency.example", "never@agency.example"):
        answer = Browser().post(reverse("account_login"), {"login": address, "password": WRONG})
        answers.append((answer.status_code, _body(answer).replace(address, "ADDRESS"), sorted(answer.cookies)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200


def test_known_and_unknown_addresses_look_alike_at_reset():
    person(email="known@agency.example")
    answers = []
    for address in ("known@agency.example", "never@agency.example"):
        browser = Browser()
        answer = browser.post(reverse("account_reset_password"), {"email": address})
        shown = browser.get(answer.url)
        answers.append((answer.status_code, answer.url, sorted(answer.cookies), _body(shown)))
    assert answers[0] == answers[1]
    assert OutboxMail.objects.count() == 0  # nothing leaves inside the request
    assert address_requests.answer_waiting() == 1
    assert OutboxMail.objects.count() == 1  # nobody can make the Hub write to a stranger


def test_the_mailbox_alone_opens_no_account_that_has_no_factor_yet():
    """Between the invitation and the first factor, and after a recovery, the code by telephone is all there is."""
    person(secret=None, email="new@agency.example")
    Browser().post(reverse("account_reset_password"), {"email": "new@agency.example"})
    assert address_requests.answer_waiting() == 0
    assert OutboxMail.objects.count() == 0


def test_few_mails_for_one_address_whoever_asks():
    person(email="known@agency.example")
    for number in range(6):
        Browser(REMOTE_ADDR=f"192.0.{number}.1").post(
            reverse("account_reset_password"), {"email": "known@agency.example"}
        )
    address_requests.answer_waiting()
    assert OutboxMail.objects.count() == address_requests.MAILS["limit"]


def test_five_wrong_passwords_close_the_password_path_for_five_minutes():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user, key = person(), SoftKey()
        add_key(signed_in(user), key)
        for _attempt in range(5):
            assert type_password(Browser(REMOTE_ADDR="192.0.2.7"), user, WRONG).status_code == 200
        right = type_password(Browser(REMOTE_ADDR="192.0.2.8"), user)
        assert right.status_code == 200
        assert "Too many failed login attempts" in right.content.decode()

        owner = Browser(REMOTE_ADDR="192.0.2.9")
        use_alone(owner, key)  # the owner is not locked out
        assert is_in(owner)
        clock.shift(301)
        assert type_password(Browser(), user).status_code == 302


def test_the_same_answer_for_an_address_that_has_no_account():
    for _attempt in range(5):
        Browser().post(reverse("account_login"), {"login": "never@agency.example", "password": WRONG})
    answer = Browser().post(reverse("account_login"), {"login": "never@agency.example", "password": WRONG})
    assert "Too many failed login attempts" in answer.content.decode()


@pytest.mark.slow
def test_a_hundred_wrong_passwords_close_it_until_a_reset():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        user = person()
        for attempt in range(100):
            clock.shift(0 if attempt % 5 else 301)
            browser = Browser(REMOTE_ADDR=f"192.0.2.{attempt}")
            assert "Too many" not in type_password(browser, user, WRONG).content.decode()
        clock.shift(3600)
        assert "Too many failed login attempts" in type_password(Browser(), user).content.decode()
        set_new(ask_reset())
        assert type_password(Browser(), user, NEW).status_code == 302


def test_five_wrong_codes_close_the_second_factor():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False):
        browser, user = Browser(), person()
        type_password(browser, user)
        for _attempt in range(5):
            type_code(browser, "000000")
        type_code(browser, code())
        assert not is_in(browser)


def test_other_addresses_of_clients_are_not_believed():
    person()
    for attempt in range(10):
        login = {"login": f"guess{attempt}@agency.example", "password": WRONG}
        Browser().post(reverse("account_login"), login, headers={"x-forwarded-for": f"198.51.100.{attempt}"})
    login = {"login": "guess@agency.example", "password": WRONG}
    answer = Browser().post(reverse("account_login"), login, headers={"x-forwarded-for": "198.51.100.99"})
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_flood_does_not_push_the_limits_out_of_the_cache():
    user = person()
    for _attempt in range(5):
        type_password(Browser(), user, WRONG)
    for number in range(400):
        cache.set(f"flood-{number}", "x", 600)
    assert "Too many failed login attempts" in type_password(Browser(REMOTE_ADDR="192.0.2.1"), user).content.decode()


# --- A forgotten one ----------------------------------------------------------------------------------------------


def ask_reset(address="dana.reyes@agency.example", path="account_reset_password") -> str:
    """The link of the mail that comes."""
    Browser().post(reverse(path), {"email": address})
    address_requests.answer_waiting()
    return re.search(r"https?://\S+", last_mail()).group()


def last_mail() -> str:
    """Subject and text."""
    raw = keys.decrypt(OutboxMail.objects.order_by("pk").last().message).partition("\n\n")[2]
    message = email.message_from_bytes(raw.encode("latin-1"), policy=email.policy.default)
    return f"{message['Subject'].strip()}\n{message.get_body(('plain',)).get_content()}"


def set_new(link: str, browser=None):
    browser = browser or Browser()
    form = browser.get(link.partition("://testserver")[2])
    return browser.post(form.url, {"password1": NEW}) if form.status_code == 302 else form


def test_a_reset_changes_the_password_and_signs_nobody_in():
    user = person()
    browser = Browser()
    assert set_new(ask_reset(), browser).url == reverse("account_reset_password_from_key_done")
    assert "_auth_user_id" not in browser.session
    assert type_password(Browser(), user).status_code == 200
    assert type_password(browser, user, NEW).url == reverse("mfa_authenticate")
    assert not is_in(browser)


def test_a_reset_ends_every_session():
    user = person()
    open_session = signed_in(user)
    assert is_in(open_session)
    set_new(ask_reset())
    with zeal_ignore():  # Django looks twice for the session that it ends
        assert not is_in(open_session)


def test_a_change_ends_every_session_and_says_so_by_mail():
    user = person(language="fr")
    one, other = signed_in(user), Browser()
    type_password(other, user)
    answer = one.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW})
    assert answer.url == reverse("account_login")
    assert not is_in(one)
    assert "_auth_user_id" not in one.session
    assert user.email not in last_mail()
    assert "Dana" not in last_mail()


def test_the_link_works_once_and_for_one_hour():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        person()
        link = ask_reset()
        assert set_new(link).status_code == 302
        assert "This link does not work" in set_new(link).content.decode()
        link = ask_reset()
        clock.shift(3601)
        assert "This link does not work" in set_new(link).content.decode()


def test_the_link_is_https_and_names_nobody():
    user = person()
    link = ask_reset()
    assert link.startswith("https://testserver/en/accounts/password/reset/key/")
    text = last_mail()
    assert text.startswith("The link you asked for\n")
    for name in (user.email, "Dana", "Reyes", "127.0.0.1", "Hub", "testserver]"):
        assert name not in text.replace(link, "")


def test_an_unknown_host_makes_no_mail():
    person()
    answer = Browser().post(
        reverse("account_reset_password"), {"email": "dana.reyes@agency.example"}, headers={"host": "attacker.example"}
    )
    assert answer.status_code == 400
    assert OutboxMail.objects.count() == 0


def test_the_link_is_in_the_language_of_its_reader():
    person(language="ar")
    assert "/ar/accounts/password/reset/key/" in ask_reset()


@pytest.mark.parametrize("digits", ["1" * 32, "0123456789" * 4])
def test_a_token_of_many_digits_is_no_bad_request(digits):
    page = Browser().get(reverse("account_reset_password_from_key", args=["a" * 3, f"c-{digits}"]))
    assert page.status_code == 200
    assert "This link does not work" in page.content.decode()


def test_resets_are_few():
    person()
    address = {"email": "dana.reyes@agency.example"}
    browsers = [Browser(REMOTE_ADDR=f"192.0.2.{number}") for number in range(4)]
    answers = [browser.post(reverse("account_reset_password"), address) for browser in browsers]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
