"""What do we ask before a membership goes on for another year?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RenewalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None, expires_at__gt=timezone.now())

    def waiting(self):
        """For somebody who says whether the person serves; the longest first."""
        return self.open().exclude(answer__in=("yes", "no")).order_by("begun_at", "pk")

    def end(self) -> None:
        """Their links open nothing any more; the person begins anew."""
        self.open().update(expires_at=timezone.now())


class Renewal(models.Model):
    """Two questions by mail, to the member's own mailbox and to the supervisor; asked by `members.membership`.

    A suspension, a closure or another address ends it: who is open here is neither suspended nor closed.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, this person serves in the unit")
        NO = "no", _("No, not any more")
        UNSURE = "unsure", _("I am not sure")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("member"), related_name="renewals"
    )
    own_mark = models.CharField(max_length=64, unique=True)
    supervisor_mark = models.CharField(max_length=64, unique=True, null=True)  # empty: no supervisor was asked
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    expires_at = models.DateTimeField(_("links work until"))
    own_confirmed_at = models.DateTimeField(_("own mailbox confirmed"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)  # "supervisor", or the id of a focal point or reviewer
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [
            models.CheckConstraint(
                name="renewed_by_both",
                condition=Q(done_at=None) | Q(own_confirmed_at__isnull=False, answer="yes"),
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


def a_year_after(moment: datetime) -> datetime:
    """The same day of the next year; the 28th where that year has no 29 February."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, day=28)
