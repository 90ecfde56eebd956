"""What stands on the page of one tool, on the start page and in the list of words?

Plain values for templates: labels in the reader's language, each text with the language that it is really in, and
"absent" where nothing is published.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue import models, origins, reading_order, words_origin
from catalogue.facets import FACETS
from catalogue.query import Query
from catalogue.results import run
from catalogue.snapshot import CHOICE_FACETS, TERM_FACETS, Snapshot, language_name
from catalogue.words_origin import WordsOrigin
from hub.languages import DEFAULT, Language, language
from hub.models import Origin
from hub.sorting import ordered
from hub.spoken import Spoken

SECTIONS = (
    ("what_it_does", _("What it does")),
    ("limits", _("Limits and when not to use it")),
    ("exposure", _("How it lowers what an officer must see or hear")),
    ("court", _("Court-readiness")),
    ("how_to_get", _("How to get it")),
)
TEXTS = ("summary", *(name for name, _label in SECTIONS))  # in the order in which they are read
FIELD_NAMES = {
    "name": _("Name"), "provider": _("Provider"), "website": _("Website"), "summary": _("Summary"),
    "status": _("Status"), "replaced_by": _("Replaced by"), "licence": _("Licence"), "cost": _("Cost"),
    "law_enforcement_only": _("For law enforcement only"), "skill": _("Skill needed"),
    "languages": _("Interface languages"), "stages": _("Steps"), "capabilities": _("Capabilities"),
    "themes": _("Themes"), "inputs": _("Works on"), "deployments": _("Where it runs"), "roles": _("Suits"),
    "works_with": _("Works with"), "sources": _("Sources"), "evidence": _("Evidence"),
    "error_figures": _("Error figures"), "restrictions": _("Countries with restrictions"),
    "sources_read_on": _("Sources read on"), "last_verified": _("Last verified"), "next_review": _("Next review"),
    "risk": _("Review risk"), "cautions": _("General cautions"),
} | dict(SECTIONS)  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """A text and the language that it is in."""

    text: str
    language: Language
    fallback: bool  # the reader asked for another language
    machine: bool = False
    stale: bool = False  # the English changed since this was translated
    origin: str = ""  # hub.models.Origin; empty where nobody noted it
    since: datetime | None = None  # when the English changed, where it is stale and that is known

    @property
    def waiting(self) -> bool:
        """A person wrote it, and nobody has approved it yet."""
        return self.origin == Origin.HUMAN


@dataclass(frozen=True)
class Choice:
    """A word of the vocabulary with its meaning and the list of its tools."""

    label: str
    definition: str
    address: str


@dataclass(frozen=True)
class Link:
    url: str
    host: str


@dataclass(frozen=True)
class Sheet:
    entry: object
    row: models.Tool
    sections: dict[str, Passage | None]
    words: WordsOrigin
    facts: dict[str, object]
    terms: dict[str, list[Choice]]
    cautions: list[tuple[Passage, models.Caution]]
    evidence: list[tuple[Passage, models.Evidence, Link]]
    error_figures: list[tuple[Passage, models.ErrorFigure, Link, Passage | None]]  # with the data set
    restrictions: list[tuple[Passage, models.Restriction]]
    sources: list[Link]
    changes: list[tuple[models.Change, list[str]]]


def passage(row, name: str, code: str, told: origins.Told | None = None) -> Passage | None:
    """A translated field as it is for this reader; None where it is empty in English too."""
    for tried in dict.fromkeys((code, DEFAULT)):
        text = getattr(row, f"{name}_{language(tried).column}")
        if text:
            origin = told.of(row, name, tried) if told else None
            english = getattr(row, f"{name}_{DEFAULT}")
            return Passage(text, language(tried), tried != code, **origins.marks(origin, english))
    return None


def link(url: str) -> Link:
    return Link(url, urlsplit(url).hostname or url)


def read(snapshot: Snapshot, slugs: Iterable[str], code: str) -> list[Sheet]:
    """Everything on these tools' pages: one query, the rest is kept with the snapshot. Without those that are gone."""
    entries = [snapshot.entries[snapshot.numbers[slug]] for slug in slugs]
    rows = models.Tool.objects.published().in_bulk([entry.id for entry in entries])
    return [of(snapshot, entry, rows[entry.id], code) for entry in entries if entry.id in rows]


def of(snapshot: Snapshot, entry, row: models.Tool, code: str) -> Sheet:
    """Everything on the page of one tool."""
    held = details(snapshot)
    return Sheet(
        entry=entry,
        row=row,
        sections={name: passage(row, name, code, held.told) for name in TEXTS},
        words=words_origin.of(snapshot, code),
        facts=_facts(snapshot, entry, row, held, code),
        terms={key: _choices(snapshot, entry, key, code) for key in TERM_FACETS},
        cautions=_cautions(held, entry, code),
        evidence=[
            (passage(item, "claim", code, held.told), item, link(item.source)) for item in held.of("evidence", row.pk)
        ],
        error_figures=[
            (
                passage(item, "text", code, held.told),
                item,
                link(item.source),
                passage(item, "data_set", code, held.told),
            )
            for item in held.of("error_figures", row.pk)
        ],
        restrictions=[(passage(item, "text", code, held.told), item) for item in _by_country(held, row.pk, code)],
        sources=[link(source.url) for source in held.of("sources", row.pk)],
        changes=[
            (change, [str(FIELD_NAMES.get(name, name)) for name in change.told_fields])
            for change in held.of("changes", row.pk)
        ],
    )


@dataclass(frozen=True)
class Details:
    """The rows that hang on tools, and the general cautions, of one snapshot."""

    rows: dict[str, dict[int, list]]
    cautions: list[tuple[models.Caution, frozenset[str]]]
    roles: dict[int, list[models.AudienceRole]]
    told: origins.Told

    def of(self, kind: str, tool: int) -> list:
        return self.rows[kind].get(tool, [])


def details(snapshot: Snapshot) -> Details:
    return snapshot.kept(("details",), _details)


def _details() -> Details:
    kinds = {
        "sources": models.Source,
        "evidence": models.Evidence,
        "error_figures": models.ErrorFigure,
        "restrictions": models.Restriction,
        "changes": models.Change,
    }
    rows: dict[str, dict[int, list]] = {}
    for kind, model in kinds.items():
        rows[kind] = defaultdict(list)
        for row in model.objects.told() if model is models.Change else model.objects.all():
            rows[kind][row.tool_id].append(row)
    cautions = [
        (caution, frozenset(capability.slug for capability in caution.capabilities.all()))
        for caution in models.Caution.objects.prefetch_related("capabilities")
    ]
    named = models.AudienceRole.objects.in_bulk()
    roles = defaultdict(list)
    carried = models.Tool.roles.through.objects.order_by("audiencerole__position", "audiencerole__slug")
    for tool, role in carried.values_list("tool_id", "audiencerole_id"):
        roles[tool].append(named[role])
    return Details(rows, cautions, roles, origins.told())


def _by_country(held: Details, tool: int, code: str) -> list[models.Restriction]:
    return ordered(held.of("restrictions", tool), by=lambda row: str(row.country.name), code=code)


def _choices(snapshot: Snapshot, entry, key: str, code: str) -> list[Choice]:
    return [choice(snapshot, key, value, code) for value in reading_order.words(snapshot, entry, key, code)]


def choice(snapshot: Snapshot, key: str, value: str, code: str) -> Choice:
    address = Query(chosen={key: (value,)}).address()
    return Choice(snapshot.label(key, value, code), snapshot.meaning(key, value, code), address)


def _facts(snapshot: Snapshot, entry, row: models.Tool, held: Details, code: str) -> dict[str, object]:
    """The short answers of the key facts; empty where nothing is published."""
    labels = snapshot.labels(code)
    return {
        **{key: labels[key].get(getattr(entry, key), "") for key in CHOICE_FACETS},
        "country": labels["country"].get(entry.country, ""),
        "skill": row.get_skill_display(),
        "languages": ordered(map(language_name, entry.languages), code=code),
        "roles": ordered((_word(passage(role, "name", code)) for role in held.roles.get(row.pk, [])), code=code),
    }


def _word(said: Passage) -> str:
    return Spoken(said.text, said.language) if said.fallback else said.text


def _cautions(held: Details, entry, code: str) -> list[tuple[Passage, models.Caution]]:
    own = set(entry.terms["capability"])
    return [(passage(caution, "text", code, held.told), caution) for caution, slugs in held.cautions if slugs & own]


def sections(sheet: Sheet) -> list[tuple[str, str, Passage | None]]:
    """The long texts in the page's order, limits before how to get it."""
    return [(name, str(label), sheet.sections[name]) for name, label in SECTIONS]


def links(sheet: Sheet) -> list[str]:
    """Every address that the page leads to outside the Hub."""
    told = [*sheet.evidence, *sheet.error_figures]
    found = [
        sheet.row.website,
        *(source.url for source in sheet.sources),
        *(to.url for _said, _item, to, *_rest in told),
    ]
    return list(dict.fromkeys(filter(None, found)))


def key_facts(sheet: Sheet) -> list[tuple[str, list[str], list[Choice]]]:
    """Label, texts or words with a meaning; in the same order for every tool, empty ones included."""
    facts, terms = sheet.facts, sheet.terms
    only = {True: _("Yes"), False: _("No"), None: ""}[sheet.row.law_enforcement_only]
    rows = (
        (_("Step of the investigation"), "", terms["stage"]),
        (_("Capabilities"), "", terms["capability"]),
        (_("Works on"), "", terms["input"]),
        (_("Status"), facts["status"], []),
        (_("Licence"), facts["licence"], []),
        (_("Cost"), facts["cost"], []),
        (_("For law enforcement only"), only, []),
        (_("Where it runs"), "", terms["deployment"]),
        (_("Works with"), "", terms["works_with"]),
        (_("Interface languages"), facts["languages"], []),
        (_("Skill needed"), facts["skill"], []),
        (_("Suits"), facts["roles"], []),
        (_("Theme"), "", terms["theme"]),
        (_("Kind of provider"), facts["provider_type"], []),
        (_("Country of the provider"), facts["country"], []),
    )
    return [(str(label), _texts(value), choices) for label, value, choices in rows]


def _texts(value) -> list[str]:
    return value if isinstance(value, list) else [str(value)] if value else []


@dataclass(frozen=True)
class Verification:
    text: str
    due: bool


def verification(sheet: Sheet, today: date) -> Verification:
    """Whether staff have verified the entry, and whether that is due again. Never verified counts as due."""
    entry = sheet.entry
    if entry.last_verified is None:
        return Verification(gettext("Not yet verified by staff."), due=True)
    day = date_format(entry.last_verified)
    if entry.next_review and entry.next_review < today:
        return Verification(gettext("Last verified on %(day)s. A new check is overdue.") % {"day": day}, due=True)
    return Verification(gettext("Verified by staff on %(day)s.") % {"day": day}, due=False)


def sorts(query: Query) -> list[tuple[str, str, str]]:
    """The orders on offer: key, label, address."""
    labels = {"relevance": _("Best match"), "name": _("Name"), "changed": _("Latest change")}
    offered = labels if query.q else {key: label for key, label in labels.items() if key != "relevance"}
    return [(key, str(label), replace(query, sort=key).address()) for key, label in offered.items()]


# --- The start page and the words ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    label: str
    definition: str
    address: str
    total: int


@dataclass(frozen=True)
class News:
    slug: str
    name: str
    provider_name: str
    at: datetime
    added: bool


def steps(snapshot: Snapshot, code: str) -> list[Step]:
    """The steps of an investigation, in order, with the number of their tools."""
    made = []
    for value in snapshot.values("stage", code):
        step = choice(snapshot, "stage", value, code)
        total = snapshot.masks["stage"][value].bit_count()
        made.append(Step(step.label, step.definition, step.address, total))
    return made


def news(snapshot: Snapshot, code: str, since: datetime | None, most: int) -> list[News]:
    """The latest additions and changes, those since a visit where there was one."""
    entries = (snapshot.entries[number] for number in snapshot.recent)
    fresh = (entry for entry in entries if since is None or entry.changed > since)
    return [
        News(entry.slug, entry.name, entry.provider_name, entry.changed, since is None or entry.added > since)
        for entry in islice(fresh, most)
    ]


@dataclass(frozen=True)
class Meaning:
    label: str
    choices: list[Choice]


def vocabulary(snapshot: Snapshot, code: str) -> list[Meaning]:
    """Every word of the filters that has a meaning to tell."""
    keys = [facet for facet in FACETS if facet.key in snapshot.definitions]
    return [
        Meaning(
            str(facet.label),
            [choice(snapshot, facet.key, value, code) for value in snapshot.values(facet.key, code)],
        )
        for facet in keys
    ]


@dataclass(frozen=True)
class ZeroHelp:
    """What a reader can do about an empty list: each narrowing with what its removal would give."""

    offers: list[tuple[str, str, int]]  # label, address, total


def zero_help(snapshot: Snapshot, query: Query, code: str) -> ZeroHelp:
    narrowings = [("q", query.q, query.q)] if query.q else []
    narrowings += [
        (key, value, snapshot.label(key, value, code)) for key, values in query.chosen.items() for value in values
    ]
    offers = []
    for key, value, label in narrowings[:12]:
        wider = query.without(key, value)
        if total := run(snapshot, wider, code, count=False).total:
            offers.append((label, wider.address(), total))
    return ZeroHelp(sorted(offers, key=lambda offer: -offer[2]))
