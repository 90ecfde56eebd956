"""Is English left over in a translation?

A word that the language does not have, a word of the English that stands unchanged, or the whole text. Words that both
languages write alike are known (`data/same_words.yaml`), and what stands in quotation marks or in a name is kept.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from catalogue.translation_language import LATIN, SCRIPTS
from catalogue.translation_tokens import PLACEHOLDER, without_addresses
from catalogue.yaml_files import load_yaml

FILE = Path(__file__).parent / "data" / "same_words.yaml"
NEAR = 60  # characters beside a word
LONG = 40  # characters; shorter texts may be the same in two languages
LEFT_OVER = re.compile(r"\b(?:the|and|of|with|that|which|from|is|are|was|were|by|not|its|has|have|their|this|to)\b")
ALSO_FRENCH = frozenset({"by", "to"})  # in names of products
LATIN_WORD = re.compile(r"(?<![\w./@:'-])[a-z][a-z'-]{2,}(?![\w./@-])", re.ASCII)
LATIN_WORDS = frozenset(
    "hash hashes pip iphone ipad app macos ios ebay imessage e-mail email web deepfake deepfakes luring precision"
    " recall accuracy axe cookie cookies sentence-transformers"
    " de du des les van von der den of and for the in to on".split()
)
QUOTED = re.compile(r"[“«\"(][^”»\")]{1,40}[”»\")]")  # a word of the English for those who must know it
SHARED_WORD = re.compile(
    r"(?<![\w./@:'’&-])[a-z]{4,}(?![\w/@&-]|\.\w)"
)  # l’un, co-operation and e-mail are no whole words
CAPITAL_BEFORE, CAPITAL_AFTER = re.compile(r"(?<!\w)[A-Z]\w* $"), re.compile(r"^ [A-Z]\w*")
CAPITAL = re.compile(r"[A-Z][a-z]{2,}|[a-z]{3,}")


def is_same(english: str, text: str, code: str, name: str) -> bool:
    """A short text is only the English if it has a word in small letters, as no name has, that the language lacks."""
    if _plain(english) != _plain(text):
        return False
    words = [] if text.strip() == name else CAPITAL.findall(text)
    small = any(word.islower() for word in words)
    return len(english) > LONG or (small and any(not _both_have(word.lower(), code) for word in words))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def left_over(english: str, text: str, code: str, name: str) -> list[str]:
    bare, own = _without_kept(text), frozenset(name.lower().split())
    if SCRIPTS.get(code, LATIN) != LATIN:
        return [word for word in LATIN_WORD.findall(bare) if word not in LATIN_WORDS and word not in own]
    known = own | (ALSO_FRENCH if code == "fr" else frozenset())
    small = [word for word in LEFT_OVER.finditer(bare) if word[0] not in known and not _in_a_name(bare, word)]
    return [*(word[0] for word in small), *_unchanged(english, bare, code, own)]


def _without_kept(text: str) -> str:
    text = without_addresses(text)
    for kept in (PLACEHOLDER, QUOTED):
        text = kept.sub(" ", text)
    return text


def _unchanged(english: str, bare: str, code: str, own: frozenset[str]) -> Iterator[str]:
    """Words of the English that the language does not have."""
    if code not in _same_words():
        return
    given = frozenset(SHARED_WORD.findall(english))
    for word in SHARED_WORD.finditer(bare):
        alien = word[0] in given and word[0] not in own and not _both_have(word[0], code)
        if alien and not any(pair in english for pair in _beside_a_capital(bare, word)):
            yield word[0]


def _beside_a_capital(text: str, found: re.Match) -> Iterator[str]:
    """The word with the one before or after it that has a capital: a name, if the English has the two together."""
    before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
    yield from (f"{word}{found[0]}" for word in CAPITAL_BEFORE.findall(before))
    yield from (f"{found[0]}{word}" for word in CAPITAL_AFTER.findall(after))


def _in_a_name(text: str, found: re.Match) -> bool:
    """`of` in University of Malta: a capital within two words on either side, in a name that is kept."""
    before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
    return any(word.lstrip("«('\"")[:1].isupper() for word in (*before.split()[-2:], *after.split()[:2]))


# --- Words that two languages write alike -------------------------------------------------------------------------


@cache
def _same_words() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Language -> the words that it writes as English does, and the endings of such words."""
    return {
        code: (frozenset(one["words"].split()), tuple(one["endings"].split())) for code, one in load_yaml(FILE).items()
    }


def _both_have(word: str, code: str) -> bool:
    words, endings = _same_words().get(code, (frozenset(), ()))
    single = word.removesuffix("s")
    return word in words or single in words or word.endswith(endings) or single.endswith(endings)
