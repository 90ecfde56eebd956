"""Which texts may a translator outside the Hub be given, and how far is each?

The texts of the catalogue and of its vocabulary that exist in six languages, and nothing else: no note, no remark, no
name of a person. What officers do not see yet is among them only where somebody asks for it who may change it; what was
withdrawn never is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models as db
from django.utils.text import capfirst
from django.utils.translation import pgettext

from catalogue import documents, glossary, models, origins
from catalogue.models import State
from catalogue.origins import Standing, Told
from catalogue.translating import KINDS
from catalogue.translation_queue import Section, sections
from hub.languages import ALIASES, DEFAULT, TRANSLATIONS
from hub.texts import fingerprint

OPEN = (State.DRAFT, State.IN_REVIEW, State.PUBLISHED)
WORDS = (*models.VOCABULARY, models.Caution)
PLACE = re.compile(r"([a-z]{1,40})/([a-z0-9-]{1,80})/([a-z_]{1,40})", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One text in one language."""

    model: type[db.Model]
    key: str
    field: str
    language: str
    about: str  # the tool or the word
    english: str
    text: str
    standing: Standing

    @property
    def place(self) -> str:
        return f"{self.model._meta.model_name}/{self.key}/{self.field}"

    @property
    def label(self) -> str:
        return capfirst(field_label(self.model, self.field))


def field_label(model, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def everything() -> list[Section]:
    """A tool's texts stand together."""
    whole = Section("tool", models.Tool, models.TEXTS)
    return [whole, *(section for section in sections().values() if section.model is not models.Tool)]


def rows(
    code: str, *, among: Iterable[Section] | None = None, tool: str = "", states: Iterable[str] = OPEN
) -> Iterator[Row]:
    """The texts that have an English, in the order of the catalogue; a query for each section, one for their origins.

    `tool` is the slug of one: its texts and those that hang on it.
    """
    told = origins.told_into(code)
    for section in everything() if among is None else among:
        if tool and section.model in WORDS:
            continue
        yield from _of(section, code, told, _shown(section.model, tool, tuple(states)))


def _shown(model, tool: str, states: tuple[str, ...]):
    held = model.objects.rewrite(False)
    if model in WORDS:
        return held
    above = "" if model is models.Tool else "tool__"
    held = held.filter(**{f"{above}state__in": states}).order_by(f"{above}slug", "pk")
    return held.filter(**{f"{above}slug": tool}) if tool else held


def _of(section: Section, code: str, told: Told, held) -> Iterator[Row]:
    named = {models.Tool: "name", models.Caution: "slug"} | dict.fromkeys(models.STATEMENTS, "tool__name")
    key = "pk" if section.model in models.STATEMENTS else "slug"
    pairs = [(documents.column(name, DEFAULT), documents.column(name, code)) for name in section.fields]
    about = named.get(section.model, documents.column("name", DEFAULT))
    for values in held.values_list(key, about, *(column for pair in pairs for column in pair)):
        for number, name in enumerate(section.fields):
            english, text = (value or "" for value in values[2 + 2 * number : 4 + 2 * number])
            origin = told.at(section.model, str(values[0]), name, code)
            if standing := origins.standing(origin, text, english):
                yield Row(section.model, str(values[0]), name, code, values[1], english, text, standing)


def model_at(place: str) -> tuple[type[db.Model], str, str] | None:
    """Model, key and field; None where no text of the catalogue can stand."""
    found = PLACE.fullmatch(place)
    model = KINDS.get(found[1]) if found else None
    if model is None or found[3] not in documents.translated(model):
        return None
    if model in models.STATEMENTS and not (found[2].isdecimal() and len(found[2]) < 19):
        return None
    return model, found[2], found[3]


def mark(text: str) -> str:
    """A fingerprint that no spreadsheet takes for a number; empty where there is no text."""
    return f"#{fingerprint(text)}" if text else ""


@dataclass(frozen=True)
class Agreed:
    """What the glossary has for a concept of an English text."""

    english: str
    text: str
    proposed: bool

    @property
    def standing(self) -> str:
        return pgettext("a term", "proposed") if self.proposed else pgettext("a term", "verified")


def terms_in(english: str, code: str) -> list[Agreed]:
    """Each concept once, in the order of the text."""
    found = {entry.slug: entry for _start, _end, entry in glossary.found_in(english)}
    with_term = [(entry, entry.terms[code]) for entry in found.values() if code in entry.terms]
    return [Agreed(entry.english, term.text, term.proposed) for entry, term in with_term]


@dataclass
class Returned:
    """What a file says of one text."""

    number: int  # of the row or line
    place: str
    language: str
    text: str
    english: str  # `mark` of the English that it was made from
    before: str  # `mark` of the translation as it was in the Hub then
    note: str = ""
    unfinished: bool = False  # its translator says so
    fault: str = ""  # why it cannot be read


def code_of(name: str) -> str:
    """The Hub's code for a language as files name it, or empty: `zh_CN`, `fr_FR`, `es`."""
    name = name.strip().lower().replace("_", "-")
    code = ALIASES.get(name, name)
    if code not in TRANSLATIONS:
        code = ALIASES.get(name.partition("-")[0], name.partition("-")[0])
    return code if code in TRANSLATIONS else ""
