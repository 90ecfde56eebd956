"""Does every page say, calmly, where its texts are from?"""

import re

import pytest

from catalogue.models import ErrorFigure, Evidence, Tool
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

MACHINE = "*Traduction automatique"
WHOLE = f"{MACHINE}. Personne ne l’a encore vérifiée"
WAITING = "*Traduction que personne n’a encore approuvée"
IN_ENGLISH = "Pas encore dans cette langue : en anglais"
TEXTS = {"summary_fr": "Trie des fichiers.", "what_it_does_fr": "Trie des fichiers par type."}


def note(row, name: str, origin: str, **more) -> None:
    told = {"english": fingerprint(getattr(row, f"{name}_en")), "language": "fr", "field": name, "origin": origin}
    key = getattr(row, "slug", None) or str(row.pk)
    TextOrigin.objects.create(model=row._meta.label_lower, key=key, **told | more)


def translated(tool: Tool, summary: str, what_it_does: str) -> Tool:
    note(tool, "summary", summary)
    note(tool, "what_it_does", what_it_does)
    return tool


def read(officer, path: str) -> str:
    answer = officer.get(f"/fr/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def machine(tool_factory):
    return translated(tool_factory(slug="machine", **TEXTS), Origin.MACHINE, Origin.MACHINE)


@pytest.fixture
def mixed(tool_factory):
    return translated(tool_factory(slug="mixed", **TEXTS), Origin.MACHINE, Origin.REVIEWED)


@pytest.fixture
def waiting(tool_factory):
    return translated(tool_factory(slug="waiting", **TEXTS), Origin.HUMAN, Origin.HUMAN)


# --- One tool -----------------------------------------------------------------------------------------------------


def test_one_note_where_all_is_a_machines_and_the_way_to_the_english(officer, machine):
    html = read(officer, "tools/machine/")
    assert html.count(MACHINE) == html.count(WHOLE) == 1
    assert '<a href="/en/tools/machine/" hreflang="en">Afficher cette page en anglais</a>' in html
    assert html.index(WHOLE) < html.index("Trie des fichiers.")
    assert 'class="note"' not in officer.get("/en/tools/machine/").content.decode()


def test_each_says_so_where_texts_differ(officer, mixed):
    html = read(officer, "tools/mixed/")
    assert "Certains textes sont des traductions que personne n’a encore approuvées. Chacun le précise." in html
    assert re.findall(r"<p>Trie des fichiers[^<]*</p>(<p[^>]*>[^<]*</p>)?", html) == [
        f'<p class="soft small">{MACHINE}</p>', "",
    ]  # fmt: skip
    assert WHOLE not in html


def test_what_a_person_wrote_waits_for_approval_and_is_no_machines(officer, waiting):
    html = read(officer, "tools/waiting/")
    assert html.count("*Cette traduction a été rédigée par une personne et n’est pas encore approuvée.") == 1
    assert MACHINE not in html


def test_nothing_is_said_of_what_a_person_approved(officer, tool_factory):
    translated(tool_factory(slug="a", **TEXTS), Origin.REVIEWED, Origin.REVIEWED)
    html = read(officer, "tools/a/")
    assert "traduction" not in html.lower()
    assert IN_ENGLISH not in html


def test_english_texts_say_so_one_by_one_or_once(officer, mixed, tool_factory):
    Tool.objects.filter(slug="mixed").update(limits_en="Reads no sound.")
    html = read(officer, "tools/mixed/")
    assert re.search(
        rf'<div lang="en" dir="ltr"><p>Reads no sound\.</p></div><p class="soft small">{IN_ENGLISH}</p>', html
    )
    assert "Les textes qui n’existent pas encore dans cette langue sont donnés en anglais." in html
    tool_factory(slug="english")
    html = read(officer, "tools/english/")
    assert IN_ENGLISH not in html
    assert html.count("Ils sont donnés en anglais") + html.count("affichés en anglais") == 1


def test_an_english_that_changed_is_said_with_its_text(officer, mixed):
    Tool.objects.filter(slug="mixed").update(what_it_does_en="Sorts files by kind and date.")
    html = read(officer, "tools/mixed/")
    said = "Le texte anglais a changé depuis cette traduction."
    assert re.search(rf"<p>Trie des fichiers par type\.</p><p class=\"soft small\">{said}</p>", html)
    assert html.count(said) == 1


def test_a_data_set_and_a_claim_carry_their_language(officer, mixed):
    figure = ErrorFigure.objects.create(
        tool=mixed, text_en="One in ten.", text_fr="Un sur dix.", data_set_en="A test set", by="provider",
        source="https://source.example/f",
    )  # fmt: skip
    note(figure, "text", Origin.MACHINE)
    Evidence.objects.create(tool=mixed, claim_en="Saves an hour.", by="provider", source="https://source.example/c")
    html = read(officer, "tools/mixed/")
    assert '<bdi><span lang="en" dir="ltr">A test set</span>' in html
    assert '<span lang="en" dir="ltr">Saves an hour.</span>' in html
    assert re.search(rf"Un sur dix\.(?s:.*){re.escape(MACHINE)}(?s:.*)<h2 id=\"exposure\">", html)


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["tools/", "tools/export/print/"])
def test_a_list_says_it_once_or_at_each_row(officer, machine, path):
    html = read(officer, path)
    assert html.count(MACHINE) == html.count(WHOLE) == 1


def test_a_list_with_several_origins_marks_the_rows(officer, machine, waiting, tool_factory):
    translated(tool_factory(slug="reviewed", **TEXTS), Origin.REVIEWED, Origin.REVIEWED)
    tool_factory(slug="english", summary_en="Only in English.")
    for path in ("tools/", "tools/export/print/"):
        html = read(officer, path)
        rows = dict(re.findall(r'<li><h2><a href="/fr/tools/([^/]+)/">(.*?)</li>', html, re.DOTALL))
        marks = {slug: [mark for mark in (MACHINE, WAITING, IN_ENGLISH) if mark in row] for slug, row in rows.items()}
        assert marks == {"machine": [MACHINE], "waiting": [WAITING], "reviewed": [], "english": [IN_ENGLISH]}, path
        assert '<p lang="en" dir="ltr">Only in English.</p>' in rows["english"]
        assert WHOLE not in html


def test_a_row_changes_its_mark_with_the_rows_beside_it(officer, machine, tool_factory):
    assert f"<p>{WHOLE}" in read(officer, "tools/")
    translated(tool_factory(slug="reviewed", **TEXTS), Origin.REVIEWED, Origin.REVIEWED)
    assert read(officer, "tools/").count(f'<p class="soft small">{MACHINE}</p>') == 1


def test_a_comparison_says_it_once_or_in_each_cell(officer, machine, mixed):
    assert read(officer, "tools/compare/?tool=machine").count(MACHINE) == 1
    html = read(officer, "tools/compare/?tool=machine&tool=mixed")
    assert html.count(f'<p class="soft small">{MACHINE}</p>') == 3
    assert WHOLE not in html


def test_words_that_a_machine_translated_beside_texts_that_a_person_approved(officer, tool_factory, stage_factory):
    stage = stage_factory(name_en="Sorting", name_fr="Tri")
    note(stage, "name", Origin.MACHINE)
    translated(tool_factory(slug="a", stages=[stage], **TEXTS), Origin.REVIEWED, Origin.REVIEWED)
    for path in ("tools/a/", "tools/compare/?tool=a"):
        assert read(officer, path).count("*Les mots du vocabulaire sont des traductions automatiques.") == 1
    stage.name_en = "Triage"
    stage.save()
    for path in ("tools/a/", "tools/words/", "tools/workflow/"):
        assert "L’anglais de certains mots du vocabulaire a changé depuis leur traduction." in read(officer, path)


# --- Words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["home/", "tools/", "tools/words/", "tools/workflow/", "tools/find/", "tools/coverage/tools/"]
)
def test_a_word_in_english_carries_its_language(officer, stage_factory, input_factory, tool_factory, path):
    stage = stage_factory(name_en="Canary step", definition_en="Canary <b>meaning</b>.")
    data = input_factory(name_en="Canary input")
    tool_factory(stages=[stage], inputs=[data])
    html = read(officer, path)
    told = re.findall(r"(<[^<>]*>)Canary (?:step|input)", html)
    assert told
    assert set(told) == {'<bdi lang="en" dir="ltr">'}
    assert "<b>meaning" not in html


# --- Pages that have words of the vocabulary, and no tool's texts --------------------------------------------------


@pytest.fixture
def watching_a_step(officer, stage_factory):
    note(stage_factory(slug="triage", name_en="Triage", name_fr="Tri"), "name", Origin.MACHINE)
    officer.post("/en/lists/watch/search/", {"search": "stage=triage"})


@pytest.mark.parametrize("path", ["lists/", "lists/watch/?stage=triage", "tools/coverage/tools/"])
def test_the_words_of_a_watch_and_of_a_units_tools_say_it(officer, watching_a_step, path):
    html = read(officer, path)
    assert html.count(MACHINE) == html.count(WHOLE) == 1
    assert html.index(WHOLE) < html.index("Tri<")
    assert "*Machine translation" not in officer.get(f"/en/{path}").content.decode()


@pytest.mark.parametrize("path", ["lists/", "lists/watch/?q=visage"])
def test_where_no_word_of_the_vocabulary_stands_nothing_is_said(officer, stage_factory, path):
    note(stage_factory(slug="triage", name_en="Triage", name_fr="Tri"), "name", Origin.MACHINE)
    assert MACHINE not in read(officer, path)
