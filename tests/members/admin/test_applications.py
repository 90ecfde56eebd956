"""Do reviewers see what waits, oldest first, and does nobody else see anything?"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.languages import CODES
from hub.models import AuditEvent, ReadEvent
from members import checklist, vetting
from members.application import Application, Recommendation, State
from tests.members import attacks, cases
from tests.personas import EVERYBODY, browser_for, make_user
from tests.site.html import page

pytestmark = pytest.mark.django_db
LIST = "/admin/members/application/"


def rows(response) -> list[str]:
    """The references in the order of the list."""
    links = [e for e in page(response).by_tag["a"] if e["href"].startswith(LIST) and "/change/" in e["href"]]
    return [e.text.replace(" ", "") for e in links if any(p["id"] == "result_list" for p in e.parents)]


def cells(response, application: Application) -> list[str]:
    """What the row of an application says."""
    read = page(response)
    row = next(e for e in read.by_tag["tr"] if application.spaced_reference in e.text)
    return [e.text for e in read.elements if e.tag in {"th", "td"} and e.parents[-1] is row]


def in_language(application: Application, code: str) -> Application:
    Application.objects.filter(pk=application.pk).update(language=code)
    return application


# --- Whose it is --------------------------------------------------------------------------------------------------

STEPS = ("change", "take", "mark/identity", "more", "approve", "note")


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_reviewers_and_administrators(name, browsers, catalogue):
    application = cases.in_review(full_name="Canary Name", agency_name="Canary Agency")
    browser = browsers[name]
    addresses = [LIST, f"{LIST}report/", *[f"{LIST}{application.pk}/{step}/" for step in STEPS]]
    seen = {browser.get(address).status_code for address in addresses}
    assert (seen == {200}) == (name in {"reviewer", "administrator"})
    if name not in {"reviewer", "administrator"}:
        for address in [*addresses, f"{LIST}take-next/", f"{LIST}?q={application.reference}"]:
            for response in (browser.get(address), browser.post(address, {"text": "x", "revision": 3})):
                assert response.status_code in {302, 404}, address
                assert b"Canary" not in response.content
        assert Application.objects.get().revision == application.revision
        assert not application.notes.exists()


def test_nobody_meets_the_own_application(reviewer):
    mine = cases.proven(email=reviewer.user.email.upper())
    assert rows(reviewer.get(LIST)) == []
    assert rows(reviewer.get(f"{LIST}?q={mine.reference}")) == []
    for address in ("change/", "note/", "take/"):
        assert reviewer.get(f"{LIST}{mine.pk}/{address}").status_code == 404
        assert reviewer.post(f"{LIST}{mine.pk}/{address}", {"text": "x"}).status_code == 404
    reviewer.post(f"{LIST}take-next/")
    mine.refresh_from_db()
    assert mine.state == State.PROVEN


def test_a_colleague_reads_the_reason_and_no_answer(sign_in):
    application = cases.called_back(cases.reviewer(), full_name="Canary Name", rank="Canary Rank")
    colleague = sign_in("reviewer", user=make_user("reviewer", agency=application.agency))
    response = colleague.get(f"{LIST}{application.pk}/change/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "The applicant is of your own agency." in html
    assert "Canary" not in html
    assert colleague.get(f"{LIST}{application.pk}/note/").status_code == 404
    assert not ReadEvent.objects.exists()
    cases.proven(email="li@police.example", full_name="Canary Two")  # not placed, but from the agency's domain
    elsewhere = cases.proven(email="li@elsewhere.example")
    assert rows(colleague.get(f"{LIST}?state=all")) == [elsewhere.reference]


def test_drafts_are_not_shown(reviewer):
    draft = cases.draft()
    begun = cases.draft(email="b@police.example")
    vetting.withdraw(begun)
    assert rows(reviewer.get(f"{LIST}?state=all")) == []
    for application in (draft, begun):
        assert reviewer.get(f"{LIST}{application.pk}/change/").status_code == 404


def test_nothing_is_added_deleted_or_exported(administrator):
    application = cases.in_review()
    for path in (
        f"{LIST}add/",
        f"{LIST}{application.pk}/delete/",
        f"{LIST}{application.pk}/history/",
        f"{LIST}1/change/",
    ):
        for method in ("get", "post"):
            assert getattr(administrator, method)(path).status_code == 404, path
    administrator.post(LIST, {"action": "delete_selected", "_selected_action": [str(application.pk)], "post": "yes"})
    administrator.post(f"{LIST}{application.pk}/change/", {"state": "approved", "_save": "1"})
    assert Application.objects.get().state == State.IN_REVIEW


# --- The queue ----------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(db):
    """By name: each proven so many days ago."""
    now, made = timezone.now(), {}
    for name, days in {"second": 3, "first": 30, "third": 0}.items():
        with time_machine.travel(now - timedelta(days=days)):
            made[name] = cases.proven(email=f"{name}@police.example", full_name=f"Person {name}")
    return made


def test_what_waits_oldest_first(reviewer, queue):
    decided = cases.refused(email="d@police.example")
    asked = cases.in_review(by=(person := cases.reviewer()), email="e@police.example")
    vetting.ask(asked, by=person, pages=["role"])
    sent = cases.sent(email="f@police.example")
    order = [queue[name].reference for name in ("first", "second", "third")]
    assert rows(reviewer.get(LIST)) == order
    everything = rows(reviewer.get(f"{LIST}?state=all"))
    assert {decided.reference, asked.reference, sent.reference, *order} == set(everything)
    assert ReadEvent.objects.filter(target="application list").count() == 2


def test_a_row(reviewer, queue):
    application = cases.called_back(reviewer.user, full_name="Somebody Else")
    checklist.mark(application, by=reviewer.user, item="identity", result="pass", evidence="seen")
    checklist.mark(application, by=reviewer.user, item="agency", result="look", evidence="seen")
    checklist.mark(application, by=reviewer.user, item="mailbox", result="stop", evidence="seen")
    response = reviewer.get(LIST)
    reference, country, agency, language, age, state, who, checks, flags = cells(response, application)
    assert (reference, country, agency) == (application.spaced_reference, "France", "Police of Example")
    assert (language, age, state) == ("English", "0 minutes", "being checked")
    assert who.startswith(f"{reviewer.user}, until")
    assert (checks, flags) == ("2/7", "a check says stop")
    first = cells(response, queue["first"])
    assert first[2] == "not placed; says: Police of Example"
    assert first[4:7] == ["4 weeks, late", "waiting for staff", "nobody"]
    assert cells(response, queue["third"])[4] == "0 minutes"


def test_a_hold_that_is_over_is_nobodys(reviewer):
    application = cases.in_review()
    with time_machine.travel(timezone.now() + vetting.HOLD + timedelta(minutes=1)):
        browser = browser_for(cases.reviewer(), "webauthn")
        assert cells(browser.get(LIST), application)[6] == "nobody"
        assert rows(browser.get(f"{LIST}?with=nobody")) == [application.reference]


def test_flags_of_duplicates_people_and_appeals(reviewer):
    one = cases.in_review(full_name="Amina Example")
    other = cases.proven(full_name="AMINA EXAMPLE")
    alone = cases.proven(email="c@police.example", full_name="Somebody Else")
    cases.draft(email="c@police.example", full_name="Somebody Else")
    appealed = cases.refused(email="d@police.example", full_name="Third Person")
    vetting.appeal(appealed)
    one.vouches.create(by=cases.reviewer(), answer="yes")
    response = reviewer.get(LIST)
    assert cells(response, one)[8] == "same address as another · same name as another · the focal point vouched"
    assert cells(response, other)[8] == "same address as another · same name as another"
    assert cells(response, alone)[8] == "–"
    assert cells(response, appealed)[8] == "appeal"


def test_filters(reviewer, queue):
    in_language(queue["second"], "ar")
    vetting.take(queue["third"], by=reviewer.user)
    unit = cases.proven(email="u@police.example", full_name="A Head", kind="focal_point")
    recommended = cases.recommended(Recommendation.REFUSE, email="r@police.example", full_name="Another")
    expected = {
        "language=ar": ["second"],
        "language=mine": ["first", "third", unit, recommended],
        "with=me": ["third"],
        "with=nobody": ["first", "second", unit, recommended],
        "late=yes": ["first"],
        "late=no": ["second", "third", unit, recommended],
        "kind=focal_point": [unit],
        "state=recommended": [recommended],
        "state=approved": [],
        "state=nonsense&language=nonsense&late=nonsense": ["first", "second", "third", unit, recommended],
    }
    for query, found in expected.items():
        references = [queue[entry].reference if isinstance(entry, str) else entry.reference for entry in found]
        assert rows(reviewer.get(f"{LIST}?{query}")) == references, query


def test_filters_with_counts(reviewer, queue):
    read = page(reviewer.get(f"{LIST}?_facets=True"))
    filters = next(e for e in read.by_tag["nav"] if e["id"] == "changelist-filter")
    links = [e.text for e in read.by_tag["a"] if filters in e.parents]
    assert {"waiting for staff (3)", "late (1)", "English (3)", "an officer (3)"} <= set(links)


def test_search_by_reference_in_every_state(reviewer, queue):
    decided = cases.refused(email="d@police.example")
    start, end = decided.reference[:6], decided.reference[6:]
    for typed in (decided.reference, decided.spaced_reference.lower(), f" {start}-{end}"):
        assert rows(reviewer.get(LIST, {"q": typed})) == [decided.reference]
    for typed in ("amina@police.example", "Police of Example", "@"):
        assert rows(reviewer.get(LIST, {"q": typed})) == []


def queries(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_fifty_rows_cost_what_one_costs(reviewer):
    cases.called_back(cases.reviewer())
    one = queries(reviewer, LIST)
    agency, _channel = cases.registry()
    held = {
        "assigned_until": timezone.now() + vetting.HOLD,
        "submitted_at": timezone.now(),
        "proven_at": timezone.now(),
    }
    for number in range(50):
        application, holder = cases.draft(email=f"n{number}@police.example"), cases.reviewer()
        found = Application.objects.filter(pk=application.pk)
        found.update(state="in_review", assigned_to=holder, agency=agency if number % 2 else None, **held)
        checklist.mark(found.get(), by=holder, item="identity", result="pass")
    assert queries(reviewer, LIST) == one <= 10


@pytest.mark.parametrize("code", CODES)
def test_the_queue_in_every_language(code, reviewer, queue, catalogue):
    response = reviewer.get(LIST, headers={"accept-language": code})
    assert response.status_code == 200
    assert page(response).root["lang"] == code


def test_what_applicants_typed_is_inert_in_the_list(reviewer):
    application = cases.proven(agency_name="x")
    plain = attacks.shape(page(reviewer.get(LIST)))
    Application.objects.update(answers=application.answers | {"agency_name": attacks.ALL, "country": attacks.ALL})
    response = reviewer.get(LIST)
    assert attacks.shape(page(response)) == plain
    assert attacks.ALL in cells(response, application)[2]


# --- Take next ----------------------------------------------------------------------------------------------------


def test_take_next_opens_the_oldest_in_a_language_of_the_reviewer(reviewer, queue):
    in_language(queue["first"], "fr")
    response = reviewer.post(f"{LIST}take-next/")
    assert response.headers["Location"] == f"{LIST}{queue['second'].pk}/change/"
    assert Application.objects.get(pk=queue["second"].pk).assigned_to == reviewer.user
    assert AuditEvent.objects.filter(event="application in_review", by=str(reviewer.user.pk)).count() == 1


def test_take_next_gives_what_somebody_else_let_go(reviewer):
    application = cases.in_review()
    assert reviewer.post(f"{LIST}take-next/").headers["Location"] == LIST
    with time_machine.travel(timezone.now() + vetting.HOLD + timedelta(minutes=1)):
        browser = browser_for(cases.reviewer(), "webauthn")
        assert browser.post(f"{LIST}take-next/").headers["Location"] == f"{LIST}{application.pk}/change/"


def test_take_next_changes_nothing_by_a_link(reviewer, queue):
    assert reviewer.get(f"{LIST}take-next/").status_code == 405
    assert not Application.objects.exclude(assigned_to=None).exists()


def test_nothing_to_take_is_said(reviewer):
    response = reviewer.post(f"{LIST}take-next/", follow=True)
    assert "Nothing waits that you may work on." in response.content.decode()


def test_reviewers_say_their_languages(reviewer, officer):
    address = "/en/accounts/settings/"
    assert 'name="working_languages"' in reviewer.get(address).content.decode()
    assert 'name="working_languages"' not in officer.get(address).content.decode()
    sent = {"language": "en", "time_zone": "UTC", "working_languages": ["ar", "fr"]}
    assert reviewer.post(address, sent).status_code == 302
    assert reviewer.user.reviews_in == {"en", "ar", "fr"}
    officer.post(address, sent)
    assert officer.user.working_languages == []
    assert reviewer.post(address, sent | {"working_languages": ["xx"]}).status_code == 200


# --- The report ---------------------------------------------------------------------------------------------------


def test_the_report_has_numbers_and_no_names(reviewer):
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        cases.refused(email="a@police.example")
        cases.proven(email="b@police.example")
    response = reviewer.get(f"{LIST}report/")
    html = response.content.decode()
    content = html.partition('id="content-main"')[2]
    assert "more than 10 and up to 20 working days: <strong>1</strong>" in content
    assert "100% within the target" in content
    for name in make_user("reviewer")._meta.model.objects.values_list("name", flat=True):
        assert name not in content
    assert "Amina" not in content
    assert queries(reviewer, f"{LIST}report/") <= 10
