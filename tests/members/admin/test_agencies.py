"""Can staff keep the registry in the admin, two for each confirmation, and nobody else?"""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.models import AuditEvent, ReadEvent
from members import agency_registry as registry
from members.agencies import Agency, AgencyChannel, AgencyDomain, FocalPoint, Unit, UnitSize
from tests.members.sheets import as_csv, as_xlsx, row
from tests.personas import EVERYBODY, browser_of, make_user
from tests.site.html import LOADS, Page

pytestmark = pytest.mark.django_db
LIST = "/admin/members/agency/"
IMPORT = "/admin/members/agency/import/"
XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def agency():
    return registry.add_agency(name="Police of Example", country="FR", note="canary note", by=make_user("reviewer"))


@pytest.fixture
def entry(agency):
    return registry.propose_domain(agency=agency, domain="полиция.рф", by="applicant", source="Form")


@pytest.fixture
def unit(agency):
    return registry.add_unit(agency=agency, name="Child protection unit", by=make_user("reviewer"))


def address(name: str, *args) -> str:
    return reverse(f"admin:members_agency_{name}", args=args)


def pages(agency, entry, role) -> list[str]:
    return [
        LIST, address("add"), address("change", agency.pk), IMPORT, address("propose_domain", agency.pk),
        address("propose_channel", agency.pk), address("propose_size", agency.pk), address("appoint", agency.pk),
        address("confirm_domain", entry.pk), address("retire_domain", entry.pk), address("accept", role.pk),
        address("end", role.pk),
    ]  # fmt: skip


def test_a_name_runs_as_it_is_written_and_one_in_latin_letters_from_the_left(agency, reviewer):
    html = reviewer.get(address("change", agency.pk)).content.decode()
    assert re.findall(r'<input[^>]* name="(name|latin_name)"[^>]* dir="(\w+)"', html) == [
        ("name", "auto"), ("latin_name", "ltr"),
    ]  # fmt: skip


@pytest.fixture
def proposed(unit):
    """A hand-over that waits for staff."""
    old, new = (make_user("officer", agency=unit.agency, unit=unit) for _member in range(2))
    role = registry.appoint_focal_point(user=old, unit=unit, by=make_user("reviewer"))
    return registry.hand_over(role, to_user=new, by=old)


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_pages_by_role(name, browsers, agency, entry, proposed):
    seen = {browsers[name].get(page).status_code for page in pages(agency, entry, proposed)}
    expected = {"reviewer": 200, "administrator": 200, "visitor": 302}.get(name, 404)
    assert seen == {expected}


@pytest.mark.parametrize("name", ["officer", "curator", "translator", "visitor"])
def test_nobody_else_changes_anything(name, browsers, agency, entry, proposed):
    file = {"file": SimpleUploadedFile("a.csv", as_csv(row()))}
    data = {"name": "X", "source": "S", "reason": "wrong", "domain": "x.example", "digest": "0"}
    before = [list(model.objects.order_by("pk").values()) for model in (Agency, AgencyDomain, FocalPoint)]
    for page in pages(agency, entry, proposed):
        browsers[name].post(page, data | (file if page == IMPORT else {}))
    assert [list(model.objects.order_by("pk").values()) for model in (Agency, AgencyDomain, FocalPoint)] == before


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_nothing_is_deleted_or_exported(name, browsers, agency):
    browser = browsers[name]
    for page in (f"{LIST}{agency.pk}/delete/", f"{LIST}{agency.pk}/history/"):
        assert browser.post(page, {"post": "yes"}).status_code == 404
    browser.post(LIST, {"action": "delete_selected", "_selected_action": [agency.pk], "post": "yes"})
    assert Agency.objects.filter(pk=agency.pk).exists()
    assert "export" not in html(browser.get(LIST)).lower()
    assert browser.get(f"{LIST}export/").status_code in {302, 404}


def test_unknown_objects(reviewer):
    for name in ("change", "propose_domain", "confirm_domain", "retire_channel", "appoint", "accept", "end"):
        assert reviewer.get(address(name, 999)).status_code == 404
    assert reviewer.get(f"{LIST}abc/change/").status_code == 404


# --- The list -----------------------------------------------------------------------------------------------------


def listed(browser, query: str) -> set[str]:
    page = Page(html(browser.get(f"{LIST}?{query}")))
    links = [link for link in page.by_tag["a"] if re.search(r"/agency/\d+/change/", link["href"])]
    return {link.text for link in links}


def test_search_in_every_script(reviewer, agency, entry):
    other = registry.add_agency(name="Полиция Примера", latin_name="Politsiya", country="RU", by=make_user("reviewer"))
    registry.propose_domain(agency=other, domain="mvd.example", by="applicant")
    for query, found in {
        "q=police": {"Police of Example"},
        "q=ПОЛИЦИЯ примера": {"Полиция Примера"},
        "q=politsiya": {"Полиция Примера"},
        "q=полиция.рф": {"Police of Example"},
        "q=xn--h1aahle9bwd": {"Police of Example"},
        "q=mvd.example": {"Полиция Примера"},
        "q=nothing": set(),
        "country=RU": {"Полиция Примера"},
        "waiting=yes": {"Police of Example", "Полиция Примера"},
        "waiting=no": set(),
    }.items():
        assert listed(reviewer, query) == found, query


def test_the_list_costs_the_same_whatever_it_shows(reviewer, agency):
    def cost() -> int:
        reviewer.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert reviewer.get(LIST).status_code == 200
        return len(queries)

    before, by = cost(), make_user("reviewer")
    for number in range(20):
        other = registry.add_agency(name=f"Agency {number}", country="FR", by=by)
        registry.add_unit(agency=other, name="Unit", by=by)
        registry.propose_domain(agency=other, domain=f"police{number}.example", by=by)
    assert cost() == before


def test_the_page_of_an_agency_costs_the_same_whatever_it_shows(reviewer, agency, unit, proposed):
    def cost() -> int:
        reviewer.get(address("change", agency.pk))
        with CaptureQueriesContext(connection) as queries:
            assert reviewer.get(address("change", agency.pk)).status_code == 200
        return len(queries)

    before, by = cost(), make_user("reviewer")
    for number in range(15):
        registry.propose_domain(agency=agency, domain=f"police{number}.example", by=by)
        registry.propose_channel(agency=agency, unit=unit, kind="email", value=f"a{number}@b.example", by=by)
    assert cost() <= before + 2


# --- Agencies and units -------------------------------------------------------------------------------------------


def units(*rows, initial=0) -> dict:
    data = {"units-TOTAL_FORMS": len(rows), "units-INITIAL_FORMS": initial}
    for number, values in enumerate(rows):
        data |= {f"units-{number}-{name}": value for name, value in values.items()}
    return data


def filled(agency, *rows, initial=0, **changes) -> dict:
    data = {"name": agency.name, "latin_name": "", "country": "FR", "trust": agency.trust, "note": agency.note}
    return data | {"active": "on"} | units(*rows, initial=initial) | changes


def test_an_agency_is_added(reviewer):
    answer = reviewer.post(address("add"), {"name": " Police  of Example ", "country": "FR", "note": "Called once."})
    agency = Agency.objects.get()
    assert answer.status_code == 302
    assert (agency.name, agency.trust, agency.note) == ("Police of Example", "none", "Called once.")
    told = AuditEvent.objects.get(event="agency added")
    assert (told.by, told.target) == (str(reviewer.user.pk), f"agency {agency.pk}")
    answer = reviewer.post(address("add"), {"name": "POLICE of example", "country": "FR"})
    assert "The registry has it already." in html(answer)


def test_an_agency_and_its_units_are_changed(reviewer, agency, unit):
    rows = [{"id": unit.pk, "agency": agency.pk, "name": unit.name}, {"name": "New unit", "active": "on"}]
    data = filled(agency, *rows, initial=1, latin_name="Police", note="Other note")
    assert reviewer.post(address("change", agency.pk), data).status_code == 302
    agency.refresh_from_db()
    unit.refresh_from_db()
    assert (agency.latin_name, agency.note) == ("Police", "Other note")
    assert unit.active is False
    assert Unit.objects.filter(agency=agency, name="New unit").exists()
    told = AuditEvent.objects.get(event="agency changed")
    assert told.detail == {"fields": ["latin_name", "note"]}
    assert AuditEvent.objects.filter(event__in=("unit added", "unit changed")).count() == 3


def test_the_name_of_a_unit_has_nothing_unseen_in_it(reviewer, agency, unit):
    rows = [{"id": unit.pk, "agency": agency.pk, "name": "Child\u202e  protection", "active": "on"}]
    assert reviewer.post(address("change", agency.pk), filled(agency, *rows, initial=1)).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "Child protection"
    answer = reviewer.post(address("change", agency.pk), filled(agency, {"name": "\u200b\u202e", "active": "on"}))
    assert answer.status_code == 200
    assert Unit.objects.filter(agency=agency).count() == 1


def test_a_unit_twice(reviewer, agency, unit):
    rows = [{"id": unit.pk, "agency": agency.pk, "name": unit.name, "active": "on"}, {"name": "CHILD Protection unit"}]
    answer = reviewer.post(address("change", agency.pk), filled(agency, *rows, initial=1))
    assert "The registry has it already." in html(answer)
    assert Unit.objects.count() == 1


def test_trust_needs_evidence(reviewer, agency):
    answer = reviewer.post(address("change", agency.pk), filled(agency, trust="verified"))
    assert "Verified needs at least one domain or channel" in html(answer)
    assert reviewer.post(address("change", agency.pk), filled(agency, trust="known")).status_code == 302


# --- Two people ---------------------------------------------------------------------------------------------------


def test_two_people_confirm_each_on_their_own(reviewer, administrator, agency, entry):
    place = address("confirm_domain", entry.pk)
    page = html(reviewer.get(place))
    assert "полиция.рф" in page
    assert "xn--h1aahle9bwd.xn--p1ai" in page
    assert "Where did you see it?" in html(reviewer.post(place, {"source": " "}))
    assert reviewer.post(place, {"source": "Canary directory"}).url == address("change", agency.pk)
    second = html(administrator.get(place)) + html(administrator.get(address("change", agency.pk)))
    assert "Canary directory" not in second  # nobody copies the other's source
    again = html(reviewer.post(place, {"source": "Once more"}))
    assert "The second time must be somebody else." in again
    assert "<button class" not in again.partition("content-main")[2]
    assert "still to come" in html(administrator.post(place, {"source": "A letter", "known_since": "2999-01-01"}))
    administrator.post(place, {"source": "A letter", "known_since": "2010-02-03"})
    entry.refresh_from_db()
    assert entry.is_confirmed
    assert entry.known_since == date(2010, 2, 3)
    page = html(reviewer.get(address("change", agency.pk)))
    assert "confirmed by two people" in page
    assert "Canary directory" in page
    assert "been done already" in html(administrator.get(place))


def test_looking_confirms_nothing(reviewer, entry):
    for method in ("get", "head", "options", "put", "delete"):
        getattr(reviewer, method)(address("confirm_domain", entry.pk) + "?source=x")
    entry.refresh_from_db()
    assert entry.first_by is None


def test_who_proposed_it_does_not_confirm_it(reviewer, agency):
    reviewer.post(address("propose_domain", agency.pk), {"domain": "https://Police.example/", "source": "A page"})
    entry = AgencyDomain.objects.get()
    assert (entry.domain, entry.proposed_by) == ("police.example", str(reviewer.user.pk))
    page = html(reviewer.post(address("confirm_domain", entry.pk), {"source": "A page"}))
    assert "Two other people" in page
    assert "Confirm from outside" not in html(reviewer.get(address("change", agency.pk))).partition("entries")[2]


@pytest.mark.parametrize("typed", ["gov.uk", "no domain", ""])
def test_a_wrong_domain_is_told_at_its_field(typed, reviewer, agency):
    answer = reviewer.post(address("propose_domain", agency.pk), {"domain": typed, "source": "A page"})
    assert answer.context["act"].form.errors.keys() == {"domain"}
    assert not AgencyDomain.objects.exists()


def test_a_channel(reviewer, agency, unit):
    place = address("propose_channel", agency.pk)
    data = {"kind": "switchboard", "value": "٠١ ٩٩ ٠٠ ١٢ ٣٤", "unit": unit.pk, "source": "A page"}
    assert reviewer.post(place, data).status_code == 302
    channel = AgencyChannel.objects.get()
    assert channel.value == "+33199001234"
    assert "+33 1 99 00 12 34" in html(reviewer.get(address("confirm_channel", channel.pk)))
    answer = reviewer.post(place, data | {"value": "112"})
    assert answer.context["act"].form.errors.keys() == {"value"}
    other = registry.add_agency(name="Another", country="FR", by=make_user("reviewer"))
    answer = reviewer.post(address("propose_channel", other.pk), data)
    assert answer.context["act"].form.errors.keys() == {"unit"}


def test_the_size_of_a_unit(reviewer, agency, unit):
    place = address("propose_size", agency.pk)
    assert reviewer.post(place, {"unit": unit.pk, "size": "5", "source": "A report"}).status_code == 302
    size = UnitSize.objects.proposed().get()
    page = html(reviewer.get(address("change", agency.pk)))
    assert "Size of the unit" in page
    assert "5–19" in page
    assert reviewer.post(place, {"unit": unit.pk, "size": "6", "source": "A report"}).status_code == 200
    for step, state in ((1, "one of two has confirmed it"), (2, "confirmed by two people")):
        person = make_user("reviewer")
        asked = html(browser_of(user=person, name="reviewer").get(address("confirm_size", size.pk)))
        assert unit.name in asked
        registry.confirm(size, by=person, source="Directory")
        assert state in html(reviewer.get(address("change", agency.pk))), step
    told = html(reviewer.get(address("change", agency.pk))).partition('id="timeline"')[2]
    assert f"{unit.name}: 5–19" in told


def test_an_entry_is_retired_for_a_reason(reviewer, agency, entry):
    place = address("retire_domain", entry.pk)
    assert "form" in html(reviewer.post(place, {"reason": "because"}))
    assert reviewer.post(place, {"reason": "gone"}).status_code == 302
    entry.refresh_from_db()
    assert entry.retired_reason == "gone"
    assert "it is no longer in use" in html(reviewer.get(address("change", agency.pk)))
    assert reviewer.get(place).status_code == 404


# --- Focal points -------------------------------------------------------------------------------------------------


def test_a_focal_point_is_appointed_and_ends(reviewer, agency, unit):
    assert "No unit of this agency" in html(reviewer.get(address("appoint", agency.pk)))
    member = make_user("officer", agency=agency, unit=unit)
    make_user("expired", agency=agency, unit=unit)
    page = reviewer.get(address("appoint", agency.pk))
    assert list(page.context["act"].form.fields["user"].queryset) == [member]
    assert reviewer.post(address("appoint", agency.pk), {"user": str(member.pk)}).status_code == 302
    role = FocalPoint.objects.acting().get()
    assert role.user == member
    assert member.name in html(reviewer.get(address("change", agency.pk)))
    assert ReadEvent.objects.filter(by=str(reviewer.user.pk), target=f"agency {agency.pk}").exists()
    assert reviewer.post(address("end", role.pk), {"reason": "in_doubt"}).status_code == 302
    assert not FocalPoint.objects.open().exists()


def test_a_hand_over_is_accepted(reviewer, agency, proposed):
    page = html(reviewer.get(address("accept", proposed.pk)))
    assert proposed.user.name in page
    assert proposed.takes_over_from.user.name in page
    assert reviewer.post(address("accept", proposed.pk)).status_code == 302
    assert list(FocalPoint.objects.acting()) == [proposed]


# --- The timeline -------------------------------------------------------------------------------------------------


def test_the_timeline_tells_everything_in_words(reviewer, agency, entry, unit, proposed):
    registry.confirm(entry, by=make_user("reviewer", email="first@agency.example"), source="A page")
    page = html(reviewer.get(address("change", agency.pk)))
    timeline = page.partition('id="timeline"')[2]
    for text in ("Agency added", "Domain proposed", "an applicant", "Domain confirmed", "first of two", "Unit added"):
        assert text in timeline
    for text in ("полиция.рф", unit.name, "Focal point appointed", "Another focal point proposed", proposed.user.name):
        assert text in timeline
    assert "focal point proposed" not in timeline.replace("Another focal point proposed", "")


# --- Import -------------------------------------------------------------------------------------------------------


def upload(browser, content: bytes, name="agencies.csv"):
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", as_csv(row(), row(unit="B"))), ("a.xlsx", as_xlsx(row(), row(unit="B")))]
)
def test_checked_then_imported(name, content, reviewer):
    answer = upload(reviewer, content, name)
    assert "Every row is right" in html(answer)
    assert [count for _label, count in answer.context["counts"]] == [1, 2, 1, 1, 0]
    assert not Agency.objects.exists()
    assert reviewer.post(IMPORT, {"digest": answer.context["digest"]}).url == LIST
    assert AgencyDomain.objects.proposed().get().domain == "police.example"
    assert not AgencyDomain.objects.confirmed().exists()
    assert "2 rows brought something new." in html(reviewer.get(LIST))
    reviewer.post(IMPORT, {"digest": answer.context["digest"]})  # the second of two clicks
    assert Agency.objects.count() == 1


def test_faults_are_told_by_row_and_column(reviewer):
    page = html(upload(reviewer, as_csv(row(), row(country="France"), row(domain=XSS))))
    cells = [element.text for element in Page(page.partition("content-main")[2]).by_tag["td"]]
    assert cells[:2] == ["3", "country"]
    assert cells[3:5] == ["4", "domain"]
    assert "Every row is right" not in page
    assert XSS not in page


def test_many_faults_are_cut(reviewer):
    page = html(upload(reviewer, as_csv(*[row(country="??")] * 300)))
    assert "100 more problems are not shown." in page


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"\xff\xfe"), ("a.xlsx", b"PK"), ("a.ods", as_csv(row())), ("a.csv", b"x" * 2_000_000), ("a.csv", b"")],
)
def test_files_that_cannot_be_read(name, content, reviewer):
    answer = upload(reviewer, content, name)
    assert answer.context["form"].errors.keys() == {"file"}
    assert "There is a problem" in html(answer)
    assert not Agency.objects.exists()


def test_no_file(reviewer):
    assert reviewer.post(IMPORT, {}).context["form"].errors.keys() == {"file"}


def test_only_what_this_person_checked_is_imported(reviewer):
    digest = upload(reviewer, as_csv(row())).context["digest"]
    for browser, sent in ((browser_of("administrator"), digest), (reviewer, "0" * 64), (reviewer, "")):
        answer = browser.post(IMPORT, {"digest": sent})
        assert answer.url == IMPORT
        assert "The checked file is gone." in html(browser.get(IMPORT))
    assert not Agency.objects.exists()


def test_what_changed_since_the_check_stops_all_of_it(reviewer):
    digest = upload(reviewer, as_csv(row(), row(agency="Second", domain="second.example"))).context["digest"]
    other = registry.add_agency(name="Faster", country="FR", by=make_user("reviewer"))
    registry.propose_domain(agency=other, domain="second.example", by="applicant")
    page = html(reviewer.post(IMPORT, {"digest": digest}))
    assert "Nothing was imported." in page
    assert list(Agency.objects.all()) == [other]


def test_the_kept_file_is_unreadable_in_the_database(reviewer):
    upload(reviewer, as_csv(row(agency="Canary agency")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM hub_cache")
        assert "Q2FuYXJ5" not in str(cursor.fetchall())  # base64 of "Canary"


# --- How the pages are made ---------------------------------------------------------------------------------------


def test_pages_are_inert_and_ask_no_other_host(reviewer, agency, entry, unit, proposed):
    Agency.objects.update(name=XSS, latin_name=XSS, note=XSS)
    Unit.objects.update(name=XSS)
    AgencyDomain.objects.update(proposed_source=XSS)
    read = [reviewer.get(page) for page in pages(agency, entry, proposed)]
    read.append(upload(reviewer, as_csv(row(), row(country=XSS))))
    for answer in read:
        text = html(answer)
        assert XSS not in text
        page = Page(text)
        assert len(page.by_tag["h1"]) >= 1
        for element in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in element.attributes), element
            assert all(not element[name] or element[name].startswith("/") for name in LOADS), element
        for script in page.by_tag["script"]:
            assert script["src"] or script["type"] == "application/json"
        assert not page.by_tag["style"]
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
