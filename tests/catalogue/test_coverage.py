"""Does what a unit has stay whole, stay limited and go with its owner?"""

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue import coverage
from catalogue.coverage import Coverage, CoveredTool
from catalogue.models import State, Tool
from members import erasure, own_data
from tests.factories.catalogue import ToolFactory
from tests.factories.members import AgencyFactory
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def owner(agency):
    return make_user("officer", agency=agency)


def have(user, *slugs) -> int:
    for slug in slugs:
        ToolFactory(slug=slug, name=f"Tool {slug}")
    return coverage.keep(by=user, shown=slugs, ticked=slugs)


def test_a_tool_is_had_once_however_often_it_is_ticked(owner):
    assert have(owner, "a") == 1
    assert coverage.keep(by=owner, shown=[], ticked=["a", "a"]) == 1


def test_reading_makes_no_rows(owner):
    assert (coverage.own(owner), coverage.slugs(None), coverage.of_colleagues(owner)) == (None, [], [])
    assert not Coverage.objects.exists()


def test_the_limit_counts_what_is_there_and_undoes_the_whole_request(owner, monkeypatch):
    monkeypatch.setattr(coverage, "MOST", 2)
    have(owner, "a", "b")
    ToolFactory(slug="c")
    with pytest.raises(coverage.TooMany):
        coverage.keep(by=owner, shown=["c"], ticked=["c"])
    assert coverage.slugs(coverage.own(owner)) == ["a", "b"]
    assert coverage.keep(by=owner, shown=["a", "c"], ticked=["c"]) == 2


def test_what_is_not_published_cannot_be_ticked_or_copied(owner, agency):
    ToolFactory(slug="draft", state="draft")
    assert coverage.keep(by=owner, shown=["draft"], ticked=["draft"]) == 0
    have(owner, "later-withdrawn")
    CoveredTool.objects.get().tool.__class__.objects.update(state="withdrawn")
    reader = make_user("officer", agency=agency)
    assert coverage.copy(by=reader, source=coverage.own(owner)) == 0
    assert coverage.slugs(coverage.own(owner)) == ["later-withdrawn"]  # it may be published again


def test_sharing_needs_an_agency():
    alone = make_user("officer")
    with pytest.raises(coverage.NoAgency):
        coverage.share(by=alone)
    assert not Coverage.objects.readable_by(alone).exists()


def test_two_without_an_agency_are_not_of_the_same_one(owner):
    have(owner, "a")
    coverage.share(by=owner)
    one, two = make_user("officer"), make_user("officer")
    have(one, "b")
    assert not Coverage.objects.readable_by(two).exists()


def test_what_was_shared_with_an_earlier_agency_is_shared_with_nobody(owner, agency):
    have(owner, "a")
    coverage.share(by=owner)
    old_colleague = make_user("officer", agency=agency)
    owner.agency = AgencyFactory()
    owner.save()
    new_colleague = make_user("officer", agency=owner.agency)
    assert not coverage.own(owner).is_shared
    for reader in (old_colleague, new_colleague, owner):
        assert not Coverage.objects.readable_by(reader).exists()


def test_the_latest_shared_one_is_first_and_ones_own_is_not_among_them(owner, agency):
    others = [make_user("officer", agency=agency) for _ in range(2)]
    for number, user in enumerate((owner, *others)):
        have(user, f"tool-{number}")
        coverage.share(by=user)
    assert [one.owner for one in coverage.of_colleagues(owner)] == others[::-1]
    assert [one.size for one in coverage.of_colleagues(owner)] == [1, 1]


def test_a_colleague_does_not_count_what_was_withdrawn(owner, agency):
    have(owner, "a", "gone")
    coverage.share(by=owner)
    Tool.objects.filter(slug="gone").update(state=State.WITHDRAWN)
    reader = make_user("officer", agency=agency)
    assert [one.size for one in coverage.of_colleagues(reader)] == [1]


@pytest.mark.parametrize("values", [{"shared_at": timezone.now()}, {"shared_with": True}])
def test_half_a_share_cannot_be_written(owner, agency, values):
    if "shared_with" in values:
        values = {"shared_with": agency}
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.create(owner=owner, **values)


def test_the_person_gets_it_and_takes_it_along(owner):
    have(owner, "mine")
    coverage.share(by=owner)
    other = make_user("officer")
    have(other, "others")
    data = json.loads(own_data.export(owner))
    assert [row["tool"] for row in data["catalogue.coveredtool"]] == ["Tool mine"]
    assert data["catalogue.coverage"][0]["shared_with"] == owner.agency.name
    erasure.anonymise(owner)
    assert [row.owner for row in Coverage.objects.all()] == [other]
    assert CoveredTool.objects.get().tool.slug == "others"


def test_a_deleted_tool_is_gone_from_every_unit(owner):
    have(owner, "a", "b")
    coverage.own(owner).tools.get(tool__slug="a").tool.delete()
    assert coverage.slugs(coverage.own(owner)) == ["b"]
