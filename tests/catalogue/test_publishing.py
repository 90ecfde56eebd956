"""Is it said what an entry still needs before officers may read it?"""

import pytest

from catalogue import documents, models, publishing


def fields(found) -> list[str]:
    return [need.field for need in found]


def advice(tool) -> list:
    """What the checklist asks for and does not require."""
    return [item.need for item in publishing.checklist(tool) if not item.need.required and not item.met]


@pytest.fixture
def complete(tool_factory, stage_factory, capability_factory, source_factory, evidence_factory):
    tool = tool_factory(
        status="available",
        limits_en="Does not read sound.",
        sources_read_on="2026-11-21",
        stages=[stage_factory()],
        capabilities=[capability_factory()],
    )
    source_factory(tool=tool)
    evidence_factory(tool=tool)
    return tool


def test_a_complete_entry_needs_nothing(complete):
    assert publishing.needs(complete) == []
    assert advice(complete) == []
    assert all(item.met for item in publishing.checklist(complete))


def test_a_new_entry_needs_everything(db):
    required = ["name", "provider", "summary", "what_it_does", "capabilities", "sources"]
    assert fields(publishing.needs(models.Tool())) == required
    assert fields(advice(models.Tool())) == ["limits", "evidence", "stages", "status", "sources_read_on"]


@pytest.mark.parametrize("field", ["name", "summary_en", "what_it_does_en"])
@pytest.mark.parametrize("value", ["", " \n"])
def test_what_is_blank_is_missing(complete, field, value):
    setattr(complete, field, value)
    assert fields(publishing.needs(complete)) == [field.removesuffix("_en")]


@pytest.mark.parametrize("relation", ["capabilities", "sources"])
def test_one_of_each_is_enough_and_none_is_missing(complete, relation):
    getattr(complete, relation).all().delete()
    assert fields(publishing.needs(complete)) == [relation]


def test_a_step_is_advised_and_a_theme_stands_in_for_it(complete, theme_factory):
    complete.stages.clear()
    assert publishing.needs(complete) == []
    assert fields(advice(complete)) == ["stages"]
    complete.themes.set([theme_factory()])
    assert advice(complete) == []


def test_every_entry_of_the_projects_files_could_be_published_again(catalogue):
    tools = models.Tool.objects.prefetch_related("stages", "themes", "capabilities", "sources")
    assert {tool.slug: fields(missing) for tool in tools if (missing := publishing.needs(tool))} == {}


def test_a_translation_does_not_stand_in_for_the_english(complete):
    complete.summary_en, complete.summary_fr = "", "Trie des fichiers."
    assert fields(publishing.needs(complete)) == ["summary"]


def test_a_summary_has_160_characters(complete):
    complete.summary_en = "x" * 160
    assert publishing.needs(complete) == []
    complete.summary_en = "x" * 161
    assert fields(publishing.needs(complete)) == ["summary"]


def test_no_limits_are_said_and_do_not_stop_a_publication(complete):
    complete.limits_en = ""
    assert publishing.needs(complete) == []
    assert [str(need.text) for need in advice(complete)] == [
        "Limits: while they are empty, officers read “No limits published.”"
    ]


def test_replacements_in_a_circle_are_found(complete, tool_factory):
    other = tool_factory(replaced_by=complete)
    models.Tool.objects.filter(pk=complete.pk).update(replaced_by=other)
    complete.refresh_from_db()
    assert fields(publishing.needs(complete)) == ["replaced_by"]
    models.Tool.objects.filter(pk=other.pk).update(replaced_by=None)
    assert publishing.needs(complete) == []


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({"capabilities": []}, ["capabilities"]),
        ({"sources": [], "capabilities": []}, ["capabilities", "sources"]),
        ({"texts": {"summary": {}, "what_it_does": {"en": {"text": " \n"}}}}, ["summary", "what_it_does"]),
        ({"name": " "}, ["name"]),
        ({"texts": {"summary": {"en": {"text": "x" * 161}}, "what_it_does": {"en": {"text": "It."}}}}, ["summary"]),
        ({"sources": ["https://source.example/other"], "stages": [], "status": None}, []),
    ],
)
def test_what_a_change_takes_away_from_an_entry_that_officers_read(complete, change, taken):
    held = documents.document(complete)
    assert fields(publishing.lost(held, change)) == taken
    for state in ("draft", "in-review", "withdrawn"):
        assert publishing.lost(held | {"state": state}, change) == []


def test_what_was_lacking_before_is_not_taken_away(complete):
    complete.sources.all().delete()
    held = documents.document(complete)
    assert publishing.lost(held, {"sources": []}) == []
    assert fields(publishing.lost(held, {"sources": [], "capabilities": []})) == ["capabilities"]
