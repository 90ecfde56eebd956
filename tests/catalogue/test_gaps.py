"""Are the gaps those that nothing covers, and the candidates in the order that is told?"""

import random

import pytest

from catalogue import gaps, models, snapshot
from catalogue.gaps import State
from tests.factories import catalogue as rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps():
    return {name: rows.StageFactory(name_en=name) for name in ("One", "Two", "Three")}


def tool(name: str, *stages, **values):
    return rows.ToolFactory(**{"slug": name, "name": name, "status": "available", "stages": stages} | values)


def read(*ticked, country=""):
    return gaps.picture(snapshot.current(), ticked, country, "en")


def candidates(part) -> list[str]:
    return [one.entry.slug for one in part.candidates]


def restrict(name: str, country: str, kind: str):
    models.Restriction.objects.create(
        tool=models.Tool.objects.get(slug=name), country=country, kind=kind, text_en="Said so."
    )


def test_a_part_is_covered_by_one_tool(steps):
    tool("own", steps["One"])
    picture = read("own")
    assert [(part.label, part.state) for part in picture.steps] == [
        ("One", State.COVERED),
        ("Two", State.OPEN),
        ("Three", State.OPEN),
    ]
    assert (picture.steps_covered, [part.label for part in picture.gaps]) == (1, ["Two", "Three"])
    assert read().steps_covered == 0


@pytest.mark.parametrize("status", ["", "research", "own-use", "discontinued"])
def test_a_candidate_can_be_had(steps, status):
    tool("wanted", steps["One"], status=status)
    tool("pilot", steps["One"], status="pilot")
    assert candidates(read().steps[0]) == ["pilot"]


def test_free_for_police_first_then_by_gaps_then_by_shared_systems_then_by_name(steps):
    system = rows.SystemFactory()
    tool("own", works_with=[system])
    tool("a-one", steps["One"])
    tool("b-one-related", steps["One"], works_with=[system])
    tool("c-three", *steps.values())
    tool("d-free", steps["One"], cost="free-for-police")
    tool("e-free-two", steps["One"], steps["Two"], cost="free")
    part = read("own").steps[0]
    assert candidates(part) == ["e-free-two", "d-free", "c-three", "b-one-related", "a-one"]
    assert part.candidates[2].closes == ("One", "Two", "Three")
    assert part.candidates[3].shares == (system.name,)


def test_the_first_five_of_all(steps):
    for number in range(7):
        tool(f"tool-{number}", steps["One"])
    part = read().steps[0]
    assert (candidates(part), part.total) == ([f"tool-{number}" for number in range(5)], 7)


@pytest.mark.parametrize("kind", ["not-lawful", "not-offered"])
def test_barred_in_the_country(steps, kind):
    tool("barred", steps["One"])
    restrict("barred", "FR", kind)
    picture = read(country="FR")
    assert candidates(picture.steps[0]) == []
    assert [one.entry.slug for one in picture.barred] == ["barred"]
    for country in ("", "DE"):
        assert (candidates(read(country=country).steps[0]), read(country=country).barred) == (["barred"], ())


def test_restricted_stays_a_candidate_and_is_told(steps):
    tool("some", steps["One"])
    restrict("some", "FR", "restricted")
    [found] = read(country="FR").steps[0].candidates
    assert found.restriction == "Restricted"


def test_barred_tools_that_would_close_nothing_are_not_named(steps):
    tool("own", steps["One"])
    tool("barred", steps["One"])
    restrict("barred", "FR", "not-lawful")
    assert read("own", country="FR").barred == ()


def test_no_more_than_some_barred_ones_are_named(steps):
    for number in range(gaps.NAMED + 3):
        tool(f"tool-{number}", steps["One"])
        restrict(f"tool-{number}", "FR", "not-offered")
    picture = read(country="FR")
    assert (len(picture.barred), picture.barred_more) == (gaps.NAMED, 3)


def test_in_doubt_where_nothing_firm_covers_it(steps):
    tool("old", steps["One"], status="discontinued")
    tool("forbidden", steps["Two"])
    tool("other", steps["One"])
    restrict("forbidden", "FR", "not-lawful")
    picture = read("old", "forbidden", country="FR")
    assert [part.state for part in picture.steps] == [State.DOUBT, State.DOUBT, State.OPEN]
    assert candidates(picture.steps[0]) == ["other"]
    assert picture.steps[0].held[0].discontinued
    assert picture.steps[1].held[0].restriction == "Not lawful"


def test_what_left_the_catalogue_is_counted(steps):
    tool("own", steps["One"])
    assert (read("own", "gone").gone, len(read("own", "gone").held)) == (1, 1)


def test_reasons_are_those_of_the_country(steps, django_assert_num_queries):
    for name in ("a", "b"):
        tool(name, steps["One"])
        restrict(name, "FR", "not-lawful")
    restrict("a", "DE", "not-lawful")
    barred = read(country="FR").barred
    with django_assert_num_queries(1):
        told = gaps.reasons(barred, "FR", "en")
    assert [(one.entry.slug, [passage.text for passage in texts]) for one, texts in told] == [
        ("a", ["Said so."]),
        ("b", ["Said so."]),
    ]


def test_at_least_counts_what_many_sets_share():
    chance = random.Random(7)
    sets = [chance.getrandbits(50) for _ in range(6)]
    pool = chance.getrandbits(50)
    found = gaps.at_least(sets, pool)
    for number in range(7):
        expected = {bit for bit in range(50) if pool >> bit & 1 and sum(one >> bit & 1 for one in sets) >= number}
        assert {bit for bit in range(50) if found[number] >> bit & 1} == expected
    assert found[7] == 0
