"""Codes and keys: what is accepted, once, and from whom."""

import json
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from members.factors import ascii_digits
from tests.members.people import PASSWORD, code, is_in, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.personas import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def typed_after_password(user, typed: str) -> bool:
    browser = Browser()
    type_password(browser, user)
    type_code(browser, typed)
    return is_in(browser)


# --- TOTP ---------------------------------------------------------------------------------------------------------


@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
def test_a_code_works_once():
    user = person()
    assert typed_after_password(user, code())
    assert not typed_after_password(user, code())
    cache.clear()  # allauth's own memory of used codes
    assert not typed_after_password(user, code())


@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
def test_an_older_code_does_not_work_after_a_newer_one():
    user = person()
    assert typed_after_password(user, code(steps=1))
    assert not typed_after_password(user, code(steps=0))


@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_forgiven(steps, accepted):
    assert typed_after_password(person(), code(steps=steps)) is accepted


@pytest.mark.parametrize("digits", [ARABIC, PERSIAN, WIDE])
def test_digits_of_any_script(digits):
    assert typed_after_password(person(), code().translate(digits))


def test_spaces_and_marks_are_dropped():
    assert ascii_digits(" ١٢٣ 456-7\u200f8\u00a09") == "123456789"


@time_machine.travel("2026-03-01 10:00:05Z", tick=False)
def test_a_wrong_code_names_the_time_of_the_server():
    browser, user = Browser(), person()
    type_password(browser, user)
    page = type_code(browser, "000000").content.decode()
    assert "10:00:05 UTC" in page
    assert not is_in(browser)


def test_a_code_of_somebody_else_is_wrong():
    other = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    assert not typed_after_password(person(), code(other))


def test_the_second_factor_without_the_password_leads_nowhere():
    person()
    browser = Browser()
    assert type_code(browser, code()).url == reverse("account_login")


@pytest.mark.parametrize("typed", ["", "x" * 100_000, "１２３", "\x00", "\ud800", "²²²²²²", "12345678901234567890"])
def test_nothing_typed_is_a_fault(typed):
    browser, user = Browser(), person()
    type_password(browser, user)
    body = urlencode({"code": typed}, errors="surrogatepass")
    answer = browser.post(reverse("mfa_authenticate"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


# --- The last factor stays ----------------------------------------------------------------------------------------


def test_the_only_app_cannot_be_removed():
    user = person()
    browser = signed_in(user)
    page = browser.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "your only second factor" in page
    browser.post(reverse("mfa_deactivate_totp"))
    assert user.authenticator_set.filter(type="totp").exists()


def test_the_only_key_cannot_be_removed():
    user = person()
    browser = signed_in(user)
    add_key(browser, SoftKey())
    browser.post(reverse("mfa_deactivate_totp"))  # one of two: may go
    key = user.authenticator_set.get(type="webauthn")
    assert not user.authenticator_set.filter(type="totp").exists()
    answer = browser.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
    assert "your only second factor" in answer.content.decode()
    assert user.authenticator_set.filter(type="webauthn").exists()


def test_the_key_of_somebody_else_cannot_be_touched():
    owner = signed_in(person())
    add_key(owner, SoftKey())
    key = Authenticator.objects.get(type="webauthn")
    thief = signed_in(person(email="other@agency.example"))
    for page in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert thief.get(reverse(page, args=[key.pk])).status_code == 404
        assert thief.post(reverse(page, args=[key.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


# --- Keys ---------------------------------------------------------------------------------------------------------


def options(response, name="js_data") -> dict:
    return json.loads(
        response.content.decode().split(f'<script id="{name}" type="application/json">')[1].split("</script>")[0]
    )


def add_key(browser, key: SoftKey, **more):
    page = browser.get(reverse("mfa_add_webauthn"))
    posted = {"name": "Key", "credential": key.create(options(page)["creation_options"])}
    answer = browser.post(
        reverse("mfa_add_webauthn"), posted | ({"passwordless": "on"} if key.passwordless else {}) | more
    )
    assert answer.status_code == 302, answer.content.decode()
    return answer


def use_alone(browser, key: SoftKey):
    ask = browser.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    assert ask["request_options"]["publicKey"].get("allowCredentials", []) == []  # names nobody
    return browser.post(reverse("mfa_login_webauthn"), {"credential": key.get(ask["request_options"])})


def test_a_passkey_signs_in_alone():
    key = SoftKey()
    add_key(signed_in(person()), key)
    browser = Browser()
    use_alone(browser, key)
    assert is_in(browser)


def test_a_key_that_is_only_touched_never_signs_in_alone():
    key = SoftKey()
    add_key(signed_in(person()), key)
    key.verifies = False  # a forged or downgraded assertion
    browser = Browser()
    assert use_alone(browser, key).url == reverse("account_login")
    assert not is_in(browser)


def test_a_key_that_is_only_touched_is_not_registered_for_it():
    browser = signed_in(person())
    key = SoftKey(verifies=False)
    page = browser.get(reverse("mfa_add_webauthn"))
    posted = {"credential": key.create(options(page)["creation_options"]), "passwordless": "on"}
    assert browser.post(reverse("mfa_add_webauthn"), posted).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_a_key_not_registered_as_passkey_never_signs_in_alone():
    key = SoftKey(passwordless=False)
    add_key(signed_in(person()), key)
    browser = Browser()
    use_alone(browser, key)
    assert not is_in(browser)


def test_a_key_is_a_second_factor_after_the_password():
    key, user = SoftKey(passwordless=False, verifies=False), person()
    add_key(signed_in(user), key)
    browser = Browser()
    page = browser.get(type_password(browser, user).url)
    assert not is_in(browser)
    browser.post(reverse("mfa_authenticate"), {"credential": key.get(options(page)["request_options"])})
    assert is_in(browser)


def test_a_key_of_another_site_is_refused():
    key, user = SoftKey(), person()
    add_key(signed_in(user), key)
    key.origin = "https://testserver.attacker.example"
    browser = Browser()
    use_alone(browser, key)
    assert not is_in(browser)


def test_the_site_of_a_key_is_a_setting_not_the_host_header(settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    answer = Browser().get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json", "host": "other.example"}
    )
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "testserver"


def test_the_key_learns_no_name_and_no_address():
    user = person()
    ask = options(signed_in(user).get(reverse("mfa_add_webauthn")))["creation_options"]["publicKey"]
    assert (ask["user"]["name"], ask["user"]["displayName"], ask["rp"]["name"]) == ("Hub", "Hub", "Hub")
    assert ask["rp"]["id"] == "testserver"


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "x",
        "[]",
        "5",
        "null",
        "{}",
        '"x"',
        '{"id": 5}',
        '{"id":"x","rawId":"eA","type":"public-key","response":[]}',
        '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA","authenticatorData":"eA","signature":"eA"}}',
        '{"id":"eA","rawId":"eA","response":{"clientDataJSON":"e30","authenticatorData":"'
        + "A" * 50
        + '","signature":"eA","userHandle":"AAA"}}',
    ],
)
def test_no_credential_is_a_fault(credential):
    browser, user = Browser(), person()
    browser.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert browser.post(reverse("mfa_login_webauthn"), {"credential": credential}).status_code == 302
    type_password(browser, user)
    assert browser.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
    inside = signed_in(person(email="second@agency.example"))
    inside.get(reverse("mfa_add_webauthn"))
    assert inside.post(reverse("mfa_add_webauthn"), {"credential": credential}).status_code == 200


# --- Asking again -------------------------------------------------------------------------------------------------


CHANGES = ("mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes")


def test_changes_ask_again_after_five_minutes():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(310)
        for page in CHANGES[1:]:
            asked = browser.get(reverse(page))
            assert asked.url.startswith(reverse("mfa_reauthenticate")), page
        browser.post(reverse("mfa_reauthenticate"), {"code": code()})
        assert browser.get(reverse("mfa_add_webauthn")).status_code == 200


def test_the_password_alone_does_not_confirm_whoever_has_a_second_factor():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(310)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert browser.get(reverse("mfa_add_webauthn")).status_code == 302


def test_an_interrupted_form_is_not_kept():
    with time_machine.travel("2026-03-01 10:00:05Z", tick=False) as clock:
        browser = signed_in(person())
        clock.shift(310)
        asked = browser.post(reverse("mfa_add_webauthn"), {"name": "a name typed", "credential": "{}"})
        assert asked.url == f"{reverse('mfa_reauthenticate')}?next={reverse('mfa_add_webauthn').replace('/', '%2F')}"
        kept = str(dict(browser.session.items()))
        assert "a name typed" not in kept
        assert "csrftoken" not in kept
        back = browser.post(asked.url, {"code": code(), "next": reverse("mfa_add_webauthn")})
        assert back.url == reverse("mfa_add_webauthn")
