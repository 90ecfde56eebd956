"""Is each officer counted once a day, as a number, and are small numbers kept back?"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub import use
from hub.use import DailyUse
from tests.personas import browser_of

MORNING = datetime.now(UTC).replace(hour=8, minute=0) + timedelta(days=1)


def visit(name: str, *, user=None, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        browser_of(name, user=user).get("/en/home/")


def test_a_person_counts_once_a_day_on_any_device(db, user_factory):
    officer = browser_of("officer").user
    for hours in (0, 1, 5, 24):
        visit("officer", user=officer, at=MORNING + timedelta(hours=hours))
    visit("officer", at=MORNING)
    assert dict(DailyUse.objects.values_list("day", "officers")) == {
        MORNING.date(): 2,
        MORNING.date() + timedelta(days=1): 1,
    }


def test_a_session_over_midnight_counts_on_both_days(db):
    with time_machine.travel(MORNING.replace(hour=23, minute=55), tick=False) as clock:
        browser = browser_of("officer")
        browser.get("/en/home/")
        clock.shift(timedelta(minutes=10))
        browser.get("/en/home/")
        browser.get("/en/tools/")
    assert list(DailyUse.objects.order_by("day").values_list("officers", flat=True)) == [1, 1]


def test_staff_and_who_is_shut_out_do_not_count(db):
    for name in ("curator", "suspended", "expired", "unapproved"):
        visit(name, at=MORNING)
    assert not DailyUse.objects.exists()


def test_small_numbers_are_kept_back(db, settings):
    settings.USE_THRESHOLD = 5
    today = timezone.now().date()
    for back, officers in ((0, 50), (1, 4), (2, 5)):
        DailyUse.objects.create(day=today - timedelta(days=back), officers=officers)
    assert [count for _day, count in use.of_days(3)] == [None, 5, None]


@pytest.mark.django_db
def test_the_table_holds_no_person():
    assert {field.name for field in DailyUse._meta.get_fields()} == {"day", "officers"}
