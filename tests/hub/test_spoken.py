"""Does a word in another language take its language with it into a page?"""

import copy

import pytest
from django.template import Context, Template
from django.utils import translation

from hub.languages import language
from hub.spoken import Spoken, best

ENGLISH = '<bdi lang="en" dir="ltr">Sorting &amp; more</bdi>'


def rendered(source: str, **values) -> str:
    return Template("{% load i18n %}" + source).render(Context(values))


def test_it_is_text_and_a_template_writes_its_language():
    word = Spoken("Sorting & more", language("en"))
    assert word == "Sorting & more"
    assert type(str(word)) is str
    assert rendered("{{ word }}", word=word) == ENGLISH
    assert rendered("{{ words|join:' · ' }}", words=[word, "Tri"]) == f"{ENGLISH} · Tri"
    assert (
        rendered("{% blocktranslate with name=word %}For {{ name }}{% endblocktranslate %}", word=word)
        == f"For {ENGLISH}"
    )


def test_a_copy_is_the_same():
    word = Spoken("Sorting", language("en"))
    assert (copy.deepcopy(word), copy.copy(word).language.code) == (word, "en")


def test_the_best_there_is():
    texts = {"en": "Sorting", "fr": "Tri"}
    assert (best(texts, "fr"), type(best(texts, "fr"))) == ("Tri", str)
    assert (best(texts, "en"), type(best(texts, "en"))) == ("Sorting", str)
    assert (best(texts, "ar"), best(texts, "ar").language.code) == ("Sorting", "en")
    assert (best({}, "ar"), best({}, "ar", "sorting")) == ("", "sorting")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("4NSEEK consortium (led by INCIBE)", ' lang="en"'),
        ("AFP Medialab and European research partners", ' lang="en"'),
        ("University of Liverpool", ' lang="en"'),
        ("Forschung und Technik GmbH", ""),  # a proper name is in no language
        ("Thorn", ""),
        ("Policía Nacional", ""),
    ],
)
def test_a_name_that_is_an_english_description_says_so_on_pages_of_others(name, said):
    with translation.override("ar"):
        assert rendered("<bdi{{ name|spoken_as }}>", name=name) == f"<bdi{said}>"
    with translation.override("en"):
        assert rendered("<bdi{{ name|spoken_as }}>", name=name) == "<bdi>"
