"""Since when is the English of an entry as it is now? Told beside a translation that is older."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from catalogue.history import Change
from catalogue.sheet import Sheet
from hub.languages import DEFAULT

LOOKED_AT = 100  # steps back; who finds no change in them tells no date


def dated(sheet: Sheet) -> Sheet:
    """With the day on which the English of each outdated text changed; no query where none is outdated."""
    names = [name for name, said in sheet.sections.items() if said and said.stale]
    if not names:
        return sheet
    days = changed_at(sheet.row.pk, names)
    told = {name: replace(sheet.sections[name], since=days[name]) for name in names}
    return replace(sheet, sections=sheet.sections | told)


def changed_at(tool: int, names: Iterable[str]) -> dict[str, datetime | None]:
    """Field -> the step of the history that brought its present English; None where the history does not say."""
    names = list(names)
    texts = [f"document__texts__{name}__{DEFAULT}__text" for name in names]
    steps = Change.objects.filter(tool=tool).exclude(document=None).order_by("-at", "-id")
    rows = list(steps.values_list("at", *texts)[:LOOKED_AT])
    return {name: _began([(row[0], row[number]) for row in rows]) for number, name in enumerate(names, start=1)}


def _began(steps: list[tuple[datetime, str | None]]) -> datetime | None:
    """The first step of the last run of equal texts; unknown where there is nothing before it."""
    for (at, text), (_at, before) in pairwise(steps):
        if text != before:
            return at
    return None
