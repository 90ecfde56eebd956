"""In which order does a reader see tools, and the words that a tool carries?

Tools are numbered by their names as English sorts them (`catalogue.snapshot`). For nearly every catalogue that is the
order of each language; where it is not, an order of its own is made once a language and snapshot.
"""

from collections.abc import Iterable, Iterator, Sequence

from catalogue.facets import numbers
from catalogue.snapshot import Entry, Snapshot
from hub.sorting import sort_key


def by_name(snapshot: Snapshot, code: str) -> tuple[int, ...]:
    """The numbers of all tools."""
    return snapshot.kept(("by name", code), lambda: _by_name(snapshot, code))


def is_as_numbered(snapshot: Snapshot, code: str) -> bool:
    return snapshot.kept(
        ("as numbered", code), lambda: list(by_name(snapshot, code)) == list(range(len(snapshot.entries)))
    )


def _by_name(snapshot: Snapshot, code: str) -> tuple[int, ...]:
    def key(number: int) -> tuple:
        return sort_key(snapshot.entries[number].name, code), number

    return tuple(sorted(range(len(snapshot.entries)), key=key))


def among(mask: int, order: Sequence[int]) -> list[int]:
    """The tools of a set, in that order of all."""
    bits = mask.to_bytes(len(order) // 8 + 1, "little")
    return [number for number in order if bits[number >> 3] >> (number & 7) & 1]


def tools(snapshot: Snapshot, mask: int, code: str) -> Iterator[int]:
    """The tools of a set, by their names."""
    return numbers(mask) if is_as_numbered(snapshot, code) else iter(among(mask, by_name(snapshot, code)))


def named(snapshot: Snapshot, slugs: Iterable[str], code: str) -> list[int]:
    """The tools of these slugs that are there, by their names."""
    held = {snapshot.numbers[slug] for slug in slugs if slug in snapshot.numbers}
    return sorted(held, key=lambda number: (sort_key(snapshot.entries[number].name, code), number))


def words(snapshot: Snapshot, entry: Entry, key: str, code: str) -> list[str]:
    """Those that a tool carries, in the order in which the filters have them."""
    place = snapshot.kept(("places", key, code), lambda: _places(snapshot, key, code))
    return sorted(entry.terms[key], key=place.__getitem__)


def _places(snapshot: Snapshot, key: str, code: str) -> dict[str, int]:
    return {value: place for place, value in enumerate(snapshot.values(key, code))}
