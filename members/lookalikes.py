"""Does a mail domain look like another one, so that a reader takes it for that?

It works on the names alone and asks nobody. Some names mislead by themselves (letters of two scripts, a government
ending where there is none); the others are held against a domain that our registry confirmed. Words that the police of
many countries share are no imitation across countries.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from confusable_homoglyphs import categories, confusables
from rapidfuzz.distance import DamerauLevenshtein

from members.domains import in_its_script, with_parents
from members.mail_domains import words

SHORT = 3  # letters: many names are that short and mean nothing
LONG = 5  # letters from which one slip is no accident of short words
LONGER = 8  # the same for two slips
CLOSED = {"gov", "mil", "int", "edu", "example", "test"}  # endings without a country that not anybody can have
TOGETHER = (  # scripts that people write side by side in one word
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "HANGUL"},
    {"LATIN", "HAN", "BOPOMOFO"},
)
LETTERS = dict(zip("0123456789iq", "olzeasbtbglg", strict=True))
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# Small letters that the table of the library gives a small capital for, or nothing.
CYRILLIC_AND_GREEK = dict(zip("вкмнптигуьзβγεζηικλμνστχω", "bkmhnturyb3byezniklmvotxw", strict=True))


class Kind(StrEnum):
    """The gravest first; of equals those that name the other domain."""

    GLYPHS = "glyphs"  # the same to the eye
    MOVED = "moved"  # a dot or a hyphen elsewhere
    CARRIED = "carried"  # the whole domain stands in front of another
    SLIP = "slip"  # one letter off
    OPEN_ENDING = "open_ending"  # the same name where anybody can register
    SCRIPTS = "scripts"  # one word mixes the letters of several scripts
    LATIN = "latin"  # a word of another script that reads as a Latin one
    PRETENDED = "pretended"  # a government ending in a name that anybody can register
    ENDING = "ending"  # the same name under another ending
    NEAR = "near"  # a few letters off
    WORDED = "worded"  # the name with a word added
    HINTED = "hinted"  # the mark of a government ending in the name itself
    FOREIGN = "foreign"  # letters beyond a-z under an ending in a-z


STOP = frozenset(list(Kind)[: list(Kind).index(Kind.ENDING)])  # the others are to look at


@dataclass(frozen=True)
class Name:
    """A domain, cut where it was registered."""

    labels: tuple[str, ...]  # as shown, in their own scripts
    own: int  # how many of them stand before the public ending
    owner: str  # the name that somebody registered: this one or one above it

    @cached_property
    def bones(self) -> tuple[str, ...]:
        """As the eye may take them. The last stays: .il and .li are two countries."""
        return (*map(skeleton, self.labels[:-1]), self.labels[-1])

    @cached_property
    def core(self) -> tuple[str, ...]:
        return self.bones[: self.own]

    @property
    def ending(self) -> tuple[str, ...]:
        return self.labels[self.own :]

    @property
    def last(self) -> str:
        return self.labels[-1]

    @property
    def has_country(self) -> bool:
        return len(self.last) == 2 or not self.last.isascii()

    @property
    def is_open(self) -> bool:
        """Anybody anywhere can register a name beside it."""
        return not self.has_country and self.last not in CLOSED

    @property
    def is_official(self) -> bool:
        """Only authorities can: gov.in, police.uk."""
        return not (words("government") | words("common_names")).isdisjoint(self.ending)

    @cached_property
    def parts(self) -> list[str]:
        return "-".join(map(skeleton, self.labels)).split("-")

    @cached_property
    def together(self) -> str:
        return "".join(self.parts)

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The first label that names the authority by a name of its own: europol of europol.europa.eu."""
        return tuple(label for label in self.core if len(label) > LONG and label not in _common())[:1]

    @cached_property
    def is_common(self) -> bool:
        return all(label in _common() or len(label) <= SHORT for label in self.core)


@cache
def _common() -> frozenset[str]:
    return frozenset(map(skeleton, words("common_names")))


@lru_cache(maxsize=50_000)
def name(domain: str) -> Name:
    registered = with_parents(domain)
    return Name(tuple(in_its_script(domain).split(".")), len(registered), registered[-1] if registered else "")


def skeleton(label: str) -> str:
    """Equal for labels that look alike."""
    text = "".join(map(_latin, label.lower()))
    for pair, one in PAIRS:
        text = text.replace(pair, one)
    return "".join(LETTERS.get(letter, letter) for letter in text)


def _latin(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0]
    if bare.isascii():
        return bare
    twins = (twin["c"].lower() for twin in confusables.confusables_data.get(bare, ()))
    return CYRILLIC_AND_GREEK.get(bare) or next(filter(str.isascii, twins), bare)


def squash(labels) -> str:
    return "".join(labels).replace("-", "")


# --- Names that mislead by themselves -----------------------------------------------------------------------------


def misleads(domain: str) -> Kind | None:
    this = name(domain)
    before = this.labels[:-1]
    if any(_mixes_scripts(label) for label in this.labels):
        return Kind.SCRIPTS
    if this.last.isascii() and any(_reads_as_latin(label) for label in before):
        return Kind.LATIN
    if _has_government_word(this):
        return Kind.PRETENDED if this.is_open else Kind.HINTED
    foreign = any(not label.isascii() or label.startswith("xn--") for label in before)
    return Kind.FOREIGN if foreign and this.last.isascii() else None


def _scripts(label: str) -> set[str]:
    return set(categories.unique_aliases(label)) - {"COMMON", "INHERITED"}


def _mixes_scripts(label: str) -> bool:
    scripts = _scripts(label)
    return len(scripts) > 1 and not any(scripts <= together for together in TOGETHER)


def _reads_as_latin(label: str) -> bool:
    return "LATIN" not in _scripts(label) and not label.isascii() and skeleton(label).isascii()


def _has_government_word(this: Name) -> bool:
    """`gov` as a word of the name; as part of a public ending such as gov.uk it is what it says."""
    own = "-".join(this.labels[: this.own]).split("-")
    return not words("government").isdisjoint(own)


# --- Names that borrow from another -------------------------------------------------------------------------------


def likeness(domain: str, known: str, *, same_country: bool = False) -> Kind | None:
    """How `domain` borrows the looks of `known`. `same_country`: who uses it says to serve where `known` belongs."""
    this, other = name(domain), name(known)
    if this.owner and this.owner == other.owner:
        return None
    found = {kind for shape in _shapes(domain) for kind, rule in RULES if rule(shape, other, same_country)}
    return next((kind for kind in Kind if kind in found), None)  # the gravest


@lru_cache(maxsize=1000)
def _shapes(domain: str) -> tuple[Name, ...]:
    """With and without what stands in front of the registered name."""
    return tuple(map(name, with_parents(domain) or [domain]))


def _glyphs(this: Name, other: Name, same_country: bool) -> bool:
    return this.bones == other.bones


def _moved(this: Name, other: Name, same_country: bool) -> bool:
    return this.last == other.last and this.together == other.together


def _carried(this: Name, other: Name, same_country: bool) -> bool:
    """As words in front of something else, or run together in one word."""
    size = len(other.parts)
    places = range(len(this.parts) - size)  # not the last place: there it would be the ending itself
    if any(this.parts[place : place + size] == other.parts for place in places):
        return True
    return len(other.together) > LONG and any(other.together in squash([label]) for label in this.core)


def _slip(this: Name, other: Name, same_country: bool) -> bool:
    """Not under an official ending: states of one country have such names side by side there."""
    letters, slips = _difference(this.bones[:-1], other.bones[:-1])
    return this.last == other.last and slips == 1 and letters >= LONG and not this.is_official


def _open_ending(this: Name, other: Name, same_country: bool) -> bool:
    return this.is_open and len(squash(this.core)) > SHORT and _same_name(this, other)


def _ending(this: Name, other: Name, same_country: bool) -> bool:
    return _same_name(this, other) and not _shared(this, other, same_country)


def _same_name(this: Name, other: Name) -> bool:
    """Up to the ending, with or without the dots in front of it; or the telling part of a longer name."""
    if not this.core or not other.core:
        return False
    together = squash(other.bones[:-1])
    run_together = len(together) > LONG and squash(this.bones[:-1]) == together
    elsewhere = this.ending != other.ending and (this.core == other.core or run_together)
    return elsewhere or this.core == other.telling


def _near(this: Name, other: Name, same_country: bool) -> bool:
    letters, slips = _difference(this.bones[:-1], other.bones[:-1])
    if this.last == other.last and (slips == 1 or (slips == 2 and letters >= LONGER)):
        return True
    letters, slips = _difference(this.core, other.core)
    return slips == 1 and letters >= LONG and not _shared(this, other, same_country)


def _difference(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[int, int]:
    """Letters and slips of the one label that differs; no slips where it is not exactly one."""
    if len(mine) != len(theirs):
        return 0, 0
    pairs = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 1:
        return 0, 0
    return min(map(len, pairs[0])), DamerauLevenshtein.distance(*pairs[0], score_cutoff=2)


def _worded(this: Name, other: Name, same_country: bool) -> bool:
    names = (*other.telling, *(other.core[-1:] if same_country else ()))
    mine = this.core[-1] if this.core else ""
    return any(
        len(word) > LONG and mine != word and (mine.startswith(word) or mine.endswith(word) or word in mine.split("-"))
        for word in names
    )


def _shared(this: Name, other: Name, same_country: bool) -> bool:
    """Both are common words, each in a country of its own: the police of two countries, not an imitation."""
    apart = this.has_country and other.has_country and this.last != other.last
    return apart and not same_country and (this.is_common or other.is_common)


RULES: tuple[tuple[Kind, Callable[[Name, Name, bool], bool]], ...] = (
    (Kind.GLYPHS, _glyphs),
    (Kind.MOVED, _moved),
    (Kind.CARRIED, _carried),
    (Kind.SLIP, _slip),
    (Kind.OPEN_ENDING, _open_ending),
    (Kind.ENDING, _ending),
    (Kind.NEAR, _near),
    (Kind.WORDED, _worded),
)
