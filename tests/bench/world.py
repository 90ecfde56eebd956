"""On which databases is measured? The real catalogue, filled up to each size, on SQLite and on our own PostgreSQL."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARIES = next((path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path())
ENGINES = ("sqlite", "postgresql")
KEYS = {
    "HUB_DEMO": "1",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "SECRET_KEY": "only-for-the-bench-" + "x" * 50,
    "HUB_KEYS": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdDE=",
    "REDIS_URL": "",
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class World:
    """A temporary folder with a database of each size, and what it takes to run the Hub on one."""

    def __init__(self, folder: Path, postgres_port: int, postmaster: int):
        self.folder, self.postgres_port, self.postmaster = folder, postgres_port, postmaster
        self.cookie: dict[str, str] = {}  # by engine: a signed-in officer's
        self.real: dict[str, int] = {}  # by engine: tools of the real catalogue
        self.made: set[tuple[str, int]] = set()

    def address(self, engine: str, size: int) -> str:
        if engine == "sqlite":
            return f"sqlite:///{self.folder}/hub{size}.sqlite3"
        return f"postgres://postgres@127.0.0.1:{self.postgres_port}/hub{size}"

    def environment(self, engine: str, size: int, settings: str = "tests.bench.settings") -> dict[str, str]:
        self._need(engine, size)
        own = {"DATABASE_URL": self.address(engine, size), "BENCH_STATIC": str(self.folder / "static")}
        return os.environ | KEYS | own | {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)}

    def python(self, engine: str, size: int, *words: str, settings: str = "tests.bench.settings") -> str:
        """The output of `python WORDS` on a database."""
        environment = self.environment(engine, size, settings)
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed on {engine}, {size} tools:\n{done.stderr[-2000:]}")
        return done.stdout

    def manage(self, engine: str, size: int, *words: str) -> str:
        return self.python(engine, size, "manage.py", *words)

    def fill(self, engine: str) -> None:
        """The real catalogue with demo people: size 0, which the others are copies of."""
        if engine == "postgresql":
            self._create(0)
        self.manage(engine, 0, "demo", "--prepare")
        self.cookie[engine] = self.manage(engine, 0, "demo_session", "--role", "officer").strip()
        count = "from catalogue.models import Tool; print(Tool.objects.published().count())"
        self.real[engine] = int(self.manage(engine, 0, "shell", "--verbosity", "0", "--command", count))

    def _need(self, engine: str, size: int) -> None:
        """A copy of the real catalogue, filled up to `size` tools when first asked for."""
        if not size or (engine, size) in self.made:
            return
        self.made.add((engine, size))
        if engine == "postgresql":
            self._create(size, template="hub0")
        else:
            shutil.copy(self.folder / "hub0.sqlite3", self.folder / f"hub{size}.sqlite3")
        self.manage(engine, size, "make_scale_data", "--tools", str(max(0, size - self.real[engine])))
        if engine == "postgresql":
            self._sql(size, "VACUUM ANALYZE")

    def _create(self, size: int, template: str = "template0") -> None:
        self._sql("postgres", f"CREATE DATABASE hub{size} TEMPLATE {template}")

    def _sql(self, database, statement: str) -> None:
        name = database if isinstance(database, str) else f"hub{database}"
        command = [
            BINARIES / "psql",
            "-qh",
            "127.0.0.1",
            "-p",
            str(self.postgres_port),
            "-U",
            "postgres",
            name,
            "-c",
            statement,
        ]
        subprocess.run(command, check=True)


@contextmanager
def world():
    """A World with its own PostgreSQL server, both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    folder.chmod(0o755)
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    # PostgreSQL refuses to run as root.
    as_user = {}
    if os.geteuid() == 0:
        shutil.chown(data, "postgres")
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    initialise = [BINARIES / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(initialise, check=True, **quiet, **as_user)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data}"
    control = [BINARIES / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "start"], check=True, **quiet, **as_user)
    try:
        yield World(folder, port, int((data / "postmaster.pid").read_text().splitlines()[0]))
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet, **as_user)
        shutil.rmtree(folder, ignore_errors=True)
