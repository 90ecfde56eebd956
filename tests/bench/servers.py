"""What does a request cost? gunicorn with one sync worker on loopback, and its process tree's time on a processor."""

import http.client
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.world import ROOT, World, free_port


def tree(root: int) -> set[int]:
    """A process and all its descendants."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # ended meanwhile
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_ms(root: int) -> float:
    """Milliseconds on a processor so far, of every thread of the tree."""
    total = 0
    for pid in tree(root):
        for schedstat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(schedstat.read_text().split()[0])
            except OSError:
                continue
    return total / 1e6


class Server:
    """One gunicorn with one worker on one database."""

    def __init__(self, world: World, engine: str, size: int, settings: str = "tests.bench.settings"):
        self.port = free_port()
        self.cookie = world.cookie[engine]
        self.postmaster = world.postmaster if engine == "postgresql" else None
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "hub.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"],
            cwd=ROOT,
            env=world.environment(engine, size, settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.get("/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the server did not start")

    def get(self, path: str, accept: str = "br, gzip") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": accept, "Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def cost(self, path: str, times: int) -> float:
        """CPU milliseconds of one request, the database's included."""
        roots = [self.process.pid, *([self.postmaster] if self.postmaster else [])]
        before = sum(map(cpu_ms, roots))
        for _ in range(times):
            status, _body = self.get(path)
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
        return (sum(map(cpu_ms, roots)) - before) / times

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
