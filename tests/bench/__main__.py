"""`python -m tests.bench [--quick] [--only P1,P8]`: the goals P1-P10, each with both sides, measured in one run."""

import argparse
import sys
import time

from tests.bench import browser, freshness, inside, requests
from tests.bench.report import conclude, note
from tests.bench.world import ENGINES, world

SIZES = (200, 2_000, 20_000)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, 200 and 2,000 tools")
    parser.add_argument("--only", default="", help="such as P1,P8")
    options = parser.parse_args()
    wanted = set(options.only.split(",")) - {""}
    started = time.monotonic()
    sizes = SIZES[:2] if options.quick else SIZES
    rounds, times = (3, 30) if options.quick else (5, 60)

    def asked(*goals):
        return not wanted or wanted & set(goals)

    with world() as made:
        for engine in ENGINES:
            made.fill(engine)
            if asked("P1", "P2", "P3", "P4"):
                requests.measure(made, engine, sizes, rounds=rounds, times=times)
            if asked("P5"):
                requests.count_queries(made, engine, sizes)
            if asked("P6"):
                inside.facets(made, engine, quick=options.quick)
            if asked("P7") and not options.quick:
                inside.search(made, engine)
                inside.expanded(made, engine)
            if asked("P10"):
                freshness.measure(made, engine, inside.REBUILT)
                inside.rebuild(made, engine)
        if asked("P7"):
            inside.relevance(made)
            inside.overlap(made)
        if asked("P8", "P9"):
            browser.measure(made)
    note("minutes", f"{(time.monotonic() - started) / 60:.1f}")
    return conclude()


if __name__ == "__main__":
    sys.exit(main())
