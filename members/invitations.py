"""How does a person get an account? By a one-time link, bound to one address.

The link's secret is kept as a hash. Using it makes the account with the person's own password; a second factor is
enrolled before any page of the wall opens.
"""

import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from hub import audit
from members.models import Invitation, Role, User


def invite(*, email: str, role: str, by=None) -> str:
    """Makes an invitation; returns the secret of its link, which is shown once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email.strip().lower(),  # django-allauth looks addresses up in lower case
            role=Role(role),
            secret_hash=_hash(secret),
            expires=timezone.now() + Invitation.LIFE,
        )
        audit.record("invited", by=by, target=f"invitation {invitation.pk}", role=role)
    return secret


def find(secret: str) -> Invitation | None:
    """The open invitation of a link; None for a used, expired or unknown one."""
    return Invitation.objects.filter(secret_hash=_hash(secret), used=None, expires__gt=timezone.now()).first()


def accept(*, invitation: Invitation, name: str, password: str, language: str) -> User | None:
    """Makes the account; None where somebody was faster or the address has an account already."""
    with transaction.atomic():
        now = timezone.now()
        if not Invitation.objects.filter(pk=invitation.pk, used=None, expires__gt=now).update(used=now):
            return None
        if User.objects.filter(email__iexact=invitation.email).exists():
            return None
        user = User(email=invitation.email, name=name, role=invitation.role, language=language, approved_at=now)
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        audit.record("joined", by=user, target=f"user {user.pk}", role=user.role)
    return user


def forget_expired() -> int:
    """Removes invitations that nobody used in time."""
    return Invitation.objects.filter(used=None, expires__lt=timezone.now()).delete()[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
