"""What happens to a saved list, and does it say what changed since?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from catalogue import lists, snapshot
from catalogue.models import Tool
from catalogue.saved import SavedList, SavedTool
from hub.models import AuditEvent
from members import membership
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user("officer")


@pytest.fixture
def three(tool_factory):
    return [tool_factory(slug=slug, name=slug.title()) for slug in ("alpha", "beta", "gamma")]


def entries(*slugs):
    held = snapshot.current()
    return [held.entries[held.numbers[slug]] for slug in slugs]


def order(saved_list) -> list[str]:
    return [row.slug for row in saved_list.rows.all()]


def lines(saved_list):
    return lists.lines(saved_list, snapshot.current(), "en")


def test_tools_stand_in_the_order_of_saving_each_once(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("beta"))
    assert lists.add(saved_list=saved, entries=entries("gamma", "beta", "alpha")) == 2
    assert order(saved) == ["beta", "gamma", "alpha"]
    assert [line.row.name for line in lines(saved)] == ["Beta", "Gamma", "Alpha"]


@pytest.mark.parametrize(
    ("slug", "down", "after"),
    [
        ("alpha", True, ["beta", "alpha", "gamma"]),
        ("gamma", False, ["alpha", "gamma", "beta"]),
        ("alpha", False, ["alpha", "beta", "gamma"]),
        ("gamma", True, ["alpha", "beta", "gamma"]),
    ],
)
def test_a_tool_moves_one_place_and_not_out_of_the_list(by, three, slug, down, after):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha", "beta", "gamma"))
    lists.move(row=saved.rows.get(slug=slug), down=down)
    assert order(saved) == after


def test_the_order_holds_after_one_was_removed(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha", "beta"))
    saved.rows.get(slug="alpha").delete()
    lists.add(saved_list=saved, entries=entries("gamma"))
    lists.move(row=saved.rows.get(slug="gamma"), down=False)
    lists.add(saved_list=saved, entries=entries("alpha"))
    assert order(saved) == ["gamma", "beta", "alpha"]


def test_what_was_deleted_in_another_window_is_absent(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha", "beta"))
    row = saved.rows.select_related("saved_list").get(slug="alpha")
    saved.rows.get(slug="alpha").delete()
    lists.move(row=row, down=True)
    assert order(saved) == ["beta"]
    SavedList.objects.all().delete()
    lists.describe(saved_list=saved, name="Back", note="")
    verbs = {
        lists.add: {"entries": entries("gamma")},
        lists.share: {"title": "Title", "by": by},
        lists.withdraw: {"by": by},
    }
    for verb, values in verbs.items():
        with pytest.raises(Http404):
            verb(saved_list=saved, **values)
    assert not SavedList.objects.exists()


def test_there_are_bounds(by, three, monkeypatch):
    monkeypatch.setattr(lists, "MOST_TOOLS", 2)
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    saved = lists.make(by=by, name="Mine", entries=entries("alpha"))
    with pytest.raises(lists.TooManyTools):
        lists.add(saved_list=saved, entries=entries("beta", "gamma"))
    assert order(saved) == ["alpha"]  # all or none
    with pytest.raises(lists.TooManyLists):
        lists.make(by=by, name="Another")
    lists.make(by=make_user("officer"), name="Of somebody else")


def test_what_changed_since_is_said_until_it_is_seen(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha", "beta"))
    assert [line.changed for line in lines(saved)] == [False, False]
    for tool in three[:2]:
        tool.changed = timezone.now() + timedelta(hours=1)
        tool.save()
    assert [line.changed for line in lines(saved)] == [True, True]
    assert [(one.total, one.changed) for one in lists.overviews(by, snapshot.current())] == [(2, 2)]
    lists.mark_seen(saved_list=saved, until=timezone.now() + timedelta(hours=2), slug="alpha")
    assert [line.changed for line in lines(saved)] == [False, True]
    lists.mark_seen(saved_list=saved, until=timezone.now() + timedelta(hours=2))
    assert [line.changed for line in lines(saved)] == [False, False]


def test_what_changed_after_the_page_was_made_stays_news(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha"))
    page = timezone.now()
    three[0].changed = page + timedelta(seconds=1)
    three[0].save()
    lists.mark_seen(saved_list=saved, until=page)
    assert [line.changed for line in lines(saved)] == [True]


def test_a_withdrawn_and_a_deleted_tool_keep_their_name(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha", "beta", "gamma"))
    Tool.objects.filter(slug="alpha").delete()
    three[1].state = "withdrawn"
    three[1].save()
    assert [(line.row.name, line.entry is None) for line in lines(saved)] == [
        ("Alpha", True),
        ("Beta", True),
        ("Gamma", False),
    ]


def test_another_tool_that_takes_the_slug_is_another_tool(by, three, tool_factory):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha"))
    Tool.objects.filter(slug="alpha").delete()
    tool_factory(slug="alpha", name="Something else")
    assert [line.entry for line in lines(saved)] == [None]


# --- Sharing ------------------------------------------------------------------------------------------------------


def shared(key) -> list:
    return list(SavedList.objects.shared().filter(share_key=key))


def test_a_link_opens_until_it_is_withdrawn_and_a_new_one_is_another(by, three):
    saved = lists.make(by=by, name="Mine", entries=entries("alpha"))
    key = lists.share(saved_list=saved, title="For colleagues", by=by)
    assert lists.share(saved_list=saved, title="A better title", by=by) == key
    assert [one.shared_title for one in shared(key)] == ["A better title"]
    assert len(key) >= 22  # 128 bits
    lists.withdraw(saved_list=saved, by=by)
    assert shared(key) == []
    assert lists.share(saved_list=saved, title="Again", by=by) != key
    events = AuditEvent.objects.filter(target=f"list {saved.pk}").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["list shared", "list no longer shared", "list shared"]


def test_a_link_ends_with_its_owners_standing(by, three):
    saved = lists.make(by=by, name="Mine")
    key = lists.share(saved_list=saved, title="For colleagues", by=by)
    membership.suspend(user=by, by=make_user("administrator"), reason="under_review")
    assert shared(key) == []
    by.refresh_from_db()
    membership.reinstate(user=by, by=make_user("administrator"), reason="review_over")
    assert shared(key) == [saved]


@pytest.mark.parametrize("name", ["expired", "suspended", "closed", "unapproved"])
def test_nobody_who_is_shut_out_shares(name):
    owner = make_user(name)
    saved = lists.make(by=owner, name="Mine")
    assert shared(lists.share(saved_list=saved, title="For colleagues", by=owner)) == []


def test_a_copy_has_the_tools_in_order_and_no_notes(by, three):
    saved = lists.make(by=by, name="Xqcanary name", note="Xqcanary", entries=entries("gamma", "alpha", "beta"))
    saved.rows.update(note="Xqcanary")
    lists.share(saved_list=saved, title="For colleagues", by=by)
    saved.refresh_from_db()
    Tool.objects.filter(slug="alpha").delete()
    colleague = make_user("officer")
    made = lists.copy(shared=saved, snapshot=snapshot.current(), by=colleague)
    assert (made.owner, made.name, made.note, made.share_key) == (colleague, "For colleagues", "", None)
    assert [(row.slug, row.note) for row in made.rows.all()] == [("gamma", ""), ("beta", "")]


def test_what_was_typed_stands_nowhere_in_clear(by, three):
    saved = lists.make(by=by, name="Xqcanary", note="Xqcanary", entries=entries("alpha"))
    SavedTool.objects.update(note="Xqcanary")
    lists.share(saved_list=saved, title="Xqcanary", by=by)
    with connection.cursor() as cursor:
        for model in (SavedList, SavedTool):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608  (our own table names)
            assert "Xqcanary" not in repr(cursor.fetchall())
    assert SavedList.objects.get().name == "Xqcanary"
