"""Does each job run when it is due, once, and alone with its faults?"""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from hub import jobs, tasks
from hub.models import Job


@pytest.fixture
def runs(monkeypatch):
    done = []
    schedules = (
        jobs.Schedule("always", timedelta(0), lambda: done.append("always")),
        jobs.Schedule("broken", timedelta(hours=1), lambda: done.append("broken") or 1 / 0),
        jobs.Schedule("daily", timedelta(days=1), lambda: done.append("daily")),
    )
    monkeypatch.setattr(jobs, "SCHEDULES", schedules)
    return done


def test_all_run_the_first_time_and_a_fault_stops_only_itself(runs, db):
    jobs.run_due()
    assert runs == ["always", "broken", "daily"]


def test_each_in_its_own_time(runs, db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        jobs.run_due()
        runs.clear()
        jobs.run_due()
        assert runs == ["always"]
        clock.shift(timedelta(hours=2))
        jobs.run_due()
        assert runs == ["always", "always", "broken"]
        clock.shift(timedelta(days=1))
        jobs.run_due()
        assert runs[-3:] == ["always", "broken", "daily"]


def test_one_worker_claims(runs, db, monkeypatch):
    """Another worker moved the row between reading and claiming: not ours."""
    jobs.run_due()
    schedule = jobs.Schedule("always", timedelta(0), lambda: None)
    real = Job.objects.get_or_create

    def moved(**values):
        found = real(**values)
        Job.objects.filter(name="always").update(last_run=timezone.now() + timedelta(seconds=1))
        return found

    monkeypatch.setattr(Job.objects, "get_or_create", moved)
    assert not jobs._claim(schedule)


def test_the_real_schedules_run(db):
    jobs.run_due()
    assert set(Job.objects.values_list("name", flat=True)) == {schedule.name for schedule in jobs.SCHEDULES}


def test_work_and_celery_do_the_same(runs, db):
    call_command("work", "--once")
    tasks.run_due_jobs()
    assert runs.count("always") == 2


def test_a_fault_is_logged(runs, db, caplog):
    jobs.run_due()
    assert [record.fields["job"] for record in caplog.records if record.levelname == "ERROR"] == ["broken"]
