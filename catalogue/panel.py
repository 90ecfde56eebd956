"""How are the filter panel and the rows written?

Some 250 choices a page: a template that walks them costs more than everything else, so each choice is kept ready per
language in the snapshot and only its state and count are put in. Rows are rendered once a tool, language and version
from their ordinary template.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from catalogue import expanded, readable, record
from catalogue.facets import FACETS, Facet
from catalogue.marks import Marks
from catalogue.query import Query
from catalogue.results import Results
from catalogue.snapshot import Snapshot
from hub.bidi import apart, as_name, cut, names_apart
from hub.languages import DEFAULT
from hub.punctuation import brackets
from hub.search import WRITTEN, forms, words
from hub.spoken import attribute

FACET = (
    '<details class="facet"{state}><summary>{label}{number}</summary>'
    '<ul aria-label="{label}">{options}</ul></details>\n'
)
OPTION = '<li><label><input type="checkbox" name="{key}" value="{value}"{state}> {label} <span>'
END = "</span></label>"
NAMES = {"provider": '<bdi translate="no"{}>{}</bdi>'}  # of facets that hold names, in no language of the page
OPEN = FACETS[:2]  # without being asked

PIECES = re.compile(f"({WRITTEN})")


@dataclass(frozen=True)
class Removable:
    """One thing that narrows the list, with the address of the list without it."""

    facet: str
    label: str
    address: str


def facets(snapshot: Snapshot, results: Results, code: str) -> SafeString:
    """The facets with their choices: chosen ones ticked, empty ones shown but not to be chosen."""
    return mark_safe("".join(_facet(snapshot, facet, results, code) for facet in FACETS))  # noqa: S308  (escaped below)


def _facet(snapshot: Snapshot, facet: Facet, results: Results, code: str) -> str:
    label, ready = snapshot.kept_in(code, ("options", facet.key), lambda: _ready(snapshot, facet, code))
    counts = results.counts[facet.key]
    chosen = results.query.chosen.get(facet.key, ())
    parts = []
    for value, before, after, offered in ready:
        if offered or value in chosen:
            count = counts[value]
            state = " checked" if value in chosen else "" if count else " disabled"
            parts += before, state, after, str(count), END
    return (
        FACET.format(
            state=" open" if chosen or facet in OPEN else "",
            label=label,
            number=str(len(chosen)).join(brackets()) if chosen else "",
            options="".join(parts),
        )
        if parts
        else ""
    )


def _ready(snapshot: Snapshot, facet: Facet, code: str) -> tuple[str, list[tuple[str, str, str, bool]]]:
    """The facet's label, and of each choice what stands before and after its state, escaped."""
    labels, offered = snapshot.labels(code)[facet.key], _offered(snapshot, facet, code)
    ready = []
    for value in snapshot.values(facet.key, code):
        label = _label(facet, labels[value], code)
        option = OPTION.format(key=facet.key, value=escape(value), state="\0", label=label)
        before, after = option.split("\0")
        ready.append((value, before, after, value in offered))
    return escape(str(facet.label)), ready


def _label(facet: Facet, label: str, code: str) -> SafeString:
    return format_html(NAMES[facet.key], attribute(label), label) if facet.key in NAMES else apart(label, code)


def _offered(snapshot: Snapshot, facet: Facet, code: str) -> Container[str]:
    offered = snapshot.listed[facet.key]
    return {value for value in offered if readable.own(value, code)} if facet.key == readable.KEY else offered


def removables(snapshot: Snapshot, query: Query, code: str) -> list[Removable]:
    return [
        Removable(str(facet.label), snapshot.label(facet.key, value, code), query.without(facet.key, value).address())
        for facet in FACETS
        for value in query.chosen.get(facet.key, ())
    ]


def rows(snapshot: Snapshot, results: Results, code: str, marks: Marks) -> SafeString:
    """The rows of the page; those with marked words are made for this reader, the others kept."""
    html = [
        _row_found(snapshot, number, code, results, marks)
        if results.marked
        else snapshot.kept_in(code, ("row", number, marks), lambda number=number: _row(snapshot, number, code, marks))
        for number in results.numbers
    ]
    return mark_safe("".join(html))  # noqa: S308  (rendered by a template)


def _row_found(snapshot: Snapshot, number: int, code: str, results: Results, marks: Marks) -> str:
    """With the words that matched marked, or named where the row itself holds none of them."""
    entry, said = snapshot.entries[number], record.summary(snapshot.entries[number], code)
    name = highlighted(entry.name, DEFAULT, results.marked)
    summary = highlighted(said.text, said.language.code, results.marked) if said else ""
    is_marked = "<mark>" in name + summary
    found_by = [] if is_marked else expanded.found_by(snapshot.index(code), results, number)
    return _row(snapshot, number, code, marks, name=name, summary=summary, found_by=found_by)


def _row(snapshot: Snapshot, number: int, code: str, marks: Marks, **shown) -> str:
    entry = snapshot.entries[number]
    said, labels = record.summary(entry, code), snapshot.labels(code)
    return render_to_string(
        "catalogue/row.html",
        {
            "tool": entry,
            "name": entry.name,
            "said": said,
            "summary": names_apart(said.text, said.language.code) if said else "",
            "marks": marks,
            "stages": [labels["stage"][slug] for slug in entry.terms["stage"]],
            "licence": labels["licence"].get(entry.licence, ""),
            "status": labels["status"].get(entry.status, ""),
            "free": entry.cost in {"free", "free-for-police"},
        }
        | shown,
    )


def highlighted(text: str, code: str, marked: frozenset[str]) -> SafeString:
    """The text, escaped, with what matched in `<mark>`: neighbours in one. A Latin name in Arabic stands apart."""
    spans, begin, parts = _matched(text, code, marked) if marked else [], 0, []
    for piece, is_name in cut(text, code):
        html = _marked(piece, [(start - begin, end - begin) for start, end in spans])
        parts.append(as_name(html) if is_name else html)
        begin += len(piece)
    return mark_safe("".join(parts))  # noqa: S308  (every piece is escaped)


def _matched(text: str, code: str, marked: frozenset[str]) -> list[tuple[int, int]]:
    """From where to where the text holds what matched."""
    pieces = PIECES.split(text)
    hits = expanded.places(pieces, code, marked) if expanded.speaks(marked) else set()
    spans, begin = [], 0
    for number, piece in enumerate(pieces):
        end = begin + len(piece)
        if number in hits or any(forms(word, code) & marked or word in marked for word in words(piece)):
            before = spans.pop()[0] if spans and spans[-1][1] == begin else begin
            spans.append((before, end))
        begin = end
    return spans


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    """The spans count from the text's first letter; of what lies beyond it nothing is written."""
    parts, written = [], 0
    for start, end in ((max(start, 0), min(end, len(text))) for start, end in spans):
        if start < end:
            parts += escape(text[written:start]), f"<mark>{escape(text[start:end])}</mark>"
            written = end
    return "".join([*parts, escape(text[written:])])
