"""How does a person get an account? By a one-time link, bound to one address.

The link's secret is kept as a hash. An approved applicant also needs the code that staff read out when they called
the agency: a mailbox alone opens nothing (VET-04). Using the link makes the account with the person's own password; a
second factor is enrolled before any page of the wall opens. An officer, approved or invited by hand, is a member for a
year and then renews; our staff are until an administrator ends it.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from hub import audit, keys
from hub import mail as mails
from members import agency_registry, applicant_links, consent, questionnaire, translators, tries
from members.application import ALPHABET, Application, State
from members.models import Invitation, Role, User
from members.renewal import a_year_after

CODE_LENGTH = 8  # of 29 characters: 39 bits, with five tries
TRIES = 5


def invite(*, email: str, role: str, by=None, languages: Iterable[str] = ()) -> str:
    """Makes an invitation by hand (the first administrator, staff); returns the secret of its link, shown once.

    A translator can be given languages with it; for the others there are none (`members.translators`).
    """
    given = translators.given(languages) if role == Role.TRANSLATOR else []
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email.strip().lower(),  # django-allauth looks addresses up in lower case
            role=Role(role),
            secret_hash=_hash(secret),
            expires=timezone.now() + Invitation.LIFE,
            languages=given,
        )
        told = {"languages": given} if given else {}
        audit.record("invited", by=by, target=f"invitation {invitation.pk}", role=role, **told)
    return secret


@transaction.atomic
def invite_applicant(application: Application, *, by: User) -> str:
    """Mails the link to the proven address; returns the code that staff read out, shown once. Earlier links end."""
    Invitation.objects.filter(application=application, used=None).update(expires=timezone.now())
    secret, code = secrets.token_urlsafe(32), "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    invitation = Invitation.objects.create(
        email=application.email.strip().lower(),
        role=Role.OFFICER,
        secret_hash=_hash(secret),
        code_mark=_code_mark(code),
        application=application,
        expires=timezone.now() + Invitation.LIFE,
    )
    link = mails.address("members:invitation", application.language, secret=secret)
    mails.send("invitation", to=application.email, language=application.language, link=link, expires=invitation.expires)
    audit.record("invited", by=by, target=f"invitation {invitation.pk}", application=str(application.pk))
    return code


@transaction.atomic
def note_code_read(application: Application, *, by: User) -> None:
    """Staff reached the agency and read the code out."""
    open_ones = Invitation.objects.filter(application=application, used=None, code_read_at=None)
    if open_ones.update(code_read_at=timezone.now()):
        audit.record("invitation code read out", by=by, target=f"application {application.pk}")


def find(secret: str) -> Invitation | None:
    """The open invitation of a link; None for a used, expired or unknown one, or after too many wrong codes."""
    return Invitation.objects.filter(
        secret_hash=_hash(secret), used=None, expires__gt=timezone.now(), wrong_codes__lt=TRIES
    ).first()


def code_fits(invitation: Invitation, code: str) -> bool:
    """The invitation dies with the fifth wrong one."""
    if not invitation.code_mark:
        return True
    row = Invitation.objects.filter(pk=invitation.pk)
    if not tries.take(row, "wrong_codes", limit=TRIES):
        return False
    if invitation.code_mark in keys.fingerprints("invitation code", applicant_links.clean(code)):
        tries.give_back(row, "wrong_codes")
        return True
    audit.record("wrong invitation code", by="applicant", target=f"invitation {invitation.pk}")
    return False


def name_of(invitation: Invitation) -> str:
    """The name in the application; nobody types it twice."""
    return invitation.application.answers.get("full_name", "") if invitation.application is not None else ""


def accept(*, invitation: Invitation, password: str, language: str, name: str = "") -> User | None:
    """Makes the account; None where somebody was faster, or the address has an account: then nothing is used up."""
    name = name or name_of(invitation)
    with transaction.atomic():
        now = timezone.now()
        if User.objects.filter(email__iexact=invitation.email).exists():
            return None
        if not Invitation.objects.filter(pk=invitation.pk, used=None, expires__gt=now).update(used=now):
            return None
        user = User(email=invitation.email, name=name, role=invitation.role, language=language, approved_at=now)
        user.working_languages = invitation.languages
        if user.role == Role.OFFICER:
            user.expires_at = a_year_after(now)
        if invitation.application is not None:
            _carry_over(user, invitation.application)
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Application.objects.filter(pk=invitation.application_id, state=State.APPROVED).update(account=user)
        _appoint(user, invitation.application)
        consent.accept(consent.TERMS, user=user, language=language)
        audit.record("joined", by=user, target=f"user {user.pk}", role=user.role)
    return user


def _carry_over(user: User, application: Application) -> None:
    """What the account needs of the answers; the rest is erased in time (`members.retention`)."""
    answers = application.answers
    user.expires_at = a_year_after(application.decided_at)  # the year began with the decision
    user.country = answers.get("country", "")
    user.working_languages = answers.get("working_languages", [])
    user.agency, user.unit = application.agency, application.unit
    user.supervisor_email = answers.get("referee_email", "")


def _appoint(user: User, application: Application | None) -> None:
    """Who applied as the focal point of a unit is that from the first day, by the person who approved it."""
    if application is None or application.answers.get("kind") != questionnaire.FOCAL_POINT or user.unit is None:
        return
    # Refused where whoever approved it may no longer change the registry: staff appoint. That the unit has one already
    # is no reason to refuse: staff then see both.
    with contextlib.suppress(agency_registry.Refused):
        agency_registry.appoint_focal_point(user=user, unit=user.unit, by=application.decided_by)


def forget_expired() -> int:
    """Removes invitations that nobody used in time."""
    return Invitation.objects.filter(used=None, expires__lt=timezone.now()).delete()[0]


def _code_mark(code: str) -> str:
    return keys.fingerprint("invitation code", code)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
