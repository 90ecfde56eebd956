"""Does the page of the steps show the map in each language, at the price of a few queries?"""

import re

import pytest

from hub.languages import CODES, language


@pytest.mark.parametrize("code", CODES)
def test_the_steps_in_order_with_a_way_to_each(catalogue, officer, code):
    html = officer.get(f"/{code}/tools/workflow/").content.decode()
    slugs = list(catalogue.masks["stage"])
    assert re.findall(r'<li><a href="#step-([a-z-]+)">', html) == slugs
    assert re.findall(r'<li id="step-([a-z-]+)">', html) == slugs
    assert f'<html lang="{code}" dir="{language(code).dir}"' in html
    for slug in slugs:
        assert f'href="/{code}/tools/?stage={slug}"' in html


def test_gaps_and_ways_on_are_said(catalogue, officer):
    html = officer.get("/en/tools/workflow/").content.decode()
    seizure = html[html.index('id="step-search-and-seizure"') : html.index('id="step-forensic-examination"')]
    assert re.search(r"No usable tool of this kind: .*Content generation", seizure)
    assert re.search(r"capabilities without a usable tool here</summary>", seizure)
    assert 'href="/en/tools/?stage=forensic-examination&amp;works_with=project-vic"' in seizure
    assert "This is the last step." in html
    assert "The steps are this project’s own wording." in html
    assert "Listing is not endorsement." in html


def test_the_words_of_a_machine_are_marked(catalogue, officer):
    assert "*Traduction automatique" in officer.get("/fr/tools/workflow/").content.decode()
    assert "*Machine translation" not in officer.get("/en/tools/workflow/").content.decode()


def test_an_empty_catalogue_and_an_empty_step_are_said(officer, stage_factory):
    assert officer.get("/en/tools/workflow/").status_code == 200
    stage_factory(name_en="New step")
    html = officer.get("/en/tools/workflow/").content.decode()
    assert "The catalogue has no tool for this step." in html
    assert "No usable tool at all." in html


def test_a_step_that_staff_rename_is_renamed(officer, stage_factory):
    stage = stage_factory(name_en="Old title")
    assert "Old title" in officer.get("/en/tools/workflow/").content.decode()
    stage.name_en = "New title"
    stage.save()
    assert "New title" in officer.get("/en/tools/workflow/").content.decode()


def test_nothing_that_staff_type_breaks_out(officer, tool_factory, stage_factory, system_factory):
    evil = "<script>x</script>"
    first, second = stage_factory(slug="a", name_en=evil, definition_en=evil), stage_factory(slug="b", name_en=evil)
    system = system_factory(slug="c", name_en=evil)
    tool_factory(name=evil, stages=[first], works_with=[system])
    tool_factory(stages=[second], works_with=[system])
    html = officer.get("/en/tools/workflow/").content.decode()
    assert html.count("&lt;script&gt;x") > 3  # step, definition, tool, system
    assert "<script>x" not in html


def test_the_queries_do_not_grow(officer, tool_factory, stage_factory, django_assert_num_queries):
    stage = stage_factory()
    for made in (1, 20):
        for _ in range(made):
            tool_factory(stages=[stage])
        officer.get("/en/tools/workflow/")
        with django_assert_num_queries(3):
            officer.get("/en/tools/workflow/")


def test_home_leads_to_the_map_and_the_questions(catalogue, officer):
    html = officer.get("/en/home/").content.decode()
    assert 'href="/en/tools/workflow/"' in html
    assert 'href="/en/tools/find/"' in html
