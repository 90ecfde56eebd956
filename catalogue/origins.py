"""Where is each translation of the catalogue from, and is it still true to its English?

A translation remembers who made it and the English it was made from (`hub.models.TextOrigin`). When the English
changes, the fingerprints differ and the translation is outdated: staff and readers are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Q, TextChoices
from django.db.models.functions import Cast
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.languages import DEFAULT, language
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint


@dataclass(frozen=True)
class Source:
    """Where one text in one language is from."""

    key: str  # of the row: `key`
    field: str
    language: str
    origin: str
    english: str  # fingerprint
    source: str = ""  # the English itself, where it is at hand


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader is told of one text; there are many, so no more of the row is kept."""

    model: str
    key: str
    field: str
    language: str
    origin: str
    english: str
    returned: bool


FIELDS = ("model", "key", "field", "language", "origin", "english", "returned")


@dataclass(frozen=True)
class Told:
    """All that is known of some translations, read once."""

    rows: dict[tuple[str, str, str, str], Known]

    def of(self, row, name: str, code: str) -> Known | None:
        return self.at(type(row), key(row), name, code)

    def at(self, model, key: str, name: str, code: str) -> Known | None:
        return self.rows.get((label(model), key, name, code))

    def in_language(self, code: str) -> list[Known]:
        return [known for known in self.rows.values() if known.language == code]


NOTHING = Told({})


def told() -> Told:
    """Of the whole catalogue."""
    return _told(Q(model__startswith="catalogue."))


def told_into(code: str) -> Told:
    """Of the whole catalogue, translated into one language."""
    return _told(Q(model__startswith="catalogue.", language=code))


def told_of(*querysets) -> Told:
    """Of the rows in these queries: one query for all."""
    wanted = Q(pk__in=())
    for rows in querysets:
        if hasattr(rows.model, "slug"):
            keys = rows.order_by().values("slug")
        else:
            keys = rows.order_by().annotate(_key=Cast("pk", CharField())).values("_key")
        wanted |= Q(model=label(rows.model), key__in=keys)
    return _told(wanted)


def _told(wanted: Q) -> Told:
    rows = (Known(*values) for values in TextOrigin.objects.filter(wanted).values_list(*FIELDS))
    return Told({(row.model, row.key, row.field, row.language): row for row in rows})


def label(model) -> str:
    return model._meta.label_lower


def key(row) -> str:
    """How a row is named: by its slug, and what hangs on a tool by its number."""
    return getattr(row, "slug", None) or str(row.pk)


def place(row, name: str, code: str) -> dict[str, str]:
    return {"model": label(type(row)), "key": key(row), "field": name, "language": code}


def forget(sender, instance, **_kwargs) -> None:
    """The row is gone."""
    TextOrigin.objects.filter(model=label(sender), key=key(instance)).delete()


def watch(models: Iterable) -> None:
    for model in models:
        post_delete.connect(forget, sender=model)


def note(model, sources: Iterable[Source]) -> int:
    """Remembers sources that are new or were made anew; what a person wrote or reviewed since stays theirs."""
    held = {(row.key, row.field, row.language): row for row in TextOrigin.objects.filter(model=label(model))}
    added, restamped = [], []
    for source in sources:
        row = held.get((source.key, source.field, source.language))
        if row is None:
            added.append(TextOrigin(model=label(model), **vars(source)))
        elif row.origin == source.origin and row.english != source.english:
            row.english, row.source, row.returned = source.english, source.source, False
            restamped.append(row)
    TextOrigin.objects.bulk_create(added)
    TextOrigin.objects.bulk_update(restamped, ["english", "source", "returned"])
    return len(added) + len(restamped)


def written_by_hand(row, name: str, code: str, by=None) -> None:
    """Staff wrote (or emptied) a translation of the present English; somebody is still to approve it."""
    if not getattr(row, f"{name}_{language(code).column}"):
        TextOrigin.objects.filter(**place(row, name, code)).delete()
        return
    stamp = stamp_of(row, name) | {"origin": Origin.HUMAN, "by": by, "written_by": by, "at": timezone.now()}
    stamp |= {"returned": False, "note": ""}
    TextOrigin.objects.update_or_create(**place(row, name, code), defaults=stamp)


def made_from(english: str, present: str) -> str:
    """The English with this fingerprint, where it is still the present one."""
    return present if english == fingerprint(present) else ""


def stamp_of(row, name: str) -> dict[str, str]:
    """The present English."""
    english = getattr(row, f"{name}_{DEFAULT}") or ""
    return {"english": fingerprint(english), "source": english}


def outdated(origin: Known | TextOrigin, row) -> bool:
    """Whether the English changed since."""
    return origin.english != fingerprint(getattr(row, f"{origin.field}_{DEFAULT}") or "")


class Standing(TextChoices):
    """How far one text in one language is."""

    MISSING = "missing", _("Missing")
    MACHINE = "machine", _("Machine translation, not read by a person")
    NEEDS_UPDATE = "needs-update", _("Needs an update")
    IN_REVIEW = "in-review", _("In review")
    REVIEWED = "reviewed", _("Reviewed")


def standing(origin: Known | TextOrigin | None, text: str, english: str, *, now: str = "") -> Standing | None:
    """None where there is nothing to translate. `now`: the fingerprint of the English, where it is at hand."""
    if not english:
        return None
    if not text or origin is None:
        return standing_of("", there=bool(text), outdated=False)
    outdated = origin.returned or origin.english != (now or fingerprint(english))
    return standing_of(origin.origin, there=True, outdated=outdated)


MADE = {Origin.MACHINE: Standing.MACHINE, Origin.HUMAN: Standing.IN_REVIEW, Origin.REVIEWED: Standing.REVIEWED}


def standing_of(made: str, *, there: bool, outdated: bool) -> Standing:
    """Of a text that has an English; `made` is empty where staff wrote it in a table that notes nothing."""
    if not there:
        return Standing.MISSING
    if outdated:
        return Standing.NEEDS_UPDATE
    return MADE[Origin(made)] if made else Standing.IN_REVIEW


def marks(origin: Known | TextOrigin | None, english: str) -> dict[str, bool | str]:
    """What a reader is told of a text: where it is from, and whether its English changed since."""
    if origin is None:
        return {}
    made, stale = origin.origin, origin.english != fingerprint(english or "")
    return {"origin": made, "machine": made == Origin.MACHINE, "stale": stale}
