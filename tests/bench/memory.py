"""P6, P7 and the rebuild of P10, inside one process: `python -m tests.bench.memory WHAT` prints JSON.

facets: all counts in memory against the best single SQL query, same counts. scale: 100,000 invented tools.
search: words and counts in six languages, with and without concepts. rebuild: everything made anew, in six languages.
relevance: the kept list. overlap: how far a query finds in each language what it finds in English.
"""

import json
import random
import sys
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

import django
import yaml

LIST = Path(__file__).resolve().parents[1] / "catalogue" / "relevance.yaml"
SELECTIONS = (
    {"stage": ("triage",), "deployment": ("desktop",)},
    {"stage": ("triage", "forensic-examination"), "input": ("images", "video")},
    {"capability": ("media-triage", "hash-matching"), "licence": ("commercial",)},
    {"family": ("image-and-video",), "cost": ("paid",), "deployment": ("desktop", "cloud")},
)
PASSES_IN_FIRST = 5  # a case names a tool: it must be among so many


def milliseconds(do, times: int) -> float:
    """The median of `times` runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def known(selection: dict, masks: dict) -> dict:
    """A selection without the values that this catalogue does not have."""
    values = {key: tuple(value for value in chosen if value in masks[key]) for key, chosen in selection.items()}
    return {key: chosen for key, chosen in values.items() if chosen}


def count_facets() -> dict:
    from catalogue import facets, snapshot  # noqa: PLC0415
    from tests.bench import single_query  # noqa: PLC0415

    held = snapshot.current()
    selections = [known(selection, held.masks) for selection in SELECTIONS]
    queries = {"mask row": single_query.MaskRow(held), "long table": single_query.LongTable(held)}
    for selection in selections:
        truth = facets.counts(held.masks, selection, held.everything)
        for name, query in queries.items():
            if query.counts(selection) != truth:
                raise SystemExit(f"{name} counts differently for {selection}")
    own, page, sql = [], [], {name: [] for name in queries}
    for _ in range(5):  # interleaved
        own.append(_mean(lambda chosen: facets.counts(held.masks, chosen, held.everything), selections, 30))
        page.append(
            _mean(lambda chosen: facets.counts(held.masks, chosen, held.everything, held.listed), selections, 30)
        )
        for name, query in queries.items():
            sql[name].append(_mean(query.counts, selections, 3))
    best = min(sql, key=lambda name: median(sql[name]))
    return {
        "tools": len(held.entries),
        "values": sum(map(len, held.masks.values())),
        "own": median(own),
        "page": median(page),
        "listed": sum(map(len, held.listed.values())),
        "sql": median(sql[best]),
        "best": best,
        "ratio": median(theirs / ours for theirs, ours in zip(sql[best], own, strict=True)),
    }


def _mean(do, selections: list, times: int) -> float:
    return sum(milliseconds(lambda chosen=chosen: do(chosen), times) for chosen in selections) / len(selections)


def scale(tools: int = 100_000) -> dict:
    """The real tools' values over and over in random order: masks of 100,000 bits as dense as the real ones."""
    from catalogue import facets, snapshot  # noqa: PLC0415

    real = snapshot.current()
    chance = random.Random("scale")
    drawn = chance.choices(range(len(real.entries)), k=tools)
    holders = [[] for _ in real.entries]
    for number, source in enumerate(drawn):
        holders[source].append(number)
    spread = [sum(1 << number for number in numbers) for numbers in holders]
    masks = {key: {value: _spread(mask, spread) for value, mask in held.items()} for key, held in real.masks.items()}
    everything = (1 << tools) - 1
    selections = [known(selection, masks) for selection in SELECTIONS]
    listed = facets.listed(masks)
    every = [_mean(lambda chosen: facets.counts(masks, chosen, everything), selections, 5) for _ in range(5)]
    page = [_mean(lambda chosen: facets.counts(masks, chosen, everything, listed), selections, 5) for _ in range(5)]
    return {
        "tools": tools,
        "own": median(every),
        "values": sum(map(len, masks.values())),
        "page": median(page),
        "listed": sum(map(len, listed.values())),
    }


def _spread(mask: int, spread: list[int]) -> int:
    found = 0
    for source, tools in enumerate(spread):
        if mask >> source & 1:
            found |= tools
    return found


def search_and_count() -> dict:
    """120 queries of the relevance list, 20 a language, each with all counts."""
    from catalogue import facets, snapshot  # noqa: PLC0415

    held = snapshot.current()
    asked = []
    for code, cases in yaml.safe_load(LIST.read_text(encoding="utf-8")).items():
        index = held.index(code)
        asked += [(index, case["q"]) for case in islice(cycle(cases), 20)]

    def ask(index, q):
        found = index.search(q)
        facets.counts(held.masks, {}, found.mask, held.listed)

    words = [milliseconds(lambda index=index, q=q: index.search(q), 15) for index, q in asked]
    both = [milliseconds(lambda index=index, q=q: ask(index, q), 15) for index, q in asked]
    return {
        "tools": len(held.entries),
        "p50": median(both),
        "p95": quantiles(both, n=20)[-1],
        "words": quantiles(words, n=20)[-1],
    }


def expanded() -> dict:
    """Of the frozen queries in six languages: a search with concepts against one without, on the same texts."""
    from catalogue import indexing, search, snapshot  # noqa: PLC0415
    from hub.languages import CODES, DEFAULT  # noqa: PLC0415
    from tests.catalogue import across  # noqa: PLC0415

    held = snapshot.current()
    plain = {DEFAULT: search.build(DEFAULT, indexing.documents(held, DEFAULT))}
    plain |= {
        code: search.build(code, indexing.documents(held, code), plain[DEFAULT]) for code in CODES if code != DEFAULT
    }
    taken = {code: ([], []) for code in CODES}
    for code, case in ((code, case) for code in CODES for asked in across.cases().values() for case in asked):
        for index, side in zip((held.index(code), plain[code]), taken[code], strict=True):
            side.append(milliseconds(partial(index.search, case[code]), 9))
    return {
        "tools": len(held.entries),
        "p95": {code: quantiles(ours, n=20)[-1] for code, (ours, _) in taken.items()},
        "ratio": {code: sum(ours) / sum(theirs) for code, (ours, theirs) in taken.items()},
    }


def overlap() -> dict:
    from catalogue import snapshot  # noqa: PLC0415
    from tests.catalogue import across  # noqa: PLC0415

    return across.overlaps(snapshot.current())


def rebuild() -> dict:
    from catalogue import snapshot  # noqa: PLC0415
    from hub.languages import CODES  # noqa: PLC0415

    taken = []
    for _ in range(4):
        started = time.process_time()
        held = snapshot.build("bench")
        for code in CODES:
            held.index(code)
        taken.append(time.process_time() - started)
    return {"first": taken[0], "again": median(taken[1:]), "tools": len(held.entries)}


def relevance() -> dict:
    """Of each language the cases passed, and what each query listed, to compare databases."""
    from catalogue import results, snapshot  # noqa: PLC0415
    from catalogue.query import Query  # noqa: PLC0415

    held = snapshot.current()
    report = {"passed": {}, "failed": [], "lists": []}
    for code, cases in yaml.safe_load(LIST.read_text(encoding="utf-8")).items():
        passed = 0
        for case in cases:
            found = results.run(held, Query(q=case["q"]), code, size=100, count=False)
            report["lists"].append([case["q"], found.total, [entry.slug for entry in found.entries]])
            if passes(case, held, found):
                passed += 1
            else:
                report["failed"].append(f"{code}: {case['q']}")
        report["passed"][code] = (passed, len(cases))
    return report


def passes(case: dict, held, found) -> bool:
    """`first`: this tool leads. `finds`: it is among the first five. `carries`: the leading tool has this value."""
    slugs = [entry.slug for entry in found.entries]
    if "first" in case:
        return slugs[:1] == [case["first"]]
    if "finds" in case:
        return case["finds"] in slugs[:PASSES_IN_FIRST]
    key, _, value = case["carries"].partition("=")
    return bool(slugs) and bool(held.masks[key][value] >> held.numbers[slugs[0]] & 1)


JOBS = {
    "facets": count_facets,
    "scale": scale,
    "search": search_and_count,
    "expanded": expanded,
    "overlap": overlap,
    "rebuild": rebuild,
    "relevance": relevance,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(JOBS[sys.argv[1]]()))
