"""Where does this person stand right now, and what is the next step?

Computed on every request from the account's row and this session's records, so that a suspension bites on the next
request. Nothing is cached.
"""

import time
from enum import StrEnum

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hub.access import Audience
from members import consent, sessions

# django-allauth's session keys: what was used to sign in, and by whom.
RECORDS = "account_authentication_methods"
RECORDS_USER = "account_authentication_methods_user"
STARTED = "hub_started"
SEEN = "hub_seen"


class Standing(StrEnum):
    NOT_APPROVED = "not_approved"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENROL = "enrol"  # has no second factor yet
    CONFIRM = "confirm"  # has one, not used in this session
    TERMS = "terms"  # has not accepted the terms in force
    PASSKEY = "passkey"  # staff who signed in with something weaker
    IN = "in"

    def audience(self, user) -> Audience:
        if self == Standing.IN:
            return Audience.STAFF if user.is_staff else Audience.OFFICER
        return Audience.OFFICER if self == Standing.PASSKEY else Audience.ACCOUNT


def of(user, session) -> Standing:
    return shut(user) or _still_to_do(user, factors_used(user, session)) or Standing.IN


def shut(user) -> Standing | None:
    """What staff or time have decided; nothing that the person does now opens the account."""
    now = timezone.now()
    if user.closed_at is not None:
        return Standing.CLOSED
    if user.suspended_at is not None:
        return Standing.SUSPENDED
    if user.approved_at is None or user.approved_at > now:
        return Standing.NOT_APPROVED
    if user.expires_at is not None and user.expires_at <= now:
        return Standing.EXPIRED
    return None


def in_good_standing() -> Q:
    """The same rule for rows of users: whom `shut` shuts out is not among them."""
    now = timezone.now()
    let_in = Q(approved_at__lte=now, suspended_at=None, closed_at=None, anonymised_at=None)
    return let_in & (Q(expires_at=None) | Q(expires_at__gt=now))


def _still_to_do(user, used: set[str]) -> Standing | None:
    """The person's own next step."""
    if not used:
        return Standing.CONFIRM if has_factor(user) else Standing.ENROL
    if not consent.current(user):
        return Standing.TERMS
    if user.is_staff and settings.STAFF_REQUIRE_PASSKEY and "webauthn" not in used:
        return Standing.PASSKEY
    return None


def factors_used(user, session) -> set[str]:
    """The kinds of second factor that this person used in this session."""
    if session.get(RECORDS_USER) != str(user.pk):
        return set()
    return {record.get("type") for record in session.get(RECORDS, []) if record.get("method") == "mfa"}


def has_factor(user) -> bool:
    return user.authenticator_set.exclude(type="recovery_codes").exists()


def begin(session) -> None:
    """Signing in starts the clock."""
    session[STARTED] = session[SEEN] = int(time.time())


def touch(user, session) -> bool:
    """Ends a session that was idle or open for too long; notes its use at most once a minute."""
    idle, absolute = sessions.limits_of(user)
    now = int(time.time())
    if STARTED not in session:
        begin(session)
        sessions.note(user=user, session_key=session.session_key)
        return True
    if now - session[STARTED] > absolute or now - session[SEEN] > idle:
        sessions.ended_by_itself(session.session_key, sessions.Because.TIME)
        session.flush()
        return False
    if now - session[SEEN] >= 60:
        session[SEEN] = now
        sessions.seen(user, session.session_key)
    return True
