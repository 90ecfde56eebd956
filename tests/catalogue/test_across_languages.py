"""Does a query in any of six languages find the same tools, and does the answer say by which words?"""

import re
from html import unescape
from statistics import mean

import pytest

from catalogue import indexing, panel, results, search
from catalogue.concepts import concepts
from catalogue.query import Query
from hub.languages import CODES, DEFAULT
from tests.catalogue import across

GROOMING = {
    "en": "grooming detection",
    "ar": "كشف الاستدراج",
    "zh-hans": "诱骗检测",
    "fr": "détection du grooming",
    "ru": "выявление груминга",
    "es": "detección de grooming",
}


def listed(held, words: str, code: str = "en") -> list[str]:
    return [entry.slug for entry in results.run(held, Query(q=words), code, size=1000, count=False).entries]


def recognised(held, words: str, code: str = "en") -> tuple[str, ...]:
    return held.index(code).search(words).concepts


@pytest.fixture
def apart_from_each_other(tool_factory):
    """Each tool is described in one language only; two more hold half of what is asked for."""
    for code, words in GROOMING.items():
        column = "what_it_does_" + code.replace("-", "_")
        tool_factory(slug=f"in-{code}", name=f"Tool {code}", **{column: f"{words}."})
    tool_factory(slug="half", name="Half", what_it_does_en="Detection of weapons.")


@pytest.mark.parametrize("code", CODES)
def test_a_query_in_any_language_finds_a_tool_described_in_any_other(apart_from_each_other, officer, code):
    rows = officer.get("/api/v1/tools/", {"q": GROOMING[code], "lang": code}).json()
    assert {row["slug"] for row in rows["results"]} == {f"in-{other}" for other in CODES}
    assert [one["concept"] for one in rows["expanded"]] == ["grooming-detection"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("reader", ["en", "ar", "zh-hans"])
def test_the_reader_may_write_in_another_language_than_the_pages(catalogue, code, reader):
    assert listed(catalogue, GROOMING[code], reader) == listed(catalogue, GROOMING["en"])


@pytest.mark.parametrize(
    ("code", "words", "concept"),
    [
        ("en", "detecting grooming", "grooming-detection"),
        ("en", "groming", "grooming"),  # a slip
        ("en", "object detec", "object-recognition"),  # not yet typed to its end
        ("en", "dark-web", "dark-web"),
        ("en", "darkweb", "dark-web"),
        ("en", "photo dna", "photodna"),
        ("ar", "الاستدراج", "grooming"),
        ("ar", "للاستدراج", "grooming"),
        ("ar", "والإستدراج", "grooming"),
        ("ar", "اسْتِدْراج", "grooming"),
        ("ar", "استـــدراج", "grooming"),
        ("ar", "OSINT", "osint"),
        ("zh-hans", "誘騙檢測", "grooming-detection"),  # traditional characters
        ("zh-hans", "检测诱骗", "grooming-detection"),
        ("zh-hans", "人臉識別", "face-recognition"),
        ("fr", "detection de grooming", "grooming-detection"),
        ("fr", "l’estimation de l’âge", "age-estimation"),
        ("fr", "d'images", "images"),
        ("ru", "выявлением груминга", "grooming-detection"),
        ("ru", "груминга выявление", "grooming-detection"),
        ("ru", "ВЫЯВЛЕНИЕ ГРУМИНГА", "grooming-detection"),
        ("es", "deteccion de grooming", "grooming-detection"),
        ("es", "identificaciones de víctimas", "victim-identification"),
    ],
)
def test_a_concept_is_recognised_however_it_is_written(catalogue, code, words, concept):
    assert recognised(catalogue, words, code) == (concept,)


def test_a_long_query_speaks_of_several_concepts(catalogue):
    assert set(recognised(catalogue, "speech to text and age estimation for the dark web")) == {
        "speech-to-text",
        "age-estimation",
        "dark-web",
    }


def test_a_name_beside_a_concept_narrows(catalogue):
    assert listed(catalogue, "openai speech to text")[0] == "openai-whisper"
    assert set(listed(catalogue, "griffeye images")) < set(listed(catalogue, "images"))


def test_another_word_beside_a_concept_leads(tool_factory, officer):
    """Each language has its own words for it: who has it comes first, who has not is not lost."""
    tool_factory(slug="first", name="Zoo", what_it_does_en="Speech to text in a lighthouse.")
    tool_factory(slug="second", name="Alpha", what_it_does_en="Speech to text.")
    tool_factory(slug="neither", name="Beta", what_it_does_en="A lighthouse.")
    rows = officer.get("/api/v1/tools/?q=lighthouse+speech+to+text").json()["results"]
    assert [row["slug"] for row in rows] == ["first", "second"]


def test_a_concept_that_no_tool_speaks_of_is_not_meant(tool_factory, officer):
    tool_factory(slug="reads", name="Reader", what_it_does_en="It reads a plate, then a licence.")
    rows = officer.get("/api/v1/tools/?q=licence+plate").json()
    assert [row["slug"] for row in rows["results"]] == ["reads"]
    assert [one["concept"] for one in rows["expanded"]] == ["licence"]


@pytest.mark.parametrize("code", CODES)
def test_the_words_of_a_concept_that_no_tool_speaks_of_are_english_for_all(tool_factory, officer, code):
    tool_factory(slug="sees", name="Sees", what_it_does_en="Imagery of any kind, seen from a satellite.")
    tool_factory(slug="other", name="Other", what_it_does_en="It reads a plate.")
    words = concepts()["satellite-imagery"].phrases[code][0]
    rows = officer.get("/api/v1/tools/", {"q": words, "lang": code}).json()
    assert [row["slug"] for row in rows["results"]] == ["sees"]
    assert rows["expanded"] == []


def test_a_small_word_is_no_abbreviation(catalogue):
    assert recognised(catalogue, "un visage", "fr") == recognised(catalogue, "visage", "fr")


# --- What the reader is told --------------------------------------------------------------------------------------

SAID = {
    "en": "Also searched for:",
    "ar": "شمل البحث أيضًا:",
    "zh-hans": "同时搜索了：",
    "fr": "Recherché aussi\xa0:",
    "ru": "Искали также:",
    "es": "También se buscó:",
}


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_by_which_other_words(catalogue, officer, code):
    html = unescape(officer.get(f"/{code}/tools/", {"q": "OSINT"}).content.decode())
    line = re.search(rf'<p class="small">{SAID[code]} ?(.*?)</p>', html).group(1)
    assert ('<bdi lang="en" dir="ltr">' in line) == (code != DEFAULT)
    assert "open-source" in line
    assert "OSINT" not in re.sub(r"<[^>]*>", "", line).split(", ")


def test_what_was_typed_is_not_said_again(catalogue, officer):
    html = officer.get("/en/tools/?q=csam+osint").content.decode()
    assert "Also searched for: child sexual abuse material, open-source intelligence</p>" in html


@pytest.mark.parametrize("query", ["", "?q=griffeye+zzzzqqqq", "?q=zzzzqqqq", "?stage=triage"])
def test_nothing_is_said_where_nothing_more_was_searched(officer, tool_factory, query):
    tool_factory(name="Scout")
    assert SAID["en"] not in officer.get(f"/en/tools/{query}").content.decode()


def rows_of(officer, q: str, code: str = "en") -> str:
    html = unescape(officer.get(f"/{code}/tools/", {"q": q}).content.decode())
    return re.sub(r"</?bdi[^>]*>", "", html.partition('<ul class="rows">')[2])


def test_a_row_without_a_marked_word_says_what_its_other_texts_hold(tool_factory, officer):
    tool_factory(name="Quiet", summary_en="Sees.", what_it_does_en="A Lighthouse with facial recognition.")
    assert "Found in its other texts: lighthouse</p>" in rows_of(officer, "lighthouse")
    assert "Found in its other texts: facial recognition, lighthouse</p>" in rows_of(
        officer, "lighthouse face recognition"
    )
    assert "Trouvé dans ses autres textes\xa0: reconnaissance faciale</p>" in rows_of(
        officer, "reconnaissance faciale", "fr"
    )


def test_a_row_that_marks_a_word_says_no_more(tool_factory, officer):
    tool_factory(name="Loud", summary_en="A lighthouse.", what_it_does_en="A lighthouse.")
    assert "<mark>lighthouse</mark>" in rows_of(officer, "lighthouse")
    assert "Found in" not in rows_of(officer, "lighthouse") + rows_of(officer, "")


def test_the_phrase_of_another_language_is_marked():
    marked = frozenset({"=grooming-detection"})
    html = panel.highlighted("Used for the grooming detection in chats, not in images.", "en", marked)
    assert html == "Used for the <mark>grooming</mark> <mark>detection</mark> in chats, not in images."
    assert panel.highlighted("网络诱骗检测。", "zh-hans", marked) == "网络<mark>诱骗检测</mark>。"
    assert panel.highlighted("detection of <b>", "en", marked) == "detection of &lt;b&gt;"


def test_the_api_tells_the_concepts(catalogue, officer):
    told = officer.get("/api/v1/tools/", {"q": "выявление груминга", "lang": "ru"}).json()["expanded"]
    assert [one["concept"] for one in told] == ["grooming-detection"]
    assert told[0]["names"].keys() == set(CODES)
    assert told[0]["names"]["en"] == "grooming detection"


# --- How far it goes ----------------------------------------------------------------------------------------------


def test_the_first_ten_are_those_of_english(catalogue):
    assert all(len(asked) >= 60 for asked in across.cases().values())
    shares = [share for found in across.overlaps(catalogue).values() for one in found.values() for share in one]
    assert mean(shares) >= 0.9


def test_concepts_do_not_change_what_is_found_by_a_name(catalogue):
    plain = search.build(DEFAULT, indexing.documents(catalogue, DEFAULT))
    for entry in catalogue.entries:
        first = next(iter(catalogue.index("ru").search(entry.name).tiers))
        assert first == next(iter(plain.search(entry.name).tiers))


def test_a_long_query_is_answered(catalogue):
    for words in ("images " * 28, "児童" * 100, "a b c d " * 25, "诱骗检测" * 50, "grooming-" * 22):
        assert catalogue.index("zh-hans").search(words[:200]).mask.bit_count() <= len(catalogue.entries)
