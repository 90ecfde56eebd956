"""How do jobs run in production? Celery calls the verbs that `manage.py work` calls; the outbox stays the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": 600},
    broker_connection_retry_on_startup=True,
    task_serializer="json",
    accept_content=["json"],
    beat_schedule={"run-due-jobs": {"task": "hub.tasks.run_due_jobs", "schedule": 15.0}},
)
app.autodiscover_tasks(["hub"])
