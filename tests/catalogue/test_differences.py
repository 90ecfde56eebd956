"""Is a difference between two documents said by field, by language and by word?"""

from django.utils import translation

from catalogue import differences as module
from catalogue.differences import Piece, differences, pieces


def told(before, after) -> list[tuple]:
    with translation.override("en"):
        return [
            (one.label, one.language.code if one.language else None, [(piece.kind, piece.text) for piece in one.pieces])
            for one in differences(before, after)
        ]


def test_words_that_went_and_came():
    assert pieces("It sorts images.", "It sorts all images.") == (
        Piece("same", "It sorts "),
        Piece("in", "all "),
        Piece("same", "images."),
    )
    assert pieces("", "New") == (Piece("in", "New"),)
    assert pieces("它对图像分类。", "") == (Piece("out", "它对图像分类。"),)


def test_chinese_differs_by_character_and_a_vowel_sign_stays_with_its_word():
    assert pieces("检测图像。", "检测视频。") == (
        Piece("same", "检测"),
        Piece("out", "图像"),
        Piece("in", "视频"),
        Piece("same", "。"),
    )
    assert pieces("للتعرف", "للتعرّف") == (Piece("out", "للتعرف"), Piece("in", "للتعرّف"))


def test_a_text_differs_in_one_language():
    before = {"texts": {"limits": {"en": {"text": "None."}, "fr": {"text": "Aucune."}}}}
    after = {"texts": {"limits": {"en": {"text": "None."}, "fr": {"text": "Pas connues."}}}}
    assert told(before, after) == [
        ("Limits and when not to use it", "fr", [("out", "Aucune"), ("in", "Pas connues"), ("same", ".")])
    ]


def test_terms_rows_and_plain_values(stage_factory):
    stage_factory(slug="triage", name_en="Sorting reports")  # the other word is gone since
    before = {"name": "A", "stages": ["triage"], "law_enforcement_only": None, "evidence": []}
    row = {"by": "provider", "source": "https://x.example/", "date": None, "claim": {"en": "Saves time."}}
    after = {
        "name": "B",
        "stages": ["triage", "court"],
        "law_enforcement_only": True,
        "evidence": [row],
        "changed": "2",
    }
    assert told(before, after) == [
        ("Name", None, [("out", "A"), ("in", "B")]),
        ("Steps", None, [("same", "Sorting reports"), ("same", "\n"), ("in", "court")]),
        ("For law enforcement only", None, [("in", "yes")]),
        ("Evidence", None, [("in", "Stated by the provider · https://x.example/")]),
        ("Evidence", "en", [("in", "Saves time.")]),
    ]


def test_choices_and_other_entries_in_words(tool_factory):
    newer = tool_factory(name="Newer One")
    before = {"state": "draft", "status": "available", "replaced_by": None, "provider": "gone"}
    after = {"state": "in-review", "status": "discontinued", "replaced_by": newer.slug, "provider": newer.provider.slug}
    assert told(before, after) == [
        ("Publication", None, [("out", "Draft"), ("in", "In review")]),
        ("Status", None, [("out", "Available"), ("in", "Discontinued")]),
        ("Replaced by", None, [("in", "Newer One")]),
        ("Provider", None, [("out", "gone"), ("in", newer.provider.name)]),
    ]


def test_choices_of_rows_in_the_words_of_the_reader():
    row = {"country": "DE", "kind": "not-offered", "text": {"en": "No licence."}}
    with translation.override("zh-hans"):
        plain = next(one for one in differences({"restrictions": []}, {"restrictions": [row]}) if not one.language)
    assert [piece.text for piece in plain.pieces] == ["德国 · 不提供"]
    gone = row | {"kind": "forgotten"}
    assert told({"restrictions": []}, {"restrictions": [gone]})[0][2] == [("in", "Germany · forgotten")]


def test_a_name_that_is_a_state_stays_a_name():
    assert told({"name": "A"}, {"name": "draft"}) == [("Name", None, [("out", "A"), ("in", "draft")])]


def test_very_long_texts_are_shown_whole(monkeypatch):
    monkeypatch.setattr(module, "TOO_LONG", 3)
    assert pieces("one two", "one three") == (Piece("out", "one two"), Piece("in", "one three"))
