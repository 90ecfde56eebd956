"""Does a name stand apart from a line of the other direction, and only there?"""

from time import perf_counter

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from hub import bidi, spoken

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


NAMES = [
    ("أفادت [404 Media] بأن مقدّم الأداة أضاف ملخصات.", "a number begins the name"),
    ("طُرح هاتف يتضمن [HarmBlock+].", "a plus ends it, the full stop is the sentence's"),
    ("كُتبت بلغة [C++] ثم بلغة [C#].", "signs at the end"),
    ("تعمل مع [.NET] أيضا.", "a sign at the beginning"),
    ("بموجب القانون ([18 U.S.C. 2258C]).", "points inside, the brackets are the sentence's"),
    ("بموجب [18 U.S.C. § 2258A] فقط.", "a sign between spaces"),
    ("سعة [1 TB] أو [400 GB].", "a number and its unit"),
    ("على [Windows 10/11] فقط.", "a slash"),
    ("وفقا لمعيار [ISO/IEC 27037:2012].", "a colon inside"),
    ("نموذج [GPT-4o] على [Wi-Fi].", "hyphens"),
    ("تبيعه شركة [Johnson & Johnson] اليوم.", "an ampersand between words"),
    ("قسم [R&D] هناك.", "an ampersand inside"),
    ("من [Project VIC (VICS 2.0)] وغيره.", "brackets inside"),
    ("صيغ [PDF]، [DOCX]، [CSV].", "each of a list by itself"),
    ("قاعدة [AphasiaBank]: 13,140 تسجيلا.", "a number after a colon is the sentence's"),
    ("في عام 2024 [Cellebrite] أعلنت ذلك.", "so is a year"),
    ("على الموقع [https://example.org/a?b=c].", "an address"),
    ("مشروع [Gefährdung] في ألمانيا.", "letters with signs"),
    ("أداة «[Griffeye Brain]» الجديدة.", "a space that does not break"),
    ("ملفات بصيغةـ[PDF] ثم [TMK+PDQF].", "a letter before it without a space"),
    ("عولج 13,140 ملفا في 24/7 وبنسبة 99.5%.", "no name: numbers alone have their place"),
    ("لا أسماء هنا.", "no name"),
]


@pytest.mark.parametrize(("line", "why"), NAMES, ids=[why for _line, why in NAMES])
def test_each_latin_name_of_an_arabic_sentence_stands_apart_whole(line, why):
    plain = line.replace("[", "").replace("]", "")
    html = line.replace("&", "&amp;").replace("[", '<bdi dir="ltr">').replace("]", "</bdi>")
    assert bidi.names_apart(plain, "ar") == html, why
    assert bidi.names_isolated(plain, "ar") == line.replace("[", "\u2068").replace("]", "\u2069")
    for code in ("en", "zh-hans", "fr", "ru", "es"):
        assert bidi.names_apart(plain, code) == plain.replace("&", "&amp;")


def test_what_a_sentence_holds_is_escaped():
    assert bidi.names_apart("أداة <b>PDQ</b>", "ar") == (
        'أداة &lt;<bdi dir="ltr">b</bdi>&gt;<bdi dir="ltr">PDQ</bdi>&lt;/<bdi dir="ltr">b</bdi>&gt;'
    )


def test_a_sentence_of_a_page_is_in_its_language():
    sentence = "أفادت 404 Media بذلك."
    apart = 'أفادت <bdi dir="ltr">404 Media</bdi> بذلك.'
    with translation.override("ar"):
        assert rendered("{{ text|names_apart }}", text=sentence) == apart
        assert rendered("{{ text|names_apart:'en' }}", text="404 Media said so.") == "404 Media said so."
        assert rendered("{{ text|names_apart }}", text=spoken.english("404 Media")) == (
            '<bdi lang="en" dir="ltr">404 Media</bdi>'
        )
        assert rendered("{{ text|names_apart|linebreaks }}", text=f"{sentence}\n\nنعم.") == (
            f"<p>{apart}</p>\n\n<p>نعم.</p>"
        )
    with translation.override("en"):
        assert rendered("{{ text|names_apart:'ar' }}", text=sentence) == apart


def test_in_html_the_texts_and_not_the_tags():
    html = mark_safe('<p>قسم R&amp;D في <a href="https://a.example/?x=1&amp;y=2" rel="nofollow">الموقع 1 TB</a></p>')
    assert bidi.names_apart_in(html, "ar") == (
        '<p>قسم <bdi dir="ltr">R&amp;D</bdi> في <a href="https://a.example/?x=1&amp;y=2" rel="nofollow">الموقع '
        '<bdi dir="ltr">1 TB</bdi></a></p>'
    )
    assert bidi.names_apart_in(html, "ru") == html


def test_a_long_line_takes_no_long_time():
    for hostile in ("a" + "." * 20_000, "a (" * 20_000, "1 " * 20_000, "a" + " (b c" * 10_000, "1" * 20_000):
        begun = perf_counter()
        bidi.names_apart(hostile + "ا", "ar")
        assert perf_counter() - begun < 1
