"""What does a translator's file change in the catalogue, and why is a row of it refused?

The check reads everything and writes nothing. The file is then taken in as a whole, or not at all where one row is
refused or a text that it names has moved since. What is taken in is a person's work that somebody is still to approve.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import (
    documents,
    models,
    schema,
    snapshot,
    translating,
    translation_checks,
    translation_po,
    translation_rows,
    translation_sheets,
)
from catalogue.translation_files import LONGEST
from catalogue.translation_rows import Returned, Row, mark
from hub import audit, sheets
from hub.languages import language
from hub.sheets import CONTROL, BadFile


class Kind(StrEnum):
    TAKEN = "taken"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left-out"
    REFUSED = "refused"


@dataclass
class Judged:
    """What comes of one row of the file."""

    said: Returned
    row: Row | None  # what the Hub has there
    kind: Kind = Kind.REFUSED
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    language: str
    rows: list[Judged]
    seen: str  # a fingerprint of what the check was made on

    def of(self, kind: Kind) -> list[Judged]:
        return [one for one in self.rows if one.kind == kind]

    @property
    def may_be_taken_in(self) -> bool:
        return bool(self.of(Kind.TAKEN)) and not self.of(Kind.REFUSED)


OTHER_LANGUAGE = gettext_lazy("This row is not in the language of the file’s first row.")
UNKNOWN = gettext_lazy("The catalogue has no such text. The place may have been changed, or the text is gone.")
TWICE = gettext_lazy("This text stands in the file more than once.")
NO_MARK = gettext_lazy("The fingerprint of the English or of the translation is missing or was changed.")
STALE = gettext_lazy("The English has changed since the file was made. Export this text anew.")
OVERTAKEN = gettext_lazy("This translation was changed in the Hub since the file was made.")
EMPTY = gettext_lazy("The translation is empty. A file takes no translation away.")
CONTROLS = gettext_lazy("The translation holds a character that is no text.")
UNFINISHED = gettext_lazy("Its translator marked it as unfinished (fuzzy).")
NOT_TRANSLATED = gettext_lazy("It is not translated yet.")


def check(*, name: str, content: bytes, languages: Iterable[str]) -> Report:
    """`languages` are those that whoever brings the file may translate into. BadFile where it cannot be read."""
    return _judged(_read(name, content), languages)


@transaction.atomic
def take_in(*, name: str, content: bytes, seen: str, by) -> Report | None:
    """All of it, as texts that wait for approval. None where something has moved since the check saw it."""
    said = _read(name, content)
    _lock(said)
    report = _judged(said, by.translates_into)
    if report.seen != seen or not report.may_be_taken_in:
        return None
    taken = report.of(Kind.TAKEN)
    with snapshot.moved_once():
        translating.write_all(_wanted(taken), by=by)
    audit.record("translations taken in", by=by, target="translations", language=report.language, count=len(taken))
    return report


# --- The file -----------------------------------------------------------------------------------------------------


def _read(name: str, content: bytes) -> list[Returned]:
    if name.lower().endswith(".po"):
        return translation_po.read(content)
    return translation_sheets.read(name, content)


def _judged(said: list[Returned], languages: Iterable[str]) -> Report:
    code = next((one.language for one in said if one.language), "")
    if not code:
        raise BadFile(_("No row of this file names a language that the Hub translates into."))
    if code not in languages:
        told = {"language": language(code).name}
        raise BadFile(_("This file is in %(language)s, which is not one of your languages.") % told)
    held = _held(code, said)
    times = Counter(one.place for one in said)
    rows = [_judge(one, held.get(one.place), code, times[one.place]) for one in said]
    return Report(code, rows, _seen(code, held))


def _held(code: str, said: list[Returned]) -> dict[str, Row]:
    """Of the places that the file names, what the Hub has there now."""
    wanted = {one.place for one in said}
    named = {found[0] for place in wanted if (found := translation_rows.model_at(place))}
    among = [section for section in translation_rows.everything() if section.model in named]
    return {row.place: row for row in translation_rows.rows(code, among=among) if row.place in wanted}


def _seen(code: str, held: dict[str, Row]) -> str:
    told = "\n".join(f"{place} {mark(row.english)} {mark(row.text)}" for place, row in sorted(held.items()))
    return hashlib.sha256(f"{code}\n{told}".encode()).hexdigest()


# --- Each row -----------------------------------------------------------------------------------------------------


def _judge(said: Returned, row: Row | None, code: str, times: int) -> Judged:
    judged = Judged(said, row)
    if row is not None:
        said.text = _as_kept(row, said.text)
    if reason := _misplaced(said, row, code, times):
        judged.reasons = [str(reason)]
    elif said.unfinished or not (said.text or row.text):
        judged.kind = Kind.LEFT_OUT
        judged.reasons = [str(UNFINISHED if said.unfinished else NOT_TRANSLATED)]
    elif reason := _outdated(said, row):
        judged.reasons = [str(reason)]
    elif said.text == _as_kept(row, row.text):
        judged.kind = Kind.UNCHANGED
    else:
        judged.reasons, judged.warnings = _faults(said, row)
        judged.kind = Kind.REFUSED if judged.reasons else Kind.TAKEN
    return judged


def _as_kept(row: Row, text: str) -> str:
    """A control character stays, so that it is refused."""
    return text if CONTROL.search(text) else translating.as_kept(_column(row), text)


def _column(row: Row) -> db.Field:
    return row.model._meta.get_field(documents.column(row.field, row.language))


def _misplaced(said: Returned, row: Row | None, code: str, times: int):
    if said.fault:
        return said.fault
    if said.language != code:
        return OTHER_LANGUAGE
    if row is None:
        return UNKNOWN
    return TWICE if times > 1 else ""


def _outdated(said: Returned, row: Row):
    if not said.english:
        return NO_MARK
    if said.english != mark(row.english):
        return STALE
    moved = said.before != mark(row.text) and said.text != _as_kept(row, row.text)
    if moved:
        return OVERTAKEN
    return "" if said.text else EMPTY


def _faults(said: Returned, row: Row) -> tuple[list[str], list[str]]:
    if CONTROL.search(said.text):
        return [str(CONTROLS)], []
    if len(said.text) > (most := min(schema.longest(_column(row)), max(LONGEST, 3 * len(row.english)))):
        return [sheets.TOO_LONG % {"count": most}], []
    try:
        _column(row).run_validators(said.text)
    except ValidationError as error:
        return list(error.messages), []
    found = translation_checks.check(row.english, said.text, row.language, name=row.about)
    return [str(one.text) for one in found if one.blocks], [str(one.text) for one in found if not one.blocks]


# --- Writing ------------------------------------------------------------------------------------------------------


def _lock(said: list[Returned]) -> None:
    """A tool stands for what hangs on it, as for every form of an entry."""
    keys = _keys(said)
    tools = db.Q(slug__in=keys.pop(models.Tool, ()))
    for model in models.STATEMENTS:
        tools |= db.Q(pk__in=model.objects.filter(pk__in=keys.pop(model, ())).values("tool"))
    locked = [models.Tool.objects.filter(tools), *(model.objects.filter(slug__in=keys[model]) for model in keys)]
    for rows in locked:
        list(rows.order_by("pk").select_for_update().values_list("pk"))


def _keys(said: Iterable[Returned]) -> dict[type[db.Model], set[str]]:
    keys = defaultdict(set)
    for one in said:
        if found := translation_rows.model_at(one.place):
            keys[found[0]].add(found[1])
    return keys


def _wanted(taken: list[Judged]) -> Iterator[translating.Wanted]:
    held = {}
    for model, keys in _keys(one.said for one in taken).items():
        is_statement = model in models.STATEMENTS
        rows = model.objects.select_related("tool") if is_statement else model.objects.all()
        held[model] = rows.in_bulk(keys, field_name="pk" if is_statement else "slug")
    for one in taken:
        key = int(one.row.key) if one.row.model in models.STATEMENTS else one.row.key
        row, said = held[one.row.model][key], one.said
        yield translating.Wanted(row, one.row.field, one.row.language, said.text, note=said.note)
