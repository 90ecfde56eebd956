"""In which languages can an officer read what a tool is, and where is what the lists say of it from?

Of each tool and language in a few bits, read with the snapshot: what a reader needs is there and true to the English;
a person has checked it; and where the summary is from.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import BooleanField, Case, Q, Value, When

from catalogue import origins
from catalogue.models import Tool
from catalogue.origins import Standing
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.models import TextOrigin
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


@cache  # there are few kinds, and tools by the thousand
def _together(*said: Said) -> Mapping[str, Said]:
    return dict(zip(TRANSLATIONS, said, strict=True))


Notes = Mapping[tuple[str, str], tuple[str, str, bool]]  # field, language -> origin, fingerprint, sent back
NOTHING: Notes = {}


def told() -> dict[str, Notes]:
    """Tool -> where the texts are from on which the filter stands."""
    notes: dict[str, dict] = defaultdict(dict)
    rows = TextOrigin.objects.filter(model=origins.label(Tool), field__in=NEEDED)
    for slug, *place, origin, english, returned in rows.values_list(
        "key", "field", "language", "origin", "english", "returned"
    ):
        notes[slug][*place] = (origin, english, returned)
    return notes


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


def said(row: Mapping, notes: Notes) -> Mapping[str, Said]:
    """Of a row with the summaries, the English and `columns`: language -> how its texts are."""
    english = {name: fingerprint(text) for name in NEEDED if (text := row[f"{name}_{DEFAULT}"])}
    return _together(*(_said(row, notes, english, code) for code in TRANSLATIONS))


def _said(row: Mapping, notes: Notes, english: dict[str, str], code: str) -> Said:
    kinds = []
    for name, now in english.items():
        column = f"{name}_{language(code).column}"
        made, source, returned = notes.get((name, code), ("", now, False))
        there = bool(row[column] if name == SUMMARY else row[f"{column}_there"])
        kinds.append((name, made, there, source != now, returned))
    return _of(*kinds)


@cache
def _of(*kinds: tuple[str, str, bool, bool, bool]) -> Said:
    standings = {
        origins.standing_of(made, there=there, outdated=bool(made) and (stale or returned))
        for _name, made, there, stale, returned in kinds
    }
    summary = next(
        ((made, stale) for name, made, there, stale, _returned in kinds if name == SUMMARY and there), ("", False)
    )
    return Said(standings <= THERE, standings == {Standing.REVIEWED}, *summary)


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
