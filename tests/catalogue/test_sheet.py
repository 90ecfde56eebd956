"""Is what stands on a tool's page what is known, in the language that it is really in?"""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from catalogue import models, sheet, snapshot
from catalogue.query import Query
from hub.languages import CODES

TODAY = date(2026, 11, 21)


def read(slug: str, code: str = "en"):
    [found] = sheet.read(snapshot.current(), [slug], code)
    return found


def test_a_text_tells_its_language(tool_factory):
    tool = tool_factory(summary_en="Sorts.", summary_ar="يفرز")
    assert (sheet.passage(tool, "summary", "ar").text, sheet.passage(tool, "summary", "ar").fallback) == ("يفرز", False)
    french = sheet.passage(tool, "summary", "fr")
    assert (french.text, french.language.code, french.fallback) == ("Sorts.", "en", True)
    assert sheet.passage(tool, "limits", "fr") is None


@pytest.mark.parametrize(
    ("verified", "review", "due"),
    [(None, None, True), (TODAY, None, False), (TODAY, TODAY, False), (TODAY, TODAY - timedelta(days=1), True)],
)
def test_never_verified_and_overdue_count_as_due(tool_factory, verified, review, due):
    tool_factory(slug="a", last_verified=verified, next_review=review)
    assert sheet.verification(read("a"), TODAY).due is due


@pytest.mark.parametrize("code", CODES)
def test_key_facts_are_the_same_rows_for_every_tool(catalogue, code):
    with translation.override(code):
        labels = {
            tuple(label for label, _, _ in sheet.key_facts(read(slug, code))) for slug in list(catalogue.numbers)[:20]
        }
    assert len(labels) == 1
    assert all(next(iter(labels)))


def test_limits_come_before_how_to_get_it():
    names = [name for name, _ in sheet.SECTIONS]
    assert names.index("limits") < names.index("how_to_get")


def test_every_field_that_a_history_may_name_has_a_name():
    fields = {field.name for field in models.Tool._meta.fields if not hasattr(field, "translated_field")}
    relations = {field.name for field in models.Tool._meta.many_to_many} | {
        "sources",
        "evidence",
        "error_figures",
        "restrictions",
    }
    silent = {"id", "slug", "state", "submitted_by", "submitted_at", "verified_by", "added", "changed", "loaded"}
    assert (fields | relations) - silent <= set(sheet.FIELD_NAMES)


def test_a_tool_that_was_unpublished_meanwhile_is_not_read(tool_factory):
    tool_factory(slug="a")
    held = snapshot.current()
    models.Tool.objects.update(state=models.State.WITHDRAWN)
    assert sheet.read(held, ["a"], "en") == []


def test_news_are_what_is_new_since_a_visit(tool_factory):
    now = timezone.now()
    for days in (1, 10, 100):
        tool_factory(slug=f"d{days}", added=now - timedelta(days=days), changed=now - timedelta(days=days))
    held = snapshot.current()
    assert [item.slug for item in sheet.news(held, "en", None, 8)] == ["d1", "d10", "d100"]
    assert [item.slug for item in sheet.news(held, "en", now - timedelta(days=5), 8)] == ["d1"]
    assert len(sheet.news(held, "en", None, 2)) == 2


def test_help_for_an_empty_list_says_what_each_removal_gives(catalogue):
    query = Query(q="zzzzqqqq", chosen={"stage": ("triage",)})
    offers = sheet.zero_help(catalogue, query, "en").offers
    assert {address: total for _, address, total in offers} == {
        "?stage=triage": catalogue.masks["stage"]["triage"].bit_count(),
    }  # taking the step away leaves nothing either: not offered
