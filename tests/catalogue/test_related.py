"""Are the similar tools alike, usable, and is the reason true?"""

import pytest

from catalogue import snapshot
from catalogue.related import MOST, similar


@pytest.fixture
def world(tool_factory, capability_factory, system_factory, stage_factory):
    sorting, hashing = capability_factory(slug="sorting", name_en="Sorting"), capability_factory(slug="hashing")
    vics, step = system_factory(slug="vics", name_en="VICS"), stage_factory()
    tool_factory(slug="own", capabilities=[sorting, hashing], works_with=[vics], stages=[step])
    tool_factory(slug="twin", capabilities=[sorting, hashing], works_with=[vics], stages=[step])
    tool_factory(slug="cousin", capabilities=[sorting])
    tool_factory(slug="gone", capabilities=[sorting, hashing], status="discontinued")
    tool_factory(slug="hidden", capabilities=[sorting, hashing], published=False)
    tool_factory(slug="stranger", works_with=[vics], stages=[step])
    return snapshot.current()


def test_who_shares_most_comes_first_and_no_capability_means_not_similar(world):
    assert [other.slug for other in similar(world, "own", "en")] == ["twin", "cousin"]


def test_the_reason_names_what_is_shared(world):
    twin, cousin = similar(world, "own", "en")
    assert cousin.shared == ("Sorting",)
    assert "VICS" in twin.shared


def test_a_tool_without_capability_has_none(world):
    assert similar(world, "stranger", "en") == []


def test_on_the_real_catalogue(catalogue):
    for entry in catalogue.entries:
        found = similar(catalogue, entry.slug, "fr")
        assert len(found) <= MOST
        assert entry.slug not in {other.slug for other in found}
        for other in found:
            assert other.shared
            assert catalogue.entries[catalogue.numbers[other.slug]].status != "discontinued"
