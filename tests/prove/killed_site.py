"""How is a site run whose processes are killed, and what does a browser see of it?

Production settings, gunicorn with two processes and a worker, on a database of its own; mails are files in a folder.
"""

import http.client
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings

from tests.e2e.served import ROOT, environment, free_port, manage

PATIENCE = 60  # seconds
LOST = (http.client.HTTPException, OSError)  # what a browser sees of a process that is gone
TO = re.compile(r"^To: (\S+)$", re.MULTILINE)
IDENTITY = re.compile(r"^Message-ID: (\S+)$", re.MULTILINE)


class Site:
    def __init__(self, folder: Path, database: str):
        self.port, self.log = free_port(), folder / "site.log"
        self.orders, self.mailbox = folder / "orders", folder / "mail"
        self.orders.mkdir()
        self.environment = environment(folder / "unused", Path(settings.STATIC_ROOT)) | {
            "HUB_DEMO": "0",
            "HUB_PROXIES": "1",
            "HUB_LINK_CHECK": "0",
            "SECRET_KEY": settings.SECRET_KEY,
            "HUB_KEYS": ",".join(settings.HUB_KEYS),
            "DATABASE_URL": database,
            "EMAIL_URL": f"filemail:///{self.mailbox}",
            "CRASH_ORDERS": str(self.orders),
            "ALLOWED_HOSTS": "localhost",
        }

    def manage(self, *arguments: str) -> str:
        return manage(self.environment, *arguments)

    def crash_at(self, point: str, count: int = 1) -> None:
        """Orders it: the process that gets there for the `count`-th time."""
        making = self.orders.with_suffix(".new")
        making.write_text(str(count))
        making.rename(self.orders / point)

    def waits_for(self, point: str) -> bool:
        """Nobody has got there yet."""
        return (self.orders / point).exists()

    def take_back(self, point: str) -> None:
        (self.orders / point).unlink(missing_ok=True)

    def wait_until(self, happened) -> bool:
        end = time.monotonic() + PATIENCE
        while not happened() and time.monotonic() < end:
            time.sleep(0.05)
        return bool(happened())

    def answers(self) -> bool:
        try:
            return Browser(self, "0.0.0.0").get("/healthz").status == 200  # noqa: S104  (a network, not a bind)
        except LOST:
            return False

    def deliveries(self) -> list[tuple[str, str]]:
        """Recipient and identity of each mail that has left."""
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(self.mailbox.glob("*.log"))]
        parts = [part for text in texts for part in text.split("-" * 79 + "\n") if part.strip()]
        return [(TO.search(part)[1], IDENTITY.search(part)[1]) for part in parts]


class Answer:
    def __init__(self, raw: http.client.HTTPResponse):
        self.status, self.location, self.text = raw.status, raw.headers.get("Location", ""), raw.read().decode()


class Browser:
    """Cookies, and the proxy in front of the site: nothing else."""

    def __init__(self, site: Site, network: str):
        self.site, self.network, self.cookies = site, network, {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict) -> Answer:
        token = {"csrfmiddlewaretoken": self.cookies.get("__Host-csrftoken", "")}
        return self._ask("POST", path, urlencode(token | fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": self.network}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://localhost{path}"}
        try:
            line.request(method, path, body, headers)
            raw = line.getresponse()
            for cookie in raw.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(raw)
        finally:
            line.close()


@contextmanager
def running(folder: Path, database: str):
    site = Site(folder, database)
    site.manage("migrate", "--verbosity", "0")
    web = ["gunicorn", "tests.prove.crashing:web()", "--preload", "--workers", "2"]
    words = (["-m", *web, "--bind", f"127.0.0.1:{site.port}"], ["-m", "tests.prove.crashing"])
    with site.log.open("w") as log:
        options = {"cwd": ROOT, "env": site.environment, "stdout": log, "stderr": log}
        processes = [subprocess.Popen([sys.executable, *each], **options) for each in words]
        try:
            assert site.wait_until(site.answers), site.log.read_text()[-3000:]
            yield site
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


@contextmanager
def new_database(engine: str, folder: Path):
    """The address of an empty database: a file, or one more on the server of `.ci/services`."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/hub.sqlite3"
        return
    server = os.environ.get("POSTGRES_URL") or os.environ["DATABASE_URL"]
    name = f"killed_{free_port()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
