"""Does a fault in a file of translations name file, text and reason?"""

import copy

import pytest
import yaml
from django.core.management import CommandError, call_command

from catalogue import files, translation_files
from catalogue.checks import FileFault
from catalogue.translation_files import Text
from hub.texts import fingerprint
from tests.catalogue import worlds
from tests.catalogue.test_files import put

SOUND = {
    "origin": "machine",
    "summary": "Trie des fichiers pour les analystes.",
    "what_it_does": ["Il trie des fichiers."],
    "evidence": [{"claim": "Fait gagner une heure."}],
    "error_figures": [{"text": "Deux sur dix sont faux.", "data_set": "Un jeu de test"}],
    "not_offered_in": [{"text": "N'y est pas vendu."}],
    "english": {
        "summary": fingerprint("Sorts files for analysts."),
        "what_it_does": fingerprint("It sorts files."),
        "evidence": [{"claim": fingerprint("Saves an hour.")}],
        "error_figures": [{"text": fingerprint("Two in ten are wrong."), "data_set": fingerprint("A test set")}],
        "not_offered_in": [{"text": fingerprint("Not sold there.")}],
    },
}
STAMP = "0123456789ab"


def read(folder, found: dict, name: str = "fr/sorter.yaml"):
    path = f"translations/{name}"
    return files.read_all(worlds.write(folder, worlds.contents() | {path: found})).tool_translations


def test_each_text_comes_with_its_place_and_its_english(tmp_path):
    translation = read(tmp_path, SOUND)["sorter"]["fr"]
    assert translation.origin == "machine"
    assert translation.texts == (
        Text("", 0, "summary", "Trie des fichiers pour les analystes.", fingerprint("Sorts files for analysts.")),
        Text("", 0, "what_it_does", "Il trie des fichiers.", fingerprint("It sorts files.")),
        Text("evidence", 0, "claim", "Fait gagner une heure.", fingerprint("Saves an hour.")),
        Text("error_figures", 0, "text", "Deux sur dix sont faux.", fingerprint("Two in ten are wrong.")),
        Text("error_figures", 0, "data_set", "Un jeu de test", fingerprint("A test set")),
        Text("restrictions", 0, "text", "N'y est pas vendu.", fingerprint("Not sold there.")),
    )


def test_what_is_not_translated_yet_is_left_out(tmp_path):
    found = {"origin": "human", "summary": "Trie.", "english": {"summary": STAMP}}
    (text,) = read(tmp_path, found)["sorter"]["fr"].texts
    assert (text.field, text.english) == ("summary", STAMP)


def test_a_row_that_is_not_translated_yet_is_null(tmp_path):
    found = copy.deepcopy(SOUND)
    found["evidence"], found["english"]["evidence"] = [None], [None]
    assert not [text for text in read(tmp_path, found)["sorter"]["fr"].texts if text.relation == "evidence"]


def test_paragraphs_of_an_older_english_may_be_others(tmp_path):
    found = copy.deepcopy(SOUND)
    found["what_it_does"], found["english"]["what_it_does"] = ["Un.", "Deux."], STAMP
    texts = read(tmp_path, found)["sorter"]["fr"].texts
    assert [text.text for text in texts if text.field == "what_it_does"] == ["Un.\n\nDeux."]


FAULTS = [  # place, what is put there, what the message must name
    ("origin", "magic", "sorter.yaml: fr sorter: origin: unknown: magic"),
    ("colour", "rouge", "colour: unknown field"),
    ("english", None, "english: not a mapping"),
    (("english", "limits"), STAMP, "english: must name the same texts"),
    ("limits", ["Ne lit pas le son."], "english: must name the same texts"),
    (("english", "summary"), "yes", "english summary: not a fingerprint"),
    (("english", "summary"), None, "english summary: not a fingerprint"),
    ("summary", "", "summary: empty, or not a text"),
    ("summary", ["Trie."], "summary: empty, or not a text"),
    ("summary", "Trie\x07.", "summary: holds a control character"),
    ("summary", "x" * 4001, "summary: more than 4000 characters"),
    ("what_it_does", "Il trie.", "what_it_does: not a list"),
    ("what_it_does", ["Il trie.", "Il classe."], "what_it_does: has other paragraphs than its English"),
    ("what_it_does", [], "what_it_does: has other paragraphs than its English"),
    ("what_it_does", [{"text": "Il trie."}], "what_it_does: empty, or not a text"),
    ("evidence", [], "evidence: has other items than the English"),
    ("evidence", SOUND["evidence"] * 2, "evidence: has other items than the English"),
    (("english", "evidence"), [], "evidence: has other items than the English"),
    (("evidence", 0), {"text": "Une heure."}, "evidence 1: text: unknown field"),
    (("evidence", 0), "Une heure.", "evidence 1: text: not a mapping"),
    (("evidence", 0, "claim"), "", "evidence 1: claim: empty"),
    (("evidence", 0, "claim"), "\x00", "evidence 1: claim: holds a control character"),
    (("english", "evidence", 0), {}, "evidence 1: claim: missing"),
    (("english", "evidence", 0), None, "evidence 1: english: not a mapping"),
    (("english", "evidence", 0, "claim"), "no", "evidence 1: english claim: not a fingerprint"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "problem"), FAULTS)
def test_a_fault_is_named(tmp_path, place, value, problem):
    found = copy.deepcopy(SOUND)
    put(found, place, value)
    text = found if "\x00" not in str(value) else yaml.safe_dump(found)
    with pytest.raises(FileFault) as fault:
        read(tmp_path, text)
    assert problem in str(fault.value)


@pytest.mark.parametrize(
    ("name", "found", "problem"),
    [
        ("fr/nobody.yaml", SOUND, "nobody.yaml: nobody: file: there is no such tool"),
        ("fr/sorter.yaml", "- Trie.\n", "sorter.yaml: fr sorter: YAML: not a mapping"),
        ("fr/sorter.yaml", "origin: machine\norigin: human\n", "'origin' stands twice"),
        ("fr/sorter.yaml", "origin: machine\n", "english: missing"),
    ],
)
def test_a_file_that_is_none(tmp_path, name, found, problem):
    with pytest.raises(FileFault) as fault:
        read(tmp_path, found, name)
    assert problem in str(fault.value)


def test_a_language_that_the_hub_does_not_speak_is_not_read(tmp_path):
    assert read(tmp_path, SOUND, "it/sorter.yaml") == {}


def test_english_of_a_tool_is_what_the_database_holds():
    tool = worlds.TOOL | {"limits": [{"text": " One. "}, {"text": "Two."}], "court": None}
    assert translation_files.english(tool, "summary") == "Sorts files for analysts."
    assert translation_files.english(tool, "limits") == "One.\n\nTwo."
    assert translation_files.english(tool, "court") == ""


# --- Stamped ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """The English changed in a sentence and a claim, and somebody translated them anew."""
    tool = copy.deepcopy(worlds.TOOL)
    tool["summary"]["text"], tool["evidence"][0]["claim"] = "Sorts all files.", "Saves a day."
    found = copy.deepcopy(SOUND) | {"summary": "Trie tous les fichiers."}
    found["evidence"][0]["claim"] = "Fait gagner une journée."
    changed = {"tools/sorter.yaml": tool, "translations/fr/sorter.yaml": found}
    return worlds.write(tmp_path, worlds.contents() | changed)


def test_stamping_writes_the_present_english(folder):
    call_command("stamp_translations", "fr", "sorter", folder=folder)
    translation = files.read_all(folder).tool_translations["sorter"]["fr"]
    stamps = {text.field: text.english for text in translation.texts}
    assert (stamps["summary"], stamps["claim"]) == (fingerprint("Sorts all files."), fingerprint("Saves a day."))
    assert stamps["what_it_does"] == SOUND["english"]["what_it_does"]
    assert [text.text for text in translation.texts][:1] == ["Trie tous les fichiers."]


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        ("evidence", [], "evidence: has other items than the English"),
        ("what_it_does", ["Un.", "Deux."], "what_it_does: has other paragraphs than its English"),
        ("colour", "rouge", "colour"),
    ],
)
def test_what_does_not_fit_the_english_is_not_stamped(folder, place, value, problem):
    path = folder / "translations/fr/sorter.yaml"
    found = files.load_yaml(path) | {place: value}
    path.write_text(yaml.safe_dump(found), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(CommandError, match=problem):
        call_command("stamp_translations", "fr", "sorter", folder=folder)
    assert path.read_bytes() == before


def test_one_that_is_not_there_stops_all(folder):
    path = folder / "translations/fr/sorter.yaml"
    before = path.read_bytes()
    with pytest.raises(CommandError, match="nobody"):
        call_command("stamp_translations", "fr", "sorter", "nobody", folder=folder)
    assert path.read_bytes() == before
