"""Can an officer take a list away, on paper and as a file, and nobody else?"""

import csv
import json
import re
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import export
from catalogue.models import State
from hub.languages import CODES

LIST = "/en/tools/"
QUERY = "?stage=triage&licence=commercial&q=image"
FILES = ("/en/tools/export/csv/", "/en/tools/export/json/")


def names_in(csv_answer) -> list[str]:
    rows = list(csv.reader(StringIO(csv_answer.content.decode("utf-8-sig"))))
    return [row[1] for row in rows[rows.index([]) + 2 :]]


def slugs_of(officer, query: str) -> list[str]:
    """All pages of the list, in its order."""
    found, address = [], f"/api/v1/tools/{query}"
    while address:
        page = officer.get(address).json()
        found += [row["slug"] for row in page["results"]]
        address = page["next"]
    return found


@pytest.mark.parametrize("query", ["?", QUERY, "?q=image&sort=changed&page=2", "?q=zzzzqqqq"])
def test_the_files_hold_what_the_list_finds_all_of_it_in_its_order(catalogue, officer, query):
    slugs = slugs_of(officer, re.sub("&page=2", "", query))
    assert names_in(officer.get(f"/en/tools/export/csv/{query}")) == slugs
    document = officer.get(f"/en/tools/export/json/{query}").json()
    assert [tool["slug"] for tool in document["tools"]] == slugs
    assert document["count"] == len(slugs)


def test_the_page_leads_to_the_files_of_its_query(catalogue, officer):
    html = officer.get(LIST + QUERY).content.decode()
    links = dict(re.findall(r'<a href="(export/\w+/)(\?[^"]*)"', html))
    same = "?q=image&amp;stage=triage&amp;licence=commercial"
    assert links == {"export/print/": same, "export/csv/": same, "export/json/": same}
    fragment = officer.get(LIST + QUERY, headers={"HX-Request": "true"}).content.decode()
    assert same in fragment


def test_the_files_tell_the_address_of_the_list(catalogue, officer):
    address = "https://testserver/en/tools/?q=image&stage=triage&licence=commercial"
    assert address in officer.get(f"/en/tools/export/csv/{QUERY}").content.decode()
    assert officer.get(f"/en/tools/export/json/{QUERY}").json()["address"] == address


@pytest.mark.parametrize("code", CODES)
def test_the_paper_says_what_where_and_when(catalogue, officer, code):
    answer = officer.get(f"/{code}/tools/export/print/{QUERY}&colour=red")
    html = answer.content.decode()
    assert html.count("<li><h2>") == len(slugs_of(officer, f"{QUERY}&lang={code}")) > 0
    assert "colour" in html
    assert f"https://testserver/{code}/tools/?q=image" in html
    assert catalogue.label("stage", "triage", code) in html
    assert "(UTC)" in html or "（UTC）" in html


def test_the_paper_ends_somewhere_and_says_so(catalogue, officer, monkeypatch):
    monkeypatch.setattr("catalogue.views.export.ON_PAPER", 3)
    html = officer.get("/en/tools/export/print/").content.decode()
    assert html.count("<li><h2>") == 3
    assert "This page holds the first 3 tools. The files hold all." in html
    assert "None: this is the whole catalogue" in html


def test_paper_without_a_tool(catalogue, officer):
    assert "No tool fits all of this" in officer.get("/en/tools/export/print/?q=zzzzqqqq").content.decode()


@pytest.mark.parametrize("path", [*FILES, "/en/tools/compare/csv/", "/en/tools/compare/json/"])
def test_too_many_files_in_an_hour(catalogue, officer, path, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    query = "?tool=photodna" if "compare" in path else QUERY
    assert officer.get(path + query).status_code == 200
    answer = officer.get(path + query)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    html = answer.content.decode()
    assert "An officer can take 1 file out of the Hub in an hour." in html
    assert "photodna" not in html.replace("tool=photodna", "")
    back = re.search(r'<a href="(https://testserver[^"]+)">Back', html)[1].replace("&amp;", "&")
    assert officer.get(back.removeprefix("https://testserver")).status_code == 200


def test_a_comparison_as_json_tells_all_of_each_tool(catalogue, officer):
    answer = officer.get("/fr/tools/compare/json/?tool=photodna&tool=cyacomb-forensics&tool=photodna&tool=gone")
    document = json.loads(answer.content)
    assert [tool["slug"] for tool in document["tools"]] == ["photodna", "cyacomb-forensics"]
    assert document["format"] == "hub-comparison/1"
    assert document["address"] == "https://testserver/fr/tools/compare/?tool=photodna&tool=cyacomb-forensics"
    assert document["notes"] == ["Certains textes sont des traductions automatiques."]
    assert document["tools"][0] == officer.get("/api/v1/tools/photodna/?lang=fr").json()
    assert answer["Content-Disposition"] == 'attachment; filename="comparison.json"'
    assert officer.get("/fr/tools/compare/json/?tool=gone").status_code == 404
    assert "compare/json/?tool=photodna" in officer.get("/fr/tools/compare/?tool=photodna").content.decode()


def test_nobody_else_takes_a_file(officer, browsers, tool_factory):
    tool_factory(slug="canary", name="Canary tool")
    paths = (*FILES, "/en/tools/export/print/", "/en/tools/compare/json/?tool=canary")
    for path in paths:
        assert b"Canary tool" in officer.get(path).content
        for name in ("visitor", "suspended", "expired", "unapproved", "no_factor"):
            answer = browsers[name].get(path)
            assert answer.status_code == 302
            assert b"Canary" not in answer.content


def test_a_draft_is_in_no_file(officer, tool_factory):
    tool_factory(slug="canary", name="Canary tool", state=State.DRAFT)
    for path in (*FILES, "/en/tools/export/print/"):
        assert b"Canary" not in officer.get(path).content
    assert officer.get("/en/tools/compare/json/?tool=canary").status_code == 404


@pytest.mark.parametrize("path", ["/en/tools/export/print/", *FILES])
def test_queries_do_not_grow_with_the_list(officer, tool_factory, path):
    seen = set()
    for size in (2, 9):
        for _ in range(size):
            tool_factory()
        officer.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(path).status_code == 200
        seen.add(len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert seen == {3 if "print" in path else 4}
