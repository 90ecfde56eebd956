"""Can somebody apply in their own language, come back, and leave nothing for others to read?"""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub import keys, limits
from hub.languages import CODES
from hub.models import OutboxMail
from members import address_requests, applicant_links, applying, questionnaire, vetting
from members.application import ApplicantLink, Application, State
from members.models import User
from tests.members import cases
from tests.personas import Browser
from tests.site.html import page as read

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="token" value="([^"]+)"')
TYPED = cases.ANSWERS | {"country": "France", "terms": "on", "data_notice": "on"}


def begin(browser, code="en") -> Application:
    token = TOKEN.search(browser.get(f"/{code}/join/").content.decode())[1]
    response = browser.post(f"/{code}/join/", {"token": token})
    assert response.headers["Location"] == f"/{code}/join/kind/"
    return Application.objects.latest("created_at")


def answer_all(browser, code="en", **typed) -> str:
    """Every question in turn, as the pages lead; the address they end at."""
    address = f"/{code}/join/kind/"
    while "/check/" not in address:
        response = browser.post(address, TYPED | typed)
        assert response.status_code == 302, (address, read(response).by_class.get("errorlist"))
        address = response.headers["Location"]
    return address


def mailed_link() -> str:
    """The path of the last mailed link."""
    message = keys.decrypt(OutboxMail.objects.latest("pk").message)
    return re.search(r"https://[^/\s]+(/\S+/join/link/\S+/)", message.replace("=\n", ""))[1]


def hold(browser, application) -> None:
    session = browser.session
    session[applying.HELD] = {"id": str(application.pk), "seen": int(time.time())}
    session.save()


def never(*args, **options) -> bool:
    return False


# --- The whole form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_from_the_first_page_to_staff(code, client, catalogue):
    application = begin(client, code)
    assert answer_all(client, code) == f"/{code}/join/check/"
    assert client.get(f"/{code}/join/check/").status_code == 200
    assert client.post(f"/{code}/join/check/").headers["Location"] == f"/{code}/join/status/"
    elsewhere = Browser()
    assert elsewhere.get(mailed_link()).status_code == 200
    response = elsewhere.post(mailed_link(), {"reference": application.spaced_reference.lower()})
    assert response.headers["Location"] == f"/{code}/join/status/"
    application.refresh_from_db()
    assert (application.state, application.language, application.answers["country"]) == (State.PROVEN, code, "FR")
    assert {consent.text: consent.language for consent in application.consents.all()} == {
        "terms": code,
        "data-notice": code,
    }


def test_a_unit_is_asked_more(client, catalogue):
    begin(client)
    more = {"kind": "focal_point", "unit_domains": "Police.Example\nhttps://www.unit.police.example/"}
    more |= {"unit_switchboard": "+٣٣ ١ ٩٩ ٠٠ ١٢ ٣٤", "unit_size": "5"}
    answer_all(client, **more)
    answers = Application.objects.get().answers
    assert answers["unit_domains"] == ["police.example", "unit.police.example"]
    assert answers["unit_switchboard"] == "+33199001234"


def test_nobody_is_asked_twice():
    keys_ = [question.key for page in questionnaire.PAGES for question in page.questions]
    assert len(keys_) == len(set(keys_))


@pytest.mark.parametrize("code", CODES)
def test_every_question_in_every_language(code, client, catalogue):
    application = cases.draft(kind="focal_point")
    hold(client, application)
    for number, page in enumerate(questionnaire.PAGES, 1):
        response = client.get(f"/{code}/join/{page.key}/")
        text = response.content.decode()
        assert len(read(response).by_tag["h1"]) == 1
        assert application.spaced_reference in text
        assert f" {number} " in text or str(number) in text


@pytest.mark.parametrize(
    ("page", "typed", "key"),
    [
        ("name", {"full_name": ""}, "full_name"),
        ("name", {"full_name": "a" * 201}, "full_name"),
        ("email", {"email": "not an address"}, "email"),
        ("country", {"country": "Atlantis"}, "country"),
        ("role", {"function": "emperor"}, "function"),
        ("unit", {"unit_switchboard": "123", "unit_size": "5"}, "unit_switchboard"),
        ("unit", {"unit_domains": "gov.uk", "unit_switchboard": "+33199001234", "unit_size": "x"}, "unit_size"),
        ("referee", {"referee_name": "A", "referee_email": "amina@police.example", "referee_is": "x"}, "referee_email"),
        ("terms", {"terms": "on"}, "data_notice"),
        ("languages", {"working_languages": ["fr", "tlh"]}, "working_languages"),
    ],
)
def test_a_wrong_answer_is_said_and_kept(page, typed, key, client):
    application = cases.draft(kind="focal_point")
    hold(client, application)
    response = client.post(f"/en/join/{page}/", typed)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in text
    assert f'href="#id_{key}' in text
    for value in typed.values():
        if isinstance(value, str) and value not in {"on", "emperor", "x"}:
            assert value in text
    application.refresh_from_db()
    assert application.answers == cases.answers(kind="focal_point")


def test_a_free_mail_address_is_no_error(client, catalogue):
    begin(client)
    answer_all(client, email="amina@gmail.com")


@pytest.mark.parametrize("typed", ["France", "FRANCE", "fr", "فرنسا", "法国", "Франция", "Francia"])
def test_a_country_by_its_name_in_the_language_of_the_page(typed, client):
    code = {"فرنسا": "ar", "法国": "zh-hans", "Франция": "ru", "Francia": "es"}.get(typed, "fr")
    application = cases.draft()
    hold(client, application)
    assert client.post(f"/{code}/join/country/", {"country": typed}).status_code == 302
    application.refresh_from_db()
    assert application.answers["country"] == "FR"


def test_direction_marks_do_not_get_in(client):
    hold(client, application := cases.draft())
    client.post("/en/join/name/", {"full_name": "Amina \u202eelpmaxE\u202c"})
    application.refresh_from_db()
    assert application.answers["full_name"] == "Amina elpmaxE"


# --- Saved at every step ------------------------------------------------------------------------------------------


def test_two_windows_keep_both_pages(client):
    first = cases.draft()
    second = Application.objects.get(pk=first.pk)
    applying.save(first, questionnaire.BY_KEY["role"], {"function": "analyst", "rank": ""}, language="en")
    applying.save(second, questionnaire.BY_KEY["heard"], {"heard": "event"}, language="en")
    first.refresh_from_db()
    assert (first.answers["function"], first.answers["heard"]) == ("analyst", "event")


def test_change_links_come_back_to_the_answers(client):
    hold(client, cases.draft())
    assert "/en/join/role/?check" in client.get("/en/join/check/").content.decode()
    response = client.post("/en/join/role/?check", {"function": "analyst"})
    assert response.headers["Location"] == "/en/join/check/"


def test_what_is_missing_is_named_and_nothing_is_sent(client):
    application = cases.draft(full_name="")
    hold(client, application)
    assert "What is your name?" in client.get("/en/join/check/").content.decode()
    client.post("/en/join/check/")
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_two_clicks_on_begin_make_one_application(client):
    token = TOKEN.search(client.get("/en/join/").content.decode())[1]
    for _ in range(2):
        client.post("/en/join/", {"token": token})
    assert Application.objects.count() == 1


def test_the_token_of_a_page_left_open_opens_nothing(client):
    """On a shared computer: back, and the button once more, after somebody else's application."""
    token = TOKEN.search(client.get("/en/join/").content.decode())[1]
    client.post("/en/join/", {"token": token})
    client.post("/en/join/step/leave/")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        response = client.post("/en/join/", {"token": token})
    assert response.headers["Location"] == "/en/join/"
    assert client.get("/en/join/check/").headers["Location"] == "/en/join/"


def test_two_clicks_on_send_send_once(client):
    hold(client, application := cases.draft())
    for _ in range(3):
        assert client.post("/en/join/check/").headers["Location"] == "/en/join/status/"
    assert application.decisions.count() == 1
    assert OutboxMail.objects.count() == 1


def test_a_browser_lets_go_after_two_hours(client):
    hold(client, cases.draft())
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert client.get("/en/join/check/").headers["Location"] == "/en/join/"


def test_leaving_leaves_nothing(client):
    hold(client, cases.draft())
    client.post("/en/join/step/leave/")
    assert client.get("/en/join/check/").headers["Location"] == "/en/join/"


# --- The way back -------------------------------------------------------------------------------------------------


def test_a_link_without_the_reference_opens_nothing(client):
    application = cases.sent()
    link = mailed_link()
    for typed in ("", "WRONG", "2345678923"):
        response = client.post(link, {"reference": typed})
        assert (response.status_code, "Amina" in response.content.decode()) == (200, False)
    assert client.get("/en/join/check/").headers["Location"] == "/en/join/"
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_a_link_dies_after_five_wrong_references(client):
    application = cases.sent()
    link = mailed_link()
    for _ in range(applicant_links.TRIES):
        client.post(link, {"reference": "WRONG"})
    assert client.post(link, {"reference": application.reference}).status_code == 200
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_a_link_dies_after_three_days(client):
    application = cases.sent()
    link = mailed_link()
    with time_machine.travel(timezone.now() + applicant_links.LIFE + timedelta(minutes=1)):
        assert client.post(link, {"reference": application.reference}).status_code == 200
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_an_unknown_link_looks_like_a_known_one(client):
    cases.sent()
    known = mailed_link()
    unknown = known[:-10] + "abcdefghi/"  # the pages repeat the address in the language bar
    pages = [
        Browser().post(link, {"reference": "WRONG"}).content.decode().replace(link[3:], "") for link in (known, unknown)
    ]
    assert len({re.sub(r'value="[^"]{64}"', "", page) for page in pages}) == 1


def test_looking_at_a_link_proves_nothing(client):
    application = cases.sent()
    client.get(mailed_link())
    client.head(mailed_link())
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_the_reference_is_never_in_a_mail():
    application = cases.sent()
    message = keys.decrypt(OutboxMail.objects.get().message)
    for typed in (application.reference, "Amina", "Police of Example", "Chief"):
        assert typed not in message.replace("=\n", "")


def test_few_mails_for_one_address_in_a_day():
    application = cases.draft()
    for _ in range(10):
        applicant_links.mail_if_few(application, "application_link")
    assert OutboxMail.objects.count() == applicant_links.MAILS["limit"]


def ask_for_link(browser, reference, email):
    return browser.post("/en/join/status/", {"reference": reference, "email": email})


def test_asking_for_a_link_answers_alike(client):
    application = cases.draft()
    asked = [
        (application.reference, "amina@police.example"),
        (application.reference, "other@police.example"),
        ("2345678923", "amina@police.example"),
        ("2345678923", "nobody@police.example"),
    ]
    answers = [ask_for_link(Browser(), *typed) for typed in asked]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert OutboxMail.objects.count() == 0  # nothing inside the request
    assert address_requests.answer_waiting() == 1
    assert OutboxMail.objects.count() == ApplicantLink.objects.count() == 1


def test_a_request_that_cannot_be_answered_does_not_hold_up_the_next(client):
    address_requests.ask("application", "x", language="en", reference="x")
    application = cases.draft()
    row = address_requests.AddressRequest.objects.create(kind="unknown", address="x", language="en")
    assert row.pk
    ask_for_link(client, application.reference, "amina@police.example")
    assert address_requests.answer_waiting() == 1
    assert not address_requests.AddressRequest.objects.exists()


def test_the_link_mailed_from_the_form_goes_on_elsewhere(client):
    application = cases.draft(heard="")
    hold(client, application)
    client.post("/en/join/step/link/")
    elsewhere = Browser()
    response = elsewhere.post(mailed_link(), {"reference": application.reference})
    assert response.headers["Location"] == "/en/join/heard/"


@pytest.mark.parametrize("stopped", [None, "one address", "one network"])
def test_it_is_not_said_whether_a_mail_left(stopped, client, monkeypatch):
    hold(client, cases.draft())
    if stopped == "one address":
        monkeypatch.setitem(applicant_links.MAILS, "limit", 0)
    elif stopped:
        monkeypatch.setattr(limits, "allow", never)
    text = client.post("/en/join/step/link/", follow=True).content.decode()
    assert "A link goes to the address in the application, if not too many were sent today." in text
    assert text.count("few mails leave for one address in a day") == 1
    assert OutboxMail.objects.count() == (0 if stopped else 1)


def test_the_status_says_that_few_mails_leave(client):
    hold(client, cases.sent())
    assert "few mails leave for one address in a day" in client.get("/en/join/status/").content.decode()


# --- The status ---------------------------------------------------------------------------------------------------

WORDS = {
    State.DRAFT: "You have not sent it yet",
    State.SUBMITTED: "prove that the address is yours",
    State.PROVEN: "It is with our staff",
    State.IN_REVIEW: "Our staff are checking it",
    State.RECOMMENDED: "It is being decided",
    State.APPROVED: "You are welcome",
    State.REFUSED: "We could not approve it",
}


@pytest.mark.parametrize("state", WORDS)
def test_the_status_in_plain_words_and_no_name_of_staff(state, client):
    application = cases.MAKERS[state]()
    hold(client, application)
    text = client.get("/en/join/status/").content.decode()
    assert WORDS[state] in text
    for person in User.objects.all():
        assert person.name not in text
        assert person.email not in text


def test_a_refusal_names_no_reason(client):
    one, other = cases.refused(), cases.recommended("refuse", email="b@police.example")
    vetting.refuse(other, by=cases.reviewer(), reason="not_law_enforcement")
    texts = []
    for application in (one, other):
        browser = Browser()
        hold(browser, application)
        text = browser.get("/en/join/status/").content.decode()
        text = re.sub(r"<time.*?</time>|value=\"[^\"]*\"", "", text).replace(application.spaced_reference, "")
        texts.append(text)
    assert texts[0] == texts[1]


def test_only_what_staff_asked_for_can_be_changed(client):
    application = cases.in_review(by=(person := cases.reviewer()))
    vetting.ask(application, by=person, pages=["role"])
    hold(client, application)
    assert client.get("/en/join/role/").status_code == 200
    assert client.post("/en/join/name/", {"full_name": "Other"}).headers["Location"] == "/en/join/status/"
    client.post("/en/join/role/", {"function": "analyst"})
    client.post("/en/join/check/")
    application.refresh_from_db()
    assert (application.state, application.answers["function"], application.answers["full_name"]) == (
        State.IN_REVIEW,
        "analyst",
        "Amina Example",
    )


def asked_for(client, *pages, **changes) -> Application:
    """Staff ask for these pages again; this browser holds the application."""
    application = cases.in_review(by=(person := cases.reviewer()), **changes)
    vetting.ask(application, by=person, pages=list(pages))
    hold(client, application)
    return application


def test_a_page_that_no_longer_fits_is_not_asked_for(client):
    asked_for(client, "kind", "unit", kind="focal_point")
    client.post("/en/join/kind/", {"kind": "officer"})
    assert "/en/join/unit/" not in client.get("/en/join/status/").content.decode()
    assert client.get("/en/join/unit/").headers["Location"] == "/en/join/status/"
    assert client.post("/en/join/check/").headers["Location"] == "/en/join/status/"
    assert Application.objects.get().state == State.IN_REVIEW


def test_what_a_new_answer_leaves_open_is_asked_too(client):
    asked_for(client, "kind")
    client.post("/en/join/kind/", {"kind": "focal_point"})
    assert "/en/join/unit/" in client.get("/en/join/check/").content.decode()
    assert client.get("/en/join/unit/").status_code == 200
    assert client.post("/en/join/name/", {"full_name": "Other"}).headers["Location"] == "/en/join/status/"
    client.post("/en/join/unit/", {"unit_switchboard": "+33199001234", "unit_size": "5"})
    client.post("/en/join/check/")
    application = Application.objects.get()
    assert (application.state, application.answers["unit_size"]) == (State.IN_REVIEW, "5")


def test_what_comes_too_late_is_said(client):
    application = cases.draft()
    hold(client, application)
    vetting.submit(application)
    page = client.post("/en/join/name/", {"full_name": "Other"}, follow=True).content.decode()
    assert "What you typed just now was not kept." in page


def test_correcting_the_address_before_it_is_proven(client):
    application = cases.sent()
    hold(client, application)
    client.post("/en/join/step/correct/")
    client.post("/en/join/email/?check", {"email": "right@police.example"})
    client.post("/en/join/check/")
    application.refresh_from_db()
    assert (application.state, application.email) == (State.SUBMITTED, "right@police.example")


def test_a_link_proves_only_the_address_that_it_was_mailed_to(client):
    application = cases.sent()
    old = mailed_link()
    hold(client, application)
    client.post("/en/join/step/correct/")
    client.post("/en/join/email/?check", {"email": "chief@police.example"})
    client.post("/en/join/check/")
    client.post(old, {"reference": application.reference})
    application.refresh_from_db()
    assert (application.state, application.email) == (State.SUBMITTED, "chief@police.example")
    client.post(mailed_link(), {"reference": application.reference})
    application.refresh_from_db()
    assert application.state == State.PROVEN


def test_two_clicks_on_apply_again_make_one_draft(client):
    application = cases.refused()
    drafts = {applying.begin_again(application, language="en").pk for _click in range(2)}
    assert len(drafts) == 1
    Application.objects.filter(pk__in=drafts).update(state=State.WITHDRAWN)
    assert applying.begin_again(application, language="en").pk not in drafts


def test_withdraw_and_begin_again_with_the_same_answers(client):
    application = cases.proven()
    hold(client, application)
    client.post("/en/join/step/withdraw/")
    client.post("/en/join/step/again/")
    again = Application.objects.exclude(pk=application.pk).get()
    assert (again.state, again.answers["full_name"]) == (State.DRAFT, "Amina Example")
    assert "terms" not in again.answers  # the rules are accepted anew


@pytest.mark.parametrize("step", ["withdraw", "correct", "appeal", "again", "link", "erase", "download", "nothing"])
def test_steps_without_an_application_do_nothing(step, client):
    assert client.post(f"/en/join/step/{step}/").headers["Location"] == "/en/join/status/"
    assert not Application.objects.exists()


@pytest.mark.parametrize("step", ["correct", "appeal", "again"])
def test_steps_that_are_over_say_so(step, client):
    hold(client, cases.proven())
    client.post(f"/en/join/step/{step}/")
    assert "This is not possible any more" in client.get("/en/join/status/").content.decode()


# --- Nobody learns anything ---------------------------------------------------------------------------------------


@pytest.fixture
def everybody_known():
    """The same address as a member's, an applicant's in each state, and nobody's."""
    User.objects.create(email="member@police.example", approved_at=timezone.now())
    User.objects.create(email="suspended@police.example", approved_at=timezone.now(), suspended_at=timezone.now())
    cases.proven(email="pending@police.example")
    cases.refused(email="refused@police.example")
    return [f"{name}@police.example" for name in ("member", "suspended", "pending", "refused", "unknown")]


def test_applying_answers_alike_for_every_address(everybody_known, catalogue):
    """PRIV-02: status, body, redirect, cookies and the number of mails to that address."""
    seen = []
    for address in everybody_known:
        browser, before = Browser(), OutboxMail.objects.count()
        application = begin(browser)
        answer_all(browser, email=address)
        sent = browser.post("/en/join/check/")
        body = browser.get("/en/join/status/").content.decode().replace(application.spaced_reference, "")
        body = re.sub(r'<time.*?</time>|value="[^"]*"', "", body)
        seen.append((sent.status_code, sent.headers["Location"], body, OutboxMail.objects.count() - before))
    assert len(set(seen)) == 1


def test_visitors_learn_no_agency_from_the_form(client):
    """The registry is not shown: who is in it tells who has joined."""
    cases.registry()
    hold(client, cases.draft(agency_name=""))
    for page in questionnaire.PAGES:
        assert "Police of Example" not in client.get(f"/en/join/{page.key}/").content.decode()


def test_another_browser_sees_nothing(visitor):
    cases.proven()
    for address in ("check/", "name/", "status/", ""):
        assert "Amina" not in visitor.get(f"/en/join/{address}").content.decode()


# --- Floods -------------------------------------------------------------------------------------------------------


def test_a_flood_of_beginnings_is_slowed(client, monkeypatch):
    monkeypatch.setattr(limits, "allow", never)
    response = client.post("/en/join/", {"token": "x"})
    assert (response.status_code, Application.objects.count()) == (429, 0)


def test_a_flood_of_sendings_loses_no_draft(client, monkeypatch):
    hold(client, application := cases.draft())
    with monkeypatch.context() as patch:
        patch.setattr(limits, "allow", never)
        client.post("/en/join/check/")
    application.refresh_from_db()
    assert (application.state, application.answers["full_name"]) == (State.DRAFT, "Amina Example")
    assert "Yours is saved" in client.get("/en/join/check/").content.decode()
    client.post("/en/join/check/")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_the_box_that_people_do_not_see(client):
    """A browser may have filled it in: then it is shown, said and reached by keyboard."""
    hidden = client.get("/en/join/").content.decode()
    token = TOKEN.search(hidden)[1]
    assert '<div class="trap" aria-hidden="true">' in hidden
    assert 'tabindex="-1" id="id_website"' in hidden
    response = client.post("/en/join/", {"token": token, "website": "https://spam.example/"})
    assert (response.status_code, Application.objects.count()) == (200, 0)
    shown = response.content.decode()
    assert "Empty this box. It is there for programs that fill in every box." in shown
    assert 'value="https://spam.example/"' in shown
    assert "trap" not in shown
    assert 'tabindex="-1" id="id_website"' not in shown
    assert "<title>Error:" in shown
    again = client.post("/en/join/", {"token": TOKEN.search(shown)[1], "website": ""})
    assert again.headers["Location"] == "/en/join/kind/"


def test_the_poster_has_the_code_and_the_address(client):
    text = client.get("/ru/join/poster/").content.decode()
    assert "https://testserver/ru/join/" in text
    assert '<svg class="qr"' in text


def test_an_erased_application_is_not_opened(client):
    application = cases.sent()
    link = mailed_link()
    Application.objects.filter(pk=application.pk).update(erased_at=timezone.now())
    assert client.post(link, {"reference": application.reference}).status_code == 200
