"""What does a word lead to that was merged into another?

Slugs are in bookmarks, shared links, saved searches, the data files and other people's programs. When a word goes, an
alias keeps its slug and says which word of the same kind stands for it now; an alias never leads to another alias.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TermAlias(models.Model):
    """The slug of a word that is no longer there."""

    kind = models.CharField(_("kind"), max_length=20)  # the model's name: capability, audiencerole, …
    slug = models.CharField(_("slug"), max_length=80)
    target = models.CharField(_("stands for it now"), max_length=80)

    class Meta:
        verbose_name = _("merged word")
        verbose_name_plural = _("merged words")
        ordering = ("kind", "slug")
        constraints = [
            models.UniqueConstraint("kind", "slug", name="one_alias_once"),
            models.CheckConstraint(name="alias_of_another", condition=~Q(slug=F("target"))),
        ]

    def __str__(self):
        return f"{self.kind} {self.slug}"


@dataclass(frozen=True)
class Aliases:
    """Kind -> old slug -> the slug that stands for it now."""

    held: dict[str, dict[str, str]]

    def of(self, model) -> dict[str, str]:
        return self.held.get(model._meta.model_name, {})

    def now(self, model, slug: str) -> str:
        return self.of(model).get(slug, slug)

    def all_now(self, model, slugs: Iterable[str]) -> list[str]:
        """In the order of the alphabet, each once: two of them may have become one."""
        return sorted({self.now(model, slug) for slug in slugs})


def aliases() -> Aliases:
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, slug, target in TermAlias.objects.values_list("kind", "slug", "target"):
        held[kind][slug] = target
    return Aliases(dict(held))


def slugs_that_lead_to(term) -> list[str]:
    """The slugs of the words that were merged into this one."""
    found = TermAlias.objects.filter(kind=term._meta.model_name, target=term.slug)
    return list(found.values_list("slug", flat=True))
