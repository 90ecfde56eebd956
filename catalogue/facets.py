"""By what can the catalogue be filtered, and how many tools has each choice?

A facet is a set of values; each value has a bitmask of the tools that carry it (bit n is the snapshot's tool n).
OR inside a facet and AND between facets are then `|` and `&` on whole numbers, and a count is `bit_count()`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Facet:
    key: str  # in the address; never changes
    label: object  # lazy, for the reader
    # A long facet lists the values that most tools carry; the others still filter when asked for.
    listed: int = 0  # with at least so many tools
    most: int | None = None  # and at most so many values: the panel does not grow with the catalogue
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
    Facet("works_with", _("Works with"), listed=2, most=32),
    Facet("language", _("Interface language"), listed=2, most=12),
    Facet("theme", _("Theme"), curated=True),
    Facet("texts", _("Language of the texts"), curated=True),
    Facet("provider_type", _("Kind of provider"), curated=True),
    Facet("country", _("Country of the provider"), listed=2, most=20),
    Facet("provider", _("Provider"), listed=3, most=12),
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


def numbers(mask: int) -> Iterator[int]:
    """The tools of a mask, one by one."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def listed(masks: Masks) -> Masks:
    """The values that the panel offers."""
    offered = {}
    for facet in FACETS:
        values = masks[facet.key]
        long_enough = [value for value, mask in values.items() if mask.bit_count() >= facet.listed]
        held = set(sorted(long_enough, key=lambda value: -values[value].bit_count())[: facet.most])
        offered[facet.key] = {value: mask for value, mask in values.items() if value in held}
    return offered


def counts(masks: Masks, chosen: Chosen, everything: int, counted: Masks | None = None) -> dict[str, dict[str, int]]:
    """For each value, the tools there would be if it were the only choice of its facet.

    `counted` are the values wanted, where not all are; those chosen always are.
    """
    result = {}
    unfiltered = matching(masks, chosen, everything)
    for key, wanted in (masks if counted is None else counted).items():
        base, values = unfiltered, wanted
        if key in chosen:
            base = matching(masks, {other: chosen[other] for other in chosen if other != key}, everything)
            values = {**wanted, **{value: masks[key][value] for value in chosen[key]}}
        result[key] = {value: (base & mask).bit_count() for value, mask in values.items()}
    return result
