"""Does each language have its own signs between sentences, things and words?"""

import pytest
from django.template import engines
from django.utils import translation

from hub import punctuation


def rendered(template: str, **values) -> str:
    return engines["django"].from_string(template).render(values)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "One. Two: three (four)"),
        ("fr", "One. Two\u00a0: three (four)"),
        ("ar", "One. Two: three (four)"),
        ("zh-hans", "One.Two：three（four）"),
    ],
)
def test_between_sentences_words_and_in_brackets(code, expected):
    with translation.override(code):
        assert rendered("One.{% gap %}Two{% colon %}three{{ word|bracketed }}", word="four") == expected


def test_in_brackets_it_is_escaped():
    with translation.override("en"):
        assert rendered("{{ word|bracketed }}", word="<b>") == " (&lt;b&gt;)"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "Griffeye, CAID"), ("ar", "\u2068Griffeye\u2069، \u2068CAID\u2069"), ("zh-hans", "Griffeye、CAID")],
)
def test_things_in_a_line_without_markup(code, expected):
    with translation.override(code):
        assert punctuation.enumerated(["Griffeye", "CAID"]) == expected


@pytest.mark.parametrize(("code", "expected"), [("en", "One. Two."), ("zh-hans", "One.Two.")])
def test_sentences_without_markup(code, expected):
    with translation.override(code):
        assert punctuation.sentences(["One.", "", "Two."]) == expected


def test_what_is_joined_before_the_language_is_known():
    both = punctuation.sentences_lazy(["One.", "Two."])
    for code, expected in (("en", "One. Two."), ("zh-hans", "One.Two.")):
        with translation.override(code):
            assert str(both) == expected
