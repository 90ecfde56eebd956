"""Celery's tasks: each calls one verb."""

from celery import shared_task

from hub import jobs


@shared_task
def run_due_jobs():
    jobs.run_due()
