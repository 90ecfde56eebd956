"""Does the admin's start page show the day's work, the gaps and the use, each to those it is for?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue import desk
from catalogue.models import State
from hub.use import DailyUse
from tests.personas import make_user


@pytest.fixture
def world(tool_factory, stage_factory, capability_factory, link_check_factory):
    triage, court = stage_factory(name_en="Triage"), stage_factory(name_en="Court")
    sorting = capability_factory(name_en="Sorting", family__name_en="Images")
    for number in range(3):
        tool_factory(name=f"Open {number}", stages=[triage], capabilities=[sorting])
    tool_factory(name="Waits", state=State.IN_REVIEW, stages=[court], capabilities=[sorting])
    tool_factory(name="Draft one", state=State.DRAFT)
    link_check_factory(url="https://gone.example/", outcome="dead", code="404")
    link_check_factory(outcome="unsure", code="timeout")
    return sorting


def text(response) -> str:
    page = re.sub(r"</?bdi[^>]*>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_desk_names_what_waits_and_leads_to_it(world, curator):
    page = curator.get("/admin/")
    assert "Entries in review: 1 Waits" in text(page)
    assert "Drafts: 1 Draft one" in text(page)
    assert "Checks that are due: 3" in text(page)
    assert "Dead links: 1 https://gone.example/" in text(page)
    for kind in desk.work(curator.user):
        shown = curator.get(kind.address).context
        count = shown["cl"].result_count if "cl" in shown else shown["page"].paginator.count
        assert count == kind.count, kind.label


def test_what_officers_say_waits_too(world, curator, translator, report_factory):
    report_factory(kind="correction", tool__name="Said of")
    report_factory(kind="suggestion", tool=None, name="Suggested")
    report_factory(kind="suggestion", tool=None, name="Over", state="done", closed_on="2026-01-01")
    page = text(curator.get("/admin/"))
    assert "Suggestions of tools: 1 Suggested" in page
    assert "Corrections from officers: 1 Said of" in page
    for kind in (one for one in desk.work(curator.user) if "/report/" in one.address):
        assert curator.get(kind.address).context["cl"].result_count == kind.count, kind.label
    assert "Suggested" not in text(translator.get("/admin/"))


def test_the_map_counts_what_officers_see(world, curator, officer):
    page = text(curator.get("/admin/"))
    assert "Images Sorting 3 0" in page  # the one in review does not count
    _steps, families = desk.coverage("en")
    cell = families[0][1][0].cells[0]
    assert (cell.count, cell.level) == (3, 2)
    assert 'data-total="3"' in officer.get(cell.address).content.decode()


def test_use_is_shown_by_day_and_small_numbers_are_not(world, curator):
    today = timezone.now().date()
    DailyUse.objects.create(day=today - timedelta(days=1), officers=7)
    DailyUse.objects.create(day=today - timedelta(days=2), officers=3)
    page = text(curator.get("/admin/"))
    assert page.count("few or none") == desk.DAYS - 1
    assert re.search(r"\d 7 ", page)


def test_two_weeks_without_a_number_are_one_sentence(world, curator):
    page = text(curator.get("/admin/"))
    assert "few or none" not in page
    assert "On no recent day were there enough officers to show a number." in page


def test_work_comes_first_then_the_tables_then_the_charts(world, curator):
    page = curator.get("/admin/").content.decode()
    places = [page.index(part) for part in ('id="work"', 'class="app-catalogue', 'id="coverage"', 'id="use"')]
    assert places == sorted(places)


def test_others_see_their_own_part(world, browsers):
    assert "Work that waits" not in text(browsers["reviewer"].get("/admin/"))
    seen = text(browsers["translator"].get("/admin/"))
    assert "Translations" in seen
    assert "Waits" not in seen
    assert browsers["officer"].get("/admin/").status_code == 404


def test_translators_see_how_far_each_part_is_in_their_languages(world, sign_in):
    browser = sign_in("translator", user=make_user("translator", working_languages=["fr"]))
    page = browser.get("/admin/").content.decode()
    table = page[page.index('class="matrix"') : page.index("</table>")]
    assert re.findall(r'<th scope="col"><bdi lang="([\w-]+)"', table) == ["fr"]
    assert '<th scope="row">Summary</th><td><ul><li><a href="/admin/catalogue/translations/?' in table
    assert "missing: 4" in table  # three published and one in review
    assert "<details open>" in page
    assert re.search(r"Public pages</th><td><ul><li>machine: \d+</li>", table)  # files: there is no page for them
    for found in re.findall(r'<a href="([^"]+)">\w[\w ]*: (\d+)</a>', table):
        address, count = found[0].replace("&amp;", "&"), found[1]
        assert f'data-total="{count}"' in browser.get(address).content.decode(), address


def test_a_translator_without_a_language_is_told_who_gives_it(world, translator):
    assert "No language is given to your account yet." in text(translator.get("/admin/"))
    assert 'class="matrix"' not in translator.get("/admin/").content.decode()


def test_its_queries_do_not_grow(world, curator, tool_factory):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert curator.get("/admin/").status_code == 200
        return len(caught)

    curator.get("/admin/")
    before = queries()
    for _ in range(20):
        tool_factory(state=State.IN_REVIEW)
    curator.get("/admin/")  # what is in memory is made anew, once
    assert queries() == before
