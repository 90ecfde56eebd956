"""Can a stranger tell by the clock whose address was typed (PRIV-03)?

In one process, with the hasher of production. A block asks once about an address of each kind, in random order, so that
whatever else the machine does meets all kinds alike; the gap of a kind is the median, over the blocks, of its distance
from the unknown address of the same block. The largest may be 5 ms, or 2 % of the median; the permutation test says how
often chance alone makes one as large. While it is above the limit more is sampled.
"""

import gc
import random
import statistics
import time

import pytest

from tests.prove.doors import DOORS, KINDS, addresses

WARM_UP, ROUND, ROUNDS = 8, 200, 3  # blocks: not counted; sampled; sampled again, at most so often in all
LIMIT_MS, LIMIT_SHARE = 5.0, 0.02
SHUFFLES = 1000
Blocks = list[dict[str, float]]  # kind -> milliseconds


@pytest.fixture(autouse=True)
def _nothing_but_the_request(settings):
    """Mail is rows, as in production; no collector between two clocks."""
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"
    gc.disable()
    yield
    gc.enable()


def sample(door: str, count: int) -> Blocks:
    waiting = {kind: addresses(kind, count) for kind in KINDS}
    return [_block(door, {kind: waiting[kind].pop() for kind in KINDS}) for _ in range(count)]


def _block(door: str, typed: dict) -> dict[str, float]:
    asks = [(kind, DOORS[door](*typed[kind])) for kind in KINDS]
    random.shuffle(asks)
    gc.collect(0)
    return {kind: _milliseconds(ask) for kind, ask in asks}


def _milliseconds(ask) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def gap(blocks: Blocks) -> float:
    """The largest distance of a kind from unknown addresses."""
    distances = {kind: [block[kind] - block["unknown"] for block in blocks] for kind in KINDS}
    return max(abs(statistics.median(values)) for values in distances.values())


def chance(blocks: Blocks) -> float:
    """The share of shuffles, each within its block, that give a gap as large."""
    found, dice = gap(blocks), random.Random(3)
    rows = [list(block.values()) for block in blocks]
    larger = 0
    for _ in range(SHUFFLES):
        for row in rows:
            dice.shuffle(row)
        larger += gap([dict(zip(KINDS, row, strict=True)) for row in rows]) >= found
    return (larger + 1) / (SHUFFLES + 1)


def median(blocks: Blocks, kind: str) -> float:
    return statistics.median(block[kind] for block in blocks)


def limit(blocks: Blocks) -> float:
    return max(LIMIT_MS, LIMIT_SHARE * median(blocks, "unknown"))


def measure(door: str) -> Blocks:
    sample(door, WARM_UP)
    blocks = sample(door, ROUND)
    while gap(blocks) > limit(blocks) and len(blocks) < ROUNDS * ROUND:
        blocks += sample(door, ROUND)
    return blocks


@pytest.mark.prove
@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_take_the_same_time(door):
    blocks = measure(door)
    for kind in KINDS:
        print(f"priv03_{door}_{kind}_ms: {median(blocks, kind):.2f}")
    print(f"priv03_{door}_gap_ms: {gap(blocks):.2f}")
    print(f"priv03_{door}_gap_by_chance: {chance(blocks):.3f}")
    print(f"priv03_{door}_samples: {len(blocks)} of each of {len(KINDS)} kinds")
    assert gap(blocks) <= limit(blocks)


def test_a_difference_would_be_found():
    """The measure itself: 6 ms for one kind, on a machine that grows slower all the time, is a gap and no accident."""
    dice = random.Random(1)
    slow = {kind: 6 * (kind == "refused") for kind in KINDS}
    blocks = [{kind: 30 + number / 4 + slow[kind] + dice.gauss(0, 3) for kind in KINDS} for number in range(ROUND)]
    assert gap(blocks) > limit(blocks)
    assert chance(blocks) < 0.01
