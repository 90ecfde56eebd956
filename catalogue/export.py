"""How does a list of tools leave the Hub, and what must a reader know who has only the file?

Every list the same way: the catalogue with its query, a comparison, somebody's own list. A file tells when it was
made (UTC), from which address, in which language, which texts a machine translated and which are in English, and
that listing is not endorsement. It never names a person.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial
from urllib.parse import urljoin

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from rest_framework.utils.encoders import JSONEncoder

from catalogue import reading_order, record, spreadsheets
from catalogue.facets import FACETS
from catalogue.query import Query
from catalogue.sheet import Passage, Sheet
from catalogue.snapshot import Entry, Snapshot
from catalogue.words_origin import WordsOrigin
from hub import limits
from hub.downloads import attachment
from hub.languages import language
from hub.punctuation import enumerated, sentences
from hub.sorting import ordered

FORMAT = "hub-tools/1"
COMPARISON = "hub-comparison/1"
MOST, HOUR = 60, timedelta(hours=1)  # files for one officer
BETWEEN = " · "
IGNORED = 5  # parts of an address that are named to the reader


@dataclass(frozen=True)
class Listing:
    """Tools in an order, for a reader of a language."""

    snapshot: Snapshot
    entries: tuple[Entry, ...]
    code: str
    title: str
    address: str  # of the list in the Hub, whole
    query: Query = field(default_factory=Query)
    closest: bool = False  # no tool has all the words: these have at least half of them


def of_slugs(snapshot: Snapshot, slugs: Iterable[str], code: str, **told) -> Listing:
    """The tools of these names, in this order, without those that have left the catalogue."""
    entries = tuple(snapshot.entries[snapshot.numbers[slug]] for slug in slugs if slug in snapshot.numbers)
    return Listing(snapshot, entries, code, **told)


def allow(user) -> bool:
    """Counts one file; False once this officer has had the most of an hour."""
    return limits.allow("files out of the Hub", str(user.pk), limit=MOST, per=HOUR)


# --- What a reader must know --------------------------------------------------------------------------------------


def conditions(listing: Listing) -> list[tuple[str, list[str]]]:
    """What narrows the list: label and words, in the reader's language."""
    query, labels = listing.query, listing.snapshot.labels(listing.code)
    told = [(gettext("Words"), [query.q])] if query.q else []
    return told + [
        (str(facet.label), [labels[facet.key][value] for value in query.chosen[facet.key]])
        for facet in FACETS
        if facet.key in query.chosen
    ]


def notes(listing: Listing, said: Iterable[Passage | None]) -> list[str]:
    """What holds for the list and for some of its texts."""
    return notes_on_query(listing) + notes_on(said)


def notes_on_query(listing: Listing) -> list[str]:
    told = []
    if ignored := listing.query.ignored:
        told.append(sentences([gettext("Not understood and left out:"), enumerated(ignored[:IGNORED])]))
    if listing.closest:
        told.append(gettext("No tool has all your words. The closest matches are listed."))
    return told


def notes_on(said: Iterable[Passage | WordsOrigin | None]) -> list[str]:
    """What holds for some of the texts."""
    texts = [passage for passage in said if passage]
    told = (
        (gettext("Some texts are machine translations."), "machine"),
        (gettext("Some texts are translations that nobody has approved yet."), "waiting"),
        (gettext("The English text of some translations has changed since."), "stale"),
        (gettext("Texts that are not yet in this language are shown in English."), "fallback"),
    )
    return [note for note, name in told if any(getattr(passage, name) for passage in texts)]


def mark(said: Passage | None) -> str:
    """Of one text: made by a machine, or in English for a reader of another language."""
    if said and said.machine:
        return "*" + pgettext("label", "Machine translation")
    if said and said.waiting:
        return "*" + gettext("Translation that nobody has approved yet")
    return said.language.name if said and said.fallback else ""


def summaries(listing: Listing) -> list[Passage | None]:
    return [record.summary(entry, listing.code) for entry in listing.entries]


# --- On paper -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    """A tool on paper."""

    entry: Entry
    said: Passage | None
    words: list[str]  # steps, status, licence and cost


def lines(listing: Listing, said: Iterable[Passage | None]) -> list[Paper]:
    labels = listing.snapshot.labels(listing.code)
    made = []
    for entry, passage in zip(listing.entries, said, strict=True):
        words = [labels["stage"][value] for value in entry.terms["stage"]]
        words += [labels[key].get(getattr(entry, key), "") for key in ("status", "licence", "cost")]
        made.append(Paper(entry, passage, [word for word in words if word]))
    return made


# --- CSV ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """What the cells of one tool are made of."""

    entry: Entry
    said: Passage | None
    labels: dict[str, dict[str, str]]
    address: str
    words: Callable[[str], list[str]]  # of a facet, those that the tool carries


@dataclass(frozen=True)
class Column:
    label: object  # lazy
    value: Callable[[Line], str]
    absent: object = _("Not published")


def _word(key: str) -> Callable[[Line], str]:
    return lambda line: line.labels[key].get(getattr(line.entry, key), "")


def _words(key: str) -> Callable[[Line], str]:
    return lambda line: BETWEEN.join(line.labels[key][value] for value in line.words(key))


def _only(line: Line) -> str:
    return str({True: _("Yes"), False: _("No"), None: ""}[line.entry.law_enforcement_only])


COLUMNS = (
    Column(_("Name"), lambda line: line.entry.name),
    Column(_("Name in addresses"), lambda line: line.entry.slug),
    Column(_("Provider"), lambda line: line.entry.provider_name),
    Column(_("Country of the provider"), _word("country")),
    Column(_("Status"), _word("status")),
    Column(_("Licence"), _word("licence")),
    Column(_("Cost"), _word("cost")),
    Column(_("For law enforcement only"), _only),
    Column(_("Summary"), lambda line: line.said.text if line.said else ""),
    Column(_("Translation of the summary"), lambda line: mark(line.said), absent=""),
    Column(_("Steps"), _words("stage")),
    Column(_("Capabilities"), _words("capability")),
    Column(_("Works on"), _words("input")),
    Column(_("Where it runs"), _words("deployment")),
    Column(_("Works with"), _words("works_with")),
    Column(
        _("Interface languages"),
        lambda line: BETWEEN.join(ordered(line.labels["language"][code] for code in line.entry.languages)),
    ),
    Column(_("Website"), lambda line: line.entry.website),
    Column(_("Address in the Hub"), lambda line: line.address),
    Column(_("Sources read on"), lambda line: str(line.entry.sources_read_on or ""), absent=""),
    Column(_("Last verified"), lambda line: str(line.entry.last_verified or ""), absent=_("Not yet verified by staff")),
)


def table(listing: Listing, said: Iterable[Passage | None]) -> list[list[str]]:
    """A line of labels, then a line a tool; what nobody published is said to be so, never left to be guessed."""
    labels, absent = listing.snapshot.labels(listing.code), [str(column.absent) for column in COLUMNS]
    above = urljoin(listing.address, reverse("catalogue:tool_list"))
    lines = [[str(column.label) for column in COLUMNS]]
    for entry, passage in zip(listing.entries, said, strict=True):
        words = partial(reading_order.words, listing.snapshot, entry, code=listing.code)
        line = Line(entry, passage, labels, f"{above}{entry.slug}/", words)
        lines.append([column.value(line) or other for column, other in zip(COLUMNS, absent, strict=True)])
    return lines


def as_csv(listing: Listing, name: str = "tools") -> HttpResponse:
    said = summaries(listing)
    told = [
        gettext("%(label)s: %(words)s") % {"label": label, "words": BETWEEN.join(words)}
        for label, words in conditions(listing)
    ]
    told += notes(listing, said)
    head = spreadsheets.head(listing.title, listing.address, language(listing.code), told)
    return spreadsheets.answer(name, [*head, *table(listing, said)])


# --- JSON ---------------------------------------------------------------------------------------------------------


def as_json(listing: Listing, name: str = "tools") -> HttpResponse:
    """The API's rows."""
    said = summaries(listing)
    tools = [record.row(entry, listing.code) for entry in listing.entries]
    head = _head(FORMAT, listing.code, listing.title, listing.address, notes(listing, said))
    query = {"query": urlencode(listing.query.pairs(page=1))}
    return _answer(name, head | query | {"count": len(tools), "tools": tools})


def comparison_as_json(snapshot: Snapshot, sheets: Sequence[Sheet], code: str, **told) -> HttpResponse:
    """Everything on the pages of these tools."""
    head = _head(COMPARISON, code, notes=notes_on(texts_of(sheets)), **told)
    tools = [record.whole(snapshot, one, code) for one in sheets]
    return _answer("comparison", head | {"count": len(tools), "tools": tools})


def texts_of(sheets: Sequence[Sheet]) -> list[Passage | None]:
    return [passage for one in sheets for passage in one.sections.values()]


def _head(kind: str, code: str, title: str, address: str, notes: list[str]) -> dict:
    return {
        "format": kind,
        "title": title,
        "made_at": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        "language": code,
        "address": address,
        "notice": sentences([gettext("Listing is not endorsement."), gettext("For law enforcement only.")]),
        "notes": notes,
    }


def _answer(name: str, document: dict) -> HttpResponse:
    text = json.dumps(document, cls=JSONEncoder, ensure_ascii=False, indent=1)
    return attachment(text + "\n", f"{name}.json", "application/json")
