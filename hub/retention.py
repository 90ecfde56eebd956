"""When is something too old to keep, and what of the Hub's own records is forgotten then?

The audit and the log of reads after HUB_AUDIT_MONTHS, counters once their window is over. The event that says so is
in the audit itself, with counts.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import audit, limits, seals
from hub.models import ReadEvent

MONTH = timedelta(days=365) / 12


def before(key: str) -> datetime:
    """What is older is erased. `key`: of `settings.RETENTION`, in days or months as its name says."""
    unit = MONTH if key.endswith("_months") else timedelta(days=1)
    return timezone.now() - settings.RETENTION[key] * unit


@transaction.atomic
def forget_old() -> None:
    too_old = before("audit_months")
    counts = seals.forget(too_old)
    counts["reads"] = ReadEvent.objects.filter(at__lt=too_old).delete()[0]
    counts["limits"] = limits.forget_old()
    audit.record(seals.FORGOTTEN, **counts)
