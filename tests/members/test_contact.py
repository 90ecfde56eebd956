"""Can anybody reach staff and read the answer, and nobody else?"""

import email
import email.policy
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from hub import keys
from hub.languages import BY_CODE, CODES
from hub.models import AuditEvent, OutboxMail
from hub.refusals import NotAllowed, StateChanged
from members import applying, contact
from members.application import Application
from members.application import State as ApplicationState
from members.contact import State, Ticket, TicketMessage, Topic
from tests.members import cases
from tests.personas import NOT_LET_IN, Browser, browser_of, make_user
from tests.site.html import page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAID = "Xqcanary question: the page of my list stays empty."
ANSWERED = "Xqcanary answer: it is mended."
ATTACK = '<script>alert("x")</script><a href="https://elsewhere.example/">x</a> https://elsewhere.example/ \u202egpj'
ADDRESS = "kim.writer@agency.example"


def token_in(response) -> str:
    return next(box["value"] for box in page(response).by_tag["input"] if box["name"] == "token")


def send(browser, code="en", **typed):
    """What a person does: opens the page, fills it in, sends it."""
    fresh = {"token": token_in(browser.get(f"/{code}/contact/"))}
    return browser.post(f"/{code}/contact/", {"topic": "error", "text": SAID, "email": ADDRESS} | fresh | typed)


def reference_on(response) -> str:
    return next(shown.text for shown in page(response).by_tag["strong"] if shown["class"] == "secret")


def mails() -> list:
    """What waits in the outbox: (recipient, subject, plain text, HTML)."""
    found = []
    for row in OutboxMail.objects.order_by("pk"):
        to, _, raw = keys.decrypt(row.message).partition("\n\n")
        message = email.message_from_string(raw, policy=email.policy.default)
        parts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
        found.append((to, message["Subject"], *parts))
    return found


def link_in(mail) -> str:
    """The one address in a mail, without the host."""
    return re.search(rf"{re.escape(settings.SITE)}(\S+)", mail[2])[1]


def a_ticket(**values) -> Ticket:
    asked = {"topic": "error", "text": SAID, "email": ADDRESS, "language": "en", "token": str(timezone.now())}
    return contact.write(**asked | {"network": "192.0.2.0"} | values)


def test_an_appeal_is_not_for_those_who_decided():
    refused = cases.MAKERS[ApplicationState.REFUSED]()
    ticket = a_ticket(topic="appeal")
    Ticket.objects.filter(pk=ticket.pk).update(application=refused)
    for decider in (refused.recommended_by, refused.decided_by):
        assert not Ticket.objects.handled_by(decider).exists()
    assert Ticket.objects.handled_by(make_user("reviewer")).exists()
    Ticket.objects.update(topic="error")
    assert Ticket.objects.handled_by(refused.decided_by).exists()


def answered(ticket: Ticket, text=ANSWERED, **values) -> None:
    after = str(ticket.messages.latest("pk").pk)
    contact.answer(ticket=ticket, by=make_user("administrator"), text=text, after=after, **values)
    ticket.refresh_from_db()


def open_page(browser, link: str, reference: str):
    """Follows the mailed link and types the reference."""
    key = link.partition("?key=")[2]
    assert browser.get(link).status_code == 200
    return browser.post(link.partition("?")[0], {"key": key, "reference": reference})


def opened(ticket: Ticket) -> Browser:
    """A browser that has opened the ticket of a visitor."""
    browser = Browser()
    assert open_page(browser, link_in(mails()[-1]), ticket.reference).status_code == 302
    return browser


# --- Writing ------------------------------------------------------------------------------------------------------


def test_a_visitor_writes(visitor):
    receipt = visitor.get(send(visitor).url)
    ticket = Ticket.objects.get()
    assert reference_on(receipt) == f"{ticket.reference[:5]}-{ticket.reference[5:]}"
    assert (ticket.topic, ticket.state, ticket.language, ticket.email) == ("error", "new", "en", ADDRESS)
    assert (ticket.user, ticket.application, ticket.messages.get().text) == (None, None, SAID)
    assert [to for to, *_ in mails()] == [ADDRESS]


def test_what_leaves_by_mail_tells_nothing(visitor):
    send(visitor, name="Xqcanary Name")
    ticket = Ticket.objects.get()
    answered(ticket)
    assert [to for to, *_ in mails()] == [ADDRESS, ADDRESS]
    for mail in mails():
        assert "canary" not in "".join(mail).lower()
        assert ticket.reference not in "".join(mail)
        assert mail[2].count(settings.SITE) == 1
        assert "/en/contact/ticket/?key=" in link_in(mail)


def test_nothing_of_it_is_readable_in_the_database_or_the_audit(visitor):
    send(visitor, name="Xqcanary Name")
    answered(Ticket.objects.get())
    with connection.cursor() as cursor:
        for model in (Ticket, TicketMessage, AuditEvent):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            rows = repr(cursor.fetchall())
            assert ADDRESS not in rows
            assert "canary" not in rows.lower()
    assert set(AuditEvent.objects.values_list("event", flat=True)) >= {"ticket written", "ticket answered"}


def test_the_text_that_protects_children_stays_on_top(visitor):
    html = visitor.get("/en/contact/").content.decode()
    assert html.index("If a child is in danger") < html.index("What never to send") < html.index("<form method")
    assert 'type="file"' not in html


@pytest.mark.parametrize("code", CODES)
def test_every_page_in_six_languages(code, visitor, officer):
    assert send(visitor, code).url == f"/{code}/contact/sent/"
    user = officer.user
    mine = a_ticket(user=user, email=user.email)
    ticket = Ticket.objects.get(email_mark=contact.mark(ADDRESS))
    answered(ticket)
    seen = [visitor.get(f"/{code}/contact/"), visitor.get(f"/{code}/contact/sent/")]
    seen += [send(visitor, code, text=""), visitor.get(link_in(mails()[-1]))]
    seen += [opened(ticket).get(f"/{code}/contact/ticket/"), officer.get(f"/{code}/contact/")]
    seen += [officer.get(f"/{code}/accounts/messages-to-staff/{path}") for path in ("", f"{mine.pk}/")]
    for response in seen:
        read = page(response)
        assert response.status_code == 200
        assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir)
        assert (len(read.by_tag["h1"]), read.unclosed, read.inline_code()) == (1, [], [])
        boxes = {box["id"] for tag in ("input", "textarea") for box in read.by_tag[tag] if box["type"] != "hidden"}
        assert boxes <= {label["for"] for label in read.by_tag["label"]}
    assert link_in(mails()[0]).startswith(f"/{code}/contact/ticket/")


def test_indexed_but_never_kept(visitor, officer):
    visitor.get("/en/contact/")
    headers = visitor.get("/en/contact/").headers
    assert (headers["Cache-Control"], headers.get("X-Robots-Tag")) == ("no-store, private", None)
    assert 'name="robots"' not in visitor.get("/en/contact/").content.decode()
    for browser, path in ((officer, "/en/contact/"), (visitor, "/en/contact/ticket/")):
        headers = browser.get(path).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store, private", "noindex, noarchive")


def test_reading_the_page_costs_a_visitor_no_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor.get("/en/contact/")


def test_a_form_token_is_asked_for(sign_in):
    for browser in (Browser(enforce_csrf_checks=True), sign_in("officer", enforce_csrf_checks=True)):
        for path in ("/en/contact/", "/en/contact/ticket/"):
            assert browser.post(path, {"topic": "error", "text": SAID, "email": ADDRESS}).status_code == 403
    assert not Ticket.objects.exists()


# --- What is wrong is said, and nothing typed is lost -------------------------------------------------------------


def test_errors_keep_what_was_typed(visitor):
    response = send(visitor, topic="", text=SAID, email="kim at agency")
    read = page(response)
    assert response.status_code == 200
    assert read.title.startswith("Error: ")
    assert SAID in read.by_tag["textarea"][0].text
    assert "kim at agency" in {box["value"] for box in read.by_tag["input"]}
    anchors = {e["href"][1:] for e in read.by_tag["a"] if e["href"].startswith("#id_")}
    assert anchors == {"id_topic_0", "id_email"}
    assert anchors <= {e["id"] for e in read.elements}
    assert not Ticket.objects.exists()


def test_ten_thousand_characters_are_too_many_and_stay(visitor):
    text = "word " * 2000
    response = send(visitor, text=text)
    assert response.status_code == 200
    assert len(page(response).by_tag["textarea"][0].text) == len(text.strip())
    assert not Ticket.objects.exists()
    assert "maxlength" not in response.content.decode().partition("<textarea")[2].partition(">")[0]


def test_a_line_end_is_one_character(visitor):
    assert send(visitor, text="\r\n".join(["x"] * 2000)).status_code == 302
    assert TicketMessage.objects.get().text == "\n".join(["x"] * 2000)


@pytest.mark.parametrize("field", ["text", "email", "name", "token", "topic", "website"])
def test_a_null_character_is_refused(field, visitor):
    assert send(visitor, **{field: "a\x00b"}).status_code == 200
    assert not Ticket.objects.exists()


def test_marks_that_turn_text_around_are_left_out(visitor):
    send(visitor, text="page\u202egpj")
    assert TicketMessage.objects.get().text == "pagegpj"


def test_a_double_click_makes_one_ticket(visitor):
    token = token_in(visitor.get("/en/contact/"))
    replies = [send(visitor, token=token) for _ in range(3)]
    assert {reply.url for reply in replies} == {"/en/contact/sent/"}
    assert (Ticket.objects.count(), TicketMessage.objects.count(), len(mails())) == (1, 1, 1)
    assert reference_on(visitor.get("/en/contact/sent/")).replace("-", "") == Ticket.objects.get().reference


def test_going_back_and_writing_something_else_loses_nothing(visitor):
    token = token_in(visitor.get("/en/contact/"))
    send(visitor, token=token)
    send(visitor, token=token, text="Something else")
    assert {message.text for message in TicketMessage.objects.all()} == {SAID, "Something else"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_makes_one_ticket():
    made, start = [], threading.Barrier(4)

    def click():
        start.wait()
        made.append(a_ticket(token="the same").pk)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert (len(made), len(set(made)), Ticket.objects.count()) == (4, 1, 1)


def test_who_fills_in_the_hidden_box_is_told_and_loses_nothing(visitor):
    """A browser may have filled it in: there is no receipt for a message that was thrown away."""
    hidden = visitor.get("/en/contact/").content.decode()
    assert "<div hidden>" in hidden
    response = send(visitor, website="https://elsewhere.example/")
    assert response.status_code == 200
    assert "<div hidden>" not in response.content.decode()
    assert SAID in response.content.decode()
    assert not Ticket.objects.exists()


def test_with_the_database_away_it_says_so_and_keeps_the_text(visitor, monkeypatch):
    def away(**values):
        raise OperationalError

    monkeypatch.setattr(contact, "write", away)
    response = send(visitor)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert SAID in response.content.decode()
    assert visitor.get("/en/contact/sent/").status_code == 302


# --- Floods -------------------------------------------------------------------------------------------------------


def test_too_many_from_one_network_lose_nothing(visitor):
    statuses = [send(visitor, text=f"{SAID} {n}", email=f"n{n}@agency.example").status_code for n in range(12)]
    assert statuses == [302] * 10 + [429] * 2
    refused = send(visitor, text="My long text")
    assert (refused.status_code, page(refused).by_tag["textarea"][0].text) == (429, "My long text")
    assert ADDRESS in refused.content.decode()
    assert Ticket.objects.count() == 10
    elsewhere = Browser(REMOTE_ADDR="198.51.100.7")
    assert send(elsewhere).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert send(visitor).status_code == 302


def test_a_refused_form_goes_through_later_as_it_is(visitor):
    for n in range(10):
        send(visitor, email=f"n{n}@agency.example")
    token = token_in(send(visitor, text="My long text"))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert send(visitor, text="My long text", token=token).status_code == 302


def test_the_address_alone_is_no_reason_to_refuse():
    """Else a stranger would learn whether its owner wrote to us today; and the mailbox is not flooded all the same."""
    for n in range(6):
        assert send(Browser(REMOTE_ADDR=f"198.51.{n}.7"), text=f"{SAID} {n}").status_code == 302
    assert (Ticket.objects.count(), len(mails())) == (6, 3)


def test_an_answer_is_mailed_however_many_receipts_there_were():
    for n in range(6):
        send(Browser(REMOTE_ADDR=f"198.51.{n}.7"), text=f"{SAID} {n}")
    answered(Ticket.objects.first())
    assert len(mails()) == 4


def test_colleagues_behind_one_address_do_not_hold_each_other_up(visitor, officer):
    for n in range(11):
        send(visitor, text=f"{SAID} {n}")
    assert send(officer).status_code == 302


# --- Nobody learns who has an account -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nobody", "officer", "suspended", "expired", "unapproved", "reviewer"])
def test_known_and_unknown_addresses_are_answered_alike(name, visitor):
    address = "nobody@agency.example" if name == "nobody" else make_user(name).email
    with CaptureQueriesContext(connection) as queries:
        response = send(visitor, email=address)
    assert (response.status_code, response.url, sorted(response.cookies)) == (
        302,
        "/en/contact/sent/",
        ["__Host-sessionid", "django_language"] if "django_language" in response.cookies else ["__Host-sessionid"],
    )
    ticket, tables = Ticket.objects.get(), " ".join(query["sql"] for query in queries)
    assert "members_user" not in re.sub(r'"members_ticket"\."user_id"', "", tables)
    assert ticket.user is None
    receipt = visitor.get("/en/contact/sent/").content.decode().replace(ticket.shown_reference, "")
    assert address not in receipt
    assert [to for to, *_ in mails()] == [address]


def test_the_same_number_of_queries_for_everybody(visitor):
    counts = []
    for address in ("nobody@agency.example", make_user("officer").email, make_user("suspended").email):
        with CaptureQueriesContext(connection) as queries:
            send(visitor, email=address)
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


# --- Members and applicants ---------------------------------------------------------------------------------------


def test_a_member_is_not_asked_for_the_address(officer):
    html = officer.get("/en/contact/").content.decode()
    assert officer.user.email in html
    assert 'name="email"' not in html
    receipt = officer.get(send(officer, email="other@elsewhere.example", name="Another").url)
    ticket = Ticket.objects.get()
    assert (ticket.user, ticket.email, ticket.name) == (officer.user, officer.user.email, "")
    assert reverse("members:tickets") in receipt.content.decode()
    ((to, _subject, text, _html),) = mails()
    assert (to, f"/en/accounts/messages-to-staff/{ticket.pk}/" in text) == (officer.user.email, True)


@pytest.mark.parametrize("name", NOT_LET_IN)
def test_who_is_not_let_in_reaches_staff_and_reads_the_answer(name):
    browser = browser_of(name)
    send(browser)
    ticket = Ticket.objects.get()
    answered(ticket)
    assert ticket.shown_reference in browser.get("/en/accounts/messages-to-staff/").content.decode()
    own = f"/en/accounts/messages-to-staff/{ticket.pk}/"
    assert ANSWERED in browser.get(own).content.decode()
    browser.post(own, {"text": "Thank you", "token": "t"})
    assert ticket.messages.latest("pk").text == "Thank you"


@pytest.mark.parametrize("name", ["officer", "suspended", "reviewer", "administrator"])
def test_another_members_ticket_is_absent(name):
    ticket = a_ticket(user=make_user("officer"))
    answered(ticket)
    browser = browser_of(name)
    own = f"/en/accounts/messages-to-staff/{ticket.pk}/"
    for response in (browser.get(own), browser.post(own, {"text": "x"}), browser.post(own, {"close": "1"})):
        assert (response.status_code, b"canary" in response.content.lower()) == (404, False)
    listed = browser.get("/en/accounts/messages-to-staff/").content.decode()
    assert ticket.shown_reference not in listed
    assert "You have not written to staff yet." in listed
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING


def test_a_visitor_does_not_open_a_members_ticket(visitor):
    ticket = a_ticket(user=make_user("officer"))
    response = visitor.get(f"/en/accounts/messages-to-staff/{ticket.pk}/")
    assert (response.status_code, "/accounts/login/" in response.url) == (302, True)


def test_an_applicant_is_known_by_the_application_that_the_browser_holds(visitor):
    application = Application.objects.create()
    session = visitor.session
    session[applying.HELD] = {"id": str(application.pk), "seen": int(timezone.now().timestamp())}
    session.save()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    send(visitor, topic="appeal")
    assert Ticket.objects.get().application == application


# --- Coming back --------------------------------------------------------------------------------------------------


def test_link_and_reference_open_the_ticket(visitor):
    send(visitor)
    ticket = Ticket.objects.get()
    answered(ticket)
    for mail in mails():
        for typed in (ticket.reference, ticket.shown_reference, f" {ticket.reference.lower()} "):
            browser = Browser()
            assert open_page(browser, link_in(mail), typed).url == "/en/contact/ticket/"
            html = browser.get("/en/contact/ticket/").content.decode()
            assert SAID in html
            assert ANSWERED in html


def test_a_wrong_reference_shows_nothing(visitor):
    send(visitor)
    other = a_ticket(email="other@agency.example", text="Xqcanary other")
    link = link_in(mails()[0])
    for typed in ("23456789AB", "", other.reference):
        response = open_page(Browser(), link, typed)
        assert (response.status_code, b"canary" in response.content.lower()) == (200, False)


def test_a_wrong_link_says_the_same_as_a_wrong_reference():
    ticket = a_ticket()

    def bytes_of(link):
        html = open_page(Browser(), link, "23456789AB").content.decode()
        return re.sub(r'value="[^"]*"', "", html)

    unknown = "/en/contact/ticket/?key=" + "x" * 43
    assert bytes_of(link_in(mails()[0])) == bytes_of(unknown)
    assert b"canary" not in open_page(Browser(), unknown, ticket.reference).content.lower()
    without = "/en/contact/ticket/"
    assert open_page(Browser(), without, ticket.reference).status_code == 200


def test_the_link_alone_tells_nothing():
    """The page is the same for a link that is worth something; looking at it asks the database nothing."""
    ticket = a_ticket()
    html = Browser().get(link_in(mails()[0])).content.decode()
    assert ticket.shown_reference not in html
    assert "canary" not in html.lower()
    shape = [re.sub(r'value="[^"]*"|\?key=[\w-]+', "", text) for text in (html, _page_of("x" * 43), _page_of("short"))]
    assert len(set(shape)) == 1


def _page_of(key: str) -> str:
    return Browser().get(f"/en/contact/ticket/?key={key}").content.decode()


def test_references_cannot_be_tried_out():
    ticket = a_ticket()
    link = link_in(mails()[0])
    for n in range(10):
        assert open_page(Browser(REMOTE_ADDR=f"198.51.{n}.7"), link, f"23456789A{n}").status_code == 200
    refused = open_page(Browser(REMOTE_ADDR="203.0.113.7"), link, ticket.reference)
    assert (refused.status_code, b"canary" in refused.content.lower()) == (429, False)


def test_links_cannot_be_tried_out():
    statuses = [open_page(Browser(), f"/en/contact/ticket/?key=k{n}", "23456789AB").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]


def test_a_link_is_over_after_fourteen_days():
    ticket = a_ticket()
    link = link_in(mails()[0])
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert open_page(Browser(), link, ticket.reference).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert open_page(Browser(), link, ticket.reference).status_code == 302


def test_another_browser_shows_nothing():
    ticket = a_ticket()
    opened(ticket)
    for browser in (Browser(), browser_of("officer")):
        response = browser.get("/en/contact/ticket/")
        assert (response.status_code, b"canary" in response.content.lower()) == (200, False)


def test_a_browser_forgets_it_when_told_and_after_two_idle_hours():
    ticket = a_ticket()
    browser = opened(ticket)
    assert SAID in browser.get("/en/contact/ticket/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert SAID not in browser.get("/en/contact/ticket/").content.decode()
    assert browser.post("/en/contact/ticket/", {"leave": "1"}).url == "/en/contact/"
    assert SAID not in browser.get("/en/contact/ticket/").content.decode()


def test_the_writer_adds_and_closes():
    ticket = a_ticket()
    answered(ticket)
    browser = opened(ticket)
    before = token_in(browser.get("/en/contact/ticket/"))
    for _ in range(2):  # a double click
        assert browser.post("/en/contact/ticket/", {"text": "And this?", "token": before}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.messages.count(), ticket.state, ticket.waiting_since is not None) == (3, "open", True)
    browser.post("/en/contact/ticket/", {"close": "1"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at is not None, ticket.waiting_since) == ("closed", True, None)
    browser.post("/en/contact/ticket/", {"text": "Once more", "token": "new"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at) == ("open", None)


def test_additions_have_a_limit_and_lose_nothing():
    browser = opened(a_ticket())
    replies = [browser.post("/en/contact/ticket/", {"text": f"More {n}", "token": str(n)}) for n in range(11)]
    assert [reply.status_code for reply in replies] == [302] * 10 + [429]
    assert page(replies[-1]).by_tag["textarea"][0].text == "More 10"
    assert TicketMessage.objects.count() == 11


def test_an_addition_with_errors_stays():
    browser = opened(a_ticket())
    response = browser.post("/en/contact/ticket/", {"text": "x" * 4001, "token": "t"})
    assert (response.status_code, page(response).title[:6]) == (200, "Error:")
    assert page(response).by_tag["textarea"][0].text == "x" * 4001


def test_what_anybody_wrote_is_only_text():
    ticket = a_ticket(text=ATTACK)
    answered(ticket, text=ATTACK)
    read = page(opened(ticket).get("/en/contact/ticket/"))
    assert read.inline_code() == []
    assert [e["href"] for e in read.by_tag["a"] if "elsewhere" in e["href"]] == []
    assert sum('<script>alert("x")</script>' in e.text for e in read.by_tag["div"] if e["dir"] == "auto") == 2


# --- The rules ----------------------------------------------------------------------------------------------------


def test_every_state_is_in_the_table():
    assert set(contact.TRANSITIONS) == set(State)
    assert {to for targets in contact.TRANSITIONS.values() for to in targets} <= set(State)
    assert State.NEW not in {to for targets in contact.TRANSITIONS.values() for to in targets}


def test_every_topic_is_handled_by_somebody():
    assert set(contact.TOPICS_OF_ROLE["administrator"]) == set(Topic)
    assert set(Topic) - set(contact.TOPICS_OF_ROLE["reviewer"]) == {Topic.PRIVACY}


def test_a_step_that_is_not_in_the_table_is_refused():
    ticket = a_ticket()
    contact.close(ticket=ticket)
    after = str(ticket.messages.get().pk)
    with pytest.raises(StateChanged):
        contact.answer(ticket=ticket, by=make_user("reviewer"), text="Late", after=after)
    assert ticket.messages.count() == 1


@pytest.mark.parametrize("name", ["officer", "curator", "translator"])
def test_nobody_else_takes_a_step_of_staff(name):
    ticket, by = a_ticket(), make_user(name)
    after = str(ticket.messages.get().pk)
    for step in (
        lambda: contact.answer(ticket=ticket, by=by, text="x", after=after),
        lambda: contact.assign(ticket=ticket, by=by),
        lambda: contact.close(ticket=ticket, by=by),
        lambda: contact.reopen(ticket=ticket, by=by),
    ):
        with pytest.raises(NotAllowed):
            step()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assigned_to, ticket.messages.count()) == ("new", None, 1)


def test_a_message_is_never_rewritten():
    message = a_ticket().messages.get()
    message.text = "Something else"
    with pytest.raises(TypeError):
        message.save()


def test_each_step_is_in_the_audit_once():
    ticket, by = a_ticket(), make_user("administrator")
    contact.assign(ticket=ticket, by=by)
    contact.answer(ticket=ticket, by=by, text=ANSWERED, after=str(ticket.messages.latest("pk").pk))
    contact.add(ticket=ticket, text="And this?", token="t")
    contact.close(ticket=ticket)
    contact.reopen(ticket=ticket, by=by)
    told = list(AuditEvent.objects.filter(target=f"ticket {ticket.pk}").order_by("pk").values_list("event", "by"))
    assert told == [
        ("ticket written", "writer"),
        ("ticket taken", str(by.pk)),
        ("ticket answered", str(by.pk)),
        ("ticket added to", "writer"),
        ("ticket closed", "writer"),
        ("ticket reopened", str(by.pk)),
    ]


def test_a_ticket_without_an_answer_of_the_writer_is_closed():
    ticket, waits = a_ticket(), a_ticket(text="Nobody answered this")
    answered(ticket)
    assert contact.close_silent() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert contact.close_silent() == 1
    ticket.refresh_from_db()
    waits.refresh_from_db()
    assert (ticket.state, waits.state) == ("closed", "new")


def test_closed_tickets_are_erased_after_a_year_and_the_audit_has_the_count():
    old, open_one = a_ticket(), a_ticket(text="Still open")
    contact.close(ticket=old)
    with time_machine.travel(timezone.now() + timedelta(days=360)):
        assert contact.forget_closed() == 0
    with time_machine.travel(timezone.now() + timedelta(days=370)):
        assert contact.forget_closed() == 1
    assert list(Ticket.objects.all()) == [open_one]
    assert [message.text for message in TicketMessage.objects.all()] == ["Still open"]
    assert AuditEvent.objects.filter(event="tickets erased").latest("pk").detail == {"count": 1}


def test_a_link_in_the_language_of_the_ticket():
    with translation.override("fr"):
        a_ticket(language="ar")
    assert link_in(mails()[0]).startswith("/ar/contact/ticket/?key=")
