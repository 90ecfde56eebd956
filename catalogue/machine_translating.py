"""What may the translation service write into the catalogue, and what is kept of its answers?

It fills what is missing and renews what a machine made of an older English; what a person wrote it never touches. An
answer in which a check finds what blocks is not kept. What is kept is a machine's: readers are told, and it waits for a
person like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from catalogue import curation, models, origins, snapshot, translation_checks, translation_rows
from catalogue import translation_service as service
from catalogue.history import Change
from catalogue.origins import Standing
from catalogue.translating import Text, check_may_translate, noting, text_of
from catalogue.translation_rows import Row
from hub import audit
from hub.models import Origin, TextOrigin
from hub.refusals import NotAllowed, StateChanged


class NotKept(Exception):
    """What a check found in the answer."""

    def __init__(self, findings: list):
        super().__init__("blocked")
        self.findings = findings


def check_may_ask(text: Text, user) -> None:
    """For the page: why there is no button."""
    if not service.is_on():
        raise NotAllowed("off")
    check_may_translate(user, text.code)
    _check_waits(text)


def _check_waits(text: Text) -> None:
    if not service.may_be_sent(text.row):
        raise NotAllowed("not_published")
    by_machine = text.origin is not None and text.origin.origin == Origin.MACHINE
    if text.standing == Standing.MISSING or (text.standing == Standing.NEEDS_UPDATE and by_machine):
        return
    raise NotAllowed("not_waiting")


def translate(row, name: str, code: str, *, by=None) -> None:
    """`by` is who asked; None is the operator's command. The service is asked before anything is held."""
    held = text_of(type(row).objects.get(pk=row.pk), name, code)
    _check_may(held, by)
    answer = service.ask(row, name, code)
    _keep(held, answer, by=by)


def _check_may(held: Text, by) -> None:
    if by is not None:
        check_may_translate(by, held.code)
    _check_waits(held)


@transaction.atomic
def _keep(asked: Text, answer: service.Answer, *, by) -> None:
    """Unless somebody wrote there meanwhile."""
    if asked.tool is not None:
        models.Tool.objects.select_for_update(of=("self",)).get(pk=asked.tool.pk)  # as every form of an entry does
    row = type(asked.row).objects.select_for_update(of=("self",)).get(pk=asked.row.pk)
    held = text_of(row, asked.name, asked.code)
    if held.seen != asked.seen or held.english != answer.english:
        raise StateChanged
    text = _checked(held, answer.text)
    with noting([held], Change.Kind.TRANSLATED, by=by, why=gettext("By the translation service")):
        _write(held, text)
    _remember(held, by)
    snapshot.touch()


def _write(held: Text, text: str) -> None:
    setattr(held.row, held.column, text)
    held.row.save(update_fields=[held.column])
    nobody = {"by": None, "written_by": None, "at": None}  # who asked stands in the history and the audit
    stamp = origins.stamp_of(held.row, held.name) | nobody | {"origin": Origin.MACHINE, "returned": False, "note": ""}
    TextOrigin.objects.update_or_create(**origins.place(held.row, held.name, held.code), defaults=stamp)


def _checked(held: Text, answer: str) -> str:
    text = held.as_kept(answer)
    name = held.tool.name if held.tool else ""
    blocking = [one for one in translation_checks.check(held.english, text, held.code, name=name) if one.blocks]
    if blocking:
        raise NotKept(blocking)
    return held.field.clean(text, held.row)


def _remember(held: Text, by) -> None:
    audit.record("translation asked of the service", by=by, target=held.place)
    if held.tool is not None:
        field = held.name if isinstance(held.row, models.Tool) else _relation(held.row)
        why = gettext("By the translation service")
        curation.note_translation(tool=held.tool, kind=Change.Kind.TRANSLATED, fields=[field], by=by, why=why)


def _relation(row) -> str:
    return row._meta.get_field("tool").remote_field.related_name


# --- All that waits -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A text that the service may fill."""

    row: Row

    def instance(self):
        key = "slug" if hasattr(self.row.model, "slug") else "pk"
        return self.row.model.objects.filter(**{key: self.row.key}).first()


def waiting(code: str) -> Iterator[Waiting]:
    """Of what officers see: what is missing, and what a machine made of an older English."""
    told = origins.told_into(code)
    for row in translation_rows.rows(code, states=(models.State.PUBLISHED,)):
        known = told.at(row.model, row.key, row.field, code)
        by_machine = known is not None and known.origin == Origin.MACHINE and not known.returned
        if row.standing == Standing.MISSING or (row.standing == Standing.NEEDS_UPDATE and by_machine):
            yield Waiting(row)
