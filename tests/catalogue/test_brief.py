"""Does the brief stay one page, with the candidates that close most?"""

import pytest

from catalogue import brief, gaps, snapshot
from tests.factories import catalogue as rows

pytestmark = pytest.mark.django_db


def read(*ticked):
    return gaps.picture(snapshot.current(), ticked, "", "en")


def names(found) -> list[str]:
    return [row.candidate.entry.slug for row in found.rows]


def test_the_first_of_each_gap_before_any_second():
    one, two = rows.StageFactory(), rows.StageFactory()
    for name, stage in (("a1", one), ("a2", one), ("b1", two), ("b2", two)):
        rows.ToolFactory(slug=name, name=name, status="available", stages=[stage])
    assert names(brief.shortlist(read())) == ["a1", "b1", "a2", "b2"]


def test_no_more_than_fit_and_the_rest_is_told():
    for number in range(brief.MOST + 2):
        rows.ToolFactory(slug=f"t{number}", status="available", stages=[rows.StageFactory()])
    found = brief.shortlist(read())
    assert (len(found.rows), found.rest) == (brief.MOST, 2)


def test_a_candidate_that_closes_much_names_some():
    stages = [rows.StageFactory() for _ in range(brief.MOST_CLOSED + 2)]
    rows.ToolFactory(status="available", stages=stages)
    [row] = brief.shortlist(read()).rows
    assert (len(row.closes), row.more) == (brief.MOST_CLOSED, 2)


def test_nothing_to_propose():
    rows.StageFactory()
    assert names(brief.shortlist(read())) == []
    assert ["Step", "No candidate in the catalogue"] in [[row[0], row[-1]] for row in brief.table(read(), "") if row]
