"""How far are the words of the vocabulary translated, all of them together?

Pages that show the words beside texts say so by their mark; what is told of each word is in `catalogue.record`.
"""

from dataclasses import dataclass

from catalogue import models, origins
from catalogue.snapshot import Snapshot
from hub.languages import language
from hub.models import Origin

LEAST_DONE = (Origin.MACHINE, Origin.HUMAN, Origin.REVIEWED)


@dataclass(frozen=True)
class WordsOrigin:
    """Where the vocabulary that a reader sees is from: the least that was done for one of its words; whether some is
    older than its English, and whether some is in English."""

    origin: str  # empty where nobody noted it
    stale: bool
    fallback: bool

    @property
    def machine(self) -> bool:
        return self.origin == Origin.MACHINE

    @property
    def waiting(self) -> bool:
        return self.origin == Origin.HUMAN


def of(snapshot: Snapshot, code: str) -> WordsOrigin:
    return snapshot.kept(("words", code), lambda: _words_origin(*told_of(snapshot), code))


def told_of(snapshot: Snapshot) -> tuple[dict, origins.Told]:
    """Every word's row by its table and slug, and where its translations are from."""
    return snapshot.kept(("vocabulary",), _told_of)


def _told_of() -> tuple[dict, origins.Told]:
    tables = [model.objects.all() for model in models.VOCABULARY]
    rows = {(origins.label(words.model), row.slug): row for words in tables for row in words}
    return rows, origins.told_of(*tables)


def _words_origin(rows: dict, told: origins.Told, code: str) -> WordsOrigin:
    shown = [(origin, rows.get((origin.model, origin.key))) for origin in told.in_language(code)]
    found = {origin.origin for origin, row in shown if row}
    return WordsOrigin(
        origin=next((made for made in LEAST_DONE if made in found), ""),
        stale=any(row and origins.outdated(origin, row) for origin, row in shown),
        fallback=any(not getattr(row, f"name_{language(code).column}") for row in rows.values()),
    )
