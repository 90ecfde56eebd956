"""Does the map of the steps say truly what there is, what is missing and what can be handed on?"""

import pytest
from django.http import QueryDict

from catalogue import related, results, snapshot, workflow
from catalogue.query import parse
from hub.languages import CODES


def total(held, address: str) -> int:
    """How many tools the list at this address has."""
    return results.run(held, parse(QueryDict(address.removeprefix("?")), held), "en").total


@pytest.fixture
def world(tool_factory, stage_factory, capability_factory, family_factory, system_factory):
    first, second, third = (stage_factory(slug=slug, name_en=slug.title()) for slug in ("first", "second", "third"))
    looking, talking = family_factory(slug="looking", name_en="Looking"), family_factory(name_en="Talking")
    sorting = capability_factory(name_en="Sorting", family=looking)
    hashing = capability_factory(name_en="Hashing", family=looking)
    capability_factory(name_en="Drafting", family=talking)
    vics, other = system_factory(name_en="VICS"), system_factory(name_en="Other")
    tool_factory(name="A", capabilities=[sorting], stages=[first], works_with=[vics, other])
    tool_factory(name="B", capabilities=[sorting, hashing], stages=[first, second], works_with=[vics])
    tool_factory(name="C", capabilities=[hashing], stages=[third], works_with=[vics])
    tool_factory(name="D", capabilities=[hashing], stages=[third], works_with=[other], status="discontinued")
    tool_factory(name="E", capabilities=[hashing], stages=[third], status="own-use")
    return snapshot.current()


def test_each_step_has_its_tools_and_capabilities_most_tools_first(world):
    first, second, third = workflow.steps(world, "en")
    assert [(step.number, step.slug, step.choice.label, step.total) for step in (first, second, third)] == [
        (1, "first", "First", 2), (2, "second", "Second", 1), (3, "third", "Third", 3)
    ]  # fmt: skip
    assert [(one.label, one.total) for one in first.capabilities] == [("Sorting", 2), ("Hashing", 1)]
    assert [entry.name for entry in third.tools] == ["C"]  # what a unit can take into use


def test_gaps_are_what_no_usable_tool_has(world, tool_factory):
    first, _second, third = workflow.steps(world, "en")
    assert first.missing_families == third.missing_families == ("Talking",)
    assert (first.missing_capabilities, third.missing_capabilities) == ((), ("Sorting",))


def test_a_capability_that_only_a_discontinued_tool_has_is_a_gap(tool_factory, stage_factory, capability_factory):
    stage, held = stage_factory(), capability_factory(name_en="Hashing")
    capability_factory(name_en="Sorting", family=held.family)
    tool_factory(stages=[stage], capabilities=[held], status="discontinued")
    [step] = workflow.steps(snapshot.current(), "en")
    assert (step.missing_families, step.missing_capabilities) == ((held.family.name,), ())
    assert [one.label for one in step.capabilities] == ["Hashing"]


def told(step) -> dict:
    return {
        one.system.label: (one.system.total, [(target.number, target.tools.total) for target in one.targets])
        for one in step.handovers
    }


def test_results_go_on_to_other_usable_tools_of_later_steps(world):
    first, second, third = workflow.steps(world, "en")
    assert told(first) == {"VICS": (2, [(2, 1), (3, 1)])}  # Other: only a discontinued tool is left to take it up
    assert told(second) == {"VICS": (1, [(3, 1)])}
    assert (told(third), third.last) == ({}, True)


def test_nobody_hands_on_to_the_tool_in_hand(tool_factory, stage_factory, system_factory):
    tool_factory(stages=[stage_factory(), stage_factory()], works_with=[system_factory()])
    assert [step.handovers for step in workflow.steps(snapshot.current(), "en")] == [(), ()]


def test_without_steps_there_is_no_map(db):
    assert workflow.steps(snapshot.current(), "en") == ()


def test_every_number_is_the_total_of_the_list_that_its_link_opens(catalogue):
    for step in workflow.steps(catalogue, "en"):
        pairs = [(step.choice.address, step.total), *((one.address, one.total) for one in step.capabilities)]
        for handover in step.handovers:
            pairs += [(one.address, one.total) for one in (handover.system, *(to.tools for to in handover.targets))]
        assert [(address, total(catalogue, address)) for address, _total in pairs] == pairs


@pytest.mark.parametrize("code", CODES)
def test_the_real_catalogue_in_every_language(catalogue, code):
    steps = workflow.steps(catalogue, code)
    assert [step.slug for step in steps] == list(catalogue.values("stage", code))
    assert all(step.handovers for step in steps[:-1])
    usable = related.usable(catalogue)
    for step in steps:
        assert all(usable >> catalogue.numbers[entry.slug] & 1 for entry in step.tools)
