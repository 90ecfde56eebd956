"""Can an officer correct an entry and report one of its links, without a name?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from catalogue import models, reports
from catalogue.reports import Kind

PLACE = "/fr/tools/sorter/report/"
RIGHT = {"part": "website", "text": "The address has changed.", "url": "maker.example/new"}
SOURCE = "https://source.example/page?a=1&b=é"


@pytest.fixture
def tool(tool_factory, source_factory, evidence_factory):
    tool = tool_factory(slug="sorter", name="Sorter", website="https://maker.example/")
    source_factory(tool=tool, url=SOURCE)
    evidence_factory(tool=tool, source="https://source.example/claim")
    return tool


def link_page(url: str) -> str:
    return f"{PLACE}?{urlencode({'link': url})}"


def kept() -> dict:
    fields = ("kind", "tool__slug", "part", "text", "url", "language", "state")
    return reports.Report.objects.values(*fields).get()


# --- A correction -------------------------------------------------------------------------------------------------


def test_a_correction_reaches_staff_and_the_senders_own_page(tool, officer, curator):
    assert officer.post(PLACE, RIGHT).headers["Location"] == "/fr/tools/sorter/"
    assert kept() == {
        "kind": Kind.CORRECTION, "tool__slug": "sorter", "part": "website", "text": "The address has changed.",
        "url": "https://maker.example/new", "language": "fr", "state": "received",
    }  # fmt: skip
    report = reports.Report.objects.get()
    page = curator.get(f"/admin/catalogue/report/{report.pk}/change/").content.decode()
    assert "The address has changed." in page
    assert "The address has changed." in officer.get("/en/tools/suggest/sent/").content.decode()


def test_the_tools_page_leads_to_the_part(tool, officer):
    html = officer.get("/en/tools/sorter/").content.decode()
    assert 'href="/en/tools/sorter/report/?part=limits"' in html
    form = officer.get("/en/tools/sorter/report/?part=limits").content.decode()
    assert re.findall(r'<option value="(\w*)" selected', form) == ["limits"]
    for unknown in ("nothing", "next_review", "<script>"):
        form = officer.get("/en/tools/sorter/report/", {"part": unknown}).content.decode()
        assert re.findall(r'<option value="(\w*)" selected', form) == [""]


@pytest.mark.parametrize(
    "typed",
    [
        {"text": ""}, {"text": "   "}, {"text": "x" * 2001}, {"text": "nul \x00 byte"}, {"part": ""},
        {"part": "next_review"}, {"url": "javascript:alert(1)"}, {"url": "ftp://maker.example/"},
        {"url": f"https://maker.example/{'x' * 1000}"},
    ],
)  # fmt: skip
def test_a_fault_keeps_what_was_written(typed, tool, officer):
    answer = officer.post("/en/tools/sorter/report/", RIGHT | typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Error:" in html
    for value in (RIGHT | typed).values():
        assert value.strip("\x00 ")[:5] in html
    assert not reports.Report.objects.exists()


def test_a_line_end_is_one_character(tool, officer):
    text = "\r\n".join(["a" * 99] * 20)  # 1999 characters, as they are counted on the screen
    officer.post(PLACE, RIGHT | {"text": text})
    assert reports.Report.objects.get().text == text.replace("\r\n", "\n")


def test_the_forms_say_what_must_not_be_written(tool, officer):
    for place in ("sorter/report/", "sorter/report/?link=", "suggest/"):
        html = officer.get(f"/en/tools/{place}").content.decode()
        assert "not who you are" in html
        assert "No case data, no names of people" in html


def test_what_is_staff_s_own_business_is_no_part_to_correct(tool, officer):
    parts = re.findall(r'<option value="([a-z_]+)"', officer.get("/en/tools/sorter/report/").content.decode())
    assert {"website", "limits", "other"} <= set(parts)
    assert {"risk", "next_review", "last_verified"} & set(parts) == set()


# --- A link -------------------------------------------------------------------------------------------------------


def test_each_source_leads_to_its_report(tool, officer):
    html = officer.get("/fr/tools/sorter/").content.decode()
    for url in ("https://maker.example/", SOURCE):
        assert html.count(f'href="{link_page(url)}"'.replace("&", "&amp;").replace("+", "%20")) == 1
    form = officer.get(link_page(SOURCE)).content.decode()
    assert re.findall(r'name="url" value="([^"]*)"[^>]* checked', form) == [SOURCE.replace("&", "&amp;")]
    assert officer.post(link_page(SOURCE), {"url": SOURCE, "text": ""}).status_code == 302
    assert kept() == {
        "kind": Kind.LINK, "tool__slug": "sorter", "part": "", "text": "", "url": SOURCE, "language": "fr",
        "state": "received",
    }  # fmt: skip


def test_a_link_that_is_not_the_entrys_is_neither_offered_nor_taken(tool, officer):
    elsewhere = "https://elsewhere.example/xqcanary"
    html = officer.get(link_page(elsewhere)).content.decode()
    form = html[html.index("<main") :]
    assert "xqcanary" not in form
    assert form.count('name="url"') == 3
    assert officer.post(link_page(elsewhere), {"url": elsewhere}).status_code == 200
    assert officer.post(link_page(SOURCE), {"url": elsewhere}).status_code == 200
    assert not reports.Report.objects.exists()


def test_the_same_link_twice_is_said_and_not_sent(tool, officer):
    officer.post(link_page(SOURCE), {"url": SOURCE})
    answer = officer.post("/en/tools/sorter/report/?link=", {"url": SOURCE, "text": "Still"}, follow=True)
    assert "You have sent this before" in answer.content.decode()
    assert reports.Report.objects.count() == 1


def test_an_entry_without_links(tool_factory, officer):
    tool_factory(slug="bare")
    assert "leads to no other page" in officer.get("/en/tools/bare/report/?link=").content.decode()
    assert officer.post("/en/tools/bare/report/?link=", {"url": ""}).status_code == 200


def test_as_many_queries_in_a_large_catalogue(tool, officer, tool_factory, source_factory):
    counts = []
    for _time in range(2):
        for place in (PLACE, link_page(SOURCE)):
            officer.get(place)  # makes the snapshot
            with CaptureQueriesContext(connection) as asked:
                officer.get(place)
            counts.append(len(asked))
        for _number in range(5):
            source_factory(tool=tool_factory())
        source_factory(tool=tool)
    assert counts == [counts[0]] * 4


# --- Not ----------------------------------------------------------------------------------------------------------


def test_too_many_a_day_is_said_and_nothing_is_lost(tool, officer, monkeypatch):
    monkeypatch.setitem(reports.PER_DAY, "limit", 1)
    officer.post(PLACE, RIGHT)
    answer = officer.post("/en/tools/sorter/report/", RIGHT | {"text": "One more thing"})
    assert answer.status_code == 429
    assert "send this one tomorrow" in answer.content.decode()
    assert "One more thing" in answer.content.decode()
    assert reports.Report.objects.count() == 1


def test_another_site_cannot_send_it(tool, sign_in):
    strict = sign_in("officer", enforce_csrf_checks=True)
    for place in (PLACE, "/en/tools/suggest/", "/en/tools/suggest/sent/"):
        assert strict.post(place, RIGHT).status_code == 403
    assert not reports.Report.objects.exists()


def test_only_officers_and_only_published_tools(tool, visitor, expired, officer):
    assert visitor.post(PLACE, RIGHT).status_code == 302
    assert expired.post(PLACE, RIGHT).status_code == 302
    tool.state = models.State.WITHDRAWN
    tool.save()
    assert officer.post(PLACE, RIGHT).status_code == 404
    assert officer.get("/en/tools/none/report/").status_code == 404
    assert not reports.Report.objects.exists()
