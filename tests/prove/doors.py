"""Where may a stranger type an address, and whose addresses might it be?

A door is one request that carries an address; it is made ready first, so that the request alone is looked at and timed.
Every request comes from another network with another address: no limit is near, none is new to one kind only.
"""

import itertools
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from hub import texts
from members import applying, consent
from members.application import Application, State, new_reference
from members.models import User
from tests.members import cases

KINDS = ("unknown", "member", "suspended", "expired", "closed", "pending", "refused")
NOW = timezone.now()
ACCOUNTS = {  # kind -> what is special about the account
    "member": {},
    "suspended": {"suspended_at": NOW, "suspended_reason": "under_review"},
    "expired": {"expires_at": NOW - timedelta(days=1)},
    "closed": {"closed_at": NOW, "closed_reason": "left_service"},
}
STATES = {"pending": State.PROVEN, "refused": State.REFUSED}
_numbers = itertools.count()
Ask = Callable[[], object]


class Stranger(Client):
    """A browser without a history, from a network of its own; over https."""

    def __init__(self):
        number = next(_numbers)
        super().__init__(REMOTE_ADDR=f"10.{number >> 8 & 255}.{number & 255}.7")

    def request(self, **request):
        return super().request(**request | {"wsgi.url_scheme": "https", "SERVER_PORT": "443"})

    def hold(self, application: Application) -> None:
        session = self.session
        session[applying.HELD] = {"id": str(application.pk), "seen": int(time.time())}
        session.save()


# --- Whose address ------------------------------------------------------------------------------------------------


def addresses(kind: str, count: int) -> list[tuple[str, str]]:
    """Addresses of this kind, each with the reference of its application (an invented one where there is none)."""
    numbers = [next(_numbers) for _ in range(count)]
    emails = [f"colleague.{number:06}@police.example" for number in numbers]
    if kind in ACCOUNTS:
        _make_accounts(emails, **ACCOUNTS[kind])
    references = _make_applications(emails, STATES[kind]) if kind in STATES else [new_reference() for _ in emails]
    return list(zip(emails, references, strict=True))


def _make_accounts(emails: list[str], **special) -> None:
    """With a password that nobody knows, hashed as production does; the same hash for all, as it is slow by design."""
    password = make_password(uuid.uuid4().hex)
    base = {
        "approved_at": NOW - timedelta(days=40),
        "terms_version": texts.version(consent.TERMS),
        "password": password,
    }
    users = User.objects.bulk_create([User(email=email, **base | special) for email in emails])
    rows = [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    EmailAddress.objects.bulk_create(rows)


def _make_applications(emails: list[str], state: State) -> list[str]:
    first, second = cases.reviewer(), cases.reviewer()
    decided = {"recommended_by": first, "decided_by": second, "decided_at": NOW} if state == State.REFUSED else {}
    rows = [
        Application(
            answers=cases.answers(email=email), email_mark=applying.mark("email", email), state=state,
            submitted_at=NOW, proven_at=NOW, **decided,
        )
        for email in emails
    ]  # fmt: skip
    return [row.reference for row in Application.objects.bulk_create(rows)]


# --- The doors ----------------------------------------------------------------------------------------------------


def sign_in(email: str, reference: str) -> Ask:
    typed = {"login": email, "password": "not the password of anybody"}
    return partial(Stranger().post, "/en/accounts/login/", typed)


def reset(email: str, reference: str) -> Ask:
    return partial(Stranger().post, "/en/accounts/password/reset/", {"email": email})


def apply(email: str, reference: str) -> Ask:
    """The page of the questionnaire that takes the address."""
    browser = Stranger()
    browser.hold(Application.objects.create(answers={"kind": "officer", "full_name": "Amina Example"}))
    return partial(browser.post, "/en/join/email/", {"email": email})


def send(email: str, reference: str) -> Ask:
    """The whole application is sent; a link is mailed."""
    browser = Stranger()
    browser.hold(cases.draft(email=email, full_name=f"Person {email}"))
    return partial(browser.post, "/en/join/check/")


def status(email: str, reference: str) -> Ask:
    return partial(Stranger().post, "/en/join/status/", {"reference": reference, "email": email})


def contact(email: str, reference: str) -> Ask:
    typed = {"topic": "other", "text": "How long does it take?", "email": email, "token": uuid.uuid4().hex}
    return partial(Stranger().post, "/en/contact/", typed)


DOORS: dict[str, Callable[[str, str], Ask]] = {
    "signin": sign_in,
    "reset": reset,
    "join_address": apply,
    "join_send": send,
    "status": status,
    "contact": contact,
}
