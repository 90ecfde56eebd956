"""Which mails wait in the outbox, as their recipients will read them?"""

import email
import email.policy
from dataclasses import dataclass

from hub import keys
from hub.models import OutboxMail


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str


def mails() -> list[Mail]:
    """Oldest first."""
    return [_read(row) for row in OutboxMail.objects.order_by("pk")]


def subjects() -> list[str]:
    return [mail.subject for mail in mails()]


def _read(row: OutboxMail) -> Mail:
    envelope, _, raw = keys.decrypt(row.message).partition("\n\n")
    message = email.message_from_bytes(raw.encode("latin-1"), policy=email.policy.default)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return Mail(envelope, str(message["Subject"]), text, html)
