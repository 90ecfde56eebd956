"""What can somebody do to the audit who can write to the database and does not hold the key?"""

import hashlib
import random
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from hub import append_only, audit, seals
from hub.models import AuditEvent, AuditSeal

EVENT_FIELDS = ("at", "by", "event", "target", "detail", "mark")
SEAL_FIELDS = ("at", "ranges", "count", "reach", "previous", "digest", "key", "signature")


def empty() -> None:
    """No event, no seal, no trigger: the attacker owns the database."""
    for table in ("hub_auditevent", "hub_auditseal", "hub_readevent"):
        append_only.remove(connection, table)
    AuditEvent.objects.all().delete()
    AuditSeal.objects.all().delete()


def begun() -> int:
    """The id that a transaction took which has not ended yet."""
    made = audit.record("begun")
    pk = made.pk
    made.delete()
    return pk


def record_late(pk: int) -> None:
    """Its event, after higher ids were sealed."""
    made = AuditEvent(pk=pk, at=timezone.now(), by="system", event="late", detail={})
    made.mark = audit.new_mark(made)
    made.save(force_insert=True)


def history() -> str:
    """Thirty events in six seals, one of them late; returns the digest of the newest."""
    late = 0
    for number in range(6):
        late = begun() if number == 2 else late
        for event in range(5):
            audit.record(f"event {number}", by="applicant", target=f"application {event}", count=event, parts=["a", 1])
        if number == 4:
            record_late(late)
        seals.seal()
    return AuditSeal.objects.latest("number").digest


def changed(value, dice: random.Random):
    """Another value of the same kind."""
    if isinstance(value, str):
        return value[:-1] + dice.choice([letter for letter in "abcdef0" if letter != value[-1:]])
    if isinstance(value, int):
        return value + dice.randint(1, 3)
    if isinstance(value, dict):
        return value | {"count": dice.randint(100, 999)}
    if isinstance(value, list):
        return [[first, last + 1] for first, last in value] or [[1, 1]]
    return value + timedelta(microseconds=dice.randint(1, 10**9))


def events(dice: random.Random, count: int = 1) -> list[AuditEvent]:
    return dice.sample(list(AuditEvent.objects.order_by("pk")), count)


def edit_event(dice):
    [event], field = events(dice), dice.choice(EVENT_FIELDS)
    AuditEvent.objects.filter(pk=event.pk).update(**{field: changed(getattr(event, field), dice)})


def delete_event(dice):
    [event] = events(dice)
    event.delete()


def insert_event(dice):
    [model] = events(dice)
    mark = dice.choice([model.mark, "", dice.randbytes(40).hex()])
    at = dice.choice([model.at, timezone.now()])
    AuditEvent.objects.create(at=at, by="system", event="approved", target="application 7", mark=mark)


def copy_event(dice):
    [event] = events(dice)
    event.pk = None
    event.save(force_insert=True)


def exchange_events(dice):
    one, other = events(dice, 2)
    for row, source in ((one.pk, other), (other.pk, one)):
        AuditEvent.objects.filter(pk=row).update(**{field: getattr(source, field) for field in EVENT_FIELDS})


def renumber_event(dice):
    [event] = events(dice)
    AuditEvent.objects.filter(pk=event.pk).update(id=AuditEvent.objects.latest("pk").pk + dice.randint(50, 99))


def edit_seal(dice):
    made, field = dice.choice(list(AuditSeal.objects.all())), dice.choice(SEAL_FIELDS)
    AuditSeal.objects.filter(pk=made.pk).update(**{field: changed(getattr(made, field), dice)})


def delete_seal(dice):
    dice.choice(list(AuditSeal.objects.all())).delete()


def exchange_seals(dice):
    one, other = dice.sample(list(AuditSeal.objects.all()), 2)
    for row, source in ((one.pk, other), (other.pk, one)):
        AuditSeal.objects.filter(pk=row).update(**{field: getattr(source, field) for field in SEAL_FIELDS})


def cut_end(dice):
    """The newest seals, with their events or without."""
    for made in AuditSeal.objects.order_by("-number")[: dice.randint(1, 6)]:
        AuditEvent.objects.filter(pk__in=seals.ids_of(made) if dice.random() < 0.5 else []).delete()
        made.delete()


def cut_beginning(dice):
    for made in AuditSeal.objects.order_by("number")[: dice.randint(1, 5)]:
        AuditEvent.objects.filter(pk__in=seals.ids_of(made)).delete()
        made.delete()


def rewrite(dice):
    """Edits an event and computes the whole chain again, as far as that goes without the key."""
    edit_event(dice)
    before, key = "", dice.choice(["", "0" * 16])
    for made in AuditSeal.objects.order_by("number"):
        made.previous, made.key = before, key or made.key
        made.digest = seals._digest(made, list(AuditEvent.objects.filter(pk__in=seals.ids_of(made)).order_by("pk")))
        made.signature = hashlib.sha256(made.digest.encode()).hexdigest()
        made.save()
        before = made.digest


TAMPERINGS = (
    edit_event, delete_event, insert_event, copy_event, exchange_events, renumber_event, edit_seal, delete_seal,
    exchange_seals, cut_end, cut_beginning, rewrite,
)  # fmt: skip
