"""Who is mailed that there is news, how often, and could the mailbox tell what it is?"""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent_mail
from django.utils import timezone

from catalogue import news_mail, watching
from catalogue.models import Tool
from members.models import User
from tests.catalogue.test_watching import look, watch, watch_tool
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(tool_factory):
    tool_factory(slug="xqcanary-tool", name="Xqcanary tool")
    user = make_user("officer", language="fr", email="reyes@police.example")
    watch_tool(user, "xqcanary-tool")
    return user


def change() -> None:
    tool = Tool.objects.get(slug="xqcanary-tool")
    tool.changed = timezone.now() + timedelta(minutes=1)
    tool.save()


def test_no_news_no_mail(by):
    assert news_mail.send() == 0
    assert sent_mail.outbox == []


def test_the_mail_tells_that_there_is_news_and_nothing_else(by, tool_factory):
    watch(by, "q=xqcanary+words")
    tool_factory(summary_en="Xqcanary words")
    change()
    assert news_mail.send() == 1
    [message] = sent_mail.outbox
    assert message.to == ["reyes@police.example"]
    assert message.subject == "Il y a du nouveau pour vous"
    text = message.body + str(message.alternatives)
    assert "https://testserver/fr/lists/" in text
    assert "xqcanary" not in (text + message.subject).lower()


def test_once_for_the_same_news_and_at_most_once_a_week(by):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        change()
        assert news_mail.send() == 1
        clock.shift(timedelta(days=3))
        change()
        assert news_mail.send() == 0  # news, but the week is not over
        clock.shift(timedelta(days=5))
        assert news_mail.send() == 1
        clock.shift(timedelta(days=8))
        assert news_mail.send() == 0  # still unseen, but they know
        look(by)
        clock.shift(timedelta(days=8))
        change()
        assert news_mail.send() == 1


def test_a_search_that_lost_its_filter_is_told_once(by, stage_factory):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        word = stage_factory(slug="xqcanary-stage", name_en="Xqcanary stage")
        watch(by, "stage=xqcanary-stage")
        assert news_mail.send() == 0
        word.delete()
        assert news_mail.send() == 1
        [message] = sent_mail.outbox
        assert "xqcanary" not in (message.subject + message.body + str(message.alternatives)).lower()
        look(by)
        clock.shift(timedelta(days=8))
        assert news_mail.send() == 0


def test_who_wants_none_gets_none(by):
    watching.choose_mail(every="never", by=by)
    change()
    assert news_mail.send() == 0


@pytest.mark.parametrize(
    "state", [{"suspended_at": -1}, {"closed_at": -1}, {"expires_at": -1}, {"approved_at": 1}, {"anonymised_at": -1}]
)
def test_only_who_is_let_in_is_mailed(by, state):
    change()
    values = {name: timezone.now() + timedelta(days=days) for name, days in state.items()}
    User.objects.filter(pk=by.pk).update(**values)
    assert news_mail.send() == 0
    assert sent_mail.outbox == []


def test_one_that_fails_does_not_keep_the_next(by, monkeypatch, tool_factory):
    other = make_user("officer")
    watch_tool(other, "xqcanary-tool")
    change()
    real = news_mail.mails.send

    def send(name, *, to, **facts):
        if to == by.email:
            raise ValueError
        real(name, to=to, **facts)

    monkeypatch.setattr(news_mail.mails, "send", send)
    assert news_mail.send() == 1
    assert [message.to for message in sent_mail.outbox] == [[other.email]]
    monkeypatch.setattr(news_mail.mails, "send", real)
    assert news_mail.send() == 1  # nothing was written for the one that failed
