"""How much of what an officer wants to know does an entry say, and what is missing?

The table below is the whole rule: what counts, and for how much of a hundred. The database adds it up, for one entry as
for all. What no source says counts as missing too: an officer does not know it either.
"""

from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue import models, reviewing
from catalogue.models import TEXTS
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.spoken import named


@dataclass(frozen=True)
class Part:
    key: str
    label: Promise | str
    weight: int
    language: str = ""  # of a translation

    @property
    def met(self) -> Combinable | Q:
        """A condition on rows of tools."""
        if self.language:
            return _translated(self.language)
        if self.key == "verified":
            return ~reviewing.is_due()
        if self.key in TEXTS:
            return Q(**{f"{self.key}_{DEFAULT}__gt": ""})
        if models.Tool._meta.get_field(self.key).is_relation:
            return _has(self.key)
        return Q(**{f"{self.key}__gt": ""})


def _has(relation: str) -> Exists:
    field = models.Tool._meta.get_field(relation)
    rows = field.remote_field.through if field.many_to_many else field.related_model
    return Exists(rows.objects.filter(tool=OuterRef("pk")))


def _translated(code: str) -> Q:
    """Every text that there is in English."""
    found = Q()
    for name in TEXTS:
        found &= ~Q(**{f"{name}_{DEFAULT}__gt": ""}) | Q(**{f"{name}_{language(code).column}__gt": ""})
    return found


PARTS: tuple[Part, ...] = (
    Part("limits", _("Limits and when not to use it"), 12),
    Part("evidence", _("Evidence"), 10),
    Part("sources", _("Sources"), 10),
    Part("verified", _("Checked by staff, and not due again"), 10),
    Part("how_to_get", _("How to get it"), 8),
    Part("error_figures", _("Error figures"), 8),
    Part("exposure", _("How it lowers what an officer must see or hear"), 5),
    Part("court", _("Court-readiness"), 5),
    Part("capabilities", _("Capabilities"), 3),
    Part("status", _("Status"), 3),
    Part("licence", _("Licence"), 3),
    Part("stages", _("Steps"), 2),
    Part("inputs", _("Works on"), 2),
    Part("deployments", _("Where it runs"), 2),
    Part("cost", _("Cost"), 2),
    *(Part(f"text_{code}", named(code), 3, language=code) for code in TRANSLATIONS),
)
WHOLE = sum(part.weight for part in PARTS)
BANDS: dict[str, tuple[int, int]] = {"low": (0, 40), "middle": (40, 70), "high": (70, 101)}  # from, and below


def score() -> Combinable:
    """0 to 100, to annotate tools with."""
    reached = Value(0)
    for part in PARTS:
        reached += Case(When(part.met, then=Value(part.weight)), default=Value(0), output_field=IntegerField())
    return ExpressionWrapper(reached * 100 / WHOLE, output_field=IntegerField())


def missing(tool: models.Tool) -> list[Part]:
    """What counts most first."""
    answers = {f"has_{part.key}": ExpressionWrapper(part.met, output_field=BooleanField()) for part in PARTS}
    row = models.Tool.objects.rewrite(False).order_by().filter(pk=tool.pk).annotate(**answers).values(*answers).get()
    return [part for part in PARTS if not row[f"has_{part.key}"]]


def share(lacking: list[Part]) -> int:
    """The same number, of what is missing."""
    return (WHOLE - sum(part.weight for part in lacking)) * 100 // WHOLE
