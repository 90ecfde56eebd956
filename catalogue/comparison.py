"""Which tools stand side by side, what is said of each, and in what do they differ?

The address says which tools, so that it is the same page for a colleague. What somebody gathers on the way waits in
their session.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext

from catalogue import export, sheet
from catalogue.query import shown
from catalogue.sheet import Passage, Sheet
from catalogue.snapshot import Snapshot
from hub.punctuation import brackets

MOST = 4
HELD = "compare"  # the session's key
DIFFERENCES = "differences"


@dataclass(frozen=True)
class Selection:
    slugs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # not, or no longer, in the catalogue: to be told to the reader
    over: tuple[str, ...] = ()  # beyond the four

    @property
    def full(self) -> bool:
        return len(self.slugs) >= MOST

    def address(self, *, only: str = "") -> str:
        """`?…` for a link."""
        return "?" + urlencode([*(("tool", slug) for slug in self.slugs), *([("only", only)] if only else [])])

    def without(self, slug: str) -> list[str]:
        return [other for other in self.slugs if other != slug]


def select(wanted: Iterable[str], snapshot: Snapshot) -> Selection:
    """The first four that exist, in the order given, each once."""
    asked = [value for value in dict.fromkeys(wanted) if value]
    known = [slug for slug in asked if slug in snapshot.numbers]
    unknown = tuple(shown(slug) for slug in asked if slug not in snapshot.numbers)
    return Selection(tuple(known[:MOST]), unknown, tuple(known[MOST:]))


@dataclass(frozen=True)
class Item:
    """One answer of a tool."""

    text: str
    only: bool  # of a list: no other tool of the row has it


@dataclass(frozen=True)
class Row:
    """A label and, for each tool, its answers; where none is published, none."""

    label: str
    cells: tuple[tuple[Item, ...], ...]
    differs: bool


@dataclass(frozen=True)
class Text:
    label: str
    cells: tuple[tuple[str, Passage | None], ...]  # name of the tool, what is said of it
    absent: str

    @property
    def differs(self) -> bool:
        return len({passage and passage.text for _name, passage in self.cells}) > 1


def facts(sheets: Sequence[Sheet]) -> list[Row]:
    """The key facts of a tool's page, the same rows for every tool, empty ones included."""
    return [_row(facts) for facts in zip(*map(_facts, sheets), strict=True)] if sheets else []


def _facts(one: Sheet) -> list[tuple[str, list[str]]]:
    made = [(label, texts or [choice.label for choice in choices]) for label, texts, choices in sheet.key_facts(one)]
    by = [str(item.get_by_display()) for _passage, item, _link in one.evidence]
    return [
        (gettext("Provider"), [one.entry.provider_name]),
        *made,
        (gettext("Website"), [one.row.website] if one.row.website else []),
        (gettext("Evidence"), [label + str(by.count(label)).join(brackets()) for label in dict.fromkeys(by)]),
        (gettext("Countries with restrictions"), [str(row.country.name) for _passage, row in one.restrictions]),
    ]


def _row(facts: Sequence[tuple[str, list[str]]]) -> Row:
    answers = [texts for _label, texts in facts]
    holders = Counter(text for texts in answers for text in texts)
    is_list = len(answers) > 1 and any(len(texts) > 1 for texts in answers)
    cells = tuple(tuple(Item(text, is_list and holders[text] == 1) for text in texts) for texts in answers)
    return Row(facts[0][0], cells, len({frozenset(texts) for texts in answers}) > 1)


def texts(sheets: Sequence[Sheet]) -> list[Text]:
    """What is said in sentences, limits before how to get it."""
    labels = [("summary", gettext("Summary")), *((name, str(label)) for name, label in sheet.SECTIONS)]
    return [
        Text(
            label,
            tuple((one.entry.name, one.sections[name]) for one in sheets),
            gettext("No limits published.") if name == "limits" else gettext("Not published"),
        )
        for name, label in labels
    ]


def table(sheets: Sequence[Sheet], *, only: bool = False) -> list[list[str]]:
    """The comparison as rows of text, for a file; `only` those that differ."""
    absent = gettext("Not published")
    rows = [["", *(one.entry.name for one in sheets)]]
    rows += [[row.label, *(_joined(cell) or absent for cell in row.cells)] for row in shown_of(facts(sheets), only)]
    return rows + [
        [text.label, *(_marked(one) if one else text.absent for _name, one in text.cells)]
        for text in shown_of(texts(sheets), only)
    ]


def shown_of(lines: Iterable, only: bool) -> list:
    """All of them, or only what differs."""
    return [line for line in lines if line.differs or not only]


def _marked(said: Passage) -> str:
    """With a line below that says so where a machine translated it, or where it is in English for want of another."""
    return f"{said.text}\n{export.mark(said)}".rstrip()


def _joined(cell: tuple[Item, ...]) -> str:
    return " · ".join(item.text for item in cell)
