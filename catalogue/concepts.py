"""Which ideas do the words of a text or a query speak of, whatever their language?

A concept is one idea with the phrases that are written for it in six languages (`catalogue/data/concepts/`). A text
speaks of it where the words of a phrase stand side by side, in any inflection. What a query speaks of is asked by
`catalogue.recognising`. The files are read once a process.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, groupby, pairwise, takewhile
from math import log

from catalogue import concept_files, glossary
from catalogue.concept_files import Concept
from hub.languages import DEFAULT
from hub.search import CLITICS, IS_HAN, STOP_WORDS, stem, within_one_slip, words

SIGN = "="  # before a concept's slug among the forms of words: no word holds it
END = None
UNKNOWN = ""
MOST_KEYS = 200_000  # words remembered in one language
MOST_SLIPS = 10_000
SHORTEST_SLIP = 4  # letters
SHORTEST_ROOT = 5  # letters
ALIKE = 0.75  # of the longer of two words
SHORTEST_BARE = 3  # letters of a word with "and" or "for" before it
TOGETHER = 3  # so many words of a query may be one word of a phrase, and the other way round


@cache
def concepts() -> dict[str, Concept]:
    return concept_files.read()


@cache
def lexicon(code: str) -> "Lexicon":
    """The phrases of a language, the glossary's names among them."""
    written = {phrase.casefold(): one.slug for one in concepts().values() for phrase in one.phrases.get(code, ())}
    for one in concepts().values():
        for name in _official(one, code):
            written.setdefault(name.casefold(), one.slug)
    return Lexicon(code, ((SIGN + slug, phrase) for phrase, slug in written.items()))


def _official(one: Concept, code: str) -> tuple[str, ...]:
    if not one.glossary:
        return ()
    entry = glossary.by_slug()[one.glossary]
    if code == DEFAULT:
        return entry.names
    return entry.terms[code].names if code in entry.terms else ()


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    form: str
    parts: tuple[str, ...]
    weight: float


def _is_one_word_beside_small_ones(phrase: list[str]) -> bool:
    """ "IT staff" or "de-identify": in texts small words are left out, and "staff" is not all of it."""
    return len(phrase) > 1 and sum(word not in STOP_WORDS for word in phrase) < 2


def apart(typed: Iterable[str]) -> list[str]:
    """Folded words with each Han character by itself, as phrases are compared."""
    return list(chain.from_iterable(word if IS_HAN.match(word) else (word,) for word in typed))


class Lexicon:
    """The phrases of one language."""

    def __init__(self, code: str, phrases: Iterable[tuple[str, str]]):
        self.code = code
        self.tree: dict = {}  # key -> key -> … -> END -> forms
        self.holding: dict[str, list[Phrase]] = {}  # part -> the phrases that hold it
        written = [(form, apart(words(phrase))) for form, phrase in phrases]
        self.by_character = any(IS_HAN.match(word) for _, phrase in written for word in phrase)
        self.sorted = sorted(set(chain.from_iterable(phrase for _, phrase in written)) - STOP_WORDS)  # its words
        self.keys = _Keys(code, _families((stem(word, code), form) for form, phrase in written for word in phrase))
        self._slips: dict[str, tuple[str, ...]] = {}
        spoken = [(form, phrase) for form, phrase in written if not _is_one_word_beside_small_ones(phrase)]
        for form, phrase in spoken:
            self._add(form, phrase)
        self._weigh(spoken)
        self.joined: dict[str, tuple[str, float]] = {}  # a phrase of few words written as one -> form, weight
        for form, phrase in written:
            if len(phrase) <= TOGETHER and not IS_HAN.match(phrase[0]) and not STOP_WORDS.issuperset(phrase):
                self.joined.setdefault("".join(phrase), (form, self.weight(phrase)))

    def _add(self, form: str, phrase: list[str]) -> None:
        node = self.tree
        for key in filter(None, map(self.keys.__getitem__, phrase)):
            node = node.setdefault(key, {})
        node.setdefault(END, []).append(form)

    def _weigh(self, written: list[tuple[str, list[str]]]) -> None:
        """Of each part of phrases its weight, the heavier the fewer concepts have it, and the phrases that hold it."""
        split = [(form, tuple(dict.fromkeys(self.parts(phrase)))) for form, phrase in written]
        forms: dict[str, set[str]] = defaultdict(set)
        for form, parts in split:
            for part in parts:
                forms[part].add(form)
        self.weights = {part: log(1 + len(written) / len(found)) for part, found in forms.items()}
        self.distinct = frozenset(part for part, found in forms.items() if len(found) == 1)
        for form, parts in split:
            phrase = Phrase(form, parts, sum(self.weights[part] for part in parts))
            for part in parts:
                self.holding.setdefault(part, []).append(phrase)

    def parts(self, phrase: list[str]) -> list[str]:
        """What a phrase is made of, in any order: its words, and its pairs of Han characters."""
        pairs = [a + b for a, b in pairwise(phrase) if IS_HAN.match(a) and IS_HAN.match(b)]
        return pairs + [key for key in map(self.keys.__getitem__, phrase) if key and not (pairs and IS_HAN.match(key))]

    def weight(self, phrase: list[str]) -> float:
        return sum(self.weights.get(part, 0) for part in self.parts(phrase))

    def knows(self, word: str) -> bool:
        return self.keys[word] != UNKNOWN

    def near(self, word: str) -> tuple[str, ...]:
        """Its words one slip away."""
        if len(word) < SHORTEST_SLIP:
            return ()
        if (near := self._slips.get(word)) is None:
            if len(self._slips) > MOST_SLIPS:
                self._slips.clear()
            near = self._slips[word] = tuple(known for known in self.sorted if within_one_slip(word, known))
        return near

    def forms(self, typed: list[str]) -> set[str]:
        """The concepts that folded words of a text speak of, as forms."""
        tokens = apart(typed) if self.by_character else typed
        keys = [key for key in map(self.keys.__getitem__, tokens) if key is not None]
        return {form for _, _, form in self.spans(keys)}

    def spans(self, keys: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Where phrases stand: first place, place after the last, form."""
        last = len(keys)
        for start, root in enumerate(map(self.tree.get, keys)):
            node, end = root, start + 1
            while node is not None:
                for form in node.get(END, ()):
                    yield start, end, form
                if end == last:
                    break
                node, end = node.get(keys[end]), end + 1


class _Keys(dict):
    """Folded word -> what its inflections share; UNKNOWN where no phrase has the word, None for a stop word."""

    def __init__(self, code: str, families: dict[str, str]):
        super().__init__()
        self.code, self.families = code, families

    def __missing__(self, word: str) -> str | None:
        if len(self) > MOST_KEYS:
            self.clear()
        found = self[word] = None if word in STOP_WORDS else self._key(word)
        return found

    def _key(self, word: str) -> str:
        if key := self.families.get(stem(word, self.code)):
            return key
        if self.code == "ar" and word[0] in CLITICS and len(word) > SHORTEST_BARE:
            return self._key(word[1:])
        return UNKNOWN


def _families(spoken: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Stem -> the first of its family, such as "identif" of "identifi": they begin alike and speak of one concept."""
    forms: dict[str, set[str]] = defaultdict(set)
    for one, form in spoken:
        forms[one].add(form)
    first = {one: one for one in forms}
    for _, group in groupby(sorted(forms), key=lambda one: one[:SHORTEST_ROOT]):
        for one, other in combinations(group, 2):
            if first[other] == other and not forms[one].isdisjoint(forms[other]) and _alike(one, other):
                first[other] = first[one]
    return first


def _alike(one: str, other: str) -> bool:
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return shared >= SHORTEST_ROOT and shared >= ALIKE * max(len(one), len(other))
