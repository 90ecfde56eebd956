"""Is a page of the list the same as a slice of the whole list?"""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import results, snapshot
from catalogue.query import Query
from catalogue.results import run


def whole(held, query: Query) -> list[str]:
    return [entry.slug for entry in run(held, query, "en", size=10_000).entries]


@pytest.mark.parametrize("words", ["", "images", "analysis of text"])
@pytest.mark.parametrize("sort", ["", "name", "changed", "relevance"])
@pytest.mark.parametrize("size", [1, 7, 20, 100])
def test_pages_are_slices(catalogue, words, sort, size):
    everything = whole(catalogue, Query(q=words, sort=sort))
    first = run(catalogue, Query(q=words, sort=sort), "en", size=size)
    assert first.total == len(everything) == len(set(everything))
    assert first.pages == max(1, -(-len(everything) // size))
    paged = []
    for page in range(1, min(first.pages, 9) + 1):
        paged += [entry.slug for entry in run(catalogue, Query(q=words, sort=sort, page=page), "en", size=size).entries]
    assert paged == everything[: size * 9]


def test_an_absent_page_is_the_first(catalogue):
    answer = run(catalogue, Query(page=10**9), "en")
    assert answer.page == 1
    assert answer.entries == run(catalogue, Query(), "en").entries


def test_nothing_found_is_one_empty_page(catalogue):
    answer = run(catalogue, Query(q="zzzzqqqq"), "en")
    assert (answer.total, answer.pages, answer.page, answer.entries) == (0, 1, 1, ())


def test_by_name_and_by_latest_change(catalogue):
    names = [entry.name.casefold() for entry in run(catalogue, Query(sort="name"), "en", size=1000).entries]
    assert names[0] < names[len(names) // 2] < names[-1]
    changed = [entry.changed for entry in run(catalogue, Query(sort="changed"), "en", size=1000).entries]
    assert changed == sorted(changed, reverse=True)


def test_latest_change_first(tool_factory):

    now = timezone.now()
    for days, slug in enumerate(("new", "old", "older")):
        tool_factory(slug=slug, changed=now - timedelta(days=days))
    assert whole(snapshot.current(), Query(sort="changed")) == ["new", "old", "older"]


def test_bits_are_cut_as_a_naive_loop_would():
    dice = random.Random(7)
    for _ in range(300):
        mask = dice.getrandbits(dice.choice([1, 60, 700, 3000])) & dice.getrandbits(3000)
        naive = [n for n in range(mask.bit_length()) if mask >> n & 1]
        skip, take = dice.randrange(0, 400), dice.randrange(1, 60)
        assert list(results._bits(mask, skip, take)) == naive[skip : skip + take]


def test_pieces_are_cut_as_one_list():
    dice = random.Random(8)
    for _ in range(200):
        order = dice.sample(range(400), dice.randrange(0, 200))
        pieces, naive = [], []
        while order:
            part, order = order[: dice.randrange(1, 40)], order[40:]
            pieces.append(sum(1 << n for n in part))
            naive += sorted(part)
        skip, take = dice.randrange(0, 120), dice.randrange(1, 40)
        assert list(results._slice(pieces, skip, take)) == naive[skip : skip + take]
