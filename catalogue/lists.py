"""What may an officer do with a saved list, and what has changed since?

Only sharing is written into the audit: what somebody keeps for themselves is nobody's business (use is counted per day,
never per person). Each verb locks the owner's account or the list first: of two at once, the second counts the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalogue import record
from catalogue.saved import SavedList, SavedTool, new_key
from catalogue.sheet import Passage
from catalogue.snapshot import Entry, Snapshot
from hub import audit
from hub.refusals import NotAllowed

MOST_LISTS = 50
MOST_TOOLS = 100


class TooManyLists(NotAllowed):
    pass


class TooManyTools(NotAllowed):
    pass


# --- The verbs ----------------------------------------------------------------------------------------------------


@transaction.atomic
def make(*, by, name: str, note: str = "", entries: Iterable[Entry] = ()) -> SavedList:
    get_user_model().objects.select_for_update().get(pk=by.pk)
    if SavedList.objects.of(by).count() >= MOST_LISTS:
        raise TooManyLists
    made = SavedList.objects.create(owner=by, name=name, note=note)
    add(saved_list=made, entries=entries)
    return made


def describe(*, saved_list: SavedList, name: str, note: str) -> None:
    SavedList.objects.filter(pk=saved_list.pk).update(name=name, note=note)


def remark(*, row: SavedTool, note: str) -> None:
    SavedTool.objects.filter(pk=row.pk).update(note=note)


@transaction.atomic
def add(*, saved_list: SavedList, entries: Iterable[Entry]) -> int:
    """At the end, each once; how many were new. All or none."""
    held = list(_locked(saved_list).rows.values_list("slug", "position"))
    slugs = {slug for slug, _position in held}
    fresh = [entry for entry in entries if entry.slug not in slugs]
    if len(held) + len(fresh) > MOST_TOOLS:
        raise TooManyTools
    first = max((position for _slug, position in held), default=-1) + 1
    SavedTool.objects.bulk_create(
        SavedTool(saved_list=saved_list, tool_id=entry.id, slug=entry.slug, name=entry.name, position=number)
        for number, entry in enumerate(fresh, first)
    )
    return len(fresh)


@transaction.atomic
def move(*, row: SavedTool, down: bool) -> None:
    """Changes places with its neighbour; the first stays first and the last stays last."""
    rows = list(_locked(row.saved_list).rows.all())
    here = rows.index(row) if row in rows else -1  # removed in another window
    there = here + 1 if down else here - 1
    if here >= 0 and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for number, other in enumerate(rows):
        other.position = number
    SavedTool.objects.bulk_update(rows, ["position"])


def mark_seen(*, saved_list: SavedList, until: datetime, slug: str = "") -> None:
    """The officer has seen what changed until then, of one tool or of all. What changed later stays news."""
    rows = saved_list.rows.filter(seen__lt=until)
    (rows.filter(slug=slug) if slug else rows).update(seen=until)


@transaction.atomic
def share(*, saved_list: SavedList, title: str, by) -> str:
    """The key of the link; another title for the same link where it is shared already."""
    row = _locked(saved_list)
    if row.share_key is None:
        row.share_key, row.shared_at = new_key(), timezone.now()
        audit.record("list shared", by=by, target=f"list {row.pk}")
    row.shared_title = title
    row.save(update_fields=["share_key", "shared_at", "shared_title"])
    return row.share_key


@transaction.atomic
def withdraw(*, saved_list: SavedList, by) -> None:
    """The link opens nothing any more, for nobody; a later one has another key."""
    row = _locked(saved_list)
    if row.share_key is not None:
        row.share_key, row.shared_at, row.shared_title = None, None, ""
        row.save(update_fields=["share_key", "shared_at", "shared_title"])
        audit.record("list no longer shared", by=by, target=f"list {row.pk}")


def copy(*, shared: SavedList, snapshot: Snapshot, by) -> SavedList:
    """A list of one's own with the same tools; what changes there later does not change it."""
    found = (entry_of(row, snapshot) for row in shared.rows.defer("note"))
    return make(by=by, name=shared.shared_title, entries=[entry for entry in found if entry is not None])


def _locked(saved_list: SavedList) -> SavedList:
    """Deleted a moment ago in another window, it is as absent as one that never was."""
    return get_object_or_404(SavedList.objects.select_for_update(), pk=saved_list.pk)


# --- What is shown ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A saved tool as the officer sees it today; `entry` is None when it is no longer in the catalogue."""

    row: SavedTool
    entry: Entry | None
    said: Passage | None

    @property
    def changed(self) -> bool:
        return self.entry is not None and self.entry.changed > self.row.seen


@dataclass(frozen=True)
class Overview:
    """A list among the others."""

    saved_list: SavedList
    total: int
    changed: int  # tools with news since they were saved or marked as seen


def entry_of(row, snapshot: Snapshot) -> Entry | None:
    """By slug, and of the same row: a new tool that takes the slug of a deleted one is another tool."""
    number = snapshot.numbers.get(row.slug)
    entry = snapshot.entries[number] if number is not None else None
    return entry if entry is not None and entry.id == row.tool_id else None


def lines(saved_list: SavedList, snapshot: Snapshot, code: str) -> list[Line]:
    found = [(row, entry_of(row, snapshot)) for row in saved_list.rows.all()]
    return [Line(row, entry, record.summary(entry, code) if entry else None) for row, entry in found]


def overviews(user, snapshot: Snapshot) -> list[Overview]:
    """The officer's lists, latest first."""
    rows = Prefetch("rows", SavedTool.objects.defer("note"))  # nothing is decrypted that is not shown
    found = SavedList.objects.of(user).prefetch_related(rows).order_by("-created", "pk")
    return [_overview(saved_list, snapshot) for saved_list in found]


def _overview(saved_list: SavedList, snapshot: Snapshot) -> Overview:
    held = [(row, entry_of(row, snapshot)) for row in saved_list.rows.all()]
    changed = sum(entry is not None and entry.changed > row.seen for row, entry in held)
    return Overview(saved_list, len(held), changed)


def choices(user, slugs: Iterable[str]) -> list[tuple[SavedList, bool]]:
    """The officer's lists, and whether each holds all of these tools already."""
    wanted = set(slugs)
    among = Count("rows", filter=Q(rows__slug__in=wanted))
    found = SavedList.objects.of(user).annotate(among=among).order_by("-created", "pk")
    return [(saved_list, saved_list.among == len(wanted)) for saved_list in found]
