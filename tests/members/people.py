"""How does a person of these tests get an account, and through sign-in, as anybody would?"""

import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils import timezone

from hub import keys, texts
from members.models import Role, User
from tests.personas import TOTP_SECRET, Browser

PASSWORD = "quiet lantern over the harbour"
WRONG = "another lantern over the bridge"


def person(*, email="dana.reyes@agency.example", secret=TOTP_SECRET, **values) -> User:
    """Approved, with a password and, unless `secret` is None, an authenticator app."""
    values = {"name": "Dana Reyes", "role": Role.OFFICER, "approved_at": timezone.now() - timedelta(days=3)} | values
    values = {"terms_version": texts.version("terms")} | values
    user = User(email=email, **values)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if secret:
        Authenticator.objects.create(user=user, type="totp", data={"secret": keys.encrypt(secret)})
    return user


def code(secret=TOTP_SECRET, *, steps: int = 0) -> str:
    """What an authenticator app shows now, or some 30-second steps from now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def type_password(browser: Browser, user: User, password=PASSWORD, **more):
    return browser.post(reverse("account_login"), {"login": user.email, "password": password} | more)


def type_code(browser: Browser, typed: str):
    return browser.post(reverse("mfa_authenticate"), {"code": typed})


def signed_in(user: User) -> Browser:
    """With password and code."""
    browser = Browser()
    type_password(browser, user)
    assert type_code(browser, code()).status_code == 302
    return browser


def is_in(browser: Browser) -> bool:
    """Whether the pages of officers open."""
    return browser.get(reverse("home")).status_code == 200
