"""Which tools are like this one, and why? Which stand in the place of one that is discontinued?"""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue import reading_order
from catalogue.choices import OUT_OF_REACH
from catalogue.facets import numbers
from catalogue.models import Status, Tool
from catalogue.snapshot import Entry, Snapshot
from hub.bidi import listed

MOST = 5
MOST_INSTEAD = 3
MOST_NAMED = 4  # of one kind, in a sentence
# What two tools may share, in the order it is said, and how much it says. A step alone says little.
WEIGHTS = {"capability": 4, "stage": 1, "input": 1, "works_with": 2}
SENTENCES = {
    "capability": _("Shared capabilities: %(terms)s"),
    "stage": _("Shared steps: %(terms)s"),
    "input": _("Both work on: %(terms)s"),
    "works_with": _("Both work with: %(terms)s"),
}


@dataclass(frozen=True)
class Shared:
    """The terms of one facet that two tools have in common, in the order of the filters."""

    key: str  # of the facet
    slugs: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def sentence(self) -> SafeString:
        named, rest = self.labels[:MOST_NAMED], len(self.labels) - MOST_NAMED
        more = (ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest},) if rest > 0 else ()
        return mark_safe(escape(SENTENCES[self.key]) % {"terms": listed(named + more)})  # noqa: S308  (both are escaped)


@dataclass(frozen=True)
class Similar:
    slug: str
    name: str
    provider_name: str
    shared: tuple[Shared, ...]  # only the facets in which something is shared, capabilities first


def similar(snapshot: Snapshot, slug: str, code: str) -> list[Similar]:
    """The tools that share most with this one, at least one capability; discontinued ones are left out."""
    gone = snapshot.masks["status"][Status.DISCONTINUED]
    return _nearest(snapshot, slug, code, among=snapshot.everything & ~gone, most=MOST)


@dataclass(frozen=True)
class Succession:
    """What came in whose place."""

    discontinued: bool
    replacement: Entry | None
    instead: list[Similar]  # where it is discontinued
    replaces: list[Entry]


def succession(snapshot: Snapshot, slug: str, code: str) -> Succession:
    discontinued = snapshot.entries[snapshot.numbers[slug]].status == Status.DISCONTINUED
    other = replacement(snapshot, slug)
    others = instead(snapshot, slug, code) if discontinued else []
    return Succession(discontinued, other, others, replaces(snapshot, slug))


def instead(snapshot: Snapshot, slug: str, code: str) -> list[Similar]:
    """The nearest tools that can be taken into use; what replaced this one is told apart."""
    among = usable(snapshot)
    if other := replacement(snapshot, slug):
        among &= ~(1 << snapshot.numbers[other.slug])
    return _nearest(snapshot, slug, code, among=among, most=MOST_INSTEAD)


def usable(snapshot: Snapshot) -> int:
    """The tools of which nobody says that a unit cannot take them into use."""
    out = 0
    for status in OUT_OF_REACH:
        out |= snapshot.masks["status"][status]
    return snapshot.everything & ~out


def _nearest(snapshot: Snapshot, slug: str, code: str, *, among: int, most: int) -> list[Similar]:
    number = snapshot.numbers[slug]
    own = snapshot.entries[number].terms
    candidates = 0
    for capability in own["capability"]:
        candidates |= snapshot.masks["capability"][capability]
    scores = {
        other: sum(weight * len({*own[key]} & {*snapshot.entries[other].terms[key]}) for key, weight in WEIGHTS.items())
        for other in numbers(candidates & among & ~(1 << number))
    }
    best = sorted(scores, key=lambda other: (-scores[other], other))[:most]
    return [_similar(snapshot, number, other, code) for other in best]


def _similar(snapshot: Snapshot, number: int, other: int, code: str) -> Similar:
    own, entry = snapshot.entries[number].terms, snapshot.entries[other]
    shared = []
    for key in WEIGHTS:
        slugs = tuple(value for value in reading_order.words(snapshot, entry, key, code) if value in own[key])
        if slugs:
            shared.append(Shared(key, slugs, tuple(snapshot.label(key, value, code) for value in slugs)))
    return Similar(entry.slug, entry.name, entry.provider_name, tuple(shared))


# --- Replaced by, replaces ----------------------------------------------------------------------------------------


def replacement(snapshot: Snapshot, slug: str) -> Entry | None:
    """The end of the chain of replacements: the last published tool, before that the last that is not discontinued."""
    chain = _chain(snapshot, slug)
    going_on = [entry for entry in chain if entry.status != Status.DISCONTINUED]
    return (going_on or chain or [None])[-1]


def replaces(snapshot: Snapshot, slug: str) -> list[Entry]:
    """The published tools in whose place this one came, whatever stood between."""
    came = snapshot.kept(("came instead",), lambda: _came_instead(snapshot))
    return [snapshot.entries[snapshot.numbers[other]] for other in came.get(slug, ())]


def _came_instead(snapshot: Snapshot) -> dict[str, list[str]]:
    came: dict[str, list[str]] = {}
    for slug in sorted(_successors(snapshot).keys() & snapshot.numbers.keys(), key=snapshot.numbers.get):
        for entry in _chain(snapshot, slug):
            came.setdefault(entry.slug, []).append(slug)
    return came


def _chain(snapshot: Snapshot, slug: str) -> list[Entry]:
    """What replaced it, what replaced that, and so on: the published ones. A circle ends where it closes."""
    successors, seen, chain = _successors(snapshot), {slug}, []
    while (slug := successors.get(slug)) and slug not in seen:
        seen.add(slug)
        if slug in snapshot.numbers:
            chain.append(snapshot.entries[snapshot.numbers[slug]])
    return chain


def _successors(snapshot: Snapshot) -> dict[str, str]:
    """Unpublished tools too: a chain may lead through one that has left the catalogue."""
    replaced = Tool.objects.exclude(replaced_by=None).order_by()
    return snapshot.kept(("successors",), lambda: dict(replaced.values_list("slug", "replaced_by__slug")))
