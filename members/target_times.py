"""Are applications looked at and decided in time?

The clock runs from the proof of the address, after an appeal from the appeal, and does not stand still while the
applicant answers: that is what the applicant experiences. A working day is Monday to Friday in UTC; holidays differ
too much around the world to be known here. The figures name nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.application import WITH_STAFF, Application, Decision, State

FIRST_LOOK = 3  # working days until somebody of staff has opened it
DECISION = 10  # working days until the applicant has an answer
MONTHS = 12
AGES = (3, 10, 20)  # working days: where the classes of the open ones end
DAY = timedelta(days=1)
STARTED = Coalesce("appealed_at", "proven_at")


# --- Working days -------------------------------------------------------------------------------------------------


def working_days(start: datetime, end: datetime) -> int:
    """How many working days have begun since the day of `start`."""
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    weeks, rest = divmod(max((last - first).days, 0), 7)
    return weeks * 5 + sum((first + DAY * number).weekday() < 5 for number in range(1, rest + 1))


def late_before(days: int, now: datetime) -> datetime:
    """What started before this moment has waited for more than so many working days."""
    day, count = now.astimezone(UTC).date(), 0
    while count + (day.weekday() < 5) <= days:
        count += day.weekday() < 5
        day -= DAY
    return datetime.combine(day, time.min, UTC)


# --- One application ----------------------------------------------------------------------------------------------


def started(application: Application) -> datetime | None:
    return application.appealed_at or application.proven_at


def is_late(application: Application, now: datetime) -> bool:
    """Staff owe the next step and have not taken it in time."""
    if application.state not in WITH_STAFF:
        return False
    allowed = FIRST_LOOK if application.state == State.PROVEN else DECISION
    return working_days(started(application), now) > allowed


def late(now: datetime) -> Q:
    """The same rule as `is_late`, for rows with their `start`."""
    unseen = Q(state=State.PROVEN, start__lt=late_before(FIRST_LOOK, now))
    return unseen | Q(state__in=WITH_STAFF, start__lt=late_before(DECISION, now))


# --- The report ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """How long something took: half of them at most so many days, and how many per cent in time."""

    count: int
    days: float
    in_time: int


@dataclass(frozen=True)
class Month:
    first_day: date
    received: int
    looked_at: Span | None
    decided: Span | None


@dataclass(frozen=True)
class Open:
    over: int  # working days
    up_to: int | None
    count: int


def report(now: datetime | None = None) -> list[Month]:
    """The last twelve months, newest first."""
    now = now or timezone.now()
    months = _months(now)
    since = datetime.combine(months[-1], time.min, UTC)
    received = Counter(_month(at) for at in _received(since))
    looked_at, decided = _by_month(_first_looks(since)), _by_month(_decided(since))
    return [
        Month(
            month, received[month], _span(looked_at.get(month, ()), FIRST_LOOK), _span(decided.get(month, ()), DECISION)
        )
        for month in months
    ]


def open_now(now: datetime | None = None) -> list[Open]:
    """What waits for staff, by age."""
    now = now or timezone.now()
    rows = Application.objects.filter(state__in=WITH_STAFF).annotate(start=STARTED).values_list("start", flat=True)
    ages = [working_days(start, now) for start in rows]
    bounds = [(-1, AGES[0]), *zip(AGES, [*AGES[1:], None], strict=True)]
    return [Open(over, up_to, sum(over < age <= (up_to or age) for age in ages)) for over, up_to in bounds]


def _received(since: datetime) -> Iterable[datetime]:
    return Application.objects.filter(proven_at__gte=since).values_list("proven_at", flat=True)


def _first_looks(since: datetime) -> Iterable[tuple[datetime, datetime]]:
    """When each was proven and first taken; an appeal is looked at once more, and not counted here."""
    looks = Decision.objects.filter(to_state=State.IN_REVIEW, from_state=State.PROVEN)
    looks = looks.values("application").annotate(first=Min("at"), proven=F("application__proven_at"))
    return looks.filter(first__gte=since).values_list("proven", "first")


def _decided(since: datetime) -> Iterable[tuple[datetime, datetime]]:
    decided = Application.objects.decided().filter(decided_at__gte=since)
    return decided.annotate(start=STARTED).values_list("start", "decided_at")


def _month(at: datetime) -> date:
    return at.astimezone(UTC).date().replace(day=1)


def _months(now: datetime) -> list[date]:
    months = [_month(now)]
    while len(months) < MONTHS:
        months.append((months[-1] - DAY).replace(day=1))
    return months


def _by_month(spans: Iterable[tuple[datetime, datetime]]) -> dict[date, list[tuple[datetime, datetime]]]:
    found: dict[date, list] = {}
    for start, end in spans:
        found.setdefault(_month(end), []).append((start, end))
    return found


def _span(spans: Iterable[tuple[datetime, datetime]], allowed: int) -> Span | None:
    spans = list(spans)
    if not spans:
        return None
    in_time = sum(working_days(start, end) <= allowed for start, end in spans)
    days = median((end - start) / DAY for start, end in spans)
    return Span(len(spans), days, round(100 * in_time / len(spans)))
