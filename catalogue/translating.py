"""What may a person do with a translation: write it, approve it, send it back?

The verbs are the one place of the rules. Officers read at once what is written, with its mark, so a text in which a
check found what blocks is not taken. A text that a machine made stays the machine's until a person approves it: saving
it as it stands is no approval. Where `HUB_PUBLISH_BY_TWO` is on, nobody approves what they wrote themselves.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models as db
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue import (
    curation,
    documents,
    models,
    origins,
    schema,
    snapshot,
    translation_checks,
    word_documents,
    word_history,
)
from catalogue.history import Change
from catalogue.origins import Standing
from hub import audit, spaces
from hub.languages import DEFAULT, TRANSLATIONS
from hub.models import Origin, TextOrigin
from hub.refusals import NotAllowed, StateChanged
from hub.texts import fingerprint

KINDS = {
    model._meta.model_name: model for model in (models.Tool, *models.STATEMENTS, *models.VOCABULARY, models.Caution)
}
EVENTS = {
    Change.Kind.TRANSLATED: "translation written",
    Change.Kind.APPROVED: "translation approved",
    Change.Kind.RETURNED: "translation sent back",
}
LONGEST = 20_000  # characters of one text
LONGEST_NOTE = 300  # as long as a reason in the history


class Blocked(NotAllowed):
    """A check found what nobody may pass."""

    def __init__(self, findings: list):
        super().__init__("blocked")
        self.findings = findings


class Overtaken(StateChanged):
    """Somebody else changed the text or its English since it was looked at."""


@dataclass
class Text:
    """One text of the catalogue in one language, as it is now."""

    row: db.Model
    name: str
    code: str
    origin: TextOrigin | None

    @property
    def kind(self) -> str:
        return self.row._meta.model_name

    @property
    def key(self) -> str:
        return origins.key(self.row)

    @property
    def column(self) -> str:
        return documents.column(self.name, self.code)

    @property
    def field(self) -> db.Field:
        return self.row._meta.get_field(self.column)

    @property
    def english(self) -> str:
        return getattr(self.row, f"{self.name}_{DEFAULT}") or ""

    @property
    def text(self) -> str:
        return getattr(self.row, self.column) or ""

    @property
    def tool(self) -> models.Tool | None:
        """None of a word of the vocabulary and of a caution."""
        return self.row if isinstance(self.row, models.Tool) else getattr(self.row, "tool", None)

    @property
    def standing(self) -> Standing | None:
        return origins.standing(self.origin, self.text, self.english)

    @property
    def seen(self) -> str:
        """What somebody has seen who looks at it now."""
        about = (self.origin.origin, self.origin.returned) if self.origin else ()
        return fingerprint(repr((self.english, self.text, *about)))

    @property
    def place(self) -> str:
        return f"{self.kind} {self.key} {self.name} {self.code}"

    @property
    def findings(self) -> list:
        return self.findings_of(self.text)

    def as_kept(self, text: str) -> str:
        return as_kept(self.field, text)

    def says(self, text: str) -> bool:
        """Nothing would change if it were written here."""
        return self.as_kept(text) == self.as_kept(self.text)

    def findings_of(self, text: str) -> list:
        return translation_checks.check(self.english, text, self.code, name=self.tool.name if self.tool else "")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to stand in a place; `seen` is `Text.seen` of what it replaces."""

    row: db.Model
    name: str
    code: str
    text: str | None = None
    seen: str | None = None
    note: str = ""


def as_kept(field: db.Field, text: str) -> str:
    """A text of one line has one."""
    return spaces.one_line(text) if isinstance(field, db.CharField) else spaces.paragraphs(text)


def find(kind: str, key: str) -> db.Model | None:
    """The row that `origins.key` names so."""
    model = KINDS.get(kind)
    if model is None:
        return None
    if hasattr(model, "slug"):
        return model.objects.filter(slug=key).first()
    is_number = key.isascii() and key.isdecimal() and len(key) < 19
    return model.objects.select_related("tool").filter(pk=key).first() if is_number else None


def text_of(row, name: str, code: str) -> Text:
    return Text(
        row, name, code, TextOrigin.objects.select_related("by").filter(**origins.place(row, name, code)).first()
    )


def check_may_translate(user, code: str) -> None:
    if code not in user.translates_into:
        raise NotAllowed("language")


# --- The verbs ----------------------------------------------------------------------------------------------------


def write(row, name: str, code: str, text: str, *, by, seen: str | None = None) -> None:
    """In review from now on; somebody is to approve it."""
    write_all([Wanted(row, name, code, text, seen)], by=by)


@transaction.atomic
def write_all(wanted: Iterable[Wanted], *, by) -> None:
    """All of them or none. One line in the history of each tool."""
    wanted = list(wanted)
    written = _held(wanted, by)
    with noting(written, Change.Kind.TRANSLATED, by=by):
        for one, held in zip(wanted, written, strict=True):
            _write(held, one.text, by, note=one.note)
    _remember(written, Change.Kind.TRANSLATED, by=by)


@transaction.atomic
def approve(
    row, name: str, code: str, *, by, reason: str = "", seen: str | None = None, text: str | None = None
) -> None:
    """It says what the present English says. A warning is passed for a reason, which is kept.

    `text` is what it is to say, where it is written and approved at once.
    """
    (held,) = _held([Wanted(row, name, code, text, seen)], by)
    with noting([held], Change.Kind.APPROVED, by=by, why=reason):
        if text is not None:
            _write(held, text, by)
            audit.record(EVENTS[Change.Kind.TRANSLATED], by=by, target=held.place)
        warnings = _approve(held, by, reason)
    _remember([held], Change.Kind.APPROVED, by=by, why=reason, passed=[finding.kind for finding in warnings])


def _approve(held: Text, by, reason: str) -> list:
    """The warnings that were passed."""
    _check_may_approve(held, by)
    warnings = _not_blocked(held.findings)
    if warnings and not reason.strip():
        raise NotAllowed("no_reason")
    _stamp(held, by=by, note=reason, origin=Origin.REVIEWED, returned=False, **origins.stamp_of(held.row, held.name))
    return warnings


@transaction.atomic
def send_back(row, name: str, code: str, *, by, note: str, seen: str | None = None) -> None:
    """It needs work, although its English may be the same; the note says what."""
    (held,) = _held([Wanted(row, name, code, seen=seen)], by)
    if not held.text:
        raise NotAllowed("missing")
    if not note.strip():
        raise NotAllowed("no_note")
    made_by_machine = held.origin is not None and held.origin.origin == Origin.MACHINE
    with noting([held], Change.Kind.RETURNED, by=by, why=note):
        _stamp(held, by=by, note=note, origin=Origin.MACHINE if made_by_machine else Origin.HUMAN, returned=True)
    _remember([held], Change.Kind.RETURNED, by=by, why=note)


def check_may_approve(text: Text, user) -> None:
    """For the page: why this person cannot, before anything is pressed."""
    check_may_translate(user, text.code)
    _check_may_approve(text, user)


def _check_may_approve(held: Text, by) -> None:
    if not held.text or not held.english:
        raise NotAllowed("missing")
    if held.standing == Standing.REVIEWED:
        raise NotAllowed("approved")
    if held.origin is not None and held.origin.returned:
        raise NotAllowed("returned")
    if settings.PUBLISH_BY_TWO and held.origin is not None and held.origin.written_by_id == by.pk:
        raise NotAllowed("same_person")


# --- Their steps --------------------------------------------------------------------------------------------------


def _held(wanted: list[Wanted], by) -> list[Text]:
    """The texts as they are now, and nobody else changes them meanwhile."""
    for one in wanted:
        check_may_translate(by, one.code)
        if one.code not in TRANSLATIONS or one.name not in documents.translated(type(one.row)):
            raise LookupError(f"{type(one.row).__name__}.{one.name} is not translated into {one.code}")
    rows = _locked({type(one.row): None for one in wanted}, [one.row for one in wanted])
    told = _origins(rows.values())
    found = []
    for one in wanted:
        row = rows[type(one.row), one.row.pk]
        held = Text(row, one.name, one.code, told.get(tuple(origins.place(row, one.name, one.code).values())))
        if one.seen is not None and one.seen != held.seen:
            raise Overtaken
        found.append(held)
    return found


def _locked(kinds: Iterable[type], rows: list) -> dict[tuple[type, int], db.Model]:
    """Read anew. The tools first, as every form of an entry does."""
    tools = {row.tool_id for row in rows if hasattr(row, "tool_id")}
    list(models.Tool.objects.select_for_update().filter(pk__in=tools).order_by("pk").values_list("pk"))
    found = {}
    for kind in kinds:
        held = kind.objects.select_for_update(of=("self",)).order_by("pk")
        held = held.select_related("tool") if kind in models.STATEMENTS else held
        found |= {(kind, row.pk): row for row in held.filter(pk__in={row.pk for row in rows if type(row) is kind})}
    if missing := {(type(row), row.pk) for row in rows} - found.keys():
        raise StateChanged(f"{len(missing)} of the rows are gone")
    return found


def _origins(rows: Iterable[db.Model]) -> dict[tuple, TextOrigin]:
    keys = defaultdict(set)
    for row in rows:
        keys[origins.label(type(row))].add(origins.key(row))
    wanted = Q(pk__in=())
    for model, of_model in keys.items():
        wanted |= Q(model=model, key__in=of_model)
    held = TextOrigin.objects.select_for_update().filter(wanted)
    return {(told.model, told.key, told.field, told.language): told for told in held}


def _write(held: Text, text: str | None, by, *, note: str = "") -> None:
    if not held.english:
        raise NotAllowed("no_english")
    text = _cleaned(held, text or "")
    if held.says(text) and not _is_confirmed_by_saving(held):
        raise NotAllowed("unchanged")
    _not_blocked(held.findings_of(text))
    setattr(held.row, held.column, text)
    held.row.save(update_fields=[held.column])
    stamp = origins.stamp_of(held.row, held.name)
    _stamp(held, by=by, note=note, origin=Origin.HUMAN, written_by=by, returned=False, **stamp)


def _cleaned(held: Text, text: str) -> str:
    """As the column takes it; `ValidationError` where it does not."""
    plain = held.as_kept(text)
    if not plain:
        raise NotAllowed("empty")
    MaxLengthValidator(schema.longest(held.field))(plain)
    return held.field.clean(plain, held.row)


def _is_confirmed_by_saving(held: Text) -> bool:
    """A person's own text that still fits its new English; a machine's is approved or changed."""
    by_person = held.origin is None or held.origin.origin != Origin.MACHINE
    return by_person and held.standing == Standing.NEEDS_UPDATE


def _not_blocked(findings: list) -> list:
    """The warnings among them."""
    if blocking := [finding for finding in findings if finding.blocks]:
        raise Blocked(blocking)
    return findings


def _stamp(held: Text, *, by, note: str = "", **values) -> None:
    """Notes who did it, and where the text is from now."""
    if held.origin is None:
        place = origins.place(held.row, held.name, held.code)
        held.origin = TextOrigin(**place, **origins.stamp_of(held.row, held.name))
    told = values | {"by": by, "at": timezone.now(), "note": note.strip()[:LONGEST_NOTE]}
    for name, value in told.items():
        setattr(held.origin, name, value)
    held.origin.save()
    snapshot.touch()  # where the text itself was not saved


def noting(texts: Iterable[Text], kind: Change.Kind, *, by, why: str = "") -> AbstractContextManager:
    """A step in the history of each word and caution among them; those of tools `_remember` leaves."""
    words = [text for text in texts if text.tool is None]
    fields = defaultdict(list)
    for text in words:
        fields[word_documents.place(text.row)].append(text.name)
    said = {"kind": kind.value, "fields": fields, "why": why.strip()[:LONGEST_NOTE]}
    return word_history.noting(word_documents.of(text.row for text in words), by=by, **said)


def _remember(texts: list[Text], kind: Change.Kind, *, by, why: str = "", passed: Iterable[str] = ()) -> None:
    """In the audit, and in the history of the tools."""
    detail = {"passed": sorted(set(passed))} if passed else {}
    for text in texts:
        audit.record(EVENTS[kind], by=by, target=text.place, **detail)
    fields = defaultdict(dict)  # in the order in which they were written
    for text in texts:
        if text.tool is not None:
            fields[text.tool.pk][_field_of_tool(text)] = None
    tools = models.Tool.objects.filter(pk__in=fields)
    whole = {one["slug"]: one for one in documents.documents(tools)} if fields else {}
    for tool in tools:
        said = {"fields": fields[tool.pk], "document": whole[tool.slug]}
        curation.note_translation(tool=tool, kind=kind, by=by, why=why.strip()[:LONGEST_NOTE], **said)


def _field_of_tool(text: Text) -> str:
    """The tool's own field, or the relation by which the row hangs on it."""
    if isinstance(text.row, models.Tool):
        return text.name
    return text.row._meta.get_field("tool").remote_field.related_name
