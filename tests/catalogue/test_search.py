"""Does a search find what an officer means, best match first, with the words marked?"""

import random

import pytest
from django.utils import translation

from catalogue import panel, results, search, snapshot
from catalogue.query import Query
from catalogue.search import LABELS, NAME, SUMMARY, TEXT, Document
from hub.languages import CODES


def found(held, words: str, code: str = "en", **chosen) -> list[str]:
    return [entry.slug for entry in results.run(held, Query(q=words, chosen=chosen), code, size=1000).entries]


# --- The real catalogue -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("grifeye", "magnet-griffeye"),  # a slip
        ("griffeye", "magnet-griffeye"),
        ("GRIFFEYE", "magnet-griffeye"),
        ("x ways", "x-ways-forensics-excire"),
        ("x-ways", "x-ways-forensics-excire"),
        ("xways", "x-ways-forensics-excire"),
        ("project vic", "project-vic-vics"),
        ("photodna", "photodna"),
        ("PhotoDNA", "photodna"),
        ("photo dna", "photodna"),
        ("cyac", "cyacomb-forensics"),  # not yet typed to its end
        ("cellebrite ufed", "cellebrite-ufed"),
    ],
)
def test_names_come_first_in_every_language(catalogue, words, slug, code):
    assert found(catalogue, words, code)[0] == slug


def test_providers_and_capabilities_are_found(catalogue):
    assert "thorn-safer" in found(catalogue, "thorn")
    assert set(found(catalogue, "hash matching")) >= {
        entry.slug for entry in catalogue.entries if "hash-matching" in entry.terms["capability"]
    }


@pytest.mark.parametrize("code", CODES)
def test_capabilities_are_found_by_their_name_in_the_readers_language(catalogue, code):
    name = catalogue.label("capability", "hash-matching", code)
    holders = {entry.slug for entry in catalogue.entries if "hash-matching" in entry.terms["capability"]}
    assert holders <= set(found(catalogue, name, code))


def test_words_and_filters_narrow_together(catalogue):
    both = found(catalogue, "images", stage=("triage",))
    assert both
    assert set(both) == set(found(catalogue, "images")) & {
        entry.slug for entry in catalogue.entries if "triage" in entry.terms["stage"]
    }


@pytest.mark.parametrize("words", ["the", "  ", "!!!", "\u202e", "zzzzqqqq", "the of and"])
def test_nothing_to_look_for_finds_nothing_and_does_not_raise(catalogue, words):
    assert found(catalogue, words) == [] or not words.strip()


# --- Small worlds -------------------------------------------------------------------------------------------------


def index(code: str, *tools: dict) -> search.Index:
    """Tools as {field: text}; each text in the index's language."""
    fields = {"name": NAME, "labels": LABELS, "summary": SUMMARY, "text": TEXT}
    documents = [
        Document(number, tuple((fields[key], code, text) for key, text in tool.items()))
        for number, tool in enumerate(tools)
    ]
    return search.build(code, documents)


def numbers(answer: search.Found) -> list[int]:
    return [number for tier in answer.tiers for number in range(tier.bit_length()) if tier >> number & 1]


def test_best_match_first():
    held = index(
        "en",
        {"name": "Other", "text": "It reads what Scout wrote."},
        {"name": "Third", "summary": "Works like Scout."},
        {"name": "Second", "labels": "Scout"},
        {"name": "Scout Pro"},
        {"name": "Scout"},
    )
    assert numbers(held.search("scout")) == [4, 3, 2, 1, 0]


def test_all_words_must_be_there():
    held = index("en", {"name": "A", "text": "images and sound"}, {"name": "B", "text": "images"})
    assert numbers(held.search("images sound")) == [0]


def test_tiers_are_disjoint_and_together_everything(catalogue):
    for words in ("image", "photo", "hash", "thorn", "the images of"):
        answer = catalogue.index("en").search(words)
        together = 0
        for tier in answer.tiers:
            assert not together & tier
            together |= tier
        assert together == answer.mask


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "It classifies pictures.", "classifying picture"),
        ("fr", "Analyse d’images : enquêtes", "enquete image"),
        ("fr", "L’Évaluation des œuvres", "evaluation oeuvre"),
        ("es", "Búsqueda de imágenes", "busqueda imagenes"),
        ("ru", "Поиск по изображениям", "ИЗОБРАЖЕНИЕ"),
        ("ar", "أداة لتحليل الصور", "اداه الصور"),
        ("ar", "إدارة القضايا", "ادارة"),
        ("zh-hans", "这是人工智能图像分类工具。", "图像分类"),
        ("zh-hans", "这是人工智能图像分类工具。", "圖像"),
        ("en", "Café in the Ångström building", "cafe angstrom"),
    ],
)
def test_folding_and_inflection(code, text, words):
    assert numbers(index(code, {"name": "N", "text": text}).search(words)) == [0]


def test_the_last_word_may_be_unfinished_the_others_not():
    held = index("en", {"name": "Videntifier", "text": "matching"})
    assert numbers(held.search("viden")) == [0]
    assert numbers(held.search("viden matching")) == []


def test_a_slip_is_forgiven_only_where_nothing_else_fits():
    held = index("en", {"name": "Maltego"}, {"name": "Maltese"})
    assert numbers(held.search("maltgeo")) == [0]
    assert numbers(held.search("maltese")) == [1]


def test_short_words_are_taken_as_typed():
    assert numbers(index("en", {"name": "abc"}).search("abd")) == []


# --- Marks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Classifies images.", "image", "Classifies <mark>images</mark>."),
        ("A <b>tag</b> & images", "images", "A &lt;b&gt;tag&lt;/b&gt; &amp; <mark>images</mark>"),
        ("Nothing here", "images", "Nothing here"),
    ],
)
def test_matched_words_are_marked_and_everything_else_escaped(text, words, expected):
    forms = index("en", {"name": "N", "text": "images tag"}).search(words).forms
    assert panel.highlighted(text, "en", forms) == expected


def test_words_are_marked_on_the_page(catalogue, officer):
    html = officer.get("/en/tools/?q=griffeye").content.decode()
    assert "<mark>Griffeye</mark>" in html


# --- The same on every database -----------------------------------------------------------------------------------


def test_the_answer_does_not_depend_on_how_rows_come_out_of_the_database(catalogue):
    """The index is made in Python from rows alone: any order of rows gives the same lists."""
    documents = list(snapshot._documents(catalogue, "en"))
    straight = search.build("en", documents)
    random.Random(1).shuffle(documents)
    shuffled = search.build("en", documents)
    for words in ("griffeye", "grifeye", "image classification", "x ways", "hash", "cyac", "victim identification"):
        assert straight.search(words) == shuffled.search(words)


def test_a_search_does_not_ask_the_database(catalogue, django_assert_num_queries):
    with translation.override("en"):
        catalogue.index("en")
        with django_assert_num_queries(0):
            found(catalogue, "images")
