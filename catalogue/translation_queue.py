"""Which texts of the catalogue are there in English, and how far is each of their translations?

One table in memory, made anew when the catalogue moves: the queue, the matrix, the lists of the admin and the weekly
mail all count by it. Of each English text it keeps the first words, and of each translation whether it is there: the
texts themselves stay in the database. What waits is counted of what officers see or are about to see.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from catalogue import documents, models, origins, sheet, snapshot
from catalogue.models import STATEMENTS, VOCABULARY, State
from catalogue.origins import Standing
from hub.languages import DEFAULT, TRANSLATIONS
from hub.models import TextOrigin
from hub.sorting import sort_key
from hub.texts import fingerprint

FIRST_WORDS = 110  # characters of the English
COUNTED = (State.PUBLISHED, State.IN_REVIEW)  # `counted` says why
WORDS = {  # a standing, where there is room for one word
    Standing.MISSING: pgettext_lazy("a translation", "missing"),
    Standing.NEEDS_UPDATE: pgettext_lazy("a translation", "needs an update"),
    Standing.IN_REVIEW: pgettext_lazy("a translation", "in review"),
    Standing.MACHINE: pgettext_lazy("a translation", "machine"),
    Standing.REVIEWED: pgettext_lazy("a translation", "reviewed"),
}
ORDER = tuple(WORDS)  # what needs most work comes first
WAITING = (Standing.MISSING, Standing.NEEDS_UPDATE, Standing.IN_REVIEW)  # for a person; a machine's text can be read
UNREVIEWED = tuple(standing for standing in ORDER if standing != Standing.REVIEWED)


@dataclass(frozen=True)
class Section:
    """A part of the catalogue, as staff divide the work."""

    key: str  # in the address
    model: type
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        if self.model is models.Tool:
            return str(sheet.FIELD_NAMES[self.fields[0]])
        return capfirst(str(self.model._meta.verbose_name_plural))


@dataclass(frozen=True, slots=True)
class Place:
    """One English text, and how far each of its translations is."""

    section: str
    model: str  # `origins.label`
    key: str
    field: str
    owner: str  # of which tool or word, as staff know it
    slug: str  # of that tool or word
    english: str  # the first words
    counted: bool
    standings: tuple[Standing, ...]  # in the order of TRANSLATIONS

    @property
    def kind(self) -> str:
        return self.model.rpartition(".")[2]

    def standing(self, code: str) -> Standing:
        return self.standings[TRANSLATIONS.index(code)]


@dataclass(frozen=True)
class Chosen:
    """What somebody wants to see of the queue."""

    languages: tuple[str, ...]
    section: str = ""
    standings: tuple[Standing, ...] = ORDER
    owner: str = ""  # a part of a name, or a slug

    def holds(self, place: Place) -> bool:
        wanted = self.owner.casefold()
        named = not wanted or wanted == place.slug or wanted in place.owner.casefold()
        return named and self.section in {"", place.section}


Item = tuple[Place, str]  # a text and a language


@cache
def sections() -> dict[str, Section]:
    own = [Section(name.replace("_", "-"), models.Tool, (name,)) for name in sheet.TEXTS]
    rest = [*STATEMENTS, *VOCABULARY, models.Caution]
    whole = [Section(model._meta.model_name, model, documents.translated(model)) for model in rest]
    return {section.key: section for section in (*own, *whole)}


# --- The table ----------------------------------------------------------------------------------------------------


def places() -> tuple[Place, ...]:
    """In the order of the sections, then of the names."""
    return snapshot.current().kept(("translations",), lambda: tuple(read()))


def read() -> Iterator[Place]:
    """From the database: one query for the origins, and one for each kind of row."""
    told = _told()
    held: dict[type, list] = {}
    for section in sections().values():
        if section.model not in held:
            held[section.model] = _rows(section.model)
        yield from _places(section, held[section.model], told)


def _told() -> dict[tuple[str, str, str, str], tuple]:
    """Model, key, field and language -> origin, fingerprint of the English, whether it was sent back."""
    rows = TextOrigin.objects.filter(model__startswith="catalogue.").values_list(*origins.FIELDS)
    return {row[:4]: row[4:] for row in rows.iterator()}


def _rows(model) -> list[dict]:
    """The English texts, and of the others whether they are there."""
    names = documents.translated(model)
    there = {
        f"{name}_in_{code}": ExpressionWrapper(Q(**{f"{documents.column(name, code)}__gt": ""}), BooleanField())
        for name in names
        for code in TRANSLATIONS
    }
    own = ("pk", *(documents.column(name, DEFAULT) for name in names), *_named(model).values(), *there)
    rows = model.objects.rewrite(False).order_by().annotate(**there).values(*own)
    return sorted(rows, key=lambda row: (sort_key(str(row[_named(model)["owner"]]), DEFAULT), row["pk"]))


def counted(model):
    """The rows whose texts count as work, the same everywhere: a draft may still change, and nobody sees what was
    withdrawn. The words and the cautions are everybody's."""
    if model is models.Tool:
        return model.objects.filter(state__in=COUNTED)
    return model.objects.filter(tool__state__in=COUNTED) if model in STATEMENTS else model.objects.all()


def _named(model) -> dict[str, str]:
    """In which columns its name, its slug and its state are."""
    if model is models.Tool:
        return {"owner": "name", "slug": "slug", "state": "state"}
    if model in STATEMENTS:
        return {"owner": "tool__name", "slug": "tool__slug", "state": "tool__state"}
    return {"owner": "slug" if model is models.Caution else f"name_{DEFAULT}", "slug": "slug"}


def _places(section: Section, rows: Iterable[dict], told: dict) -> Iterator[Place]:
    label, named = origins.label(section.model), _named(section.model)
    for row in rows:
        key = row["slug"] if "slug" in row else str(row["pk"])
        for name in section.fields:
            english = row[documents.column(name, DEFAULT)]
            if not english:
                continue
            yield Place(
                section=section.key,
                model=label,
                key=key,
                field=name,
                owner=row[named["owner"]],
                slug=row[named["slug"]],
                english=english if len(english) <= FIRST_WORDS else f"{english[:FIRST_WORDS]}…",
                counted="state" not in named or row[named["state"]] in COUNTED,
                standings=tuple(_standings(row, (label, key, name), english, told)),
            )


def _standings(row: dict, place: tuple[str, str, str], english: str, told: dict) -> Iterator[Standing]:
    """`place` is model, key and field. The English has one fingerprint for all languages."""
    now = fingerprint(english)
    for code in TRANSLATIONS:
        made, made_from, returned = told.get((*place, code), ("", now, False))
        outdated = returned or made_from != now
        yield origins.standing_of(made, there=bool(row[f"{place[2]}_in_{code}"]), outdated=outdated)


# --- What is asked of it ------------------------------------------------------------------------------------------


def chosen(wanted: Chosen) -> list[Item]:
    """The texts that somebody wants to see, one language after the other in each."""
    return [
        (place, code)
        for place in places()
        if place.counted and wanted.holds(place)
        for code in wanted.languages
        if place.standing(code) in wanted.standings
    ]


def counts(wanted: Chosen) -> Counter:
    """Standing -> how many texts, whatever standings are wanted."""
    found = (place for place in places() if place.counted and wanted.holds(place))
    return Counter(place.standing(code) for place in found for code in wanted.languages)


def matrix() -> dict[tuple[str, str], Counter]:
    """Section and language -> standing -> how many texts."""
    cells: dict[tuple[str, str], Counter] = {}
    for place in places():
        if place.counted:
            for code, standing in zip(TRANSLATIONS, place.standings, strict=True):
                cells.setdefault((place.section, code), Counter())[standing] += 1
    return cells


def waiting(codes: Iterable[str] = TRANSLATIONS) -> Counter:
    """What waits for a person: the number on the start page and in the weekly mail."""
    found = counts(Chosen(tuple(codes)))
    return Counter({standing: found[standing] for standing in WAITING})


def after(items: list[Item], place: tuple[str, str, str], code: str) -> Item | None:
    """The next one in a queue; the first, where this one is not in it; None where there is no other.

    `place` is kind, key and field.
    """
    here = [(one.kind, one.key, one.field, spoken) == (*place, code) for one, spoken in items]
    at = here.index(True) if True in here else -1
    following = items[at + 1 :] or items[: max(at, 0)]
    return following[0] if following else None


def least(model) -> dict[str, dict[str, Standing]]:
    """Key of a row -> language -> the standing of that of its texts which needs most work."""
    label, found = origins.label(model), {}
    for place in places():
        if place.model == label:
            row = found.setdefault(place.key, dict(zip(TRANSLATIONS, place.standings, strict=True)))
            for code in TRANSLATIONS:
                row[code] = min(row[code], place.standing(code), key=ORDER.index)
    return found


def keys_with(model, standing: Standing, code: str) -> set[str]:
    """Of the rows that have a text so far and no further."""
    label = origins.label(model)
    return {place.key for place in places() if place.model == label and place.standing(code) == standing}
