"""How often is somebody let in?

Counters in the database: they hold whether Redis is there or not, and for every process. A window begins with the
first try and ends `per` later. Keys (addresses, networks) are kept as fingerprints; a window that is open when HUB_KEYS
are rotated goes on to its end, and the next one begins by the newest of them.

Ask outside the transaction that is guarded: one that is rolled back forgets the try.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from hub import keys
from hub.models import Limit


def allow(name: str, key: str, *, limit: int, per: timedelta) -> bool:
    """Counts one try; False once there were `limit` of them in this window."""
    if limit < 1:
        return False
    now = timezone.now()
    rows = _rows(name, key, now)
    if _count(rows, limit, per, now):
        return True
    made = not rows.exists() and _begin(name, key, now + per)
    return made or _count(rows, limit, per, now)  # somebody may have made the row in between


def forget_old() -> int:
    """Removes the windows that have ended."""
    return Limit.objects.filter(until__lte=timezone.now()).delete()[0]


def _begin(name: str, key: str, until) -> bool:
    try:
        with transaction.atomic():
            Limit.objects.create(mark=_marks(name, key)[0], until=until, count=1)
    except IntegrityError:
        return False
    return True


def _count(rows, limit: int, per: timedelta, now) -> bool:
    """One statement, so that two requests at once are two tries: begins a new window, or adds to the open one."""
    ended = When(until__lte=now, then=Value(1))
    again = When(until__lte=now, then=Value(now + per))
    room = rows.filter(until__lte=now) | rows.filter(count__lt=limit)
    return bool(room.update(count=Case(ended, default=F("count") + 1), until=Case(again, default=F("until"))))


def _rows(name: str, key: str, now):
    """The row by the newest key, and a window of an older one that is still open."""
    newest, *older = _marks(name, key)
    return Limit.objects.filter(Q(mark=newest) | Q(mark__in=older, until__gt=now))


def _marks(name: str, key: str) -> list[str]:
    return keys.fingerprints(f"limit {name}", key)
