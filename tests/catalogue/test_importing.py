"""Does a file of tools change what it says, all of it or nothing, and publish nothing?"""

import json
from datetime import date

import pytest

from catalogue import documents, importing, models, snapshot, spreadsheets, tool_sheets
from catalogue.history import Change
from hub.models import AuditEvent, TextOrigin
from hub.sheets import BadFile
from hub.texts import fingerprint
from tests.catalogue.tool_files import ENTRY, ROW, as_csv, as_json, as_xlsx, bomb
from tests.personas import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLES = (models.Tool, models.Source, models.Evidence, Change, TextOrigin, AuditEvent)


@pytest.fixture
def person(provider_factory, stage_factory):
    provider_factory(slug="maker")
    stage_factory(slug="triage")
    return make_user("curator")


@pytest.fixture
def sorter(person, tool_factory, evidence_factory):
    """A published entry that the files change."""
    provider = models.Provider.objects.get()
    texts = {"summary_en": "Sorts files.", "what_it_does_en": "It sorts.", "limits_en": "None known."}
    tool = tool_factory(slug="sorter", name="Old name", provider=provider, last_verified=date(2026, 1, 1), **texts)
    evidence_factory(tool=tool)
    return tool


def held() -> dict:
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def take_in(name: str, content: bytes, by, **more):
    """Checks, then imports; the check must leave nothing."""
    before = held()
    checked, seen = importing.check(name=name, content=content, by=by, **more)
    assert held() == before
    result = importing.import_file(name=name, content=content, by=by, seen=seen, **more)
    assert [row.kind for row in result.rows] == [row.kind for row in checked.rows]
    if result.has_validation_errors():
        assert held() == before
    return result


def faults(name: str, content: bytes, by, **more) -> dict:
    """(row, column or place) → text, of a file that must leave nothing behind."""
    result = take_in(name, content, by, **more)
    return {(row.place, where): text for row in result.rows for where, text in row.wrong}


def unreadable(name: str, content: bytes, by) -> str:
    before = held()
    with pytest.raises(BadFile) as bad:
        importing.check(name=name, content=content, by=by)
    assert held() == before
    return str(bad.value)


# --- What it does -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv(ROW)),
        ("a.CSV", as_csv(ROW, separator=";", encoding="utf-8-sig")),
        ("a.csv", as_csv(ROW, separator="\t")),
        ("a.csv", as_csv(ROW, header=[*reversed(ROW)])),
        ("a.xlsx", as_xlsx(ROW)),
        ("a.xlsx", as_xlsx(ROW | {"law_enforcement_only": True, "sources_read_on": date(2026, 11, 21)})),
    ],
)
def test_a_new_tool_arrives_as_a_draft(name, content, person):
    result = take_in(name, content, person)
    assert [row.kind for row in result.rows] == ["new"]
    tool = models.Tool.objects.get()
    assert (tool.state, tool.name, tool.provider.slug, tool.languages) == ("draft", "Sorter", "maker", ["en", "fr"])
    assert (tool.law_enforcement_only, tool.sources_read_on) == (True, date(2026, 11, 21))
    assert [source.url for source in tool.sources.all()] == ["https://source.example/1", "https://source.example/2"]
    assert [stage.slug for stage in tool.stages.all()] == ["triage"]
    assert (tool.summary_en, tool.summary_fr) == ("Sorts files.", "Trie des fichiers.")
    origin = TextOrigin.objects.get()
    assert (origin.origin, origin.language, origin.english) == ("human", "fr", fingerprint("Sorts files."))
    assert snapshot.current().entries == ()
    change = Change.objects.get()
    assert (change.kind, change.by, change.told) == ("created", person, False)
    assert change.document == documents.document(tool)
    event = AuditEvent.objects.get(event="tools imported")
    assert (event.by, event.detail) == (str(person.pk), {"new": ["sorter"], "changed": []})


def test_a_published_entry_changes_with_its_history(person, sorter):
    result = take_in("a.csv", as_csv({"slug": "sorter", "name": "Sorter", "limits_en": "", "stages": "triage"}), person)
    (row,) = result.rows
    assert row.kind == "changed"
    assert [(one.field, one.before, one.after) for one in row.differences] == [
        ("name", "Old name", "Sorter"),
        ("stages", "", "triage"),
        ("limits_en", "None known.", ""),
    ]
    sorter.refresh_from_db()
    assert (sorter.state, sorter.name, sorter.limits_en, sorter.summary_en) == (
        "published",
        "Sorter",
        None,
        "Sorts files.",
    )
    assert sorter.evidence.count() == 1
    assert sorter.last_verified == date(2026, 1, 1)
    change = sorter.changes.get()
    assert (change.kind, set(change.fields), change.by, change.told) == (
        "changed",
        {"name", "limits", "stages"},
        person,
        True,
    )
    assert snapshot.current().entries[0].name == "Sorter"
    later = documents.document(sorter) | {"changed": change.document["changed"]}
    assert change.document == later


def test_json_brings_the_parts_that_no_table_holds(person):
    (row,) = take_in("a.json", as_json(), person).rows
    shown = {one.field: one.after for one in row.differences}
    assert shown["evidence"] == "provider · https://source.example/"
    assert shown["evidence_en"] == "Saves an hour."
    tool = models.Tool.objects.get()
    assert (tool.state, tool.evidence.get().claim_en, tool.summary_fr) == (
        "draft",
        "Saves an hour.",
        "Trie des fichiers.",
    )


def test_json_changes_what_it_gives_and_nothing_else(person, sorter):
    content = json.dumps({"slug": "sorter", "texts": {"limits": {"en": {"text": "Reads no sound."}}}}).encode()
    (row,) = take_in("a.json", content, person).rows
    assert [(one.field, one.after) for one in row.differences] == [("limits_en", "Reads no sound.")]
    sorter.refresh_from_db()
    assert (sorter.limits_en, sorter.name, sorter.evidence.count()) == ("Reads no sound.", "Old name", 1)


def test_no_file_publishes_verifies_or_dates(person, sorter):
    own = {"state": "published", "last_verified": "2026-11-22", "added": "2020-01-01T00:00:00+00:00", "risk": "high"}
    take_in("a.json", as_json(ENTRY | own | {"slug": "new"}, {"slug": "sorter", **own, "state": "withdrawn"}), person)
    new, sorter = models.Tool.objects.order_by("slug")
    assert (new.state, new.last_verified, new.added.year > 2020, new.risk) == ("draft", None, True, "high")
    assert (sorter.state, sorter.last_verified, sorter.risk) == ("published", date(2026, 1, 1), "high")


def test_what_a_tool_is_replaced_by_may_stand_below_it(person):
    rows = [ROW | {"replaced_by": "newer"}, ROW | {"slug": "newer", "name": "Newer"}]
    assert [row.kind for row in take_in("a.csv", as_csv(*rows), person).rows] == ["new", "new"]
    assert models.Tool.objects.get(slug="sorter").replaced_by.slug == "newer"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json"])
def test_what_goes_out_comes_in_unchanged(name, person, sorter):
    models.Tool.objects.filter(pk=sorter.pk).update(
        limits_en="- a list\n- =1+1",
        how_to_get_en='Ask, "politely"; then wait; =so.',
        name="=Sorter",
        summary_ar="يرتب الملفات.",
    )
    table = tool_sheets.table(models.Tool.objects.all())
    content = {
        "a.csv": lambda: spreadsheets.answer("tools", table).content,
        "a.xlsx": lambda: tool_sheets.as_xlsx(table),
        "a.json": lambda: json.dumps(documents.documents(models.Tool.objects.all())).encode(),
    }[name]()
    before = held()
    assert [row.kind for row in take_in(name, content, person).rows] == ["unchanged"]
    after = held()
    assert {table: after[table] for table in TABLES[:-1]} == {table: before[table] for table in TABLES[:-1]}


def test_a_machine_translation_that_did_not_change_stays_one(person, sorter):
    sorter.summary_fr = "Trie."
    sorter.save()
    place = {"model": "catalogue.tool", "key": "sorter", "field": "summary"}
    TextOrigin.objects.create(**place, language="fr", origin="machine", english="0" * 12)
    row = {"slug": "sorter", "risk": "", "summary_fr": "Trie.", "summary_es": "Ordena."}
    take_in("a.csv", as_csv(row), person)
    assert dict(TextOrigin.objects.values_list("language", "origin")) == {"fr": "machine", "es": "human"}


def test_an_entry_that_changed_since_the_check_is_left_alone(person, sorter):
    content = as_csv({"slug": "sorter", "name": "Sorter"})
    _, seen = importing.check(name="a.csv", content=content, by=person)
    models.Tool.objects.filter(pk=sorter.pk).update(name="A colleague’s")
    before = held()
    assert importing.import_file(name="a.csv", content=content, by=person, seen=seen) is None
    assert held() == before


# --- Proposals ----------------------------------------------------------------------------------------------------


def test_a_proposal_makes_drafts(person):
    changed = json.loads(as_json())
    changed["texts"]["summary"]["fr"] |= {"origin": "reviewed", "english": fingerprint("Sorts files.")}
    result = take_in("a.json", json.dumps(changed).encode(), person, proposal=True)
    assert [row.kind for row in result.rows] == ["new"]
    assert models.Tool.objects.get().state == "draft"
    assert TextOrigin.objects.get().origin == "human"  # "reviewed" is said by staff alone
    assert AuditEvent.objects.filter(event="proposal taken in").count() == 1


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_a_proposal_never_touches_an_entry(state, person, sorter):
    models.Tool.objects.update(state=state)
    found = faults("a.json", as_json(), person, proposal=True)
    assert found == {(1, "slug"): "The Hub has an entry of this name. A proposal makes new drafts only."}


# --- Bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"slug": "=1+1"}, "slug", "formula"),
        ({"name": "=HYPERLINK(1)"}, "name", "formula"),
        ({"summary_en": "@SUM(1)"}, "summary_en", "formula"),
        ({"limits_fr": "＝1"}, "limits_fr", "formula"),
        ({"name": "a\0b"}, "name", "plain text"),
        ({"name": ""}, "name", "This is empty."),
        ({"name": "x" * 161}, "name", "At most 160"),
        ({"limits_en": "x" * 33_000}, "limits_en", "At most 32767"),
        ({"provider": "nobody"}, "provider", "does not know “nobody”"),
        ({"provider": ""}, "provider", "This is empty."),
        ({"stages": "triage, nowhere"}, "stages", "does not know “nowhere”"),
        ({"status": "ready"}, "status", "must be one of"),
        ({"law_enforcement_only": "perhaps"}, "law_enforcement_only", "yes or no"),
        ({"languages": "en, xx"}, "languages", "does not know “xx”"),
        ({"sources": "no-address"}, "sources", "not written as it must be"),
        ({"sources_read_on": "2026-02-30"}, "sources_read_on", "no such day"),
        ({"sources_read_on": "2999-01-01"}, "sources_read_on", "still to come"),
        ({"sources_read_on": "yesterday"}, "sources_read_on", "not written"),
        ({"replaced_by": "gone"}, "replaced_by", "does not know"),
        ({"replaced_by": "sorter"}, "replaced_by", "leads back"),
        ({"slug": "compare"}, "slug", "reserved"),
        ({"slug": "Sorter!"}, "slug", "not written"),
        ({"slug": ""}, "slug", "This is empty."),
        ({"summary_en": ""}, "summary_en", "This is empty."),
        ({"summary_en": "x" * 161}, "summary_en", "At most 160"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(changes, column, said, person):
    good = ROW | {"slug": "good"}
    found = faults("a.csv", as_csv(good, ROW | changes), person)
    assert {row for row, _column in found} == {3}
    assert said in " ".join(text for (_row, where), text in found.items() if where.startswith(column)), found


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"name": "=1+1"}, "name"),
        ({"name": True}, "name"),
        ({"name": 1.5}, "name"),
        ({"name": date(2026, 1, 1)}, "name"),
    ],
)
def test_a_wrong_cell_of_a_workbook(changes, column, person):
    assert set(faults("a.xlsx", as_xlsx(ROW | changes), person)) == {(2, column)}


def test_all_that_is_wrong_with_a_row_is_said_at_once(person):
    found = faults("a.csv", as_csv(ROW | {"name": "=1+1", "status": "ready", "summary_en": ""}), person)
    assert {column for _row, column in found} == {"name", "status", "summary_en"}


def test_a_tool_that_stands_twice(person):
    found = faults("a.csv", as_csv(ROW, ROW), person)
    assert found == dict.fromkeys([(2, "slug"), (3, "slug")], "This tool stands in the file twice.")


def test_replacements_in_a_circle(person):
    rows = [ROW | {"replaced_by": "other"}, ROW | {"slug": "other", "replaced_by": "sorter"}]
    found = faults("a.csv", as_csv(*rows), person)
    assert found == dict.fromkeys([(2, "replaced_by"), (3, "replaced_by")], "This leads back to the tool itself.")


@pytest.mark.parametrize(
    ("entry", "place", "said"),
    [
        (5, "", "object with keys"),
        ([], "", "object with keys"),
        ({"slug": 5}, "/slug", "must be a text"),
        ({"name": "Nameless"}, "", "missing here: slug"),
        (ENTRY | {"slug": "a\0b"}, "/slug", "cannot be shown"),
        (ENTRY | {"slug": "a\ud800b"}, "/slug", "cannot be shown"),
        (ENTRY | {"owner": "x"}, "", "no place in this format: owner"),
        (ENTRY | {"texts": 5}, "/texts", "object with keys"),
        (ENTRY | {"stages": ["nowhere"]}, "/stages/0", "does not know"),
        (ENTRY | {"evidence": [{"by": "me"}]}, "/evidence/0/by", "must be one of"),
        (ENTRY | {"name": 10**300}, "/name", "must be a text"),
        (ENTRY | {"texts": {"summary": [[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]}}, "", "nested too deeply"),
    ],
)
def test_a_wrong_document_is_named_and_nothing_is_written(entry, place, said, person):
    found = faults("a.json", json.dumps([ENTRY | {"slug": "good"}, entry]).encode(), person)
    assert {row for row, _place in found} == {2}
    assert said in found[2, place]
    json.dumps(list(found.values())).encode()


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("a.csv", as_csv({"slug": "sorter", "sources": "", "capabilities": ""}), ("capabilities", "sources")),
        ("a.json", json.dumps({"slug": "sorter", "sources": [], "state": "draft"}).encode(), ("/sources",)),
    ],
)
def test_an_entry_that_officers_read_keeps_what_publishing_requires(
    name, content, places, person, sorter, source_factory, capability_factory
):
    source_factory(tool=sorter)
    sorter.capabilities.add(capability_factory())
    found = faults(name, content, person)
    assert sorted(found) == [(found_row, place) for found_row in {row for row, _place in found} for place in places]
    assert all("Withdraw the entry first" in text for text in found.values())
    models.Tool.objects.update(state="withdrawn")
    assert [row.kind for row in take_in(name, content, person).rows] == ["changed"]
    assert sorter.sources.count() == 0


def test_a_text_of_blanks_is_none(person, sorter):
    texts = {"summary": {"en": {"text": "  "}}, "what_it_does": {"en": {"text": "\n"}}}
    found = faults("a.json", json.dumps({"slug": "sorter", "texts": texts}).encode(), person)
    assert found == dict.fromkeys([(1, f"/texts/{name}/en/text") for name in texts], "This is empty.")


def test_a_day_that_was_wrong_before_hinders_no_other_change(person, sorter):
    models.Tool.objects.update(sources_read_on="2999-01-01")
    row = {"slug": "sorter", "name": "Sorter", "sources_read_on": "2999-01-01"}
    assert [one.kind for one in take_in("a.csv", as_csv(row), person).rows] == ["changed"]
    assert set(faults("a.csv", as_csv(row | {"sources_read_on": "2999-01-02"}), person)) == {(2, "sources_read_on")}


def test_what_an_entry_lacked_before_hinders_no_other_change(person, sorter):
    row = {"slug": "sorter", "name": "Sorter", "sources": "", "capabilities": ""}
    assert [one.kind for one in take_in("a.csv", as_csv(row), person).rows] == ["changed"]


def test_an_entry_with_texts_of_a_wrong_kind_for_one_that_is_there(person, sorter):
    assert set(faults("a.json", as_json(texts=5), person)) == {(1, "/texts")}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "no rows"),
        ("a.csv", b"slug,name\n", "no rows"),
        ("a.csv", b"name\nSorter\n", "“slug” is missing"),
        ("a.csv", b"slug,owner\na,b\n", "no column “owner”"),
        ("a.csv", b"slug,slug\na,b\n", "twice"),
        ("a.csv", b"slug\na,b\n", "more cells"),
        ("a.csv", as_csv(ROW, encoding="utf-16"), "UTF-8"),
        ("a.csv", "slug,name\na,é\n".encode("latin-1"), "UTF-8"),
        ("a.csv", b'slug,name\na,"b\n', "quotation marks"),
        ("a.csv", b"x" * (importing.BYTES + 1), "larger than 4 MB"),
        ("a.csv", b"slug\n" + b"a\n" * (importing.ROWS + 1), "more than 500 rows"),
        ("a.xlsx", b"PK no workbook", "not a workbook"),
        ("a.xlsx", as_csv(ROW), "not a workbook"),
        ("a.xlsx", bomb(21), "not a workbook"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[]", "no tool"),
        ("a.json", b"[NaN]", "number"),
        ("a.json", b'{"slug": "a", "slug": "b"}', "twice"),
        ("a.json", b"[" * 50_000, "nested too deeply"),
        ("a.json", json.dumps([{}] * (importing.ROWS + 1)).encode(), "more than 500 tools"),
        ("a.json", b'{"format": "hub-catalogue"}', "page of its own"),
    ],
)
def test_a_file_that_is_no_table_of_tools(name, content, said, person):
    assert said in unreadable(name, content, person)
