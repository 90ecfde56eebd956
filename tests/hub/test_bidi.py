"""Does a name stand apart from a line of the other direction, and only there?"""

import pytest
from django.template import engines
from django.utils import translation

from hub import bidi

HASHES = "قوائم التجزئة من Project VIC"


def rendered(template: str, **values) -> str:
    return engines["django"].from_string(template).render(values)


@pytest.mark.parametrize(
    ("code", "text", "against"),
    [
        ("ar", "PhotoDNA", True),
        ("ar", HASHES, True),
        ("ar", "Москва", True),
        ("ar", "中文", True),
        ("ar", "أداة 24/7", False),  # digits have their place in both
        ("en", "PhotoDNA", False),
        ("ru", "PhotoDNA", False),
        ("zh-hans", "PhotoDNA", False),
        ("zh-hans", "شرطة", True),
        ("fr", "24/7", False),
    ],
)
def test_what_runs_against_the_page(code, text, against):
    assert bidi.runs_against(text, code) is against
    with translation.override(code):
        assert bidi.runs_against(text) is against


def test_in_a_page_it_stands_apart_and_is_escaped():
    with translation.override("ar"):
        assert rendered("{{ name|apart }}", name="A <b>") == "<bdi>A &lt;b&gt;</bdi>"
        assert rendered("{{ name|apart }}", name="أداة <b>") == "<bdi>أداة &lt;b&gt;</bdi>"
        assert rendered("{{ name|apart }}", name="أداة") == "أداة"
    with translation.override("en"):
        assert rendered("{{ name|apart }}", name="A <b>") == "A &lt;b&gt;"


def test_each_of_several_stands_apart():
    with translation.override("ar"):
        assert rendered("{{ names|listed }}", names=["PDQ", "أداة", "CAID"]) == (
            "<bdi>PDQ</bdi> · أداة · <bdi>CAID</bdi>"
        )


@pytest.mark.parametrize(("code", "sentence"), [("en", "1, 2"), ("fr", "1, 2"), ("ar", "1، 2"), ("zh-hans", "1、2")])
def test_the_comma_is_that_of_the_language(code, sentence):
    with translation.override(code):
        assert rendered("{{ things|enumerated }}", things=[1, 2]) == sentence


def test_without_markup_characters_do_it():
    with translation.override("ar"):
        assert bidi.isolated("PDQ") == "\u2068PDQ\u2069"
    with translation.override("es"):
        assert bidi.isolated("PDQ") == "PDQ"


def test_names_in_an_arabic_line():
    line = "تحديث Project VIC (VICS 2.0) وأداة PhotoDNA."
    assert bidi.names_isolated(line, "ar") == ("تحديث \u2068Project VIC (VICS 2.0)\u2069 وأداة \u2068PhotoDNA\u2069.")
    assert bidi.names_isolated("أداة (Project VIC).", "ar") == "أداة (\u2068Project VIC\u2069)."
    assert bidi.names_isolated("PhotoDNA.", "fr") == "PhotoDNA."
