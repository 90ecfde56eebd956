"""What of the Hub's own records is forgotten, when, and who can see that it was?

The audit and the log of reads after HUB_AUDIT_MONTHS, counters once their window is over. The event that says so is
in the audit itself, with counts.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import audit, limits, seals
from hub.models import ReadEvent


@transaction.atomic
def forget_old() -> None:
    before = timezone.now() - timedelta(days=settings.RETENTION["audit_months"] * 365 // 12)
    counts = seals.forget(before)
    counts["reads"] = ReadEvent.objects.filter(at__lt=before).delete()[0]
    counts["limits"] = limits.forget_old()
    audit.record(seals.FORGOTTEN, **counts)
