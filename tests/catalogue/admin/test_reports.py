"""Do curators work through what officers tell them, without learning who it was?"""

import re

import pytest
from django.urls import reverse

from catalogue import models, reports
from catalogue.admin import reports as admin_reports
from catalogue.reports import Kind, State
from hub.models import AuditEvent
from members.models import User
from tests.personas import make_user

INBOX = "/admin/catalogue/report/"


@pytest.fixture
def sender(db):
    user = make_user("officer", email="sender-xqcanary@police.example")
    User.objects.filter(pk=user.pk).update(name="Xqcanary Sender")
    return user


@pytest.fixture
def tool(tool_factory):
    return tool_factory(slug="sorter", name="Sorter")


@pytest.fixture
def correction(sender, tool):
    said = {"part": "limits", "text": "It reads no sound.", "url": "https://source.example/says"}
    return reports.send(by=sender, kind=Kind.CORRECTION, language="fr", tool=tool, **said)


@pytest.fixture
def suggestion(sender):
    said = {"name": "New Sorter", "website": "https://new.example/", "text": "It sorts\n new files.", "why": ""}
    return reports.send(by=sender, kind=Kind.SUGGESTION, language="en", **said)


def place(report) -> str:
    return f"{INBOX}{report.pk}/change/"


def listed(curator, query: str = "") -> list:
    return [report.pk for report in curator.get(INBOX + query).context["cl"].result_list]


# --- The inbox ----------------------------------------------------------------------------------------------------


def test_the_oldest_open_one_is_first(curator, correction, suggestion, report_factory):
    old = report_factory(sent_on="2026-01-02")
    done = report_factory(sent_on="2026-01-01")
    reports.finish(report=done, by=curator.user)
    assert listed(curator) == [old.pk, correction.pk, suggestion.pk]
    assert listed(curator, "?state=done") == [done.pk]
    assert listed(curator, "?state=all") == [done.pk, old.pk, correction.pk, suggestion.pk]
    assert listed(curator, "?state=nonsense") == [old.pk, correction.pk, suggestion.pk]


def test_filters_and_search(curator, correction, suggestion):
    assert listed(curator, "?kind=suggestion") == [suggestion.pk]
    assert listed(curator, "?language=fr") == [correction.pk]
    for words, found in (("sound", correction), ("Sorter limits", None), ("new sorter", suggestion)):
        assert listed(curator, f"?q={words}") == ([found.pk] if found else [])


def test_no_page_of_staff_tells_who_sent_it(curator, administrator, correction, suggestion, sender, tool):
    """Neither the pages, the entry's form, the order and the audit, nor a search by the sender."""
    reports.take_up(report=suggestion, by=curator.user)
    reports.finish(report=suggestion, by=curator.user, answer="Thank you.", language="en")
    pages = [f"{INBOX}?state=all", place(correction), place(suggestion), f"/admin/catalogue/tool/{tool.pk}/change/"]
    pages += [f"{INBOX}?state=all&o=1", "/admin/hub/auditevent/"]
    secrets = ("xqcanary sender", "sender-xqcanary", str(sender.pk), sender.pk.hex)
    for browser in (curator, administrator):
        for page in pages:
            html = browser.get(page).content.decode().lower()
            assert [secret for secret in secrets if secret in html] == [], page
    for query in (sender.email, "Xqcanary", str(sender.pk)):
        assert listed(curator, f"?state=all&q={query}") == []


@pytest.mark.parametrize("lookup", ["sender", "sender__email__startswith", "sender__isnull", "unread", "sender_id"])
def test_no_filter_reaches_the_sender(lookup, curator, correction, sender):
    assert curator.get(INBOX, {lookup: sender.pk}).status_code in {302, 400}


def test_the_day_is_told_and_no_time(curator, correction):
    assert not [field for field in reports.Report._meta.fields if field.get_internal_type() == "DateTimeField"]


def test_only_an_address_of_the_web_is_a_link(curator, correction, suggestion):
    """A form takes no other; what stands in a row is not trusted all the same."""
    reports.Report.objects.update(url="javascript:void(0)", website="data:text/html,x")
    for report in (correction, suggestion):
        html = curator.get(place(report)).content.decode()
        assert 'href="javascript:' not in html
        assert 'href="data:' not in html
    assert "javascript:void(0)" in curator.get(place(correction)).content.decode()


@pytest.mark.parametrize("name", ["officer", "reviewer", "translator"])
def test_not_for_others(name, browsers, correction):
    for page in (INBOX, place(correction)):
        assert browsers[name].get(page).status_code == 404
    assert browsers[name].post(place(correction), {"step": "finish", "answer_language": "en"}).status_code == 404
    assert reports.Report.objects.get().state == State.RECEIVED


def test_what_is_not_there_is_absent(curator, correction):
    for page in (f"{INBOX}999/change/", f"{INBOX}x/change/", f"{INBOX}{correction.pk}/history/", f"{INBOX}add/"):
        assert curator.get(page).status_code == 404
    assert curator.post(f"{INBOX}{correction.pk}/delete/", {"post": "yes"}).status_code == 404


# --- One report ---------------------------------------------------------------------------------------------------


def test_it_is_taken_up_and_answered(curator, correction, sender):
    assert curator.post(place(correction), {"step": "take-up"}).headers["Location"] == place(correction)
    assert "being looked at" in curator.get(place(correction)).content.decode()
    typed = {"step": "finish", "answer": "Corrigé, merci.", "answer_language": "fr"}
    assert curator.post(place(correction), typed).headers["Location"] == INBOX
    correction.refresh_from_db()
    assert (correction.state, correction.answer, correction.answer_language) == ("done", "Corrigé, merci.", "fr")
    assert correction.unread
    assert 'name="step"' not in curator.get(place(correction)).content.decode()


def test_the_answer_is_offered_in_the_senders_language(curator, correction):
    html = curator.get(place(correction)).content.decode()
    assert re.findall(r'<option value="([\w-]+)" selected', html) == ["fr"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"answer": " "}, "Say why"), ({"answer": "x" * 2001}, "2000"), ({"answer_language": "tlh"}, "valid choice")],
)
def test_a_fault_keeps_what_was_typed(typed, said, curator, correction):
    data = {"step": "decline", "answer": "Because.", "answer_language": "en"} | typed
    html = curator.post(place(correction), data).content.decode()
    assert said in html
    assert data["answer"].strip() in html
    assert reports.Report.objects.get().state == State.RECEIVED


def test_somebody_else_was_faster(curator, correction, sender):
    reports.decline(report=correction, by=make_user("curator"), answer="First.", language="en")
    answer = curator.post(
        place(correction), {"step": "finish", "answer": "Mine.", "answer_language": "en"}, follow=True
    )
    assert "Somebody else was faster" in answer.content.decode()
    assert reports.Report.objects.get().answer == "First."


def test_what_was_taken_back_meanwhile_leads_to_the_inbox(curator, correction, sender):
    reports.withdraw(report=correction, by=sender)
    assert curator.post(place(correction), {"step": "take-up"}).status_code == 404


def test_an_unknown_step_does_nothing(curator, correction):
    assert curator.post(place(correction), {"step": "erase"}).status_code == 200
    assert reports.Report.objects.get().state == State.RECEIVED


# --- Beside the entry's form --------------------------------------------------------------------------------------


def test_open_reports_stand_above_the_entrys_form(curator, translator, correction, tool, tool_factory):
    page = f"/admin/catalogue/tool/{tool.pk}/change/"
    html = curator.get(page).content.decode()
    assert "One open report of an officer" in html
    assert "It reads no sound." in html
    assert f'href="{place(correction)}"' in html
    assert "It reads no sound." not in translator.get(page).content.decode()
    other = tool_factory()
    assert "It reads no sound." not in curator.get(f"/admin/catalogue/tool/{other.pk}/change/").content.decode()
    reports.finish(report=correction, by=curator.user)
    assert "It reads no sound." not in curator.get(page).content.decode()
    assert "open report" not in curator.get("/admin/catalogue/tool/add/").content.decode()


def test_of_very_many_the_first_are_shown_and_the_inbox_has_all(curator, tool, report_factory, monkeypatch):
    monkeypatch.setattr(admin_reports, "SHOWN", 2)
    for number in range(3):
        report_factory(tool=tool, text=f"Number {number} says")
    html = curator.get(f"/admin/catalogue/tool/{tool.pk}/change/").content.decode()
    assert "3 open reports of officers" in html
    assert ["Number 0 says" in html, "Number 1 says" in html, "Number 2 says" in html] == [True, True, False]
    assert f'href="{INBOX}?q=sorter"' in html
    assert len(listed(curator, "?q=sorter")) == 3


# --- From a suggestion to a draft ---------------------------------------------------------------------------------

DRAFT = {"step": "draft", "name": "New Sorter", "slug": "new-sorter"}
NEW = {"provider": "", "provider_name": "New Maker", "provider_type": "company"}


def test_a_draft_is_made_of_a_suggestion(curator, officer, suggestion, sender):
    html = curator.get(place(suggestion)).content.decode()
    assert 'value="new-sorter"' in html
    answer = curator.post(place(suggestion), DRAFT | NEW)
    tool = models.Tool.objects.get()
    assert answer.headers["Location"] == reverse("admin:catalogue_tool_change", args=[tool.pk])
    assert (tool.slug, tool.name, tool.website) == ("new-sorter", "New Sorter", "https://new.example/")
    assert (tool.summary_en, tool.provider.name, tool.provider.slug) == (
        "It sorts new files.",
        "New Maker",
        "new-maker",
    )
    suggestion.refresh_from_db()
    assert (suggestion.tool, suggestion.state) == (tool, State.IN_HAND)
    assert officer.get("/en/tools/new-sorter/").status_code == 404
    form = curator.get(answer.headers["Location"]).content.decode()
    assert "It sorts<br> new files." in form
    assert 'value="draft"' not in curator.get(place(suggestion)).content.decode()
    event = AuditEvent.objects.get(event="tool drafted from a report")
    assert (event.by, event.target, event.detail) == (str(curator.user.pk), "new-sorter", {"report": suggestion.pk})


def test_of_a_provider_that_is_there(curator, suggestion, provider_factory):
    provider = provider_factory(name="New Maker", slug="new-maker")
    assert curator.post(place(suggestion), DRAFT | {"provider": provider.pk}).status_code == 302
    assert models.Tool.objects.get().provider == provider
    assert models.Provider.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"slug": "taken"}, "This one is taken."),
        ({"slug": "compare"}, "This one is taken."),
        ({"slug": "No Slug"}, "Lower-case letters"),
        ({"name": ""}, "required"),
        ({"provider_name": ""}, "who the new one is"),
        ({"provider_type": ""}, "who the new one is"),
        ({"provider_name": "There Already"}, "choose it above"),
        ({"provider": "999"}, "valid choice"),
    ],
)
def test_a_fault_makes_nothing(typed, said, curator, suggestion, tool_factory, provider_factory):
    tool_factory(slug="taken", provider=provider_factory(name="There Already", slug="there-already"))
    html = curator.post(place(suggestion), DRAFT | NEW | typed).content.decode()
    assert said in html
    assert (models.Tool.objects.count(), models.Provider.objects.count()) == (1, 1)
    suggestion.refresh_from_db()
    assert (suggestion.tool, suggestion.state) == (None, State.RECEIVED)


def test_one_draft_of_one_suggestion(curator, suggestion):
    curator.post(place(suggestion), DRAFT | NEW)
    again = curator.post(place(suggestion), DRAFT | NEW | {"slug": "second", "provider_name": "Second"}, follow=True)
    assert "Somebody else was faster" in again.content.decode()
    assert models.Tool.objects.count() == 1


def test_what_is_written_in_another_language_is_no_english_summary(curator, suggestion):
    reports.Report.objects.update(language="ar", text="أداة جديدة")
    curator.post(place(suggestion), DRAFT | NEW)
    tool = models.Tool.objects.get()
    assert (tool.summary_en or "", tool.summary_ar or "") == ("", "")


def test_a_correction_makes_no_draft(curator, correction):
    assert 'value="draft"' not in curator.get(place(correction)).content.decode()
    curator.post(place(correction), DRAFT | NEW)
    assert models.Tool.objects.count() == 1


@pytest.mark.parametrize("query", ["reports={}", "reports__in={}", "reports__isnull=False", "reports__state=received"])
def test_the_list_of_tools_does_not_tell_which_have_reports(query, correction, translator):
    assert translator.get(f"/admin/catalogue/tool/?{query.format(correction.pk)}").status_code == 400
