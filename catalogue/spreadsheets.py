"""How does a table leave the Hub as a file for a spreadsheet?

As CSV in UTF-8 with its mark, which old spreadsheets need to read any script. A cell that one would take for a formula
begins with an apostrophe (D8): a name or a sentence of a provider must not run on an officer's machine.
"""

import csv
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from hub import formulas
from hub.downloads import attachment
from hub.languages import Language


def safe(text: str) -> str:
    return f"'{text}" if formulas.begins_like_one(text) or text.startswith(("\t", "\r")) else text


def safe_in_csv(text: str) -> str:
    """Also where the reader's spreadsheet parts cells by another sign."""
    return formulas.INSIDE.sub(r"\1'", safe(text))


def unmarked_inside(text: str) -> str:
    """Without the apostrophes of `safe_in_csv`, but for the first."""
    return formulas.INSIDE_MADE_SAFE.sub(r"\1", text)


def is_made_safe(text: str) -> bool:
    """Whether the apostrophe in front may be one of ours."""
    return text.startswith("'") and safe(text[1:]) == text


def head(title: str, address: str, language: Language, notes: Iterable[str]) -> list[list[str]]:
    """What a reader must know who has only the file: what, when, from where, in which words."""
    day = date_format(timezone.now(), "DATE_FORMAT")
    return [
        [title],
        [gettext("Made on %(day)s (UTC)") % {"day": day}],
        [address],
        [language.name],
        *([note] for note in notes),
        [gettext("For law enforcement only.")],
        [gettext("Listing is not endorsement.")],
        [],
    ]


def answer(name: str, rows: Iterable[Iterable[str]]) -> HttpResponse:
    written = StringIO("\ufeff")
    written.seek(0, 2)
    csv.writer(written).writerows([safe_in_csv(cell) for cell in row] for row in rows)
    return attachment(written.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")
