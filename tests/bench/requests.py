"""P1-P5: what do pages cost, in CPU and in SQL, against a constant page and against the naive catalogue?"""

import json
from statistics import median

from tests.bench.report import figure, note
from tests.bench.servers import Server
from tests.bench.world import World

FILTERS = "stage=triage&stage=forensic-examination&deployment=desktop"
CATALOGUE = f"/en/tools/?{FILTERS}"
NAIVE = f"/naive/?{FILTERS}"
CONSTANT = "/constant/"
MAIN = 2_000  # tools, where P1-P3 are judged


def measure(world: World, engine: str, sizes: tuple[int, ...], *, rounds: int, times: int) -> None:
    own = {size: Server(world, engine, size) for size in sizes}
    stock = {size: Server(world, engine, size, "tests.bench.stock_settings") for size in sizes}
    try:
        taken = [_round(own, stock, times) for _ in range(rounds + 1)][1:]  # the first warms up
    finally:
        for server in (*own.values(), *stock.values()):
            server.stop()
    _report(engine, sizes, taken)


def _round(own: dict, stock: dict, times: int) -> dict:
    """CPU ms of each page at each size, taken one after the other."""
    costs = {}
    for size, hub in own.items():
        costs["login", size] = stock[size].cost(CONSTANT, times)
        costs["own", size] = hub.cost(CONSTANT, times)
        costs["catalogue", size] = hub.cost(CATALOGUE, times)
        costs["naive", size] = stock[size].cost(NAIVE, max(2, times // 15))
    return costs


def _report(engine: str, sizes: tuple[int, ...], taken: list[dict]) -> None:
    def ms(page, size):
        return median(costs[page, size] for costs in taken)

    def ratio(above, below):
        return median(costs[above] / costs[below] for costs in taken)

    at = MAIN if MAIN in sizes else sizes[0]
    for size in sizes:
        both = "; ".join(f"{page} {ms(page, size):.2f} ms" for page in ("login", "own", "catalogue", "naive"))
        note(f"CPU {engine} {size}", both)
    sides = f"C_own {ms('own', at):.2f} ms / C_login {ms('login', at):.2f} ms"
    figure(f"P1 {engine}", ratio(("own", at), ("login", at)), "x", 1.6, sides=sides)
    sides = f"catalogue {ms('catalogue', at):.2f} ms / C_own {ms('own', at):.2f} ms"
    figure(f"P2 {engine} {at}", ratio(("catalogue", at), ("own", at)), "x", 2.5, sides=sides)
    for size in sizes:
        sides = f"naive {ms('naive', size):.1f} ms / catalogue {ms('catalogue', size):.2f} ms"
        if size == at:
            figure(
                f"P3 {engine} {size}", ratio(("naive", size), ("catalogue", size)), "x", 25, at_least=True, sides=sides
            )
        else:
            note(f"P3 {engine} {size} (not judged)", f"{ratio(('naive', size), ('catalogue', size)):.3g} x ({sides})")
    small, large = min(sizes), max(sizes)
    sides = f"{large}: {ms('catalogue', large):.2f} ms / {small}: {ms('catalogue', small):.2f} ms"
    sides += f"; naive {ratio(('naive', large), ('naive', small)):.1f} x"
    figure(f"P4 {engine}", ratio(("catalogue", large), ("catalogue", small)), "x", 1.25, sides=sides)


def count_queries(world: World, engine: str, sizes: tuple[int, ...]) -> None:
    def most(size: int, settings: str) -> dict:
        words = ("-m", "tests.bench.queries", world.cookie[engine])
        return json.loads(world.python(engine, size, *words, settings=settings))

    for size in sizes:
        found, naive = (most(size, settings) for settings in ("tests.bench.settings", "tests.bench.stock_settings"))
        sides = f"{found['pages']} addresses, most at {found['at']}; naive {naive['most']}"
        figure(f"P5 {engine} {size}", found["most"], "queries", 4, sides=sides)
