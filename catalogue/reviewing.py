"""When is an entry checked against its sources again, and what does it mean that somebody did?

The day follows from the last check and the review risk, by days that are settings. What was never verified is due now.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from catalogue import documents, models, snapshot
from catalogue.models import Risk
from hub import audit

RISKIEST_FIRST = (Risk.HIGH, Risk.NORMAL, Risk.LOW)


def due_on(*, verified: date | None, risk: str) -> date | None:
    """None for an entry that was never verified: it is due already."""
    return verified + timedelta(days=settings.REVIEW_DAYS[risk]) if verified else None


def is_due() -> Q:
    return Q(last_verified=None) | Q(next_review__lt=timezone.now().date())


def is_to_come(day: date) -> bool:
    """Whether nobody can have read sources on this day yet: in the east of the world it may be tomorrow already."""
    return day > timezone.now().date() + timedelta(days=1)


def queue() -> models.ToolQuerySet:
    """Entries that officers see and that are due: the riskiest first, of these what was checked longest ago."""
    places = [When(risk=risk, then=Value(place)) for place, risk in enumerate(RISKIEST_FIRST)]
    rank = Case(*places, default=Value(len(places)), output_field=IntegerField())
    never_first = Case(When(last_verified=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    due = models.Tool.objects.published().filter(is_due())
    return due.order_by(rank, never_first, "last_verified", "sources_read_on", "slug")


def mark_verified(*, tool: models.Tool, by, on: date | None) -> None:
    """Sets who verified and when the next check is due; `on` None takes the verification back. Does not save."""
    tool.last_verified = on
    tool.verified_by = by if on else None
    tool.next_review = due_on(verified=on, risk=tool.risk)


@transaction.atomic
def verify(*, tools: models.ToolQuerySet, by) -> int:
    """A curator has checked these entries against their sources today, and nothing in them changed."""
    today = timezone.now().date()
    chosen = list(tools.order_by().values_list("pk", "slug", "state"))
    rows = models.Tool.objects.filter(pk__in=[pk for pk, _slug, _state in chosen])
    rows.update(last_verified=today, verified_by=by)
    for risk in Risk:
        rows.filter(risk=risk).update(next_review=due_on(verified=today, risk=risk))
    held = {one["slug"]: one for one in documents.documents(rows)}
    models.Change.objects.bulk_create(_change(pk, state, by, held[slug]) for pk, slug, state in chosen)
    audit.record("tools verified", by=by, slugs=sorted(slug for _pk, slug, _state in chosen))
    snapshot.touch()
    return len(chosen)


def _change(pk: int, state: str, by, document: dict) -> models.Change:
    step = {"kind": models.Change.Kind.CHANGED, "fields": ["last_verified"], "told": state == models.State.PUBLISHED}
    return models.Change(tool_id=pk, by=by, document=document, **step)


@transaction.atomic
def set_dates() -> int:
    """The days of all entries by the settings of today, which may have changed since; returns how many moved."""
    moved = []
    for tool in models.Tool.objects.only("last_verified", "risk", "next_review").iterator():
        due = due_on(verified=tool.last_verified, risk=tool.risk)
        if tool.next_review != due:
            tool.next_review = due
            moved.append(tool)
    if moved:
        models.Tool.objects.bulk_update(moved, ["next_review"], batch_size=500)
        snapshot.touch()
    return len(moved)
