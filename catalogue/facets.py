"""By what can the catalogue be filtered, and how many tools has each choice?

A facet is a set of values; each value has a bitmask of the tools that carry it (bit n is the snapshot's tool n).
OR inside a facet and AND between facets are then `|` and `&` on whole numbers, and a count is `bit_count()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Facet:
    key: str  # in the address; never changes
    label: object  # lazy, for the reader
    listed: int = 1  # values with fewer tools than this are not listed (still filter when asked for)
    curated: bool = False  # in the curators' order, not sorted by name


FACETS = (
    Facet("stage", _("Step of the investigation"), curated=True),
    Facet("family", _("Kind of help"), curated=True),
    Facet("capability", _("Capability")),
    Facet("input", _("What it works on"), curated=True),
    Facet("free_for_police", _("Free for police"), curated=True),
    Facet("cost", _("Cost"), curated=True),
    Facet("licence", _("Licence"), curated=True),
    Facet("status", _("Status"), curated=True),
    Facet("deployment", _("Where it runs"), curated=True),
    Facet("works_with", _("Works with"), listed=2),
    Facet("language", _("Interface language"), listed=2),
    Facet("theme", _("Theme"), curated=True),
    Facet("provider_type", _("Kind of provider"), curated=True),
    Facet("country", _("Country of the provider"), listed=2),
    Facet("provider", _("Provider"), listed=3),
)
KEYS = tuple(facet.key for facet in FACETS)

Masks = Mapping[str, Mapping[str, int]]  # facet key -> value -> tools
Chosen = Mapping[str, tuple[str, ...]]  # facet key -> values


def chosen_mask(masks: Masks, key: str, values: tuple[str, ...]) -> int:
    """The tools that carry any of the values."""
    found = 0
    for value in values:
        found |= masks[key][value]
    return found


def matching(masks: Masks, chosen: Chosen, everything: int) -> int:
    """The tools that every facet with a choice lets through."""
    for key, values in chosen.items():
        everything &= chosen_mask(masks, key, values)
    return everything


def counts(masks: Masks, chosen: Chosen, everything: int) -> dict[str, dict[str, int]]:
    """For each value, the tools there would be if it were the only choice of its facet."""
    result = {}
    unfiltered = matching(masks, chosen, everything)
    for key, values in masks.items():
        base = unfiltered
        if key in chosen:
            base = matching(masks, {other: chosen[other] for other in chosen if other != key}, everything)
        result[key] = {value: (base & mask).bit_count() for value, mask in values.items()}
    return result
