"""Which acts around signing in are in the audit (AUD-05)?

What succeeds comes by the signals of Django and django-allauth, except changes of factors (its signal comes after the
transaction); what fails by the code of the error in the form, since
no signal tells of all of it; what is answered "too many attempts" by its status. Never what was typed: no address, no
password, no code.
"""

from datetime import timedelta

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out

from hub import audit, limits
from hub.addresses import shortened
from members.standing import RECORDS

SUCCESSES = (
    (account.user_logged_in, "signed in"),
    (user_logged_out, "signed out"),
    (account.password_changed, "password changed"),
    (account.password_reset, "password reset"),
    (mfa.authenticator_used, "factor used"),
)
OF_RECOVERY_CODES = {
    "factor added": "recovery codes made",
    "factor removed": "recovery codes removed",
    "factor used": "recovery code used",
}
FAILURES = {  # code of an error -> event
    "email_password_mismatch": "wrong password",
    "incorrect_password": "wrong password",
    "enter_current_password": "wrong password",
    "incorrect_code": "second factor failed",
    "too_many_login_attempts": "throttled",
}
THROTTLED_ONCE_IN = timedelta(minutes=5)  # a flood must not fill the audit


def connect() -> None:
    for signal, event in SUCCESSES:
        signal.connect(_receiver(event), weak=False, dispatch_uid=f"audit {event}")


def _receiver(event: str):
    def receive(sender, request=None, user=None, authenticator=None, **kwargs):
        if user is None:  # signing out without being signed in
            return
        detail = {}
        if event == "signed in":
            detail["methods"] = [record.get("type", record["method"]) for record in request.session.get(RECORDS, ())]
        _succeeded(event, request=request, user=user, factor=getattr(authenticator, "type", ""), **detail)

    return receive


def record_factors(request, before: dict, after: dict) -> None:
    """What a page of django-allauth changed of the person's factors (key -> type), in the transaction that did it."""
    for pk in sorted(before.keys() ^ after.keys()):
        event = "factor added" if pk in after else "factor removed"
        _succeeded(event, request=request, user=request.user, factor=after.get(pk) or before[pk])


def _succeeded(event: str, *, request, user, factor: str = "", **detail) -> None:
    name = OF_RECOVERY_CODES[event] if factor == Authenticator.Type.RECOVERY_CODES else event
    detail |= {"factor": factor} if factor else {}
    audit.record(name, by=user, target=f"user {user.pk}", **detail, **_where(request))


class Recorded:
    """Mixed into the forms that ask for a password or a factor, in front: what failed is in the audit."""

    def full_clean(self):
        super().full_clean()
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        for event in sorted({FAILURES[code] for code in codes & FAILURES.keys()}):
            _failed(event, request=context.request, user=getattr(self, "user", None))


def record_throttling(get_response):
    """A middleware: whatever page it was."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 429:
            user = request.user if request.user.is_authenticated else None
            _failed("throttled", request=request, user=user)
        return response

    return middleware


def _failed(event: str, *, request, user) -> None:
    where = _where(request)
    page = getattr(getattr(request, "resolver_match", None), "view_name", "")
    by = user or "visitor"
    if event == "throttled":
        who = f"{audit.name_of(by)} {where} {page}"
        if not limits.allow("throttled in the audit", who, limit=1, per=THROTTLED_ONCE_IN):
            return
    audit.record(event, by=by, target=f"user {user.pk}" if user else "", page=page, **where)


def _where(request) -> dict[str, str]:
    return {"network": shortened(get_adapter(request).get_client_ip(request))} if request else {}
