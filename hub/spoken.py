"""How does a text that is not in the page's language take its own language with it?

For words that pass through many hands (labels of the vocabulary): they stay text for files and for sorting, and a
template writes them in an element that names their language.
"""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub.languages import DEFAULT, Language, language


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
