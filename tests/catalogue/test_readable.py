"""Does "in my language" find what an officer can read, and nothing else?"""

import pytest
from django.utils import translation

from catalogue import files, panel, readable, results, snapshot, translation_files
from catalogue.models import Tool
from catalogue.query import Query
from hub.languages import CODES, TRANSLATIONS
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

FRENCH = {"summary_fr": "Trie.", "what_it_does_fr": "Trie les fichiers."}


def translated(tool: Tool, origin: str = Origin.MACHINE, **changed) -> Tool:
    """Both texts that the filter asks for; `changed`: values of one field's note."""
    for name in readable.NEEDED:
        told = {"english": fingerprint(getattr(tool, f"{name}_en")), "origin": origin} | changed.get(name, {})
        TextOrigin.objects.create(model="catalogue.tool", key=tool.slug, field=name, language="fr", **told)
    return tool


def found(*values: str) -> set[str]:
    held = snapshot.current()
    return {entry.slug for entry in results.run(held, Query(chosen={"texts": values}), "fr").entries}


@pytest.fixture
def tools(tool_factory):
    translated(tool_factory(slug="machine", **FRENCH))
    translated(tool_factory(slug="human", **FRENCH), Origin.HUMAN)
    translated(tool_factory(slug="reviewed", **FRENCH), Origin.REVIEWED)
    translated(tool_factory(slug="half", **FRENCH), Origin.REVIEWED, summary={"origin": Origin.MACHINE})
    translated(tool_factory(slug="stale", **FRENCH), Origin.REVIEWED, what_it_does={"english": "0" * 12})
    translated(tool_factory(slug="returned", **FRENCH), summary={"returned": True})
    tool_factory(slug="unnoted", **FRENCH)
    tool_factory(slug="missing", summary_fr="Trie.")
    tool_factory(slug="empty", summary_fr="Trie.", what_it_does_fr="")
    tool_factory(slug="english")


def test_both_texts_are_there_and_true_to_the_english(tools):
    assert found("fr") == {"machine", "human", "reviewed", "half", "unnoted"}


def test_checked_by_a_person(tools):
    assert found("fr-reviewed") == {"reviewed"}


def test_english_is_always_there_and_one_language_does_not_stand_for_another(tools):
    assert len(found("en")) == 10
    assert found("ar") == set()
    assert found("ar", "fr-reviewed") == {"reviewed"}


def test_an_approval_counts_at_once(tools):
    TextOrigin.objects.filter(key="human", field="summary").first().delete()
    for note in TextOrigin.objects.filter(key="human"):
        note.origin = Origin.REVIEWED
        note.save()
    assert found("fr-reviewed") == {"reviewed"}
    for note in TextOrigin.objects.filter(key="machine"):
        note.origin = Origin.REVIEWED
        note.save()
    assert found("fr-reviewed") == {"reviewed", "machine"}


def test_the_real_catalogue_counts_as_its_files_say(catalogue):
    told = translation_files.read(files.FOLDER / "translations", files.read_all().tools)
    shown = results.run(catalogue, Query(), "fr").counts["texts"]
    for code in TRANSLATIONS:
        complete = [
            tool
            for tool, by_code in told.items()
            if code in by_code and set(readable.NEEDED) <= {text.field for text in by_code[code].texts}
        ]
        assert shown[code] == len(complete) > 100, code
        assert shown[f"{code}{readable.CHECKED}"] == 0
    assert shown["en"] == len(catalogue.entries)


@pytest.mark.parametrize("code", CODES)
def test_the_panel_offers_the_readers_language_alone(tools, code):
    held = snapshot.current()
    with translation.override(code):
        html = panel.facets(held, results.run(held, Query(), code), code)
    offered = [value for value in readable.VALUES if f'name="texts" value="{value}"' in html]
    assert offered == ([] if code == "en" else [code, f"{code}-reviewed"])


def test_a_choice_made_in_another_language_stays(tools, officer):
    html = officer.get("/en/tools/?texts=fr&texts=tlh").content.decode()
    assert '<input type="checkbox" name="texts" value="fr" checked> French <span>5</span>' in html
    assert "Language of the texts · </span>French <span" in html
    assert "texts=tlh" in html
    assert 'data-total="5"' in html


def test_its_words(tools, officer):
    html = officer.get("/fr/tools/?texts=fr-reviewed").content.decode()
    assert "Langue des textes" in html
    assert "Français, vérifié par une personne <span>1</span>" in html
