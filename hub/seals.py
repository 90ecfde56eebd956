"""Has anybody changed the audit since it was written?

Once a minute the events that no seal names yet are sealed together: a seal names their ids, and its digest covers
their content and the digest of the seal before it, so that changing, removing, adding or exchanging anything breaks
the chain from there on. The digest is signed with a key outside the database. Cutting off the end is found with a
digest that was kept elsewhere: each new one is written to the log.

A seal names ids, not a range: PostgreSQL gives an id when a row is written, and a transaction that ends late brings a
lower id than one that is sealed already. It is sealed with the next.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from hub import audit, keys
from hub.models import AuditEvent, AuditSeal

log = logging.getLogger(__name__)

BATCH = 1000  # events of one seal at most
SANE = 100_000  # a seal that claims more was tampered with
LATE = timedelta(hours=2)  # longer than any transaction is open
SOON = timedelta(minutes=10)  # by when an event must have been sealed
FORGOTTEN = "old records forgotten"  # the event by which retention says up to which seal it deleted


# --- Sealing ------------------------------------------------------------------------------------------------------


def seal() -> None:
    """Seals what is not sealed yet. Two workers at once: the number is taken once, the slower one gives way."""
    while made := _seal_some():
        fields = {"seal": made.number, "events": made.count, "digest": made.digest}
        log.info("audit sealed", extra={"fields": fields})
        if made.count < BATCH:
            return


def _seal_some() -> AuditSeal | None:
    # The head is read before the events: what a faster worker seals in between has its number taken.
    head = AuditSeal.objects.order_by("-number").first()
    events = list(islice(filter(audit.is_genuine, _unsealed(head)), BATCH))
    if not events and (head is None or head.key == _key_names()[0]):
        return None
    made = AuditSeal(
        number=head.number + 1 if head else 1,
        at=timezone.now(),
        # A head that is not signed by us is not built on: the chain begins anew and `verify` says so for ever.
        previous=head.digest if head and _signed(head) else "",
        ranges=_ranges([event.pk for event in events]),
        count=len(events),
        reach=max([head.reach if head else 0, *(event.pk for event in events)]),
        key=_key_names()[0],
    )
    made.digest = _digest(made, events)
    made.signature = keys.fingerprint("audit seal", made.digest)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    return made


def _unsealed(head: AuditSeal | None) -> Iterator[AuditEvent]:
    """By id. Looks back as far as a transaction may have been open when the newest seal was made."""
    reach, named = 0, set()
    if head:
        old = AuditSeal.objects.filter(at__lt=head.at - LATE).order_by("-number").first()
        reach = old.reach if old else 0
        for recent in AuditSeal.objects.filter(number__gt=old.number if old else 0):
            named.update(ids_of(recent))
    ids = AuditEvent.objects.filter(pk__gt=reach).order_by("pk").values_list("pk", flat=True)
    waiting = [pk for pk in ids.iterator() if pk not in named]
    for start in range(0, len(waiting), BATCH):
        yield from AuditEvent.objects.filter(pk__in=waiting[start : start + BATCH]).order_by("pk")


def _ranges(ids: list[int]) -> list[list[int]]:
    """[4, 5, 6, 9] as [[4, 6], [9, 9]]."""
    runs = groupby(enumerate(ids), key=lambda place: place[1] - place[0])
    return [[run[0][1], run[-1][1]] for run in (list(run) for _, run in runs)]


def ranges_of(made: AuditSeal) -> list[tuple[int, int]]:
    """What a seal names; nothing where it was tampered with so that it makes no sense."""
    try:
        ranges = [(first, last) for first, last in made.ranges]
        sizes = [last - first + 1 for first, last in ranges]
    except (TypeError, ValueError):
        return []
    return ranges if sum(sizes) == made.count <= SANE and all(size > 0 for size in sizes) else []


def ids_of(made: AuditSeal) -> list[int]:
    return [pk for first, last in ranges_of(made) for pk in range(first, last + 1)]


def _digest(made: AuditSeal, events: list[AuditEvent]) -> str:
    head = [made.number, made.at.astimezone(UTC).isoformat(), made.previous, made.ranges, made.count, made.reach]
    told = hashlib.sha256(json.dumps([*head, made.key], separators=(",", ":")).encode())
    for event in events:
        told.update(f"\n{event.pk} {event.mark} {audit.content(event)}".encode())
    return told.hexdigest()


def _key_names() -> list[str]:
    """Tells which of HUB_KEYS signed, without telling the key; newest first."""
    return [name[:16] for name in keys.fingerprints("key name", "")]


def _signed(made: AuditSeal) -> bool:
    signatures = dict(zip(_key_names(), keys.fingerprints("audit seal", made.digest), strict=True))
    return made.key in signatures and signatures[made.key] == made.signature


# --- Verifying ----------------------------------------------------------------------------------------------------

WORDS = {
    "begins": "the seals before it are gone, and no record of retention says so",
    "order": "it does not follow the seal before it",
    "signature": "its signature is wrong",
    "key": "the newest seal is signed with a key that is not in HUB_KEYS",
    "seal": "what it says of itself was changed",
    "missing": "it was sealed and is gone",
    "content": "it, or its seal, was changed after sealing",
    "foreign": "the Hub did not write it so (or its key is gone from HUB_KEYS)",
    "unsealed": "nothing has sealed it: does the job run?",
    "twice": "two seals name it",
    "copy": "it is a copy of another event",
    "head": "this digest is not in the chain: its end was cut off, or retention has passed it",
}


@dataclass(frozen=True)
class Finding:
    code: str
    where: str

    def __str__(self):
        return f"{self.where}: {WORDS[self.code]}"


def verify(head: str = "") -> list[Finding]:
    """Everything that does not fit; `head` is a digest that was kept elsewhere (the log has each)."""
    findings, before, named, digests = [], None, [], set()
    for made in AuditSeal.objects.order_by("number").iterator():
        findings += _begins(made) if before is None else _follows(before, made)
        findings += _holds(made)
        named += ranges_of(made)
        digests.add(made.digest if head else "")
        before = made
    if before and before.key not in _key_names():
        findings.append(Finding("key", f"seal {before.number}"))
    if head and head not in digests:
        findings.append(Finding("head", head))
    return findings + list(_outside(sorted(named))) + _copies()


def watch() -> None:
    """The daily job: what `verify` finds goes to the log as an error each."""
    for finding in verify():
        log.error("the audit was changed", extra={"fields": {"finding": str(finding)}})


def _begins(made: AuditSeal) -> list[Finding]:
    """The first seal there is: the first of all, or the one after those that retention says it deleted."""
    if made.number == 1 and not made.previous:
        return []
    if AuditEvent.objects.filter(event=FORGOTTEN, detail__seals_up_to=made.number - 1).exists():
        return []
    return [Finding("begins", f"seal {made.number}")]


def _follows(before: AuditSeal, made: AuditSeal) -> list[Finding]:
    follows = made.number == before.number + 1 and made.previous == before.digest
    return [] if follows else [Finding("order", f"seal {made.number}")]


def _holds(made: AuditSeal) -> list[Finding]:
    """Its signature and what it sealed. A key that was rotated out is vouched for by the signed seals after it."""
    findings = []
    if made.key in _key_names() and not _signed(made):
        findings.append(Finding("signature", f"seal {made.number}"))
    ids = ids_of(made)
    if len(ids) != made.count:
        return [*findings, Finding("seal", f"seal {made.number}")]
    found = AuditEvent.objects.filter(pk__range=(ids[0], ids[-1])).in_bulk() if ids else {}
    gone = [pk for pk in ids if pk not in found]
    if gone:
        return findings + [Finding("missing", f"event {pk}") for pk in gone]
    events = [found[pk] for pk in ids]
    if _digest(made, events) != made.digest:
        changed = [f"event {event.pk}" for event in events if not audit.is_genuine(event)]
        findings += [Finding("content", where) for where in changed or [f"seal {made.number}"]]
    return findings


def _outside(named: list[tuple[int, int]]) -> Iterator[Finding]:
    """Events that no seal names, and those that two name; `named` in order."""
    reach = 0
    for first, last in named:
        if first <= reach:
            yield Finding("twice", f"event {first}")
        else:
            yield from _loose(reach, first)
        reach = max(reach, last)
    yield from _loose(reach, None)


def _loose(after: int, before: int | None) -> Iterator[Finding]:
    if before == after + 1:
        return
    events = AuditEvent.objects.filter(pk__gt=after).order_by("pk")
    for event in (events.filter(pk__lt=before) if before else events).iterator():
        if not audit.is_genuine(event):
            yield Finding("foreign", f"event {event.pk}")
        elif event.at < timezone.now() - SOON:
            yield Finding("unsealed", f"event {event.pk}")


def _copies() -> list[Finding]:
    marks = AuditEvent.objects.values("mark").annotate(count=Count("pk")).filter(count__gt=1).values("mark")
    copies = AuditEvent.objects.filter(mark__in=marks).order_by("pk").values_list("pk", flat=True)
    return [Finding("copy", f"event {pk}") for pk in copies]


# --- Retention ----------------------------------------------------------------------------------------------------


def forget(before: datetime) -> dict[str, int]:
    """Deletes whole seals from the beginning of the chain, with their events; the newest seal stays.

    Returns what `FORGOTTEN` must say, in the same transaction: else the new beginning of the chain is a finding.
    """
    head = AuditSeal.objects.order_by("-number").first()
    old = AuditSeal.objects.filter(at__lt=before, number__lt=head.number if head else 0).order_by("number")
    events = 0
    for made in old.iterator():
        for first, last in ranges_of(made):
            events += AuditEvent.objects.filter(pk__range=(first, last)).delete()[0]
    seals = old.delete()[0]
    first = AuditSeal.objects.order_by("number").values_list("number", flat=True).first()
    return {"events": events, "seals": seals, "seals_up_to": (first or 1) - 1}
