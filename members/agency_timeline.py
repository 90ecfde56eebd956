"""What do staff read on the page of an agency: who said what, who saw it where, and what happened when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import audit_words
from hub.models import AuditEvent
from hub.punctuation import colon, enumerated
from hub.sorting import ordered
from members import agency_registry
from members.agencies import Agency, Ended, FocalPoint, Retired
from members.agency_registry import Refused, check_may_confirm
from members.audit_words import AGENCIES
from members.models import User

SHOWN = 200  # events
STEPS = {1: _("by the first of two people"), 2: _("by the second of two people")}


@dataclass(frozen=True)
class Seen:
    """One confirmation. The source stays covered until both have looked for themselves."""

    who: str
    at: datetime
    source: str


@dataclass(frozen=True)
class Shown:
    """A domain, a channel or a size, in words."""

    entry: object
    kind: str  # part of the addresses of its pages
    label: str | Promise
    state: str
    proposed_by: str
    seen: tuple[Seen, ...]
    may_confirm: bool


@dataclass(frozen=True)
class Event:
    at: datetime
    label: str | Promise
    who: str
    about: str
    detail: str


def entries(agency: Agency, viewer: User) -> list[Shown]:
    """What is open first, then what was retired."""
    of_units = [rows.select_related("first_by", "second_by", "unit") for rows in (agency.channels, agency.sizes)]
    rows = [*agency.domains.select_related("first_by", "second_by"), *of_units[0], *of_units[1]]
    names = names_of(row.proposed_by for row in rows)
    rows.sort(key=lambda row: (row.retired_at is not None, row.proposed_at))
    return [_shown(row, names, viewer) for row in rows]


def _shown(row, names: dict[str, str], viewer: User) -> Shown:
    whole = row.second_by_id is not None
    seen = [(row.first_by, row.first_at, row.first_source), (row.second_by, row.second_at, row.second_source)]
    return Shown(
        entry=row,
        kind=row.KIND,
        label=label_of(row),
        state=state_of(row),
        proposed_by=names[row.proposed_by],
        seen=tuple(Seen(str(who), at, source if whole else "") for who, at, source in seen if who is not None),
        may_confirm=_may_confirm(row, viewer),
    )


def _may_confirm(row, viewer: User) -> bool:
    try:
        check_may_confirm(row, viewer)
    except Refused:
        return False
    return True


def label_of(row) -> str:
    return row.get_kind_display() if row.KIND == "channel" else capfirst(row._meta.verbose_name)


def state_of(row) -> str:
    if row.retired_at is not None:
        return gettext("retired: %(reason)s") % {"reason": row.get_retired_reason_display()}
    if row.is_confirmed:
        return gettext("confirmed by two people")
    return gettext("proposed; one of two has confirmed it") if row.first_by_id else gettext("proposed, no evidence yet")


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """The ids and words that audit and registry keep → what staff read. One query."""
    wanted = set(ids)
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in=filter(_is_id, wanted))}
    return {key: people.get(key) or str(audit_words.actor(key) or key) for key in wanted}


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def events(agency: Agency) -> list[Event]:
    """Newest first, in a fixed number of queries."""
    rows = AuditEvent.objects.filter(target=agency_registry.target(agency.pk)).order_by("-pk")[:SHOWN]
    rows = list(rows)
    names = names_of([row.by for row in rows] + [row.detail["user"] for row in rows if "user" in row.detail])
    things = _things(agency)
    return [
        Event(row.at, AGENCIES.get(row.event, row.event), names[row.by], _about(row, things, names), _detail(row))
        for row in rows
    ]


def _things(agency: Agency) -> dict[tuple[str, int], str]:
    units = {("unit", unit.pk): unit.name for unit in agency.units.all()}
    entries = [*agency.domains.all(), *agency.channels.all(), *agency.sizes.select_related("unit")]
    return units | {(entry.KIND, entry.pk): _in_one_line(entry) for entry in entries}


def _in_one_line(entry) -> str:
    return f"{entry.unit.name}{colon()}{entry.shown}" if entry.KIND == "size" else entry.shown


def _about(row: AuditEvent, things: dict, names: dict) -> str:
    if "user" in row.detail:
        return names[row.detail["user"]]
    number = row.detail.get("entry", row.detail.get("unit"))
    return things.get((row.event.partition(" ")[0], number), "")


def _detail(row: AuditEvent) -> str:
    if "step" in row.detail:
        return str(STEPS[row.detail["step"]])
    if "reason" in row.detail:
        reasons = dict(Retired.choices) | dict(Ended.choices)
        return str(reasons.get(row.detail["reason"], row.detail["reason"]))
    fields = [str(Agency._meta.get_field(name).verbose_name) for name in row.detail.get("fields", ()) if name != "size"]
    return enumerated(fields)


def focal_points(agency: Agency) -> list[FocalPoint]:
    """Acting and proposed ones of every unit."""
    rows = FocalPoint.objects.open().filter(unit__agency=agency).select_related("user", "unit")
    return ordered(rows.order_by("proposed_at"), by=lambda row: str(row.unit))
