"""Which tools hold the words of a query, best match first?

Postings in memory: for each form of a word, the tools that hold it, as a bitmask per field. A search is an AND of
whole numbers and is already the facets' filter. Ranking is by tiers, not by scores: tools whose name is the query come
before tools with all words in the name, then in the labels, the summary, the text; inside a tier by name. Where no
tool has all the words, those with at least half of them are found, and the answer says so.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import accumulate, pairwise
from operator import and_, or_

from catalogue import concepts
from catalogue.concepts import SIGN
from catalogue.recognising import Spoken, recognise
from hub.search import IS_HAN, asked, forms, within_one_slip, words

NAME, LABELS, SUMMARY, TEXT = range(4)
FIELDS = 4
RARE = 24  # up to so many tools a posting is kept as numbers, not as a mask
SHORTEST_SLIP = 4  # letters
NOWHERE = ((),) * FIELDS
TOGETHER = (2, 3)  # so many words of a query may be one word of a text
SHORTEST_PART = 3  # letters of a word that is taken apart
CONCEPT_WEIGHS = 2  # words

Reach = list[int]  # the tools that hold something in a field or in one before it, by field


@dataclass(frozen=True)
class Document:
    """The texts of one tool in one language, by field."""

    number: int
    texts: tuple[tuple[int, str], ...]  # (field, text)
    names: tuple[str, ...] = ()  # of the tool and its provider


@dataclass(frozen=True)
class Found:
    mask: int
    tiers: tuple[int, ...]  # best first, disjoint, together the mask
    forms: frozenset[str]  # what matched, to mark in the results
    closest: bool = False  # no tool has all the words; these have the concepts, or at least half of them
    concepts: tuple[str, ...] = ()  # slugs of those that the words speak of


@dataclass(frozen=True)
class Asked:
    """What a query asks for: the reach of what must be there, and of what leads where it is there."""

    joined: str  # the query as one word
    must: list["Reach"]
    may: list["Reach"]
    forms: frozenset[str]
    concepts: tuple[str, ...]
    words: int  # that are no concept

    def closest(self) -> tuple[int, ...]:
        """Of the tools that do not have everything those with the most; a concept weighs more than a word."""
        concepts = self.must[: len(self.concepts)]
        again = concepts * (CONCEPT_WEIGHS - 1)
        return _closest(list(zip(*self.must, *again, strict=True)), self.words + len(concepts) + len(again))


NOTHING = Found(0, (), frozenset())


@dataclass
class Index:
    """The postings of one language: its own texts, and through `english` the English ones."""

    code: str
    english: "Index | None" = None
    meaning: Callable[[str], Reach] | None = None  # the reach of a concept's form, the same in every language
    postings: dict[str, tuple] = field(default_factory=dict)  # form -> its tools by field, packed
    names: dict[str, int] = field(default_factory=dict)  # folded name -> mask; in the English index only
    proper: set[str] = field(default_factory=set)  # words of names of tools and providers; in the English index only
    vocabulary: list[str] = field(default_factory=list)  # sorted, for prefixes
    slips: dict[str, frozenset[str]] = field(default_factory=dict)

    def search(self, q: str) -> Found:
        asked_for = self._asked(words(q))
        if not asked_for.must and not asked_for.may:
            return NOTHING
        exact = self.layers[-1].names.get(asked_for.joined, 0)
        called = self._called(asked_for.joined) | exact
        reach = list(zip(*asked_for.must, strict=True))
        everything = _all(reach[TEXT])
        if not everything | called:
            tiers = asked_for.closest()
            return Found(_any(tiers), tiers, asked_for.forms, bool(tiers), asked_for.concepts)
        any_name = _any(reach[NAME]) & everything
        ranked = (_all(reach[NAME]), any_name & _all(reach[LABELS]), any_name, *map(_all, reach[LABELS:]))
        leading = [masks[TEXT] for masks in asked_for.may]
        tiers = tuple(_disjoint((exact, called, *_finer(ranked, leading))))
        lacking = not (called or reduce(and_, leading, everything))
        return Found(everything | called, tiers, asked_for.forms, lacking, asked_for.concepts)

    def holds(self, form: str, number: int) -> bool:
        """Whether a tool has a word of this form, or speaks of the concept of it."""
        reach = self.meaning(form) if form.startswith(SIGN) else self._reach(frozenset({form}))
        return bool(reach[TEXT] >> number & 1)

    def _called(self, joined: str) -> int:
        """The tools that have the query, written as one word, in their name."""
        return _mask(self.layers[-1].postings.get(joined, NOWHERE)[NAME : NAME + 1])

    def _asked(self, typed: list[str]) -> "Asked":
        """What a query asks for. Beside a concept only names narrow: other words lead, as each language has its own."""
        spoken, rest = self._spoken(typed)
        concepts = [one for one in spoken if one.concept]
        meant = [word for run, unfinished in rest for word in self._meant(run, unfinished=unfinished)]
        groups = [group for word in meant for group in word]
        narrow, lead = groups, []
        if concepts:
            narrow, lead = ([group for group in groups if self._proper(group) is proper] for proper in (True, False))
        common = [self.meaning(one.form) for one in spoken if not one.concept]
        must = [*map(self.meaning, (one.form for one in concepts)), *map(self._reach, narrow)]
        return Asked(
            joined="".join(typed),
            must=must if concepts else [*common, *must],
            may=[*common, *map(self._reach, lead)] if concepts else [],
            forms=frozenset().union(*(one.marks(self.code) for one in spoken), *groups),
            concepts=tuple(dict.fromkeys(one.concept for one in concepts)),
            # A run of Han characters asks for every pair in it; every second is a word, those between are seams.
            words=sum((len(word) + 1) // 2 for word in meant) + len(spoken) - len(concepts),
        )

    def _proper(self, group: frozenset[str]) -> bool:
        """Whether it is of a tool's or a provider's name, which is the same in every language."""
        return not group.isdisjoint(self.layers[-1].proper)

    def _spoken(self, typed: list[str]) -> tuple[list[Spoken], list[tuple[list[str], bool]]]:
        """The concepts of the query, and its other words in runs; whether the last of a run may be unfinished."""
        if not self.meaning:
            return [], [(typed, True)]
        heard = cache(lambda form: self.meaning(form)[TEXT])
        typed, spoken = recognise(typed, self.code, known=self._known, heard=heard)
        if not spoken:
            return [], [(typed, True)]
        return spoken, _left(typed, {place for one in spoken for place in one.places})

    def _reach(self, group: frozenset[str]) -> Reach:
        """The tools that hold any form of the group in a field or in one before it, by field."""
        held = [index.postings[form] for index in self.layers for form in group if form in index.postings]
        return list(accumulate(map(_mask, zip(*held or [NOWHERE], strict=True)), or_))

    def _meant(self, typed: list[str], *, unfinished: bool) -> list[list[frozenset[str]]]:
        """The groups of each word, with what its writer may have meant: unfinished, together, apart or a slip."""
        meant = [asked(word, self.code) for word in typed]
        if unfinished and meant and meant[-1]:
            meant[-1][-1] |= self._completions(typed[-1])
        together = self._together(typed, meant, unfinished=unfinished)
        for place, word in enumerate(typed):
            if shapes := together.get(place):
                meant[place] = [meant[place][0] | shapes]
            elif len(meant[place]) == 1:
                meant[place] = self._forgiven(word, meant[place][0])
        return meant

    def _together(
        self, typed: list[str], meant: list[list[frozenset[str]]], *, unfinished: bool
    ) -> dict[int, frozenset[str]]:
        """By place, the known forms of neighbouring words written as one: "photo dna", and unfinished "cyber tip"."""
        found: dict[int, frozenset[str]] = {}
        for size in TOGETHER:
            for start in range(len(typed) - size + 1):
                run = meant[start : start + size]
                if [] in run:
                    continue  # a stop word
                last = unfinished and start + size == len(typed)
                shapes = self._one_word("".join(typed[start : start + size]), unfinished=last)
                # "image s" is not to be found by "image" alone, though that is the stem of "images".
                if shapes and (shapes := shapes.difference(*(groups[0] for groups in run))):
                    found |= {place: found.get(place, shapes) | shapes for place in range(start, start + size)}
        return found

    def _one_word(self, word: str, *, unfinished: bool) -> frozenset[str]:
        """The known forms of a word that was not typed as one."""
        groups = asked(word, self.code)
        shapes = frozenset(filter(self._known, groups[0])) if len(groups) == 1 else frozenset()
        return shapes | self._completions(word) if unfinished else shapes

    def _known(self, form: str) -> bool:
        return form in self.postings or (self.english is not None and form in self.english.postings)

    @property
    def layers(self) -> tuple["Index", ...]:
        return (self, self.english) if self.english else (self,)

    def _completions(self, prefix: str) -> frozenset[str]:
        if len(prefix) < 2:
            return frozenset()
        start = bisect_left(self.vocabulary, prefix)
        end = bisect_left(self.vocabulary, prefix + "\uffff")
        return frozenset(self.vocabulary[start:end])

    def _forgiven(self, word: str, group: frozenset[str]) -> list[frozenset[str]]:
        """The group itself where any form is known, else with the known words one slip away, else its two parts."""
        if any(map(self._known, group)):
            return [group]
        near = self._near(word, group)
        return [group | near] if near else self._apart(word) or [group]

    def _near(self, word: str, group: frozenset[str]) -> frozenset[str]:
        """The known words one slip away from a form of the word."""
        tried = [form for form in group if len(form) >= SHORTEST_SLIP]  # a stem forgives what its ending hides
        if not tried:
            return frozenset()
        if (near := self.slips.get(word)) is None:
            if len(self.slips) > 10_000:
                self.slips.clear()
            near = frozenset(known for known in self.vocabulary if any(within_one_slip(form, known) for form in tried))
            self.slips[word] = near
        return near

    def _apart(self, word: str) -> list[frozenset[str]]:
        """What the first two known words ask for that together are the word: "darkweb"."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = word[:cut], word[cut:]
            if all(map(self._known, parts)):
                return [group for part in parts for group in asked(part, self.code)]
        return []


def build(
    code: str,
    documents: Iterable[Document],
    english: Index | None = None,
    meaning: Callable[[str], Reach] | None = None,
) -> Index:
    """The index over documents in one language; every other language stands on the English one.

    With `meaning` it knows of concepts too: of those that its documents speak of, and of those that are asked for.
    """
    index = Index(code, english, meaning)
    held = _holders(code, index, documents)
    for form in set().union(*held):
        index.postings[form] = tuple(_packed(holders.get(form, ())) for holders in held)
    known = set().union(*(layer.postings for layer in index.layers))
    index.vocabulary = sorted(form for form in known if not form.startswith(SIGN))
    return index


Holders = tuple[dict[str, list[int]], ...]  # by field: word or form -> the numbers of its tools


def _holders(code: str, index: Index, documents: Iterable[Document]) -> Holders:
    """The tools of each form by field. Words are gathered first: there are fewer of them than places they stand in."""
    written, held = _empty(), _empty()
    speaks = concepts.lexicon(code).forms if index.meaning else lambda _: ()
    labels = cache(lambda text: _said(text, speaks))  # they come again with every tool
    for document in documents:
        found: tuple[set[str], ...] = tuple(set() for _ in range(FIELDS))
        for position, text in document.texts:
            found[position].update(labels(text) if position == LABELS else _said(text, speaks))
            if position == NAME:
                found[position].update(_joined(text))
                key = "".join(words(text))
                index.names[key] = index.names.get(key, 0) | 1 << document.number
        index.proper.update(*map(words, document.names))
        seen: set[str] = set()  # a search in a field asks those before it too
        for position in range(FIELDS):
            for word in found[position] - seen:
                written[position][word].append(document.number)
            seen |= found[position]
    for position in range(FIELDS):
        for word, numbers in written[position].items():
            for form in [word] if word.startswith(SIGN) else forms(word, code):
                held[position][form] += numbers
    return held


def _empty() -> Holders:
    return tuple(defaultdict(list) for _ in range(FIELDS))


def _said(text: str, speaks: Callable[[list[str]], Iterable[str]]) -> set[str]:
    """The words of a text and the concepts that it speaks of."""
    written = words(text)
    return {*written, *speaks(written)}


def meaning(forms: dict[str, Iterable[str]], index: Callable[[str], Index], carriers: int) -> Reach:
    """The tools that hold a form of their language in its own texts, or are among `carriers` by a label, by field."""
    held = [index(code).postings.get(form, NOWHERE) for code, shapes in forms.items() for form in shapes]
    reach = list(accumulate(map(_mask, zip(*held, strict=True)), or_))
    return [reach[NAME], *(mask | carriers for mask in reach[LABELS:])]


def _left(typed: list[str], taken: set[int]) -> list[tuple[list[str], bool]]:
    """The words of a query whose places are not taken, in runs; a single Han character between others says nothing."""
    runs: list[tuple[list[str], bool]] = [([], False)]
    place = 0
    for word in typed:
        pieces = word if IS_HAN.match(word) else (word,)
        kept = "".join(" " if place + n in taken else piece for n, piece in enumerate(pieces))
        place += len(pieces)
        for n, part in enumerate(kept.split(" ")):
            if n:
                runs.append(([], False))
            if part and (len(part) > 1 or not IS_HAN.match(part)):
                runs[-1][0].append(part)
    if runs and place - 1 not in taken:
        runs[-1] = (runs[-1][0], True)
    return [run for run in runs if run[0]]


def _joined(name: str) -> set[str]:
    """ "X-Ways" and "Project VIC" are also looked for as one word."""
    split = words(name)
    return {a + b for a, b in pairwise(split)} | {"".join(split)}


def _packed(numbers: Collection[int]) -> int | tuple[int, ...]:
    return tuple(set(numbers)) if len(numbers) <= RARE else _bits(numbers)


def _mask(postings: Iterable[int | tuple[int, ...]]) -> int:
    """The tools in any of the postings."""
    found, rare = 0, []
    for posting in postings:
        if isinstance(posting, int):
            found |= posting
        else:
            rare += posting
    return found | _bits(rare) if rare else found


def _bits(numbers: Collection[int]) -> int:
    bits = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _all(masks: Iterable[int]) -> int:
    return reduce(and_, masks)


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _closest(reach: list[tuple[int, ...]], asked_for: int) -> tuple[int, ...]:
    """The tools with at least half of so many words: those with the most and the rarest first, then by field."""
    if asked_for < 2:
        return ()
    held = [mask for mask in reach[TEXT] if mask]
    enough = _levels(held, (asked_for + 1) // 2)[0]
    fields = [_any(masks) for masks in reach]
    return tuple(_disjoint(weighed & found for weighed in _weighed(held, enough) for found in fields))


def _finer(ranked: Iterable[int], leading: list[int]) -> Iterable[int]:
    """Within each rank the tools that are in most of the leading masks first."""
    levels = _levels(leading, len(leading))
    return (tier & level for tier in ranked for level in levels)


def _levels(masks: Iterable[int], most: int) -> list[int]:
    """The tools in at least so many of the masks, from the most down to none."""
    reached = [-1] + [0] * most  # by number: the tools in so many of the masks up to here
    for mask in masks:
        for number in range(most, 0, -1):
            reached[number] |= reached[number - 1] & mask
    return reached[::-1]


def _weighed(masks: list[int], tools: int) -> list[int]:
    """The tools by the weight of the masks that they are in, heaviest first.

    A mask weighs one, and one more for every time that it is eight times as rare as the commonest: a word that is only
    a little rarer leaves it to the fields which tool leads.
    """
    most = max((mask.bit_count() for mask in masks), default=0)
    ranks = {0: tools}
    for mask in masks:
        weight = ((most // mask.bit_count()).bit_length() + 2) // 3
        finer: dict[int, int] = defaultdict(int)
        for rank, held in ranks.items():
            finer[rank + weight] |= held & mask
            finer[rank] |= held & ~mask
        ranks = {rank: held for rank, held in finer.items() if held}
    return [ranks[rank] for rank in sorted(ranks, reverse=True)]


def _disjoint(tiers: Iterable[int]) -> Iterable[int]:
    seen = 0
    for tier in tiers:
        if fresh := tier & ~seen:
            yield fresh
        seen |= tier
