"""How does text become words that can be found, in six languages and on any database?

One analyser for what is stored and what is asked: fold() unifies letters, words() cuts, forms() gives each word the
shapes it is found under. Rules that are ours, not a library's: Arabic letters and article, Chinese characters one by
one and in pairs, traditional to simplified, French elision, Russian yo.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

import snowballstemmer

from hub.languages import DEFAULT, language

SILENT = (  # in a word, but not of its letters: accents, vowel signs, the stretching stroke, signs of direction
    r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
MARKS = re.compile(f"[{SILENT}]")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")  # folded
WRITTEN = rf"[{HAN}]|(?:[^\W{HAN}]|[{SILENT}])+"  # as texts have them: a vowel sign ends no word; Han one by one
POSSESSIVE = re.compile(r"['\u2019]s\b")
IS_HAN = re.compile(rf"[{HAN}]")
LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ئ": "ي",
        "ی": "ي",  # as a Persian keyboard writes yeh and kaf
        "ک": "ك",
        "ؤ": "و",
        "ة": "ه",
        "ё": "е",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        **{character: str(number) for number, character in enumerate("٠١٢٣٤٥٦٧٨٩")},
        **{character: str(number) for number, character in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    }
)
ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
CLITICS = frozenset("وفبكل")  # "and", "so", "with", "as" and "for" are written with the word that follows
STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it of on or that the this to with which"  # English
    " au aux ce ces dans de des du en et la le les l d qu un une pour par sur que qui est ou"  # French
    " el los las una unos y o u del al con para por que en es su sus lo"  # Spanish
    " и в во на с со к по из для от о об что как или не"  # Russian
    " في من علي الي عن او و مع هذا هذه التي الذي".split()  # Arabic, folded
)


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters to simplified (a character with several: the first)."""
    return {ord(old): new[0] for old, new in opencc("TSCharacters") if len(old) == 1}


@cache
def _words_of_taiwan() -> tuple[re.Pattern, dict[str, str]]:
    """Words that are others in Taiwan (網路 is 網絡 there), longest first, and what they are elsewhere."""
    table = {old: new[0] for old, new in opencc("TWPhrasesRev")}
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


def opencc(name: str) -> list[tuple[str, list[str]]]:
    """One of OpenCC's tables: what is written, and what may stand for it, the likeliest first."""
    text = resources.files("opencc").joinpath(f"dictionary/{name}.txt").read_text(encoding="utf-8")
    return [(old, new.split(" ")) for old, new in (line.split("\t") for line in text.splitlines() if "\t" in line)]


def fold(text: str) -> str:
    """The same letters for everybody: case, accents, Arabic forms, full width and traditional characters unified."""
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.replace("й", "\ue000")  # Russian short i is a letter, not an accent
    text = MARKS.sub("", unicodedata.normalize("NFD", text))
    # NFD takes the hamza off alef and yeh, which LETTERS would do anyway.
    text = unicodedata.normalize("NFC", text).replace("\ue000", "й").translate(LETTERS)
    return _in_simplified(text) if IS_HAN.search(text) else text


def _in_simplified(text: str) -> str:
    simplified = text.translate(_simplified())
    if simplified == text:
        return text
    pattern, elsewhere = _words_of_taiwan()
    return pattern.sub(lambda found: elsewhere[found[0]], text).translate(_simplified())


def words(text: str) -> list[str]:
    """The folded words in order; a run of Han characters counts as one here."""
    return WORD.findall(POSSESSIVE.sub("", fold(text)))


@cache
def _stemmer(name: str):
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=200_000)
def forms(word: str, code: str) -> frozenset[str]:
    """The shapes a folded word is stored under: itself, its stem in the language and, for Han, its parts."""
    if IS_HAN.match(word):
        return frozenset(word) | {word[i : i + 2] for i in range(len(word) - 1)}
    return frozenset({word, _bare(word, code), stem(word, code)})


@lru_cache(maxsize=200_000)
def stem(word: str, code: str) -> str:
    """What the inflections of a folded word share."""
    stemmer = language(code).stemmer
    if not stemmer or word.isdigit() or IS_HAN.match(word):
        return word
    return fold(_stemmer(stemmer).stemWord(_accented(_bare(word, code), code)))


def _accented(word: str, code: str) -> str:
    """The stemmer knows "identificación" and "identificaciones" as one word; folding took the accent."""
    return f"{word[:-2]}ón" if code == "es" and word.endswith(("acion", "ucion")) else word


def _bare(word: str, code: str) -> str:
    return _without_article(word) if code == "ar" and not word.isdigit() else word


def _without_article(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    return word


def asked(word: str, code: str) -> list[frozenset[str]]:
    """What a folded word of a query asks for: every group must be found, any form in a group will do.

    A word is tried as typed, by its stem in the reader's language and by its English stem: names and many
    descriptions are English. A run of Han characters must be found pair by pair. A stop word asks for nothing.
    """
    if IS_HAN.match(word):
        return [frozenset([word[i : i + 2]]) for i in range(len(word) - 1)] or [frozenset([word])]
    return [] if word in STOP_WORDS else [forms(word, code) | forms(word, DEFAULT)]


def within_one_slip(a: str, b: str) -> bool:
    """One letter missing, added, changed or swapped with its neighbour."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        swapped = a[i + 1 : i + 2] == b[i : i + 1] and a[i : i + 1] == b[i + 1 : i + 2] and a[i + 2 :] == b[i + 2 :]
        return a[i + 1 :] == b[i + 1 :] or swapped
    return a[i + 1 :] == b[i:] if len(a) > len(b) else a[i:] == b[i + 1 :]
