"""Does a query find the same tools in every language? The queries were written without sight of the concepts.

Both lists are frozen: no word is taken from them into `catalogue/data/concepts/`. The second was written when the mean
of the first had been read often.
"""

from pathlib import Path

import yaml

from catalogue import results
from catalogue.query import Query
from hub.languages import DEFAULT, TRANSLATIONS

LISTS = [Path(__file__).with_name(name) for name in ("across_languages.yaml", "across_languages_2.yaml")]
FIRST = 10


def cases() -> dict[str, list[dict]]:
    """By list."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in LISTS}


def first(held, q: str, code: str) -> set[str]:
    found = results.run(held, Query(q=q), code, size=FIRST, count=False)
    return {entry.slug for entry in found.entries}


def overlaps(held) -> dict[str, dict[str, list[float]]]:
    """By list and language, of each query the share of the first ten that are the first ten in English too.

    Of the longer list: tools that only one of them has count against it, and two empty lists share nothing.
    """
    return {
        name: {code: [_overlap(held, case, code) for case in asked] for code in TRANSLATIONS}
        for name, asked in cases().items()
    }


def _overlap(held, case: dict, code: str) -> float:
    english, theirs = first(held, case[DEFAULT], DEFAULT), first(held, case[code], code)
    return len(english & theirs) / max(len(english), len(theirs), 1)
