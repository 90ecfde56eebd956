"""How does a text that is not in the page's language take its own language with it?

For words that pass through many hands (labels of the vocabulary): they stay text for files and for sorting, and a
template writes them in an element that names their language.
"""

import re
from collections.abc import Iterable, Mapping

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hub.languages import CODES, DEFAULT, Language, language

ENGLISH = re.compile(r"\b(?:and|by|for|from|led|of|the|with)\b")  # a name with such a word describes, in English


class Spoken(str):
    """`{{ text }}` writes the language too. Not for attributes."""

    __slots__ = ("language",)

    language: Language

    def __new__(cls, text: str, spoken: Language):
        made = super().__new__(cls, text)
        made.language = spoken
        return made

    def __getnewargs__(self):
        return str(self), self.language

    def __html__(self) -> SafeString:
        return format_html('<bdi lang="{}" dir="{}">{}</bdi>', self.language.code, self.language.dir, str(self))


def best(texts: Mapping[str, str], code: str, absent: str = "") -> str:
    """The text in that language, else the English one, which says so."""
    if code in texts:
        return texts[code]
    return Spoken(texts[DEFAULT], language(DEFAULT)) if texts.get(DEFAULT) else absent


def of_row(row, name: str) -> str:
    """A row's text in the active language, else the English one, which says so."""
    spoken = language(get_language())
    texts = {one.code: getattr(row, f"{name}_{one.column}") for one in (spoken, language(DEFAULT))}
    return best({code: text for code, text in texts.items() if text}, spoken.code)


def named(code: str) -> Spoken:
    """The name that a language has for itself."""
    return Spoken(language(code).name, language(code))


def english(text: str) -> Spoken:
    """What stands in English whatever the page is in: records, codes, the titles of sources."""
    return Spoken(text, language(DEFAULT))


def attribute(name: str) -> SafeString:
    """Says that a name is in English, on a page of another language. A proper name is in no language."""
    is_foreign = language(get_language()).code != DEFAULT and ENGLISH.search(name)
    return format_html(' lang="{}"', DEFAULT) if is_foreign else SafeString()


def choices(codes: Iterable[str] = CODES) -> list[tuple[str, Spoken]]:
    """Languages to choose from, each by its own name."""
    return [(code, named(code)) for code in codes]


class InItsLanguage:
    """Mixed into a model whose `__str__` is a text in the reader's language or another one: pages write which."""

    def __html__(self) -> SafeString:
        return conditional_escape(str(self))
