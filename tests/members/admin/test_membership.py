"""Can staff suspend, reinstate, close and correct, each by the right person, and answer a renewal; and nobody else?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import AuditEvent, ReadEvent
from members import agency_registry, membership, reasons, standing
from members.admin import membership as admin_membership
from members.models import User
from members.renewal import Renewal, a_year_after
from tests.members.mailbox import mails
from tests.members.test_focal import age
from tests.personas import EVERYBODY, PEOPLE, STAFF, browser_for, browser_of, make_user
from tests.site.html import LOADS, Page

pytestmark = pytest.mark.django_db
LIST, RENEWALS = "/admin/members/user/", "/admin/members/renewal/"
XSS = "<img src=x onerror=alert(1)>"
CANARY = "xqcanary"
REASON = {"suspend": "conduct", "reinstate": "mistake", "close": "agency_withdrew"}


@pytest.fixture
def unit():
    by = make_user("reviewer")
    agency = agency_registry.add_agency(name="Police of the Test", country="FR", by=by)
    return agency_registry.add_unit(agency=agency, name="Child protection unit", by=by)


@pytest.fixture
def member(unit) -> User:
    user = make_user(
        "officer",
        email=f"{CANARY}@agency.example",
        agency=unit.agency,
        unit=unit,
        supervisor_email="chief@agency.example",
        expires_at=timezone.now() + timedelta(days=20),
    )
    user.name = "Amina Example"
    user.set_password("Xqcanary of a password")
    user.save()
    return user


@pytest.fixture
def renewal(member) -> Renewal:
    return membership.begin_renewal(user=member)


def page_of(user: User, name: str = "change") -> str:
    return reverse(f"admin:members_user_{name}", args=[user.pk])


def page_of_renewal(renewal: Renewal) -> str:
    return reverse("admin:members_renewal_change", args=[renewal.pk])


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def listed(browser, query: str = "", place=LIST) -> set[str]:
    links = Page(html(browser.get(f"{place}?{query}"))).by_tag["a"]
    return {link.text for link in links if re.search(r"/(user|renewal)/[\w-]+/change/", link["href"])}


def state(user: User) -> tuple:
    user.refresh_from_db()
    return user.suspended_reason, user.closed_reason


# --- Who ----------------------------------------------------------------------------------------------------------

OPEN_TO = {  # page -> roles
    "list": {"reviewer", "administrator"},
    "change": {"reviewer", "administrator"},
    "suspend": {"reviewer", "administrator"},
    "reinstate": {"reviewer", "administrator"},
    "correct": {"reviewer", "administrator"},
    "close": {"administrator"},
    "end_sessions": {"administrator"},
    "renewals": {"reviewer", "administrator"},
    "renewal": {"reviewer", "administrator"},
}


def addresses(member, renewal) -> dict[str, str]:
    names = ("change", "suspend", "reinstate", "correct", "close", "end_sessions")
    found = {"list": LIST, "renewals": RENEWALS, "renewal": page_of_renewal(renewal)}
    return found | {name: page_of(member, name) for name in names}


@pytest.mark.parametrize("name", EVERYBODY)
def test_pages_by_role(name, browsers, member, renewal):
    data = {"reason": "conduct", "answer": "no", "how": "letter", "name": "Somebody Else"}
    for page, address in addresses(member, renewal).items():
        answer = browsers[name].get(address)
        if name in OPEN_TO[page]:
            assert answer.status_code == 200, page
            continue
        assert answer.status_code == (302 if name == "visitor" else 404), page
        assert CANARY not in answer.content.decode()
        assert browsers[name].post(address, data).status_code == answer.status_code
    member.refresh_from_db()
    assert (member.name, *state(member)) == ("Amina Example", "", "")
    assert Renewal.objects.get().answer == ""


def test_nobody_adds_changes_or_deletes(reviewer, administrator, member, renewal):
    for browser in (reviewer, administrator):
        for place in (f"{LIST}add/", f"{RENEWALS}add/", page_of(member, "delete")):
            assert browser.post(place, {"post": "yes", "email": "x@y.example"}).status_code in {403, 404}
        browser.post(page_of(member), {"name": "Somebody Else", "role": "administrator", "email": "x@y.example"})
        browser.post(LIST, {"action": "delete_selected", "_selected_action": [str(member.pk)], "post": "yes"})
    member.refresh_from_db()
    assert (member.name, member.role) == ("Amina Example", "officer")


def test_what_reviewers_see(reviewer, member, administrator):
    other, gone = make_user("translator"), make_user("closed", anonymised_at=timezone.now())
    assert listed(reviewer) == {member.email}
    assert {member.email, other.email, gone.email, reviewer.user.email} <= listed(administrator)
    for user in (other, gone, reviewer.user, administrator.user):
        for name in ("change", "suspend", "reinstate", "correct"):
            assert reviewer.get(page_of(user, name)).status_code == 404
    page = html(reviewer.get(page_of(member)))
    assert "Amina Example" in page
    assert "Child protection unit" in page
    for word in ("argon2", "Last login", "Time zone", "password", "Where, and how to end it"):
        assert word not in page.partition("content-main")[2], word


@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_no_secret_is_shown(name, browsers, member, renewal):
    secrets = [
        member.password,
        renewal.own_mark,
        renewal.supervisor_mark,
        member.authenticator_set.get().data["secret"],
    ]
    for page in addresses(member, renewal).values():
        text = browsers[name].get(page).content.decode()
        assert not [secret for secret in secrets if secret in text], page


def test_every_look_is_noted(reviewer, member, renewal):
    for page in ("change", "suspend", "correct"):
        before = ReadEvent.objects.count()
        reviewer.get(page_of(member, page))
        assert ReadEvent.objects.count() == before + 1
        assert ReadEvent.objects.latest("pk").target == f"user {member.pk}"
    reviewer.get(page_of_renewal(renewal))
    assert ReadEvent.objects.filter(by=str(reviewer.user.pk), target=f"user {member.pk}").count() == 4


# --- Suspend, reinstate, close ------------------------------------------------------------------------------------


def test_suspended_then_reinstated_by_somebody_else(reviewer, member):
    page = html(reviewer.get(page_of(member)))
    assert page_of(member, "suspend") in page
    assert page_of(member, "reinstate") not in page
    browser = browser_for(member, "totp")
    assert browser.get("/en/home/").status_code == 200
    answer = reviewer.post(page_of(member, "suspend"), {"reason": "mailbox_in_doubt"}, follow=True)
    assert "Suspended. The person is signed out everywhere" in html(answer)
    assert browser.get("/en/home/").status_code == 302
    page = html(reviewer.get(page_of(member)))
    assert "You suspended it. Somebody else has to reinstate it." in page
    assert page_of(member, "reinstate") not in page
    own = reviewer.post(page_of(member, "reinstate"), {"reason": "mistake"})
    assert "You suspended it." in html(own)
    assert state(member)[0] == "mailbox_in_doubt"
    second = browser_of("reviewer")
    assert second.post(page_of(member, "reinstate"), {"reason": "mailbox_safe"}).status_code == 302
    assert state(member) == ("", "")
    assert browser_for(member, "totp").get("/en/home/").status_code == 200
    timeline = html(second.get(page_of(member))).partition('id="timeline"')[2]
    for text in ("Suspended", "The mailbox may be in other hands", "Reinstated", "The person has the mailbox again"):
        assert text in timeline
    assert reviewer.user.name in timeline
    assert second.user.name in timeline


def test_closed_by_an_administrator(administrator, member):
    assert "cannot be undone" in html(administrator.get(page_of(member, "close")))
    administrator.post(page_of(member, "close"), {"reason": "agency_withdrew"})
    assert state(member) == ("", "agency_withdrew")
    assert [mail.to for mail in mails()] == [member.email]
    page = html(administrator.get(page_of(member)))
    for name, reason in REASON.items():
        assert page_of(member, name) not in page
        assert "There is nothing to do" in html(administrator.get(page_of(member, name)))
        administrator.post(page_of(member, name), {"reason": reason})
    assert state(member) == ("", "agency_withdrew")
    assert len(mails()) == 1


@pytest.mark.parametrize("name", REASON)
def test_a_reason_by_code_is_needed(name, administrator, member):
    if name == "reinstate":
        membership.suspend(user=member, by=make_user("reviewer"), reason="conduct")
    before = state(member)
    page = Page(html(administrator.get(page_of(member, name))))
    offered = {box["value"] for box in page.by_tag["input"] if box["name"] == "reason"}
    assert offered == set(
        {"suspend": reasons.SUSPENSION, "reinstate": reasons.REINSTATEMENT}.get(name, reasons.CLOSURE)
    )
    for reason in ("", "because"):
        assert "There is a problem" in html(administrator.post(page_of(member, name), {"reason": reason}))
    assert state(member) == before


@pytest.mark.parametrize("name", [*REASON, "correct"])
def test_each_asks_for_a_recent_factor(name, administrator, member):
    age(administrator)
    for answer in (
        administrator.get(page_of(member, name)),
        administrator.post(page_of(member, name), {"reason": REASON.get(name, ""), "name": "X"}),
    ):
        assert "reauthenticate" in answer.headers["Location"]
    assert (member.name, *state(member)) == ("Amina Example", "", "")


def test_looking_changes_nothing(administrator, member):
    for name in (*REASON, "correct"):
        for method in ("get", "head", "options"):
            getattr(administrator, method)(page_of(member, name) + "?reason=conduct")
    assert state(member) == ("", "")


def test_nobody_acts_on_themselves(administrator):
    own = administrator.user
    for name in (*REASON, "correct"):
        page = administrator.post(page_of(own, name), {"reason": REASON.get(name, ""), "name": "Somebody Else"})
        assert "This is your own account." in html(page)
    assert state(own) == ("", "")
    assert own.name != "Somebody Else"


@pytest.mark.parametrize("name", STAFF)
def test_on_staff_only_administrators(name, administrator, reviewer):
    user = make_user(name)
    assert reviewer.post(page_of(user, "suspend"), {"reason": "conduct"}).status_code == 404
    assert state(user) == ("", "")
    assert administrator.post(page_of(user, "suspend"), {"reason": "conduct"}).status_code == 302
    assert state(user) == ("conduct", "")


def test_two_clicks(administrator, member):
    first, second = administrator, browser_of("administrator")
    first.post(page_of(member, "suspend"), {"reason": "conduct"})
    second.post(page_of(member, "suspend"), {"reason": "under_review"})
    assert state(member) == ("conduct", "")
    assert len(mails()) == 1


def test_leavers_wait_in_the_list(reviewer, member, unit):
    lead = make_user("officer", agency=unit.agency, unit=unit)
    agency_registry.appoint_focal_point(user=lead, unit=unit, by=make_user("reviewer"))
    membership.report_leaver(user=member, by=lead)
    lapsed, shut = make_user("expired"), make_user("closed", suspended_reason="leaver_reported", suspended_at=None)
    own = make_user("suspended", suspended_reason="conduct")
    for query, found in {
        "because=leaver_reported": {member},
        "because=conduct": {own},
        "membership=suspended": {member, own},
        "membership=in": {lead},
        "membership=expired": {lapsed},
        "membership=closed": {shut},
        "q=xqcanary": {member},
        "q=Amina": {member},
        "membership=nonsense": {member, lead, lapsed, shut, own},
    }.items():
        assert listed(reviewer, query) == {user.email for user in found}, query
    timeline = html(reviewer.get(page_of(member))).partition('id="timeline"')[2]
    assert "Reported as having left" in timeline
    assert lead.name in timeline
    assert reviewer.post(page_of(member, "reinstate"), {"reason": "confirmed"}).status_code == 302
    assert state(member) == ("", "")


def test_everybody_is_found_where_they_stand(administrator):
    people = [make_user(name) for name in PEOPLE] + [make_user("expired", closed_at=timezone.now())]
    people.append(make_user("unapproved", suspended_at=timezone.now()))
    people.append(make_user("officer", approved_at=timezone.now() + timedelta(days=1)))
    everybody = [*people, administrator.user]
    for key in admin_membership.WORDS:
        expected = {user.email for user in everybody if (standing.shut(user) or "in") == key}
        assert expected
        assert listed(administrator, f"membership={key}") == expected, key


# --- Corrections --------------------------------------------------------------------------------------------------


def values(member, **changes) -> dict:
    typed = {"name": member.name, "country": member.country, "supervisor_email": member.supervisor_email}
    return typed | {"agency": member.agency_id or "", "unit": member.unit_id or ""} | changes


def test_the_record_is_corrected(reviewer, member, renewal, unit):
    other = agency_registry.add_unit(agency=unit.agency, name="Digital unit", by=make_user("reviewer"))
    assert "chief@agency.example" in html(reviewer.get(page_of(member, "correct")))
    reviewer.post(page_of(member, "correct"), values(member, name=" Amina  Other ", country="FR"))
    assert Renewal.objects.open().exists()
    data = values(member, name="Amina Other", country="FR", unit=other.pk, supervisor_email="new@agency.example")
    assert reviewer.post(page_of(member, "correct"), data).status_code == 302
    member.refresh_from_db()
    assert (member.country, member.unit, member.supervisor_email) == ("FR", other, "new@agency.example")
    assert not Renewal.objects.open().exists()
    told = [event.detail for event in AuditEvent.objects.filter(event="account corrected").order_by("pk")]
    assert told[-1] == {"fields": ["name", "supervisor_email", "unit"]}
    assert "new@" not in str(told)
    timeline = html(reviewer.get(page_of(member))).partition('id="timeline"')[2]
    assert "Record corrected" in timeline
    assert "e-mail address of the supervisor" in timeline


def test_nothing_to_correct(reviewer, member):
    page = reviewer.post(page_of(member, "correct"), values(member), follow=True)
    assert "Nothing was changed." in html(page)
    assert not AuditEvent.objects.filter(event="account corrected").exists()


def test_a_unit_of_another_agency(reviewer, member):
    other = agency_registry.add_agency(name="Another", country="FR", by=make_user("reviewer"))
    for changes in ({"agency": other.pk}, {"agency": ""}):
        page = html(reviewer.post(page_of(member, "correct"), values(member, **changes)))
        assert "This unit belongs to another agency." in page
    member.refresh_from_db()
    assert member.agency != other


def test_what_cannot_be_corrected(reviewer, member):
    data = values(member, role="administrator", email="x@y.example", password="x", expires_at="2099-01-01")
    before = User.objects.values("role", "email", "password", "expires_at").get(pk=member.pk)
    reviewer.post(page_of(member, "correct"), data)
    assert User.objects.values("role", "email", "password", "expires_at").get(pk=member.pk) == before
    for changes in ({"name": ""}, {"supervisor_email": "no address"}, {"country": "XX"}):
        assert "There is a problem" in html(reviewer.post(page_of(member, "correct"), values(member, **changes)))


# --- Renewals -----------------------------------------------------------------------------------------------------


def test_a_renewal_is_answered(reviewer, member, renewal):
    membership.confirm_own_mailbox(renewal)
    assert listed(reviewer, place=RENEWALS) == {member.name}
    page = html(reviewer.get(page_of_renewal(renewal)))
    assert "asked by mail" in page
    for data in ({"answer": "yes"}, {"how": "letter"}, {"answer": "yes", "how": "because"}):
        assert "There is a problem" in html(reviewer.post(page_of_renewal(renewal), data))
    assert Renewal.objects.get().answer == ""
    data = {"answer": "yes", "how": "registry_call"}
    assert reviewer.post(page_of_renewal(renewal), data).status_code == 302
    ends = member.expires_at
    member.refresh_from_db()
    assert member.expires_at == a_year_after(ends)
    told = AuditEvent.objects.get(event="renewal: service answered")
    assert (told.by, told.detail) == (str(reviewer.user.pk), data)
    page = html(reviewer.get(page_of_renewal(renewal)))
    assert "waits for nobody" in page
    assert reviewer.user.name in page
    assert listed(reviewer, place=RENEWALS) == set()
    assert listed(reviewer, "renewal=all", place=RENEWALS) == {member.name}
    timeline = html(reviewer.get(page_of(member))).partition('id="timeline"')[2]
    assert "A call-back by a number or address of the registry" in timeline


def test_who_was_unsure_is_named_and_staff_answer(reviewer, member, renewal):
    membership.confirm_service(renewal, answer="unsure")
    page = html(reviewer.get(page_of_renewal(renewal)))
    assert "I am not sure · <bdi>the supervisor, by the mailed link</bdi>" in page
    reviewer.post(page_of_renewal(renewal), {"answer": "no", "how": "letter"})
    assert state(member) == ("leaver_reported", "")
    assert member.suspended_by == reviewer.user
    assert "waits for nobody" in html(reviewer.get(page_of_renewal(renewal)))


def test_without_a_supervisor_staff_are_told(reviewer, unit):
    user = make_user("officer", agency=unit.agency, unit=unit, expires_at=timezone.now() + timedelta(days=1))
    renewal = membership.begin_renewal(user=user)
    assert "not asked: no address" in html(reviewer.get(page_of_renewal(renewal)))


def test_who_may_not_answer(administrator, unit, member, renewal):
    colleague = browser_of("reviewer", user=make_user("reviewer", agency=unit.agency))
    page = colleague.post(page_of_renewal(renewal), {"answer": "yes", "how": "letter"})
    assert "The member is of your own agency." in html(page)
    own = administrator.user
    User.objects.filter(pk=own.pk).update(expires_at=timezone.now() + timedelta(days=1))
    mine = membership.begin_renewal(user=own)
    page = administrator.post(page_of_renewal(mine), {"answer": "yes", "how": "letter"})
    assert "This is your own account." in html(page)
    assert not Renewal.objects.exclude(answer="").exists()


def test_renewals_of_staff_are_for_administrators(reviewer, administrator):
    user = make_user("translator", expires_at=timezone.now() + timedelta(days=1))
    renewal = membership.begin_renewal(user=user)
    assert listed(reviewer, place=RENEWALS) == set()
    assert reviewer.get(page_of_renewal(renewal)).status_code == 404
    assert listed(administrator, place=RENEWALS) == {user.name}


def test_an_answer_needs_a_recent_factor(reviewer, renewal):
    age(reviewer)
    for answer in (
        reviewer.get(page_of_renewal(renewal)),
        reviewer.post(page_of_renewal(renewal), {"answer": "yes", "how": "letter"}),
    ):
        assert "reauthenticate" in answer.headers["Location"]
    assert Renewal.objects.get().answer == ""


# --- How the pages are made ---------------------------------------------------------------------------------------


def test_pages_are_inert(administrator, member, renewal, unit):
    User.objects.filter(pk=member.pk).update(name=XSS)
    unit.name = unit.agency.name = XSS
    unit.save()
    unit.agency.save()
    for place in addresses(member, renewal).values():
        text = html(administrator.get(place))
        assert XSS not in text
        page = Page(text)
        assert len(page.by_tag["h1"]) >= 1
        for element in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in element.attributes), element
            assert all(not element[name] or element[name].startswith("/") for name in LOADS), element


@pytest.mark.parametrize("place", [LIST, RENEWALS])
def test_the_lists_cost_the_same_whatever_they_show(place, administrator, member, renewal, unit):
    def cost() -> int:
        administrator.get(place)
        with CaptureQueriesContext(connection) as queries:
            html(administrator.get(place))
        return len(queries)

    before = cost()
    for _more in range(8):
        ends = timezone.now() + timedelta(days=1)
        membership.begin_renewal(user=make_user("officer", agency=unit.agency, unit=unit, expires_at=ends))
    assert cost() == before


@pytest.mark.parametrize("key", ["999", "abc", "00000000-0000-4000-8000-000000000001"])
def test_unknown_objects(key, administrator):
    for name in (*REASON, "correct"):
        assert administrator.get(f"{LIST}{key}/{name}/").status_code == 404
    assert administrator.get(f"{LIST}{key}/change/").status_code == 404
    assert administrator.get(f"{RENEWALS}{key}/change/").status_code == 404
