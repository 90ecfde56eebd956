"""`manage.py work`: sends the outbox and runs due jobs, once or until stopped."""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from hub import jobs

PAUSE = 2  # seconds


class Command(BaseCommand):
    help = "Sends waiting mail and runs the jobs that are due."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *, once, **options):
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        try:
            while True:
                jobs.run_due()
                if once:
                    return
                close_old_connections()
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return
