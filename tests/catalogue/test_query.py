"""Does any address give a normal list that says what was left out?"""

from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facets import KEYS
from catalogue.query import Query, parse

MASKS = {key: {} for key in KEYS} | {"stage": {"triage": 1, "detection": 2}, "licence": {"free": 1}}
HELD = SimpleNamespace(masks=MASKS, aliases={"stage": {"sorting": "triage"}})


def parsed(query: str) -> Query:
    return parse(QueryDict(query), HELD)


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("", ()),
        ("stage=triage&q=words&sort=name&page=2", ()),
        ("stage=lunch", ("stage=lunch",)),
        ("colour=red", ("colour",)),
        ("sort=price", ("sort=price",)),
        ("page=abc", ("page=abc",)),
        ("page=0", ("page=0",)),
        ("page=-1", ("page=-1",)),
        ("page=" + "9" * 30, ("page=" + "9" * 30,)),
        ("page=٣", ("page=٣",)),
        ("page=1.5", ("page=1.5",)),
        ("q=a%00b", ("q",)),
        ("q=%ED%A0%80x", ("q",)),
        ("page=&sort=&q=&stage=", ()),
    ],
)
def test_what_is_unknown_is_left_out_and_named(query, ignored):
    assert parsed(query).ignored == ignored


def test_known_values_stay_beside_unknown_ones():
    query = parsed("stage=lunch&stage=triage&stage=triage")
    assert query.chosen == {"stage": ("triage",)}
    assert query.ignored == ("stage=lunch",)


def test_words_are_tidied_and_cut():
    assert parsed("q=++a+%09+b%0A").q == "a b"
    long = parsed("q=" + "x" * 10_000)
    assert len(long.q) == 200
    assert long.ignored == ("q",)


def test_what_is_repeated_to_the_reader_is_short_and_printable():
    (shown,) = parsed("stage=" + "%07" * 5 + "x" * 500).ignored
    assert len(shown) <= 50
    assert shown.isprintable()


def test_equal_queries_have_one_address():
    a = parsed("licence=free&stage=detection&stage=triage&page=1&q=x")
    assert a.address() == "?q=x&stage=detection&stage=triage&licence=free"
    assert parsed(a.address(page=3).removeprefix("?")).page == 3
    assert parse(QueryDict(a.address().removeprefix("?")), HELD) == a


def test_without_drops_one_value_and_the_page():
    query = parsed("q=x&stage=triage&stage=detection&sort=name&page=4")
    assert query.without("stage", "triage").address() == "?q=x&stage=detection&sort=name"
    assert query.without("q", "").address() == "?stage=triage&stage=detection&sort=name"


def test_clear_all_keeps_words_and_order():
    assert parsed("q=x&stage=triage&licence=free&sort=changed&page=4").cleared().address() == "?q=x&sort=changed"


def test_the_plain_list_is_by_name_words_by_best_match():
    assert parsed("").order == "name"
    assert parsed("q=x").order == "relevance"
    assert parsed("q=x&sort=changed").order == "changed"


@given(st.lists(st.tuples(st.sampled_from([*KEYS, "q", "page", "sort", "x"]), st.text(max_size=30)), max_size=20))
def test_nothing_that_is_typed_raises(pairs):
    data = QueryDict(mutable=True)
    for key, value in pairs:
        data.appendlist(key, value)
    query = parse(data, HELD)
    again = parse(QueryDict(query.address(page=query.page).removeprefix("?")), HELD)
    assert (again.q, again.chosen, again.sort, again.page) == (query.q, query.chosen, query.sort, query.page)
    assert not again.ignored


def test_a_merged_word_is_read_as_the_one_that_stands_for_it():
    assert parsed("stage=sorting") == parsed("stage=triage")
    assert parsed("stage=sorting&stage=triage&stage=detection").chosen == {"stage": ("triage", "detection")}
    assert parsed("licence=sorting").ignored == ("licence=sorting",)
