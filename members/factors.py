"""How is a second factor enrolled and checked, beyond what django-allauth does?

A TOTP code works once on every process (allauth remembers used codes in a cache, which may be flushed), digits of any
script are read, a seed is never stored in clear, not even while it is being enrolled, and a security key that was not
registered as a passkey never signs in alone.
"""

import struct
import unicodedata
from datetime import UTC

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import keys
from hub.forms import OwnErrors
from hub.languages import LEFT_TO_RIGHT
from members import auth_events, notices
from members.models import TotpCounter


def ascii_digits(text: str) -> str:
    """Arabic, Persian and full-width digits as 0-9, without the spaces and dashes people group codes by."""
    return "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in text
        if character not in " -\u00a0\u200e\u200f"
    )


# --- One-time codes -----------------------------------------------------------------------------------------------


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


def use_code(authenticator: Authenticator, code: str) -> bool:
    """False where this TOTP code, or a later one, was used before."""
    return use_step(authenticator, step_of(keys.decrypt(authenticator.data["secret"]), code))


def wrong_code() -> forms.ValidationError:
    """Says the server's time: on old machines a wrong clock is the usual cause."""
    now = timezone.now().astimezone(UTC)
    return forms.ValidationError(
        _(
            "This code is wrong, too old or was used before. Wait for the next one and type it. If codes keep failing, "
            "set the clock of the device that makes them: the time is now %(time)s."
        ),
        code="incorrect_code",
        params={"time": LEFT_TO_RIGHT % now.strftime("%H:%M:%S UTC")},
    )


class CodeField(forms.CharField):
    """One box for a code: any script's digits, pasted or typed, never mirrored."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "class": "code"}

    def to_python(self, value):
        return ascii_digits(super().to_python(value) or "")


class CodeForm(OwnErrors):
    """Mixed into allauth's forms with a code."""

    label = _("Code")
    hint = _("Six digits from your authenticator app, or one of your recovery codes.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(label=self.label, help_text=self.hint)

    def clean_code(self):
        try:
            return super().clean_code()
        except forms.ValidationError as error:
            raise (wrong_code() if error.code == "incorrect_code" else error) from None


class OnceOnly(auth_events.Recorded, CodeForm):
    """After the code is found right, its time step must be new."""

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code(self.authenticator, code):
            raise wrong_code()
        return code


class TellsTheOwner:
    """Mixed into the forms that follow the password: whoever fails here knows it (AUTH-19)."""

    def full_clean(self):
        super().full_clean()
        wrong = [error for errors in self._errors.as_data().values() for error in errors]
        if any(error.code == "incorrect_code" for error in wrong):
            notices.second_factor_failed(self.user)


class AuthenticateForm(TellsTheOwner, OnceOnly, base.AuthenticateForm):
    pass


class ReauthenticateForm(OnceOnly, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    label = _("Code from the app")
    hint = _("Six digits. The app makes a new code every 30 seconds.")

    def __init__(self, *args, **kwargs):
        """The seed waits in the session, encrypted, and stays the same when the page is loaded again."""
        session = context.request.session
        waiting = session.get(totp_auth.SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)  # allauth makes a new one for each look at the page
        if waiting:
            self.secret = keys.decrypt(waiting)
        session[totp_auth.SECRET_SESSION_KEY] = waiting or keys.encrypt(self.secret)

    @property
    def secret_groups(self) -> list[str]:
        """In fours, as people type it."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]


# --- Security keys and passkeys -----------------------------------------------------------------------------------


# What the libraries raise on an answer that no key gave (allauth catches some of it).
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, struct.error)


class WellFormed(OwnErrors):
    """Mixed into allauth's forms with a key's answer: whatever was posted, it is refused and not a fault."""

    def clean(self):
        try:
            return super().clean()
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None

    def clean_credential(self):
        try:
            parent = getattr(super(), "clean_credential", None)
            return parent() if parent else self.cleaned_data["credential"]
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class KeyForm(WellFormed):
    """The answer stands in a hidden field, so what is wrong with it is said of the form."""

    def add_error(self, field, error):
        super().add_error(None if field == "credential" else field, error)


class AddKeyForm(KeyForm, webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the key"),
            help_text=_("To tell your keys apart: “blue USB key”, “office computer”."),
            max_length=100,
            required=False,
            initial=self.fields["name"].initial,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Let this key sign me in without a password (passkey)"),
            help_text=_(
                "The key then asks for its PIN, fingerprint or face each time, which makes it both factors at once. "
                "Leave this off for a key that is only touched: it is then your second factor after the password."
            ),
            required=False,
            template_name="members/checkbox.html",
        )


class EditKeyForm(OwnErrors, webauthn.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the key"),
            max_length=100,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )


class SecondKeyForm(TellsTheOwner, auth_events.Recorded, KeyForm, webauthn.AuthenticateWebAuthnForm):
    """A key as the second factor, after the password."""


class ConfirmKeyForm(auth_events.Recorded, WellFormed, webauthn.ReauthenticateWebAuthnForm):
    """A key, before a change to the account."""


class PasskeySignInForm(auth_events.Recorded, WellFormed, webauthn.LoginWebAuthnForm):
    """Signing in by a key alone: only with one that was registered for it (allauth checks user verification)."""

    def clean_credential(self):
        authenticator = super().clean_credential()
        if authenticator and not authenticator.wrap().is_passwordless:
            raise get_adapter().validation_error("incorrect_code")
        return authenticator


# --- Enrolment ----------------------------------------------------------------------------------------------------


def count_as_used(request, authenticator: Authenticator) -> None:
    """A factor that was enrolled a moment ago has been shown in this session; its code is used up."""
    if authenticator.type == Authenticator.Type.TOTP:
        use_code(authenticator, ascii_digits(request.POST.get("code", "")))
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)
