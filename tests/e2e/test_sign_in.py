"""Signing in with a real browser: passkeys with Chromium's virtual authenticator, and all of it without JavaScript."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.e2e.browsing import Tab
from tests.e2e.proofs import proofs

PASSWORD = "quiet lantern over the harbour"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret: str, *, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def accept(live):
    """`accept(tab, address)`: an invited person opens the account in this tab and signs in with the password."""

    def accepted(tab: Tab, address: str):
        text = live.manage("invite", address, "--role", "officer")
        tab.open(f"accounts/invitation/{re.search(r'/invitation/([^/]+)/', text).group(1)}/")
        tab.page.fill("[name=name]", "Dana Reyes")
        tab.page.fill("[name=password]", PASSWORD)
        tab.page.check("[name=terms]")
        tab.page.locator("main form button").click()
        password(tab, address)

    return accepted


def password(tab: Tab, address: str):
    tab.open("accounts/login/")
    tab.page.fill("[name=login]", address)
    tab.page.fill("[name=password]", PASSWORD)
    tab.page.locator("main form button.button").first.click()


def authenticator(tab: Tab, **changes) -> tuple:
    """Plugs a virtual security key into the tab; the session of the protocol and the key's id."""
    protocol = tab.page.context.new_cdp_session(tab.page)
    protocol.send("WebAuthn.enable", {"enableUI": False})
    added = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | changes})
    return protocol, added["authenticatorId"]


def add_key(tab: Tab, *, passkey: bool):
    tab.open("accounts/2fa/webauthn/add/")
    tab.page.fill("[name=name]", "blue USB key")
    tab.page.locator("[name=passwordless]").set_checked(passkey)
    tab.page.get_by_role("button", name="Add the key").click()
    tab.page.wait_for_url(re.compile("/2fa/(recovery-codes/)?$"))


def sign_out(tab: Tab):
    tab.page.get_by_role("button", name="Sign out").first.click()
    tab.page.wait_for_url(re.compile(r"/en/$"))


def is_in(tab: Tab) -> bool:
    tab.page.goto(f"{tab.url}/en/home/")
    return tab.path == "/en/home/"


def test_a_passkey_from_enrolment_to_signing_in_alone(page_for, accept):
    tab = page_for("visitor")
    authenticator(tab)
    accept(tab, "passkey@agency.example")
    assert tab.path == "/en/accounts/"
    add_key(tab, passkey=True)
    tab.page.locator(".codes li").nth(9).wait_for()
    assert tab.page.locator(".codes li").count() == 10
    tab.page.get_by_role("button", name="I have stored them").click()
    tab.page.get_by_text("Your account is in order.").wait_for()

    sign_out(tab)
    assert not is_in(tab)
    tab.open("accounts/login/")
    tab.page.get_by_role("button", name="Sign in with a passkey").click()
    tab.page.wait_for_url(f"{tab.url}/en/home/")


def test_a_key_as_second_factor_but_not_alone(page_for, accept):
    tab = page_for("visitor")
    authenticator(tab, hasUserVerification=False, isUserVerified=False)
    accept(tab, "touch@agency.example")
    add_key(tab, passkey=False)

    sign_out(tab)
    password(tab, "touch@agency.example")
    assert tab.path == "/en/accounts/2fa/authenticate/"
    assert not is_in(tab)
    tab.open("accounts/2fa/authenticate/")
    tab.page.get_by_role("button", name="Use the security key or passkey").click()
    tab.page.wait_for_url(f"{tab.url}/en/home/")

    sign_out(tab)
    tab.open("accounts/login/")
    tab.page.get_by_role("button", name="Sign in with a passkey").click()
    tab.page.wait_for_timeout(1000)  # the browser goes on waiting for a key that can
    assert not is_in(tab)


def test_a_passkey_without_its_pin_does_not_sign_in(page_for, accept):
    tab = page_for("visitor")
    protocol, key = authenticator(tab)
    accept(tab, "pin@agency.example")
    add_key(tab, passkey=True)
    sign_out(tab)
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    tab.open("accounts/login/")
    tab.page.get_by_role("button", name="Sign in with a passkey").click()
    tab.page.get_by_text("The passkey did not work").wait_for()
    assert not is_in(tab)


def test_the_way_without_javascript(page_for, accept):
    tab = page_for("visitor", js=False)
    accept(tab, "nojs@agency.example")
    tab.open("accounts/2fa/webauthn/add/")
    assert tab.page.get_by_role("button", name="Add the key").count() == 0
    tab.page.get_by_role("link", name="Set up an authenticator app").click()

    secret = tab.page.locator("code.secret").inner_text().replace(" ", "")
    tab.page.fill("[name=code]", code(secret))
    tab.page.get_by_role("button", name="Set up the app").click()
    tab.page.locator(".codes code").nth(9).wait_for()
    codes = [text.replace(" ", "") for text in tab.page.locator(".codes code").all_inner_texts()]
    with tab.page.expect_download() as saving:
        tab.page.get_by_role("link", name="Save as a text file").click()
    assert saving.value.suggested_filename == "recovery-codes.txt"
    assert saving.value.path().read_text().split() == codes
    tab.page.get_by_role("button", name="I have stored them").click()
    assert is_in(tab)

    sign_out(tab)
    password(tab, "nojs@agency.example")
    tab.page.fill("[name=code]", codes[0])
    tab.page.locator("main form button.button").first.click()
    assert is_in(tab)


def test_a_browser_without_passkeys_shows_no_button(page_for):
    tab = page_for("visitor")
    tab.page.add_init_script("delete window.PublicKeyCredential")
    tab.open("accounts/login/")
    assert tab.page.get_by_role("button", name="Sign in with a passkey").count() == 0
    assert tab.page.get_by_role("button", name="Sign in", exact=True).count() >= 1


@pytest.mark.parametrize("language", ["ar", *proofs("en", "zh-hans")])
def test_the_pages_fit_a_small_screen(page_for, accept, language):
    tab = page_for("visitor", width=320, height=700)
    accept(tab, f"small-{language}@agency.example")
    tab.language = language
    for path in ("", "settings/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "password/change/", "logout/"):
        tab.open(f"accounts/{path}")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320, path
    tab.open("accounts/2fa/totp/activate/")
    assert tab.page.locator("svg.qr").bounding_box()["width"] > 100
    secret = tab.page.locator("code.secret").inner_text().replace(" ", "")
    tab.page.fill("[name=code]", code(secret))
    tab.page.locator("main form button.button").click()
    tab.page.locator(".codes").wait_for()  # visible, or a time-out fails
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320
