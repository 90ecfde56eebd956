"""Which tools hold the words of a query, best match first?

Postings in memory: for each form of a word, the tools that hold it, as a bitmask per field. A search is an AND of
whole numbers and is already the facets' filter. Ranking is by tiers, not by scores: tools whose name is the query come
before tools with all words in the name, then in the labels, the summary, the text; inside a tier by name.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    """The postings of one language: its own texts and the English ones."""

    code: str
    postings: tuple[dict, ...] = field(default_factory=lambda: tuple({} for _ in range(FIELDS)))
    names: dict[str, int] = field(default_factory=dict)  # folded name -> mask
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
        reach = [[self._mask(group, upto) for group in groups] for upto in range(FIELDS)]
        everything = _all(reach[TEXT])
        any_name = _any(reach[NAME]) & everything
        exact = self.names.get(fold("".join(typed)), 0)
        ranked = (exact, _all(reach[NAME]), any_name & _all(reach[LABELS]), any_name, *map(_all, reach[LABELS:]))
        return Found(everything | exact, tuple(_disjoint(ranked)), frozenset().union(*groups))

    def _mask(self, group: Iterable[str], upto: int) -> int:
        found = 0
        for form in group:
            for postings in self.postings[: upto + 1]:
                found |= _as_mask(postings.get(form, 0))
        return found

    def _completions(self, prefix: str) -> frozenset[str]:
        if len(prefix) < 2:
            return frozenset()
        start = bisect_left(self.vocabulary, prefix)
        end = bisect_left(self.vocabulary, prefix + "\uffff")
        return frozenset(self.vocabulary[start:end])

    def _forgiven(self, group: frozenset[str]) -> frozenset[str]:
        """The group itself where any form is known, else the known words one slip away from what was typed."""
        if any(form in postings for postings in self.postings for form in group):
            return group
        typed = max(group, key=len)
        if typed not in self.slips:
            if len(self.slips) > 10_000:
                self.slips.clear()
            near = ()
            if len(typed) >= SHORTEST_SLIP:
                near = tuple(word for word in self.vocabulary if within_one_slip(typed, word))
            self.slips[typed] = near
        return group | frozenset(self.slips[typed])


def build(code: str, documents: Iterable[Document], names: Iterable[tuple[int, str]]) -> Index:
    """The index of one language over `documents`; `names` gives each tool's number and name."""
    holders: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(FIELDS))
    for document in documents:
        for position, form_set in _forms_by_field(document).items():
            for form in form_set:
                holders[position][form].append(document.number)
    index = Index(code)
    for position, held in enumerate(holders):
        index.postings[position].update((form, _packed(numbers)) for form, numbers in held.items())
    for number, name in names:
        key = "".join(words(name))
        index.names[key] = index.names.get(key, 0) | 1 << number
    index.vocabulary = sorted(set().union(*index.postings))
    return index


def _forms_by_field(document: Document) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for position, code, text in document.texts:
        split = words(text)
        for word in set(split):
            found[position] |= forms(word, code)
        if position == NAME:
            # "X-Ways" and "Project VIC" are also looked for as one word.
            found[position] |= {a + b for a, b in zip(split, split[1:], strict=False)} | {"".join(split)}
    return found


def _packed(numbers: list[int]) -> int | tuple[int, ...]:
    if len(numbers) <= RARE:
        return tuple(numbers)
    bits = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _as_mask(posting: int | tuple[int, ...]) -> int:
    if isinstance(posting, int):
        return posting
    found = 0
    for number in posting:
        found |= 1 << number
    return found


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
