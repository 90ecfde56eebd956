"""Do the verbs of the translation desk keep its rules?"""

import pytest
from django.core.exceptions import ValidationError

from catalogue import models, origins, snapshot, translating
from catalogue.differences import differences
from catalogue.history import Change
from catalogue.origins import Standing
from catalogue.translating import Blocked, Overtaken, Wanted
from hub.models import AuditEvent, Origin, TextOrigin
from hub.refusals import NotAllowed
from hub.texts import fingerprint
from tests.personas import make_user

ENGLISH = "Sorts 40 files."
FRENCH = "Trie 40 fichiers."


@pytest.fixture
def tool(tool_factory):
    """With a French summary by a machine."""
    tool = tool_factory(slug="sorter", name="Sorter", summary_en=ENGLISH, summary_fr=FRENCH)
    origins.note(models.Tool, [origins.Source("sorter", "summary", "fr", "machine", fingerprint(ENGLISH), ENGLISH)])
    return tool


@pytest.fixture
def translator(db):
    return make_user("translator", working_languages=["fr"])


@pytest.fixture
def colleague(db):
    return make_user("curator")


def origin() -> TextOrigin:
    return TextOrigin.objects.get(key="sorter", field="summary", language="fr")


def standing(tool, name: str = "summary", code: str = "fr") -> Standing:
    return translating.text_of(models.Tool.objects.get(pk=tool.pk), name, code).standing


def refused(verb, *args, **values) -> str:
    with pytest.raises(NotAllowed) as caught:
        verb(*args, **values)
    return caught.value.code


# --- Writing ------------------------------------------------------------------------------------------------------


def test_what_is_written_waits_for_approval(tool, translator):
    before, changed = snapshot.current().token, tool.changed
    translating.write(tool, "summary", "fr", "  Classe 40\n fichiers. ", by=translator)
    held = models.Tool.objects.get(pk=tool.pk)
    assert held.summary_fr == "Classe 40 fichiers."
    found = origin()
    assert (found.origin, found.source, found.by, found.written_by) == (Origin.HUMAN, ENGLISH, translator, translator)
    assert standing(tool) == Standing.IN_REVIEW
    step = Change.objects.get(tool=tool)
    assert (step.kind, step.fields, step.told, step.by) == ("translated", ["summary"], False, translator)
    assert step.document["texts"]["summary"]["fr"]["text"] == "Classe 40 fichiers."
    event = AuditEvent.objects.get(event="translation written")
    assert (event.target, event.by) == ("tool sorter summary fr", str(translator.pk))
    assert held.changed == changed  # no news to officers
    assert snapshot.current().token != before


def test_a_paragraph_stays_a_paragraph(tool, translator):
    tool.what_it_does_en = "One.\n\nTwo."
    tool.save()
    translating.write(tool, "what_it_does", "fr", "Un.\r\n\r\nDeux.\r\n", by=translator)
    assert models.Tool.objects.get().what_it_does_fr == "Un.\n\nDeux."


def test_words_and_rows_of_a_tool_are_written_alike(tool, translator, stage_factory, evidence_factory):
    stage, evidence = stage_factory(name_en="Triage"), evidence_factory(tool=tool)
    translating.write(stage, "name", "fr", "Tri", by=translator)
    translating.write(evidence, "claim", "fr", "Fait gagner une heure par jour.", by=translator)
    assert models.Stage.objects.get().name_fr == "Tri"
    assert models.Evidence.objects.get().claim_fr == "Fait gagner une heure par jour."
    assert [step.fields for step in Change.objects.all()] == [["evidence"]]  # a word has no history of its own
    assert set(TextOrigin.objects.filter(origin="human").values_list("model", "key")) == {
        ("catalogue.stage", "triage"),
        ("catalogue.evidence", str(evidence.pk)),
    }


def test_many_are_one_line_in_the_history_and_all_or_none(tool, translator):
    tool.limits_en = "Reads no sound."
    tool.save()
    wanted = [
        Wanted(tool, "summary", "fr", "Classe 40 fichiers."),
        Wanted(tool, "limits", "fr", "Ne lit pas le son."),
    ]
    translating.write_all(wanted, by=translator)
    assert Change.objects.get().fields == ["summary", "limits"]
    with pytest.raises(Blocked):
        translating.write_all(
            [Wanted(tool, "limits", "fr", "Ne lit aucun son."), Wanted(tool, "summary", "fr", "Trie 41 fichiers.")],
            by=translator,
        )
    assert models.Tool.objects.get().limits_fr == "Ne lit pas le son."


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("  \n", "empty"), (FRENCH, "unchanged")])
def test_what_is_no_text_is_not_taken(tool, translator, text, code):
    assert refused(translating.write, tool, "summary", "fr", text, by=translator) == code


@pytest.mark.parametrize("text", ["Trie 40 fichiers\u00a0; puis 2.", "Trie 40 fichiers\u202f; puis 2.", "Trie  40\n"])
@pytest.mark.parametrize("name", ["summary", "what_it_does"])
def test_a_machines_text_saved_as_it_stands_stays_the_machines_to_the_letter(tool, translator, name, text):
    models.Tool.objects.update(**{f"{name}_en": "Sorts 40 files; then 2.", f"{name}_fr": text})
    before = list(TextOrigin.objects.values())
    for sent in (text, text.replace("\n", "\r\n"), f"{text}  "):
        assert refused(translating.write, tool, name, "fr", sent, by=translator) == "unchanged"
    assert getattr(models.Tool.objects.get(), f"{name}_fr") == text
    assert list(TextOrigin.objects.values()) == before


def test_the_spaces_of_french_stay_in_what_is_written(tool, translator):
    models.Tool.objects.update(summary_en="Sorts 40 files; then 2.")
    translating.write(tool, "summary", "fr", "Classe 40 fichiers\u00a0; puis\n 2\u202f!", by=translator)
    assert models.Tool.objects.get().summary_fr == "Classe 40 fichiers\u00a0; puis 2\u202f!"


def test_what_a_check_blocks_is_not_taken(tool, translator):
    with pytest.raises(Blocked) as caught:
        translating.write(tool, "summary", "fr", "Trie 41 fichiers.", by=translator)
    assert [finding.blocks for finding in caught.value.findings] == [True]
    assert models.Tool.objects.get().summary_fr == FRENCH
    assert origin().origin == Origin.MACHINE


def test_a_summary_has_its_length_in_every_language(tool, translator):
    with pytest.raises(ValidationError):
        translating.write(tool, "summary", "fr", "Trie 40 fichiers" + ", vite" * 80, by=translator)


def test_a_text_is_no_longer_than_the_format_of_the_catalogue_allows(tool, translator, evidence_factory):
    claim = evidence_factory(tool=tool, claim_en="Fast.")
    with pytest.raises(ValidationError, match="10000"):
        translating.write(claim, "claim", "fr", "a " * 5_000 + "ab", by=translator)
    assert models.Evidence.objects.get().claim_fr is None


def test_nothing_is_translated_that_is_not_there_in_english(tool, translator):
    assert refused(translating.write, tool, "limits", "fr", "Aucune.", by=translator) == "no_english"


# --- Whose language -----------------------------------------------------------------------------------------------


def test_a_translator_writes_in_the_own_languages_alone(tool, translator):
    for verb, values in (
        (translating.write, {"text": "Classe"}),
        (translating.approve, {}),
        (translating.send_back, {"note": "No."}),
    ):
        assert refused(verb, tool, "summary", "ar", by=translator, **values) == "language"
    assert not Change.objects.exists()


@pytest.mark.parametrize("name", ["officer", "reviewer"])
def test_others_translate_into_nothing(tool, name):
    user = make_user(name, working_languages=["fr"])
    assert refused(translating.write, tool, "summary", "fr", "Classe 40 fichiers.", by=user) == "language"


def test_who_keeps_the_entries_translates_into_all(tool, colleague):
    for code, text in (("ar", "يفرز 40 ملفا."), ("zh-hans", "对 40 个文件分类。")):
        translating.write(tool, "summary", code, text, by=colleague)
    assert standing(tool, code="ar") == standing(tool, code="zh-hans") == Standing.IN_REVIEW


def test_english_is_no_translation(tool, colleague):
    assert refused(translating.write, tool, "summary", "en", "Sorts 40 of them.", by=colleague) == "language"


# --- Approving ----------------------------------------------------------------------------------------------------


def test_a_machines_text_is_reviewed_once_a_person_approves_it(tool, translator):
    """J6: and by nothing else."""
    assert refused(translating.write, tool, "summary", "fr", FRENCH, by=translator) == "unchanged"
    assert standing(tool) == Standing.MACHINE
    before = snapshot.current().token
    translating.approve(tool, "summary", "fr", by=translator)
    found = origin()
    assert (found.origin, found.by, found.written_by) == (Origin.REVIEWED, translator, None)
    assert standing(tool) == Standing.REVIEWED
    assert Change.objects.get().kind == "approved"
    assert AuditEvent.objects.get(event="translation approved").target == "tool sorter summary fr"
    assert snapshot.current().token != before
    assert refused(translating.approve, tool, "summary", "fr", by=translator) == "approved"


def test_two_people(tool, translator, colleague, settings):
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=translator)
    assert refused(translating.approve, tool, "summary", "fr", by=translator) == "same_person"
    translating.approve(tool, "summary", "fr", by=colleague)
    assert standing(tool) == Standing.REVIEWED


def test_two_people_also_after_the_english_changed(tool, translator, colleague):
    """Who approved it last is not who wrote it."""
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=translator)
    translating.approve(tool, "summary", "fr", by=colleague)
    tool = models.Tool.objects.get()
    tool.summary_en = "Sorts all 40 files."
    tool.save()
    assert refused(translating.approve, tool, "summary", "fr", by=translator) == "same_person"
    translating.approve(tool, "summary", "fr", by=colleague)
    assert origin().source == "Sorts all 40 files."


def test_one_person_where_the_setting_says_so(tool, translator, settings):
    settings.PUBLISH_BY_TWO = False
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=translator)
    translating.approve(tool, "summary", "fr", by=translator)
    assert standing(tool) == Standing.REVIEWED


def test_a_warning_is_passed_for_a_reason_that_is_kept(tool, translator):
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(summary_en="Sorts 40 files for PhotoDNA.")
    tool = models.Tool.objects.get()
    assert refused(translating.approve, tool, "summary", "fr", by=translator) == "no_reason"
    translating.approve(tool, "summary", "fr", by=translator, reason=" The name stands in the title. ")
    assert origin().note == "The name stands in the title."
    assert Change.objects.get().why == "The name stands in the title."
    assert AuditEvent.objects.get(event="translation approved").detail == {"passed": ["name"]}


def test_what_blocks_is_passed_for_no_reason(tool, translator):
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(summary_en="Sorts 50 files.")
    with pytest.raises(Blocked):
        translating.approve(models.Tool.objects.get(), "summary", "fr", by=translator, reason="It is so.")
    assert origin().origin == Origin.MACHINE


def test_what_is_missing_is_not_approved(tool, translator):
    assert refused(translating.approve, tool, "what_it_does", "fr", by=translator) == "missing"
    assert refused(translating.send_back, tool, "what_it_does", "fr", by=translator, note="Write it.") == "missing"


def test_staffs_text_of_which_nothing_is_known_can_be_approved(stage_factory, translator):
    stage = stage_factory(name_en="Triage", name_fr="Tri")
    translating.approve(stage, "name", "fr", by=translator)
    found = TextOrigin.objects.get()
    assert (found.origin, found.english) == (Origin.REVIEWED, fingerprint("Triage"))


def test_the_history_says_what_was_approved_in_which_language(tool, translator):
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=make_user("curator"))
    translating.approve(tool, "summary", "fr", by=translator)
    after, before = (step.document for step in Change.objects.all())
    (found,) = differences(before, after)
    told = "".join(piece.text for piece in found.pieces if piece.kind != "out")
    assert (found.label, found.about.code, told) == ("Summary", "fr", "Reviewed")


# --- Sending back -------------------------------------------------------------------------------------------------


def test_what_is_sent_back_is_written_anew(tool, translator, colleague):
    assert refused(translating.send_back, tool, "summary", "fr", by=colleague, note=" ") == "no_note"
    translating.send_back(tool, "summary", "fr", by=colleague, note="“Trier” is too wide here.")
    found = origin()
    assert (found.origin, found.returned, found.note) == (Origin.MACHINE, True, "“Trier” is too wide here.")
    assert standing(tool) == Standing.NEEDS_UPDATE
    assert Change.objects.get().why == "“Trier” is too wide here."
    assert refused(translating.approve, tool, "summary", "fr", by=colleague) == "returned"
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=translator)
    assert (standing(tool), origin().note) == (Standing.IN_REVIEW, "")


def test_what_was_reviewed_is_no_longer(tool, translator, colleague):
    translating.approve(tool, "summary", "fr", by=translator)
    translating.send_back(tool, "summary", "fr", by=colleague, note="Not the glossary’s word.")
    assert (origin().origin, standing(tool)) == (Origin.HUMAN, Standing.NEEDS_UPDATE)


# --- Somebody else was there --------------------------------------------------------------------------------------


def test_what_somebody_else_wrote_is_not_replaced_unseen(tool, translator, colleague):
    seen = translating.text_of(tool, "summary", "fr").seen
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=colleague, seen=seen)
    for verb, values in (
        (translating.write, {"text": "Range 40 fichiers."}),
        (translating.approve, {}),
        (translating.send_back, {"note": "No."}),
    ):
        with pytest.raises(Overtaken):
            verb(tool, "summary", "fr", by=translator, seen=seen, **values)
    assert models.Tool.objects.get().summary_fr == "Classe 40 fichiers."


@pytest.mark.parametrize("change", ["english", "returned"])
def test_nor_is_what_else_changed_there(tool, translator, colleague, change):
    seen = translating.text_of(tool, "summary", "fr").seen
    if change == "english":
        models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(summary_en="Sorts 40 pictures.")
    else:
        translating.send_back(tool, "summary", "fr", by=colleague, note="No.")
    with pytest.raises(Overtaken):
        translating.approve(tool, "summary", "fr", by=translator, seen=seen)


# --- The English changes (J3) -------------------------------------------------------------------------------------


def test_other_english_makes_five_texts_need_an_update_and_the_old_one_makes_them_fresh(tool, colleague):
    texts = {
        "ar": "يفرز 40 ملفا.",
        "zh-hans": "对 40 个文件分类。",
        "ru": "Сортирует 40 файлов.",
        "es": "Ordena 40 archivos.",
    }
    for code, text in texts.items():
        translating.write(tool, "summary", code, text, by=colleague)
    everything = ("fr", *texts)
    for english, expected in (("Sorts up to 40 files.", True), (ENGLISH, False)):
        tool = models.Tool.objects.get()
        tool.summary_en = english
        tool.save()
        assert [standing(tool, code=code) == Standing.NEEDS_UPDATE for code in everything] == [expected] * 5
    held = models.Tool.objects.get()
    assert (held.summary_fr, held.summary_es) == (FRENCH, "Ordena 40 archivos.")


def test_the_own_text_that_still_fits_is_confirmed_by_saving_it(tool, translator, colleague):
    translating.write(tool, "summary", "fr", "Classe 40 fichiers.", by=translator)
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(summary_en="Sorts up to 40 files.")
    translating.write(models.Tool.objects.get(), "summary", "fr", "Classe 40 fichiers.", by=translator)
    assert (standing(tool), origin().source) == (Standing.IN_REVIEW, "Sorts up to 40 files.")


def test_a_machines_text_is_never_a_persons_by_saving_it(tool, translator):
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(summary_en="Sorts up to 40 files.")
    assert refused(translating.write, models.Tool.objects.get(), "summary", "fr", FRENCH, by=translator) == "unchanged"
    assert origin().origin == Origin.MACHINE


# --- Finding ------------------------------------------------------------------------------------------------------


def test_rows_are_found_by_their_key(tool, evidence_factory):
    evidence = evidence_factory(tool=tool)
    assert translating.find("tool", "sorter") == tool
    assert translating.find("evidence", str(evidence.pk)) == evidence
    for kind, key in (("tool", "none"), ("evidence", "x"), ("evidence", "٣"), ("evidence", "9" * 30), ("user", "1")):
        assert translating.find(kind, key) is None
