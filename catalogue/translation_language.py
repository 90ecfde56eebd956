"""In which language is a text?

Told from its letters, and from its small words beside those of the languages it is most easily taken for. Names do not
mislead: words with a capital are not counted, but for the first. A few words alone are left in peace. Quotations and
borrowed words ("apps", « AI and the law ») only give a doubt: a right text must never be refused for them.
"""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

from catalogue.yaml_files import load_yaml
from hub.languages import DEFAULT
from hub.search import opencc

FILE = Path(__file__).parent / "data" / "function_words.yaml"
LATIN = "LATIN"
SCRIPTS = {  # as Unicode names their letters; a language that is not here may be in any
    "en": LATIN,
    "fr": LATIN,
    "es": LATIN,
    "ar": "ARABIC",
    "zh-hans": "CJK",
    "ru": "CYRILLIC",
}
FOREIGN = 0.2  # of the letters may be neither Latin nor the language's own
OWN = 0.12  # of the letters must be its own in a text that is longer than a list of names
LONGER = 60  # letters
ALIEN = {  # letters and runs of letters that a neighbour writes, and the language does not
    "ar": re.compile("[پچژگیکٹڈڑےںہھۀێەڵڕټډښړڼېۍ]"),
    "ru": re.compile("[іїєґўђјљњћџѓќѕ]|ъ(?![еёюя])|ията"),
    "fr": re.compile("[ãõßäöñìòáíóúåøşğıțșăčšžřěůąęłńśźżőű]|(?:ungen|ung|lich|keit|heit|zione|zioni)$"),
    "es": re.compile("[ãõßäöçêâôàèìòùëîûåøşğıțșăčšžřěůąęłńśźżőű]|lh|zion|(?:eaux?|ements?|tions?|eurs?|iques?)$"),
}
BORROWED = {  # that borrowed words have too
    "fr": re.compile("(?:[ai]d[ao]s|ness|ght|ly)$"),
    "es": re.compile("ss|tt|pp|zz|mm|(?:ness|ght|ly)$"),
}
QUOTED = re.compile('«[^«»]*»|“[^“”]*”|„[^„“]*“|"[^"]*"|「[^「」]*」|『[^『』]*』|《[^《》]*》|[（(][^（）()]*[)）]')
CAPITAL = re.compile(r"\b[A-Z][\w.+-]*", re.ASCII)  # of a name
FEW = 2  # words with one: fewer may be names, or borrowed
SHARES = {"ar": 0.25}  # of the words
SHARE = 0.1  # of those of another language
WORD = re.compile(r"[^\W\d_]+")
LOWER_LATIN = re.compile(r"(?<![\w.])[a-z]{3,}(?![\w.])", re.ASCII)
ENOUGH_WORDS = 5  # to tell a language by its small words
SENTENCES = re.compile(r"(?<=[.;!?؛؟])\s+|\n+")
LONG_SENTENCE = 8  # words; a sentence is looked at by itself, as a text may change its language


def is_another(text: str, code: str) -> bool:
    """Whether a text, without its addresses and the name of its entry, is in another language than that one."""
    return _is_in_another_script(text, code) or _is_another(QUOTED.sub(" ", text), code, (ALIEN,))


def may_be_another(text: str, code: str) -> bool:
    """The same, in doubt: by quotations, names and borrowed words too."""
    return _is_mostly_foreign(text, code) or _is_another(text, code, (ALIEN, BORROWED))


def _is_another(text: str, code: str, signs: tuple[dict[str, re.Pattern], ...]) -> bool:
    if _speaks_another(WORD.findall(text), code, signs):
        return True
    sentences = (WORD.findall(sentence) for sentence in SENTENCES.split(text))
    return any(_speaks_another(words, code, signs) for words in sentences if len(words) >= LONG_SENTENCE)


def _speaks_another(words: list[str], code: str, signs: tuple[dict[str, re.Pattern], ...]) -> bool:
    plain = [word.lower() for place, word in enumerate(words) if not place or not word[0].isupper()]
    return _foreign_letters(plain, code, signs) or (len(words) >= ENOUGH_WORDS and _foreign_words(plain, code))


def traditional(text: str) -> list[str]:
    """Chinese characters that only traditional writing has, but for those in quotation marks or brackets."""
    return [one for one in QUOTED.sub(" ", text) if one in _traditional()] if not text.isascii() else []


@cache
def _traditional() -> frozenset[str]:
    """From OpenCC's table; what simplified writing has too (乾 beside 干) is left out."""
    pairs = opencc("TSCharacters")
    simplified = {one for _old, new in pairs for one in new}
    return frozenset(old for old, _new in pairs if old not in simplified)


# --- Letters ------------------------------------------------------------------------------------------------------


def _is_in_another_script(text: str, code: str) -> bool:
    """Names in Latin letters are not counted, but a text has letters of its own, or no English words."""
    if (script := SCRIPTS.get(code)) in {None, LATIN}:
        return _is_mostly_foreign(text, code)
    scripts = {_script(letter) for letter in text if letter.isalpha()}
    if script in scripts:
        return _is_mostly_foreign(CAPITAL.sub(" ", QUOTED.sub(" ", text)), code)
    words = {word.lower() for word in WORD.findall(text)}
    return bool(scripts - {LATIN} or LOWER_LATIN.search(text) or len(words & _english()) >= FEW)


def _is_mostly_foreign(text: str, code: str) -> bool:
    if (script := SCRIPTS.get(code)) is None:
        return False
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    letters, own = counts.total(), counts[script]
    if letters - own - (counts[LATIN] if script != LATIN else 0) > FOREIGN * letters:
        return True
    return script != LATIN and letters > LONGER and own < OWN * letters


@lru_cache(maxsize=20_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _foreign_letters(words: list[str], code: str, signs: tuple[dict[str, re.Pattern], ...]) -> bool:
    patterns = [by_code[code] for by_code in signs if code in by_code]
    odd = sum(any(pattern.search(word) for pattern in patterns) for word in words)
    return odd >= FEW and odd > SHARES.get(code, SHARE) * len(words)


# --- Small words --------------------------------------------------------------------------------------------------


@cache
def _lists() -> dict[str, dict[str, frozenset[str]]]:
    """Language of the Hub -> the languages of its script, itself among them -> their small words."""
    scripts = load_yaml(FILE).values()
    made = [{code: frozenset(words.split()) for code, words in languages.items()} for languages in scripts]
    return {code: languages for languages in made for code in languages}


def _english() -> frozenset[str]:
    return _lists()[DEFAULT][DEFAULT]


def _foreign_words(words: list[str], code: str) -> bool:
    """Whether a text has far more words that another language has and its own has not than the other way round."""
    lists, counted = _lists().get(code, {}), Counter(words)
    return any(_outweighs(counted, others, lists[code]) for other, others in lists.items() if other != code)


def _outweighs(counted: Counter, others: frozenset[str], own: frozenset[str]) -> bool:
    foreign, kept = (sum(counted[word] for word in known) for known in (others - own, own - others))
    return foreign >= max(2, 2 * kept + 1)
