"""`manage.py demo`: a served site with the real catalogue and demo people, from nothing."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hub import new_env
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
        self.prepare()
        if not prepare:
            self.serve(port)

    def prepare(self) -> None:
        """The files are collected and compressed beside the database's part, on another core."""
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        with subprocess.Popen(collect, cwd=settings.BASE_DIR) as collecting:
            call_command("migrate", verbosity=0)
            call_command("createcachetable")
            call_command("compile_messages")
            make_people()
            call_command("load_catalogue", stdout=self.stdout)
        if collecting.returncode:
            raise CommandError("The static files could not be collected.")

    def serve(self, port: int) -> None:
        """The web server and the worker until one of them ends or somebody stops us; then neither is left behind."""
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "hub.wsgi",
            "--preload",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
        ]
        web += ["--threads", "4"]  # a browser opens spare connections, each of which would hold a worker
        web += ["--limit-request-line", "0"]  # a long query is answered by us, in the reader's language
        commands = ([*web, "--no-control-socket", "--log-level", "warning"], [sys.executable, "manage.py", "work"])
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        address = f"http://localhost:{port}"
        new_env.remember("HUB_SITE", address)  # `manage.py invite` prints a link too
        site = os.environ | {"HUB_SITE": address}  # where the links in mails lead
        children = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=site) for command in commands]
        self.stdout.write(f"\n{address}\n")
        self.stdout.flush()
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.2)
        except KeyboardInterrupt:
            return
        finally:
            stop(children)
        raise CommandError(f"The web server or the worker ended. Is another program using port {port}?")


def stop(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
