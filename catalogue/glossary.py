"""What are the words of the trade called in six languages, and where does a text use them?

`catalogue/data/glossary.yaml` holds the concepts. A term is `verified` where it was read in the text that its source
names, and `proposed` until a specialist who speaks the language approves it: reviewers are told which.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from pathlib import Path

from catalogue import checks
from catalogue.checks import FileFault
from catalogue.yaml_files import load_yaml
from hub.languages import COMPLETE, TRANSLATIONS
from hub.search import HAN, forms, words

FILE = Path(__file__).parent / "data" / "glossary.yaml"
KEYS = {"slug", "english", "definition", "terms"}
VERIFIED, PROPOSED = "verified", "proposed"
ENOUGH = 0.6  # of a name's words: articles and particles change with the sentence
GRAMMAR = {  # what begins and ends a word in a sentence; folded, so teh marbuta is a heh
    "ar": (("ل", "ب", "و", "ف", "ك", "ولل", "ول", "وب"), ("ه", "ات", "ها", "اته")),
    "fr": ((), ("s", "x")),
    "es": ((), ("s",)),
    "ru": ((), ("ок", "ка", "ку", "ком", "ке", "ки", "ков", "ьми")),  # a vowel that comes and goes
}


@dataclass(frozen=True)
class Term:
    """What a concept is called in one language."""

    text: str
    status: str
    source: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.text, *self.also)

    @property
    def proposed(self) -> bool:
        return self.status == PROPOSED


@dataclass(frozen=True)
class Entry:
    """One concept."""

    slug: str
    english: str
    definition: str
    terms: dict[str, Term]  # by language
    also: tuple[str, ...] = ()
    everyday: bool = False  # the English name is an everyday word too

    @property
    def names(self) -> tuple[str, ...]:
        return (self.english, *self.also)

    def __hash__(self) -> int:
        return hash(self.slug)


@cache
def entries() -> tuple[Entry, ...]:
    return read(FILE)


@cache
def by_slug() -> dict[str, Entry]:
    return {entry.slug: entry for entry in entries()}


# --- The file -----------------------------------------------------------------------------------------------------


def read(path: Path) -> tuple[Entry, ...]:
    found = checks.items(path, "file", "YAML", load_yaml(path))
    made = tuple(_entry(path, f"entry {number}", given) for number, given in enumerate(found, 1))
    _each_once(path, [entry.slug for entry in made], "slug")
    _each_once(path, [name.casefold() for entry in made for name in entry.names], "name")
    return made


def _entry(path: Path, item: str, given) -> Entry:
    checks.keys(path, item, checks.mapping(path, "file", item, given), KEYS, optional={"also", "everyday"})
    checks.slug(path, item, given["slug"])
    item = given["slug"]
    checks.text(path, item, "english", given["english"], 120)
    checks.text(path, item, "definition", given["definition"], 400)
    if not isinstance(given.get("everyday", False), bool):
        raise FileFault(path, item, "everyday", "true or false")
    terms = checks.mapping(path, item, "terms", given["terms"])
    checks.keys(path, f"{item}: terms", terms, set(COMPLETE), optional=set(TRANSLATIONS))
    return Entry(
        slug=item,
        english=given["english"],
        definition=given["definition"],
        terms={code: _term(path, f"{item} {code}", term) for code, term in terms.items()},
        also=_also(path, item, given),
        everyday=given.get("everyday", False),
    )


def _term(path: Path, item: str, given) -> Term:
    checks.keys(path, item, checks.mapping(path, item, "term", given), {"text", "status", "source"}, optional={"also"})
    checks.text(path, item, "text", given["text"], 250)
    checks.text(path, item, "source", given["source"], 400)
    if not checks.is_in(given["status"], {VERIFIED, PROPOSED}):
        raise FileFault(path, item, "status", f"unknown: {given['status']}")
    return Term(given["text"], given["status"], given["source"], _also(path, item, given))


def _also(path: Path, item: str, given: dict) -> tuple[str, ...]:
    names = checks.items(path, item, "also", given.get("also"))
    for name in names:
        checks.text(path, item, "also", name, 250)
    return tuple(names)


def _each_once(path: Path, values: list[str], what: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise FileFault(path, value, what, "stands twice")


# --- In texts -----------------------------------------------------------------------------------------------------


def found_in(text: str) -> list[tuple[int, int, Entry]]:
    """Where an English text names a concept: start, end, concept. Of two that overlap the longer one counts."""
    return list(_found_in(text))


@lru_cache(maxsize=5000)  # one English text is compared with five translations
def _found_in(text: str) -> tuple[tuple[int, int, Entry], ...]:
    pattern, owners = _searched()
    return tuple((found.start(), found.end(), owners[found.lastindex - 1]) for found in pattern.finditer(text))


@cache
def _searched() -> tuple[re.Pattern, list[Entry]]:
    """One pattern with a group a name, the longest name first; and whose name each group is."""
    names = [(name, entry) for entry in entries() for name in (entry.also if entry.everyday else entry.names)]
    names.sort(key=lambda pair: -len(pair[0]))
    groups = "|".join(f"({_spelled(name)})" for name, _entry in names)
    return re.compile(rf"(?<![\w.-])(?:{groups})(?!\w)"), [entry for _name, entry in names]


def _spelled(name: str) -> str:
    """A name in its number and with or without hyphens; an abbreviation only in capitals."""
    if name.isupper():
        return rf"{re.escape(name)}s?"
    stem, ending = (name[:-1], "(?:y|ies)") if name.endswith("y") else (name, "(?:e?s)?")
    return rf"(?i:{'[- ]'.join(re.escape(part) for part in re.split('[- ]', stem))}{ending})"


def used_in(term: Term, text: str, code: str) -> bool:
    """Whether a text in that language uses one of the term's names, in whatever form grammar asks for."""
    if code == "zh-hans":
        bare = re.sub(rf"[^{HAN}\w]", "", text)
        return any(re.sub(rf"[^{HAN}\w]", "", name) in bare for name in term.names)
    held = _roots_of(text, code)
    return any(_is_there(name, held, code) for name in term.names)


def _is_there(name: str, held: frozenset[str], code: str) -> bool:
    wanted = [word for word in words(name) if len(word) > 2] or words(name)
    there = sum(not held.isdisjoint(_roots((word,), code)) for word in wanted)
    return there >= ceil(ENOUGH * len(wanted))


@lru_cache(maxsize=16)  # a text is asked for many terms, one after the other
def _roots_of(text: str, code: str) -> frozenset[str]:
    return _roots(tuple(words(text)), code)


def _roots(found: tuple[str, ...], code: str) -> frozenset[str]:
    return frozenset(root for word in found for root in _shapes(word, code))


def _shapes(word: str, code: str) -> Iterator[str]:
    """The word's stems, and those without what the stemmers keep: some plurals, an Arabic preposition."""
    starts, endings = GRAMMAR.get(code, ((), ()))
    yield from forms(word, code)
    for start in ("", *starts):
        for ending in ("", *endings):
            bare = word.removeprefix(start).removesuffix(ending)
            if word.startswith(start) and len(bare) > 2:
                yield from forms(bare, code)
