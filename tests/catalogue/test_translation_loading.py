"""Do the translations of the data files reach the database, and keep off what a person answers for?"""

import copy
import json

import pytest

from catalogue import archive, loading, models, origins
from catalogue.origins import Standing, standing
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests import world
from tests.catalogue import worlds
from tests.catalogue.test_files import held
from tests.catalogue.test_translation_files import SOUND, STAMP

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATH = "translations/fr/sorter.yaml"


@pytest.fixture
def load(tmp_path):
    """Loads the small folder; `load.found` is what stands in it."""
    found = worlds.contents() | {PATH: copy.deepcopy(SOUND)}

    def load():
        return loading.load(worlds.write(tmp_path, found))

    load.found = found
    load()
    return load


@pytest.fixture
def tool(load):
    return models.Tool.objects.get(slug="sorter")


def known(row, name: str) -> TextOrigin:
    return TextOrigin.objects.get(**origins.place(row, name, "fr"))


def approve(row, name: str) -> None:
    TextOrigin.objects.filter(**origins.place(row, name, "fr")).update(origin=Origin.REVIEWED)


def test_texts_and_their_origins_are_there(tool):
    assert tool.summary_fr == "Trie des fichiers pour les analystes."
    assert tool.what_it_does_fr == "Il trie des fichiers."
    assert tool.limits_fr is None
    assert tool.evidence.get().claim_fr == "Fait gagner une heure."
    assert tool.error_figures.get().data_set_fr == "Un jeu de test"
    assert tool.restrictions.get().text_fr == "N'y est pas vendu."
    for row, name, english in (
        (tool, "summary", "Sorts files for analysts."),
        (tool.evidence.get(), "claim", "Saves an hour."),
        (tool.restrictions.get(), "text", "Not sold there."),
    ):
        origin = known(row, name)
        assert (origin.origin, origin.english, origin.source) == ("machine", fingerprint(english), english)


def test_a_second_load_changes_nothing(load):
    before, report = held(), load()
    assert (str(report), report.retold) == ("0 added, 0 changed, 0 conflicts", 0)
    assert held() == before


def test_a_machines_text_follows_its_file(load, tool):
    moved = models.SnapshotVersion.objects.get().token
    load.found[PATH]["summary"] = "Classe des fichiers."
    load.found[PATH]["evidence"][0]["claim"] = "Une heure de moins."
    report = load()
    tool.refresh_from_db()
    assert report.changed == ["tool sorter: summary_fr"]
    assert (tool.summary_fr, tool.evidence.get().claim_fr) == ("Classe des fichiers.", "Une heure de moins.")
    assert models.SnapshotVersion.objects.get().token != moved


def test_a_statement_alone_moves_the_snapshot_too(load, tool):
    moved = models.SnapshotVersion.objects.get().token
    load.found[PATH]["evidence"][0]["claim"] = "Une heure de moins."
    load()
    assert models.SnapshotVersion.objects.get().token != moved


def test_what_staff_wrote_stays_and_is_no_conflict_until_the_file_changes(load, tool):
    tool.summary_fr = "Texte du personnel."
    tool.save()
    origins.written_by_hand(tool, "summary", "fr")
    assert load().conflicts == []
    load.found[PATH]["summary"] = "Classe des fichiers."
    report = load()
    tool.refresh_from_db()
    assert (tool.summary_fr, known(tool, "summary").origin) == ("Texte du personnel.", "human")
    assert [line.split(":")[1].strip() for line in report.conflicts] == ["summary_fr"]


def test_a_machines_text_that_a_person_approved_stays(load, tool):
    approve(tool, "summary")
    assert load().conflicts == []
    load.found[PATH]["summary"] = "Classe des fichiers."
    said = ["tool sorter: summary_fr: a person approved it and the file has another text; kept"]
    assert [load().conflicts, load().conflicts] == [said, said]
    tool.refresh_from_db()
    assert tool.summary_fr == "Trie des fichiers pour les analystes."
    assert known(tool, "summary").origin == "reviewed"


def test_an_approved_word_and_caution_stay(load):
    stage, caution = models.Stage.objects.get(), models.Caution.objects.get()
    approve(stage, "name")
    approve(caution, "text")
    load.found["vocabulary/fr.yaml"]["stages"]["triage"]["name"] = "Classement"
    load.found["cautions.yaml"][0]["text"]["fr"] = "Quelqu'un vérifie."
    assert len(load().conflicts) == 2
    stage.refresh_from_db()
    caution.refresh_from_db()
    assert (stage.name_fr, caution.text_fr) == ("Tri", "Une personne vérifie.")


def test_a_statement_that_a_person_wrote_or_approved_stays(load, tool):
    claim, figure = tool.evidence.get(), tool.error_figures.get()
    claim.claim_fr = "Texte du personnel."
    claim.save()
    origins.written_by_hand(claim, "claim", "fr")
    approve(figure, "text")
    load.found[PATH]["evidence"][0]["claim"] = "Une heure de moins."
    load.found[PATH]["error_figures"][0]["text"] = "Deux erreurs sur dix."
    load()
    assert tool.evidence.get().claim_fr == "Texte du personnel."
    assert tool.error_figures.get().text_fr == "Deux sur dix sont faux."


def test_english_that_changed_leaves_its_translation_outdated(load, tool):
    load.found["tools/sorter.yaml"]["summary"]["text"] = "Sorts all files."
    load.found["tools/sorter.yaml"]["evidence"][0]["claim"] = "Saves a day."
    load()
    tool.refresh_from_db()
    claim = tool.evidence.get()
    assert (tool.summary_fr, claim.claim_fr) == ("Trie des fichiers pour les analystes.", "Fait gagner une heure.")
    for row, name in ((tool, "summary"), (claim, "claim")):
        found = known(row, name)
        assert standing(found, "x", getattr(row, f"{name}_en")) == Standing.NEEDS_UPDATE
    assert TextOrigin.objects.filter(model="catalogue.evidence").count() == 1  # the old row's is gone


def test_a_text_made_anew_is_true_to_its_english_again(load, tool):
    load.found["tools/sorter.yaml"]["summary"]["text"] = "Sorts all files."
    load()
    load.found[PATH]["summary"] = "Trie tous les fichiers."
    load.found[PATH]["english"]["summary"] = fingerprint("Sorts all files.")
    load()
    tool.refresh_from_db()
    found = known(tool, "summary")
    assert standing(found, tool.summary_fr, tool.summary_en) == Standing.MACHINE
    assert found.source == "Sorts all files."


def test_statements_are_known_by_their_english_not_by_their_place(load, tool):
    first = load.found["tools/sorter.yaml"]["evidence"][0]
    load.found["tools/sorter.yaml"]["evidence"] = [first | {"claim": "Finds more."}, first]
    load.found[PATH]["evidence"] = [{"claim": "Trouve davantage."}, {"claim": "Fait gagner une heure."}]
    load.found[PATH]["english"]["evidence"] = [
        {"claim": fingerprint("Finds more.")}, {"claim": fingerprint("Saves an hour.")},
    ]  # fmt: skip
    load()
    assert [(row.claim_en, row.claim_fr) for row in tool.evidence.all()] == [
        ("Finds more.", "Trouve davantage."),
        ("Saves an hour.", "Fait gagner une heure."),
    ]


def test_a_statement_that_staff_rewrote_takes_no_translation_of_the_files_english(load, tool):
    tool.evidence.update(claim_en="Staff wrote this.", claim_fr=None)
    TextOrigin.objects.filter(model="catalogue.evidence").delete()
    load()
    assert tool.evidence.get().claim_fr is None


def test_a_stamp_of_another_english_is_kept_as_it_is(load, tool):
    load.found[PATH]["english"]["summary"] = STAMP
    load()
    assert (known(tool, "summary").english, known(tool, "summary").source) == (STAMP, "")


def test_export_empty_import_keeps_every_origin(load, tool):
    approve(tool.evidence.get(), "claim")
    before = archive.as_bytes(archive.whole())
    told = set(
        TextOrigin.objects.exclude(model="catalogue.evidence").values_list("model", "field", "language", "origin")
    )
    world.forget_catalogue()
    TextOrigin.objects.all().delete()
    archive.take_in(json.loads(before))
    assert archive.as_bytes(archive.whole()) == before
    claim = models.Evidence.objects.get()
    assert (claim.claim_fr, known(claim, "claim").origin) == ("Fait gagner une heure.", "reviewed")
    again = TextOrigin.objects.exclude(model="catalogue.evidence").values_list("model", "field", "language", "origin")
    assert set(again) == told
