"""Can an officer gather tools, weigh them side by side, hand the address on and take the table away?"""

import csv
import re
from io import StringIO

import pytest

from hub.languages import CODES
from tests.personas import make_user

PAIR = "?tool=photodna&tool=cyacomb-forensics"
FOUR = ["photodna", "cyacomb-forensics", "magnet-griffeye", "cellebrite-physical-analyzer"]
KEEP = "/en/tools/compare/keep/"


def test_tools_are_gathered_from_their_pages(catalogue, officer):
    page = officer.get("/en/tools/photodna/").content.decode()
    assert "Add to the comparison" in page
    answer = officer.post(KEEP, {"tool": ["photodna"]})
    assert answer.url == "/en/tools/compare/?tool=photodna"
    page = officer.get("/en/tools/photodna/").content.decode()
    assert "In your comparison: show it" in page
    page = officer.get("/en/tools/cyacomb-forensics/").content.decode()
    assert '<input type="hidden" name="tool" value="photodna">' in page
    assert officer.post(KEEP, {"tool": ["photodna", "cyacomb-forensics"]}).url == f"/en/tools/compare/{PAIR}"
    assert officer.get("/en/tools/compare/").url == f"/en/tools/compare/{PAIR}"
    assert "In your comparison of 2 tools" in officer.get("/en/tools/cyacomb-forensics/").content.decode()
    assert officer.post(KEEP, {}).url == "/en/tools/compare/?"
    assert officer.get("/en/tools/compare/").status_code == 200


def test_what_was_gathered_may_leave_the_catalogue(officer, tool_factory):
    tool = tool_factory(slug="leaving")
    officer.post(KEEP, {"tool": ["leaving"]})
    tool.delete()
    answer = officer.get("/en/tools/compare/")
    assert answer.status_code == 200
    assert "<table" not in answer.content.decode()


def test_four_are_the_most_and_the_page_says_so(catalogue, officer):
    fifth = next(slug for slug in catalogue.numbers if slug not in FOUR)
    answer = officer.post(KEEP, {"tool": [*FOUR, fifth]}, follow=True)
    html = answer.content.decode()
    assert "The last one was not added." in html
    assert "Four tools are the most." in html
    assert "Your comparison has four tools" in officer.get(f"/en/tools/{fifth}/").content.decode()
    html = officer.get("/en/tools/compare/?" + "&".join(f"tool={slug}" for slug in [*FOUR, fifth])).content.decode()
    assert f"Left out: {fifth}" in html
    assert html.count('role="columnheader"') == 4


def test_unknown_and_repeated_ones(catalogue, officer):
    html = officer.get(f"/en/tools/compare/{PAIR}&tool=photodna&tool=%3Cb%3Egone&tool=").content.decode()
    assert html.count('role="columnheader"') == 2
    assert "Not in the catalogue, or no longer: &lt;b&gt;gone" in html
    html = officer.get("/en/tools/compare/?tool=gone").content.decode()
    assert "<table" not in html
    assert officer.get("/en/tools/compare/csv/?tool=gone").status_code == 404


def test_only_what_differs(catalogue, officer):
    whole = officer.get(f"/en/tools/compare/{PAIR}")
    less = officer.get(f"/en/tools/compare/{PAIR}&only=differences")
    rows = {row.label for row in whole.context["facts"]}
    assert {row.label for row in whole.context["facts"] if row.differs} == {row.label for row in less.context["facts"]}
    assert len(less.context["facts"]) < len(rows)
    assert 'href="?tool=photodna&amp;tool=cyacomb-forensics"' in less.content.decode()


def test_a_text_that_differs_is_marked_as_a_fact_is(officer, tool_factory):
    tool_factory(slug="one", summary_en="Sorts images.", limits_en="No sound.", licence="commercial")
    tool_factory(slug="two", summary_en="Sorts video.", limits_en="No sound.", licence="open-source")
    html = officer.get("/en/tools/compare/?tool=one&tool=two").content.decode()
    marked = re.findall(r'role="rowheader">([^<]*) <span class="tag">differs</span></th>', html)
    assert "Licence" in marked
    assert "Summary" in marked
    assert "Limits and when not to use it" not in marked
    assert '<span class="tag">differs' not in officer.get("/en/tools/compare/?tool=one").content.decode()


def test_the_file_of_what_differs_holds_the_rows_that_are_marked(officer, tool_factory):
    tool_factory(slug="one", summary_en="Sorts images.", limits_en="No sound.", licence="commercial")
    tool_factory(slug="two", summary_en="Sorts video.", limits_en="No sound.", licence="open-source")
    page = officer.get("/en/tools/compare/?tool=one&tool=two&only=differences").content.decode()
    [address] = re.findall(r'href="(/en/tools/compare/csv/[^"]*)"', page)
    assert address == "/en/tools/compare/csv/?tool=one&amp;tool=two&amp;only=differences"
    file = officer.get(address.replace("&amp;", "&")).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(file)))
    shown = [row[0] for row in rows[rows.index([]) + 2 :]]
    assert shown == re.findall(r'role="rowheader">([^<]*) <span class="tag">differs</span></th>', page)
    assert [row[0] for row in rows if row and row[0].startswith("http")] == [
        "https://testserver/en/tools/compare/?tool=one&tool=two&only=differences"
    ]


def test_the_same_tool_twice_in_all_but_name_differs_in_nothing_else(officer, tool_factory):
    tool_factory(slug="one", summary_en="The same.", what_it_does_en="The same.")
    tool_factory(slug="two", summary_en="The same.", what_it_does_en="The same.")
    answer = officer.get("/en/tools/compare/?tool=one&tool=two&only=differences")
    assert [text.label for text in answer.context["texts"]] == []


def test_a_tool_is_found_and_added(catalogue, officer):
    html = officer.get("/en/tools/compare/?tool=photodna&q=griffeye").content.decode()
    assert 'name="tool" value="magnet-griffeye">Add' in html
    html = officer.get("/en/tools/compare/?tool=magnet-griffeye&q=qqqqzzzz").content.decode()
    assert "No tool to add fits these words." in html


def test_the_address_works_for_a_colleague(catalogue, officer, sign_in):
    officer.post(KEEP, {"tool": ["photodna", "cyacomb-forensics"]})
    colleague = sign_in("officer", user=make_user("officer"))
    assert colleague.get(f"/en/tools/compare/{PAIR}").content.decode().count('role="columnheader"') == 2
    assert colleague.get("/en/tools/compare/").status_code == 200  # and shows nothing of another's


@pytest.mark.parametrize("code", CODES)
def test_the_file_says_what_the_page_says(catalogue, officer, code):
    answer = officer.get(f"/{code}/tools/compare/csv/{PAIR}")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    start = rows.index([]) + 1
    names = {entry.slug: entry.name for entry in catalogue.entries}
    assert rows[start] == ["", names["photodna"], names["cyacomb-forensics"]]
    page = officer.get(f"/{code}/tools/compare/{PAIR}")
    labels = [row.label for row in page.context["facts"]] + [text.label for text in page.context["texts"]]
    assert [row[0] for row in rows[start + 1 :]] == labels
    assert f"https://testserver/{code}/tools/compare/{PAIR}" in [row[0] for row in rows[:start] if row]


@pytest.mark.parametrize(("code", "told"), [("en", False), ("fr", True)])
def test_english_in_place_of_a_translation_is_said(officer, tool_factory, code, told):
    tool_factory(slug="one")
    page = officer.get(f"/{code}/tools/compare/?tool=one").content.decode()
    file = officer.get(f"/{code}/tools/compare/csv/?tool=one").content.decode()
    for text in (page, file):
        assert ("en anglais" in text) is told


def test_the_queries_are_the_same_for_one_and_for_four(catalogue, officer, django_assert_max_num_queries):
    addresses = ["?tool=photodna", "?" + "&".join(f"tool={slug}" for slug in FOUR)]
    for address in addresses:
        officer.get(f"/en/tools/compare/{address}")
        with django_assert_max_num_queries(5):
            officer.get(f"/en/tools/compare/{address}")
