"""How do jobs run in production? Celery calls the verbs that `manage.py work` calls; the outbox stays the truth.

Beat asks every few seconds. No request asks: whether it wrote a mail must not show in how long it takes, and a lost
broker must not hold it up.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
EVERY = 5.0  # seconds: as long as a mail waits at most
app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    worker_hijack_root_logger=False,  # its lines are JSON like all others (hub/logs.py)
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": 600},
    broker_connection_retry_on_startup=True,
    task_serializer="json",
    accept_content=["json"],
    beat_schedule={
        "run-due-jobs": {"task": "hub.tasks.run_due_jobs", "schedule": EVERY, "options": {"expires": EVERY}}
    },
)
app.autodiscover_tasks(["hub"])
