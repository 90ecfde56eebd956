"""Can an officer suggest a tool, and follow what becomes of it?"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import models, reports
from catalogue.reports import Kind
from tests.personas import make_user

TYPED = {"name": "Sorter", "website": "https://maker.example/", "text": "It sorts files.", "why": ""}
SENT = "/en/tools/suggest/sent/"


def test_a_suggestion_is_kept_and_shown_to_its_sender(officer):
    answer = officer.post("/es/tools/suggest/", TYPED)
    assert answer.headers["Location"] == "/es/tools/suggest/sent/"
    report = reports.Report.objects.get()
    assert (report.kind, report.tool, report.language) == (Kind.SUGGESTION, None, "es")
    assert {name: getattr(report, name) for name in TYPED} == TYPED
    html = officer.get(SENT).content.decode()
    assert all(word in html for word in ("Sorter", "https://maker.example/", "It sorts files.", "received"))


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""}, {"name": "x" * 161}, {"website": ""}, {"website": "data:text/html,x"}, {"website": "no address"},
        {"text": ""}, {"text": "x" * 2001}, {"why": "x" * 2001}, {"name": "a\x00b"},
    ],
)  # fmt: skip
def test_a_fault_keeps_what_was_written(typed, officer):
    answer = officer.post("/en/tools/suggest/", TYPED | typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Error:" in html
    for value in (TYPED | typed).values():
        assert value.partition("\x00")[0][:5] in html
    assert not reports.Report.objects.exists()


def test_what_is_there_already_is_shown(officer, tool_factory):
    tool_factory(slug="sorter", name="Sörter")
    answer = officer.post("/en/tools/suggest/", TYPED | {"name": "SORTER"})
    html = answer.content.decode()
    assert "The catalogue has a tool of this name." in html
    assert 'href="/en/tools/sorter/report/"' in html
    assert not reports.Report.objects.exists()
    assert officer.post("/en/tools/suggest/", TYPED | {"name": "Sorter by Other Maker"}).status_code == 302


def test_a_draft_is_told_to_nobody(officer, tool_factory):
    tool_factory(slug="sorter", name="Sorter", state=models.State.DRAFT)
    assert officer.post("/en/tools/suggest/", TYPED).status_code == 302


def test_the_name_may_stand_in_the_address(officer):
    html = officer.get("/en/tools/suggest/", {"name": 'A "tool"' + "x" * 300}).content.decode()
    assert f'value="A &quot;tool&quot;{"x" * 152}"' in html


def test_too_many_a_day_is_said_and_nothing_is_lost(officer, monkeypatch):
    monkeypatch.setitem(reports.PER_DAY, "limit", 0)
    answer = officer.post("/en/tools/suggest/", TYPED)
    assert answer.status_code == 429
    assert "It sorts files." in answer.content.decode()


# --- What has been sent -------------------------------------------------------------------------------------------


@pytest.fixture
def sent(officer, tool_factory):
    tool = tool_factory(slug="sorter", name="Sorter")
    return reports.send(
        by=officer.user, kind=Kind.CORRECTION, language="ar", tool=tool, part="limits", text="It reads no sound."
    )


def test_state_and_answer_in_the_language_of_the_answer(sent, officer, curator):
    reports.take_up(report=sent, by=curator.user)
    assert "being looked at" in officer.get(SENT).content.decode()
    reports.decline(report=sent, by=curator.user, answer="المصدر يقول غير ذلك.", language="ar")
    html = officer.get(SENT).content.decode()
    assert "not taken up" in html
    assert '<div class="note lines" lang="ar" dir="rtl">المصدر يقول غير ذلك.</div>' in html
    assert curator.user.name not in html


def test_answers_are_counted_at_home_until_they_are_read(sent, officer, curator):
    assert "new answer" not in officer.get("/en/home/").content.decode()
    reports.finish(report=sent, by=curator.user)
    for _time in range(2):  # looking is not reading
        assert "There is 1 new answer" in officer.get("/en/home/").content.decode()
        officer.get(SENT)
    assert officer.post(SENT, {"read": "1"}).headers["Location"] == SENT
    assert "new answer" not in officer.get("/en/home/").content.decode()


def test_what_is_open_is_taken_back(sent, officer, curator):
    assert "Take it back" in officer.get(SENT).content.decode()
    officer.post(SENT, {"withdraw": sent.pk})
    html = officer.get(SENT).content.decode()
    assert "withdrawn" in html
    assert "Take it back" not in html
    inbox = curator.get("/admin/catalogue/report/?state=all").content.decode()
    assert "Sorter" not in inbox
    assert curator.get(f"/admin/catalogue/report/{sent.pk}/change/").status_code == 404


def test_staff_may_be_faster(sent, officer, curator):
    reports.finish(report=sent, by=curator.user)
    answer = officer.post(SENT, {"withdraw": sent.pk}, follow=True)
    assert "Staff were faster" in answer.content.decode()
    assert reports.Report.objects.get().state == "done"


def test_what_others_sent_is_absent(sent, officer, tool_factory):
    other = make_user("officer")
    canary = reports.send(by=other, kind=Kind.SUGGESTION, language="en", name="Xqcanary", text="Xqcanary text")
    reports.finish(report=canary, by=make_user("curator"), answer="Xqcanary answer", language="en")
    assert "xqcanary" not in officer.get(SENT).content.decode().lower()
    for asked in (canary.pk, 10**17, "x", "", "9" * 400, "-1"):
        assert officer.post(SENT, {"withdraw": asked}).status_code == 404
    officer.post(SENT, {"read": "1"})
    assert reports.Report.objects.get(pk=canary.pk).unread


def test_an_unpublished_entry_has_no_link(sent, officer):
    assert 'href="/en/tools/sorter/"' in officer.get(SENT).content.decode()
    sent.tool.state = models.State.WITHDRAWN
    sent.tool.save()
    html = officer.get(SENT).content.decode()
    assert "Sorter" in html
    assert 'href="/en/tools/sorter/"' not in html


def test_as_many_queries_for_twenty_as_for_one(sent, officer):
    officer.get(SENT)
    with CaptureQueriesContext(connection) as one:
        officer.get(SENT)
    for number in range(19):
        reports.send(by=officer.user, kind=Kind.LINK, language="en", tool=sent.tool, url=f"https://a.example/{number}")
    with CaptureQueriesContext(connection) as twenty:
        officer.get(SENT)
    assert len(twenty) == len(one)


@pytest.mark.parametrize("name", ["visitor", "suspended", "expired"])
def test_not_for_who_is_not_let_in(name, browsers, sent):
    for place in ("/en/tools/suggest/", SENT):
        for method in ("get", "post"):
            answer = getattr(browsers[name], method)(place, {"withdraw": sent.pk} | TYPED)
            assert answer.status_code == 302
            assert b"reads no sound" not in answer.content
    assert reports.Report.objects.get().state == "received"
