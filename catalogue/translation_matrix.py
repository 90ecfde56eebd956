"""How far is each part of the Hub in each language, in numbers, for the staff's start page?

What is translated here leads into the queue. Public pages and mails are files of the project and are shown alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext

from catalogue import translation_queue
from catalogue.origins import MADE, Standing
from catalogue.translation_queue import ORDER, WORDS
from hub import texts
from hub.languages import Language, language
from hub.models import Origin

QUEUE = "admin:catalogue_translations"


@dataclass(frozen=True)
class Count:
    word: str
    count: int
    address: str  # empty: there is no page for it


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[tuple[Count, ...], ...]  # one a language


@dataclass(frozen=True)
class Matrix:
    languages: tuple[Language, ...]
    rows: tuple[Row, ...]
    total: Row
    files: tuple[Row, ...]

    @property
    def width(self) -> int:
        """In columns."""
        return len(self.languages) + 1


def address(**filters) -> str:
    return f"{reverse(QUEUE)}?{urlencode(filters)}"


def matrix(codes: Iterable[str]) -> Matrix:
    """For who translates into these languages."""
    codes = tuple(codes)
    held = translation_queue.matrix()
    rows = tuple(
        Row(section.label, tuple(_counts(held.get((key, code), Counter()), code, section=key) for code in codes))
        for key, section in translation_queue.sections().items()
        if any((key, code) in held for code in codes)
    )
    total = tuple(_counts(_sum(held, code), code) for code in codes)
    return Matrix(tuple(language(code) for code in codes), rows, Row(pgettext("total", "All"), total), _files(codes))


def _sum(held: dict, code: str) -> Counter:
    return sum((counter for (_section, spoken), counter in held.items() if spoken == code), Counter())


def _counts(counter: Counter, code: str, **filters) -> tuple[Count, ...]:
    return tuple(
        Count(str(WORDS[standing]), counter[standing], address(language=code, standing=standing.value, **filters))
        for standing in ORDER
        if counter[standing]
    )


def _files(codes: tuple[str, ...]) -> tuple[Row, ...]:
    pages = [name for name in texts.names() if "/" not in name]
    mails = [name for name in texts.names() if name.startswith("mail/")]
    return tuple(
        Row(label, tuple(_of_files(names, code) for code in codes))
        for label, names in ((gettext("Public pages"), pages), (gettext("Mails"), mails))
    )


def _of_files(names: list[str], code: str) -> tuple[Count, ...]:
    counter = Counter(_standing_of_file(name, code) for name in names)
    return tuple(Count(str(WORDS[standing]), counter[standing], "") for standing in ORDER if counter[standing])


def _standing_of_file(name: str, code: str) -> Standing:
    page = texts.page(name, code)
    if page.language.code != code:
        return Standing.MISSING
    return Standing.NEEDS_UPDATE if page.stale else MADE[Origin(page.origin)]
