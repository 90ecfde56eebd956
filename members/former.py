"""By what is somebody known again who was a member and whose data are erased (DATA-06)?

By keyed hashes of the address and the name, kept as long as a refused application. They open nothing and name nobody;
a new application shows staff that there was a membership, and why it ended.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members import applying
from members.models import User


class FormerMember(models.Model):
    email_mark = models.CharField(max_length=64, db_index=True)
    name_mark = models.CharField(max_length=64, blank=True, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    because = models.CharField(max_length=30)  # a code of `members.reasons`
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"former member {self.pk}"


def remember(user: User) -> FormerMember:
    """A suspension says more than the wish to leave that came after it."""
    return FormerMember.objects.create(
        email_mark=applying.mark("email", user.email),
        name_mark=applying.mark("name", user.name),
        country=str(user.country or ""),
        because=user.suspended_reason or user.closed_reason or "lapsed",
    )


def known(*, emails: list[str], names: list[str], country: str) -> list[str]:
    """Why the memberships of people with this address, or in this country this name, ended; the newest first."""
    of_name = Q(name_mark__in=names) & (Q(country=country) | Q(country="") if country else Q())
    rows = FormerMember.objects.filter(Q(email_mark__in=emails) | of_name)
    return list(rows.order_by("-at").values_list("because", flat=True))
