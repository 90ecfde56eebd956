"""Does a member renew and leave by themselves, and does a mailed link show only what it must?"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from hub.languages import CODES
from hub.models import AuditEvent
from members import agency_registry, membership
from members.models import User
from members.renewal import Renewal
from tests.members.mailbox import mails
from tests.members.test_focal import age
from tests.personas import NOT_LET_IN, Browser, browser_for, make_user
from tests.site.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE, LEAVE = "/en/accounts/renewal/", "/en/accounts/leave/"
CONFIRM, VOUCH = "/en/accounts/renewal/confirm/", "/en/accounts/renewal/unit/"
CANARY = "xqcanary"


@pytest.fixture
def unit():
    by = make_user("reviewer")
    agency = agency_registry.add_agency(name=f"{CANARY} agency", country="FR", by=by)
    return agency_registry.add_unit(agency=agency, name="Child protection unit", by=by)


@pytest.fixture
def user(unit) -> User:
    """With a canary in everything but what the supervisor may see."""
    user = make_user(
        "officer",
        email=f"{CANARY}@agency.example",
        country="FR",
        agency=unit.agency,
        unit=unit,
        supervisor_email=f"chief-{CANARY}@agency.example",
        expires_at=timezone.now() + timedelta(days=20),
    )
    user.name = "Amina Example"
    user.save()
    return user


@pytest.fixture
def browser(user) -> Browser:
    return browser_for(user, "totp")


def html(response) -> str:
    return response.content.decode()


def links() -> tuple[str, str]:
    """The paths of the latest two links: the member's own, the supervisor's."""
    found = [path for mail in mails() for path in re.findall(r"https://testserver(/\S+)", mail.text)]
    return next(path for path in found[::-1] if CONFIRM in path), next(path for path in found[::-1] if VOUCH in path)


def plain(response, path: str) -> tuple:
    """What a client can tell two answers apart by, but for the address it asked for."""
    page = html(response).replace(path.split("/")[-2], "…")  # stands in the links to other languages
    page = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page)
    return response.status_code, page, sorted(response.headers)


# --- The page of the member ---------------------------------------------------------------------------------------


def test_the_whole_road(browser, user):
    page = html(browser.get(PAGE))
    assert page.count("to do</span>") == 2
    assert "send the mails" in page
    assert browser.post(PAGE).headers["Location"] == PAGE
    page = html(browser.get(PAGE))
    assert "The mails have left" in page
    assert "I am still in service" not in page
    own, supervisors = links()
    stranger = Browser()
    assert stranger.get(own).status_code == 200
    assert stranger.post(own).status_code == 200
    page = html(browser.get(PAGE))
    assert (page.count("done</span>"), page.count("to do</span>")) == (1, 1)
    assert "Your answer is recorded" in html(stranger.post(supervisors, {"answer": "yes"}))
    page = html(browser.get(PAGE))
    assert "to do</span>" not in page
    assert "You can renew it in the last 30 days" in page
    user.refresh_from_db()
    assert user.expires_at > timezone.now() + timedelta(days=380)


def test_an_expired_member_renews_too(user):
    User.objects.filter(pk=user.pk).update(expires_at=timezone.now() - timedelta(days=3))
    browser = browser_for(user, "totp")
    assert "Your membership ended:" in html(browser.get(PAGE))
    browser.post(PAGE)
    assert len(mails()) == 2


def test_looking_sends_nothing(browser):
    for method in ("get", "head", "options", "put"):
        getattr(browser, method)(PAGE)
    assert mails() == []
    assert not Renewal.objects.exists()


def test_the_mails_again(browser):
    browser.post(PAGE)
    browser.post(PAGE)
    assert len(mails()) == 2
    for _click in range(5):
        answer = browser.post(PAGE, {"again": "yes"}, follow=True)
    assert len(mails()) == 6
    assert "The mails were sent several times." in html(answer)


@pytest.mark.parametrize("address", ["", f"{CANARY}+boss@agency.example"])
def test_without_a_supervisor_the_page_says_who_confirms(address, browser, user):
    User.objects.filter(pk=user.pk).update(supervisor_email=address)
    browser.post(PAGE)
    assert [mail.to for mail in mails()] == [user.email]
    assert "No mail went to a supervisor. The focal point of your unit or our staff confirm" in html(browser.get(PAGE))


def test_what_the_supervisor_said_is_not_told(browser, user):
    browser.post(PAGE)
    before = Page(html(browser.get(PAGE))).by_tag["main"][0].text
    Browser().post(links()[1], {"answer": "unsure"})
    assert Renewal.objects.get().answer == "unsure"
    assert Page(html(browser.get(PAGE))).by_tag["main"][0].text == before


@pytest.mark.parametrize("name", ["suspended", "closed", "unapproved"])
def test_who_cannot_renew_is_told_so(name):
    ends = {} if name == "unapproved" else {"expires_at": timezone.now() + timedelta(days=3)}
    user = make_user(name, **ends)
    browser = browser_for(user, "totp")
    assert "This account cannot be renewed now." in html(browser.get(PAGE))
    assert browser.post(PAGE).status_code == 200
    assert mails() == []
    account = html(browser.get("/en/accounts/"))
    assert PAGE not in Page(account).by_tag["main"][0].text
    assert f'href="{PAGE}"' not in account
    assert (f'href="{LEAVE}"' in account) == (name != "closed")


def test_without_an_end_there_is_nothing_to_renew(officer):
    assert "Your membership has no end date." in html(officer.get(PAGE))
    assert f'href="{PAGE}"' not in html(officer.get("/en/accounts/"))


@pytest.mark.parametrize("code", CODES)
def test_pages_in_every_language(code, browser):
    for path in ("renewal/", "leave/"):
        page = Page(html(browser.get(f"/{code}/accounts/{path}")))
        assert len(page.by_tag["h1"]) == 1
        assert page.root["lang"] == code
    browser.post(PAGE)
    for link in links():
        page = Page(html(Browser().get(link.replace("/en/", f"/{code}/"))))
        assert len(page.by_tag["h1"]) == 1


# --- The mailed links ---------------------------------------------------------------------------------------------


def test_the_supervisor_sees_name_and_unit_and_nothing_else(browser):
    browser.post(PAGE)
    page = html(Browser().get(links()[1]))
    assert "Amina Example" in page
    assert "Child protection unit" in page
    assert CANARY not in page
    own = html(Browser().get(links()[0]))
    for word in ("Amina", "Child protection", CANARY):
        assert word not in own


def test_used_old_and_unknown_links_are_one_page(browser, user, unit):
    browser.post(PAGE)
    own, supervisors = links()
    stranger = Browser()
    unknown = {path: plain(stranger.get(f"{path}{'s' * 43}/"), f"{path}{'s' * 43}/") for path in (CONFIRM, VOUCH)}
    stranger.post(own)
    stranger.post(supervisors, {"answer": "unsure"})
    used = {CONFIRM: own, VOUCH: supervisors}
    other = make_user("officer", supervisor_email="c@a.example", expires_at=timezone.now() + timedelta(days=3))
    browser_for(other, "totp").post(PAGE)
    membership.suspend(user=other, by=make_user("reviewer"), reason="conduct")
    suspended = dict(zip((CONFIRM, VOUCH), links(), strict=True))
    for path, page in unknown.items():
        assert page[0] == 404
        for link in (used[path], suspended[path]):
            assert plain(stranger.get(link), link) == page
            assert plain(stranger.post(link, {"answer": "yes"}), link) == page
        crossed = path + (own if path == VOUCH else supervisors).removeprefix(CONFIRM).removeprefix(VOUCH)
        assert plain(stranger.get(crossed), crossed) == page
    user.refresh_from_db()
    assert user.expires_at < timezone.now() + timedelta(days=30)


def test_the_second_of_two_clicks_is_told_that_the_first_has_reached_us(browser):
    browser.post(PAGE)
    for link in links():
        for status in (200, 404):
            page = Browser().post(link, {"answer": "yes"})
            assert page.status_code == status
        assert "If you answered while the link still worked, your answer has reached us." in html(page)


def test_opening_a_link_is_no_answer(browser):
    """Programs that check mail open every link."""
    browser.post(PAGE)
    for link in links():
        for method in ("get", "head", "options", "put", "delete"):
            getattr(Browser(), method)(link)
    renewal = Renewal.objects.get()
    assert (renewal.own_confirmed_at, renewal.answer) == (None, "")


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_no_answer(answer, browser):
    browser.post(PAGE)
    page = Browser().post(links()[1], {"answer": answer})
    assert page.status_code == 200
    assert "There is a problem" in html(page)
    assert Renewal.objects.get().answer == ""


def test_no_shuts_out_at_once(browser, user):
    assert browser.get("/en/home/").status_code == 200
    browser.post(PAGE)
    Browser().post(links()[1], {"answer": "no"})
    assert browser.get("/en/home/").status_code == 302
    user.refresh_from_db()
    assert user.suspended_reason == "leaver_reported"


def test_who_tries_many_links_waits_and_who_has_a_good_one_does_not(browser):
    browser.post(PAGE)
    stranger = Browser()
    statuses = [stranger.get(f"{CONFIRM}{number}-{'s' * 40}/").status_code for number in range(62)]
    assert statuses == [404] * 60 + [429] * 2
    assert stranger.get(links()[0]).status_code == 200


def test_a_link_stops_after_fourteen_days(browser):
    browser.post(PAGE)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        for link in links():
            assert Browser().get(link).status_code == 404


# --- Leaving ------------------------------------------------------------------------------------------------------


def test_leaving_ends_every_session(browser, user):
    others = [browser_for(user, "totp") for _other in range(2)]
    for other in others:
        assert other.get("/en/home/").status_code == 200
    page = browser.post(LEAVE, {"sure": "on"})
    assert "Your membership has ended" in html(page)
    for each in (browser, *others):
        assert "login" in each.get("/en/home/").headers["Location"]
        assert each.get("/api/v1/tools/").status_code == 401
    assert not Session.objects.exists()
    user.refresh_from_db()
    assert user.closed_reason == "left_service"
    assert [mail.to for mail in mails()] == [user.email]
    assert AuditEvent.objects.filter(event="membership closed", by=str(user.pk)).count() == 1


def test_who_has_left_still_gets_their_data(browser, user):
    browser.post(LEAVE, {"sure": "on"})
    again = browser_for(user, "totp")
    account = html(again.get("/en/accounts/"))
    assert "Your membership has ended." in account
    assert again.get(LEAVE).headers["Location"] == "/en/accounts/"
    assert again.post("/en/accounts/data/download/").status_code == 200


@pytest.mark.parametrize("sure", ["", None])
def test_leaving_needs_the_tick(sure, browser, user):
    page = browser.post(LEAVE, {} if sure is None else {"sure": sure})
    assert "There is a problem" in html(page)
    user.refresh_from_db()
    assert user.closed_at is None


def test_leaving_needs_a_recent_factor(browser, user):
    age(browser)
    for answer in (browser.get(LEAVE), browser.post(LEAVE, {"sure": "on"})):
        assert "reauthenticate" in answer.headers["Location"]
    user.refresh_from_db()
    assert user.closed_at is None


@pytest.mark.parametrize("name", [name for name in NOT_LET_IN if name not in {"closed", "no_factor", "unconfirmed"}])
def test_whoever_is_shut_out_may_leave_too(name):
    user = make_user(name)
    assert browser_for(user, "totp").post(LEAVE, {"sure": "on"}).status_code == 200
    user.refresh_from_db()
    assert user.closed_at is not None


def test_visitors_open_none_of_it(visitor, user):
    for path in (PAGE, LEAVE):
        for method in ("get", "post"):
            assert "login" in getattr(visitor, method)(path, {"sure": "on"}).headers["Location"]
    assert mails() == []
