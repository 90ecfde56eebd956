"""Which tools are like this one, and why?"""

from dataclasses import dataclass

from catalogue.snapshot import Snapshot

MOST = 5
# What two tools may share, and how much it says. A step alone says little.
WEIGHTS = {"capability": 4, "works_with": 2, "input": 1, "stage": 1}


@dataclass(frozen=True)
class Similar:
    slug: str
    name: str
    provider_name: str
    shared: tuple[str, ...]  # labels of the shared capabilities and systems, else of steps and inputs


def similar(snapshot: Snapshot, slug: str, code: str) -> list[Similar]:
    """The tools that share most with this one, at least one capability; discontinued ones are left out."""
    number = snapshot.numbers[slug]
    own = snapshot.entries[number].terms
    scores: dict[int, int] = {}
    for capability in own["capability"]:
        for other in _numbers(snapshot.masks["capability"][capability] & ~(1 << number)):
            scores.setdefault(other, 0)
    for other in scores:
        terms = snapshot.entries[other].terms
        scores[other] = sum(weight * len({*own[key]} & {*terms[key]}) for key, weight in WEIGHTS.items())
    usable = (n for n in scores if snapshot.entries[n].status != "discontinued")
    best = sorted(usable, key=lambda n: (-scores[n], n))[:MOST]
    return [_similar(snapshot, number, other, code) for other in best]


def _similar(snapshot: Snapshot, number: int, other: int, code: str) -> Similar:
    own, entry = snapshot.entries[number].terms, snapshot.entries[other]
    shared = tuple(
        snapshot.label(key, value, code)
        for key in ("capability", "works_with")
        for value in entry.terms[key]
        if value in own[key]
    )
    return Similar(entry.slug, entry.name, entry.provider_name, shared)


def _numbers(mask: int):
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
