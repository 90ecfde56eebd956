"""What runs by itself, and how often?"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from hub import outbox, retention, seals
from hub.models import Job

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    name: str
    every: timedelta
    run: Callable | str  # a function, or the dotted name of one in an app above this one


SCHEDULES = (
    Schedule("answer requests for links", timedelta(seconds=0), "members.address_requests.answer_waiting"),
    Schedule("send mail", timedelta(seconds=0), outbox.send_due),
    Schedule("forget sent mail", timedelta(days=1), outbox.forget_sent),
    Schedule("seal the audit", timedelta(minutes=1), seals.seal),
    Schedule("verify the audit", timedelta(days=1), seals.watch),
    Schedule("forget old records", timedelta(days=1), retention.forget_old),
    Schedule("erase people's data", timedelta(days=1), "members.retention.run"),
    Schedule("clear sessions", timedelta(days=1), lambda: call_command("clearsessions")),
    Schedule("close and forget sign-ins", timedelta(days=1), "members.sessions.tidy"),
    Schedule("end late recoveries", timedelta(hours=1), "members.recovery.tidy"),
    Schedule("change addresses", timedelta(minutes=10), "members.address_change.tidy"),
    Schedule("remind of the end", timedelta(hours=1), "members.membership.remind_due"),
    Schedule("tell of the end", timedelta(hours=1), "members.membership.tell_lapsed"),
    Schedule("mail news of what is watched", timedelta(days=1), "catalogue.news_mail.send"),
    Schedule("clear links to applications", timedelta(days=1), "members.applicant_links.forget_expired"),
    Schedule("clear invitations", timedelta(days=1), "members.invitations.forget_expired"),
    Schedule("tell the curators", timedelta(days=7), "catalogue.curators_digest.send"),
    Schedule("gather links", timedelta(hours=1), "catalogue.link_checks.gather"),
    Schedule("check links", timedelta(minutes=5), "catalogue.link_checks.run"),
    Schedule("set review dates", timedelta(days=1), "catalogue.reviewing.set_dates"),
    Schedule("close silent messages to staff", timedelta(days=1), "members.contact.close_silent"),
    Schedule("erase closed messages to staff", timedelta(days=1), "members.contact.forget_closed"),
    Schedule("forget who sent old reports", timedelta(days=1), "catalogue.reports.forget_senders"),
)


def run_due() -> None:
    """Runs what is due. One job's failure is logged and does not hold up the others."""
    for schedule in SCHEDULES:
        if _claim(schedule):
            run = import_string(schedule.run) if isinstance(schedule.run, str) else schedule.run
            try:
                run()
            except Exception:
                log.exception("job failed", extra={"fields": {"job": schedule.name}})


def _claim(schedule: Schedule) -> bool:
    """True for exactly one worker each time the job is due."""
    now = timezone.now()
    job, _ = Job.objects.get_or_create(name=schedule.name)
    if job.last_run and job.last_run + schedule.every > now:
        return False
    return bool(Job.objects.filter(pk=job.pk, last_run=job.last_run).update(last_run=now))
