"""P6, P7 and the rebuild of P10: what the jobs of `tests.bench.memory` found, against their goals."""

import json
from itertools import chain
from statistics import mean

from tests.bench.report import figure, note
from tests.bench.world import ENGINES, World

COUNTED, SEARCHED, REBUILT = 1_000, 10_000, 2_000  # tools


def _job(world: World, engine: str, size: int, what: str) -> dict:
    return json.loads(world.python(engine, size, "-m", "tests.bench.memory", what))


def facets(world: World, engine: str, *, quick: bool) -> None:
    found = _job(world, engine, COUNTED, "facets")
    sides = f"the page's {found['listed']} values; all {found['values']}: {found['own']:.3f} ms"
    figure(f"P6 {engine} {found['tools']}", found["page"], "ms", 0.1, sides=sides)
    sides = (
        f"all {found['values']} values: {found['own']:.3f} ms; best single query {found['sql']:.2f} ms, {found['best']}"
    )
    figure(f"P6 {engine} {found['tools']} against SQL", found["ratio"], "x", 100, at_least=True, sides=sides)
    if engine == ENGINES[0] and not quick:
        found = _job(world, engine, 0, "scale")
        sides = f"the page's {found['listed']} values; all {found['values']}: {found['own']:.2f} ms"
        figure(f"P6 {found['tools']}", found["page"], "ms", 1, sides=sides)


def search(world: World, engine: str) -> None:
    found = _job(world, engine, SEARCHED, "search")
    sides = f"p50 {found['p50']:.3f} ms; words alone p95 {found['words']:.3f} ms"
    figure(f"P7 {engine} {found['tools']} x 6 p95", found["p95"], "ms", 0.2, sides=sides)


def expanded(world: World, engine: str) -> None:
    found = _job(world, engine, SEARCHED, "expanded")
    for code, ratio in found["ratio"].items():
        sides = f"p95 {found['p95'][code]:.3f} ms"
        figure(f"P7 {engine} {found['tools']} {code} with concepts against without", ratio, "x", 3, sides=sides)


def overlap(world: World) -> None:
    reports = [_job(world, engine, 0, "overlap") for engine in ENGINES]
    for name, found in reports[0].items():
        by_language = ", ".join(f"{code} {mean(shares):.3f}" for code, shares in found.items())
        whole = mean(chain.from_iterable(found.values()))
        note(f"P7 first ten as in English {name}", f"{whole:.3f} ({len(found['fr'])} queries; {by_language})")
    every, others = (_shares(report) for report in reports)
    figure("P7 first ten as in English", mean(every), "of 1", 0.9, at_least=True, sides="mean of five languages")
    differ = sum(a != b for a, b in zip(every, others, strict=True))
    figure("P7 overlaps that differ between databases", differ, "queries", 0)


def _shares(report: dict) -> list[float]:
    return [share for found in report.values() for shares in found.values() for share in shares]


def relevance(world: World) -> None:
    reports = [_job(world, engine, 0, "relevance") for engine in ENGINES]
    passed = reports[0]["passed"]
    for code, (good, of) in passed.items():
        note(f"P7 relevance {code}", f"{good / of:.0%} ({good} of {of})")
    good, of = (sum(pair[n] for pair in passed.values()) for n in (0, 1))
    figure("P7 relevance", good / of * 100, "%", 95, at_least=True, sides=f"{good} of {of}")
    note("P7 not found", "; ".join(reports[0]["failed"]) or "none")
    differ = sum(a != b for a, b in zip(reports[0]["lists"], reports[1]["lists"], strict=True))
    figure("P7 lists that differ between databases", differ, "lists", 0)


def rebuild(world: World, engine: str) -> None:
    found = _job(world, engine, REBUILT, "rebuild")
    sides = f"first in a process {found['first']:.2f} s"
    figure(f"P10 rebuild {engine} {found['tools']} x 6", found["again"], "s CPU", 1, sides=sides)
