"""Can an officer see what the unit lacks, keep that to themselves or share it, and hand it on?"""

import csv
import re
from io import StringIO

import pytest
from django.utils import timezone

from catalogue import coverage, export, models
from hub.languages import CODES
from hub.models import AuditEvent
from members.models import User
from tests.factories import catalogue as rows
from tests.factories.members import AgencyFactory
from tests.personas import browser_of, make_user

PAGE, TOOLS, BRIEF, FILE = (f"/en/tools/coverage/{name}" for name in ("", "tools/", "brief/", "csv/"))


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def tick(browser, *slugs):
    return browser.post(TOOLS, {"shown": slugs, "tool": slugs})


@pytest.fixture
def agency(agency_factory):
    return agency_factory(name="Police of Exampleland")


@pytest.fixture
def serving(agency):
    """A browser of an officer of the agency."""
    return browser_of("officer", user=make_user("officer", agency=agency, country="NL"))


@pytest.fixture
def colleague(agency):
    return browser_of("officer", user=make_user("officer", agency=agency))


@pytest.fixture
def small(db):
    """Two steps, an input, a tool that the unit may have and four that it has not."""
    triage, court = (rows.StageFactory(name_en=name) for name in ("Triage", "Court"))
    images = rows.InputFactory(name_en="Images")
    had = rows.ToolFactory(slug="had", name="Canary Had", status="available", stages=[triage], inputs=[images])
    for slug, values in {
        "free": {"cost": "free-for-police", "website": "https://free.example/"},
        "paid": {"cost": "paid"},
        "gone": {"status": "discontinued"},
        "barred": {"cost": "free"},
    }.items():
        rows.ToolFactory(**{"slug": slug, "name": f"Tool {slug}", "status": "available", "stages": [court]} | values)
    models.Restriction.objects.create(
        tool=models.Tool.objects.get(slug="barred"), country="NL", kind="not-lawful", text_en="A court forbade it."
    )
    return had


def names_in(html: str) -> list[str]:
    """The tools that are linked, in order."""
    return re.findall(r'href="/\w+/tools/[a-z0-9-]+/"><bdi translate="no">([^<]+)</bdi>', html)


# --- What the unit has --------------------------------------------------------------------------------------------


def test_without_ticks_the_page_leads_to_them(officer, small):
    html = text_of(officer.get(PAGE))
    assert f'href="{TOOLS}"' in html
    assert "Steps of the investigation" not in html
    assert "Nothing is ticked yet" in text_of(officer.get(TOOLS))


def test_ticks_are_kept_and_taken_away(officer, small):
    answer = officer.post(f"{TOOLS}?stage=court", {"shown": ["free", "paid"], "tool": ["free", "paid"]}, follow=True)
    assert "Saved. Your unit has 2 tools." in answer.content.decode()
    assert answer.redirect_chain == [(f"{TOOLS}?stage=court", 302)]
    page = text_of(officer.get(f"{TOOLS}?stage=court"))
    assert re.findall(r'value="([a-z]+)" checked', page) == ["free", "paid"]
    answer = officer.post(TOOLS, {"shown": ["free", "paid"], "tool": ["paid"]}, follow=True)
    assert "Saved. Your unit has 1 tool." in answer.content.decode()
    assert re.findall(r'value="([a-z]+)" checked', text_of(officer.get(TOOLS))) == ["paid"]


def test_what_another_page_showed_stays(officer, small):
    tick(officer, "had")
    officer.post(TOOLS, {"shown": ["free"], "tool": []})
    assert coverage.slugs(coverage.own(officer.user)) == ["had"]


def test_tools_are_found_by_words_and_by_step(officer, small):
    page = text_of(officer.get(f"{TOOLS}?q=canary"))
    assert re.findall(r'name="tool" value="([a-z]+)"', page) == ["had"]
    page = text_of(officer.get(f"{TOOLS}?stage=court"))
    assert re.findall(r'name="tool" value="([a-z]+)"', page) == ["barred", "free", "gone", "paid"]
    assert "Not understood and left out" in text_of(officer.get(f"{TOOLS}?stage=nowhere"))
    assert "No tool fits these words." in text_of(officer.get(f"{TOOLS}?q=qqqqq"))


def test_a_long_list_has_pages_and_its_title_says_which(catalogue, officer):
    first, second = (text_of(officer.get(f"{TOOLS}?stage=triage&page={number}")) for number in (1, 2))
    assert "<title>Tools of the unit – The Hub</title>" in first
    assert "<title>Tools of the unit – page 2 of 2 – The Hub</title>" in second
    values = [re.findall(r'name="tool" value="([a-z0-9-]+)"', page) for page in (first, second)]
    assert len({*values[0], *values[1]}) == catalogue.masks["stage"]["triage"].bit_count()


def test_unknown_and_odd_slugs_change_nothing(officer, small):
    tick(officer, "had", "no-such-tool", "a\x00b", "")
    assert coverage.slugs(coverage.own(officer.user)) == ["had"]
    assert officer.post(TOOLS, {}).status_code == 302


def test_too_many_are_refused_and_the_ticks_stay(officer, small, monkeypatch):
    monkeypatch.setattr(coverage, "MOST", 2)
    tick(officer, "had", "free")
    html = text_of(officer.post(TOOLS, {"shown": ["had", "free", "paid"], "tool": ["had", "free", "paid"]}))
    assert "A unit has at most 2 tools here." in html
    assert "<title>Error:" in html
    assert coverage.slugs(coverage.own(officer.user)) == ["free", "had"]
    html = text_of(officer.post(f"{TOOLS}?stage=court", {"shown": ["free", "paid"], "tool": ["free", "paid"]}))
    assert re.findall(r'value="([a-z]+)" checked', html) == ["free", "paid"]


# --- What is not covered ------------------------------------------------------------------------------------------


def test_gaps_with_their_candidates(serving, small):
    tick(serving, "had")
    html = text_of(serving.get(PAGE))
    assert "steps covered: 1 of 2" in html
    assert "inputs covered: 1 of 1" in html
    assert names_in(html) == ["Canary Had", "Tool free", "Tool paid", "Canary Had", "Tool barred"]
    assert "Left out for Netherlands" in html
    assert "A court forbade it." in html
    assert "no proof that they are lawful" in html


def test_another_country_may_be_asked_for(serving, small):
    tick(serving, "had")
    html = text_of(serving.get(f"{PAGE}?country=fr"))
    assert names_in(html) == ["Canary Had", "Tool barred", "Tool free", "Tool paid", "Canary Had"]
    assert '<option value="FR" selected>France</option>' in html
    assert "published restrictions are not looked at" in text_of(serving.get(f"{PAGE}?country="))
    html = text_of(serving.get(f"{PAGE}?country=%3Cb%3E"))
    assert "Not understood and left out: <bdi>&lt;b&gt;</bdi>" in html
    assert '<option value="NL" selected>' in html


def test_a_tool_that_left_the_catalogue_is_told_without_its_name(officer, small):
    tick(officer, "had", "free")
    small.state = models.State.WITHDRAWN
    small.save()
    html = text_of(officer.get(PAGE))
    assert "1 ticked tool is no longer in the catalogue" in html
    assert "Canary Had" not in html + text_of(officer.get(TOOLS)) + text_of(officer.get(BRIEF))


@pytest.mark.parametrize("code", CODES)
def test_the_page_in_every_language(catalogue, officer, code):
    tick(officer, "photodna")
    parts = len(catalogue.terms["stage"]) + len(catalogue.terms["input"])
    assert text_of(officer.get(f"/{code}/tools/coverage/")).count("<h3 id=") == parts


# --- Who sees it --------------------------------------------------------------------------------------------------


def shared_address(browser) -> str:
    return f"{PAGE}{coverage.own(browser.user).pk}/"


def test_it_is_the_officers_alone_until_it_is_shared(serving, colleague, small):
    tick(serving, "had")
    assert colleague.get(shared_address(serving)).status_code == 404
    assert "Shared in your agency" not in text_of(colleague.get(PAGE))
    answer = serving.post(f"{PAGE}share/", follow=True)
    assert "Every officer of your agency can now open" in answer.content.decode()
    listed = text_of(colleague.get(PAGE))
    assert f'href="{shared_address(serving)}"' in listed
    html = text_of(colleague.get(shared_address(serving)))
    assert "Canary Had" in html
    for page in (listed, html):
        assert serving.user.name not in page
        assert serving.user.email not in page


def test_a_colleague_copies_it_and_changes_nothing_of_it(serving, colleague, small):
    tick(serving, "had")
    tick(colleague, "free")
    serving.post(f"{PAGE}share/")
    answer = colleague.post(f"{shared_address(serving)}copy/", follow=True)
    assert "Saved. Your unit has 2 tools." in answer.content.decode()
    assert coverage.slugs(coverage.own(colleague.user)) == ["free", "had"]
    assert coverage.slugs(coverage.own(serving.user)) == ["had"]


def test_a_copy_that_is_too_long_is_refused(serving, colleague, small, monkeypatch):
    tick(serving, "had")
    tick(colleague, "free")
    serving.post(f"{PAGE}share/")
    monkeypatch.setattr(coverage, "MOST", 1)
    answer = colleague.post(f"{shared_address(serving)}copy/", follow=True)
    assert "Nothing was copied." in answer.content.decode()
    assert coverage.slugs(coverage.own(colleague.user)) == ["free"]


def unreadable(browser, address: str) -> None:
    for path in (address, f"{address}copy/"):
        method = browser.post if path.endswith("copy/") else browser.get
        assert method(path).status_code == 404
    assert coverage.slugs(coverage.own(browser.user)) == []
    html = text_of(browser.get(PAGE))
    assert "Canary Had" not in html
    assert "Shared in your agency" not in html


def end_by_withdrawing(owner):
    assert "yours alone again" in owner.post(f"{PAGE}withdraw/", follow=True).content.decode()


def end_by_suspension(owner):
    User.objects.filter(pk=owner.user.pk).update(suspended_at=timezone.now())


def end_by_closing(owner):
    User.objects.filter(pk=owner.user.pk).update(closed_at=timezone.now())


def end_by_expiry(owner):
    User.objects.filter(pk=owner.user.pk).update(expires_at=timezone.now())


def end_by_transfer(owner):
    User.objects.filter(pk=owner.user.pk).update(agency=AgencyFactory())
    assert "Withdraw it" not in text_of(owner.get(PAGE))


ENDS = [end_by_withdrawing, end_by_suspension, end_by_closing, end_by_expiry, end_by_transfer]


@pytest.mark.parametrize("end", ENDS)
def test_sharing_ends(serving, colleague, small, end):
    tick(serving, "had")
    serving.post(f"{PAGE}share/")
    address = shared_address(serving)
    assert "Canary Had" in text_of(colleague.get(address))
    end(serving)
    unreadable(colleague, address)


def test_a_reader_who_changes_the_agency_loses_it(serving, colleague, small):
    tick(serving, "had")
    serving.post(f"{PAGE}share/")
    User.objects.filter(pk=colleague.user.pk).update(agency=AgencyFactory())
    unreadable(colleague, shared_address(serving))


@pytest.mark.parametrize("name", ["officer", "reviewer", "curator", "administrator"])
def test_nobody_of_another_agency_or_of_none_reads_it(name, serving, small):
    tick(serving, "had")
    serving.post(f"{PAGE}share/")
    unreadable(browser_of(name), shared_address(serving))
    unreadable(browser_of(name, user=make_user(name, agency=AgencyFactory())), shared_address(serving))


@pytest.mark.parametrize("name", ["visitor", "suspended", "expired", "no_factor"])
def test_who_is_not_let_in_meets_the_wall(name, browsers, serving, agency, small):
    tick(serving, "had")
    serving.post(f"{PAGE}share/")
    browser = browsers[name]
    if name != "visitor":
        User.objects.filter(pk=browser.user.pk).update(agency=agency)
    for address in (PAGE, TOOLS, BRIEF, FILE, shared_address(serving)):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert b"Canary" not in answer.content


def test_without_an_agency_there_is_nobody_to_share_with(officer, small):
    tick(officer, "had")
    assert "Your account names no agency" in text_of(officer.get(PAGE))
    answer = officer.post(f"{PAGE}share/", follow=True)
    assert "so there is nobody to share with" in answer.content.decode()
    assert not coverage.own(officer.user).is_shared


def test_the_audit_tells_of_sharing_and_not_of_tools(serving, small):
    tick(serving, "had")
    assert not AuditEvent.objects.filter(by=str(serving.user.pk), event__contains="coverage").exists()
    serving.post(f"{PAGE}share/")
    serving.post(f"{PAGE}withdraw/")
    events = AuditEvent.objects.filter(event__contains="coverage").order_by("pk")
    assert [event.event for event in events] == ["unit coverage shared", "unit coverage withdrawn"]
    assert "had" not in str([event.detail for event in events])


@pytest.mark.parametrize("address", ["tools/", "share/", "withdraw/"])
def test_a_foreign_site_sends_nothing_in_my_name(address, small):
    browser = browser_of("officer", enforce_csrf_checks=True)
    assert browser.post(f"{PAGE}{address}", {"shown": ["had"], "tool": ["had"]}).status_code == 403
    assert coverage.own(browser.user) is None


# --- Out of the Hub -----------------------------------------------------------------------------------------------


def test_the_brief(serving, small):
    tick(serving, "had")
    html = text_of(serving.get(BRIEF))
    assert "Canary Had" in html
    assert "https://free.example/" in html
    for said in ("Court", "Netherlands", "English", "Listing is not endorsement.", "To ask before buying", "(UTC)"):
        assert said in html
    assert "Tool barred" not in html
    assert "Tool barred" in text_of(serving.get(f"{BRIEF}?country=FR"))


def test_the_file(serving, small):
    tick(serving, "had")
    answer = serving.get(FILE)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="coverage.csv"'
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert ["Canary Had", rows.models.Tool.objects.get(slug="had").provider.name, "Not published"] in table
    gaps = [row for row in table if row[:1] == ["Step"] and row[2] == "Not covered"]
    assert [(row[1], row[4], row[6], row[8]) for row in gaps] == [
        ("Court", "Tool free", "Free for police", "https://free.example/"),
        ("Court", "Tool paid", "Paid", "Not published"),
    ]
    assert ["Tool barred", models.Tool.objects.get(slug="barred").provider.name, "Not lawful"] in table
    assert "Listing is not endorsement." in [row[0] for row in table if row]


def test_no_more_files_than_an_hour_has(serving, small, monkeypatch):
    tick(serving, "had")
    monkeypatch.setattr(export, "MOST", 1)
    assert serving.get(FILE).status_code == 200
    assert serving.get(FILE).status_code == 429


@pytest.mark.parametrize(("code", "told"), [("en", False), ("fr", True)])
def test_words_that_are_not_translated_are_said(officer, small, code, told):
    note = {"en": "shown in English", "fr": "sont donnés en anglais"}[code]
    assert (note in officer.get(f"/{code}/tools/coverage/csv/").content.decode()) is told


@pytest.mark.parametrize(("code", "told"), [("en", False), ("fr", True)])
def test_words_that_a_machine_translated_are_said(catalogue, officer, code, told):
    tick(officer, "photodna")
    note = {"en": "machine translations", "fr": "traductions automatiques"}[code]
    assert (note in officer.get(f"/{code}/tools/coverage/csv/").content.decode()) is told
    label = {"en": "*Machine translation", "fr": "*Traduction automatique"}[code]
    for page in ("", "brief/"):
        assert (label in text_of(officer.get(f"/{code}/tools/coverage/{page}"))) is told


def test_a_name_that_looks_like_a_formula_is_defused(serving, small):
    models.Tool.objects.filter(slug="free").update(name="=HYPERLINK(1)")
    models.Tool.objects.get(slug="paid").save()  # moves the snapshot
    tick(serving, "had")
    assert "'=HYPERLINK(1)" in serving.get(FILE).content.decode()


# --- Cost ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, TOOLS, BRIEF, FILE])
def test_the_queries_are_the_same_for_one_tool_and_for_many(serving, colleague, small, count_queries, address):
    tick(colleague, "had")
    colleague.post(f"{PAGE}share/")
    tick(serving, "had")
    few = count_queries(serving, address)
    triage, court = (models.Stage.objects.get(slug=slug) for slug in ("triage", "court"))
    made = [rows.ToolFactory(status="available", stages=[stage]) for stage in (triage, court) for _ in range(20)]
    tick(serving, *(tool.slug for tool in made[:20]))
    assert count_queries(serving, address) == few <= 12


@pytest.fixture
def count_queries(django_assert_max_num_queries):
    def count(browser, address: str) -> int:
        browser.get(address)  # the snapshot is made
        with django_assert_max_num_queries(20) as captured:
            browser.get(address)
        return len(captured)

    return count
