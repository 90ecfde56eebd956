"""Is every translation that a file brings in held against its English, and does none come in as reviewed?"""

import json
from copy import deepcopy

import pytest
from django.utils.translation import override

from catalogue import documents, importing, models, origins, translating
from catalogue.origins import Standing
from hub.models import Origin, TextOrigin
from hub.refusals import NotAllowed
from hub.texts import fingerprint
from tests.catalogue.tool_files import as_csv, as_xlsx
from tests.catalogue.translated import BETTER, ENGLISH, FRENCH, by_machine
from tests.personas import make_user

pytestmark = pytest.mark.django_db
GERMAN = "<b>Das</b> ist ein Werkzeug, das die Dateien mit {x} 999 bei https://other.example/ findet und sortiert."
ENGLISH_CLAIM, FRENCH_CLAIM = "It saves 2 hours a day.", "L’outil fait gagner 2 heures par jour."


@pytest.fixture
def person():
    return make_user("curator")


@pytest.fixture
def tool(made):
    """Its French summary and limits are reviewed, and so is its claim; the limits are by a machine."""
    made.tool.summary_fr = "Trouve les fichiers connus."
    made.tool.save()
    made.claim.claim_fr = FRENCH_CLAIM
    made.claim.save()
    for row, name in ((made.tool, "summary"), (made.claim, "claim")):
        by_machine(row, name, "fr")
    TextOrigin.objects.exclude(field="limits").update(origin=Origin.REVIEWED)
    return made.tool


def document() -> dict:
    return documents.document(models.Tool.objects.get())


def json_of(entry: dict) -> bytes:
    return json.dumps(entry).encode()


def checked(content: bytes, by, name="a.json", **more) -> tuple[dict, dict]:
    """Place -> what is refused there; place -> what is to be looked at."""
    result, _seen = importing.check(name=name, content=content, by=by, **more)
    return tuple({where: text for row in result.rows for where, text in said} for said in _said(result))


def _said(result):
    return [pair for row in result.rows for pair in row.wrong], [pair for row in result.rows for pair in row.notes]


def take_in(content: bytes, by, name="a.json", **more):
    _, seen = importing.check(name=name, content=content, by=by, **more)
    result = importing.import_file(name=name, content=content, by=by, seen=seen, **more)
    assert not result.has_validation_errors()
    return result


def origin_of(name: str, code="fr", model="tool") -> TextOrigin:
    return TextOrigin.objects.get(model=f"catalogue.{model}", field=name, language=code)


def state() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (models.Tool, models.Evidence, TextOrigin)]


# --- What blocks --------------------------------------------------------------------------------------------------


def test_a_document_with_a_faulty_text_is_refused_at_its_place(person, tool):
    entry = document()
    entry["texts"]["summary"]["fr"] = {"text": GERMAN, "origin": "reviewed", "english": "0" * 12}
    entry["texts"]["what_it_does"]["ar"] = {
        "text": "أداة تفرز الملفات %(name)s.",
        "origin": "reviewed",
        "english": fingerprint("It compares files."),
    }
    before = state()
    result, seen = importing.check(name="a.json", content=json_of(entry), by=person)
    (row,) = result.rows
    assert row.kind == "refused"
    assert {where for where, _text in row.wrong} == {
        "/texts/summary/fr/text",
        "/texts/summary/fr/english",
        "/texts/what_it_does/ar/text",
    }
    told = " ".join(text for _where, text in row.wrong)
    for part in ("999", "other.example", "{x}", "<b>", "%(name)s", "made from another English"):
        assert part in told
    importing.import_file(name="a.json", content=json_of(entry), by=person, seen=seen)
    assert state() == before


@pytest.mark.parametrize(("name", "made_of"), [("a.csv", as_csv), ("a.xlsx", as_xlsx)])
def test_a_table_with_a_faulty_text_is_refused_at_its_column(name, made_of, person, tool):
    before = state()
    row = {"slug": "finder", "limits_fr": BETTER.replace("4", "5"), "summary_ar": "Only English words {x} 99"}
    wrong, _notes = checked(made_of(row), person, name)
    assert set(wrong) == {"limits_fr", "summary_ar"}
    assert state() == before


def test_a_statement_with_a_faulty_text_is_refused_at_its_place(person, tool):
    entry = document()
    entry["evidence"][0]["claim"]["fr"] = FRENCH_CLAIM.replace("2", "3")
    wrong, _notes = checked(json_of(entry), person)
    assert set(wrong) == {"/evidence/0/claim/fr"}


def test_a_proposal_with_a_faulty_text_is_refused(person, tool):
    entry = document() | {"slug": "another"}
    entry["texts"]["limits"]["fr"]["text"] = BETTER.replace("4", "5")
    wrong, _notes = checked(json_of(entry), person, proposal=True)
    assert set(wrong) == {"/texts/limits/fr/text"}


@pytest.mark.parametrize(
    ("code", "said"),
    [("fr", "n’est pas dans la langue"), ("ar", "ليس باللغة"), ("zh-hans", "语言")],
)
def test_the_reason_is_in_the_readers_language(code, said, person, tool):
    row = {"slug": "finder", "summary_fr": "This is the tool that finds the files of a unit and sorts them."}
    with override(code):
        wrong, _notes = checked(as_csv(row), person, "a.csv")
    assert said in wrong["summary_fr"]


def test_the_check_is_against_the_english_of_the_same_row(person, tool):
    english, french = ENGLISH.replace("3", "2"), BETTER.replace("3", "2")
    assert set(checked(as_csv({"slug": "finder", "limits_fr": french}), person, "a.csv")[0]) == {"limits_fr"}
    row = {"slug": "finder", "limits_en": english, "limits_fr": french}
    take_in(as_csv(row), person, "a.csv")
    assert origin_of("limits").english == fingerprint(english)
    assert models.Tool.objects.get().limits_fr == french


# --- What does not ------------------------------------------------------------------------------------------------


def test_what_only_warns_is_told_and_taken_in(person, tool):
    row = {"slug": "finder", "summary_fr": "Trouve les fichiers connus ; ici!"}
    (told,) = take_in(as_csv(row), person, "a.csv").rows
    assert {where for where, _text in told.notes} == {"summary_fr"}
    assert [text[:11] for _where, text in told.notes] == ["Punctuation", "No file mak"]
    assert models.Tool.objects.get().summary_fr == row["summary_fr"]


def test_a_fault_that_was_there_before_hinders_no_other_change(person, tool):
    models.Tool.objects.update(limits_fr="Il trouve 7 fichiers.", summary_ar="Only English {x} 99")
    models.Evidence.objects.update(claim_fr="9")
    entry = document() | {
        "name": "Finder 2",
        "evidence": [
            {"by": "provider", "source": "https://s.example/"} | {"claim": {"en": "New."}},
            *document()["evidence"],
        ],
    }
    entry["texts"]["limits"]["en"]["text"] = "It finds 8 files."
    assert checked(json_of(entry), person) == ({}, {})
    take_in(json_of(entry), person)
    changed = models.Tool.objects.get()
    assert (changed.limits_en, changed.limits_fr) == ("It finds 8 files.", "Il trouve 7 fichiers.")
    assert models.Evidence.objects.count() == 2


def test_a_text_that_is_taken_away_is_no_fault(person, tool):
    take_in(as_csv({"slug": "finder", "limits_fr": ""}), person, "a.csv")
    assert models.Tool.objects.get().limits_fr is None
    assert not TextOrigin.objects.filter(field="limits").exists()


# --- Whose it is --------------------------------------------------------------------------------------------------


def test_a_right_text_comes_in_as_one_that_somebody_else_approves(person, tool, settings):
    settings.PUBLISH_BY_TWO = True
    entry = document()
    for text in (entry["texts"]["summary"]["fr"], entry["texts"]["limits"]["fr"]):
        text["origin"] = "reviewed"
    entry["texts"]["summary"]["fr"]["text"] = "Il trouve les fichiers connus."
    entry["texts"]["limits"]["fr"]["text"] = BETTER
    entry["evidence"][0]["claim"]["fr"] = "Cet outil fait gagner 2 heures par jour."
    _wrong, notes = checked(json_of(entry), person)
    asked = {where for where, text in notes.items() if "No file makes" in text}
    assert asked == {
        "/texts/summary/fr/origin",
        "/texts/limits/fr/origin",
        "/evidence/0/origins/claim/fr/origin",
    }
    take_in(json_of(entry), person)
    for told in TextOrigin.objects.all():
        assert (told.origin, told.by, told.written_by, told.returned) == ("human", person, person, False)
    held = translating.text_of(models.Tool.objects.get(), "limits", "fr")
    assert held.standing == Standing.IN_REVIEW
    with pytest.raises(NotAllowed, match="same_person"):
        translating.approve(held.row, "limits", "fr", by=person, reason="Read.")


def test_a_text_that_was_sent_back_and_is_written_anew_waits_again(person, tool):
    TextOrigin.objects.filter(field="limits").update(origin="human", returned=True, note="Too literal.")
    take_in(as_csv({"slug": "finder", "limits_fr": BETTER}), person, "a.csv")
    told = origin_of("limits")
    assert (told.origin, told.returned, told.note, told.written_by) == ("human", False, "", person)


def test_a_machines_text_stays_a_machines(person, tool):
    entry = document()
    entry["texts"]["limits"]["fr"]["text"] = BETTER
    take_in(json_of(entry), person)
    assert origin_of("limits").origin == "machine"
    assert models.Tool.objects.get().limits_fr == BETTER


@pytest.mark.parametrize("claimed", ["reviewed", "human", "source"])
def test_a_text_that_stays_as_it_is_stays_whose_it_is(claimed, person, tool):
    entry = document()
    entry["texts"]["limits"]["fr"] |= {"origin": claimed, "english": fingerprint("Another.")}
    wrong, notes = checked(json_of(entry), person)
    assert (wrong, set(notes)) == ({}, {"/texts/limits/fr/origin"})
    before = state()
    take_in(json_of(entry), person)
    assert (state()[-1], origin_of("limits").origin) == (before[-1], "machine")


def test_a_translation_does_not_follow_an_english_that_the_file_changes(person, tool):
    entry = document()
    entry["texts"]["summary"]["en"]["text"] = "Sorts known files."
    entry["texts"]["summary"]["fr"]["english"] = fingerprint("Sorts known files.")
    take_in(json_of(entry), person)
    held = translating.text_of(models.Tool.objects.get(), "summary", "fr")
    assert held.standing == Standing.NEEDS_UPDATE


def test_a_text_of_another_english_is_refused(person, tool):
    entry = document()
    entry["texts"]["limits"]["fr"] = {"text": BETTER, "origin": "human", "english": fingerprint("Another.")}
    entry["evidence"][0]["claim"]["fr"] = "Cet outil fait gagner 2 heures par jour."
    entry["evidence"][0]["origins"]["claim"]["fr"]["english"] = "0" * 12
    wrong, _notes = checked(json_of(entry), person)
    assert set(wrong) == {"/texts/limits/fr/english", "/evidence/0/origins/claim/fr/english"}
    assert all("made from another English" in text for text in wrong.values())
    with override("ar"):
        assert "إنكليزي" in checked(json_of(entry), person)[0]["/texts/limits/fr/english"]


def test_what_goes_out_comes_in_as_it_was(person, tool):
    before, entry = state(), document()
    told = deepcopy(entry)
    assert checked(json_of(entry), person) == ({}, {})
    assert [row.kind for row in take_in(json_of(entry), person).rows] == ["unchanged"]
    assert state() == before
    assert document() == told


def test_statements_are_known_again_in_another_order(person, tool, evidence_factory):
    other = evidence_factory(tool=tool, claim_en="It reads 5 formats.", claim_fr="L’outil lit 5 formats.", position=1)
    by_machine(other, "claim", "fr")
    entry = document()
    entry["evidence"].reverse()
    entry["evidence"][0].pop("origins")
    assert checked(json_of(entry), person) == ({}, {})
    take_in(json_of(entry), person)
    found = {
        row.claim_fr: origins.told_of(models.Evidence.objects.all()).of(row, "claim", "fr")
        for row in tool.evidence.all()
    }
    assert {text: known.origin for text, known in found.items()} == {
        FRENCH_CLAIM: "reviewed",
        "L’outil lit 5 formats.": "machine",
    }


def test_no_text_was_checked_where_none_was_changed(person, tool, monkeypatch):
    asked = []
    monkeypatch.setattr("catalogue.translation_checks.check", lambda *said, **_more: asked.append(said) or [])
    entry = document() | {"name": "Finder 2"}
    importing.check(name="a.json", content=json_of(entry), by=person)
    assert asked == []
    entry["texts"]["limits"]["fr"]["text"] = BETTER
    importing.check(name="a.json", content=json_of(entry), by=person)
    assert [said[:3] for said in asked] == [(ENGLISH, BETTER, "fr")]
    assert FRENCH not in asked[0]
