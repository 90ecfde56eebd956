"""Are numbers compared by what they are worth, not by how a language writes them?"""

import pytest

from catalogue.numerals import numbers, unmatched

EQUAL = [
    ("fr", "112.3 billion hashes", "112,3 milliards d'empreintes"),
    ("es", "112.3 billion hashes", "112,3 mil millones de hashes"),
    ("ru", "112.3 billion hashes", "112,3 млрд хешей"),
    ("ar", "112.3 billion hashes", "112.3 مليار بصمة"),
    ("zh-hans", "112.3 billion hashes", "1123亿个哈希值"),
    ("zh-hans", "123 million files", "1亿2300万个文件"),
    ("zh-hans", "11,000 files", "1.1万个文件"),
    ("fr", "11,000 files", "11\u00a0000 fichiers"),
    ("ru", "1.5 million files", "1,5 миллиона файлов"),
    ("ar", "155,240 reports", "155,240 بلاغا"),
    ("ar", "26 children", "٢٦ طفلا"),
    ("es", "28,000 tips", "28.000 avisos"),
    ("zh-hans", "in November 2022", "2022年11月"),
    ("fr", "It names three kinds.", "Il nomme 3 catégories."),
    ("es", "more than half", "más del 50\u00a0%"),
    ("fr", "in the 12th and 13th rank", "au 12e et au 13e rang"),
    ("zh-hans", "in the 1990s", "20世纪90年代"),
    ("ru", "in the 1990s", "в 1990-х годах"),
    ("zh-hans", "4NSEEK and SHA-256", "4NSEEK和SHA-256"),
]


@pytest.mark.parametrize(("code", "english", "text"), EQUAL)
def test_one_number_in_two_languages(code, english, text):
    assert unmatched(english, text, code) == ([], [])


@pytest.mark.parametrize(
    ("code", "english", "text", "lacking", "more"),
    [
        ("fr", "26 children", "25 enfants", ["26"], ["25"]),
        ("fr", "26 children", "des enfants", ["26"], []),
        ("ru", "children", "12 детей", [], ["12"]),
        ("es", "112.3 billion", "112,3 millones", ["112.3"], ["112,3"]),
        ("zh-hans", "112.3 billion", "112.3亿", ["112.3"], ["112.3"]),
        ("ar", "3 of 3 files", "3 ملفات", ["3"], []),
        ("fr", "two kinds", "5 catégories", [], ["5"]),
    ],
)
def test_what_differs_is_told_as_it_is_written(code, english, text, lacking, more):
    found = unmatched(english, text, code)
    assert [[number.written for number in part] for part in found] == [lacking, more]


def test_a_small_number_may_be_a_word_elsewhere():
    assert [number.small for number in numbers("2 million of 30 in 7", "en")] == [True, False, True]
