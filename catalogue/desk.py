"""What waits for the curators today, where does the catalogue have gaps, and is the Hub used?

The start page of the admin. Each part is shown to those who may open what it leads to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from catalogue import models, reviewing, snapshot, translation_matrix, translation_queue
from catalogue.link_checks import LinkCheck
from catalogue.models import State
from catalogue.origins import Standing
from catalogue.query import Query
from catalogue.reports import Kind, Report
from hub import use

SHOWN = 5  # rows of each part; the link leads to all
DAYS = 14
LEVELS = (0, 1, 3, 6, 11)  # the least count of each shade of the map


@dataclass(frozen=True)
class Work:
    """One kind of work that waits."""

    label: str
    count: int
    address: str
    rows: tuple[tuple[str, str], ...] = ()  # the first of them: name, address


@dataclass(frozen=True)
class Cell:
    count: int
    level: int
    address: str


@dataclass(frozen=True)
class MapRow:
    label: str
    cells: tuple[Cell, ...]


# --- Work ---------------------------------------------------------------------------------------------------------


def work(user) -> list[Work]:
    """What this person may do something about; what waits longest comes first in each."""
    kinds: tuple[tuple[str, Callable[[], Work | list[Work]]], ...] = (
        ("catalogue.change_tool", _of_states),
        ("catalogue.change_tool", _overdue),
        ("catalogue.change_report", _reports),
        ("catalogue.change_linkcheck", _dead_links),
        ("catalogue.translate_tool", partial(_translations, user)),
    )
    found = [one for permission, made in kinds if user.has_perm(permission) for one in made()]
    return [one for one in found if one.count]


def _of_states() -> list[Work]:
    labels = {State.IN_REVIEW: gettext("Entries in review"), State.DRAFT: gettext("Drafts")}
    return [_in_state(state, label) for state, label in labels.items()]


def _in_state(state: State, label: str) -> Work:
    held = models.Tool.objects.filter(state=state).order_by("submitted_at", "added")
    return Work(label, held.count(), _list("tool", state__exact=state.value), _rows(held))


def _overdue() -> list[Work]:
    due = reviewing.queue()
    return [Work(gettext("Checks that are due"), due.count(), reverse("admin:catalogue_tool_reviews"), _rows(due))]


def _reports() -> list[Work]:
    """What officers suggest, correct and report, each with the oldest first."""
    labels = {
        Kind.SUGGESTION: gettext("Suggestions of tools"),
        Kind.CORRECTION: gettext("Corrections from officers"),
        Kind.LINK: gettext("Links that officers reported"),
    }
    return [_of_kind(kind, label) for kind, label in labels.items()]


def _of_kind(kind: Kind, label: str) -> Work:
    held = Report.objects.open().filter(kind=kind).select_related("tool").oldest_first()
    first = tuple((one.about, reverse("admin:catalogue_report_change", args=[one.pk])) for one in held[:SHOWN])
    return Work(label, held.count(), _list("report", kind__exact=kind.value), first)


def _dead_links() -> list[Work]:
    dead = LinkCheck.objects.dead().order_by("first_failed_at", "url")
    first = tuple((row.url, reverse("admin:catalogue_linkcheck_change", args=[row.pk])) for row in dead[:SHOWN])
    return [Work(gettext("Dead links"), dead.count(), _list("linkcheck", outcome__exact="dead"), first)]


def _rows(tools) -> tuple[tuple[str, str], ...]:
    first = tools.values_list("name", "pk")[:SHOWN]
    return tuple((name, reverse("admin:catalogue_tool_change", args=[pk])) for name, pk in first)


def _list(model: str, **filters) -> str:
    return f"{reverse(f'admin:catalogue_{model}_changelist')}?{urlencode(filters)}"


def _translations(user) -> list[Work]:
    """In the languages that this person translates into."""
    labels = {
        Standing.MISSING: gettext("Translations that are missing"),
        Standing.NEEDS_UPDATE: gettext("Translations that need an update"),
        Standing.IN_REVIEW: gettext("Translations that wait for approval"),
    }
    counted = translation_queue.waiting(user.translates_into)
    return [
        Work(label, counted[standing], translation_matrix.address(standing=standing.value))
        for standing, label in labels.items()
    ]


# --- Coverage -----------------------------------------------------------------------------------------------------


def coverage(code: str) -> tuple[list[str], list[tuple[str, list[MapRow]]]]:
    """The steps, and by family its capabilities with the number of tools for each step."""
    held = snapshot.current()
    steps = held.values("stage", code)
    families: dict[str, list[MapRow]] = {value: [] for value in held.values("family", code)}
    for capability in held.values("capability", code):
        cells = tuple(_cell(held, capability, step) for step in steps)
        families[held.families[capability]].append(MapRow(held.label("capability", capability, code), cells))
    labels = [held.label("stage", step, code) for step in steps]
    return labels, [(held.label("family", value, code), rows) for value, rows in families.items() if rows]


def _cell(held: snapshot.Snapshot, capability: str, step: str) -> Cell:
    count = (held.masks["capability"][capability] & held.masks["stage"][step]).bit_count()
    level = max(place for place, least in enumerate(LEVELS) if count >= least)
    found = Query(chosen={"stage": (step,), "capability": (capability,)})
    return Cell(count, level, reverse("catalogue:tool_list") + found.address())


def daily_use() -> tuple[list, int]:
    """The last days, and the most that any of them had."""
    days = use.of_days(DAYS)
    return days, max((count for _day, count in days if count), default=0)
