"""Who are the demo people, and how does one become one of them?

Only in demo mode, and only on a database that `manage.py demo` made: everything here asks for the marker row first.
"""

import secrets
import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from hub import keys
from members import applying, consent, demo_applications, sessions, standing
from members.models import DemoMarker, Role, User
from members.standing import RECORDS, RECORDS_USER

# role of `demo_session` -> name, staff role, and what is special about the account
PEOPLE = {
    "officer": ("Demo Officer", Role.OFFICER, {}),
    "expired": ("Demo Expired", Role.OFFICER, {"expires_at": timedelta(days=-1)}),
    "suspended": ("Demo Suspended", Role.OFFICER, {"suspended_at": timedelta(days=-1)}),
    "reviewer": ("Demo Reviewer", Role.REVIEWER, {}),
    "curator": ("Demo Curator", Role.CURATOR, {}),
    "translator": ("Demo Translator", Role.TRANSLATOR, {}),
    "administrator": ("Demo Administrator", Role.ADMINISTRATOR, {}),
}
TRANSLATES_INTO = ["ar", "zh-hans", "fr"]  # the demo translator; each language is given by an administrator
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def check_fence() -> None:
    """Refuses anywhere but in demo mode on the demo's own database."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo people exist only in demo mode (HUB_DEMO=1).")
    if not DemoMarker.objects.exists():
        raise ImproperlyConfigured("This database was not made by `manage.py demo`: demo mode does not run on it.")


@transaction.atomic
def make_people() -> None:
    """The demo people, each with a second factor and no password; on an empty database it sets the marker."""
    if not DemoMarker.objects.exists():
        if User.objects.exists():
            raise ImproperlyConfigured("This database has people already: the demo runs only on one that it made.")
        DemoMarker.objects.create()
    now = timezone.now()
    for key, (name, role, special) in PEOPLE.items():
        user, made = User.objects.get_or_create(
            email=f"{key}@demo.example",
            defaults={"name": name, "role": role, "approved_at": now - timedelta(days=30)}
            | ({"working_languages": TRANSLATES_INTO} if role == Role.TRANSLATOR else {})
            | {field: now + offset for field, offset in special.items()},
        )
        if made:
            user.set_unusable_password()
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            Authenticator.objects.create(
                user=user, type=Authenticator.Type.TOTP, data={"secret": keys.encrypt(generate_totp_secret())}
            )
        if not consent.current(user):
            consent.accept(consent.TERMS, user=user, language=user.language)
    demo_applications.make()


def sign_in(request, role: str) -> None:
    """Signs the request's session in as a demo person, second factor marked as used."""
    check_fence()
    user = User.objects.get(email=f"{role}@demo.example")
    login(request, user, backend=BACKEND)
    standing.begin(request.session)
    request.session.save()
    _note(request, user)
    request.session[RECORDS] = [{"method": "mfa", "type": "totp", "at": time.time(), "demo": True}]
    request.session[RECORDS_USER] = str(user.pk)


def _note(request, user) -> None:
    """Listed like any sign-in, but without a limit and without mail: many people share a demo person."""
    address, agent = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", "")
    sessions.note(user=user, session_key=request.session.session_key, address=address, user_agent=agent)


def session_cookie(role: str) -> str:
    """`sessionid=…` of a new session of a demo person, on this database."""
    check_fence()
    request = HttpRequest()
    request.META["CSRF_COOKIE"] = secrets.token_hex(16)
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    if role == "applicant":  # holds an open application, no account
        request.session[applying.HELD] = {"id": str(demo_applications.open_application().pk), "seen": int(time.time())}
    else:
        sign_in(request, role)
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"
