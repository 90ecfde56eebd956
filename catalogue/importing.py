"""What does a file of tools change in the catalogue?

A spreadsheet (`catalogue.tool_sheets`) or JSON (`catalogue.documents`): one row or document a tool. New tools arrive as
drafts and nothing is published; what a published entry changes is in its history like any change. A proposal from a
provider is the same JSON and makes drafts only. The check does everything and takes it back.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result, RowResult

from catalogue import (
    curation,
    documents,
    incoming,
    models,
    publishing,
    reviewing,
    schema,
    snapshot,
    tool_sheets,
    vocabulary,
)
from catalogue.checks import SLUG
from catalogue.differences import STATEMENTS, said_in
from catalogue.tool_sheets import BYTES, ROWS
from hub import audit, sheets, strict_json
from hub.languages import CODES, Language, language
from hub.sheets import BadFile

# What an import never writes: these have verbs of their own, or follow from something else.
LEFT_ALONE = ("slug", "state", "last_verified", "next_review", "added", "changed")
NAMED = 80  # characters of what stands where a slug should


@dataclass
class Item:
    """What the file says of one tool."""

    place: int  # the row, or the number in the list
    slug: str
    document: dict | None = None  # the entry as it would be
    held: dict | None = None  # as it is
    wrong: list[tuple[str, str]] = field(default_factory=list)  # column or place in the document, what is wrong
    notes: list[tuple[str, str]] = field(default_factory=list)  # the same of what is to be looked at


@dataclass(frozen=True)
class Plan:
    items: list[Item]
    seen: str  # a fingerprint of what the check was made on


def check(*, name: str, content: bytes, by, proposal: bool = False) -> tuple[Result, str]:
    """What the file would do, of which nothing stays, and a fingerprint of what that rests on. BadFile: unreadable."""
    plan = prepare(name, content, by=by, proposal=proposal)
    return _run(plan, by=by, dry_run=True), plan.seen


@transaction.atomic
def import_file(*, name: str, content: bytes, by, seen: str, proposal: bool = False) -> Result | None:
    """All of it or nothing. None where an entry of the file has changed since the check saw it."""
    plan = prepare(name, content, by=by, proposal=proposal, lock=True)
    if plan.seen != seen:
        return None
    result = _run(plan, by=by, dry_run=False)
    if not result.has_validation_errors():
        event = "proposal taken in" if proposal else "tools imported"
        new = [row.slug for row in result.rows if row.kind == "new"]
        changed = [row.slug for row in result.rows if row.kind == "changed"]
        audit.record(event, by=by, target="tools", new=new, changed=changed)
    return result


# --- The file -----------------------------------------------------------------------------------------------------


def prepare(name: str, content: bytes, *, by, proposal: bool, lock: bool = False) -> Plan:
    """Every row as the document that it makes of its entry, with what is wrong with it."""
    if len(content) > BYTES:
        raise BadFile(sheets.TOO_LARGE % {"count": BYTES // sheets.MEGABYTE})
    is_json = name.lower().endswith(".json")
    items, parts = _from_json(content) if is_json else _from_sheet(name, content)
    held = _held({item.slug for item in items if SLUG.fullmatch(item.slug)}, lock=lock)
    for item, part in zip(items, parts, strict=True):
        item.held = held.get(item.slug)
        if item.wrong:
            continue
        if is_json:
            item.document = _merged(part, item.held)
        else:
            item.document, wrong = tool_sheets.merged(part, item.held)
            item.wrong += wrong.items()
    _find_problems(items, by=by, is_json=is_json, proposal=proposal)
    return Plan(items, hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest())


def _held(slugs: set[str], *, lock: bool) -> dict[str, dict]:
    tools = models.Tool.objects.filter(slug__in=slugs)
    if lock:
        list(tools.order_by("pk").select_for_update().values_list("pk"))
    return {document["slug"]: document for document in documents.documents(tools)}


def _from_sheet(name: str, content: bytes) -> tuple[list[Item], list]:
    rows = tool_sheets.read(name, content).dict
    parts = [{column: value for column, value in row.items() if column != sheets.PLACE} for row in rows]
    return [Item(row[sheets.PLACE], str(row["slug"] or "").strip()[:NAMED]) for row in rows], parts


def _from_json(content: bytes) -> tuple[list[Item], list]:
    found = strict_json.read(content)
    if isinstance(found, dict) and "format" in found:
        raise BadFile(_("This is a whole catalogue, not a list of tools. It has a page of its own."))
    parts = found if isinstance(found, list) else [found]
    if not parts:
        raise BadFile(_("This file holds no tool."))
    if len(parts) > ROWS:
        raise BadFile(_("The file has more than %(count)d tools. Split it.") % {"count": ROWS})
    return [_item(place, part) for place, part in enumerate(parts, 1)], parts


def _item(place: int, part) -> Item:
    """With a wrong shape said here, before anything is merged into it."""
    if isinstance(part, dict) and isinstance(part.get("slug"), str) and not schema.is_too_deep(part):
        return Item(place, part["slug"][:NAMED])
    problems = schema.shape(part, schema.ENTRY)
    return Item(place, "", wrong=[(problem.path, problem.text) for problem in problems])


def _merged(part: dict, held: dict | None) -> dict:
    """A key that the document leaves out stays as it is; a text has the languages that it is given, and no others."""
    document = deepcopy(held or {}) | part
    if held and isinstance(part.get("texts"), dict):
        document["texts"] = held["texts"] | part["texts"]
    return document


# --- What is wrong ------------------------------------------------------------------------------------------------


def _find_problems(items: list[Item], *, by, is_json: bool, proposal: bool) -> None:
    words, merged = _words(items), vocabulary.aliases()
    slugs = [item.slug for item in items]
    for item in items:
        if item.document is None:
            continue
        if slugs.count(item.slug) > 1:
            item.wrong.append(("slug", _("This tool stands in the file twice.")))
        if proposal and item.held:
            text = _("The Hub has an entry of this name. A proposal makes new drafts only.")
            item.wrong.append(("slug", text))
        item.wrong += _problems(item, words, is_json=is_json)
        item.wrong += [] if item.wrong else _refused_changes(item, is_json=is_json)
        if not item.wrong:
            _complete(item.document, merged)
            _take_texts(item, by=by, is_json=is_json)


def _problems(item: Item, words: schema.Known, *, is_json: bool) -> list[tuple[str, str]]:
    """But for cells that are said to be wrong already: what they hold is not in the document."""
    said = {where for where, _text in item.wrong}
    place_of = str if is_json else tool_sheets.column_of
    found = [(place_of(problem.path), problem.text) for problem in schema.problems(item.document, words)]
    return [(where, text) for where, text in found if where not in said and not (said and where in {"", "texts"})]


def _refused_changes(item: Item, *, is_json: bool) -> list[tuple[str, str]]:
    """What was so before hinders nothing; what the file makes so is refused."""
    held = item.held or {}
    lost = publishing.lost(held, item.document) if held else []
    found = [(need.field, publishing.refusal([need])) for need in lost]
    day = item.document.get("sources_read_on")
    if day and day != held.get("sources_read_on") and reviewing.is_to_come(date.fromisoformat(day)):
        found.append(("sources_read_on", _("This day is still to come.")))
    return [(f"/{field}" if is_json else field, text) for field, text in found]


def _words(items: Iterable[Item]) -> schema.Known:
    """What the Hub will know once the file is in: a tool may be replaced by another of the same file."""
    words = schema.known()
    for item in items:
        if item.document is not None:
            other = item.document.get("replaced_by")
            words.tools.add(item.slug)
            words.replaced_by.pop(item.slug, None)
            if isinstance(other, str):
                words.replaced_by[item.slug] = other
    return words


def _complete(document: dict, merged: vocabulary.Aliases) -> None:
    """Each part as `catalogue.documents` writes it: null for what was left out, for a merged word what it is now."""
    for key, relation in documents.TERMS.items():
        if key in document:
            document[key] = merged.all_now(models.Tool._meta.get_field(relation).related_model, document[key])
    for key in documents.CHILDREN.keys() & document.keys():
        model = models.Tool._meta.get_field(key).related_model
        document[key] = [documents.whole_child(model, key, value) for value in document[key]]


def _take_texts(item: Item, *, by, is_json: bool) -> None:
    """Translations that the file changes are checked, and wait for somebody to approve them."""
    parts = incoming.parts(item.document, item.held or {})
    faults, notes = incoming.judge(parts, item.document["name"])
    place_of = str if is_json else tool_sheets.column_of
    item.wrong += [(place_of(where), text) for where, text in faults]
    item.notes += [(place_of(where), text) for where, text in notes]
    for part in parts:
        part.settle(by)


# --- Writing ------------------------------------------------------------------------------------------------------


def _run(plan: Plan, *, by, dry_run: bool) -> Result:
    dataset = tablib.Dataset(headers=["item"])
    for item in plan.items:
        dataset.append([item])
    with snapshot.moved_once():
        result = ToolResource(by=by).import_data(dataset, dry_run=dry_run, rollback_on_validation_errors=True)
    for error in result.base_errors:
        raise error.error
    return result


@dataclass(frozen=True)
class Difference:
    """One field, before and after."""

    field: str  # a key of the document, with the language of a text
    before: str
    after: str
    language: Language | None = None  # of both


class Row(RowResult):
    place = 0
    slug = ""
    kind = "refused"  # new, changed, unchanged, refused
    wrong: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    differences: tuple[Difference, ...] = ()


class ToolResource(resources.Resource):
    """The engine is django-import-export's: dry run, everything or nothing. The verbs are ours."""

    class Meta:
        use_transactions = True
        instance_loader_class = BaseInstanceLoader  # a row is no instance: it brings relations and texts

    def __init__(self, *, by):
        super().__init__()
        self.by = by
        self.written: list[tuple[models.Tool, Item, list[str]]] = []

    def before_import(self, dataset, **kwargs):
        slugs = [item.slug for (item,) in dataset if item.held]
        self.tools = models.Tool.objects.in_bulk(slugs, field_name="slug")

    def import_row(self, row, instance_loader, **kwargs):
        item, result = row["item"], Row()
        result.place, result.slug = item.place, schema.visible(item.slug)
        result.wrong, result.notes = tuple(item.wrong), tuple(item.notes)
        if item.wrong:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError([text for _path, text in item.wrong])
            return result
        result.differences = tuple(differences(item.held or {}, item.document))
        result.kind = ("changed" if result.differences else "unchanged") if item.held else "new"
        kinds = {"new": RowResult.IMPORT_TYPE_NEW, "changed": RowResult.IMPORT_TYPE_UPDATE}
        result.import_type = kinds.get(result.kind, RowResult.IMPORT_TYPE_SKIP)
        self.write(item)
        return result

    def write(self, item: Item) -> None:
        tool = self.tools.get(item.slug) or models.Tool(slug=item.slug)
        wanted = {key: value for key, value in item.document.items() if key not in (*LEFT_ALONE, "replaced_by")}
        changed = documents.apply(tool, wanted, held=item.held)
        self.written.append((tool, item, changed))

    def after_import(self, dataset, result, **kwargs):
        """What a tool is replaced by may stand below it; then each gets its line of history."""
        if result.has_validation_errors():
            return
        for tool, item, changed in self.written:
            if "replaced_by" in item.document:
                other = {"replaced_by": item.document["replaced_by"]}
                changed.extend(documents.apply(tool, other, held=item.held or {"replaced_by": None}))
        slugs = [item.slug for _tool, item, changed in self.written if changed]
        after = {one["slug"]: one for one in documents.documents(models.Tool.objects.filter(slug__in=slugs))}
        for tool, item, changed in self.written:
            said = {"tool": tool, "by": self.by, "why": _("From a file"), "document": after.get(item.slug)}
            if item.held is None:
                curation.note_created(**said)
            else:
                curation.note_change(**said, fields=changed)


# --- What is said of it -------------------------------------------------------------------------------------------


def differences(held: dict, document: dict) -> Iterator[Difference]:
    for key, after in document.items():
        if key in LEFT_ALONE or key == "texts":
            continue
        before = held.get(key)
        if _comparable(key, before) == _comparable(key, after):
            continue
        if key in STATEMENTS:
            yield from _of_statements(key, before or [], after or [])
        else:
            yield Difference(key, _shown(before), _shown(after))
    for name, by_code in document["texts"].items():
        for code in CODES:
            before, after = (_text(texts, code) for texts in (held.get("texts", {}).get(name, {}), by_code))
            if before != after:
                yield Difference(documents.column(name, code), before, after, language(code))


def _of_statements(key: str, before: list[dict], after: list[dict]) -> Iterator[Difference]:
    """What is the same in all languages, then each language by itself."""
    sides = [_shown([_untranslated(row) for row in rows]) for rows in (before, after)]
    if sides[0] != sides[1]:
        yield Difference(key, *sides)
    for code in CODES:
        sides = ["\n".join(said_in(row, code) for row in rows) for rows in (before, after)]
        if sides[0] != sides[1]:
            yield Difference(documents.column(key, code), *sides, language(code))


def _untranslated(row: dict) -> dict:
    """Where a text is from changes with the text alone."""
    return {name: value for name, value in row.items() if not isinstance(value, dict)}


def _comparable(key: str, value):
    """Words in another order are the same words; absent, empty and null are the same too."""
    if key in documents.TERMS:
        return sorted(value or ())
    return None if value in ([], "") else value


def _text(by_code: dict, code: str) -> str:
    return by_code.get(code, {}).get("text", "")


def _shown(value) -> str:
    """As a person reads it."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " · ".join(text for inner in value.values() if (text := _shown(inner)))
    if isinstance(value, list):
        return ("\n" if isinstance(value[0], dict) else ", ").join(_shown(item) for item in value)
    return str(value)
