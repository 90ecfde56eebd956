"""Is a translator's file taken in as a whole or not at all, and what fits no longer refused with its reason?"""

import pytest

from catalogue import models, origins, translation_returns
from catalogue.history import Change
from catalogue.origins import Standing
from catalogue.translation_returns import Kind
from hub.languages import TRANSLATIONS
from hub.models import AuditEvent, Origin, TextOrigin
from hub.sheets import BadFile
from tests.catalogue.translated import (
    BETTER,
    ENGLISH,
    FRENCH,
    as_bytes,
    by_machine,
    exported,
    table,
    translated,
    translated_po,
    workbook,
    world,
)  # fmt: skip
from tests.personas import make_user

pytestmark = pytest.mark.django_db
LIMITS, SUMMARY, WORD = "tool/finder/limits", "tool/finder/summary", "stage/triage/name"
TABLES = (models.Tool, models.Stage, models.Evidence, Change, TextOrigin, AuditEvent)


@pytest.fixture
def made(tool_factory, stage_factory, evidence_factory):
    return world(tool_factory, stage_factory, evidence_factory)


@pytest.fixture
def translator():
    return make_user("translator", working_languages=["fr"])


def held() -> dict:
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def check(content: bytes, name="a.xlsx", languages=TRANSLATIONS):
    """The check must leave nothing."""
    before = held()
    report = translation_returns.check(name=name, content=content, languages=languages)
    assert held() == before
    return report


def take_in(content: bytes, by, name="a.xlsx"):
    report = check(content, name, by.translates_into)
    return translation_returns.take_in(name=name, content=content, seen=report.seen, by=by)


def refused(content: bytes, by, name="a.xlsx") -> list[str]:
    """The reasons; nothing is taken in."""
    report = check(content, name)
    before = held()
    assert translation_returns.take_in(name=name, content=content, seen=report.seen, by=by) is None
    assert held() == before
    return [reason for one in report.of(Kind.REFUSED) for reason in one.reasons]


def standing(row, name: str) -> Standing:
    row.refresh_from_db()
    return origins.standing(
        origins.told_into("fr").of(row, name, "fr"), getattr(row, f"{name}_fr"), getattr(row, f"{name}_en")
    )


# --- What is taken in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_the_no_break_spaces_of_a_file_arrive(kind, made, translator):
    models.Tool.objects.update(summary_en="In the EU; free.")
    texts = {SUMMARY: "Dans l’UE\u00a0; gratuit\u202f."}
    content = as_bytes(translated_po(texts)) if kind == "po" else translated(texts)
    report = take_in(content, translator, f"a.{kind}")
    assert [one.warnings for one in report.rows] == [[]]
    made.tool.refresh_from_db()
    assert made.tool.summary_fr == texts[SUMMARY]


@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_each_text_waits_for_approval_as_a_persons_work(kind, made, translator):
    claim = f"evidence/{made.claim.pk}/claim"
    texts = {LIMITS: BETTER, WORD: "Tri", claim: "Il fait gagner 2 heures par jour."}
    content = translated(texts) if kind == "xlsx" else as_bytes(translated_po(texts))
    report = take_in(content, translator, f"a.{kind}")
    assert [one.kind for one in report.rows] == [Kind.TAKEN] * 3
    assert {standing(made.tool, "limits"), standing(made.stage, "name"), standing(made.claim, "claim")} == {
        Standing.IN_REVIEW
    }
    assert (made.tool.limits_fr, made.stage.name_fr) == (BETTER, "Tri")
    origin = TextOrigin.objects.get(model="catalogue.tool", field="limits", language="fr")
    assert (origin.origin, origin.source, origin.by) == (Origin.HUMAN, ENGLISH, translator)
    changes = Change.objects.filter(tool=made.tool)
    assert [(change.by, change.told, set(change.fields)) for change in changes] == [
        (translator, False, {"limits", "evidence"})
    ]
    event = AuditEvent.objects.get(event="translations taken in")
    assert (event.by, event.detail) == (str(translator.pk), {"language": "fr", "count": 3})


def test_other_languages_and_the_day_of_the_last_change_stay(made, translator):
    models.Tool.objects.update(limits_es="Encuentra 3 de 4.")
    before = models.Tool.objects.get()
    take_in(translated({LIMITS: BETTER}), translator)
    after = models.Tool.objects.get()
    assert (after.limits_es, after.limits_en, after.changed) == (before.limits_es, ENGLISH, before.changed)


def test_the_translators_note_is_kept_for_whoever_approves(made, translator):
    take_in(translated({LIMITS: BETTER}, note="“fichiers” or “dossiers”?"), translator)
    assert TextOrigin.objects.get(field="limits").note == "“fichiers” or “dossiers”?"


def test_what_did_not_change_stays_a_machines(made, translator):
    report = check(exported())
    assert [one.kind for one in report.rows if one.said.place == LIMITS] == [Kind.UNCHANGED]
    assert not report.may_be_taken_in
    take_in(translated({LIMITS: FRENCH, WORD: "Tri"}), translator)
    assert standing(made.tool, "limits") == Standing.MACHINE


def test_what_is_not_translated_yet_is_left_out(made):
    report = check(exported())
    assert [(one.said.place, one.reasons) for one in report.of(Kind.LEFT_OUT)][-1] == (
        WORD,
        ["It is not translated yet."],
    )


def test_what_its_translator_calls_unfinished_is_left_out(made, translator):
    file = translated_po({LIMITS: BETTER, WORD: "Tri"})
    file[0].flags.append("fuzzy")
    report = take_in(as_bytes(file), translator, "a.po")
    assert [(one.kind, one.said.place) for one in report.rows] == [(Kind.LEFT_OUT, LIMITS), (Kind.TAKEN, WORD)]
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == FRENCH


def test_a_text_of_one_line_has_one(made, translator):
    take_in(translated({WORD: " Tri\ndes faits "}), translator)
    made.stage.refresh_from_db()
    assert made.stage.name_fr == "Tri des faits"


def test_a_file_of_windows(made, translator):
    take_in(translated({LIMITS: BETTER.replace(". ", ".\r\n\r\n")}), translator)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == BETTER.replace(". ", ".\n\n")


# --- What is refused ----------------------------------------------------------------------------------------------


def test_the_english_has_changed(made, translator):
    content = translated({LIMITS: BETTER, WORD: "Tri"})
    models.Tool.objects.update(limits_en=f"{ENGLISH} It is slow.")
    assert refused(content, translator) == [str(translation_returns.STALE)]


def test_the_translation_has_changed(made, translator):
    content = translated({LIMITS: BETTER, WORD: "Tri"})
    models.Tool.objects.update(limits_fr="Une collègue l’a écrit mieux : 3 sur 4, https://maker.example/")
    assert refused(content, translator) == [str(translation_returns.OVERTAKEN)]


def test_somebody_translated_it_meanwhile(made, translator):
    content = translated({WORD: "Triage"})
    models.Stage.objects.update(name_fr="Tri")
    assert refused(content, translator) == [str(translation_returns.OVERTAKEN)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Il trouve 3 des 5 fichiers connus. Voir https://maker.example/ pour en savoir plus.", "Numbers differ"),
        ("Il trouve 3 des 4 fichiers connus. Voir la page pour en savoir plus sur cet outil.", "Addresses differ"),
        ("Il trouve <b>3</b> des 4 fichiers connus. Voir https://maker.example/ pour plus.", "Tags or links differ"),
        ("Il trouve 3 des 4 fichiers de %(name)s. Voir https://maker.example/ pour plus.", "Placeholders differ"),
        ("Инструмент находит 3 из 4 известных файлов. Подробнее: https://maker.example/.", "not in the language"),
        ("Il trouve 3 des 4 fichiers. Voir https://maker.example/ " + "encore " * 1000, "At most 4000 characters."),
        ("", "The translation is empty."),
    ],
)
def test_what_must_be_equal_and_is_not(text, said, made, translator):
    [reason] = refused(translated({LIMITS: text, WORD: "Tri"}), translator)
    assert said in reason


def test_a_summary_may_be_longer_than_its_english(made, translator):
    longer = "L’outil retrouve des fichiers connus " * 6
    take_in(translated({SUMMARY: longer}), translator)
    made.tool.refresh_from_db()
    assert made.tool.summary_fr == longer.strip()
    assert len(made.tool.summary_fr) > models.SUMMARY_LENGTH
    [reason] = refused(translated({SUMMARY: longer * 2}), translator)
    assert reason == "At most 400 characters."


def test_too_long_for_its_column(made, translator):
    [reason] = refused(translated({WORD: "Tri " * 60}), translator)
    assert reason == "At most 120 characters."


@pytest.mark.parametrize("place", ["tool/other/limits", "tool/finder/name", "user/1/email", "", "<script>"])
def test_no_such_text(place, made, translator):
    rows = [row | {"place": place, "translation": BETTER} for row in table(exported()) if row["place"] == LIMITS]
    assert refused(workbook(rows), translator) == [str(translation_returns.UNKNOWN)]


def test_an_entry_that_was_withdrawn(made, translator):
    content = translated({LIMITS: BETTER})
    models.Tool.objects.update(state=models.State.WITHDRAWN)
    assert refused(content, translator) == [str(translation_returns.UNKNOWN)]


def test_one_text_twice(made, translator):
    rows = [row | {"translation": BETTER} for row in table(exported()) if row["place"] == LIMITS]
    assert refused(workbook(rows * 2), translator) == [str(translation_returns.TWICE)] * 2


def test_a_row_in_another_language(made, translator):
    rows = [row for row in table(exported()) if row["place"] in {LIMITS, WORD}]
    rows[0]["translation"], rows[1]["language"] = BETTER, "es"
    assert refused(workbook(rows), translator) == [str(translation_returns.OTHER_LANGUAGE)]


@pytest.mark.parametrize("column", ["english_mark", "translation_mark"])
@pytest.mark.parametrize("value", [None, "#000000000000", "nothing"])
def test_a_fingerprint_that_is_gone_or_another(column, value, made, translator):
    content = translated({LIMITS: BETTER}, **{column: value})
    [reason] = refused(content, translator)
    expected = translation_returns.OVERTAKEN if column == "translation_mark" else translation_returns.STALE
    assert reason == str(translation_returns.NO_MARK if (column, value) == ("english_mark", None) else expected)


def test_a_po_file_without_fingerprints(made, translator):
    file = translated_po({LIMITS: BETTER})
    file[0].comment = ""
    assert refused(as_bytes(file), translator, "a.po") == [str(translation_returns.NO_MARK)]


def test_a_character_that_is_no_text(made, translator):
    content = as_bytes(translated_po({LIMITS: BETTER})).replace("L’outil".encode(), b"L\x01outil")
    assert refused(content, translator, "a.po") == [str(translation_returns.CONTROLS)]


def test_a_language_that_is_not_ones_own(made):
    content = translated({LIMITS: BETTER})
    with pytest.raises(BadFile) as bad:
        check(content, languages=["es", "ru"])
    assert "This file is in Français, which is not one of your languages." in str(bad.value)


def test_no_language_at_all(made):
    with pytest.raises(BadFile) as bad:
        check(translated({LIMITS: BETTER}, language="Klingon"))
    assert "names a language" in str(bad.value)


# --- All or nothing -----------------------------------------------------------------------------------------------


def test_one_wrong_row_keeps_the_others_out(made, translator):
    content = translated({LIMITS: BETTER.replace("3", "7"), WORD: "Tri"})
    assert len(refused(content, translator)) == 1
    made.stage.refresh_from_db()
    assert made.stage.name_fr is None


def test_something_moved_after_the_check(made, translator):
    content = translated({LIMITS: BETTER, WORD: "Tri"})
    seen = check(content).seen
    models.Stage.objects.update(name_fr="Triage")
    before = held()
    assert translation_returns.take_in(name="a.xlsx", content=content, seen=seen, by=translator) is None
    assert held() == before


def test_a_language_that_was_taken_from_the_translator_after_the_check(made, translator):
    content = translated({LIMITS: BETTER})
    seen = check(content).seen
    translator.working_languages = ["es"]
    with pytest.raises(BadFile):
        translation_returns.take_in(name="a.xlsx", content=content, seen=seen, by=translator)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == FRENCH


def test_a_second_press_changes_nothing(made, translator):
    content = translated({LIMITS: BETTER})
    take_in(content, translator)
    before = held()
    report = check(content)
    assert [one.kind for one in report.rows] == [Kind.UNCHANGED]
    assert translation_returns.take_in(name="a.xlsx", content=content, seen=report.seen, by=translator) is None
    assert held() == before


def test_the_number_of_queries_of_a_check_does_not_depend_on_the_number_of_texts(
    made, tool_factory, django_assert_num_queries
):
    tools = [tool_factory(summary_fr=f"L’outil {number} trie des fichiers.") for number in range(20)]
    for tool in tools:
        by_machine(tool, "summary", "fr")
    content = exported()
    assert len(table(content)) > 40
    with django_assert_num_queries(4):  # origins, tools, evidence, steps
        translation_returns.check(name="a.xlsx", content=content, languages=TRANSLATIONS)


def test_a_po_file_whose_header_names_another_language_is_refused_for_that(made, translator):
    file = translated_po({LIMITS: BETTER})
    file.metadata["Language"] = "ar"
    said = "This text was exported in Français, but the header of the file says العربية."
    assert refused(as_bytes(file), make_user("curator"), "a.po") == [said]
    del file.metadata["Language"]
    file.metadata["Language"] = "fr_FR"
    assert take_in(as_bytes(file), translator, "a.po").may_be_taken_in
