"""How is the site of the browser tests served?

As `make run` serves it: demo mode, its own processes (web and worker), its own SQLite file and environment; one more
process runs the management commands. The database is prepared once a run; each process of the tests works on a copy.
"""

import email
import email.policy
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
KEY = "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdDE="  # known to everybody, like the secret key below
PATIENCE = 60  # seconds until the site must answer
END_OF_MAIL = b"-" * 79 + b"\n"  # as Django's mail backend for files writes it
DELIVERY = 20  # seconds until a mail must have left; the worker looks every two
FRESH = 180  # seconds; steps of staff ask for a factor of the last five minutes


class Site:
    """A running site: its address, the management commands on its database, and the mail that it sends."""

    def __init__(self, database: Path, static: Path, port: int):
        self.url = f"http://localhost:{port}"
        self.port = port
        self.log = database.with_suffix(".log")
        self.mails = database.with_suffix(".mails")
        mail = {"HUB_SITE": self.url, "EMAIL_URL": f"filemail:///{self.mails}"}
        self.environment = environment(database, static) | mail
        self.console: subprocess.Popen | None = None  # of `tests.e2e.console`
        self._cookies: dict[str, tuple[str, float]] = {}

    def manage(self, *arguments: str) -> str:
        """What the command printed."""
        self.console.stdin.write(json.dumps(arguments) + "\n")
        self.console.stdin.flush()
        printed, fault = json.loads(self.console.stdout.readline())
        assert not fault, f"manage.py {' '.join(arguments)} failed:\n{fault[-3000:]}"
        return printed

    def session(self, role: str) -> str:
        """The session key of a demo person; the same one as long as no page asks for the factor again."""
        key, made = self._cookies.get(role, ("", 0.0))
        if not key or time.monotonic() - made > FRESH:
            key = self.manage("demo_session", "--role", role).strip().partition("=")[2]
            self._cookies[role] = key, time.monotonic()
        return key

    def mailed_link(self, address: str, part: str) -> str:
        """The path of the link with this part that the worker has sent to an address; waits for it."""
        end = time.monotonic() + DELIVERY
        while not (found := [link for link in self._links_to(address) if part in link]):
            assert time.monotonic() < end, f"No mail to {address} with a link to {part}"
            time.sleep(0.2)
        return found[-1]

    def _links_to(self, address: str) -> list[str]:
        """Oldest first: the names of the files begin with the time."""
        sent = [one for file in sorted(self.mails.glob("*.log")) for one in file.read_bytes().split(END_OF_MAIL)[:-1]]
        mails = [email.message_from_bytes(one, policy=email.policy.default) for one in sent]
        texts = [mail.get_body(("plain",)).get_content() for mail in mails if mail["To"] == address]
        return [link for text in texts for link in re.findall(rf"^{self.url}(/\S+)", text, re.MULTILINE)]

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return response.status == 200
        except (URLError, OSError):
            return False


def environment(database: Path, static: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "HUB_DEMO": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SECRET_KEY": "only-for-browser-tests-" + "x" * 50,
        "HUB_KEYS": KEY,
        "DATABASE_URL": f"sqlite:///{database}",
        "HUB_STATIC_ROOT": str(static),
        "REDIS_URL": "",
        "EMAIL_URL": "dummymail://",
    }


def manage(env: dict[str, str], *arguments: str) -> str:
    """In a process of its own, for where no site runs."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stderr[-3000:]}"
    return done.stdout


def prepared(folder: Path) -> Path:
    """The demo database, made by whoever comes first; the others wait for it."""
    database = folder / "prepared.sqlite3"
    with (folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            making = folder / "making.sqlite3"
            manage(environment(making, folder / "static"), "demo", "--prepare")
            making.rename(database)
    return database


@contextmanager
def serving(*, shared: Path, own: Path, wsgi: str = "hub.wsgi"):
    """The site while it runs."""
    database = own / "site.sqlite3"
    shutil.copy(prepared(shared), database)
    site = Site(database, shared / "static", free_port())
    web = [
        "gunicorn",
        wsgi,
        "--preload",
        "--bind",
        f"127.0.0.1:{site.port}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--limit-request-line",
        "0",
    ]
    with site.log.open("w") as log:
        processes = [
            subprocess.Popen([sys.executable, *words], cwd=ROOT, env=site.environment, stdout=log, stderr=log)
            for words in (["-m", *web], ["manage.py", "work"])
        ]
        site.console = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.console"],
            cwd=ROOT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            wait_for(site, processes[0])
            yield site
        finally:
            site.console.communicate()  # no more commands: it ends
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def wait_for(site: Site, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while not site.answers():
        waiting = process.poll() is None and time.monotonic() < end
        assert waiting, f"No site:\n{site.log.read_text()[-3000:]}"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
