"""Which texts may leave for a translator outside?"""

import pytest

from catalogue import models, origins, translation_queue, translation_rows
from catalogue.models import State
from catalogue.origins import Standing
from hub.languages import TRANSLATIONS
from tests.catalogue.translated import ENGLISH, FRENCH

pytestmark = pytest.mark.django_db


def places(**chosen) -> list[str]:
    return [row.place for row in translation_rows.rows("fr", **chosen)]


def test_every_text_that_has_an_english_and_no_other(made):
    claim = f"evidence/{made.claim.pk}/claim"
    of_tool = ["tool/finder/summary", "tool/finder/what_it_does", "tool/finder/limits"]
    assert places() == [*of_tool, claim, "stage/triage/name"]


def test_what_is_told_of_each(made):
    row = next(row for row in translation_rows.rows("fr") if row.field == "limits")
    assert (row.about, row.label, row.language) == ("Finder", "Limits and when not to use it", "fr")
    assert (row.english, row.text, row.standing) == (ENGLISH, FRENCH, Standing.MACHINE)


def test_drafts_only_where_they_are_asked_for_and_withdrawn_ones_never(made, tool_factory):
    for state in State:
        tool_factory(slug=f"other-{state.value}", state=state)
    tools = {place.split("/")[1] for place in places(states=(State.PUBLISHED,)) if place.startswith("tool/")}
    assert tools == {"finder", "other-published"}
    everything = {place.split("/")[1] for place in places() if place.startswith("tool/")}
    assert everything == {"finder", "other-published", "other-draft", "other-in-review"}


def test_one_tool_with_what_hangs_on_it(made, tool_factory, evidence_factory):
    whole = places()
    evidence_factory(tool=tool_factory(slug="other"))
    assert places(tool="finder") == whole[:4]


def test_one_section(made):
    limits = translation_queue.sections()["limits"]
    assert places(among=[limits]) == ["tool/finder/limits"]


def test_the_number_of_queries_does_not_depend_on_the_number_of_tools(made, tool_factory, django_assert_num_queries):
    for _ in range(5):
        tool_factory()
    with django_assert_num_queries(1 + len(translation_rows.everything())):
        list(translation_rows.rows("fr"))


def test_only_places_of_the_catalogue(made):
    assert translation_rows.model_at("tool/finder/limits") == (models.Tool, "finder", "limits")
    assert translation_rows.model_at(f"evidence/{made.claim.pk}/claim")[0] is models.Evidence
    wrong = [
        "", "tool", "tool/finder", "tool/finder/name", "tool/finder/limits/", "tool/finder/state", "report/1/text",
        "user/1/name", "evidence/x/claim", "evidence/" + "9" * 30 + "/claim", "tool/a\n/limits", "evidence/٣/claim",
    ]  # fmt: skip
    assert [translation_rows.model_at(place) for place in wrong] == [None] * len(wrong)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "fr"), ("fr_FR", "fr"), ("ES-mx", "es"), ("zh_Hans", "zh-hans"), ("zh_CN", "zh-hans"), (" ar ", "ar"),
        ("en", ""), ("de", ""), ("", ""), ("../fr", ""),
    ],
)  # fmt: skip
def test_languages_as_files_name_them(name, code):
    assert translation_rows.code_of(name) == code


def test_all_that_is_translated_has_a_standing_for_each_language(made):
    for code in TRANSLATIONS:
        assert len(list(translation_rows.rows(code))) == 5


def test_the_standings_are_those_of_the_origins(made):
    models.Tool.objects.update(limits_en=f"{ENGLISH} It is slow.")
    standings = {row.field: row.standing for row in translation_rows.rows("fr", tool="finder")}
    assert standings["limits"] == Standing.NEEDS_UPDATE
    origins.written_by_hand(models.Tool.objects.get(), "limits", "fr")
    assert {row.field: row.standing for row in translation_rows.rows("fr")}["limits"] == Standing.IN_REVIEW
