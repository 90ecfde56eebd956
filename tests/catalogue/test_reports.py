"""What officers send: which steps are there, who is told, and who never learns whose it is?"""

import json
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue import reports
from catalogue.reports import Kind, State
from hub import outbox
from hub.models import AuditEvent
from hub.refusals import NotAllowed, StateChanged
from members import own_data
from members.models import User
from tests.personas import make_user

pytestmark = pytest.mark.django_db
SAID = {"part": "limits", "text": "It reads no sound.", "url": ""}


@pytest.fixture
def tool(tool_factory):
    return tool_factory(slug="sorter", name="Sorter")


@pytest.fixture
def sender():
    user = make_user("officer", email="sender-xqcanary@police.example")
    User.objects.filter(pk=user.pk).update(name="Xqcanary Sender")
    return user


@pytest.fixture
def staff():
    return make_user("curator")


@pytest.fixture
def sent(tool, sender):
    return reports.send(by=sender, kind=Kind.CORRECTION, language="fr", tool=tool, **SAID)


def link(tool, sender, url="https://source.example/1", text=""):
    return reports.send(by=sender, kind=Kind.LINK, language="en", tool=tool, url=url, text=text)


def mails() -> list:
    outbox.send_due()
    return mail.outbox


# --- Steps --------------------------------------------------------------------------------------------------------

STEPS = {
    State.IN_HAND: lambda report, staff: reports.take_up(report=report, by=staff),
    State.DONE: lambda report, staff: reports.finish(report=report, by=staff),
    State.DECLINED: lambda report, staff: reports.decline(report=report, by=staff, answer="No.", language="en"),
    State.WITHDRAWN: lambda report, _staff: reports.withdraw(report=report, by=report.sender),
}


@pytest.mark.parametrize(("before", "to"), list(product(State, STEPS)))
def test_a_step_is_possible_as_the_table_says(before, to, sent, staff):
    if before != State.RECEIVED:
        STEPS[before](sent, staff)
    if to in reports.TRANSITIONS[before]:
        STEPS[to](sent, staff)
        assert sent.state == to
    else:
        with pytest.raises(StateChanged):
            STEPS[to](sent, staff)
        assert reports.Report.objects.get().state == before


def test_of_two_at_once_one_wins(sent, staff):
    other = reports.Report.objects.get()
    reports.take_up(report=sent, by=staff)
    with pytest.raises(StateChanged):
        reports.take_up(report=other, by=staff)
    assert AuditEvent.objects.filter(event="report taken up").count() == 1


def test_who_is_told_no_is_told_why(sent, staff):
    with pytest.raises(NotAllowed):
        reports.decline(report=sent, by=staff, answer="", language="en")
    assert reports.Report.objects.get().state == State.RECEIVED


def test_nobody_takes_back_what_is_another_ones(sent):
    with pytest.raises(StateChanged):
        reports.withdraw(report=sent, by=make_user("officer"))
    assert reports.Report.objects.get().state == State.RECEIVED


# --- How often ----------------------------------------------------------------------------------------------------


def test_the_same_link_is_reported_once_while_it_is_open(tool, sender, staff):
    first = link(tool, sender)
    with pytest.raises(reports.SentBefore):
        link(tool, sender, text="In other words")
    link(tool, sender, url="https://source.example/2")
    link(tool, make_user("officer"))
    reports.finish(report=first, by=staff)
    link(tool, sender)
    assert reports.Report.objects.count() == 4


def test_the_database_holds_it_too(tool, sender):
    link(tool, sender)
    again = {"kind": Kind.LINK, "tool": tool, "url": "https://source.example/1", "sender": sender}
    with pytest.raises(IntegrityError), transaction.atomic():
        reports.Report.objects.create(**again)


def test_a_form_sent_twice_is_one_report(tool, sender, sent):
    with pytest.raises(reports.SentBefore):
        reports.send(by=sender, kind=Kind.CORRECTION, language="fr", tool=tool, **SAID)
    assert reports.Report.objects.count() == 1


def test_so_many_a_day_for_each_officer(tool, sender):
    for number in range(reports.PER_DAY["limit"]):
        link(tool, sender, url=f"https://source.example/{number}")
    with pytest.raises(reports.TooMany):
        link(tool, sender, url="https://source.example/more")
    assert reports.Report.objects.count() == reports.PER_DAY["limit"]
    link(tool, make_user("officer"))


# --- The sender is told -------------------------------------------------------------------------------------------


def test_one_mail_however_many_answers_wait_and_no_word_of_them(tool, sent, sender, staff):
    other = link(tool, sender)
    reports.decline(report=sent, by=staff, answer="Xqanswer: the source says otherwise.", language="fr")
    reports.finish(report=other, by=staff, answer="Mended.", language="en")
    [told] = mails()
    assert told.to == [sender.email]
    assert told.subject == "Une réponse vous attend"
    assert "/fr/tools/suggest/sent/" in told.body
    assert not [word for word in ("Xqanswer", "Sorter", "sorter", "Xqcanary") if word in told.subject + told.body]


def test_after_reading_there_is_a_mail_again(tool, sent, sender, staff):
    reports.finish(report=sent, by=staff)
    other = link(tool, sender)
    reports.mark_read(by=sender)
    reports.finish(report=other, by=staff)
    assert len(mails()) == 2


@pytest.mark.parametrize("name", ["suspended", "expired", "closed"])
def test_no_mail_to_who_is_no_longer_let_in(name, tool, staff):
    report = link(tool, make_user(name))
    reports.finish(report=report, by=staff)
    assert mails() == []
    assert report.unread


def test_taking_up_and_taking_back_send_no_mail(sent, sender, staff):
    reports.take_up(report=sent, by=staff)
    reports.withdraw(report=sent, by=sender)
    assert mails() == []


# --- Nobody else learns whose it is -------------------------------------------------------------------------------


def test_the_audit_names_staff_and_never_the_sender(sent, sender, staff):
    before = AuditEvent.objects.count()
    reports.take_up(report=sent, by=staff)
    reports.finish(report=sent, by=staff, answer="Mended.", language="en")
    told = [(event.by, event.event, event.target) for event in AuditEvent.objects.order_by("id")]
    assert told[before:] == [
        (str(staff.pk), "report taken up", f"report {sent.pk}"),
        (str(staff.pk), "report done", f"report {sent.pk}"),
    ]
    everything = json.dumps(list(AuditEvent.objects.values("by", "event", "target", "detail")))
    assert str(sender.pk) not in everything


def test_what_the_sender_does_leaves_no_time_in_the_audit(tool, sender):
    report = link(tool, sender)
    reports.withdraw(report=report, by=sender)
    assert not AuditEvent.objects.exists()


def test_the_own_data_have_it_and_nobody_elses(sent, sender):
    own = json.loads(own_data.export(sender))["catalogue.report"]
    assert [(row["text"], row["part"], row["state"]) for row in own] == [("It reads no sound.", "limits", "received")]
    assert json.loads(own_data.export(make_user("officer")))["catalogue.report"] == []


def test_after_the_account_is_erased_the_report_stays_without_its_sender(sent, sender, staff):
    own_data.erase_member(User.objects.get(pk=sender.pk))
    report = reports.Report.objects.get()
    assert (report.sender, report.text) == (None, "It reads no sound.")
    mails().clear()
    reports.decline(report=report, by=staff, answer="No.", language="en")
    assert mails() == []


def test_long_after_it_was_closed_nobody_knows_who_sent_it(tool, sent, sender, staff):
    back = link(tool, sender)
    still_open = link(tool, sender, url="https://source.example/2")
    reports.finish(report=sent, by=staff)
    reports.withdraw(report=back, by=sender)
    assert reports.forget_senders() == 0
    reports.Report.objects.exclude(closed_on=None).update(closed_on=reports.today() - timedelta(days=367))
    reports.Report.objects.update(sent_on=reports.today() - timedelta(days=400))
    assert reports.forget_senders() == 2
    left = reports.Report.objects.order_by("pk").values_list("pk", "sender")
    assert list(left) == [(sent.pk, None), (still_open.pk, sender.pk)]


# --- The link itself ----------------------------------------------------------------------------------------------


def test_a_reported_link_is_checked_when_the_day_is_over(tool, sender, link_check_factory):
    """Not at the moment of the report: that would tell staff when somebody was there."""
    later = timezone.now() + timedelta(days=7)
    reported, other = (link_check_factory(url=f"https://source.example/{n}", due=later) for n in (1, 9))
    link(tool, sender)
    link(tool, make_user("officer"))
    reported.refresh_from_db()
    other.refresh_from_db()
    tomorrow = timezone.now().date() + timedelta(days=1)
    assert reported.due == datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
    assert other.due == later
    assert not AuditEvent.objects.filter(event="links queued").exists()


def test_a_link_that_is_due_sooner_stays_so_and_a_refused_report_queues_none(
    tool, sender, link_check_factory, monkeypatch
):
    soon = timezone.now()
    row = link_check_factory(url="https://source.example/1", due=soon)
    link(tool, sender)
    row.refresh_from_db()
    assert row.due == soon
    later = link_check_factory(url="https://source.example/2", due=soon + timedelta(days=7))
    monkeypatch.setattr(reports, "PER_DAY", {"limit": 1, "per": timedelta(days=1)})
    with pytest.raises(reports.TooMany):
        link(tool, sender, url=later.url)
    later.refresh_from_db()
    assert later.due == soon + timedelta(days=7)
