"""Does the list of tools work for a person, with and without script?"""

import re
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.languages import CODES

HTMX = {"HX-Request": "true"}


def test_the_first_view_is_everything(catalogue, officer):
    html = officer.get("/en/tools/").content.decode()
    assert f'<p role="status" class="total" data-total="{len(catalogue.entries)}">' in html
    assert html.count('role="status"') == 1
    assert " checked" not in html
    assert len(re.findall(r"<li><h2>", html)) == 20


def test_every_filter_belongs_to_the_one_get_form(catalogue, officer):
    html = officer.get("/en/tools/?stage=triage").content.decode()
    start, end = html.index('<form id="filters" method="get"'), html.index("</form>", html.index('<form id="filters"'))
    boxes = [match.start() for match in re.finditer(r'<input type="checkbox"', html)]
    assert boxes
    assert all(start < place < end for place in boxes)
    assert html[start:end].count("Apply filters") == 2
    assert "onchange" not in html


def test_ticked_filters_stay_and_can_be_removed(catalogue, officer):
    html = officer.get("/en/tools/?stage=triage&licence=commercial&q=image&sort=name").content.decode()
    assert re.search(r'name="stage" value="triage" checked', html)
    assert 'href="?q=image&amp;licence=commercial&amp;sort=name"' in html
    assert 'href="?q=image&amp;stage=triage&amp;sort=name"' in html
    assert 'href="?q=image&amp;sort=name"' in html  # clear all filters keeps words and order
    assert 'value="image"' in html
    assert '<input type="hidden" name="sort" value="name">' in html


@pytest.mark.parametrize("query", ["", "?stage=triage", "?q=image&page=2", "?q=zzzzqqqq&stage=triage", "?colour=red"])
def test_what_htmx_swaps_is_what_a_reload_shows(catalogue, officer, query):
    whole = officer.get(f"/en/tools/{query}").content.decode()
    fragment = officer.get(f"/en/tools/{query}", headers=HTMX).content.decode()
    assert "<html" not in fragment
    pieces = re.sub(r">(?=<(nav|div|span)\b)", ">\n", fragment.replace(' hx-swap-oob="true"', ""))
    for line in pieces.splitlines():
        if line.strip() and not line.startswith("<title"):
            assert line.strip() in whole


def test_fragment_and_page_are_never_mixed_up_by_a_cache(catalogue, officer):
    for headers in ({}, HTMX):
        answer = officer.get("/en/tools/", headers=headers)
        assert {"HX-Request", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
        assert "no-store" in answer.headers["Cache-Control"]


def test_going_back_gets_a_whole_page(catalogue, officer):
    answer = officer.get("/en/tools/", headers=HTMX | {"HX-History-Restore-Request": "true"})
    html = answer.content.decode()
    assert "<html" in html
    assert "hx-swap-oob" not in html


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11])
def test_the_total_is_said_in_the_right_plural(officer, tool_factory, code, count):
    for _ in range(count):
        tool_factory()
    html = officer.get(f"/{code}/tools/").content.decode()
    said = re.search(rf'<p role="status" class="total" data-total="{count}">([^<]+)', html).group(1)
    english = {0: "0 tools", 1: "1 tool"}.get(count, f"{count} tools")
    assert (said == english) == (code == "en"), said
    words = {
        ("ru", 1): "инструмент", ("ru", 2): "инструмента", ("ru", 11): "инструментов", ("fr", 0): "outil",
        ("es", 2): "herramientas",
    }  # fmt: skip
    if (code, count) in words:
        assert said.split()[-1] == words[code, count]


def test_nothing_found_offers_a_way_out(catalogue, officer):
    html = officer.get("/en/tools/?q=zzzzqqqq&stage=triage&licence=commercial").content.decode()
    assert 'data-total="0"' in html
    for address in ("?stage=triage&amp;licence=commercial", "?q=zzzzqqqq&amp;licence=commercial"):
        assert f'href="{address}"' in html  # each condition can be taken away
    assert "(0)" not in html  # what leaves nothing either is not offered as a way out
    assert "Tell us what you were looking for" in html
    assert "Clear all filters" in html


def test_nothing_found_takes_the_words_to_the_suggestion(catalogue, officer):
    html = officer.get("/fr/tools/", {"q": 'zzzz "qqqq" & <b>'}).content.decode()
    [address] = re.findall(r'href="(/fr/tools/suggest/[^"]*)"', html)
    assert address == "/fr/tools/suggest/?name=zzzz+%22qqqq%22+%26+%3Cb%3E"
    assert 'value="zzzz &quot;qqqq&quot; &amp; &lt;b&gt;"' in officer.get(address).content.decode()
    html = officer.get("/en/tools/", {"q": "q" * 200}).content.decode()
    assert f'href="/en/tools/suggest/?name={"q" * 160}"' in html


def test_nothing_found_without_words_leads_to_the_empty_form(officer):
    assert 'href="/en/tools/suggest/"' in officer.get("/en/tools/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "stage=lunch", "colour=red", "page=abc", "page=1000000000", "page=" + "9" * 50, "sort=price", "page_size=5",
        "q=%00%01", "q=%ED%A0%80", "q=" + "x" * 10_000, "&".join(f"stage=s{n}" for n in range(400)),
        "&".join(f"k{n}=v" for n in range(400)), "q=<script>alert(1)</script>", "stage=%22%3E%3Cscript%3E",
    ],
)  # fmt: skip
def test_bad_input_gets_a_normal_page_that_says_what_was_left_out(catalogue, officer, query):
    answer = officer.get(f"/en/tools/?{query}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>" not in html
    if query not in ("page=1000000000", "q=<script>alert(1)</script>") and "q=" not in query[:2]:
        assert "Not understood and left out:" in html


def test_400_known_values_are_a_normal_list(catalogue, officer):
    values = [("provider", value) for value in catalogue.masks["provider"]]
    values += [("country", value) for value in catalogue.masks["country"]]
    values += [("capability", value) for value in catalogue.masks["capability"]]
    query = "&".join(f"{key}={value}" for key, value in (values * 3)[:400])
    answer = officer.get(f"/en/tools/?{query}")
    assert answer.status_code == 200
    assert "data-total" in answer.content.decode()


def test_pages_lead_on_and_back(catalogue, officer):
    first = officer.get("/en/tools/").content.decode()
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev"' not in first
    second = officer.get("/en/tools/?page=2").content.decode()
    assert 'rel="prev" href="?"' in second
    last = officer.get(f"/en/tools/?page={-(-len(catalogue.entries) // 20)}").content.decode()
    assert 'rel="next"' not in last


def test_rows_tell_what_matters(officer, tool_factory, stage_factory, provider_factory):
    tool_factory(
        name="Sorter", provider=provider_factory(name="Maker"), summary_en="Sorts files.", cost="free-for-police",
        licence="free-for-law-enforcement", stages=[stage_factory(name_en="Triage of reports")],
    )  # fmt: skip
    row = re.search(r'<ul class="rows">(.*?)</ul>', officer.get("/en/tools/").content.decode(), re.DOTALL).group(1)
    for told in (
        ">Sorter<",
        ">Maker<",
        "Sorts files.",
        "Triage of reports",
        "Free for law enforcement",
        "Free for police",
    ):
        assert told in row
    assert "Not yet verified by staff" in row
    assert "<img" not in row


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_a_row_in_another_language_says_so(officer, tool_factory, code):
    tool_factory(summary="Sorts files.")
    html = officer.get(f"/{code}/tools/").content.decode()
    assert re.search(r'<p lang="en" dir="ltr">', html)
    assert '<bdi translate="no">' in html


@pytest.mark.parametrize(
    "query", ["", "?q=image", "?stage=triage&stage=detection&licence=commercial&page=2", "?q=zzzzqqqq"]
)
def test_four_queries_at_most(catalogue, officer, query):
    officer.get(f"/en/tools/{query}")
    with CaptureQueriesContext(connection) as held:
        officer.get(f"/en/tools/{query}")
    assert len(held) <= 4, [item["sql"][:80] for item in held]


@pytest.mark.parametrize("page", ["", "&page=2"])
def test_a_search_is_watched_from_every_page_of_its_list(catalogue, officer, page):
    html = officer.get(f"/en/tools/?stage=triage&q=image{page}").content.decode()
    link = re.search(r'<a href="([^"]+)">Watch this search</a>', html).group(1).replace("&amp;", "&")
    whole = urljoin("/en/tools/", link)
    assert whole == "/en/lists/watch/?q=image&stage=triage"
    assert officer.get(whole).status_code == 200
    assert "Watch this search" not in officer.get("/en/tools/").content.decode()


def test_the_whole_list_leads_to_the_questions_and_to_the_map(catalogue, officer):
    guides = [f'<a href="/en/tools/{name}/">' for name in ("find", "workflow")]
    whole, found = (officer.get(f"/en/tools/{query}").content.decode() for query in ("", "?stage=triage"))
    assert [guide in whole for guide in guides] == [True, True]
    assert [guide in found for guide in guides] == [False, False]  # whoever searches is waited for by every byte
