"""What does an entry still need before officers may read it?

Some of it stops a publication (`needs`); the rest a curator should look at and may leave, because a source may not say
it. Both are read from the saved row; the admin shows them as one checklist (`checklist`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue import models
from hub.languages import DEFAULT


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


def _english(name: str) -> Callable[[models.Tool], bool]:
    return lambda tool: bool((getattr(tool, f"{name}_{DEFAULT}") or "").strip())


def _any(relation: str) -> Callable[[models.Tool], bool]:
    return lambda tool: bool(tool.pk) and bool(getattr(tool, relation).all())


def _short_summary(tool: models.Tool) -> bool:
    return _english("summary")(tool) and len(tool.summary_en) <= models.SUMMARY_LENGTH


def _placed(tool: models.Tool) -> bool:
    """Advised, not required: of what is no tool for an investigation, such as a data set, no source names a step."""
    return _any("stages")(tool) or _any("themes")(tool)


def _replacement_ends(tool: models.Tool) -> bool:
    return not leads_back(tool, tool.replaced_by)


RULES: tuple[tuple[Need, Callable[[models.Tool], bool]], ...] = (
    (Need("name", _("A name")), lambda tool: bool(tool.name.strip())),
    (Need("provider", _("A provider")), lambda tool: bool(tool.provider_id)),
    (Need("summary", _("A summary in English of at most 160 characters")), _short_summary),
    (Need("what_it_does", _("What it does, in English")), _english("what_it_does")),
    (Need("capabilities", _("At least one capability")), _any("capabilities")),
    (Need("sources", _("At least one public source")), _any("sources")),
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
