"""What does the catalogue have for each step of an investigation, what is missing, and to whom are results handed on?

Two steps are joined where tools of both name the same data standard or system. Every number is the total of the list
that its link opens; whether something is a gap or a way on is decided by the tools that a unit can take into use.
"""

from dataclasses import dataclass
from itertools import islice

from catalogue import reading_order, related, sheet
from catalogue.query import Query
from catalogue.sheet import Choice
from catalogue.snapshot import Entry, Snapshot

# Of a step, without being asked:
CAPABILITIES = 6
HANDOVERS = 4
TOOLS = 3


@dataclass(frozen=True)
class Counted:
    """A word of the vocabulary, and the list of so many tools."""

    label: str
    address: str
    total: int


@dataclass(frozen=True)
class Target:
    """A later step in which tools take up what this one hands on."""

    number: int
    tools: Counted


@dataclass(frozen=True)
class Handover:
    """A data standard or system that tools of this step share with those of later ones."""

    system: Counted
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Step:
    number: int
    slug: str
    choice: Choice
    total: int
    capabilities: tuple[Counted, ...]  # most tools first
    missing_families: tuple[str, ...]
    missing_capabilities: tuple[str, ...]  # of the other families
    tools: tuple[Entry, ...]
    handovers: tuple[Handover, ...]  # most tools first
    last: bool

    @property
    def main_capabilities(self) -> tuple[Counted, ...]:
        return self.capabilities[:CAPABILITIES]

    @property
    def other_capabilities(self) -> tuple[Counted, ...]:
        return self.capabilities[CAPABILITIES:]

    @property
    def main_handovers(self) -> tuple[Handover, ...]:
        return self.handovers[:HANDOVERS]

    @property
    def other_handovers(self) -> tuple[Handover, ...]:
        return self.handovers[HANDOVERS:]


def steps(snapshot: Snapshot, code: str) -> tuple[Step, ...]:
    """Made once a language and snapshot: some thousand sets of tools are cut with one another."""
    return snapshot.kept(("workflow", code), lambda: _steps(snapshot, code))


def _steps(snapshot: Snapshot, code: str) -> tuple[Step, ...]:
    values = snapshot.values("stage", code)
    return tuple(_step(snapshot, values, number, code) for number in range(1, len(values) + 1))


def _step(snapshot: Snapshot, stages: tuple[str, ...], number: int, code: str) -> Step:
    stage = stages[number - 1]
    mask = snapshot.masks["stage"][stage]
    usable = mask & related.usable(snapshot)
    families = _missing(snapshot, "family", usable, code)
    capabilities = [
        slug for slug in _missing(snapshot, "capability", usable, code) if snapshot.families[slug] not in families
    ]
    return Step(
        number=number,
        slug=stage,
        choice=sheet.choice(snapshot, "stage", stage, code),
        total=mask.bit_count(),
        capabilities=_most_first(
            _counted(snapshot, stage, "capability", slug, code) for slug in snapshot.values("capability", code)
        ),
        missing_families=tuple(snapshot.label("family", slug, code) for slug in families),
        missing_capabilities=tuple(snapshot.label("capability", slug, code) for slug in capabilities),
        tools=tuple(snapshot.entries[other] for other in islice(reading_order.tools(snapshot, usable, code), TOOLS)),
        handovers=_handovers(snapshot, stages, number, code),
        last=number == len(stages),
    )


def _missing(snapshot: Snapshot, key: str, tools: int, code: str) -> list[str]:
    return [value for value in snapshot.values(key, code) if not snapshot.masks[key][value] & tools]


def _counted(snapshot: Snapshot, stage: str, key: str, value: str, code: str) -> Counted:
    total = (snapshot.masks["stage"][stage] & snapshot.masks[key][value]).bit_count()
    address = Query(chosen={"stage": (stage,), key: (value,)}).address()
    return Counted(snapshot.label(key, value, code), address, total)


def _most_first(counted) -> tuple[Counted, ...]:
    return tuple(sorted((one for one in counted if one.total), key=lambda one: -one.total))


# --- From step to step --------------------------------------------------------------------------------------------


def _handovers(snapshot: Snapshot, stages: tuple[str, ...], number: int, code: str) -> tuple[Handover, ...]:
    made = []
    for system in snapshot.values("works_with", code):
        targets = tuple(_targets(snapshot, stages, number, system, code))
        if targets:
            made.append(Handover(_counted(snapshot, stages[number - 1], "works_with", system, code), targets))
    return tuple(sorted(made, key=_reach, reverse=True))


def _targets(snapshot: Snapshot, stages: tuple[str, ...], number: int, system: str, code: str):
    """The later steps with another tool of the system: nobody hands on to the tool in hand."""
    among = related.usable(snapshot) & snapshot.masks["works_with"][system]
    here = among & snapshot.masks["stage"][stages[number - 1]]
    for later in range(number + 1, len(stages) + 1) if here else ():
        stage = stages[later - 1]
        there = among & snapshot.masks["stage"][stage]
        if there and (here | there).bit_count() > 1:
            tools = _counted(snapshot, stage, "works_with", system, code)
            yield Target(later, Counted(snapshot.label("stage", stage, code), tools.address, tools.total))


def _reach(handover: Handover) -> int:
    return handover.system.total * sum(target.tools.total for target in handover.targets)
