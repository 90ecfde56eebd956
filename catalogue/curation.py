"""What does it mean that staff changed an entry?

Each verb leaves a line in the history that officers read, and a record of who did it that they do not.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from catalogue import models, snapshot
from hub import audit

REVIEW_EVERY = timedelta(days=365)
NOT_TOLD = {"published", "verified_by", "next_review"}  # staff's own business, no news to officers


@transaction.atomic
def note_added(*, tool: models.Tool, by) -> None:
    models.Change.objects.create(tool=tool, kind=models.Change.Kind.ADDED)
    audit.record("tool added", by=by, target=tool.slug)


@transaction.atomic
def note_change(*, tool: models.Tool, fields: Iterable[str], by) -> None:
    """`fields` are names of Tool's fields and relations, without language."""
    names = list(dict.fromkeys(fields))
    if not names:
        return
    audit.record("tool changed", by=by, target=tool.slug, fields=names)
    told = [name for name in names if name not in NOT_TOLD]
    if told:
        models.Change.objects.create(tool=tool, kind=models.Change.Kind.CHANGED, fields=told)
        tool.changed = timezone.now()
        tool.save(update_fields=["changed"])


def mark_verified(*, tool: models.Tool, by, on: date | None) -> None:
    """Sets who verified and when the next check is due; `on` None takes the verification back. Does not save."""
    tool.last_verified = on
    tool.verified_by = by if on else None
    if on is None:
        tool.next_review = None
    elif tool.next_review is None or tool.next_review <= on:
        tool.next_review = on + REVIEW_EVERY


@transaction.atomic
def verify(*, tools: models.ToolQuerySet, by) -> int:
    """A curator has checked these entries against their sources today."""
    today = timezone.now().date()
    slugs = dict(tools.values_list("pk", "slug"))
    chosen = models.Tool.objects.filter(pk__in=slugs)
    chosen.update(last_verified=today, verified_by=by, next_review=today + REVIEW_EVERY, changed=timezone.now())
    kind, fields = models.Change.Kind.CHANGED, ["last_verified"]
    models.Change.objects.bulk_create(models.Change(tool_id=pk, kind=kind, fields=fields) for pk in slugs)
    audit.record("tools verified", by=by, slugs=sorted(slugs.values()))
    snapshot.touch()
    return len(slugs)


@transaction.atomic
def close_report(*, report: models.Report, by) -> None:
    """What an officer reported has been dealt with."""
    if report.done is None:
        report.done = timezone.now()
        report.save(update_fields=["done"])
        audit.record("report closed", by=by, target=report.tool.slug)
