"""Is each entry due when its risk and its last check say so, riskiest first, and does a check leave its traces?"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalogue import curation, models, reviewing, snapshot
from hub.models import AuditEvent


def days_ago(days: int) -> date:
    return timezone.now().date() - timedelta(days=days)


@pytest.fixture
def checked(tool_factory):
    """`checked("slug", 30, "high")`: an entry that was verified so many days ago."""

    def checked(slug, days, risk="normal", **values):
        verified = None if days is None else days_ago(days)
        due = reviewing.due_on(verified=verified, risk=risk)
        return tool_factory(slug=slug, risk=risk, last_verified=verified, next_review=due, **values)

    return checked


@pytest.mark.parametrize(("risk", "days"), [("high", 90), ("normal", 180), ("low", 365)])
def test_the_higher_the_risk_the_sooner_it_is_checked_again(risk, days):
    assert reviewing.due_on(verified=date(2026, 1, 1), risk=risk) == date(2026, 1, 1) + timedelta(days=days)


def test_what_was_never_verified_has_no_day_and_is_due(checked):
    checked("never", None)
    assert reviewing.due_on(verified=None, risk="low") is None
    assert [tool.slug for tool in reviewing.queue()] == ["never"]


def test_the_day_itself_is_not_yet_overdue(checked):
    checked("on-the-day", 90, "high")
    checked("a-day-later", 91, "high")
    assert [tool.slug for tool in reviewing.queue()] == ["a-day-later"]


def test_the_riskiest_come_first_then_the_oldest(checked):
    checked("low-never", None, "low")
    checked("high-old", 400, "high")
    checked("high-older", 500, "high")
    checked("normal-old", 900)
    checked("high-never", None, "high")
    checked("high-fresh", 10, "high")
    checked("normal-hidden", 900, state="withdrawn")
    assert [tool.slug for tool in reviewing.queue()] == [
        "high-never", "high-older", "high-old", "normal-old", "low-never",
    ]  # fmt: skip


def test_a_check_sets_everybodys_day_and_says_so(checked, user_factory):
    checked("a", None, "high")
    checked("b", 400, "low")
    untouched = checked("c", 400)
    curator, token = user_factory(role="curator"), snapshot.current().token
    assert reviewing.verify(tools=models.Tool.objects.filter(slug__in="ab"), by=curator) == 2
    rows = models.Tool.objects.filter(slug__in="ab").order_by("slug")
    assert [(row.last_verified, row.verified_by, row.next_review) for row in rows] == [
        (days_ago(0), curator, days_ago(-90)),
        (days_ago(0), curator, days_ago(-365)),
    ]
    assert list(models.Change.objects.values_list("tool__slug", "fields").order_by("tool__slug")) == [
        ("a", ["last_verified"]),
        ("b", ["last_verified"]),
    ]
    told = AuditEvent.objects.get(event="tools verified")
    assert (told.by, told.detail) == (str(curator.pk), {"slugs": ["a", "b"]})
    assert models.Tool.objects.get(pk=untouched.pk).last_verified == days_ago(400)
    assert snapshot.current().token != token


def test_an_entry_in_which_nothing_changed_is_no_news(checked, user_factory):
    tool = checked("one", None)
    before = tool.changed
    reviewing.verify(tools=models.Tool.objects.all(), by=user_factory())
    curation.note_change(tool=tool, fields=["last_verified"], by=user_factory())
    assert models.Tool.objects.get().changed == before
    assert [change.told_fields for change in tool.changes.told()] == [["last_verified"], ["last_verified"]]
    curation.note_change(tool=tool, fields=["last_verified", "limits"], by=user_factory())
    assert models.Tool.objects.get().changed > before


def test_the_days_follow_the_settings(checked, settings):
    checked("a", 10, "high")
    checked("never", None)
    token = snapshot.current().token
    assert reviewing.set_dates() == 0
    assert snapshot.current().token == token
    settings.REVIEW_DAYS = settings.REVIEW_DAYS | {"high": 5}
    assert reviewing.set_dates() == 1
    assert models.Tool.objects.get(slug="a").next_review == days_ago(5)
    assert snapshot.current().token != token
    assert reviewing.set_dates() == 0
