"""How is a second factor checked, beyond what django-allauth does?

A TOTP code works once on every process (allauth remembers used codes in a cache, which may be flushed), digits of any
script are read, and a security key that was not registered as a passkey never signs in alone.
"""

import unicodedata

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from members.models import TotpCounter


def ascii_digits(text: str) -> str:
    """Arabic, Persian and full-width digits as 0-9, without the spaces and dashes people group codes by."""
    return "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in text
        if character not in " -\u00a0\u200e\u200f"
    )


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, within the tolerance."""
    for counter in totp_auth.yield_hotp_counters_from_time():
        if totp_auth.format_hotp_value(totp_auth.hotp_value(secret, counter)) == code:
            return counter
    return None


def use_step(authenticator: Authenticator, step: int | None) -> bool:
    """Marks the step as used; False where it, or a later one, was used before."""
    if step is None:
        return False
    TotpCounter.objects.get_or_create(authenticator=authenticator)
    return bool(TotpCounter.objects.filter(authenticator=authenticator, counter__lt=step).update(counter=step))


class CodeField(forms.CharField):
    """One box for a code: any script's digits, pasted or typed, never mirrored."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "class": "code"}

    def to_python(self, value):
        return ascii_digits(super().to_python(value) or "")


class OnceOnly:
    """Mixed into allauth's code forms: after the code is right, its time step must be new."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(label=self.fields["code"].label)

    def clean_code(self):
        code = super().clean_code()
        authenticator = self.authenticator
        if authenticator.type == Authenticator.Type.TOTP:
            secret = get_adapter().decrypt(authenticator.data["secret"])
            if not use_step(authenticator, step_of(secret, code)):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OnceOnly, base.AuthenticateForm):
    pass


class ReauthenticateForm(OnceOnly, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(label=self.fields["code"].label)


class PasskeySignInForm(webauthn.LoginWebAuthnForm):
    """Signing in by a key alone: only with one that was registered for it (allauth checks user verification)."""

    def clean_credential(self):
        authenticator = super().clean_credential()
        if authenticator and not authenticator.wrap().is_passwordless:
            raise get_adapter().validation_error("incorrect_code")
        return authenticator
