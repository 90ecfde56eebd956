"""Does a fault in a data file name file, item and field, and change nothing?"""

import pytest
import yaml
from django.core.management import CommandError, call_command

from catalogue import files, models
from hub.models import AuditEvent, TextOrigin
from tests.catalogue import worlds

TABLES = (
    models.Tool, models.Provider, models.Caution, models.Source, models.Evidence, models.ErrorFigure,
    models.Restriction, models.Change, models.SnapshotVersion, *models.VOCABULARY, AuditEvent, TextOrigin,
)  # fmt: skip
REMOVE = object()

# file, place in it, what is put there, what the message must name
FAULTS = [
    ("tools/sorter.yaml", "colour", "red", "sorter: colour: unknown field"),
    ("tools/sorter.yaml", "status", REMOVE, "sorter: status: missing"),
    ("tools/sorter.yaml", "slug", "other", "other: slug"),
    ("tools/sorter.yaml", "name", "", "sorter: name"),
    ("tools/sorter.yaml", "name", "x" * 161, "sorter: name: more than 160"),
    ("tools/sorter.yaml", "name", "nul \x00", "sorter: name: holds a control character"),
    ("tools/sorter.yaml", "provider", "nobody", "sorter: provider: unknown: nobody"),
    ("tools/sorter.yaml", "provider", ["maker"], "sorter: provider"),
    ("tools/sorter.yaml", "website", "not an address", "sorter: website"),
    ("tools/sorter.yaml", "website", "https://maker.example/" + "x" * 500, "sorter: website: more than 500"),
    ("tools/sorter.yaml", "website", "javascript:alert(1)", "sorter: website"),
    ("tools/sorter.yaml", "status", "sold", "sorter: status: unknown: sold"),
    ("tools/sorter.yaml", "licence", ["commercial"], "sorter: licence"),
    ("tools/sorter.yaml", "law_enforcement_only", "perhaps", "sorter: law_enforcement_only"),
    ("tools/sorter.yaml", "stages", ["triage", "lunch"], "sorter: stages: unknown: lunch"),
    ("tools/sorter.yaml", "stages", ["triage", "triage"], "sorter: stages: stands twice: triage"),
    ("tools/sorter.yaml", "stages", "triage", "sorter: stages: not a list"),
    ("tools/sorter.yaml", "stages", [{"slug": "triage"}], "sorter: stages: unknown"),
    ("tools/sorter.yaml", "languages", ["klingon"], "sorter: languages: unknown: klingon"),
    ("tools/sorter.yaml", "replaced_by", "nowhere", "sorter: replaced_by: unknown: nowhere"),
    ("tools/sorter.yaml", "replaced_by", "sorter", "sorter: replaced_by"),
    ("tools/sorter.yaml", "facts", {1: "One.", 3: "Three."}, "sorter: facts: must be numbered from 1"),
    ("tools/sorter.yaml", "facts", {1: "One.", 2: 2}, "sorter: facts 2"),
    ("tools/sorter.yaml", "facts", ["One."], "sorter: facts"),
    ("tools/sorter.yaml", "summary", {"text": "x" * 161, "facts": [1]}, "sorter: summary: more than 160"),
    ("tools/sorter.yaml", "summary", {"text": "Sorts.", "facts": []}, "sorter: summary: names no fact"),
    ("tools/sorter.yaml", "summary", "Sorts.", "sorter: summary"),
    ("tools/sorter.yaml", "what_it_does", [], "sorter: what_it_does: empty"),
    ("tools/sorter.yaml", "what_it_does", "It sorts.", "sorter: what_it_does: not a list"),
    ("tools/sorter.yaml", ("what_it_does", 0, "facts"), [9], "sorter: what_it_does 1: names no fact"),
    ("tools/sorter.yaml", ("what_it_does", 0, "facts"), [[1]], "sorter: what_it_does 1: names no fact"),
    ("tools/sorter.yaml", ("what_it_does", 0, "by"), "hearsay", "sorter: what_it_does 1: unknown by: hearsay"),
    ("tools/sorter.yaml", ("limits", 0, "note"), "x", "sorter: limits 1: note: unknown field"),
    ("tools/sorter.yaml", ("not_offered_in", 0, "country"), "XX", "sorter: not_offered_in 1: not a country code: XX"),
    ("tools/sorter.yaml", ("not_offered_in", 0, "kind"), "maybe", "sorter: not_offered_in 1: unknown kind"),
    ("tools/sorter.yaml", ("evidence", 0, "source"), "page 3", "sorter: evidence 1"),
    ("tools/sorter.yaml", ("evidence", 0, "date"), "last year", "sorter: evidence 1: not a date"),
    ("tools/sorter.yaml", ("evidence", 0, "date"), "2023-13", "sorter: evidence 1: not a date"),
    ("tools/sorter.yaml", ("error_figures", 0, "data_set"), "x" * 201, "error_figures 1 data_set: more than 200"),
    ("tools/sorter.yaml", ("error_figures", 0, "figure"), "x", "sorter: error_figures 1: figure: unknown field"),
    ("tools/sorter.yaml", "sources", [], "sorter: sources: none"),
    ("tools/sorter.yaml", "sources", ["https://a.example/", "https://a.example/"], "sorter: sources: stands twice"),
    ("tools/sorter.yaml", "checked", "yesterday", "sorter: checked: not a date: yesterday"),
    ("providers/maker.yaml", "type", "club", "maker: type: unknown: club"),
    ("providers/maker.yaml", "country", "UK", "maker: country: not a country code: UK"),
    ("providers/maker.yaml", "phone", "1", "maker: phone: unknown field"),
    ("providers/maker.yaml", "slug", "Maker", "Maker: slug"),
    ("vocabulary/en.yaml", ("capabilities", "sorting", "family"), "none", "sorting: family: unknown: none"),
    ("vocabulary/en.yaml", ("stages", "triage", "definition"), None, "stages triage: definition"),
    ("vocabulary/en.yaml", ("stages", "triage", "colour"), "red", "stages triage: colour: unknown field"),
    ("vocabulary/en.yaml", ("stages", "Not a slug"), worlds.TERM, "stages: slug: not a slug"),
    ("vocabulary/fr.yaml", ("stages", "lunch"), worlds.FRENCH["stages"]["triage"], "lunch: not in the English"),
    ("vocabulary/fr.yaml", ("stages", "triage", "english"), REMOVE, "stages triage: english: missing"),
    ("vocabulary/fr.yaml", "origin", "magic", "file: origin: unknown: magic"),
    ("cautions.yaml", (0, "capabilities"), ["lunch"], "caution 1: capabilities: unknown: lunch"),
    ("cautions.yaml", (0, "text", "en"), REMOVE, "caution 1: text: en: missing"),
    ("cautions.yaml", (0, "source", "url"), None, "caution 1: source url"),
]  # fmt: skip
# a whole file, what the message must name
FILES = [
    ("tools/sorter.yaml", "- a list\n", "file: YAML: not a mapping"),
    ("tools/sorter.yaml", "", "file: YAML: not a mapping"),
    ("tools/sorter.yaml", "slug: sorter\nslug: sorter\n", "'slug' stands twice"),
    ("tools/sorter.yaml", "slug: [sorter\n", "file: YAML"),
    ("tools/sorter.yaml", "slug: é\n".encode("latin-1"), "file: encoding: not UTF-8 at byte 6"),
    ("tools/sorter.yaml", b"slug: \x00\n", "file: YAML"),
    ("tools/sorter.yaml", "[" * 3000, "file: YAML"),
    ("tools/sorter.yaml", "!!python/object/apply:os.getcwd []\n", "file: YAML"),
    ("tools/other.yaml", yaml.safe_dump(worlds.TOOL), "sorter: slug: is not the file's name"),
    ("tools/compare.yaml", yaml.safe_dump(worlds.tool("compare")), "compare: slug: reserved for a page"),
    ("providers/maker.yaml", "maker\n", "file: YAML: not a mapping"),
    ("vocabulary/en.yaml", "- stages\n", "file: YAML: not a mapping"),
    ("vocabulary/en.yaml", "origin: source\nstages: [triage]\n", "file: stages: not a mapping"),
    ("vocabulary/fr.yaml", "origin: machine\nstages: {triage: Tri}\n", "stages: triage: not a mapping"),
    ("cautions.yaml", "slug: care\n", "file: YAML: not a list"),
    ("cautions.yaml", yaml.safe_dump([worlds.CAUTION, worlds.CAUTION]), "caution 2: slug: stands twice: care"),
]


def put(found, place, value) -> None:
    *way, last = place if isinstance(place, tuple) else (place,)
    for step in way:
        found = found[step]
    if value is REMOVE:
        del found[last]
    else:
        found[last] = value


def held() -> dict:
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def refused(folder) -> str:
    """What the command says of a folder with a fault; the database must be as it was."""
    before = held()
    with pytest.raises(CommandError) as fault:
        call_command("load_catalogue", str(folder))
    assert held() == before
    assert str(fault.value).endswith("Nothing was changed.")
    return str(fault.value)


@pytest.fixture
def folder(tmp_path, db):
    """What the database holds before a bad file comes."""
    call_command("load_catalogue", str(worlds.write(tmp_path, worlds.contents())))
    return tmp_path


def test_the_small_folder_is_right(folder):
    assert models.Tool.objects.get().name == "Sorter"


@pytest.mark.parametrize(("name", "place", "value", "named"), FAULTS)
@pytest.mark.slow
def test_a_fault_is_named_and_nothing_changes(folder, name, place, value, named):
    found = worlds.contents()
    put(found[name], place, value)
    found["tools/second.yaml"] = worlds.tool("second")  # would be new: it must not come in either
    worlds.write(folder, found)
    said = refused(folder)
    assert said.startswith(f"{name.rpartition('/')[2]}: ")
    assert named in said


@pytest.mark.parametrize(("name", "text", "named"), FILES)
@pytest.mark.slow
def test_a_file_that_is_no_data_is_named(folder, name, text, named):
    worlds.write(folder, {name: text})
    said = refused(folder)
    assert said.startswith(f"{name.rpartition('/')[2]}: ")
    assert named in said


def test_replacements_in_a_circle_are_refused(folder):
    worlds.write(
        folder,
        {
            "tools/sorter.yaml": worlds.tool("sorter", replaced_by="second"),
            "tools/second.yaml": worlds.tool("second", replaced_by="sorter"),
        },
    )
    assert "replaced_by: leads back to" in refused(folder)


@pytest.mark.slow
def test_a_folder_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_catalogue", "/nowhere/at/all")


def test_norway_is_a_country_and_a_day_is_text(tmp_path):
    worlds.write(tmp_path, {"a.yaml": "country: NO\nday: 2026-11-21\nyes: true\n"})
    assert files.load_yaml(tmp_path / "a.yaml") == {"country": "NO", "day": "2026-11-21", "yes": True}


def test_one_file_comes_with_what_replaces_it(db, tmp_path, monkeypatch):
    found = worlds.contents() | {"tools/old.yaml": worlds.tool("old", replaced_by="sorter", status="discontinued")}
    monkeypatch.setattr(files, "FOLDER", worlds.write(tmp_path, found))
    monkeypatch.setattr(files.read_all, "__defaults__", (tmp_path,))
    call_command("load_catalogue", str(tmp_path / "tools/old.yaml"))
    assert models.Tool.objects.get(slug="old").replaced_by.slug == "sorter"
    assert models.Tool.objects.count() == 2
