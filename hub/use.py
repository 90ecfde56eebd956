"""How many officers use the Hub on a day?

A number a day and nothing else: whom it counts is not in it. Small numbers are not shown: they might tell of somebody.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DailyUse(models.Model):
    day = models.DateField(_("day"), primary_key=True)
    officers = models.PositiveIntegerField(_("officers"), default=0)

    class Meta:
        verbose_name = _("daily use")
        verbose_name_plural = _("daily use")

    def __str__(self):
        return f"{self.day}: {self.officers}"


def count_one(day: date) -> None:
    """One officer more has been here on this day; whoever calls this sees to it that nobody counts twice."""
    if not DailyUse.objects.filter(day=day).update(officers=F("officers") + 1):
        DailyUse.objects.get_or_create(day=day)
        DailyUse.objects.filter(day=day).update(officers=F("officers") + 1)


def of_days(days: int) -> list[tuple[date, int | None]]:
    """The days before today, the latest first; None where fewer than `HUB_USE_THRESHOLD` came (or nobody)."""
    today = timezone.now().date()
    counted = dict(DailyUse.objects.filter(day__gte=today - timedelta(days=days)).values_list("day", "officers"))
    wanted = [today - timedelta(days=back) for back in range(1, days + 1)]
    return [(day, shown(counted.get(day, 0))) for day in wanted]


def shown(count: int) -> int | None:
    return count if count >= settings.USE_THRESHOLD else None
