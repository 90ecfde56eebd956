"""How does an applicant come back to the application?

By a mailed link together with the reference that was shown on the screen: whoever only reads the mailbox opens nothing,
and whoever only saw the screen cannot either. Few mails leave for one address in a day, whoever asks for them.
"""

import secrets
from datetime import timedelta

from django.utils import timezone

from hub import keys, limits
from hub import mail as mails
from members import tries
from members.application import ApplicantLink, Application

LIFE = timedelta(hours=72)
TRIES = 5  # wrong references before a link is dead
MAILS = {"limit": 6, "per": timedelta(days=1)}


def mail_if_few(application: Application, name: str) -> bool:
    """As `mail`, where anybody may be the cause; False where the address had enough mail today."""
    if not limits.allow("mail to applicant", application.email.lower(), **MAILS):
        return False
    mail(application, name)
    return True


def mail(application: Application, name: str) -> None:
    """Mails a new link in the transaction of its cause: a step of staff, which the applicant must hear of."""
    secret = secrets.token_urlsafe(32)
    expires = timezone.now() + LIFE
    ApplicantLink.objects.create(application=application, secret_mark=_mark(secret), expires_at=expires)
    mails.send(
        name,
        to=application.email,
        language=application.language,
        link=mails.address("join:link", application.language, secret=secret),
        expires=expires,
    )


def open_with(secret: str, reference: str) -> Application | None:
    """The application of this link and this reference; wrong references use the link up."""
    link = _live(secret).select_related("application").first()
    if link is None:
        return None
    row = ApplicantLink.objects.filter(pk=link.pk)
    if not tries.take(row, "wrong_tries", limit=TRIES):
        return None
    if not secrets.compare_digest(clean(reference).encode(), link.application.reference.encode()):
        return None
    tries.give_back(row, "wrong_tries")
    return link.application


def clean(reference: str) -> str:
    """As people type it: any case, with spaces and dashes."""
    return "".join(character for character in reference.upper() if character.isalnum())


def forget_expired() -> int:
    return ApplicantLink.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _live(secret: str):
    marks = keys.fingerprints("applicant link", secret)
    return ApplicantLink.objects.filter(secret_mark__in=marks, expires_at__gt=timezone.now(), wrong_tries__lt=TRIES)


def _mark(secret: str) -> str:
    return keys.fingerprint("applicant link", secret)
