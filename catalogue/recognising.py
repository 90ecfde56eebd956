"""Which concepts does a query ask for, and with which of its words?

Its words come in any order and with others between them, and a query may hold only the most of a phrase: what it
holds is weighed, words of few concepts more than words of many. The heaviest phrases are taken first, those of the
reader's language before English ones, each word for one phrase. A word that neither language nor any text knows may be
of a third language, not yet typed to its end, or off by one letter.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from catalogue.concepts import SIGN, TOGETHER, Lexicon, Phrase, apart, concepts, lexicon
from catalogue.counterparts import english, everywhere, written
from hub.languages import CODES, DEFAULT
from hub.search import IS_HAN, STOP_WORDS, words

WORD = "~"  # before an English word that stands for a word of every language
WORD_BY_WORD = 0.9  # of the weight of what is said in a language's own phrase
ENOUGH = 0.5  # of a phrase's weight
SHORTEST_BEGINNING = 3  # letters
MOST_GUESSES = 12  # words; what begins like more of them is not yet anything

Held = dict[str, tuple[int, ...]]  # part of phrases -> its places in the query


@dataclass(frozen=True, slots=True)
class Spoken:
    form: str
    places: frozenset[int]  # of its words in the query
    weight: float

    @property
    def concept(self) -> str:
        """Its slug; empty for a word that is the same in all languages but no concept."""
        return self.form[1:] if self.form.startswith(SIGN) else ""

    def marks(self, code: str) -> frozenset[str]:
        """The forms that it is marked by in texts of a language."""
        return frozenset({self.form}) if self.concept else written(self.form[1:], code)


def recognise(
    typed: list[str], code: str, *, known: Callable[[str], bool], heard: Callable[[str], int]
) -> tuple[list[str], list[Spoken]]:
    """The words of a query of a reader of a language, and the concepts among them, in its order.

    `known`: whether any text has a word. `heard`: whether any tool speaks of a form; what none does is not meant. Its
    phrase gives way to the concept's English name, so that its words find the same tools for every reader.
    """
    own = [lexicon(code), lexicon(DEFAULT)] if code != DEFAULT else [lexicon(DEFAULT)]
    tokens = apart(typed)
    found = [spoken for one in own for spoken in _as_written(one, tokens)]
    if silent := [spoken for spoken in _chosen(found) if not heard(spoken.form)]:
        typed = _in_english(typed, silent)
        tokens = apart(typed)
        found = [spoken for one in own for spoken in _as_written(one, tokens)]
    said = {place for place, token in enumerate(tokens) if token not in STOP_WORDS}
    if not any(spoken.places >= said and heard(spoken.form) for spoken in found):
        found += _freely(tokens, code, own)
        found += _strangely(tokens, code, own, known)
    return typed, _chosen(spoken for spoken in found if heard(spoken.form))


def _chosen(found: Iterable[Spoken]) -> list[Spoken]:
    """The heaviest, each word in one of them; of equals the first found."""
    taken: set[int] = set()
    chosen = []
    for spoken in sorted(found, key=lambda one: -one.weight):
        if taken.isdisjoint(spoken.places):
            taken |= spoken.places
            chosen.append(spoken)
    return sorted(chosen, key=lambda one: min(one.places))


def _in_english(typed: list[str], silent: list[Spoken]) -> list[str]:
    """The words with the English names of these concepts in their places."""
    names = {min(spoken.places): words(concepts()[spoken.concept].phrases[DEFAULT][0]) for spoken in silent}
    taken = frozenset().union(*(spoken.places for spoken in silent))
    said: list[str] = []
    place = 0
    for word in typed:
        kept = ""
        for piece in apart([word]):
            if place in taken:
                said += [kept] if kept else []
                said += names.get(place, ())
                kept = ""
            else:
                kept += piece
            place += 1
        said += [kept] if kept else []
    return said


def _as_written(own: Lexicon, tokens: list[str]) -> Iterator[Spoken]:
    """Phrases side by side. First as they were typed: in any of its inflections another phrase may be."""
    yield from _joined(own, tokens)
    placed = [(place, key) for place, key in enumerate(map(own.keys.__getitem__, tokens)) if key is not None]
    for start, end, form in own.spans([key for _, key in placed]):
        places = [place for place, _ in placed[start:end]]
        yield Spoken(form, frozenset(places), own.weight(tokens[places[0] : places[-1] + 1]))


def _joined(own: Lexicon, tokens: list[str]) -> Iterator[Spoken]:
    """ "photo dna" for "photodna", "darkweb" for "dark web"."""
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + TOGETHER, len(tokens)) + 1):
            if phrase := own.joined.get("".join(tokens[start:end])):
                yield Spoken(phrase[0], frozenset(range(start, end)), phrase[1])


def _freely(tokens: list[str], code: str, own: list[Lexicon]) -> Iterator[Spoken]:
    """Phrases in any order or the most of them, also word by word in English, and the words of all languages."""
    for one in own:
        yield from _in_any_order(one, _held(one, tokens))
    counterparts, common = english(code), everywhere()
    held = _held(own[0], tokens)
    theirs = _held(own[-1], tokens)
    theirs |= {counterparts[part]: places for part, places in held.items() if part in counterparts}
    if code != DEFAULT:
        for spoken in _in_any_order(own[1], theirs):
            if len(spoken.places) > 1:
                yield replace(spoken, weight=spoken.weight * WORD_BY_WORD)
    for part, places in theirs.items():
        if part in common:
            yield Spoken(WORD + part, frozenset(places), 0)


def _held(own: Lexicon, tokens: list[str]) -> Held:
    """What phrases are made of: keys, and pairs of Han characters."""
    held: Held = {}
    for place, token in enumerate(tokens):
        if IS_HAN.match(token):
            if place + 1 < len(tokens) and (pair := token + tokens[place + 1]) in own.weights:
                held.setdefault(pair, (place, place + 1))
        elif key := own.keys[token]:
            held.setdefault(key, (place,))
    return held


def _in_any_order(own: Lexicon, held: Held) -> Iterator[Spoken]:
    """The phrases of which the query holds the most: two parts or more, or one that no other concept has."""
    for phrase in _holding(own, held):
        parts = [part for part in held if part in phrase.parts]
        weight = sum(own.weights[part] for part in parts)
        share = weight / phrase.weight
        if share >= ENOUGH and (len(parts) > 1 or parts[0] in own.distinct):
            yield Spoken(phrase.form, frozenset(chain.from_iterable(held[part] for part in parts)), weight * share)


def _holding(own: Lexicon, held: Held) -> Iterable[Phrase]:
    """The phrases that may do. One of two parts is not the commonest: what holds that one alone is not looked at."""
    rarest_first = sorted((part for part in held if part in own.holding), key=lambda part: len(own.holding[part]))
    alone = [part for part in rarest_first[-1:] if part in own.distinct]
    return dict.fromkeys(chain.from_iterable(own.holding[part] for part in rarest_first[:-1] + alone))


# --- Words that nobody knows --------------------------------------------------------------------------------------


def _strangely(tokens: list[str], code: str, own: list[Lexicon], known: Callable[[str], bool]) -> Iterator[Spoken]:
    """With words that are of a third language, off by a letter or not yet typed to their end."""
    strange = {n for n, token in enumerate(tokens) if not any(one.knows(token) for one in own) and not known(token)}
    if not strange:
        return
    others = (lexicon(other) for other in CODES if other not in {code, DEFAULT})
    found = [spoken for one in others for spoken in _all(one, tokens) if not strange.isdisjoint(spoken.places)]
    yield from found or (spoken for one in own for place in strange for spoken in _guessed(one, tokens, place))


def _all(own: Lexicon, tokens: list[str]) -> Iterator[Spoken]:
    yield from _as_written(own, tokens)
    yield from _in_any_order(own, _held(own, tokens))


def _guessed(own: Lexicon, tokens: list[str], place: int) -> Iterator[Spoken]:
    """With a strange word as what its writer may have meant; alone it must mean one concept only."""
    guesses = own.near(tokens[place]) or (_begun(own, tokens[place]) if place == len(tokens) - 1 else ())
    tried = ([*tokens[:place], guess, *tokens[place + 1 :]] for guess in guesses)
    found = [spoken for one in tried for spoken in _all(own, one) if place in spoken.places]
    alone = {spoken.form for spoken in found if len(spoken.places) == 1}
    yield from (spoken for spoken in found if len(spoken.places) > 1 or len(alone) == 1)


def _begun(own: Lexicon, token: str) -> Iterable[str]:
    if len(token) < SHORTEST_BEGINNING:
        return ()
    start = bisect_left(own.sorted, token)
    found = own.sorted[start : bisect_left(own.sorted, token + "\uffff", start)]
    return found if len(found) <= MOST_GUESSES else ()
