"""`manage.py demo`: a served site with the real catalogue and demo people, from nothing."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from members.demo import make_people


class Command(BaseCommand):
    help = "Prepares the demo database, then serves the site with its worker until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="prepare only, do not serve")

    def handle(self, *, port, prepare, **options):
        if not settings.DEMO:
            raise CommandError("Set HUB_DEMO=1 (make run does).")
        (settings.BASE_DIR / "var").mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        call_command("compile_messages")
        call_command("collectstatic", interactive=False, verbosity=0)
        make_people()
        call_command("load_catalogue", stdout=self.stdout)
        if not prepare:
            self.serve(port)

    def serve(self, port: int) -> None:
        worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR)  # noqa: S603
        self.stdout.write(f"\nhttp://localhost:{port}\n")
        self.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "hub.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        try:
            subprocess.run([*command, "--access-logfile", "/dev/null"], cwd=settings.BASE_DIR, env=os.environ, check=False)  # noqa: S603
        except KeyboardInterrupt:
            pass
        finally:
            worker.terminate()
            worker.wait(10)
