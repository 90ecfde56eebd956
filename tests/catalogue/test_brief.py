"""Does the brief stay one page, with the candidates that close most?"""

import pytest

from catalogue import brief, gaps, snapshot
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
