"""Are the counts beside the filters true?"""

from collections import Counter, defaultdict

import pytest

from catalogue import facets, files, results
from catalogue.facets import FACETS, KEYS
from catalogue.query import Query
from hub.languages import CODES

# Four tools, two facets: numbers 0 to 3 as bits.
MASKS = {"colour": {"red": 0b0011, "blue": 0b0110, "none": 0}, "size": {"big": 0b0101, "small": 0b1010}}
ALL = 0b1111


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {0, 1, 2, 3}),
        ({"colour": ("red",)}, {0, 1}),
        ({"colour": ("red", "blue")}, {0, 1, 2}),  # OR inside a facet
        ({"colour": ("red",), "size": ("big",)}, {0}),  # AND between facets
        ({"colour": ("red", "blue"), "size": ("big",)}, {0, 2}),
        ({"colour": ("red", "blue"), "size": ("big", "small")}, {0, 1, 2}),
        ({"colour": ("none",)}, set()),
        ({"colour": ("none", "red")}, {0, 1}),
    ],
)
def test_or_inside_a_facet_and_between_facets(chosen, expected):
    mask = facets.matching(MASKS, chosen, ALL)
    assert {number for number in range(4) if mask >> number & 1} == expected


def test_a_count_leaves_its_own_facets_choice_out():
    counts = facets.counts(MASKS, {"colour": ("red",), "size": ("big",)}, ALL)
    assert counts["colour"] == {"red": 1, "blue": 1, "none": 0}  # of the big ones
    assert counts["size"] == {"big": 1, "small": 1}  # of the red ones


def test_words_narrow_the_counts_too():
    assert facets.counts(MASKS, {}, 0b0001)["colour"] == {"red": 1, "blue": 0, "none": 0}


STATES = [
    {},
    {"stage": ("triage",)},
    {"stage": ("triage", "identification"), "licence": ("commercial",)},
    {"capability": ("hash-matching",), "free_for_police": ("yes",)},
    {"status": ("discontinued",), "country": ("US", "GB")},
    {"provider": ("thorn",), "input": ("images",), "language": ("en",)},
]


@pytest.mark.parametrize("chosen", STATES, ids=str)
@pytest.mark.parametrize("words", ["", "images"])
def test_every_count_is_the_number_of_results_after_ticking_alone(catalogue, chosen, words):
    shown = results.run(catalogue, Query(q=words, chosen=chosen), "en").counts
    assert set(shown) == set(KEYS)
    for key in KEYS:
        for value in catalogue.masks[key]:
            ticked = Query(q=words, chosen=chosen | {key: (value,)})
            assert shown[key][value] == results.run(catalogue, ticked, "en", count=False).total, (key, value)


def _in_the_files() -> dict[str, Counter]:
    """Tools per value of each facet, counted straight from the data files."""
    contents = files.read_all()
    counted: dict[str, Counter] = defaultdict(Counter)
    lists = {
        "stage": "stages", "capability": "capabilities", "input": "inputs", "deployment": "deployment",
        "works_with": "works_with", "language": "languages", "theme": "themes",
    }  # fmt: skip
    family = {slug: term["family"] for slug, term in contents.vocabulary["capabilities"].items()}
    for tool in contents.tools.values():
        provider = contents.providers[tool["provider"]]
        single = {key: tool[key] for key in ("status", "licence", "cost", "provider")}
        single |= {"provider_type": provider["type"], "country": provider["country"]}
        single["free_for_police"] = "yes" if tool["cost"] in ("free", "free-for-police") else None
        for key, value in single.items():
            counted[key].update([value] if value else [])
        for key, name in lists.items():
            counted[key].update(tool[name])
        counted["family"].update({family[slug] for slug in tool["capabilities"]})
    return counted


def test_counts_are_those_of_an_independent_count_of_the_files(catalogue):
    counted = _in_the_files()
    shown = results.run(catalogue, Query(), "en").counts
    del shown["texts"]  # counted in test_readable
    assert {key: {value: count for value, count in counts.items() if count} for key, counts in shown.items()} == {
        key: dict(counted[key]) for key in KEYS if key != "texts"
    }


def test_two_facets_together_are_those_of_the_files(catalogue):
    tools = files.read_all().tools.values()
    expected = {
        tool["slug"]
        for tool in tools
        if {"triage", "identification"} & {*tool["stages"]} and tool["licence"] == "commercial"
    }
    found = results.run(catalogue, Query(chosen=STATES[2]), "en", size=1000)
    assert {entry.slug for entry in found.entries} == expected


@pytest.mark.parametrize("code", CODES)
def test_curated_facets_keep_the_curators_order_others_that_of_the_language(catalogue, code):
    for facet in FACETS:
        values = catalogue.values(facet.key, code)
        assert sorted(values) == sorted(catalogue.masks[facet.key])
    assert catalogue.values("stage", code)[0] == "prevention"
    assert catalogue.values("stage", code)[-1] == "case-building"


def test_every_attribute_of_a_row_is_a_facet():
    """Rows show provider, steps, licence, status and "free for police"."""
    assert {"provider", "stage", "licence", "status", "free_for_police"} <= set(KEYS)
