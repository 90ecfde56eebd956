"""Is the news of what somebody watches exactly what they have not seen?"""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import snapshot, watching
from catalogue.models import Stage, Tool
from catalogue.query import parse
from catalogue.saved import NewsMail, Watch
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user("officer")


def news(by):
    return watching.news(by, snapshot.current(), "en")


def watch(by, text: str, code: str = "en") -> bool:
    held = snapshot.current()
    return watching.watch_search(query=parse(QueryDict(text), held), snapshot=held, code=code, by=by)


def watch_tool(by, slug: str) -> bool:
    held = snapshot.current()
    return watching.watch_tool(entry=held.entries[held.numbers[slug]], by=by)


def look(by, until=None) -> None:
    watching.mark_seen(snapshot=snapshot.current(), until=until or timezone.now() + timedelta(days=1), by=by)


def change(tool, at=None) -> None:
    tool.changed = at or timezone.now() + timedelta(hours=1)
    tool.save()


# --- A tool -------------------------------------------------------------------------------------------------------


def test_a_tool_that_changes_is_news_until_seen(by, tool_factory):
    tool = tool_factory(slug="alpha")
    assert watch_tool(by, "alpha")
    assert not watch_tool(by, "alpha")
    assert [one.any for one in news(by)] == [False]
    change(tool)
    assert [(one.changed, one.entry.slug) for one in news(by)] == [(True, "alpha")]
    look(by)
    assert [one.any for one in news(by)] == [False]


def test_a_tool_that_leaves_and_comes_back(by, tool_factory):
    tool = tool_factory(slug="alpha", name="Alpha")
    watch_tool(by, "alpha")
    tool.state = "withdrawn"
    tool.save()
    [one] = news(by)
    assert (one.left, one.entry, one.watch.name) == (True, None, "Alpha")
    look(by)
    assert [one.any for one in news(by)] == [False]
    tool.state = "published"
    tool.save()
    assert [one.came_back for one in news(by)] == [True]


def test_a_deleted_tool_is_not_mixed_up_with_another_of_its_name(by, tool_factory):
    tool_factory(slug="alpha")
    watch_tool(by, "alpha")
    Tool.objects.all().delete()
    tool_factory(slug="alpha")
    assert [(one.left, one.entry) for one in news(by)] == [(True, None)]
    assert watch_tool(by, "alpha")
    assert [one.any for one in news(by)] == [False]


# --- A search -----------------------------------------------------------------------------------------------------


def test_a_search_tells_of_new_tools_and_of_those_that_came_to_fit(by, tool_factory, stage_factory):
    triage = stage_factory(slug="triage")
    tool_factory(slug="alpha", stages=[triage])
    beta = tool_factory(slug="beta")
    assert watch(by, "stage=triage&sort=changed&page=7")
    assert not watch(by, "stage=triage")  # order and page are no part of it
    assert [(one.total, one.any) for one in news(by)] == [(1, False)]
    beta.stages.add(triage)
    tool_factory(slug="gamma", stages=[triage])
    tool_factory(slug="delta")
    [one] = news(by)
    assert ([entry.slug for entry in one.fresh], one.total) == (["beta", "gamma"], 3)
    look(by)
    assert [one.any for one in news(by)] == [False]
    beta.stages.clear()
    look(by)
    beta.stages.add(triage)
    assert [[entry.slug for entry in one.fresh] for one in news(by)] == [["beta"]]


def test_words_are_searched_in_the_language_in_which_they_were_typed(by, tool_factory):
    watch(by, "q=miroir", "fr")
    tool_factory(slug="alpha", summary_fr="Un miroir.")
    tool_factory(slug="beta", summary_fr="Un miroir.")
    assert [len(one.fresh) for one in news(by)] == [2]


def test_near_misses_are_no_news(by, tool_factory):
    watch(by, "q=zebra+mirror")
    tool_factory(slug="alpha", summary_en="A zebra.")
    assert [one.total for one in news(by)] == [0]
    tool_factory(slug="beta", summary_en="A zebra in a mirror.")
    assert [[entry.slug for entry in one.fresh] for one in news(by)] == [["beta"]]


def test_a_filter_that_is_gone_does_not_widen_the_search(by, tool_factory, stage_factory):
    triage = stage_factory(slug="triage")
    watch(by, "stage=triage")
    triage.delete()
    tool_factory(slug="alpha")
    assert [(one.lost, one.total, one.any) for one in news(by)] == [(True, 0, True)]


def test_a_search_without_its_filter_is_told_first_and_comes_back_as_it_was(by, tool_factory, stage_factory):
    tool_factory(slug="alpha", stages=[stage_factory(slug="triage")])
    watch(by, "q=zebra")
    watch(by, "stage=triage")
    Stage.objects.get(slug="triage").delete()
    look(by)
    assert [(one.lost, one.unseen) for one in news(by)] == [(True, False), (False, False)]
    Tool.objects.get(slug="alpha").stages.add(stage_factory(slug="triage"))
    snapshot.touch()
    assert [(one.words, one.total, one.any) for one in news(by)] == [("zebra", 0, False), ("", 1, False)]


def test_what_came_after_the_page_was_made_stays_news(by, tool_factory):
    watch(by, "")
    tool_factory(slug="alpha", changed=timezone.now() - timedelta(hours=2))
    page = timezone.now() - timedelta(hours=1)
    tool_factory(slug="beta")
    look(by, until=page)
    assert [[entry.slug for entry in one.fresh] for one in news(by)] == [["beta"]]


def test_the_number_of_watches_is_bounded(by, tool_factory, monkeypatch):
    monkeypatch.setattr(watching, "MOST", 1)
    tool_factory(slug="alpha")
    watch_tool(by, "alpha")
    with pytest.raises(watching.TooManyWatches):
        watch(by, "q=zebra")
    assert Watch.objects.count() == 1


def test_nobody_sees_what_another_watches(by, tool_factory):
    other = make_user("officer")
    watch(other, "q=xqcanary")
    assert news(by) == []
    tool_factory(slug="alpha", summary_en="Xqcanary")
    look(by)
    assert [one.any for one in news(other)] == [True]


def test_the_first_watch_brings_the_weekly_mail_and_a_later_one_leaves_the_choice(by, tool_factory):
    assert not NewsMail.objects.exists()
    watch(by, "q=zebra")
    assert NewsMail.objects.get().every == "week"
    watching.choose_mail(every="never", by=by)
    watch(by, "q=mirror")
    assert NewsMail.objects.get().every == "never"


def test_what_has_news_comes_first(by, tool_factory):
    watch(by, "q=zebra")
    watch(by, "q=mirror")
    tool_factory(summary_en="A mirror.")
    assert [one.words for one in news(by)] == ["mirror", "zebra"]


def test_the_same_news_has_the_same_fingerprint(by, tool_factory):
    watch(by, "q=mirror")
    tool_factory(summary_en="A mirror.")
    first = news(by)[0].fingerprint
    assert news(by)[0].fingerprint == first
    tool_factory(summary_en="A mirror.")
    assert news(by)[0].fingerprint != first


def test_many_tools_are_counted_and_some_are_named(by, tool_factory, monkeypatch):
    monkeypatch.setattr(watching, "SHOWN", 1)
    watch(by, "q=mirror")
    for _ in range(3):
        tool_factory(summary_en="A mirror.")
    [one] = news(by)
    assert (len(one.shown), one.more) == (1, 2)
