"""In which order do names stand in each language? One key made in Python, the same on every database.

Case, accents and punctuation count only between names that are alike without them. By language:

- Arabic: the letters with and without hamza as one, a first word by its letters without the article, as in the lists of
  the United Nations (الأردن among the names with alef).
- Chinese: by pinyin, then its tones; names in Latin letters first.
- Russian: ё as е. Spanish: ñ after n. French and all others: by the bare letters.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import ClassVar, TypeVar

from django.db.models import Func
from django.utils.translation import get_language
from pypinyin import Style, lazy_pinyin

from hub.languages import DEFAULT
from hub.search import IS_HAN, fold

Item = TypeVar("Item")
ENYE = "\ue001"  # outlives fold(), which takes the tilde off
LAST = "\uffff"
NO_LETTERS = re.compile(rf"[^\w{ENYE}]+")
ARTICLE = re.compile(r"\Aال(?=\w{2})")
OWN_LETTERS = ("التقاط", "التزام", "التماس", "التباس", "التحاق", "التقاء", "التهاب", "التفاف")  # no article in them


@lru_cache(maxsize=50_000)
def sort_key(text: str, code: str) -> tuple[str, ...]:
    """The text itself is the last part: what is alike in all else still has one order."""
    first, *others = RULES.get(code, _letters)(text)
    return first, *others, text


def ordered(items: Iterable[Item], *, by: Callable[[Item], str] = str, code: str = "") -> list[Item]:
    """In the order of a language, else of the one that is active."""
    code = code or get_language() or DEFAULT
    return sorted(items, key=lambda item: sort_key(by(item), code))


class ByCodePoint(Func):
    """To order by in the database: character by character, the same on each of them and in every language.

    For addresses, slugs and folded names of which there are too many to be sorted here for each page.
    """

    arity = 1
    template = "%(expressions)s COLLATE %(collation)s"
    collations: ClassVar = {"postgresql": '"C"', "sqlite": "BINARY"}

    def as_sql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, collation=self.collations[connection.vendor], **context)


def _letters(text: str) -> tuple[str, ...]:
    return (NO_LETTERS.sub(" ", fold(text)).strip(),)


def _arabic(text: str) -> tuple[str, ...]:
    return _letters(text if text.startswith(OWN_LETTERS) else ARTICLE.sub("", text))


def _chinese(text: str) -> tuple[str, ...]:
    if not IS_HAN.search(text):
        return "", *_letters(text)
    letters = " ".join(lazy_pinyin(text))
    tones = " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))
    return LAST if IS_HAN.match(text) else "", *_letters(letters), *_letters(tones)


def _spanish(text: str) -> tuple[str, ...]:
    kept = text.casefold().replace("n\u0303", "ñ").replace("ñ", f"n{ENYE}")
    return tuple(part.replace(ENYE, LAST) for part in _letters(kept))


RULES = {"ar": _arabic, "zh-hans": _chinese, "es": _spanish}
