"""Is it known of each translation where it is from, and whether it is still true to its English?"""

import pytest

from catalogue import models, origins
from catalogue.origins import Source, Standing, standing
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool(tool_factory):
    return tool_factory(slug="sorter", summary_en="Sorts files.", summary_fr="Trie des fichiers.")


@pytest.fixture
def claim(tool):
    values = {"by": "provider", "source": "https://source.example/"}
    return models.Evidence.objects.create(tool=tool, claim_en="Saves an hour.", claim_ar="يوفر ساعة.", **values)


def known(row, name: str, code: str) -> TextOrigin | None:
    return TextOrigin.objects.filter(**origins.place(row, name, code)).first()


def test_a_row_is_named_by_its_slug_and_what_hangs_on_a_tool_by_its_number(tool, claim):
    assert origins.place(tool, "summary", "fr") == {
        "model": "catalogue.tool", "key": "sorter", "field": "summary", "language": "fr",
    }  # fmt: skip
    assert origins.key(claim) == str(claim.pk)


# --- Noted --------------------------------------------------------------------------------------------------------


def source(**values) -> Source:
    given = {"key": "sorter", "field": "summary", "language": "fr", "origin": "machine", "english": "a" * 12}
    return Source(**(given | values))


def test_what_is_new_is_noted_and_the_same_again_is_not(tool):
    assert origins.note(models.Tool, [source()]) == 1
    assert origins.note(models.Tool, [source()]) == 0
    assert known(tool, "summary", "fr").english == "a" * 12


def test_a_text_made_anew_is_stamped_anew_and_is_no_longer_sent_back(tool):
    origins.note(models.Tool, [source()])
    TextOrigin.objects.update(returned=True)
    assert origins.note(models.Tool, [source(english="b" * 12, source="Sorts.")]) == 1
    row = known(tool, "summary", "fr")
    assert (row.english, row.source, row.returned) == ("b" * 12, "Sorts.", False)


@pytest.mark.parametrize("made", [Origin.HUMAN, Origin.REVIEWED])
def test_what_a_person_did_stays(tool, made):
    origins.note(models.Tool, [source()])
    TextOrigin.objects.update(origin=made)
    assert origins.note(models.Tool, [source(english="b" * 12)]) == 0
    assert (known(tool, "summary", "fr").origin, known(tool, "summary", "fr").english) == (made, "a" * 12)


def test_what_staff_write_is_of_the_present_english(tool):
    by = make_user("translator")
    origins.note(models.Tool, [source()])
    TextOrigin.objects.update(returned=True, note="Too long.")
    origins.written_by_hand(tool, "summary", "fr", by)
    row = known(tool, "summary", "fr")
    assert (row.origin, row.english, row.source) == ("human", fingerprint("Sorts files."), "Sorts files.")
    assert (row.by, row.returned, row.note) == (by, False, "")
    assert row.at is not None


def test_what_staff_empty_is_forgotten(tool):
    origins.note(models.Tool, [source()])
    tool.summary_fr = ""
    origins.written_by_hand(tool, "summary", "fr")
    assert known(tool, "summary", "fr") is None


def test_the_english_is_kept_where_it_is_still_the_present_one():
    assert origins.made_from(fingerprint("Sorts."), "Sorts.") == "Sorts."
    assert origins.made_from(fingerprint("Sorts."), "Sorts all.") == ""


# --- Forgotten ----------------------------------------------------------------------------------------------------


def test_a_row_takes_its_origins_along(tool, claim):
    origins.written_by_hand(tool, "summary", "fr")
    origins.written_by_hand(claim, "claim", "ar")
    other = TextOrigin.objects.create(
        model="catalogue.errorfigure",
        key=str(claim.pk),
        field="text",
        language="ar",
        origin="machine",
        english="a" * 12,
    )
    claim.delete()
    assert {row.model for row in TextOrigin.objects.all()} == {"catalogue.tool", "catalogue.errorfigure"}
    models.Tool.objects.filter(pk=tool.pk).delete()
    assert list(TextOrigin.objects.all()) == [other]


def test_what_hangs_on_a_tool_goes_with_it(tool, claim):
    origins.written_by_hand(claim, "claim", "ar")
    tool.delete()
    assert not TextOrigin.objects.exists()


# --- Told ---------------------------------------------------------------------------------------------------------


def test_told_of_some_rows_in_one_query(tool, claim, tool_factory, django_assert_num_queries):
    other = tool_factory(slug="other", summary_fr="Autre.")
    for row, name, code in ((tool, "summary", "fr"), (claim, "claim", "ar"), (other, "summary", "fr")):
        origins.written_by_hand(row, name, code)
    with django_assert_num_queries(1):
        told = origins.told_of(models.Tool.objects.filter(slug="sorter"), models.Evidence.objects.all())
    assert told.of(tool, "summary", "fr").origin == "human"
    assert told.of(claim, "claim", "ar").origin == "human"
    assert told.of(tool, "summary", "es") is None
    assert told.of(other, "summary", "fr") is None
    assert [known.field for known in told.in_language("ar")] == ["claim"]


def test_a_claims_number_is_no_figures_number(tool, claim):
    origins.written_by_hand(claim, "claim", "ar")
    told = origins.told_of(models.ErrorFigure.objects.all(), models.Evidence.objects.all())
    assert told.at(models.ErrorFigure, str(claim.pk), "claim", "ar") is None


# --- Standing -----------------------------------------------------------------------------------------------------


def origin(made: str, english: str = "Sorts files.", *, returned: bool = False) -> TextOrigin:
    return TextOrigin(origin=made, english=fingerprint(english), returned=returned)


@pytest.mark.parametrize(
    ("known", "text", "english", "expected"),
    [
        (None, "", "", None),
        (origin("machine"), "Trie.", "", None),
        (None, "", "Sorts files.", Standing.MISSING),
        (origin("machine"), "", "Sorts files.", Standing.MISSING),
        (None, "Trie.", "Sorts files.", Standing.IN_REVIEW),
        (origin("machine"), "Trie.", "Sorts files.", Standing.MACHINE),
        (origin("human"), "Trie.", "Sorts files.", Standing.IN_REVIEW),
        (origin("reviewed"), "Trie.", "Sorts files.", Standing.REVIEWED),
        (origin("reviewed"), "Trie.", "Sorts files. ", Standing.REVIEWED),  # a space is no change
        (origin("reviewed"), "Trie.", "Sorts all files.", Standing.NEEDS_UPDATE),
        (origin("machine"), "Trie.", "Sorts all files.", Standing.NEEDS_UPDATE),
        (origin("human", returned=True), "Trie.", "Sorts files.", Standing.NEEDS_UPDATE),
    ],
)
def test_how_far_a_text_is(known, text, english, expected):
    assert standing(known, text, english) == expected


def test_what_a_reader_is_told():
    assert origins.marks(None, "Sorts files.") == {}
    assert origins.marks(origin("machine"), "Sorts files.") == {"origin": "machine", "machine": True, "stale": False}
    assert origins.marks(origin("reviewed"), "Sorts.") == {"origin": "reviewed", "machine": False, "stale": True}
