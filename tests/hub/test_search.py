"""Does text become the words that people look for, in six languages?"""

import pytest

from hub.search import asked, fold, forms, within_one_slip, words


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Éléphant", "elephant"),
        ("GRIFFEYE", "griffeye"),
        ("STRASSE", "straße"),
        ("œuvre", "oeuvre"),
        ("Ｆｕｌｌ", "full"),
        ("أداة", "اداه"),
        ("إدارة", "ادارة"),
        ("مستشفى", "مستشفي"),
        ("مُحَلِّل", "محلل"),
        ("مـــحلل", "محلل"),
        ("١٢٣", "123"),
        ("圖像", "图像"),
        ("網路", "网络"),
        ("資訊", "信息"),
        ("軟體", "软件"),
        ("تحلیل الفیدیو", "تحليل الفيديو"),
        ("کشف", "كشف"),
        ("ёлка", "елка"),
    ],
)
def test_the_same_letters_for_everybody(a, b):
    assert fold(a) == fold(b)


def test_russian_short_i_is_a_letter():
    assert fold("мой") != fold("мои")


def test_folding_twice_is_folding_once():
    for text in ("Éléphant œuvre", "أداة إدارة", "圖像分類", "ЁЛКА", "ﬁle Ⅷ ½", "網際網路資訊軟體"):
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X-Ways Forensics", ["x", "ways", "forensics"]),
        ("l’image, l'enfant", ["l", "image", "l", "enfant"]),
        ("AI图像分类tool", ["ai", "图像分类", "tool"]),
        ("a_b", ["a", "b"]),
        ("\x00 \u202e --", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("classifying", "classified", "en"),
        ("enquêtes", "enquête", "fr"),
        ("изображения", "изображений", "ru"),
        ("imágenes", "imagen", "es"),
        ("الأدوات", "أدوات", "ar"),
    ],
)
def test_endings_meet_in_one_form(one, other, code):
    assert forms(fold(one), code) & forms(fold(other), code)


def test_chinese_words_are_found_inside_a_sentence():
    held = forms("人工智能图像分类工具", "zh-hans")
    assert all(group & held for group in asked("图像", "zh-hans"))
    assert all(group & held for group in asked(fold("圖像分類"), "zh-hans"))
    assert not all(group & held for group in asked("视频", "zh-hans"))


def test_words_that_say_nothing_are_not_asked_for():
    assert [word for word in words("the tool for the images") if asked(word, "en")] == ["tool", "images"]


@pytest.mark.parametrize("typed", ["grifeye", "griffeyee", "griffeze", "girffeye", "griffeye"])
def test_one_slip_is_forgiven(typed):
    assert within_one_slip(typed, "griffeye")
    assert within_one_slip("griffeye", typed)


@pytest.mark.parametrize("typed", ["grifey", "grffye", "gxiffeze", "eyegriff", ""])
def test_two_are_not(typed):
    assert not within_one_slip(typed, "griffeye")
