"""What leaves by mail about an account, and what must not stand in it?"""

import pytest
import time_machine
from django.urls import reverse

from hub.models import OutboxMail
from members.adapters import AccountAdapter
from tests.members.people import PASSWORD, code, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key
from tests.members.test_journey import enrol
from tests.members.test_passwords import NEW, ask_reset, last_mail, set_new
from tests.personas import Browser

pytestmark = pytest.mark.django_db
NEVER = ("Dana", "Reyes", "dana.reyes", "127.0.0.1", "192.0.2.44", "Mozilla", "testserver", "[", "police")


def _set_up_app(user):
    browser = Browser()
    type_password(browser, user)
    enrol(browser)


def _remove_app(user):
    browser = signed_in(user)
    add_key(browser, SoftKey())
    browser.post(reverse("mfa_deactivate_totp"))


def _remove_key(user):
    browser = signed_in(user)
    add_key(browser, SoftKey())
    browser.post(reverse("mfa_remove_webauthn", args=[user.authenticator_set.get(type="webauthn").pk]))


def _add_key(user):
    add_key(signed_in(user), SoftKey())


def _make_codes(user):
    signed_in(user).post(reverse("mfa_generate_recovery_codes"))


def _reset_password(user):
    set_new(ask_reset(user.email))


def _change_password(user):
    signed_in(user).post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW})


NOTES = {
    "An authenticator app was set up": (_set_up_app, {"secret": None}),
    "The authenticator app was removed": (_remove_app, {}),
    "A security key or passkey was added": (_add_key, {}),
    "A security key or passkey was removed": (_remove_key, {}),
    "New recovery codes were made": (_make_codes, {}),
    "The password was changed": (_change_password, {}),
    "A new password was set with a link": (_reset_password, {}),
}


@pytest.mark.django_db(transaction=True)  # allauth sends some of them when the change is committed
@pytest.mark.parametrize("says", NOTES)
@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
def test_changes_are_told(says):
    act, values = NOTES[says]
    act(person(**values))
    text = last_mail()
    assert text.startswith("Your account was changed\n")
    assert says in text
    assert "2026-03-01 10:00 UTC" in text
    assert [word for word in NEVER if word in text] == []


def test_in_the_language_of_the_person_not_of_the_page():
    change = {"oldpassword": PASSWORD, "password1": NEW}
    signed_in(person(language="ru")).post("/fr/accounts/password/change/", change)
    assert last_mail().startswith("В вашу учетную запись внесено изменение\nПароль изменен.\n")


def test_what_allauth_would_write_in_its_own_words_does_not_leave():
    with pytest.raises(NotImplementedError):
        AccountAdapter().send_mail("account/email/email_confirmation", "dana.reyes@agency.example", {})
    assert OutboxMail.objects.count() == 0


def test_nothing_is_kept_in_clear():
    _change_password(person())
    row = OutboxMail.objects.last()
    assert "password" not in row.message
    assert "dana" not in row.message


def test_signing_in_sends_nothing():
    browser, user = Browser(), person()
    type_password(browser, user)
    type_code(browser, code())
    assert OutboxMail.objects.count() == 0
