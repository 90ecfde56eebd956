"""Can anything that somebody types into the forms of joining and contact make the Hub fail?

The test client raises what a view does not catch. What no page of ours sends is refused with 400, or said on the page.
"""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import questionnaire, vetting
from members.application import ApplicantLink, Application
from members.contact import Ticket, TicketMessage
from tests.members import cases
from tests.personas import Browser, browser_of
from tests.site.crowd import holding

pytestmark = [pytest.mark.usefixtures("catalogue"), pytest.mark.prove]
FINE = {200, 302, 400, 404, 405, 413, 429, 503}
FORM = "application/x-www-form-urlencoded"
ANY = st.text(st.characters(exclude_categories=()), max_size=80)  # lone surrogates and NUL among them
NASTY = st.sampled_from(
    [
        "\x00", "a\x00b", "\ud800", "\udfff\ud800", "x" * 10_000, "ä" * 10_000, "\u202e" * 300, "\ufffe", "𐀀" * 90,
        '"a b"@police.example', '"\\""@police.example', "a@[198.51.100.1]", "a@police.example\r\nBcc: b@police.example",
        "a@xn--0.example", "a@" + "b." * 120 + "example", "ａ＠ｐｏｌｉｃｅ．ｅｘａｍｐｌｅ", "@", "a@b@c",
        "xn--a.example", "+", "+999999999999999999999", "٠٠٤٤", "0" * 39, "FR", "France", "ﬀ",
        "-1", "NaN", "on", "true", "0",
    ]
)  # fmt: skip
VALUE = ANY | NASTY
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
MANY = settings(FEW, max_examples=400)


def quoted(text: str) -> str:
    """As a program may send it: surrogates become bytes that are no UTF-8."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def send(browser: Browser, path: str, pairs: list[tuple[str, str]]) -> None:
    body = "&".join(f"{quoted(key)}={quoted(value)}" for key, value in pairs)
    response = browser.generic("POST", path, body, content_type=FORM)
    assert response.status_code in FINE, path
    if response.status_code == 302:
        assert browser.get(response.headers["Location"]).status_code in FINE


def pairs_for(keys) -> st.SearchStrategy:
    """The boxes of a page, some of them several times, and boxes that it does not have."""
    known = st.tuples(st.sampled_from(sorted(keys)), VALUE)
    return st.lists(known | st.tuples(ANY, VALUE), max_size=12)


NETWORKS = itertools.cycle(range(256))
KEYS = {page.key: [question.key for question in page.questions] for page in questionnaire.PAGES}
ANSWERED = st.fixed_dictionaries({}, optional=dict.fromkeys(questionnaire.QUESTIONS, VALUE))


def fuzz_questions(data):
    browser = holding(cases.draft(kind="focal_point"))
    for page, keys in KEYS.items():
        send(browser, f"/en/join/{page}/", data.draw(pairs_for(keys)))
    for path in ("/ar/join/check/", "/zh-hans/join/status/"):
        assert browser.get(path).status_code in FINE


@FEW
@given(data=st.data())
def test_questions(data):
    fuzz_questions(data)


@pytest.mark.prove
@MANY
@given(data=st.data())
def test_questions_for_long(data):
    fuzz_questions(data)


def fuzz_whole(typed):
    """All at once, sent: whatever was accepted on the way can be mailed, shown and read by staff."""
    case = cases.draft()
    browser = holding(case)
    browser.defaults["REMOTE_ADDR"] = f"10.{next(NETWORKS)}.1.1"
    for page, keys in KEYS.items():
        send(browser, f"/en/join/{page}/", [(key, str(typed.get(key, cases.ANSWERS.get(key, "")))) for key in keys])
    send(browser, "/en/join/check/", [])
    assert browser.get("/ru/join/status/").status_code == 200
    case.refresh_from_db()
    vetting.prove(case)
    reviewer = browser_of("reviewer")
    for path in ("", f"{case.pk}/change/", "?q=A"):
        assert reviewer.get(f"/admin/members/application/{path}").status_code in FINE
    case.delete()


@FEW
@given(typed=ANSWERED)
def test_whole_applications(typed):
    fuzz_whole(typed)


@pytest.mark.prove
@MANY
@given(typed=ANSWERED)
def test_whole_applications_for_long(typed):
    fuzz_whole(typed)


OTHERS = {
    "/en/join/": ["token", "website"],
    "/en/join/status/": ["reference", "email"],
    f"/en/join/link/{'s' * 43}/": ["reference"],
    f"/en/join/referee/{'s' * 43}/": ["answer"],
    "/en/join/step/withdraw/": ["step"],
    "/en/contact/": ["topic", "text", "email", "name", "token", "website"],
    "/en/contact/ticket/": ["key", "reference", "leave"],
    f"/en/accounts/invitation/{'s' * 43}/": ["name", "password", "code", "terms"],
}


def fuzz_others(data):
    for path, keys in OTHERS.items():
        send(Browser(), path, data.draw(pairs_for(keys)))


@FEW
@given(data=st.data())
def test_the_other_forms_of_strangers(data):
    fuzz_others(data)


@pytest.mark.prove
@MANY
@given(data=st.data())
def test_the_other_forms_of_strangers_for_long(data):
    fuzz_others(data)


@given(secret=ANY, reference=VALUE)
@FEW
def test_links(secret, reference):
    for path in ("join/link", "join/referee", "accounts/invitation", "accounts/recovery", "accounts/renewal/confirm"):
        send(Browser(), f"/en/{path}/{quoted(secret)}/", [("reference", reference), ("code", reference)])


def test_huge_lists():
    browser = holding(cases.draft())
    for count, status in ((400, 200), (600, 400)):
        body = "&".join(["interests=x"] * count)
        for page in ("interests", "languages", "training"):
            response = browser.generic("POST", f"/en/join/{page}/", body, content_type=FORM)
            assert response.status_code in {status, 302}, (page, count)
    body = b"text=" + b"x" * 2_000_000
    assert browser.generic("POST", "/en/contact/", body, content_type=FORM).status_code in {400, 413}


def test_what_is_kept_has_no_control_characters():
    """NUL is what a database chokes on; the direction marks turn a line around behind the reader's back."""
    browser = holding(cases.draft())
    send(browser, "/en/join/name/", [("full_name", "Amina \u202eExample\u2066"), ("latin_name", ""), ("call_name", "")])
    assert Application.objects.get().answers["full_name"] == "Amina Example"
    send(browser, "/en/join/name/", [("full_name", "A\x00B"), ("latin_name", ""), ("call_name", "")])
    assert Application.objects.get().answers["full_name"] == "Amina Example"
    assert not ApplicantLink.objects.exists()
    send(Browser(), "/en/contact/", [("topic", "other"), ("text", "a\x00b"), ("email", "a@police.example")])
    assert (Ticket.objects.count(), TicketMessage.objects.count()) == (0, 0)
