"""What is a person told about the use of their account (AUTH-19)?

Mails that name nobody and no place: the mailbox may be watched.
"""

from datetime import timedelta

from django.utils import timezone

from hub import limits, mail


def new_sign_in(user) -> None:
    _tell("new_sign_in", user)


def session_ended(user) -> None:
    _tell("session_ended", user)


def second_factor_failed(user) -> None:
    """Somebody knows the password. One mail an hour: the next wrong codes say nothing new."""
    if limits.allow("second factor failed", str(user.pk), limit=1, per=timedelta(hours=1)):
        _tell("second_factor_failed", user)


def _tell(name: str, user) -> None:
    mail.send(name, to=user.email, language=user.language, time=timezone.now())
