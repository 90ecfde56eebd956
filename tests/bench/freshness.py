"""P10: how soon does every process show an edit? Two processes answer, a third one edits."""

import time

from tests.bench.report import figure
from tests.bench.servers import Server
from tests.bench.world import World

EDIT = """
import time
from catalogue.models import Tool
tool = Tool.objects.get(slug="scale-tool-00001")
tool.name = {name!r}
tool.save()
print(time.time())
"""
PAGE = "/en/tools/scale-tool-00001/"


def measure(world: World, engine: str, size: int) -> None:
    servers = [Server(world, engine, size), Server(world, engine, size)]
    try:
        for server in servers:
            server.get(PAGE)
        slowest = max(_edit(world, engine, size, servers, f"Edited {n}") for n in range(3))
    finally:
        for server in servers:
            server.stop()
    _edit_back(world, engine, size)
    figure(
        f"P10 edit seen {engine} {size}", slowest, "s", 1, sides="slowest of 3 edits x 2 processes, rebuilt on asking"
    )


def _edit(world: World, engine: str, size: int, servers: list[Server], name: str) -> float:
    """Seconds from the edit until the last process shows it."""
    at = float(world.manage(engine, size, "shell", "--verbosity", "0", "--command", EDIT.format(name=name)))
    waits = []
    for server in servers:
        started = time.time()
        while name.encode() not in server.get(PAGE, accept="identity")[1]:
            if time.time() - at > 30:
                return 30
        waits.append(time.time() - started)
    return max(waits)


def _edit_back(world: World, engine: str, size: int) -> None:
    world.manage(engine, size, "shell", "--verbosity", "0", "--command", EDIT.format(name="Scale tool 00001"))
