"""The published catalogue in memory: one immutable snapshot per process, made anew when a token in the database moves.

Every list, count, search and API row is read from it, so a page costs a handful of queries whatever its filters. Tools
are numbered in the order of their names; a set of tools is a whole number with those bits set. What differs by
language (labels, search index, rendered rows) is made on first use and kept as long as the snapshot.
"""

import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_countries import countries

from catalogue import facets, indexing, models, readable, vocabulary
from catalogue.facets import FACETS, Masks
from catalogue.search import Index
from hub.languages import CODES, DEFAULT, language
from hub.models import TextOrigin
from hub.sorting import sort_key
from hub.spoken import best

TERM_FACETS = {
    "stage": (models.Stage, "stages"),
    "capability": (models.Capability, "capabilities"),
    "input": (models.Input, "inputs"),
    "deployment": (models.Deployment, "deployments"),
    "works_with": (models.System, "works_with"),
    "theme": (models.Theme, "themes"),
}
CHOICE_FACETS = {
    "cost": models.Cost,
    "licence": models.Licence,
    "status": models.Status,
    "provider_type": models.ProviderType,
}
SUMMARY_FIELD = "summary"
YES = "yes"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list needs to know of one tool; terms are slugs in the curators' order."""

    id: int
    slug: str
    name: str
    provider: str
    provider_name: str
    provider_type: str
    country: str
    website: str
    status: str
    licence: str
    cost: str
    law_enforcement_only: bool | None
    sources_read_on: date | None
    last_verified: date | None
    next_review: date | None
    added: datetime
    changed: datetime
    languages: tuple[str, ...]
    restrictions: dict[str, str]  # country -> the gravest kind that is published for it; no other is known
    summaries: dict[str, str]  # language code -> text; a language without one is absent
    texts: Mapping[str, readable.Said]  # language code -> how far its texts are; English is not among them
    terms: dict[str, tuple[str, ...]]  # facet key -> slugs

    def summary(self, code: str) -> tuple[str, str]:
        """The text and the language that it is in."""
        return (self.summaries[code], code) if code in self.summaries else (self.summaries.get(DEFAULT, ""), DEFAULT)


@dataclass
class Snapshot:
    token: str
    entries: tuple[Entry, ...]
    masks: dict[str, dict[str, int]]
    terms: dict[str, dict[str, dict[str, str]]]  # facet key -> slug -> language code -> name
    definitions: dict[str, dict[str, dict[str, str]]]
    families: dict[str, str]  # capability -> family
    aliases: dict[str, dict[str, str]]  # facet key -> slug of a word that was merged -> the word that stands for it now
    numbers: dict[str, int] = field(init=False)  # slug -> number
    everything: int = field(init=False)
    recent: tuple[int, ...] = field(init=False)  # numbers, latest change first
    _kept: dict = field(default_factory=dict, init=False)

    def __post_init__(self):
        self.numbers = {entry.slug: number for number, entry in enumerate(self.entries)}
        self.everything = (1 << len(self.entries)) - 1
        order = sorted(range(len(self.entries)), key=lambda n: self.entries[n].changed, reverse=True)
        self.recent = tuple(order)

    def kept(self, key: tuple, make: Callable):
        """`make()`, once per key for the life of this snapshot (two threads may both make it; either will do)."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def kept_in(self, code: str, key: tuple, make: Callable):
        """`kept` for the readers of a language: made in it, whichever is active when it is asked for first."""

        def made():
            with translation.override(code):
                return make()

        return self.kept((*key, code), made)

    @property
    def listed(self) -> Masks:
        """The values that the filter panel offers; only these need counting for a page."""
        return self.kept(("listed",), lambda: facets.listed(self.masks))

    def label(self, key: str, value: str, code: str) -> str:
        """The name of a facet's value in a language."""
        return self.labels(code)[key][value]

    def meaning(self, key: str, value: str, code: str) -> str:
        """The definition of a word, where it has one."""
        return best(self.definitions.get(key, {}).get(value, {}), code)

    def labels(self, code: str) -> dict[str, dict[str, str]]:
        return self.kept(("labels", code), lambda: _labels(self, code))

    def values(self, key: str, code: str) -> tuple[str, ...]:
        """A facet's values in the order the reader of that language expects."""
        return self.kept(("values", key, code), lambda: _ordered(self, key, code))

    def index(self, code: str) -> Index:
        return self.kept(("index", code), lambda: indexing.index(self, code))


_held: Snapshot | None = None
_building = threading.Lock()


def current() -> Snapshot:
    """The snapshot of what is committed now: one query where nothing moved."""
    global _held  # noqa: PLW0603  (the one copy of this process)
    token = _token()
    held = _held
    if held is not None and held.token == token:
        return held
    with _building:
        if _held is None or _held.token != token:
            _held = build(token)
        return _held


def _token() -> str:
    """In plain SQL: every page asks, and the ORM would take five times as long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {models.SnapshotVersion._meta.db_table} ORDER BY id LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else ""


def build(token: str, *, also: int | None = None) -> Snapshot:
    """Reads everything. The token was read before: a write in between moves it and the next request builds again.

    `also` is a tool that is in it whether it is published or not, for a preview.
    """
    terms, definitions, families = _vocabulary()
    carried = {key: _carried(relation) for key, (_, relation) in TERM_FACETS.items()}
    order = {key: {slug: n for n, slug in enumerate(terms[key])} for key in TERM_FACETS}
    order["family"] = {slug: n for n, slug in enumerate(terms["family"])}
    restrictions, told = _restrictions(), readable.told()
    entries = []
    for row in _rows(also):
        own = {key: tuple(sorted(carried[key].get(row["id"], ()), key=order[key].get)) for key in TERM_FACETS}
        held = {families[capability] for capability in own["capability"]}
        own["family"] = tuple(sorted(held, key=order["family"].get))
        entries.append(
            _entry(
                row, own, restrictions.get(row["id"], NONE), readable.said(row, told.get(row["slug"], readable.NOTHING))
            )
        )
    entries.sort(key=lambda entry: (sort_key(entry.name, DEFAULT), entry.slug))
    return Snapshot(token, tuple(entries), _masks(entries, terms), terms, definitions, families, _aliases())


def touch() -> None:
    """Makes every process build a new snapshot at its next request. Called by what writes with `.update()`."""
    values = {"token": secrets.token_hex(16), "at": timezone.now()}
    if not models.SnapshotVersion.objects.filter(pk=1).update(**values):
        models.SnapshotVersion.objects.update_or_create(pk=1, defaults=values)


def watch() -> None:
    """The one receiver: any save of a catalogue row moves the token in the same transaction."""
    watched = (
        *models.VOCABULARY, vocabulary.TermAlias, models.Provider, models.Tool, models.Caution,
        models.Source, models.Evidence, models.ErrorFigure, models.Restriction,
    )  # fmt: skip
    # What a reader is told of a translation changes when somebody approves it or sends it back.
    for model in (*watched, TextOrigin):
        post_save.connect(_moved, sender=model)
        post_delete.connect(_moved, sender=model)
    for _, relation in TERM_FACETS.values():
        m2m_changed.connect(_moved, sender=getattr(models.Tool, relation).through)
    m2m_changed.connect(_moved, sender=models.Tool.roles.through)
    m2m_changed.connect(_moved, sender=models.Caution.capabilities.through)


def _moved(sender, **kwargs):
    if not getattr(_writing, "many", False):
        with transaction.atomic():
            touch()


_writing = threading.local()


@contextmanager
def unmoved():
    """Around many writes whose caller moves the token itself, if anything changed."""
    _writing.many = True
    try:
        yield
    finally:
        _writing.many = False


@contextmanager
def moved_once():
    """Around many writes in one transaction: the token moves at their end, not with each of them."""
    with unmoved(), transaction.atomic():
        yield
        touch()


# --- Reading ------------------------------------------------------------------------------------------------------


def _vocabulary():
    names: dict = {}
    definitions: dict = {}
    families: dict[str, str] = {}
    tables = {key: model for key, (model, _) in TERM_FACETS.items()} | {"family": models.Family}
    for key, model in tables.items():
        rows = list(model.objects.rewrite(False).order_by("position", "slug").values())
        names[key] = {row["slug"]: _by_language(row, "name") for row in rows}
        definitions[key] = {row["slug"]: _by_language(row, "definition") for row in rows}
    families.update(models.Capability.objects.values_list("slug", "family__slug"))
    return names, definitions, families


def _aliases() -> dict[str, dict[str, str]]:
    held = vocabulary.aliases()
    tables = {key: model for key, (model, _) in TERM_FACETS.items()} | {"family": models.Family}
    return {key: held.of(model) for key, model in tables.items()}


def _by_language(row: dict, name: str) -> dict[str, str]:
    texts = {code: row[f"{name}_{language(code).column}"] for code in CODES}
    return {code: text for code, text in texts.items() if text}


def _carried(relation: str) -> dict[int, list[str]]:
    """Tool id -> slugs of its terms, in one query."""
    carried = defaultdict(list)
    through = getattr(models.Tool, relation).through
    term = next(f.name for f in through._meta.fields if f.is_relation and f.related_model is not models.Tool)
    for tool, slug in through.objects.values_list("tool_id", f"{term}__slug"):
        carried[tool].append(slug)
    return carried


NONE: dict[str, str] = {}  # one for all the many tools without


def _restrictions() -> dict[int, dict[str, str]]:
    """Tool id -> country -> kind, in one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    gravity = {kind: number for number, kind in enumerate(models.Restriction.Kind.values)}
    rows = models.Restriction.objects.order_by("id").values_list("tool_id", "country", "kind")
    for tool, country, kind in sorted(rows, key=lambda row: -gravity[row[2]]):
        found[tool][str(country)] = kind  # the gravest comes last
    return found


PLAIN = (
    "id slug name website status licence cost law_enforcement_only sources_read_on last_verified next_review added"
    " changed languages"
).split()


def _rows(also: int | None) -> Iterator[dict]:
    summaries = [f"{SUMMARY_FIELD}_{language(code).column}" for code in CODES]
    provider = {f"provider__{name}" for name in ("slug", "name", "type", "country")}
    tools = models.Tool.objects.rewrite(False).published()
    if also is not None:
        tools |= models.Tool.objects.rewrite(False).filter(pk=also)
    return tools.order_by().values(*PLAIN, *summaries, "what_it_does_en", *provider, **readable.columns()).iterator()


def _entry(row: dict, terms: dict[str, tuple[str, ...]], restrictions: dict[str, str], texts: Mapping) -> Entry:
    plain = {name: row[name] for name in PLAIN if name != "languages"}
    return Entry(
        **plain,
        languages=tuple(row["languages"]),
        provider=row["provider__slug"],
        provider_name=row["provider__name"],
        provider_type=row["provider__type"],
        country=str(row["provider__country"] or ""),
        restrictions=restrictions,
        summaries=_by_language(row, SUMMARY_FIELD),
        texts=texts,
        terms=terms,
    )


def _values_of(entry: Entry) -> dict[str, Iterable[str]]:
    """Every facet's values of one tool."""
    single = {
        "cost": entry.cost,
        "licence": entry.licence,
        "status": entry.status,
        "provider": entry.provider,
        "provider_type": entry.provider_type,
        "country": entry.country,
        "free_for_police": YES if entry.cost in {models.Cost.FREE, models.Cost.FREE_FOR_POLICE} else "",
    }
    several = {"language": entry.languages, readable.KEY: readable.values(entry.texts)}
    return entry.terms | several | {key: (value,) for key, value in single.items() if value}


def _masks(entries: list[Entry], terms: dict) -> dict[str, dict[str, int]]:
    holders: dict[str, dict[str, list[int]]] = {facet.key: defaultdict(list) for facet in FACETS}
    for key in (*TERM_FACETS, "family"):
        holders[key].update({slug: [] for slug in terms[key]})  # a term without tools is still a choice
    for key, choices in CHOICE_FACETS.items():
        holders[key].update({value: [] for value in choices.values})
    holders["free_for_police"][YES] = []
    holders[readable.KEY].update({value: [] for value in readable.VALUES})
    for number, entry in enumerate(entries):
        for key, values in _values_of(entry).items():
            for value in values:
                holders[key][value].append(number)
    return {key: {value: _mask(numbers) for value, numbers in held.items()} for key, held in holders.items()}


def _mask(numbers: list[int]) -> int:
    bits = bytearray((numbers[-1] if numbers else 0) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


# --- In one language ----------------------------------------------------------------------------------------------


def _labels(snapshot: Snapshot, code: str) -> dict[str, dict[str, str]]:
    with translation.override(code):
        labels = {
            key: {slug: best(names, code, slug) for slug, names in terms.items()}
            for key, terms in snapshot.terms.items()
        }
        labels |= {
            key: {value: str(label) for value, label in choices.choices} for key, choices in CHOICE_FACETS.items()
        }
        labels["free_for_police"] = {YES: str(models.Cost.FREE_FOR_POLICE.label)}
        labels["provider"] = {entry.provider: entry.provider_name for entry in snapshot.entries}
        labels["country"] = {value: str(countries.name(value)) for value in snapshot.masks["country"]}
        labels["language"] = {value: language_name(value) for value in snapshot.masks["language"]}
        labels[readable.KEY] = {value: _text_label(value) for value in readable.VALUES}
    return labels


def language_name(code: str) -> str:
    """The name of any language, in the active one."""
    try:
        return str(translation.get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _text_label(value: str) -> str:
    code, checked, _end = value.partition(readable.CHECKED)
    name = language_name(code)
    return gettext("%(language)s, checked by a person") % {"language": name} if checked else name


def _ordered(snapshot: Snapshot, key: str, code: str) -> tuple[str, ...]:
    values = snapshot.masks[key]
    facet = next(facet for facet in FACETS if facet.key == key)
    if facet.curated:
        return tuple(values)
    labels = snapshot.labels(code)[key]
    return tuple(sorted(values, key=lambda value: sort_key(labels[value], code)))
