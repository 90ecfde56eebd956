"""Which steps and inputs do a unit's tools not cover, and which tools of the catalogue could?

All on the snapshot's bitmasks: a set of tools is one whole number, so twenty thousand tools cost what two hundred do.
A candidate can be had (available or pilot) and no restriction that is published bars it in the unit's country. First
come those that are free for police, then those that close most gaps, then those that share a standard or system with
what the unit has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import islice
from operator import or_

from catalogue import origins, reading_order
from catalogue.choices import TO_BE_HAD
from catalogue.facets import chosen_mask
from catalogue.models import Restriction, Status
from catalogue.query import Query
from catalogue.sheet import Passage, passage
from catalogue.snapshot import YES, Entry, Snapshot
from hub.languages import DEFAULT

PARTS = ("stage", "input")
BARRING = (Restriction.Kind.NOT_LAWFUL.value, Restriction.Kind.NOT_OFFERED.value)
OFFERED = 5  # candidates named for one gap
NAMED = 12  # tools that are named as left out


class State(StrEnum):
    COVERED = "covered"
    DOUBT = "doubt"  # by nothing but tools that are discontinued, or not lawful or not offered here
    OPEN = "open"


@dataclass(frozen=True)
class Held:
    """A tool that the unit has."""

    entry: Entry
    discontinued: bool
    restriction: str  # in the unit's country; empty: none is published


@dataclass(frozen=True)
class Candidate:
    entry: Entry
    free: bool
    cost: str  # labels; empty: not published
    licence: str
    pilot: bool
    restriction: str
    closes: tuple[str, ...]  # labels of all gaps that it would close
    shares: tuple[str, ...]  # labels of systems that a tool of the unit works with too


@dataclass(frozen=True)
class Part:
    """A step of the investigation or a kind of input."""

    anchor: str  # on the page
    label: str
    definition: str
    state: State
    held: tuple[Held, ...]
    candidates: tuple[Candidate, ...]
    total: int  # of candidates
    address: str  # of the list with everything that can be had

    @property
    def is_gap(self) -> bool:
        return self.state != State.COVERED


@dataclass(frozen=True)
class Barred:
    """A tool that would close a gap, and is left out for a published restriction."""

    entry: Entry
    kind: str


@dataclass(frozen=True)
class Picture:
    held: tuple[Held, ...]
    gone: int  # ticked tools that are no longer in the catalogue
    steps: tuple[Part, ...]
    inputs: tuple[Part, ...]
    barred: tuple[Barred, ...]
    barred_more: int

    @property
    def gaps(self) -> tuple[Part, ...]:
        return tuple(part for part in (*self.steps, *self.inputs) if part.is_gap)

    @property
    def steps_covered(self) -> int:
        return sum(not part.is_gap for part in self.steps)

    @property
    def inputs_covered(self) -> int:
        return sum(not part.is_gap for part in self.inputs)


def picture(snapshot: Snapshot, ticked: Iterable[str], country: str, code: str) -> Picture:
    """What these tools cover and what they do not, for a country (empty: restrictions are not looked at)."""
    ticked = list(ticked)
    own = reading_order.named(snapshot, ticked, code)
    work = _Work(snapshot, own, country, code)
    steps, inputs = (tuple(work.part(key, value) for value in snapshot.values(key, code)) for key in PARTS)
    left_out = islice(reading_order.tools(snapshot, work.left_out, code), NAMED)
    return Picture(
        held=tuple(work.held(number) for number in own),
        gone=len(ticked) - len(own),
        steps=steps,
        inputs=inputs,
        barred=tuple(map(work.named, left_out)),
        barred_more=work.left_out.bit_count() - min(NAMED, work.left_out.bit_count()),
    )


def barring(snapshot: Snapshot) -> dict[str, int]:
    """Country -> the tools that are published as not lawful or not offered there."""
    return snapshot.kept(("barring",), lambda: _barring(snapshot))


def _barring(snapshot: Snapshot) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, entry in enumerate(snapshot.entries):
        for country, kind in entry.restrictions.items():
            if kind in BARRING:
                found[country] = found.get(country, 0) | 1 << number
    return found


def reasons(barred: Iterable[Barred], country: str, code: str) -> list[tuple[Barred, list[Passage]]]:
    """With what is published of each restriction."""
    barred = list(barred)
    texts: dict[int, list[Passage]] = {}
    rows = Restriction.objects.filter(country=country, kind__in=BARRING, tool__in=[one.entry.id for one in barred])
    told = origins.told_of(rows) if barred and code != DEFAULT else None
    for row in rows:
        texts.setdefault(row.tool_id, []).append(passage(row, "text", code, told))
    return [(one, texts.get(one.entry.id, [])) for one in barred]


class _Work:
    """The sets that the parts of one picture share."""

    def __init__(self, snapshot: Snapshot, own: list[int], country: str, code: str):
        self.snapshot, self.own, self.country, self.code = snapshot, own, country, code
        masks, mine = snapshot.masks, sum(1 << number for number in own)
        barred = barring(snapshot).get(country, 0)
        self.firm = mine & ~barred & ~masks["status"][Status.DISCONTINUED]
        offered = chosen_mask(masks, "status", TO_BE_HAD) & ~mine
        self.pool = offered & ~barred
        self.gaps = [(key, value, mask) for key in PARTS for value, mask in masks[key].items() if not mask & self.firm]
        wanted = [mask for _key, _value, mask in self.gaps]
        self.left_out = offered & barred & reduce(or_, wanted, 0)
        firm = [snapshot.entries[number] for number in own if self.firm >> number & 1]
        self.systems = {system for entry in firm for system in entry.terms["works_with"]}
        self.order = list(self._order(wanted))

    def _order(self, wanted: list[int]) -> Iterator[int]:
        """The pool in pieces, the best first."""
        free = self.snapshot.masks["free_for_police"][YES]
        related = chosen_mask(self.snapshot.masks, "works_with", tuple(self.systems))
        closing = at_least(wanted, self.pool)
        for choice in (free, ~free):
            for number in reversed(range(1, len(closing) - 1)):
                exactly = closing[number] & ~closing[number + 1] & choice
                yield exactly & related
                yield exactly & ~related

    def part(self, key: str, value: str) -> Part:
        snapshot, code, mask = self.snapshot, self.code, self.snapshot.masks[key][value]
        held = tuple(self.held(number) for number in self.own if mask >> number & 1)
        state = State.COVERED if mask & self.firm else State.DOUBT if held else State.OPEN
        found = [] if state == State.COVERED else list(self._first(mask, OFFERED))
        return Part(
            anchor=f"{key}-{value}",
            label=snapshot.label(key, value, code),
            definition=snapshot.meaning(key, value, code),
            state=state,
            held=held,
            candidates=tuple(self.candidate(number) for number in found),
            total=(mask & self.pool).bit_count() if found else 0,
            address=Query(chosen={key: (value,), "status": tuple(TO_BE_HAD)}).address(),
        )

    def _first(self, mask: int, most: int) -> Iterator[int]:
        for piece in self.order:
            for number in reading_order.tools(self.snapshot, piece & mask, self.code):
                if most < 1:
                    return
                most -= 1
                yield number

    def held(self, number: int) -> Held:
        entry = self.snapshot.entries[number]
        return Held(entry, entry.status == Status.DISCONTINUED, self.restriction(entry))

    def candidate(self, number: int) -> Candidate:
        entry, labels = self.snapshot.entries[number], self.snapshot.labels(self.code)
        return Candidate(
            entry=entry,
            free=bool(self.snapshot.masks["free_for_police"][YES] >> number & 1),
            cost=labels["cost"].get(entry.cost, ""),
            licence=labels["licence"].get(entry.licence, ""),
            pilot=entry.status == Status.PILOT,
            restriction=self.restriction(entry),
            closes=tuple(labels[key][value] for key, value, mask in self.gaps if mask >> number & 1),
            shares=tuple(labels["works_with"][value] for value in self._words(entry) if value in self.systems),
        )

    def _words(self, entry: Entry) -> list[str]:
        return reading_order.words(self.snapshot, entry, "works_with", self.code)

    def named(self, number: int) -> Barred:
        entry = self.snapshot.entries[number]
        return Barred(entry, self.restriction(entry))

    def restriction(self, entry: Entry) -> str:
        kind = entry.restrictions.get(self.country, "")
        return str(Restriction.Kind(kind).label) if kind else ""


def at_least(sets: Iterable[int], pool: int) -> list[int]:
    """At index n, those of the pool that are in at least n of the sets; one empty set ends the list."""
    found = [pool]
    for one in sets:
        found.append(0)
        for number in reversed(range(len(found) - 1)):
            found[number + 1] |= found[number] & one
    return [*found, 0]
