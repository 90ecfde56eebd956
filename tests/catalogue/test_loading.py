"""Do the data files reach the database without undoing what staff did?"""

import pytest
from django.core.management import call_command

from catalogue import files, loading, models, snapshot
from hub.models import AuditEvent, TextOrigin
from hub.texts import fingerprint
from tests.catalogue import worlds
from tests.catalogue.test_files import held

pytestmark = pytest.mark.slow

Change = models.Change


@pytest.fixture
def load(tmp_path, db):
    """Loads the small folder with some files of it replaced, and answers what the load reports."""
    found = worlds.contents()

    def load(**changes):
        for name, values in changes.items():
            path = f"tools/{name}.yaml"
            found[path] = found.get(path, worlds.tool(name)) | values
        return loading.load(worlds.write(tmp_path, found))

    load.found = found
    load()
    return load


@pytest.fixture
def tool(load):
    return models.Tool.objects.get(slug="sorter")


def token() -> str:
    return models.SnapshotVersion.objects.get().token


def test_a_first_load_writes_everything_the_file_says(tool):
    assert (tool.name, tool.provider.name, str(tool.provider.country.name)) == ("Sorter", "Maker", "Netherlands")
    assert tool.what_it_does_en == "It sorts files."
    assert tool.law_enforcement_only is True
    assert tool.languages == ["en"]
    assert [stage.name_fr for stage in tool.stages.all()] == ["Tri"]
    assert [source.url for source in tool.sources.all()] == ["https://source.example/1", "https://source.example/2"]
    assert (tool.evidence.get().claim_en, tool.evidence.get().by) == ("Saves an hour.", "provider")
    assert tool.error_figures.get().data_set_en == "A test set"
    assert tool.restrictions.get().country.code == "FR"
    assert str(tool.sources_read_on) == "2026-11-21"
    assert tool.last_verified is None
    assert tool.changes.get().kind == "added"


def test_a_second_load_changes_nothing(load, tool):
    before = held()
    report = load()
    assert held() == before
    assert str(report) == "0 added, 0 changed, 0 conflicts"


@pytest.mark.slow
def test_a_second_load_of_the_real_files_changes_nothing(catalogue):
    before, moved = held(), token()
    assert str(loading.load()) == "0 added, 0 changed, 0 conflicts"
    assert held() == before
    assert token() == moved


def test_all_or_nothing_also_when_the_database_refuses(load, tool, monkeypatch):
    before = held()
    refused = models.Change.objects
    monkeypatch.setattr(loading, "_note_changes", lambda *_args: refused.create(tool_id=None))
    with pytest.raises(Exception, match=r"(?i)null"):
        load(sorter={"name": "Other"}, second={})
    assert held() == before


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({"name": "Sorter 2"}, "name", "Sorter 2"),
        ({"website": None}, "website", ""),
        ({"licence": None}, "licence", ""),
        ({"law_enforcement_only": None}, "law_enforcement_only", None),
        ({"law_enforcement_only": False}, "law_enforcement_only", False),
        ({"languages": []}, "languages", []),
        ({"limits": []}, "limits_en", None),
        ({"skill": "trained"}, "skill", "trained"),
    ],
)
def test_a_field_that_the_file_changes_or_clears_follows(load, tool, values, field, expected):
    moved, changed = token(), tool.changed
    report = load(sorter=values)
    tool.refresh_from_db()
    assert getattr(tool, field) == expected
    assert report.changed == [f"tool sorter: {field}"]
    assert tool.changes.filter(kind="changed").get().fields == [field.removesuffix("_en")]
    assert token() != moved
    assert tool.changed > changed


def test_relations_follow(load, tool):
    load(sorter={"inputs": ["video"], "roles": [], "deployment": []})
    assert [row.slug for row in tool.inputs.all()] == ["video"]
    assert not tool.roles.exists()
    assert set(tool.changes.filter(kind="changed").get().fields) == {"inputs", "roles", "deployments"}
    assert snapshot.current().entries[0].terms["input"] == ("video",)


def test_rows_that_hang_on_a_tool_follow_and_keep_their_translations(load, tool):
    tool.evidence.update(claim_fr="Une heure de moins.")
    first = worlds.TOOL["evidence"][0]
    load(sorter={"evidence": [first | {"claim": "New claim."}, first], "sources": ["https://source.example/2"]})
    assert [(row.claim_en, row.claim_fr) for row in tool.evidence.all()] == [
        ("New claim.", None),
        ("Saves an hour.", "Une heure de moins."),
    ]
    assert [source.url for source in tool.sources.all()] == ["https://source.example/2"]
    load(sorter={"evidence": []})
    assert not tool.evidence.exists()


def test_what_replaces_a_tool_may_come_later_in_the_alphabet(load, tool):
    report = load(sorter={"replaced_by": "zeta"}, zeta={})
    tool.refresh_from_db()
    assert tool.replaced_by.slug == "zeta"
    assert report.changed == ["tool sorter: replaced_by"]
    assert tool.changes.filter(kind="changed").get().fields == ["replaced_by"]
    load(sorter={"replaced_by": None})
    tool.refresh_from_db()
    assert tool.replaced_by is None


def test_a_new_tool_that_is_replaced_is_one_line_of_news(load):
    report = load(second={"replaced_by": "sorter"})
    assert report.added == ["tool second"]
    assert not report.changed
    assert models.Tool.objects.get(slug="second").changes.get().kind == "added"


# --- What staff changed -------------------------------------------------------------------------------------------


def edit(tool, **values):
    for name, value in values.items():
        setattr(tool, name, value)
    tool.save()


def test_what_staff_changed_stays(load, tool):
    edit(tool, limits_en="Staff know better.", cost="free")
    before = held()
    assert str(load()) == "0 added, 0 changed, 0 conflicts"
    assert held() == before


def test_where_both_changed_staff_win_and_the_conflict_is_said(load, tool):
    edit(tool, limits_en="Staff know better.")
    report = load(sorter={"limits": [{"text": "New limits.", "facts": [1], "by": "provider"}], "name": "Sorter 2"})
    tool.refresh_from_db()
    assert tool.limits_en == "Staff know better."
    assert tool.name == "Sorter 2"
    assert report.conflicts == ["tool sorter: limits_en: staff changed it and so did the file; kept as staff have it"]


def test_a_conflict_is_said_again_until_somebody_settles_it(load, tool, tmp_path, capsys):
    edit(tool, name="Staff name")
    load(sorter={"name": "File name"})
    call_command("load_catalogue", str(tmp_path))
    assert "conflict: tool sorter: name" in capsys.readouterr().err
    edit(tool, name="File name")
    assert not load().conflicts
    assert load(sorter={"name": "Newer name"}).changed == ["tool sorter: name"]


@pytest.mark.parametrize("relation", ["inputs", "evidence"])
def test_staff_keep_relations_too(load, tool, relation):
    if relation == "inputs":
        tool.inputs.set([models.Input.objects.get(slug="video")])
        report = load(sorter={"inputs": ["images", "video"]})
        assert [row.slug for row in tool.inputs.all()] == ["video"]
    else:
        tool.evidence.update(claim_en="Staff wrote this.")
        report = load(sorter={"evidence": []})
        assert tool.evidence.get().claim_en == "Staff wrote this."
    assert [line.split(":")[1].strip() for line in report.conflicts] == [relation]


def test_what_staff_entered_before_the_file_came_is_not_overwritten(load):
    provider = models.Provider.objects.get()
    models.Tool.objects.create(
        slug="second", name="Staff name", provider=provider, summary_en="Staff wrote this.", what_it_does_en="It sorts."
    )
    report = load(second={"website": "https://maker.example/second"})
    tool = models.Tool.objects.get(slug="second")
    assert (tool.name, tool.summary_en) == ("Staff name", "Staff wrote this.")
    assert tool.website == "https://maker.example/second"
    assert any(line.startswith("tool second: name: staff wrote it before") for line in report.conflicts)


def test_staff_terms_and_cautions_stay(load):
    models.Stage.objects.filter(slug="triage").update(name_fr="Tri par le personnel")
    models.Caution.objects.get().capabilities.clear()
    load()
    assert models.Stage.objects.get(slug="triage").name_fr == "Tri par le personnel"
    assert not models.Caution.objects.get().capabilities.exists()


def test_a_capability_moves_to_another_family(load, tmp_path):
    vocabulary = load.found["vocabulary/en.yaml"]
    vocabulary["families"]["other"] = {"name": "Other", "definition": "Another."}
    vocabulary["capabilities"]["sorting"]["family"] = "other"
    load()
    assert models.Capability.objects.get().family.slug == "other"


# --- Where translations are from ----------------------------------------------------------------------------------


def origin() -> TextOrigin:
    return TextOrigin.objects.get(model="catalogue.stage", key="triage", field="name", language="fr")


def test_a_translation_remembers_its_english(load):
    assert (origin().origin, origin().english) == ("machine", fingerprint("Triage"))
    caution = TextOrigin.objects.get(model="catalogue.caution", key="care", language="fr")
    assert (caution.origin, caution.english) == ("machine", worlds.CAUTION["english"])


def test_english_that_changed_makes_its_translation_outdated(load):
    load.found["vocabulary/en.yaml"]["stages"]["triage"]["name"] = "Sorting of reports"
    load()
    assert origin().english != fingerprint(models.Stage.objects.get().name_en)


def test_a_translation_that_was_made_anew_is_stamped_anew(load):
    moved = token()
    load.found["vocabulary/fr.yaml"]["stages"]["triage"]["english"]["name"] = "0123456789ab"
    load()
    assert origin().english == "0123456789ab"
    assert token() != moved


def test_what_a_person_reviewed_stays_reviewed(load):
    TextOrigin.objects.filter(field="name").update(origin="reviewed", english="a" * 12)
    load.found["vocabulary/fr.yaml"]["stages"]["triage"]["english"]["name"] = "0123456789ab"
    load()
    assert (origin().origin, origin().english) == ("reviewed", "a" * 12)


def test_stamping_writes_the_present_english(load, tmp_path):
    for name in ("name", "definition"):
        load.found["vocabulary/fr.yaml"]["stages"]["triage"]["english"][name] = "0123456789ab"
    load.found["cautions.yaml"][0]["english"] = "0123456789ab"
    worlds.write(tmp_path, load.found)
    call_command("stamp_vocabulary", "fr", "cautions", folder=tmp_path)
    contents = files.read_all(tmp_path)
    assert contents.translations["fr"]["stages"] == worlds.FRENCH["stages"]
    assert contents.cautions == [worlds.CAUTION]


def test_a_load_is_on_the_record(load, tool):
    load(sorter={"name": "Sorter 2"})
    assert AuditEvent.objects.filter(event="catalogue loaded").last().detail == {"added": 0, "changed": 1}


def test_a_provider_that_the_files_rename_changes_its_tools(load, tool):
    path = next(name for name in load.found if name.startswith("providers/"))
    load.found[path] |= {"name": "Maker of today"}
    before = tool.changed
    load()
    assert tool.changes.first().fields == ["provider"]
    assert models.Tool.objects.get(pk=tool.pk).changed > before
