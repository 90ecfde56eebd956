"""Is the filter panel right, and safe?"""

import re

import pytest
from django.utils import translation

from catalogue import panel, results, snapshot
from catalogue.facets import FACETS
from catalogue.marks import Marks
from catalogue.query import Query
from hub.languages import CODES

NOTHING = Marks()


def options(held, query: Query, code: str = "en") -> dict[tuple[str, str], str]:
    """Facet and value -> the option's tag and text."""
    html = panel.facets(held, results.run(held, query, code), code)
    return {
        (key, value): tag + text
        for tag, key, value, text in re.findall(
            r'(<input type="checkbox" name="([^"]+)" value="([^"]+)"[^>]*>)(.*?)</label>', html, re.DOTALL
        )
    }


def test_what_is_kept_for_readers_of_a_language_is_in_it(catalogue):
    """Also where the first to ask was answered in another one: a job, or a preview."""
    fresh = snapshot.build(catalogue.token)
    with translation.override("en"):
        html = panel.facets(fresh, results.run(fresh, Query(), "ar"), "ar")
        assert str(FACETS[0].label) not in html
    with translation.override("ar"):
        assert str(FACETS[0].label) in html


@pytest.mark.parametrize("code", CODES)
def test_every_choice_shows_its_count(catalogue, code):
    found = results.run(catalogue, Query(), code)
    shown = options(catalogue, Query(), code)
    for (key, value), html in shown.items():
        assert f"<span>{found.counts[key][value]}</span>" in html
    assert {value for key, value in shown if key == "stage"} == set(catalogue.masks["stage"])


def test_a_choice_without_tools_stays_and_cannot_be_chosen(catalogue):
    query = Query(chosen={"stage": ("prevention",)})
    counts = results.run(catalogue, query, "en").counts
    shown = options(catalogue, query)
    empty = [place for place in shown if not counts[place[0]][place[1]]]
    assert empty
    for place, html in shown.items():
        assert (" disabled" in html) == (place in empty)


def test_a_ticked_choice_stays_ticked_in_its_place_also_at_zero(catalogue):
    query = Query(q="zzzzqqqq", chosen={"stage": ("triage",), "provider": ("yoti",)})
    shown = options(catalogue, query)
    assert " checked" in shown["stage", "triage"]
    assert " disabled" not in shown["stage", "triage"]
    assert " checked" in shown["provider", "yoti"]  # too few tools to be listed, but asked for


def test_names_cannot_break_out(tool_factory, provider_factory, system_factory):
    evil = "<script>\"'&{{ x }}"
    system = system_factory(slug="evil", name_en=evil)
    provider = provider_factory(name=evil)
    for _ in range(2):
        tool_factory(provider=provider, works_with=[system], name=evil, summary_en=evil)
    held = snapshot.current()
    for query in (Query(), Query(q="script", chosen={"works_with": ("evil",)})):
        found = results.run(held, query, "en")
        html = panel.facets(held, found, "en") + panel.rows(held, found, "en", NOTHING)
        assert "<script" not in html
        assert "&lt;" in html


def test_what_is_chosen_can_be_removed_one_by_one(catalogue):
    query = Query(q="x", sort="name", chosen={"stage": ("triage", "detection"), "licence": ("commercial",)})
    removables = panel.removables(catalogue, query, "en")
    assert [item.address for item in removables] == [
        "?q=x&stage=detection&licence=commercial&sort=name",
        "?q=x&stage=triage&licence=commercial&sort=name",
        "?q=x&stage=triage&stage=detection&sort=name",
    ]
    assert removables[2].label == "Commercial"


def test_kept_rows_are_those_of_a_fresh_rendering(catalogue):
    found = results.run(catalogue, Query(), "fr")
    assert panel.rows(catalogue, found, "fr", NOTHING) == panel.rows(catalogue, found, "fr", NOTHING)
    fresh = snapshot.build(catalogue.token)
    assert panel.rows(fresh, results.run(fresh, Query(), "fr"), "fr", NOTHING) == panel.rows(
        catalogue, found, "fr", NOTHING
    )
