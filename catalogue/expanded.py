"""By which other words was a query searched, and where does a text hold what matched?"""

from collections.abc import Iterable

from catalogue.concepts import SIGN, concepts, lexicon
from catalogue.query import Query
from catalogue.results import Results
from catalogue.search import Index
from hub.languages import DEFAULT, language
from hub.search import asked, words
from hub.spoken import Spoken

TOLD = 3  # concepts
NAMES = 2  # of a concept in the reader's language, the most usual first


def told(slugs: Iterable[str], query: Query, code: str) -> list[str]:
    """The first names of the concepts that a query speaks of, but for what was typed: the reader's, then English."""
    typed = words(query.q)
    found: dict[str, None] = {}
    for slug in tuple(slugs)[:TOLD]:
        names = concepts()[slug].phrases
        found |= dict.fromkeys(_beside(typed, names.get(code, ())[: NAMES if code == DEFAULT else 1]))
        if code != DEFAULT:
            found |= {Spoken(name, language(DEFAULT)): None for name in _beside(typed, names[DEFAULT][:1])}
    return list(found)


def _beside(typed: list[str], names: Iterable[str]) -> list[str]:
    return [name for name in names if not set(words(name)).issubset(typed)]


def found_by(index: Index, results: Results, number: int) -> list[str]:
    """What of the query one of the tools has: concepts by their first names, then words as they were typed."""
    slugs = [slug for slug in results.concepts if index.holds(SIGN + slug, number)]
    typed = [word for word in words(results.query.q) if _holds(index, word, results.marked, number)]
    return [*(concepts()[slug].name(index.code) for slug in slugs), *typed][:TOLD]


def _holds(index: Index, word: str, marked: frozenset[str], number: int) -> bool:
    return any(index.holds(form, number) for group in asked(word, index.code) for form in group & marked)


def places(pieces: list[str], code: str, marked: frozenset[str]) -> set[int]:
    """Which pieces of a text in a language stand in phrases of the concepts among `marked`."""
    own = lexicon(code)
    placed = [(n, own.keys[word]) for n, piece in enumerate(pieces) for word in words(piece)]
    placed = [(n, key) for n, key in placed if key is not None]
    spans = own.spans([key for _, key in placed])
    return {n for start, end, form in spans if form in marked for n, _ in placed[start:end]}


def speaks(marked: frozenset[str]) -> bool:
    """Whether concepts are among what matched."""
    return any(form.startswith(SIGN) for form in marked)
