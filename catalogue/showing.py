"""Which tools say something else on their page when a provider or a general caution does?

An entry shows more than its own row. Whatever writes providers or cautions does it inside `noting`: each published
entry that shows another provider's name or another caution afterwards has changed, for its history and for who watches
it. A translation is no change, as it is none of an entry's own texts; nor is a word that is renamed: it means the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from catalogue import curation, documents, models
from catalogue.history import Change
from hub.languages import DEFAULT

LONGEST = Change._meta.get_field("why").max_length


@dataclass(frozen=True)
class Shown:
    """What a tool's page shows that is not its own."""

    provider: int
    name: str
    cautions: frozenset[tuple]


@contextmanager
def noting(*, by) -> Iterator[None]:
    """Reads before and after, with the same number of queries for any number of tools."""
    with transaction.atomic():
        before = _shown()
        yield
        after = _shown()
        changed = {pk: _changed(before[pk], after[pk]) for pk in before.keys() & after.keys()}
        _note({pk: said for pk, said in changed.items() if said[0]}, by=by)


def _shown() -> dict[int, Shown]:
    cautions = _cautions()
    carried: dict[int, set[tuple]] = {}
    for tool, capability in models.Tool.capabilities.through.objects.values_list("tool_id", "capability_id"):
        carried.setdefault(tool, set()).update(cautions.get(capability, ()))
    rows = models.Tool.objects.published().order_by().values_list("pk", "provider_id", "provider__name")
    return {pk: Shown(provider, name, frozenset(carried.get(pk, ()))) for pk, provider, name in rows}


def _cautions() -> dict[int, set[tuple]]:
    """Capability -> what its cautions say."""
    found: dict[int, set[tuple]] = {}
    fields = ("capabilities", "pk", f"text_{DEFAULT}", "source_title", "source_url")
    for capability, *said in models.Caution.objects.order_by().values_list(*fields):
        found.setdefault(capability, set()).add(tuple(said))
    return found


def _changed(before: Shown, after: Shown) -> tuple[list[str], str]:
    """Names of fields, and why; which provider an entry names is its own and is noted where that is written."""
    fields, why = [], ""
    if before.provider == after.provider and before.name != after.name:
        fields, why = ["provider"], f"{before.name} → {after.name}"
    if before.cautions != after.cautions:
        fields = [*fields, "cautions"]
    return fields, why[:LONGEST]


def _note(changed: dict[int, tuple[list[str], str]], *, by) -> None:
    if not changed:
        return
    tools = models.Tool.objects.filter(pk__in=changed).order_by("pk")
    held = {one["slug"]: one for one in documents.documents(tools)}
    for tool in tools.select_for_update():
        fields, why = changed[tool.pk]
        curation.note_change(tool=tool, fields=fields, by=by, why=why, document=held[tool.slug])
