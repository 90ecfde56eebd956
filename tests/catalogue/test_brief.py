"""Does the brief stay one page, with the candidates that close most?"""

import pytest

from catalogue import brief, gaps, models, snapshot
from tests.factories import catalogue as rows

pytestmark = pytest.mark.django_db


def read(*ticked):
    return gaps.picture(snapshot.current(), ticked, "", "en")


def names(found) -> list[str]:
    return [candidate.entry.slug for candidate in found.candidates]


def test_the_first_of_each_gap_before_any_second(monkeypatch):
    one, two = rows.StageFactory(), rows.StageFactory()
    for name, stage in (("a1", one), ("a2", one), ("b1", two), ("b2", two)):
        rows.ToolFactory(slug=name, name=name, status="available", stages=[stage])
    assert names(brief.shortlist(read())) == ["a1", "a2", "b1", "b2"]
    monkeypatch.setattr(brief, "MOST", 2)
    assert names(brief.shortlist(read())) == ["a1", "b1"]


def test_in_the_order_that_the_page_tells():
    one, two = rows.StageFactory(), rows.StageFactory()
    rows.ToolFactory(slug="paid-both", status="available", cost="paid", stages=[one, two])
    rows.ToolFactory(slug="free-one", status="available", cost="free", stages=[one])
    rows.ToolFactory(slug="free-both", status="available", cost="free", stages=[one, two])
    assert names(brief.shortlist(read())) == ["free-both", "free-one", "paid-both"]


def test_no_more_than_fit_and_the_rest_is_told():
    for number in range(brief.MOST + 2):
        rows.ToolFactory(slug=f"t{number}", status="available", stages=[rows.StageFactory()])
    found = brief.shortlist(read())
    assert (len(found.candidates), found.rest) == (brief.MOST, 2)


@pytest.mark.parametrize(("gaps_there", "named"), [(brief.FEW_GAPS, brief.FIRST), (17, brief.FIRST_OF_MANY)])
def test_beside_many_gaps_is_room_for_fewer_names(gaps_there, named):
    stages = [rows.StageFactory() for _ in range(gaps_there)]
    for _ in range(4):
        rows.ToolFactory(status="available", stages=stages)
    told = brief.gaps_with_first(read())
    assert [len(candidates) for _part, candidates in told] == [named] * gaps_there


def test_nothing_to_propose():
    rows.StageFactory()
    assert names(brief.shortlist(read())) == []
    assert ["Step", "No candidate in the catalogue"] in [[row[0], row[-1]] for row in brief.table(read(), "") if row]


def test_restrictions_are_told_only_of_a_country_that_was_looked_at():
    tool = rows.ToolFactory(slug="only", status="available", stages=[rows.StageFactory(name_en="Step one")])
    told = {country: brief.table(read(), country) for country in ("", "France")}
    cells = {country: next(row for row in table if tool.name in row)[-1] for country, table in told.items()}
    assert cells == {"": "", "France": "None published: no proof that it is lawful"}


def test_left_out_ones_that_are_not_named_are_counted():
    stage = rows.StageFactory()
    for _ in range(gaps.NAMED + 2):
        tool = rows.ToolFactory(status="available", stages=[stage])
        models.Restriction.objects.create(tool=tool, country="FR", kind="not-lawful", text_en="Said so.")
    picture = gaps.picture(snapshot.current(), (), "FR", "en")
    table = brief.table(picture, "France")
    start = table.index(["Left out for France"])
    assert [len(row) for row in table[start + 1 : start + 1 + gaps.NAMED]] == [3] * gaps.NAMED
    assert table[start + 1 + gaps.NAMED] == ["and 2 more tools"]
