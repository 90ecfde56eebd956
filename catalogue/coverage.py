"""What does a unit have, and who else may see it?

An officer ticks tools; the list is theirs alone until they share it with their agency, by an act that they can take
back. Others of that agency then read and copy it without learning whose it is. The query asks where its owner serves
today and whether they are let in, so it ends by itself with a transfer, a suspension or a closed account.

Sharing goes to the audit. What is ticked does not: nobody else has business with what a unit lacks.
"""

import uuid
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import State, Tool
from hub import audit
from hub.refusals import NotAllowed

MOST = 200  # tools of one unit


class TooMany(NotAllowed):
    """More tools than one list holds; nothing was changed."""


class NoAgency(NotAllowed):
    """The account names no agency to share with."""


class CoverageQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Shared with the agency of this reader, by somebody who serves there and is let in."""
        if user.agency_id is None:
            return self.none()
        owners = get_user_model().objects.let_in().filter(agency=user.agency_id)
        return self.filter(shared_with=user.agency_id, owner__in=owners)


class Coverage(models.Model):
    """What an officer has ticked for their unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField("members.User", models.CASCADE, verbose_name=_("owner"), related_name="coverage")
    shared_with = models.ForeignKey(
        "members.Agency", models.PROTECT, verbose_name=_("shared with"), null=True, blank=True, related_name="+"
    )
    shared_at = models.DateTimeField(_("shared on"), null=True, blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit coverage")
        verbose_name_plural = _("unit coverages")
        constraints = [
            models.CheckConstraint(
                name="coverage_shared_since",
                condition=Q(shared_with=None, shared_at=None) | Q(shared_with__isnull=False, shared_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_shared(self) -> bool:
        """With the agency where its owner serves now; what was shared with an earlier one is shared with nobody."""
        return self.shared_with_id is not None and self.shared_with_id == self.owner.agency_id


class CoveredTool(models.Model):
    """One tool that the unit has."""

    coverage = models.ForeignKey(Coverage, models.CASCADE, verbose_name=_("unit coverage"), related_name="tools")
    tool = models.ForeignKey(Tool, models.CASCADE, verbose_name=_("tool"), related_name="+")

    class Meta:
        verbose_name = _("tool of a unit")
        verbose_name_plural = _("tools of a unit")
        constraints = [models.UniqueConstraint("coverage", "tool", name="a_unit_has_a_tool_once")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


# --- Reading ------------------------------------------------------------------------------------------------------


def own(user) -> Coverage | None:
    return Coverage.objects.filter(owner=user).select_related("owner__agency").first()


def slugs(coverage: Coverage | None) -> list[str]:
    """Of the ticked tools, whether they are still published or not."""
    return list(coverage.tools.order_by("tool__slug").values_list("tool__slug", flat=True)) if coverage else []


def of_colleagues(user) -> list[Coverage]:
    """What others share with this reader's agency, latest first; `size` says how many of the tools are published."""
    shared = Coverage.objects.readable_by(user).exclude(owner=user)
    published = Count("tools", filter=Q(tools__tool__state=State.PUBLISHED))
    return list(shared.annotate(size=published).order_by("-shared_at", "pk")[:MOST])


# --- Verbs --------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep(*, by, shown: Iterable[str], ticked: Iterable[str]) -> int:
    """Of the tools that a page showed, the unit has those that are ticked. Returns how many it has now."""
    ticked = set(ticked)
    coverage = _locked(by)
    coverage.tools.filter(tool__slug__in=set(shown) - ticked).delete()
    return _add(coverage, Tool.objects.published().filter(slug__in=ticked))


@transaction.atomic
def copy(*, by, source: Coverage) -> int:
    """Adds the tools of another one to one's own. Returns how many it has now."""
    return _add(_locked(by), Tool.objects.published().filter(pk__in=source.tools.values("tool")))


@transaction.atomic
def share(*, by) -> None:
    """From now on every officer of the agency may read it."""
    if by.agency_id is None:
        raise NoAgency
    coverage = _locked(by)
    coverage.shared_with_id, coverage.shared_at = by.agency_id, timezone.now()
    coverage.save()
    audit.record("unit coverage shared", by=by, target=f"coverage {coverage.pk}", agency=by.agency_id)


@transaction.atomic
def withdraw(*, by) -> None:
    coverage = _locked(by)
    coverage.shared_with = coverage.shared_at = None
    coverage.save()
    audit.record("unit coverage withdrawn", by=by, target=f"coverage {coverage.pk}")


def _locked(by) -> Coverage:
    """Two requests at once must not pass the limit together."""
    Coverage.objects.get_or_create(owner=by)
    return Coverage.objects.select_for_update().get(owner=by)


def _add(coverage: Coverage, tools) -> int:
    new = [CoveredTool(coverage=coverage, tool=tool) for tool in tools.only("pk")]
    CoveredTool.objects.bulk_create(new, ignore_conflicts=True)
    total = coverage.tools.count()
    if total > MOST:
        raise TooMany
    return total
