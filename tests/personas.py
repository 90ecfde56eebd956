"""Who are the people of the tests?

Named by role, each as a browser (a Django test client over https) that is signed in as a person of that kind. Staff
have used a passkey in their session, officers a TOTP code: what production asks of each.
"""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from zeal import zeal_context

from hub import keys, texts
from members.models import Role, User
from members.standing import RECORDS, RECORDS_USER

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Person:
    about: str
    role: str = Role.OFFICER
    factor: str | None = "totp"  # used in this session
    enrolled: bool = True
    days: dict = field(default_factory=dict)  # field of the account -> days from now
    terms: bool = True  # has accepted those in force

    @property
    def factors(self) -> tuple[str, ...]:
        return (("totp", "webauthn") if self.factor == "webauthn" else ("totp",)) if self.enrolled else ()


def _staff(about: str, role: str) -> Person:
    return Person(about, role=role, factor="webauthn")


PEOPLE = {
    "officer": Person("Approved, second factor used."),
    "expired": Person("Was let in; the membership has run out.", days={"expires_at": -1}),
    "suspended": Person("Was let in; suspended since.", days={"suspended_at": -1}),
    "closed": Person("Was let in; has left for good.", days={"closed_at": -1}),
    "unapproved": Person("Signed in with a second factor, never approved.", days={"approved_at": None}),
    "no_factor": Person("Approved, password only: no second factor yet.", factor=None, enrolled=False),
    "unconfirmed": Person("Approved and enrolled, second factor not used in this session.", factor=None),
    "terms_changed": Person("Second factor used; has not accepted the terms that are in force now.", terms=False),
    "reviewer": _staff("Staff: reads applications.", Role.REVIEWER),
    "curator": _staff("Staff: keeps the catalogue.", Role.CURATOR),
    "translator": _staff("Staff: translates.", Role.TRANSLATOR),
    "administrator": _staff("Staff: accounts and settings.", Role.ADMINISTRATOR),
}
STAFF = ("reviewer", "curator", "translator", "administrator")
LET_IN = ("officer", *STAFF)
NOT_LET_IN = ("expired", "suspended", "closed", "unapproved", "no_factor", "unconfirmed", "terms_changed")
EVERYBODY = ("visitor", *PEOPLE)


@cache
def passkey() -> dict:
    """A security key as allauth keeps it: what a registration answered, with an invented key."""
    key = ES256.from_cryptography_key(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(b"\0" * 16, b"credential", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, credential)
    client = CollectedClientData.create(type="webauthn.create", challenge=b"challenge", origin="https://testserver")
    answer = {
        "id": websafe_encode(b"credential"),
        "rawId": websafe_encode(b"credential"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return {"name": "Key", "credential": answer}


@cache
def _handler(enforce_csrf_checks: bool) -> ClientHandler:
    """One for all browsers, as in a served site: making one reads the whole folder of static files."""
    return ClientHandler(enforce_csrf_checks)


class Browser(Client):
    """A browser over https, as production has it. A request that repeats a query in a loop fails."""

    def __init__(self, enforce_csrf_checks=False, **options):
        super().__init__(enforce_csrf_checks, **options)
        self.handler = _handler(enforce_csrf_checks)

    def request(self, **request):
        with zeal_context():
            response = super().request(**request | {"wsgi.url_scheme": "https", "SERVER_PORT": "443"})
        if response.streaming:
            response.streaming_content = [b"".join(response.streaming_content)]  # reading a file shuts it
        return response

    @property
    def user(self) -> User:
        return User.objects.get(pk=self.session[SESSION_KEY])


def make_user(name: str, **values) -> User:
    """The account of a person of the table; `values` win over it."""
    person, now = PEOPLE[name], timezone.now()
    dates = {"approved_at": -30} | person.days
    known = {key: now + timedelta(days=days) for key, days in dates.items() if days is not None}
    known["terms_version"] = texts.version("terms") - (not person.terms)
    count = User.objects.count()
    user = User(
        **{"email": f"{name}{count}@agency.example", "name": f"{name.title()} {count}", "role": person.role}
        | known
        | values
    )
    user.set_unusable_password()
    user.save()
    for kind in person.factors:
        data = passkey() if kind == "webauthn" else {"secret": keys.encrypt(TOTP_SECRET)}
        Authenticator.objects.create(user=user, type=kind, data=data)
    return user


def browser_for(user: User, factor: str | None, **options) -> Browser:
    """Signed in with a password and, where given, that kind of second factor."""
    browser = Browser(**options)
    browser.force_login(user)
    session, now = browser.session, time.time()
    session[RECORDS] = [{"method": "password", "at": now}]
    session[RECORDS] += [{"method": "mfa", "type": factor, "at": now}] if factor else []
    session[RECORDS_USER] = str(user.pk)
    session.save()
    return browser


def browser_of(name: str, *, user: User | None = None, **options) -> Browser:
    return browser_for(user or make_user(name), PEOPLE[name].factor, **options)


def everybody() -> dict[str, Browser]:
    return {"visitor": Browser()} | {name: browser_of(name) for name in PEOPLE}
