"""What does it mean that staff changed an entry?

Each verb leaves a line in the history that officers read, and a record of who did it that they do not.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from catalogue import models
from hub import audit

NOT_TOLD = {"published", "verified_by", "next_review", "risk"}  # staff's own business, no news to officers


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


@transaction.atomic
def close_report(*, report: models.Report, by) -> None:
    """What an officer reported has been dealt with."""
    if report.done is None:
        report.done = timezone.now()
        report.save(update_fields=["done"])
        audit.record("report closed", by=by, target=report.tool.slug)
