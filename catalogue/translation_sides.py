"""What stands beside a translation while somebody works on it?

The English with the words of the glossary marked, what changed in it since, what the checks find in the text that is
typed, and the other languages.
"""

from dataclasses import dataclass

from django.urls import reverse

from catalogue import differences, glossary, origins
from catalogue.origins import Standing
from catalogue.translating import Text
from hub.languages import DEFAULT, LANGUAGES, Language, language


@dataclass(frozen=True)
class Part:
    """A run of the English; `slug` where it names a concept of the glossary."""

    text: str
    slug: str = ""


@dataclass(frozen=True)
class Term:
    slug: str
    english: str
    definition: str
    text: str
    source: str
    proposed: bool


@dataclass(frozen=True)
class Other:
    language: Language
    text: str


def of(text: Text, typed: str) -> dict:
    """For the template."""
    found = glossary.found_in(text.english)
    return {
        "text": text,
        "spoken": language(text.code),
        "english": language(DEFAULT),
        "parts": parts(text.english, found),
        "terms": terms(found, text.code),
        "changed": changed(text),
        "outdated": text.standing == Standing.NEEDS_UPDATE and not _returned(text),
        "returned": _returned(text),
        "findings": text.findings_of(typed) if typed else [],
        "others": others(text),
        "owner": _owner(text),
    }


def parts(english: str, found: list) -> list[Part]:
    made, at = [], 0
    for start, end, entry in found:
        made += [Part(english[at:start]), Part(english[start:end], entry.slug)]
        at = end
    return [part for part in (*made, Part(english[at:])) if part.text]


def terms(found: list, code: str) -> list[Term]:
    """What each concept is called, once, in the order of the English."""
    entries = {entry.slug: entry for _start, _end, entry in found}.values()
    return [
        Term(entry.slug, entry.english, entry.definition, agreed.text, agreed.source, agreed.proposed)
        for entry in entries
        if (agreed := entry.terms.get(code))
    ]


def changed(text: Text) -> tuple[differences.Piece, ...]:
    """From the English that it was made from to the present one; nothing where that was not kept, or is the same."""
    if text.origin is None or not text.origin.source or not origins.outdated(text.origin, text.row):
        return ()
    return differences.pieces(text.origin.source, text.english)


def others(text: Text) -> list[Other]:
    spoken = [one for one in LANGUAGES if one.code not in {DEFAULT, text.code}]
    return [Other(one, held) for one in spoken if (held := getattr(text.row, f"{text.name}_{one.column}"))]


def _returned(text: Text) -> bool:
    return text.origin is not None and text.origin.returned


def _owner(text: Text) -> tuple[str, str]:
    """The tool or word that it belongs to, and its page in the admin."""
    row = text.tool or text.row
    return str(row), reverse(f"admin:catalogue_{row._meta.model_name}_change", args=[row.pk])
