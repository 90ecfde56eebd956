"""Which English word does a word of another language stand for?

Nobody wrote it down: the phrases of the concepts tell it. Two words are counterparts where they stand in the phrases of
nearly the same concepts, and of more than one. So the words of a query that make no phrase together are still the same
words in every language.
"""

from collections import Counter, defaultdict
from functools import cache

from catalogue.concepts import Lexicon, lexicon
from hub.languages import CODES, DEFAULT, TRANSLATIONS

LEAST = 2  # concepts in which both stand
ALIKE = 0.5  # Dice's coefficient of their concepts


@cache
def english(code: str) -> dict[str, str]:
    """Part of phrases in a language -> its English counterpart; in English each is its own."""
    theirs = _concepts(lexicon(DEFAULT))
    if code == DEFAULT:
        return {part: part for part in theirs}
    standing = defaultdict(list)
    for part, forms in theirs.items():
        for form in forms:
            standing[form].append(part)
    found = {}
    for part, forms in _concepts(lexicon(code)).items():
        together = Counter(other for form in forms for other in standing[form])
        alike = [(2 * n / (len(forms) + len(theirs[other])), other) for other, n in together.items() if n >= LEAST]
        if alike and max(alike)[0] >= ALIKE:
            found[part] = max(alike)[1]
    return found


@cache
def everywhere() -> dict[str, dict[str, frozenset[str]]]:
    """English word that has a counterpart -> by language the words that stand for it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for code in TRANSLATIONS:
        for part, other in english(code).items():
            found[other][code].add(part)
    return {
        other: {code: frozenset(found[other].get(code, ())) for code in CODES if code != DEFAULT}
        | {DEFAULT: frozenset({other})}
        for other in found
    }


def written(word: str, code: str) -> frozenset[str]:
    """What stands for an English word in texts of a language and in English ones."""
    return everywhere()[word][code] | everywhere()[word][DEFAULT]


def _concepts(own: Lexicon) -> dict[str, set[str]]:
    """Part -> the concepts whose phrases hold it."""
    return {part: {phrase.form for phrase in phrases} for part, phrases in own.holding.items()}
