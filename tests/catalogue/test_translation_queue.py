"""Does the table of texts say of each how far it is, and cost the same for few and many?"""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import curators_digest, models, origins, translating, translation_queue
from catalogue.models import State
from catalogue.origins import Standing
from catalogue.translation_queue import Chosen, chosen, counts
from hub.languages import TRANSLATIONS
from hub.texts import fingerprint
from tests.personas import make_user


def made(row, name: str, code: str, origin: str, english: str | None = None) -> None:
    english = getattr(row, f"{name}_en") if english is None else english
    source = origins.Source(origins.key(row), name, code, origin, fingerprint(english), english)
    origins.note(type(row), [source])


@pytest.fixture
def tool(tool_factory):
    """One French text in each standing but one that is written by hand."""
    texts = {"summary": "Sorts files.", "what_it_does": "It sorts.", "limits": "No sound.", "court": "Keeps hashes."}
    values = {f"{name}_en": text for name, text in texts.items()}
    values |= {"summary_fr": "Trie.", "limits_fr": "Sans son.", "court_fr": "Garde."}
    tool = tool_factory(slug="sorter", name="Sorter", **values)
    made(tool, "summary", "fr", "machine")
    made(tool, "limits", "fr", "reviewed", english="Another English.")
    made(tool, "court", "fr", "reviewed")
    return tool


def standings(code: str = "fr", **wanted) -> dict:
    items = chosen(Chosen((code,), **wanted))
    return {(place.owner, place.field): place.standing(spoken) for place, spoken in items}


def test_every_standing(tool):
    assert standings() == {
        ("Sorter", "summary"): Standing.MACHINE,
        ("Sorter", "what_it_does"): Standing.MISSING,
        ("Sorter", "limits"): Standing.NEEDS_UPDATE,
        ("Sorter", "court"): Standing.REVIEWED,
    }
    assert set(standings("ru").values()) == {Standing.MISSING}


def test_it_is_what_the_text_itself_says(tool):
    for place, code in chosen(Chosen(TRANSLATIONS)):
        row = translating.find(place.kind, place.key)
        assert place.standing(code) == translating.text_of(row, place.field, code).standing


def test_what_is_not_there_in_english_is_no_text(tool):
    assert ("Sorter", "exposure") not in standings()


def test_it_moves_with_every_verb(tool):
    translator, colleague = make_user("translator", working_languages=["fr"]), make_user("curator")
    seen = []
    for verb, by, values in (
        (translating.write, translator, {"text": "Trie les fichiers."}),
        (translating.approve, colleague, {}),
        (translating.send_back, colleague, {"note": "No."}),
    ):
        verb(tool, "summary", "fr", by=by, **values)
        seen.append(standings()["Sorter", "summary"])
    assert seen == [Standing.IN_REVIEW, Standing.REVIEWED, Standing.NEEDS_UPDATE]


def test_sections_are_the_tools_fields_what_hangs_on_them_and_the_words(
    tool, evidence_factory, stage_factory, capability_factory
):
    evidence_factory(tool=tool)
    stage_factory(name_en="Triage", definition_en="")
    caution = models.Caution.objects.create(
        slug="care", text_en="Check it.", source_title="A", source_url="https://a.example"
    )
    assert set(translation_queue.sections()) == {
        "summary", "what-it-does", "limits", "exposure", "court", "how-to-get", "evidence", "errorfigure",
        "restriction", "stage", "family", "capability", "theme", "input", "deployment", "audiencerole", "system",
        "caution",
    }  # fmt: skip
    assert standings(section="limits") == {("Sorter", "limits"): Standing.NEEDS_UPDATE}
    assert list(standings(section="evidence")) == [("Sorter", "claim")]
    assert list(standings(section="stage")) == [("Triage", "name")]
    assert list(standings(section="caution")) == [(caution.slug, "text")]


def test_filters(tool, tool_factory):
    tool_factory(name="Other")
    assert list(standings(standings=(Standing.MACHINE,))) == [("Sorter", "summary")]
    for owner in ("sorter", "SORT", "ort"):
        assert {name for name, _field in standings(owner=owner)} == {"Sorter"}
    assert standings(owner="nobody") == {}
    found = counts(Chosen(("fr",), owner="sorter", standings=(Standing.MACHINE,)))
    assert found == Counter({standing: 1 for standing in Standing if standing != Standing.IN_REVIEW})


@pytest.mark.parametrize(
    ("state", "counted"), [(State.DRAFT, False), (State.IN_REVIEW, True), (State.WITHDRAWN, False)]
)
def test_what_officers_see_or_are_about_to_see_counts(tool_factory, evidence_factory, state, counted):
    tool = tool_factory(name="Sorter", state=state)
    evidence_factory(tool=tool)
    fields = {field for _owner, field in standings()}
    assert fields == ({"summary", "what_it_does", "claim"} if counted else set())


def test_one_number_on_every_place(tool, curator):
    """The start page, the weekly mail and the queue."""
    waiting = translation_queue.waiting()
    missing = 4 * (len(TRANSLATIONS) - 1) + 1  # four texts in every language but French, and one in French
    assert waiting == Counter({Standing.MISSING: missing, Standing.NEEDS_UPDATE: 1})
    assert curators_digest.waiting()["untranslated"] == missing + 1
    for standing, count in waiting.items():
        page = curator.get("/admin/catalogue/translations/", {"standing": standing.value})
        assert f'data-total="{count}"' in page.content.decode()
    matrix = translation_queue.matrix()
    for standing in waiting:
        assert sum(cell[standing] for cell in matrix.values()) == waiting[standing]


def test_the_row_that_needs_most_work_stands_for_the_others(tool):
    assert translation_queue.least(models.Tool)["sorter"]["fr"] == Standing.MISSING
    assert translation_queue.keys_with(models.Tool, Standing.MACHINE, "fr") == {"sorter"}
    assert translation_queue.keys_with(models.Tool, Standing.MACHINE, "ru") == set()


def test_the_next_text(tool):
    items = chosen(Chosen(("fr",)))
    places = [(place.kind, place.key, place.field) for place, _code in items]
    assert translation_queue.after(items, places[0], "fr") == items[1]
    assert translation_queue.after(items, places[-1], "fr") == items[0]
    assert translation_queue.after(items, places[0], "ar") == items[0]  # came from elsewhere
    assert translation_queue.after(items[:1], places[0], "fr") is None
    assert translation_queue.after([], places[0], "fr") is None


def test_its_queries_do_not_grow(tool_factory, evidence_factory, stage_factory):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            list(translation_queue.read())
        return len(caught)

    evidence_factory(tool=tool_factory())
    few = queries()
    for _ in range(8):
        made(tool_factory(summary_fr="Trie."), "summary", "fr", "machine")
        evidence_factory(tool=models.Tool.objects.last())
        stage_factory()
    assert queries() == few == 14  # the origins, and each kind of row
