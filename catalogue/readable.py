"""In which languages can an officer read what a tool is, and where is what the lists say of it from?

Of each tool and language in a few bits, read with the snapshot: what a reader needs is there and true to the English;
a person has checked it; and where the summary is from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import BooleanField, Case, Q, Value, When

from catalogue import origins
from catalogue.models import Tool
from catalogue.origins import Standing, Told
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.texts import fingerprint

KEY = "texts"  # of the facet
SUMMARY, NEEDED = "summary", ("summary", "what_it_does")
CHECKED = "-reviewed"
VALUES = (DEFAULT, *(value for code in TRANSLATIONS for value in (code, code + CHECKED)))
THERE = {Standing.MACHINE, Standing.IN_REVIEW, Standing.REVIEWED}


@dataclass(frozen=True, slots=True)
class Said:
    """How far one tool's texts are in one language."""

    readable: bool = False
    checked: bool = False
    origin: str = ""  # of the summary: hub.models.Origin
    stale: bool = False


UNTOLD = Said()
_one = cache(Said)  # there are few kinds, and tools by the thousand


@cache
def _together(*said: Said) -> Mapping[str, Said]:
    return dict(zip(TRANSLATIONS, said, strict=True))


def told() -> Told:
    """Where the texts are from on which the filter stands."""
    return origins.told_in(Tool, NEEDED)


def columns() -> dict[str, Case]:
    """What a query of tools must answer for `said`, beside the summaries and the English."""
    return {
        f"{name}_{language(code).column}_there": _there(f"{name}_{language(code).column}")
        for name in NEEDED
        for code in TRANSLATIONS
        if name != SUMMARY
    }


def _there(column: str) -> Case:
    empty = Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
    return Case(When(empty, then=Value(False)), default=Value(True), output_field=BooleanField())


def said(row: Mapping, known: Told) -> Mapping[str, Said]:
    """Of a row with the summaries, the English and `columns`: language -> how its texts are."""
    english = {name: row[f"{name}_{DEFAULT}"] or "" for name in NEEDED}
    now = {name: fingerprint(text) for name, text in english.items()}
    return _together(*(_said(row, known, english, now, code) for code in TRANSLATIONS))


def _said(row: Mapping, known: Told, english: dict[str, str], now: dict[str, str], code: str) -> Said:
    column = language(code).column
    there = {
        name: row.get(f"{name}_{column}") or ("yes" if row.get(f"{name}_{column}_there") else "") for name in NEEDED
    }
    of = {name: known.at(Tool, row["slug"], name, code) for name in NEEDED}
    standings = {origins.standing(of[name], there[name], english[name], now=now[name]) for name in NEEDED} - {None}
    origin = of[SUMMARY] if there[SUMMARY] else None
    return _one(
        readable=standings <= THERE,
        checked=standings == {Standing.REVIEWED},
        origin=origin.origin if origin else "",
        stale=bool(origin) and origin.english != now[SUMMARY],
    )


def values(texts: Mapping[str, Said]) -> list[str]:
    """The facet's values that one tool has; English is always there."""
    found = [DEFAULT]
    for code, said in texts.items():
        found += [code] if said.readable else []
        found += [code + CHECKED] if said.checked else []
    return found


def own(value: str, code: str) -> bool:
    """Whether the filter offers a value to a reader of a language: it is theirs, and it tells tools apart."""
    return value.removesuffix(CHECKED) == code != DEFAULT
