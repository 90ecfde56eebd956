"""In what do two documents of an entry differ: by field, by language, by word?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext

from catalogue import documents, origins, sheet
from catalogue.models import Tool
from hub.languages import Language, language
from hub.models import Origin
from hub.search import WRITTEN
from hub.spoken import named

UNTOLD = {"slug", "added", "changed"}
STATEMENTS = documents.CHILDREN.keys() - {"sources"}  # with texts of their own
WORDS = re.compile(rf"\s+|{WRITTEN}|[^\s\w]")
TOO_LONG = 4000  # words of both texts: beyond, they are shown whole


@dataclass(frozen=True)
class Piece:
    """A run of words: kept, taken out or put in."""

    kind: str  # "same", "out", "in"
    text: str


@dataclass(frozen=True)
class Difference:
    label: str
    language: Language | None  # of the pieces, where they are a translated text
    pieces: tuple[Piece, ...]
    about: Language | None = None  # of the text that the pieces tell of

    @property
    def named(self) -> str:
        """The language for the heading."""
        of = self.language or self.about
        return named(of.code) if of else ""


def differences(before: dict | None, after: dict, model: type[Model] = Tool) -> list[Difference]:
    """What `after` changed, in the order of the document; of a first document, everything that it says.

    The documents are of an entry, or of another `model` with such documents.
    """
    return list(_differences(before or {}, after, model))


def _differences(before: dict, after: dict, model: type[Model]) -> Iterator[Difference]:
    for key, value in after.items():
        if key == "texts":
            yield from _texts(before.get("texts", {}), value, model)
        elif key in STATEMENTS:
            rows = [
                _in_words(rows, model._meta.get_field(key).related_model) for rows in (before.get(key) or [], value)
            ]
            yield from _statements(label(key, model), *rows)
        elif key in documents.TERMS:
            yield from _terms(key, before.get(key) or [], value, model)
        elif key not in UNTOLD and _plain(before.get(key)) != _plain(value):
            yield Difference(label(key, model), None, pieces(*_named(key, model, before.get(key), value)))


def _texts(before: dict, after: dict, model: type[Model]) -> Iterator[Difference]:
    for name, by_code in after.items():
        for code in documents.ORDER:
            old, new = before.get(name, {}).get(code, {}), by_code.get(code, {})
            if old.get("text", "") != new.get("text", ""):
                yield Difference(label(name, model), language(code), pieces(old.get("text", ""), new.get("text", "")))
            elif (was := old.get("origin")) != (now := new.get("origin")):
                yield Difference(label(name, model), None, pieces(_made(was), _made(now)), about=language(code))


def _statements(label: str, before: list[dict], after: list[dict]) -> Iterator[Difference]:
    """What is the same in all languages, then each language by itself."""
    old, new = (_plain([_without_texts(row) for row in rows]) for rows in (before, after))
    if old != new:
        yield Difference(label, None, pieces(old, new))
    for code in documents.ORDER:
        old, new = ("\n".join(said_in(row, code) for row in rows) for rows in (before, after))
        was, now = ("\n".join(_made_in(row, code) for row in rows) for rows in (before, after))
        if old != new:
            yield Difference(label, language(code), pieces(old, new))
        elif was != now:
            yield Difference(label, None, pieces(was, now), about=language(code))


def _in_words(rows: list[dict], model: type[Model]) -> list[dict]:
    """What is one of a few, as the reader knows it."""
    names = {field.name: dict(field.flatchoices) for field in model._meta.fields if field.choices}
    return [
        {key: str(names[key].get(value, value)) if key in names else value for key, value in row.items()}
        for row in rows
    ]


def _without_texts(row: dict) -> dict:
    return {key: value for key, value in row.items() if not isinstance(value, dict)}


def said_in(row: dict, code: str) -> str:
    found = [value.get(code) for key, value in row.items() if isinstance(value, dict) and key != "origins"]
    return " · ".join(text for text in found if text)


def _made_in(row: dict, code: str) -> str:
    found = [by_code.get(code, {}).get("origin") for by_code in row.get("origins", {}).values()]
    return " · ".join(_made(origin) for origin in found if origin)


def _terms(key: str, before: list[str], after: list[str], model: type[Model]) -> Iterator[Difference]:
    """Name by name: each may be in a language of its own."""
    if before == after:
        return
    names, found = _names(key, model, {*before, *after}), []
    for kind, slugs in (("same", [slug for slug in after if slug in before]), ("out", before), ("in", after)):
        of_kind = [slug for slug in slugs if kind == "same" or (slug in before) != (slug in after)]
        for slug in of_kind:
            found += [Piece("same", "\n")] if found else []
            found.append(Piece(kind, names.get(slug, slug)))
    yield Difference(label(key, model), None, tuple(found))


def _made(origin: str | None) -> str:
    """How far a translation is that nothing but its origin tells of."""
    return str(origins.MADE[Origin(origin)].label) if origin else ""


def label(key: str, model: type[Model] = Tool) -> str:
    """Of a field of the document, as the reader knows it."""
    if model is not Tool:
        return capfirst(str(model._meta.get_field(key).verbose_name))
    relation = documents.TERMS.get(key, key)
    return gettext("Publication") if key == "state" else str(sheet.FIELD_NAMES.get(relation, key))


def _named(key: str, model: type[Model], *values) -> list[str]:
    """As the reader knows them, not as slugs; a word that is gone since stays one."""
    slugs = {slug for value in values for slug in (value if isinstance(value, list) else [value]) if type(slug) is str}
    names = _names(key, model, slugs)
    return [_plain(_replaced(value, names)) for value in values]


def _replaced(value, names: dict[str, str]):
    if isinstance(value, list):
        return [_replaced(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def _names(key: str, model: type[Model], slugs: set[str]) -> dict[str, str]:
    name = documents.TERMS.get(key, key) if model is Tool else key
    field = next((field for field in model._meta.get_fields() if field.name == name), None)
    if field is not None and (field.many_to_one or field.many_to_many):
        return {row.slug: str(row) for row in field.related_model.objects.filter(slug__in=slugs)}
    return {value: str(label) for value, label in getattr(field, "flatchoices", ())}


def _plain(value) -> str:
    """A value of a document as lines of text."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return " · ".join(
            f"{code}: {text}" if code in documents.ORDER else _plain(text) for code, text in value.items() if text
        )
    if isinstance(value, list):
        return "\n".join(_plain(item) for item in value)
    return str(value)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > TOO_LONG:
        return tuple(Piece(kind, text) for kind, text in (("out", old), ("in", new)) if text)
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[first:last])))
            continue
        found += [Piece("out", "".join(before[first:last]))] if last > first else []
        found += [Piece("in", "".join(after[start:end]))] if end > start else []
    return tuple(found)
