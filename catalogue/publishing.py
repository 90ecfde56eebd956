"""What does an entry still need before officers may read it?

Some of it stops a publication (`needs`); the rest a curator should look at and may leave, because a source may not say
it. Both are read from the saved row; the admin shows them as one checklist (`checklist`). What officers read already
must stay publishable: no change takes away what is required (`lost`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue import models
from hub.languages import DEFAULT
from hub.punctuation import enumerated


@dataclass(frozen=True)
class Need:
    """Something that a good entry has; `field` is a field or relation of Tool."""

    field: str
    text: object  # lazy, for the reader: what it is, or why it matters
    required: bool = True


@dataclass(frozen=True)
class Item:
    need: Need
    met: bool


def _is_text(said: str | None) -> bool:
    """Blanks alone are none."""
    return bool(said and said.strip())


def _is_summary(said: str | None) -> bool:
    return _is_text(said) and len(said) <= models.SUMMARY_LENGTH


# What is required, and whether this is it: the same of a row and of a document (`catalogue.documents`).
REQUIRED: dict[str, Callable[[object], bool]] = {
    "name": _is_text,
    "provider": bool,
    "summary": _is_summary,
    "what_it_does": _is_text,
    "capabilities": bool,
    "sources": bool,
}
IN_ENGLISH = ("summary", "what_it_does")
RELATED = ("capabilities", "sources")


def _english(name: str) -> Callable[[models.Tool], bool]:
    return lambda tool: _is_text(getattr(tool, f"{name}_{DEFAULT}"))


def _required(name: str) -> Callable[[models.Tool], bool]:
    return lambda tool: REQUIRED[name](_of_row(tool, name))


def _of_row(tool: models.Tool, name: str):
    if name in RELATED:
        return tool.pk and getattr(tool, name).all()
    if name == "provider":
        return tool.provider_id
    return getattr(tool, f"{name}_{DEFAULT}" if name in IN_ENGLISH else name)


def _in_document(document: Mapping, name: str):
    if name in IN_ENGLISH:
        return document["texts"].get(name, {}).get(DEFAULT, {}).get("text")
    return document[name]


def _any(relation: str) -> Callable[[models.Tool], bool]:
    return lambda tool: bool(tool.pk) and bool(getattr(tool, relation).all())


def _placed(tool: models.Tool) -> bool:
    """Advised, not required: of what is no tool for an investigation, such as a data set, no source names a step."""
    return _any("stages")(tool) or _any("themes")(tool)


def _replacement_ends(tool: models.Tool) -> bool:
    return not leads_back(tool, tool.replaced_by)


RULES: tuple[tuple[Need, Callable[[models.Tool], bool]], ...] = (
    (Need("name", _("A name")), _required("name")),
    (Need("provider", _("A provider")), _required("provider")),
    (Need("summary", _("A summary in English of at most 160 characters")), _required("summary")),
    (Need("what_it_does", _("What it does, in English")), _required("what_it_does")),
    (Need("capabilities", _("At least one capability")), _required("capabilities")),
    (Need("sources", _("At least one public source")), _required("sources")),
    (Need("replaced_by", _("A replacement that does not lead back to the tool itself")), _replacement_ends),
    (
        Need("limits", _("Limits: while they are empty, officers read “No limits published.”"), required=False),
        _english("limits"),
    ),
    (
        Need("evidence", _("Evidence: a claim with its source, and who makes it"), required=False),
        _any("evidence"),
    ),
    (
        Need("stages", _("A step or a theme: without one, the entry is on no step of the map"), required=False),
        _placed,
    ),
    (Need("status", _("A status"), required=False), lambda tool: bool(tool.status)),
    (
        Need("sources_read_on", _("The day on which the sources were read"), required=False),
        lambda tool: bool(tool.sources_read_on),
    ),
)


def checklist(tool: models.Tool) -> list[Item]:
    """Everything asked of the entry, met or not, what is required first."""
    return [Item(need, met(tool)) for need, met in RULES]


def needs(tool: models.Tool) -> list[Need]:
    """What is missing for publication; empty: it may be published."""
    return [item.need for item in checklist(tool) if item.need.required and not item.met]


def lost(held: Mapping, wanted: Mapping) -> list[Need]:
    """What publishing requires of an entry that officers read, that it has and that this change would take away.

    `held` is its document, `wanted` the keys of it that change. What it lacked before hinders no other change.
    """
    if held["state"] != models.State.PUBLISHED:
        return []
    after = {**held, **wanted}
    return [need for need, _met in RULES if need.field in REQUIRED and _goes(need.field, held, after)]


def _goes(name: str, before: Mapping, after: Mapping) -> bool:
    is_it = REQUIRED[name]
    return is_it(_in_document(before, name)) and not is_it(_in_document(after, name))


def refusal(lost: Iterable[Need]) -> str:
    told = gettext(
        "Officers read this entry, and publishing requires what this would take away: %(what)s. Withdraw the entry"
        " first, or leave this as it is."
    )
    return told % {"what": enumerated(need.text for need in lost)}


def leads_back(tool: models.Tool, other: models.Tool | None) -> bool:
    """Whether the chain of replacements from `other` returns to the tool, or never ends."""
    if other is None:
        return False
    chain = dict(models.Tool.objects.exclude(replaced_by=None).values_list("pk", "replaced_by"))
    return is_circle(tool.pk, other.pk, chain)


def is_circle(start, step, chain: Mapping) -> bool:
    """Whether going on from `step` comes back to `start`, or to a place where it has been."""
    seen = {start}
    while step is not None:
        if step in seen:
            return True
        seen.add(step)
        step = chain.get(step)
    return False
