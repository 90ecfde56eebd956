"""What happened to a word of the vocabulary, a provider or a caution, and how is it taken back?

Whatever writes such rows does it inside `noting`: it leaves a step for each row that is another one afterwards. Of a
row that nobody had changed since there are steps, the state before stands as the first one.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model, QuerySet

from catalogue import showing, word_documents
from catalogue.documents import UnknownWord
from catalogue.history import WordChange
from catalogue.word_documents import NOTHING, Documents, Place
from hub import audit
from hub.refusals import NotAllowed

Kind = WordChange.Kind
Fields = Mapping[Place, Iterable[str]]
NO_FIELDS: Fields = {}


def steps(row: Model) -> QuerySet[WordChange]:
    model, key = word_documents.place(row)
    return WordChange.objects.filter(model=model, key=key)


@contextmanager
def noting(
    queries: list[QuerySet], *, by, why: str = "", kind: str = Kind.CHANGED, fields: Fields = NO_FIELDS
) -> Iterator[None]:
    """`fields` are noted whether or not the document tells of them; every kind but `CHANGED` leaves a step anyway."""
    with transaction.atomic():
        held = word_documents.read(queries)
        yield
        note(queries, held=held, by=by, why=why, kind=kind, fields=fields)


def note(
    queries: list[QuerySet],
    *,
    held: Documents = NOTHING,
    by,
    why: str = "",
    kind: str = Kind.CHANGED,
    fields: Fields = NO_FIELDS,
) -> list[WordChange]:
    """`held` is what was read before; a row that is not in it is new."""
    now, made = word_documents.read(queries), []
    for place in {**held, **now}:
        before, after = held.get(place), now.get(place)
        if before != after or kind != Kind.CHANGED:
            made.append(_step(place, before, after, kind, fields.get(place, ())) | {"by": by, "why": why.strip()})
    known = _known(made)
    first = [_first(one, held) for one in made if (one["model"], one["key"]) in held.keys() - known]
    rows = [WordChange(**one) for one in (*first, *made)]
    return WordChange.objects.bulk_create(rows, batch_size=200)


def _step(place: Place, before: dict | None, after: dict | None, kind: str, fields: Iterable[str]) -> dict:
    """Of what is gone, the document as it was last."""
    said = dict(zip(("model", "key"), place, strict=True))
    if after is None:
        return said | {"kind": Kind.DELETED, "document": before}
    if before is None:
        return said | {"kind": Kind.CREATED, "document": after}
    names = list(dict.fromkeys((*fields, *word_documents.changed(before, after))))
    return said | {"kind": kind, "document": after, "fields": names}


def _first(made: dict, held: Documents) -> dict:
    place = made["model"], made["key"]
    return {"model": place[0], "key": place[1], "kind": Kind.FIRST, "document": held[place]}


def _known(made: list[dict]) -> set[Place]:
    """Those that have steps already."""
    said = {name: {one[name] for one in made} for name in ("model", "key")}
    found = WordChange.objects.filter(model__in=said["model"], key__in=said["key"]).order_by()
    return set(found.values_list("model", "key").distinct())


@transaction.atomic
def restore(*, row: Model, step: WordChange, by, why: str) -> list[str]:
    """Makes it again what it was after that step, but for its slug; says what changed. A step like any other."""
    if not why.strip():
        raise NotAllowed("no_reason")
    queries = word_documents.of([row])
    held = word_documents.read(queries)
    try:
        with showing.noting(by=by):
            word_documents.apply(row, step.document)
    except UnknownWord:
        raise NotAllowed("unknown_word") from None
    return record(row, held=held, by=by, why=why)


def record(row: Model, *, held: Documents, by, why: str) -> list[str]:
    """Notes what a person did to one row, in its history and in the audit; says which fields changed."""
    made = note(word_documents.of([row]), held=held, by=by, why=why)
    if not made:
        return []
    audit.record("word changed", by=by, target=f"{row._meta.model_name} {row.slug}", fields=made[-1].fields)
    return made[-1].fields
