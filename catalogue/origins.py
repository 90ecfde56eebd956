"""Where is each translation of the catalogue from, and is it still true to its English?

A translation remembers who made it and the fingerprint of the English it was made from (`hub.models.TextOrigin`).
When the English changes, the fingerprints differ and the translation is outdated: staff and readers are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.languages import DEFAULT, Language, language
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint


@dataclass(frozen=True)
class Source:
    """Where one text in one language is from."""

    key: str  # the row's slug
    field: str
    language: str
    origin: str
    english: str  # fingerprint


@dataclass(frozen=True)
class Told:
    """All that is known of the catalogue's translations, read once."""

    rows: dict[tuple[str, str, str, str], TextOrigin]

    def of(self, row, name: str, code: str) -> TextOrigin | None:
        return self.at(type(row), getattr(row, "slug", ""), name, code)

    def at(self, model, slug: str, name: str, code: str) -> TextOrigin | None:
        return self.rows.get((label(model), slug, name, code))

    def in_language(self, code: str) -> list[TextOrigin]:
        return [origin for origin in self.rows.values() if origin.language == code]


def told() -> Told:
    rows = TextOrigin.objects.filter(model__startswith="catalogue.")
    return Told({(row.model, row.key, row.field, row.language): row for row in rows})


def told_of(model, slugs) -> Told:
    """What is known of some rows; `slugs` may be a query."""
    rows = TextOrigin.objects.filter(model=label(model), key__in=slugs)
    return Told({(row.model, row.key, row.field, row.language): row for row in rows})


def label(model) -> str:
    return model._meta.label_lower


def note(model, sources: Iterable[Source]) -> int:
    """Remembers sources that are new or were made anew; what a person wrote or reviewed since stays theirs."""
    held = {(row.key, row.field, row.language): row for row in TextOrigin.objects.filter(model=label(model))}
    added, restamped = [], []
    for source in sources:
        row = held.get((source.key, source.field, source.language))
        if row is None:
            added.append(TextOrigin(model=label(model), **vars(source)))
        elif row.origin == source.origin and row.english != source.english:
            row.english = source.english
            restamped.append(row)
    TextOrigin.objects.bulk_create(added)
    TextOrigin.objects.bulk_update(restamped, ["english"])
    return len(added) + len(restamped)


def written_by_hand(row, name: str, code: str) -> None:
    """Staff wrote (or emptied) a translation of the present English."""
    place = {"model": label(type(row)), "key": row.slug, "field": name, "language": code}
    if not getattr(row, f"{name}_{language(code).column}"):
        TextOrigin.objects.filter(**place).delete()
        return
    english = fingerprint(getattr(row, f"{name}_{DEFAULT}") or "")
    TextOrigin.objects.update_or_create(**place, defaults={"origin": Origin.HUMAN, "english": english})


def outdated(origin: TextOrigin, row) -> bool:
    """Whether the English changed since."""
    return origin.english != fingerprint(getattr(row, f"{origin.field}_{DEFAULT}") or "")


def marks(origin: TextOrigin | None, english: str) -> dict[str, bool | str]:
    """What a reader is told of a text: where it is from, and whether its English changed since."""
    if origin is None:
        return {}
    made, stale = origin.origin, origin.english != fingerprint(english or "")
    return {"origin": made, "machine": made == Origin.MACHINE, "stale": stale}


@dataclass(frozen=True)
class State:
    """How far one row's translation into one language is."""

    language: Language
    missing: bool
    machine: bool
    outdated: bool


def states(model, rows: Iterable, fields: tuple[str, ...], codes: Iterable[str]) -> dict[str, list[State]]:
    """Slug -> the state in each language, with one query for all rows."""
    by_slug = {row.slug: row for row in rows}
    by_place: dict[tuple[str, str], list[TextOrigin]] = {}
    for origin in TextOrigin.objects.filter(model=label(model), key__in=by_slug, language__in=codes):
        by_place.setdefault((origin.key, origin.language), []).append(origin)
    return {
        slug: [_state(row, fields, language(code), by_place.get((slug, code), [])) for code in codes]
        for slug, row in by_slug.items()
    }


def _state(row, fields: tuple[str, ...], spoken: Language, told: list[TextOrigin]) -> State:
    known = {origin.field for origin in told}
    wanted = [name for name in fields if getattr(row, f"{name}_{DEFAULT}")]
    return State(
        language=spoken,
        missing=any(name not in known for name in wanted),
        machine=any(origin.origin == Origin.MACHINE for origin in told),
        outdated=any(outdated(origin, row) for origin in told),
    )


def outdated_keys(model, told: Iterable[TextOrigin]) -> set[str]:
    """Slugs of rows with a translation whose English changed."""
    told = list(told)
    rows = {row.slug: row for row in model.objects.filter(slug__in={origin.key for origin in told})}
    return {origin.key for origin in told if origin.key in rows and outdated(origin, rows[origin.key])}
