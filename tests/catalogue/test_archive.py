"""Does the whole catalogue come back as it left, byte for byte, and into an empty Hub only?"""

import copy
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from catalogue import archive, curation, documents, loading, merging, models, origins, schema, snapshot, suggesting
from catalogue.forms.reports import DraftForm, SuggestionForm
from catalogue.history import Change
from hub.models import AuditEvent, TextOrigin
from hub.refusals import may
from tests import world
from tests.catalogue import worlds
from tests.personas import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path):
    found = worlds.contents()
    found["tools/older.yaml"] = worlds.tool("older", replaced_by="sorter", sources=["https://source.example/z"])
    return worlds.write(tmp_path / "data", found)


@pytest.fixture
def source(folder, django_user_model):
    """A small catalogue that was loaded, and that people have worked on."""
    loading.load(folder)
    person = make_user("curator", email="canary.person@agency.example")
    sorter, older = models.Tool.objects.order_by("-slug")
    sorter.summary_fr, sorter.limits_en = "Trie des fichiers.", "Staff know better.\n\n- =1+1 stays text"
    sorter.last_verified, sorter.verified_by = date(2026, 11, 20), person
    sorter.save()
    origins.written_by_hand(sorter, "summary", "fr")
    claim = sorter.evidence.get()
    claim.claim_ar = "يوفّر ساعة."
    claim.save()
    origins.written_by_hand(claim, "claim", "ar")
    curation.note_change(tool=sorter, fields=["limits"], by=person, why="Canary reason")
    curation.withdraw(tool=older, by=person, why="Canary reason")
    curation.reopen(tool=older, by=person)
    inputs = {term.slug: term for term in models.Input.objects.all()}
    merging.merge(term=inputs["video"], into=inputs["images"], by=person)
    return archive.whole()


def empty() -> None:
    world.forget_catalogue()
    TextOrigin.objects.all().delete()


def test_export_empty_import_export_gives_the_same_bytes(source):
    before = archive.as_bytes(source)
    empty()
    assert archive.take_in(json.loads(before)) is True
    assert archive.as_bytes(archive.whole()) == before
    assert before.endswith(b"}\n")
    assert "يوفّر ساعة.".encode() in before


def test_officers_read_the_same_as_before(source):
    empty()
    archive.take_in(source)
    tool = models.Tool.objects.published().get()
    assert [entry.slug for entry in snapshot.current().entries] == ["sorter"]
    assert (tool.summary_fr, tool.limits_en) == ("Trie des fichiers.", "Staff know better.\n\n- =1+1 stays text")
    assert [change.kind for change in tool.changes.told().order_by("at")] == ["added", "changed"]
    assert models.Tool.objects.get(slug="older").replaced_by == tool
    assert models.Tool.objects.get(slug="older").state == "draft"
    assert models.Tool.objects.rewrite(False).values_list("summary", flat=True).get(slug="sorter") == tool.summary_en
    assert models.Caution.objects.get().capabilities.get().slug == "sorting"
    assert AuditEvent.objects.filter(event="whole catalogue imported").get().detail == {"tools": 2}


def test_a_translated_claim_comes_with_its_origin(source):
    empty()
    archive.take_in(source)
    told = TextOrigin.objects.get(model="catalogue.evidence")
    claim = models.Evidence.objects.get(tool__slug="sorter")
    assert (told.key, told.field, told.language, told.origin) == (str(claim.pk), "claim", "ar", "human")
    assert told.source == claim.claim_en


def test_the_first_edit_after_it_can_be_taken_back(source):
    empty()
    person = make_user("curator")
    archive.take_in(source, by=person)
    tool = models.Tool.objects.get(slug="sorter")
    held = documents.document(tool)
    arrival = tool.changes.first()
    assert (arrival.kind, arrival.by, arrival.told, arrival.document) == ("created", person, False, held)
    tool.limits_en = "By mistake."
    tool.save()
    curation.note_change(tool=tool, fields=["limits"], by=person)
    assert curation.restore(tool=tool, step=arrival, by=person, why="A mistake") == ["limits"]
    now = documents.document(models.Tool.objects.get(slug="sorter"))
    assert now["texts"] == held["texts"]


def test_the_next_load_does_what_it_would_have_done_in_the_old_hub(source, folder):
    expected = str(loading.load(folder))
    assert expected.startswith("0 added, 0 changed, ")
    empty()
    archive.take_in(source)
    before = archive.whole()
    assert str(loading.load(folder)) == expected
    assert archive.whole() == before
    worlds.write(folder, {"tools/sorter.yaml": worlds.tool("sorter", cost="free", limits=[])})
    report = loading.load(folder)
    assert report.changed == ["tool sorter: cost"]
    assert [conflict.partition(": staff")[0] for conflict in report.conflicts] == ["tool sorter: limits_en"]


def test_no_person_stands_in_it(source):
    text = archive.as_bytes(source).decode()
    assert "canary" not in text.lower()
    assert not {"by", "why", "verified_by", "submitted_by"} & {key for change in source["changes"] for key in change}


def test_it_is_what_the_schema_says(source):
    assert schema.shape(source) == []
    assert set(source["loaded"]) == {*source["vocabulary"], "cautions", "providers", "tools"}


def test_the_same_again_is_no_change(source):
    before = AuditEvent.objects.count()
    assert archive.take_in(source) is False
    assert AuditEvent.objects.count() == before


def test_a_hub_that_holds_something_else_is_left_alone(source, tool_factory):
    tool_factory(slug="third")
    before = archive.whole()
    with pytest.raises(archive.Refused, match="empty one only"):
        archive.take_in(source)
    assert archive.whole() == before


def test_an_entry_in_review_waits_there_for_somebody_else(source):
    person = make_user("curator")
    document = copy.deepcopy(source)
    next(tool for tool in document["tools"] if tool["slug"] == "older")["state"] = "in-review"
    empty()
    archive.take_in(document, by=person)
    older = models.Tool.objects.get(slug="older")
    assert (older.state, older.submitted_by) == ("in-review", person)
    assert not may(curation.check_may_publish, older, person)
    assert archive.whole() == document


def test_the_files_close_no_circle_of_replacements_that_staff_began(source, folder):
    older, sorter = models.Tool.objects.order_by("slug")
    models.Tool.objects.filter(pk=older.pk).update(replaced_by=None)
    models.Tool.objects.filter(pk=sorter.pk).update(replaced_by=older)
    worlds.write(folder, {"tools/older.yaml": worlds.tool("older", sources=["https://source.example/z"])})
    loading.load(folder)
    again = worlds.tool("older", replaced_by="sorter", sources=["https://source.example/z"])
    worlds.write(folder, {"tools/older.yaml": again})
    found = [conflict for conflict in loading.load(folder).conflicts if conflict.startswith("tool older: replaced_by")]
    assert found == ["tool older: replaced_by: leads back by what staff wrote; kept as staff have it"]
    assert dict(models.Tool.objects.values_list("slug", "replaced_by__slug")) == {"older": None, "sorter": "older"}
    assert archive.problems(archive.whole()) == []


def test_a_draft_that_says_nothing_yet_comes_back(source, provider_factory, report_factory):
    report = report_factory(kind="suggestion", tool=None, name="Newcomer", text="Sortiert.", language="fr")
    provider = models.Provider.objects.first()
    person = make_user("curator")
    suggesting.make_draft(report=report, by=person, slug="newcomer", name="Newcomer", provider=provider)
    document = archive.whole()
    said = broken(document, "tools", 0, "state", value="published")
    assert document["tools"][0]["slug"] == "newcomer"
    empty()
    with pytest.raises(archive.Refused, match="/tools/0/texts/summary: Something is missing here: en"):
        archive.take_in(said)
    archive.take_in(document)
    assert archive.whole() == document


def test_what_an_officer_typed_does_not_keep_the_catalogue_from_coming_back(source, report_factory):
    report = report_factory(kind="suggestion", tool=None, name="Newcomer", text="Sorts\x01 files.", language="en")
    provider = models.Provider.objects.first()
    tool = suggesting.make_draft(
        report=report, by=make_user("curator"), slug="newcomer", name="Newcomer", provider=provider
    )
    assert tool.summary_en == "Sorts files."
    assert archive.problems(archive.whole()) == []
    typed = {"name": "a\x0bb", "slug": "another", "provider_name": "c\x1fd", "provider_type": "company"}
    errors = DraftForm(typed).errors
    assert errors["name"] == errors["provider_name"] == ["This holds a character that cannot be shown."]
    assert SuggestionForm(typed).errors["name"] == errors["name"]


def broken(source: dict, *path, value) -> dict:
    document = copy.deepcopy(source)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), "other", "/format: "),
        (("version",), 2, "/version: "),
        (("owner",), "x", "no place in this format: owner"),
        (("tools", 0, "provider"), "nobody", "/tools/0/provider: "),
        (("tools", 0, "stages"), ["nowhere"], "/tools/0/stages/0: "),
        (("tools", 1, "replaced_by"), "older", "leads back"),
        (("tools", 1, "slug"), "older", "/tools: Something stands here twice."),
        (("tools", 0, "slug"), "compare", "/tools/0/slug: "),
        (("tools", 0, "added"), "2026-13-01T00:00:00+00:00", "/tools/0/added: There is no such day."),
        (("tools", 0, "website"), "https://no address", "/tools/0/website: "),
        (("vocabulary", "capabilities", 0, "family"), "nowhere", "/vocabulary/capabilities/0/family: "),
        (("vocabulary", "stages", 0, "position"), 10**30, "/vocabulary/stages/0/position: "),
        (("cautions", 0, "capabilities"), ["nowhere"], "/cautions/0/capabilities: "),
        (("merged", "inputs", "pictures"), "nowhere", "/merged/inputs/pictures: "),
        (("changes", 0, "tool"), "nowhere", "/changes/0/tool: "),
        (("changes", 0, "by"), "somebody", "no place in this format: by"),
        (("loaded", "tools", "sorter", "name"), "x" * 5000, "/loaded/tools/sorter/name: "),
        (("tools", 0, "texts", "summary", "en", "text"), "a\ud800b", "cannot be shown"),
    ],
)
def test_a_document_with_a_fault_writes_nothing(source, path, value, said):
    empty()
    with pytest.raises(archive.Refused) as refused:
        archive.take_in(broken(source, *path, value=value))
    assert said in str(refused.value)
    assert [model for model in archive.ROWS.values() if model.objects.exists()] == []


def test_all_or_nothing_also_when_the_database_refuses(source, monkeypatch):
    empty()
    monkeypatch.setattr(archive._Writer, "_change", lambda *_args: Change(tool_id=None))
    with pytest.raises(Exception, match=r"(?i)null"):
        archive.take_in(source)
    assert not models.Family.objects.exists()
    assert not TextOrigin.objects.exists()


def test_the_commands(source, tmp_path, capsys):
    file = tmp_path / "catalogue.json"
    call_command("export_catalogue", str(file))
    assert file.read_bytes() == archive.as_bytes(source)
    capsys.readouterr()
    call_command("export_catalogue")
    assert capsys.readouterr().out.encode() == file.read_bytes()
    call_command("import_catalogue", str(file))
    assert capsys.readouterr().out == "The Hub holds these 2 tools already.\n"
    empty()
    call_command("import_catalogue", str(file))
    assert capsys.readouterr().out == "2 tools taken in.\n"
    assert archive.whole() == source


@pytest.mark.parametrize("content", [b"\xff", b"{", b'{"format": NaN}', b"[]", b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_the_command_says_what_is_wrong_with_a_file(content, tmp_path):
    file = tmp_path / "catalogue.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_catalogue", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_catalogue", str(tmp_path / "none.json"))


def test_a_larger_catalogue_costs_as_many_queries(source, tool_factory, django_assert_num_queries):
    tool_factory.create_batch(20)
    with django_assert_num_queries(40):
        archive.whole()


@pytest.mark.prove
def test_the_real_catalogue_comes_back_byte_for_byte(catalogue):
    document = archive.whole()
    before = archive.as_bytes(document)
    assert len(document["tools"]) > 160
    assert len(before) < 32 * 1024 * 1024
    empty()
    assert archive.take_in(json.loads(before)) is True
    assert archive.as_bytes(archive.whole()) == before
    assert str(loading.load()) == "0 added, 0 changed, 0 conflicts"
    assert archive.as_bytes(archive.whole()) == before
    world.forget_snapshot()
