"""How do curators make one word of two, or take a word away, so that no link breaks and no tool loses anything?

Everything that names the old word names the new one afterwards: tools, cautions, capabilities of a family and whatever
else has a relation to it. Its slug stays as an alias (`catalogue.vocabulary`). The data files may go on naming the old
word: what they loaded counts as loaded under the new name (`catalogue.loading`).
"""

from dataclasses import dataclass

from django.db import models as db
from django.db import transaction

from catalogue import curation, loading, models, snapshot, word_documents, word_history
from catalogue.history import WordChange
from catalogue.vocabulary import TermAlias
from hub import audit
from hub.refusals import NotAllowed
from hub.sorting import ordered

BATCH = 500


@dataclass(frozen=True)
class Effects:
    """What a merge would do, for who is asked."""

    tools: list[models.Tool]  # that carry the old word, by name
    both: int  # of these, those that carry the new one already
    capabilities: list[models.Capability]  # that change their family
    cautions_moved: list[models.Caution]  # shown on the tools of the new word from then on
    cautions_met: list[models.Caution]  # of the new word, shown on the tools of the old one from then on


@transaction.atomic
def merge(*, term: models.Term, into: models.Term, by) -> int:
    """Afterwards `into` stands for both; the answer is the number of tools that carried the old word."""
    check_may_merge(term, into)
    term, into = _locked(term, into)
    why = f"{term.slug} → {into.slug}"
    changed = word_documents.of([term, *_words_that_name(term)])
    with (
        word_history.noting(changed, by=by, why=why),
        word_history.noting(word_documents.of([into]), by=by, why=why, kind=WordChange.Kind.MERGED),
    ):
        tools = _merge(term, into, by=by, why=why)
    return len(tools)


def _merge(term: models.Term, into: models.Term, *, by, why: str) -> list[models.Tool]:
    tools: list[models.Tool] = []
    for relation in relations(type(term)):
        owners = _repoint(relation, term, into)
        if relation.related_model is models.Tool:
            tools = owners
            for tool in owners:
                curation.note_change(tool=tool, fields=[relation.field.name], by=by, why=why)
    _leave_alias(term, into)
    kind, slugs = term._meta.model_name, sorted(tool.slug for tool in tools)
    audit.record("terms merged", by=by, target=f"{kind} {term.slug}", into=into.slug, tools=slugs)
    _delete(term)
    return tools


def _words_that_name(term: models.Term) -> list[db.Model]:
    """Capabilities of a family, cautions of a capability."""
    found = [one for one in relations(type(term)) if one.related_model in word_documents.WORDS]
    return [row for one in found for row in one.related_model.objects.filter(**{one.field.name: term})]


@transaction.atomic
def remove(*, term: models.Term, by) -> None:
    """Only what nothing uses can go; what was merged into it is forgotten with it."""
    (term,) = _locked(term)
    if uses(term):
        raise NotAllowed("in_use")
    kind = term._meta.model_name
    TermAlias.objects.filter(kind=kind, target=term.slug).delete()
    audit.record("term deleted", by=by, target=f"{kind} {term.slug}")
    with word_history.noting(word_documents.of([term]), by=by):
        _delete(term)


def check_may_merge(term: models.Term, into: models.Term) -> None:
    if type(term) is not type(into):
        raise NotAllowed("other_kind")
    if term.pk == into.pk:
        raise NotAllowed("itself")


def effects(term: models.Term, into: models.Term) -> Effects:
    name = tools_relation(type(term))
    carriers = models.Tool.objects.filter(**{name: term}).only("id", "slug", "name").order_by().distinct()
    cautions = [set(row.cautions.all()) if isinstance(row, models.Capability) else set() for row in (term, into)]
    return Effects(
        tools=ordered(carriers, by=lambda tool: tool.name),
        both=carriers.filter(pk__in=models.Tool.objects.filter(**{name: into})).count(),
        capabilities=list(term.capabilities.all()) if isinstance(term, models.Family) else [],
        cautions_moved=ordered(cautions[0] - cautions[1]),
        cautions_met=ordered(cautions[1] - cautions[0]),
    )


def tools_relation(model) -> str:
    """How tools name such a word: `stages`; a family, by their capabilities."""
    if model is models.Family:
        return "capabilities__family"
    return next(relation.field.name for relation in relations(model) if relation.related_model is models.Tool)


def uses(term: models.Term) -> list[tuple[str, int]]:
    """What names the word, in words, and how many."""
    counted = [
        (
            str(relation.related_model._meta.verbose_name_plural),
            relation.related_model._base_manager.filter(**{relation.field.name: term}).count(),
        )
        for relation in relations(type(term))
    ]
    return [(label, count) for label, count in counted if count]


def relations(model) -> list:
    """Every foreign key and many-to-many relation to the model, of whatever app. Join tables come with theirs."""
    found = [field for field in model._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation]
    return [relation for relation in found if not relation.concrete and not relation.related_model._meta.auto_created]


# --- Doing it -----------------------------------------------------------------------------------------------------


def _locked(*terms: models.Term) -> tuple[models.Term, ...]:
    """As they are now, held until the end of the transaction: nobody adds a link to what is about to go."""
    wanted = [term.pk for term in terms]
    rows = {row.pk: row for row in type(terms[0]).objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    if len(rows) < len(terms):
        raise NotAllowed("gone")
    return tuple(rows[pk] for pk in wanted)


def _repoint(relation, term: models.Term, into: models.Term) -> list[db.Model]:
    """All rows that named the old word name the new one, once; the answer is these rows."""
    name = relation.field.name
    found = relation.related_model._base_manager.filter(**{name: term}).prefetch_related(name)
    owners = list(found)
    loaded = [row.pk for row in owners if loading.holds_what_was_loaded(row, name)]
    if relation.many_to_many:
        _repoint_rows(relation.through, relation.field.m2m_reverse_field_name(), term, into)
    else:
        _repoint_rows(relation.related_model, name, term, into)
    for start in range(0, len(loaded), BATCH):
        rows = relation.related_model._base_manager.filter(pk__in=loaded[start : start + BATCH])
        loading.remember(list(rows.prefetch_related(name)), name)
    return owners


def _repoint_rows(model, name: str, term: models.Term, into: models.Term) -> None:
    """A row that would then stand twice goes."""
    rows = model._base_manager.filter(**{name: term})
    for others in _unique_with(model, name):
        held = model._base_manager.filter(**{name: into}, **{other: db.OuterRef(other) for other in others})
        rows.filter(db.Exists(held)).delete()
    rows.update(**{name: into})


def _unique_with(model, name: str) -> list[list[str]]:
    """The other fields of each set of fields that may stand only once."""
    constraints = [one for one in model._meta.constraints if isinstance(one, db.UniqueConstraint)]
    sets = [one.fields or [getattr(part, "name", "") for part in one.expressions] for one in constraints]
    sets += model._meta.unique_together
    return [[other for other in fields if other != name] for fields in sets if name in fields]


def _leave_alias(term: models.Term, into: models.Term) -> None:
    kind = term._meta.model_name
    TermAlias.objects.filter(kind=kind, target=term.slug).update(target=into.slug)
    TermAlias.objects.create(kind=kind, slug=term.slug, target=into.slug)


def _delete(term: models.Term) -> None:
    term.delete()
    snapshot.touch()  # what moved by `.update()` moved unseen
