"""Do the concepts' files hold what they must, and are their phrases found in texts in any inflection?"""

import copy
import re

import pytest
import yaml

from catalogue import concept_files, counterparts, files
from catalogue import concepts as concepts_module
from catalogue.checks import FileFault
from catalogue.concepts import Lexicon, concepts, lexicon
from hub.languages import CODES
from hub.search import words
from tests.catalogue.test_content import UNWORTHY

ENTRY = {
    "slug": "grooming",
    "terms": ["capabilities/sorting"],
    "glossary": "grooming",
    **{code: [f"{code} phrase"] for code in CODES},
}


def written(tmp_path, *entries):
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return tmp_path


def forms(code: str, text: str, **phrases: str) -> set[str]:
    return Lexicon(code, phrases.items()).forms(words(text))


# --- The files ----------------------------------------------------------------------------------------------------


def test_the_files_cover_the_vocabulary_and_the_glossary():
    vocabulary = files.read_all().vocabulary
    terms = {f"{section}/{slug}" for section, held in vocabulary.items() for slug in held}
    concept_files.check(concepts(), terms)


def test_no_first_name_is_a_word_that_officers_do_not_use():
    """These are said to readers: "Also searched for". Old words further on are found, and never said."""
    assert not [name for one in concepts().values() for name in one.phrases["en"][:2] if UNWORTHY.search(name)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"slug": "Grooming"}, "not a slug"),
        ({"more": 1}, "more: unknown field"),
        ({"glossary": "nothing-such"}, "glossary: unknown"),
        ({"fr": []}, "fr: needs 1 to"),
        ({"fr": ["x"] * 21}, "fr: needs 1 to"),
        ({"fr": "phrase"}, "fr: not a list"),
        ({"fr": [""]}, "fr: empty"),
        ({"fr": ["x" * 201]}, "fr: more than 200"),
        ({"fr": [False]}, "fr: empty, or not a text"),
    ],
)
def test_a_fault_names_file_entry_and_field(tmp_path, change, problem):
    with pytest.raises(FileFault, match=rf"^a\.yaml: .*{re.escape(problem)}"):
        concept_files.read(written(tmp_path, ENTRY | change))


def test_a_language_must_not_be_missing(tmp_path):
    entry = copy.deepcopy(ENTRY)
    del entry["ar"]
    with pytest.raises(FileFault, match="grooming: ar: missing"):
        concept_files.read(written(tmp_path, entry))


def test_a_language_that_is_not_complete_may_have_no_phrases_and_is_told_the_english_name(tmp_path, monkeypatch):
    monkeypatch.setattr(concept_files, "CODES", (*CODES, "pt"))
    own = ENTRY | {"slug": "other", "pt": ["pt phrase"], "terms": [], "fr": ["autre"]}
    del own["glossary"]
    found = concept_files.read(written(tmp_path, ENTRY, own))
    assert found["grooming"].phrases.keys() == set(CODES)
    name = found["grooming"].name("pt")
    assert (name, name.language.code) == ("en phrase", "en")
    assert found["other"].name("pt") == "pt phrase"
    monkeypatch.setattr(concepts_module, "concepts", lambda: found)
    assert Lexicon("pt", []).forms(["phrase"]) == set()
    assert lexicon.__wrapped__("pt").forms(words("A pt phrase.")) == {"=other"}


def test_a_concept_stands_once(tmp_path):
    with pytest.raises(FileFault, match="slug: stands twice"):
        concept_files.read(written(tmp_path, ENTRY, ENTRY))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"terms": ["capabilities/nothing"]}, "terms: unknown: capabilities/nothing"),
        ({"terms": ["capabilities/sorting"]}, "stands in grooming too: capabilities/sorting"),
        ({"terms": ["inputs/images"], "fr": ["FR phrase"]}, "fr: stands in grooming too: FR phrase"),
        ({}, "no concept covers glossary/"),
    ],
)
def test_a_term_and_a_phrase_are_of_one_concept(tmp_path, change, problem):
    other = {key: value for key, value in ENTRY.items() if key not in {"terms", "glossary"}}
    other |= {code: [f"{code} other"] for code in CODES} | {"slug": "other"} | change
    found = concept_files.read(written(tmp_path, ENTRY, other))
    with pytest.raises(FileFault, match=re.escape(problem)):
        concept_files.check(found, {"capabilities/sorting", "inputs/images"})


# --- In texts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "phrase", "text"),
    [
        ("en", "age estimation", "It makes AGE ESTIMATIONS of people."),
        ("en", "estimation of age", "estimation of the age"),
        ("ar", "كشف الاستدراج", "أداة لكشف استدراج الأطفال"),  # "for" before the word, no article
        ("ar", "تقدير العمر", "وتقدير العُمـر"),  # "and", a diacritic, tatweel
        ("ar", "أدلة رقمية", "ادله رقميه"),  # hamza and teh marbuta left out
        ("ar", "مستشفى", "بالمستشفي"),
        ("zh-hans", "诱骗检测", "本工具用于网络诱骗检测。"),
        ("zh-hans", "人脸识别", "支援人臉識別的軟體"),  # traditional characters
        ("zh-hans", "AI生成图像", "识别 AI 生成图像"),
        ("fr", "détection du grooming", "Détections de « grooming »"),
        ("fr", "images d'abus", "les images d’abus"),
        ("fr", "évaluation de l'âge", "l'EVALUATION de l’age"),
        ("ru", "выявление груминга", "о выявлении груминга"),
        ("ru", "мобильный телефон", "мобильных телефонов"),
        ("es", "identificación de víctimas", "identificaciones de la victima"),
        ("es", "teléfono móvil", "TELEFONOS MOVILES"),
    ],
)
def test_a_phrase_is_found_in_any_inflection(code, phrase, text):
    assert forms(code, text, one=phrase) == {"one"}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("age estimation", "estimation by age group"),
        ("age estimation", "age"),
        ("age estimation", "page estimation"),
    ],
)
def test_the_words_of_a_phrase_stand_side_by_side(phrase, text):
    assert forms("en", text, one=phrase) == set()


def test_a_phrase_within_a_phrase_is_found_too():
    assert forms("en", "a dark web market", one="dark web", two="web", three="dark web market") == {
        "one",
        "two",
        "three",
    }


def test_phrases_that_share_their_stems_are_both_found():
    assert forms("en", "an examination", one="examiner", two="examination") == {"one", "two"}


# --- Words of all languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "word", "english"),
    [
        ("ru", "изображений", "imag"),
        ("fr", "visages", "face"),
        ("es", "víctimas", "victim"),
        ("zh-hans", "哈希", "hash"),
    ],
)
def test_the_phrases_tell_which_words_are_counterparts(code, word, english):
    own = lexicon(code)
    part = word if code == "zh-hans" else own.keys[words(word)[0]]
    assert counterparts.english(code)[part] == english
    assert part in counterparts.written(english, code)
