"""Is late what waits for too many working days, and does the report count right?"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from members import target_times, vetting
from members.application import Application
from members.target_times import DECISION, FIRST_LOOK, late_before, working_days
from tests.members import cases

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(("days", "worked"), [(0, 0), (1, 1), (4, 4), (5, 4), (6, 4), (7, 5), (14, 10), (30, 22)])
def test_working_days_from_a_monday(days, worked):
    assert working_days(MONDAY, MONDAY + DAY * days) == worked


@given(start=MOMENTS, now=MOMENTS, days=st.sampled_from([FIRST_LOOK, DECISION]))
def test_the_bound_and_the_count_are_one_rule(start, now, days):
    if start <= now:
        assert (start < late_before(days, now)) == (working_days(start, now) > days)


@pytest.mark.django_db
def test_late_by_state():
    """Three working days until somebody looks, ten until the answer."""
    with time_machine.travel(MONDAY, tick=False):
        new, taken = cases.proven(email="a@police.example"), cases.in_review(email="b@police.example")
        asked = cases.in_review(by=(person := cases.reviewer()), email="c@police.example")
        vetting.ask(asked, by=person, pages=["role"])
    rows = Application.objects.annotate(start=target_times.STARTED)
    for days, expected in {3: set(), 4: {new}, 11: {new}, 14: {new}, 15: {new, taken}}.items():
        now = MONDAY + DAY * days
        assert set(rows.filter(target_times.late(now))) == expected, days
        assert {row for row in rows if target_times.is_late(row, now)} == expected, days


@pytest.mark.django_db
def test_an_appeal_begins_anew():
    with time_machine.travel(MONDAY, tick=False):
        application = cases.refused()
    with time_machine.travel(MONDAY + 20 * DAY, tick=False):
        vetting.appeal(application)
    assert target_times.started(application) == MONDAY + 20 * DAY
    assert not target_times.is_late(application, MONDAY + 21 * DAY)


@pytest.mark.django_db
def test_the_report_counts():
    with time_machine.travel(MONDAY - 20 * DAY, tick=False):
        one = cases.proven(email="a@police.example")
        two = cases.proven(email="b@police.example")
        cases.draft(email="c@police.example")
    with time_machine.travel(MONDAY - 19 * DAY, tick=False):
        decide(one)
    with time_machine.travel(MONDAY, tick=False):
        decide(two)
        cases.proven(email="d@police.example")
        months = target_times.report()
    assert [month.first_day.isoformat() for month in months[:3]] == ["2026-03-01", "2026-02-01", "2026-01-01"]
    assert len(months) == 12
    assert [month.received for month in months[:3]] == [1, 2, 0]
    assert [(span.count, span.days, span.in_time) for span in (months[0].decided, months[1].decided)] == [
        (1, 20.0, 0),
        (1, 1.0, 100),
    ]
    assert [(span.count, span.days) for span in (months[0].looked_at, months[1].looked_at)] == [(1, 20.0), (1, 1.0)]
    assert months[2].decided is None


def decide(application) -> None:
    first, second = cases.reviewer(), cases.reviewer()
    vetting.take(application, by=first)
    vetting.recommend(application, by=first, recommendation="refuse", reason="duplicate")
    vetting.refuse(application, by=second, reason="duplicate")


@pytest.mark.django_db
def test_what_is_open_by_age(django_assert_num_queries):
    for days in (0, 1, 7, 20, 60):
        with time_machine.travel(MONDAY - DAY * days, tick=False):
            cases.proven(email=f"a{days}@police.example")
    with django_assert_num_queries(1):
        found = target_times.open_now(MONDAY)
    counts = [(group.over, group.up_to, group.count) for group in found]
    assert counts == [(-1, 3, 2), (3, 10, 1), (10, 20, 1), (20, None, 1)]
    with django_assert_num_queries(3):
        target_times.report(MONDAY)
