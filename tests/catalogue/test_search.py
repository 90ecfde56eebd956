"""Does a search find what an officer means, best match first, with the words marked?"""

import random
import re
from html import unescape

import pytest
from django.utils import translation

from catalogue import indexing, panel, results, search
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
        ("griffeye's", "magnet-griffeye"),
        ("GRIFFEYE", "magnet-griffeye"),
        ("x ways", "x-ways-forensics-excire"),
        ("x-ways", "x-ways-forensics-excire"),
        ("xways", "x-ways-forensics-excire"),
        ("project vic", "project-vic-vics"),
        ("photodna", "photodna"),
        ("PhotoDNA", "photodna"),
        ("photo dna", "photodna"),
        ("cyac", "cyacomb-forensics"),  # not yet typed to its end
        ("cyber tip", "ncmec-cybertipline-cmt"),
        ("cyber tip line", "ncmec-cybertipline-cmt"),
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
        Document(number, tuple((fields[key], text) for key, text in tool.items())) for number, tool in enumerate(tools)
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
    assert numbers(held.search("matching viden")) == [0]
    assert not held.search("matching viden").closest
    assert held.search("viden matching").closest


def test_a_word_that_is_not_asked_for_is_not_typed_on(catalogue):
    """ "of" is no beginning of "officer"."""
    held = index("en", {"name": "A", "text": "images"}, {"name": "B", "text": "officer"})
    assert numbers(held.search("images of")) == [0]


def test_a_slip_is_forgiven_only_where_nothing_else_fits():
    held = index("en", {"name": "Maltego"}, {"name": "Maltese"})
    assert numbers(held.search("maltgeo")) == [0]
    assert numbers(held.search("maltese")) == [1]


def test_short_words_are_taken_as_typed():
    assert numbers(index("en", {"name": "abc"}).search("abd")) == []


# --- Written together or apart ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "It reads PhotoDNA hashes.", "photo dna"),
        ("en", "It reads PhotoDNA hashes.", "photo dna hashes"),
        ("en", "It reads PhotoDNA hashes.", "hash photo dn"),  # not yet typed to its end
        ("en", "It files CyberTipline reports.", "cyber tip line report"),
        ("en", "It watches the dark web.", "darkweb"),
        ("en", "It watches the dark web.", "watches darkweb"),
        ("fr", "Analyse de cryptomonnaies", "crypto monnaie"),
        ("ru", "Сведения из видеофайлов", "видео файл"),
        ("es", "Registros de ciberdelitos", "ciber delito"),
        ("ar", "أداة عبدالله", "عبد الله"),
        ("zh-hans", "图像分类", "图 像"),
    ],
)
def test_words_are_found_together_and_apart(code, text, words):
    answer = index(code, {"name": "N", "text": text}, {"name": "O", "text": "other"}).search(words)
    assert (numbers(answer), answer.closest) == ([0], False)


def test_words_that_are_there_apart_are_still_found():
    held = index("en", {"name": "A", "text": "PhotoDNA"}, {"name": "B", "text": "A photo and its DNA"})
    assert sorted(numbers(held.search("photo dna"))) == [0, 1]


def test_an_ending_alone_is_no_word_of_its_stem():
    """ "images" has the stem "image": that must not make every image an answer to "image s"."""
    held = index("en", {"name": "A", "text": "an image"}, {"name": "B", "text": "many images"})
    assert numbers(held.search("image s")) == [1]


def test_a_word_is_taken_apart_only_where_nothing_else_fits():
    held = index("en", {"name": "A", "text": "dark web"}, {"name": "B", "text": "darkweb"})
    assert numbers(held.search("darkweb")) == [1]
    assert numbers(held.search("darkwebs")) == [1]


# --- Not all the words --------------------------------------------------------------------------------------------

FRUIT = (
    {"name": "A", "text": "apple"},
    {"name": "B", "text": "apple banana"},
    {"name": "C", "text": "apple cherry date"},
    {"name": "D", "text": "banana cherry"},
    {"name": "E", "text": "elder"},
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("apple banana cherry", [1, 2, 3]),  # two of three
        ("apple banana cherry date", [2, 1, 3]),  # most words first
        ("apple nothing", [0, 1, 2]),  # one of two
        ("apple nothing nowhere", []),
        ("nothing nowhere", []),
        ("nothing", []),
        ("the nothing", []),  # one word, whatever stands around it
        ("bananaelder", []),  # one word, even though its two parts are known
    ],
)
def test_where_no_tool_has_all_words_those_with_at_least_half_are_found(words, expected):
    answer = index("en", *FRUIT).search(words)
    assert numbers(answer) == expected
    assert answer.closest == bool(expected)
    assert answer.mask == sum(1 << number for number in expected)


def test_where_a_tool_has_all_words_no_other_is_found():
    answer = index("en", *FRUIT).search("apple date")
    assert (numbers(answer), answer.closest) == ([2], False)


def test_a_rare_word_counts_for_more_and_a_name_decides_between_equals():
    common = [{"name": f"T{n}", "text": "video"} for n in range(20)]
    held = index("en", *common, {"name": "R", "text": "ransom"}, {"name": "Q", "text": "quarry"}, {"name": "Quarry"})
    assert numbers(held.search("video ransom"))[0] == 20
    assert numbers(held.search("ransom quarry")) == [22, 20, 21]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("图像分类", [0, 1]),  # two words: one after the other, and apart
        ("图像视频", [0, 1]),
        ("区块链", []),  # up to three characters are one word
        ("区块 图像", [0, 1]),
    ],
)
def test_in_chinese_a_run_of_characters_is_several_words(words, expected):
    held = index("zh-hans", {"name": "A", "text": "图像的分类"}, {"name": "B", "text": "图像和视觉分类"})
    assert numbers(held.search(words)) == expected


def test_tiers_of_the_closest_are_disjoint_and_together_everything(catalogue):
    for words in ("griffeye linux", "griffeye quarterly", "linux quarterly"):
        answer = catalogue.index("en").search(words)
        assert answer.closest
        assert sum(answer.tiers) == answer.mask == search._any(answer.tiers)


CLOSEST = {
    "en": "No tool has all your words. The closest matches are listed.",
    "ar": "لا توجد أداة تتضمن كل كلماتك. تُعرض هنا أقرب النتائج.",
    "zh-hans": "没有工具包含您输入的全部词语。以下是最接近的结果。",
    "fr": "Aucun outil ne contient tous vos mots. Voici les résultats les plus proches.",
    "ru": "Ни один инструмент не содержит всех ваших слов. Показаны самые близкие результаты.",
    "es": "Ninguna herramienta contiene todas sus palabras. Se muestran los resultados más cercanos.",
}


def said(html: str, sentence: str) -> int:
    return unescape(html).count(sentence)


def total(html: str) -> int:
    return int(re.search(r'<p role="status" class="total" data-total="(\d+)">', html).group(1))


@pytest.fixture
def tools(tool_factory):
    """No tool has both words; 25 have one, so the list has two pages."""
    for number in range(25):
        tool_factory(slug=f"plum-{number:02}", name=f"Plum {number:02}", licence="commercial" if number < 5 else "")
    tool_factory(slug="quince", name="Quince", licence="commercial")
    tool_factory(slug="other", name="Other")


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_once_that_no_tool_has_all_words(tools, officer, code):
    html = officer.get(f"/{code}/tools/?q=quince+plum").content.decode()
    assert said(html, CLOSEST[code]) == 1
    assert total(html) == 26
    marked = re.findall(r"<mark>(\w+)</mark>", html)
    assert marked[0] == "Quince"  # the tool of the rarer word leads
    assert set(marked) == {"Quince", "Plum"}


@pytest.mark.parametrize("query", ["q=quince", "q=plum+07", "q=quince+zzzzqqqq+qqqqzzzz", "q=zzzzqqqq", ""])
def test_it_is_not_said_where_all_words_or_no_tools_were_found(tools, officer, query):
    html = officer.get(f"/en/tools/?{query}").content.decode()
    assert said(html, CLOSEST["en"]) == 0


def test_it_is_not_said_of_an_empty_list(tools, officer):
    """The filters leave none of the closest; the way out is offered with their true number."""
    html = officer.get("/en/tools/?q=quince+plum&licence=open-source").content.decode()
    assert (total(html), said(html, CLOSEST["en"])) == (0, 0)
    assert re.search(r'href="\?q=quince\+plum">without.*?\(26\)', html)


def test_the_closest_are_the_same_on_the_page_in_its_counts_and_in_the_api(tools, officer):
    first, second = (officer.get(f"/en/tools/?q=quince+plum&page={page}").content.decode() for page in (1, 2))
    listed = re.findall(r'<li><h2><a href="/en/tools/([^/]+)/"', first + second)
    rows = officer.get("/api/v1/tools/?q=quince+plum&page_size=100").json()
    assert [row["slug"] for row in rows["results"]] == listed == ["quince", *(f"plum-{n:02}" for n in range(25))]
    assert rows["count"] == total(first) == total(second) == 26
    counted = re.search(r'name="licence" value="commercial"> [^<]+<span>(\d+)<', first).group(1)
    narrowed = officer.get("/en/tools/?q=quince+plum&licence=commercial").content.decode()
    assert int(counted) == total(narrowed) == 6
    assert said(narrowed, CLOSEST["en"]) == 1
    assert officer.get("/api/v1/tools/?q=quince+plum&licence=commercial").json()["count"] == 6


# --- Marks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Classifies images.", "image", "Classifies <mark>images</mark>."),
        ("A <b>tag</b> & images", "images", "A &lt;b&gt;tag&lt;/b&gt; &amp; <mark>images</mark>"),
        ("Nothing here", "images", "Nothing here"),
        ("Some images", "images nowhere", "Some <mark>images</mark>"),
    ],
)
def test_matched_words_are_marked_and_everything_else_escaped(text, words, expected):
    forms = index("en", {"name": "N", "text": "images tag"}).search(words).forms
    assert panel.highlighted(text, "en", forms) == expected


def test_vowel_signs_do_not_cut_a_word_that_is_marked():
    forms = index("ar", {"name": "N", "text": "للتعرّف على الكلام"}).search("التعرف").forms
    assert panel.highlighted("نموذج للتعرّف على الكلام", "ar", forms) == "نموذج <mark>للتعرّف</mark> على الكلام"


def test_a_name_is_marked_where_its_parts_were_typed():
    forms = index("en", {"name": "PhotoDNA"}).search("photo dna").forms
    assert panel.highlighted("PhotoDNA", "en", forms) == "<mark>PhotoDNA</mark>"


def test_a_name_that_stands_apart_is_marked_inside():
    forms = index("ar", {"name": "N", "text": "404 Media HarmBlock"}).search("media harmblock").forms
    assert panel.highlighted("أفادت 404 Media عن HarmBlock+ <b>", "ar", forms) == (
        'أفادت <bdi dir="ltr">404 <mark>Media</mark></bdi> عن <bdi dir="ltr"><mark>HarmBlock</mark>+</bdi> '
        '&lt;<bdi dir="ltr">b</bdi>&gt;'
    )


def test_neighbours_that_match_are_one_mark():
    marked = frozenset({"预", "测"})
    assert panel.highlighted("一种预测，模型测", "zh-hans", marked) == "一种<mark>预测</mark>，模型<mark>测</mark>"


def test_words_are_marked_on_the_page(catalogue, officer):
    html = officer.get("/en/tools/?q=griffeye").content.decode()
    assert "<mark>Griffeye</mark>" in html


# --- The same on every database -----------------------------------------------------------------------------------


def test_the_answer_does_not_depend_on_how_rows_come_out_of_the_database(catalogue):
    """The index is made in Python from rows alone: any order of rows gives the same lists."""
    documents = list(indexing.documents(catalogue, "en"))
    straight = search.build("en", documents)
    random.Random(1).shuffle(documents)
    shuffled = search.build("en", documents)
    for words in ("grifeye", "image classification", "x ways", "hash", "cyac", "photo dna", "griffeye linux"):
        assert straight.search(words) == shuffled.search(words)


def test_a_search_does_not_ask_the_database(catalogue, django_assert_num_queries):
    with translation.override("en"):
        catalogue.index("en")
        with django_assert_num_queries(0):
            found(catalogue, "images")
