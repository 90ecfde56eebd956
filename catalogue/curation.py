"""How does an entry reach the officers, and what does it mean that staff changed it?

The table says which steps exist; the verbs are the only way to take them, and `_move` is the only writer of the state
of an entry that is there. A new one is a draft; but the data files bring published ones (`catalogue.loading`), and a
whole catalogue comes into an empty Hub with the states of the other (`catalogue.archive`). Each step is one
compare-and-set: of two people at once one wins and the other is told. Each leaves a row in the history and a record of
who did it. `docs/curation.md` is drawn from the tables.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalogue import documents, publishing, snapshot
from catalogue.history import NO_CHANGE, NOT_TOLD, Change
from catalogue.models import State, Tool
from catalogue.publishing import Need
from hub import audit
from hub.refusals import NotAllowed, StateChanged

TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.IN_REVIEW,),
    State.IN_REVIEW: (State.PUBLISHED, State.DRAFT),
    State.PUBLISHED: (State.WITHDRAWN,),
    State.WITHDRAWN: (State.DRAFT,),
}
OWNERS: dict[State, str] = {  # who has the next step
    State.DRAFT: "its curator",
    State.IN_REVIEW: "another curator",
    State.PUBLISHED: "nobody",
    State.WITHDRAWN: "nobody",
}


class TakesAway(NotAllowed):
    """Officers read the entry, and it would no longer be publishable: these would be missing."""

    def __init__(self, lost: list[Need]):
        super().__init__("takes_away")
        self.lost = lost


# --- States -------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, tool: Tool, by, why: str = "") -> None:
    """Asks a colleague to look at it."""
    _check_complete(tool)
    submitted = {"submitted_by": by, "submitted_at": timezone.now()}
    _move(tool, State.DRAFT, State.IN_REVIEW, kind=Change.Kind.SUBMITTED, by=by, why=why, **submitted)


@transaction.atomic
def send_back(*, tool: Tool, by, why: str) -> None:
    """To its curator, with what is missing. Whoever submitted it takes it back in the same way."""
    _check_why(why)
    _move(tool, State.IN_REVIEW, State.DRAFT, kind=Change.Kind.SENT_BACK, by=by, why=why, **NOT_SUBMITTED)


@transaction.atomic
def publish(*, tool: Tool, by, why: str = "") -> None:
    """Officers see it at their next request, on every process."""
    check_may_publish(tool, by)
    _check_complete(tool)
    first = not tool.changes.filter(kind=Change.Kind.ADDED).exists()
    now = timezone.now()
    news = {"added": now, "changed": now} if first else {"changed": now}
    _move(tool, State.IN_REVIEW, State.PUBLISHED, kind=Change.Kind.ADDED, by=by, why=why, told=True, **news)


@transaction.atomic
def withdraw(*, tool: Tool, by, why: str) -> None:
    """Officers no longer see it; its address stays its own for ever."""
    _check_why(why)
    _move(tool, State.PUBLISHED, State.WITHDRAWN, kind=Change.Kind.WITHDRAWN, by=by, why=why, **NOT_SUBMITTED)


@transaction.atomic
def reopen(*, tool: Tool, by, why: str = "") -> None:
    _move(tool, State.WITHDRAWN, State.DRAFT, kind=Change.Kind.REOPENED, by=by, why=why)


NOT_SUBMITTED = {"submitted_by": None, "submitted_at": None}


def check_may_publish(tool: Tool, user) -> None:
    """Two people (`HUB_PUBLISH_BY_TWO`): not who submitted the entry, nor who changed it since, in any language."""
    if tool.state != State.IN_REVIEW:
        raise StateChanged
    if not settings.PUBLISH_BY_TWO:
        return
    changed = tool.changes.filter(by=user, kind__in=Change.OF_WORDS, at__gte=tool.submitted_at)
    if tool.submitted_by_id == user.pk or changed.exists():
        raise NotAllowed("same_person")


def _check_complete(tool: Tool) -> None:
    if publishing.needs(tool):
        raise NotAllowed("incomplete")


def _check_why(why: str) -> None:
    if not why.strip():
        raise NotAllowed("no_reason")


def _move(tool: Tool, old: State, new: State, *, kind: Change.Kind, by, why: str, told: bool = False, **values) -> None:
    """The only writer of the state of a tool that is there."""
    if new not in TRANSITIONS[old] or not Tool.objects.filter(pk=tool.pk, state=old).update(state=new, **values):
        raise StateChanged
    tool.refresh_from_db()
    _remember(tool, kind, by=by, why=why, told=told)
    audit.record("tool state changed", by=by, target=tool.slug, to=new.value)
    snapshot.touch()


def _remember(
    tool: Tool,
    kind: Change.Kind,
    *,
    by,
    why: str = "",
    fields: Iterable[str] = (),
    told: bool,
    document: dict | None = None,
) -> Change:
    document = document or documents.document(tool)
    return Change.objects.create(
        tool=tool, kind=kind, by=by, why=why.strip(), fields=list(fields), told=told, document=document
    )


# --- Changes ------------------------------------------------------------------------------------------------------


@transaction.atomic
def note_created(*, tool: Tool, by, why: str = "", document: dict | None = None) -> None:
    """`document` is the entry's, where many were read at once."""
    _remember(tool, Change.Kind.CREATED, by=by, why=why, told=False, document=document)
    audit.record("tool created", by=by, target=tool.slug)


@transaction.atomic
def note_change(*, tool: Tool, fields: Iterable[str], by, why: str = "", document: dict | None = None) -> None:
    """`fields` are names of Tool's fields and relations, without language; `document` as for `note_created`."""
    names = list(dict.fromkeys(fields))
    if not names:
        return
    audit.record("tool changed", by=by, target=tool.slug, fields=names)
    told = tool.state == State.PUBLISHED and not set(names) <= NOT_TOLD
    _remember(tool, Change.Kind.CHANGED, by=by, why=why, fields=names, told=told, document=document)
    if told and not set(names) <= NO_CHANGE:
        tool.changed = timezone.now()
        tool.save(update_fields=["changed"])


@transaction.atomic
def note_translation(
    *, tool: Tool, kind: Change.Kind, fields: Iterable[str], by, why: str = "", document: dict | None = None
) -> None:
    """No news to officers: the entry says the same, in another language."""
    _remember(tool, kind, by=by, why=why, fields=fields, told=False, document=document)


@transaction.atomic
def restore(*, tool: Tool, step: Change, by, why: str) -> list[str]:
    """Makes the entry again what it was after that step, but for its state and verification; says what changed."""
    _check_why(why)
    _check_may_become(tool, step.document)
    try:
        changed = documents.apply(tool, step.document)
    except documents.UnknownWord:
        raise NotAllowed("unknown_word") from None
    note_change(tool=tool, fields=changed, by=by, why=why)
    return changed


def _check_may_become(tool: Tool, wanted: dict) -> None:
    """What was allowed then may not be so today: other entries have changed, or officers read this one by now."""
    other = Tool.objects.filter(slug=wanted.get("replaced_by")).first()
    if publishing.leads_back(tool, other):
        raise NotAllowed("circle")
    if lost := publishing.lost(documents.document(tool), wanted):
        raise TakesAway(lost)
