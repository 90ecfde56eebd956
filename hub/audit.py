"""What was done, by whom, and who looked at people's data?

`record` is one explicit call in the verb that does something, in the same transaction. `note_read` is one in the view
that shows people's data to somebody else. No personal data in either: ids, codes, names of fields.

Every event carries a mark, an HMAC of its content by a key that the database does not hold (`hub.keys`): who can write
to the database alone can neither add nor alter an event unnoticed. Deletion is found by the seals (`hub.seals`).
"""

import json
import secrets
from datetime import UTC

from django.utils import timezone

from hub import keys
from hub.models import AuditEvent, ReadEvent

NONCE = 16  # hexadecimal digits in front of the mark: no two events have the same one


def record(event: str, *, by=None, target: str = "", **detail) -> AuditEvent:
    """`by` is a user, a word such as "applicant", or None for the system itself."""
    # As the database will give it back; fractions as text, which no database rounds.
    detail = json.loads(json.dumps(detail), parse_float=str)
    made = AuditEvent(at=timezone.now(), by=name_of(by), event=event, target=target, detail=detail)
    made.mark = new_mark(made)
    made.save(force_insert=True)
    return made


def note_read(*, by, target: str) -> ReadEvent:
    """Somebody saw data of people: which page or which row of whom, never what it said."""
    return ReadEvent.objects.create(by=name_of(by), target=target)


def name_of(by) -> str:
    if by is None:
        return "system"
    if isinstance(by, str):
        return by
    return str(by.pk) if by.pk else "visitor"


def new_mark(event: AuditEvent) -> str:
    nonce = secrets.token_hex(NONCE // 2)
    return nonce + keys.fingerprint("audit event", nonce + content(event))


def is_genuine(event: AuditEvent) -> bool:
    """Written by the Hub as it stands there. False too for a key that is no longer in HUB_KEYS."""
    nonce, mark = event.mark[:NONCE], event.mark[NONCE:]
    return mark in keys.fingerprints("audit event", nonce + content(event))


def content(event: AuditEvent) -> str:
    """What an event says, the same on every database; its id is given later and belongs to the seal."""
    told = [event.at.astimezone(UTC).isoformat(), event.by, event.event, event.target, event.detail]
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
