"""Does a query find the same tools in every language? The queries were written without sight of the concepts.

`across_languages.yaml` is frozen: no word is taken from it into `catalogue/data/concepts/`.
"""

from pathlib import Path
from statistics import mean

import yaml

from catalogue import results
from catalogue.query import Query
from hub.languages import DEFAULT, TRANSLATIONS

LIST = Path(__file__).with_name("across_languages.yaml")
FIRST = 10


def cases() -> list[dict]:
    return yaml.safe_load(LIST.read_text(encoding="utf-8"))


def first(held, q: str, code: str) -> set[str]:
    found = results.run(held, Query(q=q), code, size=FIRST, count=False)
    return {entry.slug for entry in found.entries}


def overlaps(held) -> dict[str, list[float]]:
    """By language, of each query the share of the first ten that are the first ten in English too.

    Of the longer list: tools that only one of them has count against it, and two empty lists share nothing.
    """
    found = {code: [] for code in TRANSLATIONS}
    for case in cases():
        english = first(held, case[DEFAULT], DEFAULT)
        for code in TRANSLATIONS:
            theirs = first(held, case[code], code)
            found[code].append(len(english & theirs) / max(len(english), len(theirs), 1))
    return found


def overlap(held) -> float:
    return mean(share for shares in overlaps(held).values() for share in shares)
