"""How does mail leave the Hub?

Nothing is sent inside a request, and no request wakes the sender: known and unknown addresses would differ in time. A
mail is a row written in the transaction of its cause; `manage.py work` looks every two seconds (Celery every five),
sends it and tries again after a failure or a crash. A message may arrive twice after a crash between sending and
marking, never not at all; its Message-ID is the same both times.
"""

import email
import email.message
import email.policy
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub import keys
from hub.models import OutboxMail

RETRY = (1, 5, 15, 60, 240, 720)  # minutes before the next attempt; then it is given up
BATCH = 50


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend: writes rows."""

    def send_messages(self, messages):
        for message in messages:
            message.extra_headers.setdefault("Message-ID", make_msgid(domain="hub"))
            raw = message.message().as_bytes(linesep="\n").decode("latin-1")  # each byte a character: nothing is lost
            envelope = "\n".join(message.recipients())
            OutboxMail.objects.create(message=keys.encrypt(f"{envelope}\n\n{raw}"))
        return len(messages)


class _Bytes(email.message.EmailMessage):
    def as_bytes(self, unixfrom=False, policy=None, linesep=None):
        """Django's backends name the line end that they want; the policy has it."""
        return super().as_bytes(unixfrom, policy)


class _Stored(EmailMessage):
    """A message read back from its row, sent byte for byte."""

    def __init__(self, row: OutboxMail):
        envelope, _, self.raw = keys.decrypt(row.message).partition("\n\n")
        super().__init__(to=envelope.split("\n"), from_email=settings.DEFAULT_FROM_EMAIL)

    def message(self):
        return email.message_from_bytes(self.raw.encode("latin-1"), _class=_Bytes, policy=email.policy.SMTP)


def send_due() -> int:
    """Sends what is due; returns how many left. Two workers never send the same row at once."""
    sent = 0
    now = timezone.now()
    waiting = OutboxMail.objects.filter(sent=None, given_up=None, due__lte=now).order_by("due")
    for row in waiting[:BATCH]:
        # Claimed before it is sent: another worker sees a due time in the future.
        claim = timezone.now() + timedelta(minutes=RETRY[min(row.attempts, len(RETRY) - 1)])
        if OutboxMail.objects.filter(pk=row.pk, due=row.due, sent=None).update(due=claim, attempts=row.attempts + 1):
            sent += _send(row)
    return sent


def _send(row: OutboxMail) -> bool:
    attempts = row.attempts + 1
    try:
        get_connection(settings.OUTBOX_BACKEND).send_messages([_Stored(row)])
    except Exception as error:  # noqa: BLE001  (whatever the mail server does, the row must survive it)
        over = {"given_up": timezone.now(), "message": ""} if attempts > len(RETRY) else {}
        OutboxMail.objects.filter(pk=row.pk).update(error=type(error).__name__, **over)
        return False
    OutboxMail.objects.filter(pk=row.pk).update(sent=timezone.now(), message="", error="")
    return True


def oldest_waiting_seconds() -> float:
    """The age of the oldest mail that has not left; 0 where none waits."""
    oldest = OutboxMail.objects.filter(sent=None, given_up=None).order_by("created").values_list("created", flat=True)
    first = oldest.first()
    return (timezone.now() - first).total_seconds() if first else 0.0


@transaction.atomic
def forget_sent(days: int = 30) -> int:
    """Removes the rows of mails that left, or were given up, long ago."""
    before = timezone.now() - timedelta(days=days)
    return OutboxMail.objects.filter(Q(sent__lt=before) | Q(given_up__lt=before)).delete()[0]
