"""Are the similar tools alike, usable, and is the reason true? Does what replaced a tool lead on?"""

from itertools import pairwise

import pytest
from django.utils import translation

from catalogue import related, snapshot
from catalogue.models import State, Tool
from catalogue.related import MOST, MOST_INSTEAD, Shared, similar


@pytest.fixture
def world(tool_factory, capability_factory, system_factory, stage_factory, input_factory):
    sorting, hashing = capability_factory(slug="sorting", name_en="Sorting"), capability_factory(slug="hashing")
    vics, step = system_factory(slug="vics", name_en="VICS"), stage_factory(slug="triage", name_en="Triage")
    images = input_factory(slug="images", name_en="Images")
    tool_factory(slug="own", capabilities=[sorting, hashing], works_with=[vics], stages=[step], inputs=[images])
    tool_factory(slug="twin", capabilities=[sorting, hashing], works_with=[vics], stages=[step], inputs=[images])
    tool_factory(slug="cousin", name="Cousin", capabilities=[sorting])
    tool_factory(slug="gone", capabilities=[sorting, hashing], status="discontinued")
    tool_factory(slug="hidden", capabilities=[sorting, hashing], state=State.DRAFT)
    tool_factory(slug="theirs", name="Theirs", capabilities=[sorting], status="own-use")
    tool_factory(slug="stranger", works_with=[vics], stages=[step])
    return snapshot.current()


def slugs(found) -> list[str]:
    return [other.slug for other in found]


# --- Similar ------------------------------------------------------------------------------------------------------


def test_who_shares_most_comes_first_and_no_capability_means_not_similar(world):
    assert slugs(similar(world, "own", "en")) == ["twin", "cousin", "theirs"]


def test_the_reason_names_what_is_shared_by_its_kind(world):
    twin, cousin, _theirs = similar(world, "own", "en")
    assert cousin.shared == (Shared("capability", ("sorting",), ("Sorting",)),)
    assert [(shared.key, shared.slugs) for shared in twin.shared] == [
        ("capability", ("hashing", "sorting")),
        ("stage", ("triage",)),
        ("input", ("images",)),
        ("works_with", ("vics",)),
    ]
    assert [shared.sentence for shared in twin.shared[1:]] == [
        "Shared steps: Triage",
        "Both work on: Images",
        "Both work with: VICS",
    ]


def test_a_long_reason_is_cut_short():
    named = Shared("capability", tuple("abcdef"), tuple("ABCDEF"))
    assert named.sentence == "Shared capabilities: A · B · C · D · 2 more"
    with translation.override("ru"):
        assert "A · B · C · D · еще 2" in named.sentence


def test_a_tool_without_capability_has_none(world):
    assert similar(world, "stranger", "en") == []


def test_on_the_real_catalogue(catalogue):
    for entry in catalogue.entries:
        found = similar(catalogue, entry.slug, "fr")
        assert len(found) <= MOST
        assert entry.slug not in set(slugs(found))
        for other in found:
            assert other.shared[0].key == "capability"
            assert catalogue.entries[catalogue.numbers[other.slug]].status != "discontinued"


# --- Instead ------------------------------------------------------------------------------------------------------


def test_for_a_discontinued_tool_the_nearest_that_can_be_had(world):
    found = related.succession(world, "gone", "en")
    assert (found.discontinued, found.replacement) == (True, None)
    assert slugs(found.instead) == ["own", "twin", "cousin"]
    assert related.succession(world, "own", "en") == related.Succession(False, None, [], [])


def chain(tool_factory, *links: tuple):
    """Each link: slug, status, published; each is replaced by the next."""
    rows = [
        tool_factory(slug=slug, status=status, state=State.PUBLISHED if shown else State.DRAFT)
        for slug, status, shown in links
    ]
    for row, successor in pairwise(rows):
        row.replaced_by = successor
        row.save()
    return snapshot.current()


@pytest.mark.parametrize(
    ("second", "third", "expected"),
    [
        (("discontinued", True), ("available", True), "c"),
        (("discontinued", False), ("available", True), "c"),  # through what has left the catalogue
        (("available", True), ("available", False), "b"),
        (("available", True), ("discontinued", True), "b"),
        (("discontinued", True), ("discontinued", True), "c"),
        (("discontinued", False), ("available", False), None),
    ],
)
def test_the_replacement_is_the_end_of_the_chain(tool_factory, second, third, expected):
    world = chain(tool_factory, ("a", "discontinued", True), ("b", *second), ("c", *third))
    other = related.replacement(world, "a")
    assert (other and other.slug) == expected


def test_a_circle_ends(tool_factory):
    chain(tool_factory, ("a", "discontinued", True), ("b", "", True))
    first, last = Tool.objects.get(slug="a"), Tool.objects.get(slug="b")
    last.replaced_by = first
    last.save()
    assert related.replacement(snapshot.current(), "a").slug == "b"
    assert related.replacement(snapshot.current(), "b") is not None


def test_what_it_replaces_is_told_on_the_other_side(tool_factory):
    world = chain(tool_factory, ("a", "discontinued", True), ("hidden", "discontinued", False), ("c", "", True))
    assert slugs(related.replaces(world, "c")) == ["a"]
    assert related.replaces(world, "a") == []


def test_what_replaces_it_is_not_named_twice(tool_factory, capability_factory):
    sorting = capability_factory()
    new = tool_factory(slug="new", capabilities=[sorting])
    tool_factory(slug="old", capabilities=[sorting], status="discontinued", replaced_by=new)
    tool_factory(slug="other", capabilities=[sorting])
    found = related.succession(snapshot.current(), "old", "en")
    assert (found.replacement.slug, slugs(found.instead)) == ("new", ["other"])


def test_discontinued_tools_of_the_real_catalogue_lead_on(catalogue):
    gone = [entry for entry in catalogue.entries if entry.status == "discontinued"]
    assert gone
    for entry in gone:
        found = related.succession(catalogue, entry.slug, "en")
        assert 0 < len(found.instead) <= MOST_INSTEAD
        assert {catalogue.entries[catalogue.numbers[slug]].status for slug in slugs(found.instead)} <= {
            "", "available", "pilot", "research"
        }  # fmt: skip
