"""Which tools hold the words of a query, best match first?

Postings in memory: for each form of a word, the tools that hold it, as a bitmask per field. A search is an AND of
whole numbers and is already the facets' filter. Ranking is by tiers, not by scores: tools whose name is the query come
before tools with all words in the name, then in the labels, the summary, the text; inside a tier by name.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from hub.search import fold, forms, query_groups, within_one_slip, words

NAME, LABELS, SUMMARY, TEXT = range(4)
FIELDS = 4
RARE = 24  # up to so many tools a posting is kept as numbers, not as a mask
SHORTEST_SLIP = 4  # letters


@dataclass(frozen=True)
class Document:
    """The texts of one tool, by field and language code."""

    number: int
    texts: tuple[tuple[int, str, str], ...]  # (field, language code, text)


@dataclass(frozen=True)
class Found:
    mask: int
    tiers: tuple[int, ...]  # best first, disjoint, together the mask
    forms: frozenset[str]  # what matched, to mark in the results


NOTHING = Found(0, (), frozenset())


@dataclass
class Index:
    """The postings of one language: its own texts, and through `english` the English ones."""

    code: str
    english: "Index | None" = None
    postings: tuple[dict, ...] = field(default_factory=lambda: tuple({} for _ in range(FIELDS)))
    names: dict[str, int] = field(default_factory=dict)  # folded name -> mask; in the English index only
    vocabulary: list[str] = field(default_factory=list)  # sorted, for prefixes
    slips: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def search(self, q: str) -> Found:
        groups = query_groups(q, self.code)
        if not groups:
            return NOTHING
        typed = words(q)
        # The last word may be unfinished.
        groups[-1] = groups[-1] | self._completions(typed[-1])
        groups = [self._forgiven(group) for group in groups]
        reach = list(zip(*map(self._reach, groups), strict=True))
        everything = _all(reach[TEXT])
        any_name = _any(reach[NAME]) & everything
        exact = self.layers[-1].names.get(fold("".join(typed)), 0)
        ranked = (exact, _all(reach[NAME]), any_name & _all(reach[LABELS]), any_name, *map(_all, reach[LABELS:]))
        return Found(everything | exact, tuple(_disjoint(ranked)), frozenset().union(*groups))

    def _reach(self, group: frozenset[str]) -> list[int]:
        """The tools that hold any form of the group in a field or in one before it, by field."""
        found = 0
        reach = []
        for position in range(FIELDS):
            found |= _mask(self._held(group, position))
            reach.append(found)
        return reach

    def _held(self, group: frozenset[str], position: int) -> Iterator[int | tuple[int, ...]]:
        for index in self.layers:
            postings = index.postings[position]
            for form in group:
                if form in postings:
                    yield postings[form]

    @property
    def layers(self) -> tuple["Index", ...]:
        return (self, self.english) if self.english else (self,)

    def _completions(self, prefix: str) -> frozenset[str]:
        if len(prefix) < 2:
            return frozenset()
        start = bisect_left(self.vocabulary, prefix)
        end = bisect_left(self.vocabulary, prefix + "\uffff")
        return frozenset(self.vocabulary[start:end])

    def _forgiven(self, group: frozenset[str]) -> frozenset[str]:
        """The group itself where any form is known, else the known words one slip away from what was typed."""
        if any(form in postings for index in self.layers for postings in index.postings for form in group):
            return group
        typed = max(group, key=len)
        tried = [form for form in group if len(form) >= SHORTEST_SLIP]  # a stem forgives what its ending hides
        if typed not in self.slips:
            if len(self.slips) > 10_000:
                self.slips.clear()
            near = tuple(word for word in self.vocabulary if any(within_one_slip(form, word) for form in tried))
            self.slips[typed] = near
        return group | frozenset(self.slips[typed])


def build(code: str, documents: Iterable[Document], english: Index | None = None) -> Index:
    """The index over documents in one language; every other language stands on the English one."""
    index = Index(code, english)
    holders: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(FIELDS))
    labels = cache(_forms_of)  # they come again with every tool
    for document in documents:
        found: dict[int, set[str]] = defaultdict(set)
        for position, language, text in document.texts:
            found[position] |= (labels if position == LABELS else _forms_of)(text, language)
            if position == NAME:
                found[position] |= _joined(text)
                key = "".join(words(text))
                index.names[key] = index.names.get(key, 0) | 1 << document.number
        seen: set[str] = set()  # a search in a field asks those before it too
        for position in range(FIELDS):
            for form in found[position] - seen:
                holders[position][form].append(document.number)
            seen |= found[position]
    for position, held in enumerate(holders):
        index.postings[position].update((form, _packed(numbers)) for form, numbers in held.items())
    index.vocabulary = sorted(set().union(*(postings for layer in index.layers for postings in layer.postings)))
    return index


def _forms_of(text: str, code: str) -> frozenset[str]:
    return frozenset().union(*(forms(word, code) for word in set(words(text))))


def _joined(name: str) -> set[str]:
    """ "X-Ways" and "Project VIC" are also looked for as one word."""
    split = words(name)
    return {a + b for a, b in pairwise(split)} | {"".join(split)}


def _packed(numbers: list[int]) -> int | tuple[int, ...]:
    return tuple(numbers) if len(numbers) <= RARE else _bits(numbers)


def _mask(postings: Iterable[int | tuple[int, ...]]) -> int:
    """The tools in any of the postings."""
    found, rare = 0, []
    for posting in postings:
        if isinstance(posting, int):
            found |= posting
        else:
            rare += posting
    return found | _bits(rare) if rare else found


def _bits(numbers: list[int]) -> int:
    bits = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _all(masks: Iterable[int]) -> int:
    first, *rest = masks
    for mask in rest:
        first &= mask
    return first


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _disjoint(tiers: Iterable[int]) -> Iterable[int]:
    seen = 0
    for tier in tiers:
        if fresh := tier & ~seen:
            yield fresh
        seen |= tier
