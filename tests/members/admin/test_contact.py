"""Do staff see who waits, answer without harm, and see nothing that is not theirs?"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.languages import BY_CODE, CODES
from hub.models import AuditEvent, ReadEvent
from members import contact
from members.application import Application
from members.contact import State, Ticket
from tests.members.test_contact import ADDRESS, ANSWERED, ATTACK, SAID, a_ticket, answered, mails
from tests.personas import EVERYBODY, browser_for, make_user
from tests.site.html import page

pytestmark = pytest.mark.django_db
LIST = "/admin/members/ticket/"


def address(ticket: Ticket) -> str:
    return f"{LIST}{ticket.pk}/change/"


def rows(response) -> list[str]:
    """The references in the order of the list."""
    listed = [e for e in page(response).by_tag["a"] if e["href"].startswith(LIST) and "/change/" in e["href"]]
    return [e.text for e in listed]


def press(browser, ticket: Ticket, step: str, text="", after=None):
    newest = str(ticket.messages.latest("pk").pk)
    return browser.post(address(ticket), {"step": step, "text": text, "after": after or newest})


# --- The list -----------------------------------------------------------------------------------------------------


def test_who_waits_longest_is_on_top(administrator):
    now, made = timezone.now(), {}
    for name, days in {"second": 3, "first": 9, "third": 1, "answered": 20, "closed": 30}.items():
        with time_machine.travel(now - timedelta(days=days)):
            made[name] = a_ticket(text=name)
    answered(made["answered"])
    contact.close(ticket=made["closed"])
    response = administrator.get(LIST)
    names = {ticket.shown_reference: name for name, ticket in made.items()}
    assert [names[reference] for reference in rows(response)][:3] == ["first", "second", "third"]
    html = response.content.decode()
    assert "1\xa0week" in html or "9\xa0days" in html
    assert "3\xa0days" in html


def test_a_ticket_that_comes_back_waits_from_then_on(reviewer):
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=40)):
        old = a_ticket(text="old")
        answered(old)
    newer = a_ticket(text="newer")
    contact.add(ticket=old, text="And this?", token="t")
    assert rows(reviewer.get(LIST)) == [newer.shown_reference, old.shown_reference]


def test_filters_and_search(reviewer):
    mine, other = a_ticket(), a_ticket(email="other@agency.example", topic="joining", language="ar")
    contact.assign(ticket=mine, by=reviewer.user)
    for query, found in {
        "with=me": mine,
        "with=nobody": other,
        "topic__exact=joining": other,
        "language__exact=ar": other,
        "state__exact=open": mine,
        f"q={other.shown_reference.lower()}": other,
        f"q={ADDRESS.upper()}": mine,
    }.items():
        assert rows(reviewer.get(f"{LIST}?{query}")) == [found.shown_reference], query
    assert rows(reviewer.get(f"{LIST}?q=kim.writer")) == []


# --- Whose it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_reviewers_and_administrators_see_tickets(name, browsers):
    ticket, browser = a_ticket(), browsers[name]
    seen = {path: browser.get(path).status_code for path in (LIST, address(ticket))}
    assert (set(seen.values()) == {200}) == (name in {"reviewer", "administrator"})
    if name not in {"reviewer", "administrator"}:
        for response in (browser.get(LIST), browser.get(address(ticket)), press(browser, ticket, "answer", "x")):
            assert response.status_code in {302, 404}
            assert b"canary" not in response.content.lower()
        assert ticket.messages.count() == 1


def test_privacy_is_for_administrators(reviewer, administrator):
    ticket, other = a_ticket(topic="privacy"), a_ticket(topic="joining", text="Join")
    assert rows(reviewer.get(LIST)) == [other.shown_reference]
    assert set(rows(administrator.get(LIST))) == {ticket.shown_reference, other.shown_reference}
    assert reviewer.get(address(ticket)).status_code == 404
    for step in ("answer", "assign", "close", "preview", "reopen"):
        assert press(reviewer, ticket, step, "x").status_code == 404
    ticket.refresh_from_db()
    assert (ticket.state, ticket.messages.count()) == (State.NEW, 1)


def test_nobody_answers_themselves(reviewer):
    ticket = a_ticket(user=reviewer.user)
    assert rows(reviewer.get(LIST)) == []
    assert reviewer.get(address(ticket)).status_code == 404
    assert rows(browser_for(make_user("reviewer"), "webauthn").get(LIST)) == [ticket.shown_reference]


def test_nothing_is_added_deleted_or_looked_up_elsewhere(administrator):
    ticket = a_ticket()
    for path in (f"{LIST}add/", f"{LIST}{ticket.pk}/delete/", f"{LIST}{ticket.pk}/history/", f"{LIST}1/change/"):
        for method in ("get", "post"):
            assert getattr(administrator, method)(path).status_code == 404, path
    administrator.post(LIST, {"action": "delete_selected", "_selected_action": [str(ticket.pk)], "post": "yes"})
    assert Ticket.objects.filter(pk=ticket.pk).exists()


# --- One ticket ---------------------------------------------------------------------------------------------------


def test_the_ticket_and_that_it_was_read(reviewer):
    ticket = a_ticket(name="Kim Writer")
    reviewer.get(LIST)
    html = reviewer.get(address(ticket)).content.decode()
    for shown in (SAID, ADDRESS, "Kim Writer", ticket.shown_reference, "An error on the site"):
        assert shown in html
    seen = list(ReadEvent.objects.order_by("pk").values_list("by", "target"))
    assert seen == [(str(reviewer.user.pk), "ticket list"), (str(reviewer.user.pk), f"ticket {ticket.pk}")]


def test_what_people_wrote_is_inert(administrator):
    ticket = a_ticket(text=ATTACK, name=ATTACK)
    answered(ticket, text=ATTACK)
    for response in (administrator.get(LIST), administrator.get(address(ticket)), _preview(administrator, ticket)):
        read = page(response)
        assert read.inline_code() == []
        assert [e["href"] for e in read.by_tag["a"] if "elsewhere" in e["href"]] == []
        assert [e for e in read.elements if e["src"].startswith("https")] == []
    assert sum('<script>alert("x")</script>' in e.text for e in read.elements if e["dir"] == "auto") >= 3


def _preview(browser, ticket):
    return press(browser, ticket, "preview", ATTACK)


def test_a_preview_sends_nothing_and_keeps_the_text(reviewer):
    ticket = a_ticket()
    response = press(reviewer, ticket, "preview", ANSWERED)
    read = page(response)
    assert response.status_code == 200
    shown = next(e.text for e in read.elements if e["id"] == "preview")
    assert (shown, read.by_tag["textarea"][0].text) == (ANSWERED, ANSWERED)
    assert (ticket.messages.count(), len(mails())) == (1, 1)


def test_an_answer_is_sent_once(reviewer):
    ticket = a_ticket()
    newest = str(ticket.messages.get().pk)
    for _ in range(2):
        assert press(reviewer, ticket, "answer", ANSWERED, after=newest).status_code == 302
    ticket.refresh_from_db()
    assert [message.text for message in ticket.messages.order_by("pk")] == [SAID, ANSWERED]
    assert (ticket.state, ticket.assigned_to, ticket.waiting_since) == ("waiting", reviewer.user, None)
    assert len(mails()) == 2
    assert AuditEvent.objects.filter(event="ticket answered").count() == 1


def test_two_people_at_once_give_one_answer(reviewer, administrator):
    ticket = a_ticket()
    newest = str(ticket.messages.get().pk)
    press(administrator, ticket, "answer", "The first answer", after=newest)
    response = press(reviewer, ticket, "answer", "The second answer", after=newest)
    html = response.content.decode()
    assert response.status_code == 200
    assert "The first answer" in html
    assert page(response).by_tag["textarea"][0].text == "The second answer"
    assert ticket.messages.count() == 2
    again = next(box["value"] for box in page(response).by_tag["input"] if box["name"] == "after")
    assert press(reviewer, ticket, "answer", "The second answer", after=again).status_code == 302
    assert ticket.messages.count() == 3


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\x00b"])
def test_an_answer_that_cannot_be_sent_is_said_and_kept(text, reviewer):
    ticket = a_ticket()
    response = press(reviewer, ticket, "answer", text)
    assert (response.status_code, ticket.messages.count()) == (200, 1)
    assert "There is a problem" in response.content.decode()
    assert page(response).by_tag["textarea"][0].text == text.strip()


def test_an_answer_to_a_ticket_that_was_closed_meanwhile_is_kept(reviewer):
    ticket = a_ticket()
    after = ticket.messages.latest("pk").pk
    press(reviewer, ticket, "close")
    page = press(reviewer, ticket, "answer", text="A long answer that took an hour", after=after).content.decode()
    assert "A long answer that took an hour" in page
    assert "Something has changed meanwhile." in page
    assert ticket.messages.count() == 1


def test_taking_closing_and_opening_again(reviewer, administrator):
    ticket = a_ticket()
    for browser, step, state, holder in (
        (reviewer, "assign", "open", reviewer.user),
        (administrator, "assign", "open", administrator.user),  # taken over from a colleague
        (administrator, "close", "closed", administrator.user),
        (administrator, "close", "closed", administrator.user),
        (reviewer, "reopen", "open", administrator.user),
    ):
        assert press(browser, ticket, step).status_code == 302
        ticket.refresh_from_db()
        assert (ticket.state, ticket.assigned_to) == (state, holder)
    assert len(mails()) == 1  # nobody is told of this


def test_an_appeal_leads_to_the_application(reviewer):
    application = Application.objects.create()
    known, unknown = a_ticket(topic="appeal", application=application), a_ticket(topic="appeal", text="Unknown")
    link = f"/admin/members/application/{application.pk}/change/"
    assert link in reviewer.get(address(known)).content.decode()
    assert "/members/application/" not in page(reviewer.get(address(unknown))).by_tag["dl"][0].text
    assert application.reference not in reviewer.get(address(unknown)).content.decode()


@pytest.mark.parametrize("code", CODES)
def test_the_workbench_in_six_languages(code, administrator):
    ticket = a_ticket(language=code)
    answered(ticket)
    for response in (
        administrator.get(LIST, headers={"accept-language": code}),
        administrator.get(address(ticket), headers={"accept-language": code}),
        administrator.post(address(ticket), {"step": "answer", "text": ""}, headers={"accept-language": code}),
    ):
        read = page(response)
        assert (response.status_code, read.root["lang"], read.root["dir"]) == (200, code, BY_CODE[code].dir)
        assert read.inline_code() == []


def test_the_writer_sees_the_answer_and_the_name_of_nobody(sign_in, reviewer):
    writer = sign_in("officer")
    ticket = a_ticket(user=writer.user)
    press(reviewer, ticket, "answer", ANSWERED)
    html = writer.get(f"/en/accounts/messages-to-staff/{ticket.pk}/").content.decode()
    assert ANSWERED in html
    assert reviewer.user.name not in html
    assert reviewer.user.email not in html
