"""How often is somebody let in?

Counters in the database: they hold whether Redis is there or not, and for every process. A window begins with the
first try and ends `per` later. Keys (addresses, networks) are kept as fingerprints.

Ask outside the transaction that is guarded: one that is rolled back forgets the try.
"""

from datetime import timedelta

from django.db.models import Case, F, Value, When
from django.utils import timezone

from hub import keys
from hub.models import Limit


def allow(name: str, key: str, *, limit: int, per: timedelta) -> bool:
    """Counts one try; False once there were `limit` of them in this window."""
    if limit < 1:
        return False
    mark, now = _mark(name, key), timezone.now()
    if _count(mark, limit, per, now):
        return True
    _, made = Limit.objects.get_or_create(mark=mark, defaults={"until": now + per, "count": 1})
    return made or _count(mark, limit, per, now)  # somebody may have made the row in between


def remaining(name: str, key: str, *, limit: int) -> int:
    """How many more tries this window has."""
    row = _current(name, key)
    return max(0, limit - row.count) if row else limit


def wait(name: str, key: str) -> int:
    """Seconds until the window ends; 0 where none is open."""
    row = _current(name, key)
    return round((row.until - timezone.now()).total_seconds()) if row else 0


def forget_old() -> int:
    """Removes the windows that have ended."""
    return Limit.objects.filter(until__lte=timezone.now()).delete()[0]


def _count(mark: str, limit: int, per: timedelta, now) -> bool:
    """One statement, so that two requests at once are two tries: begins a new window, or adds to the open one."""
    ended = When(until__lte=now, then=Value(1))
    again = When(until__lte=now, then=Value(now + per))
    rows = Limit.objects.filter(mark=mark)
    room = rows.filter(until__lte=now) | rows.filter(count__lt=limit)
    return bool(room.update(count=Case(ended, default=F("count") + 1), until=Case(again, default=F("until"))))


def _current(name: str, key: str) -> Limit | None:
    return Limit.objects.filter(mark=_mark(name, key), until__gt=timezone.now()).first()


def _mark(name: str, key: str) -> str:
    return keys.fingerprint(f"limit {name}", key)
