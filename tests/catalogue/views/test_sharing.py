"""Does a shared list show what its owner meant to show, to whom, and for how long?"""

import pytest
from django.utils import timezone

from catalogue.models import Tool
from catalogue.saved import SavedList
from members.models import User
from tests.personas import NOT_LET_IN, make_user

HOME = "/en/lists/"


@pytest.fixture
def saved(officer, tool_factory):
    for slug in ("alpha", "beta"):
        tool_factory(slug=slug, name=slug.title())
    officer.post(f"{HOME}new/", {"name": "Xqcanary name", "note": "Xqcanary note"})
    made = SavedList.objects.get()
    for slug in ("beta", "alpha"):
        officer.post(f"{HOME}{made.pk}/add/", {"tool": slug})
    made.rows.update(note="Xqcanary of a tool")
    return made


@pytest.fixture
def link(officer, saved):
    officer.post(f"{HOME}{saved.pk}/share/", {"title": "Start with these"})
    return f"{HOME}shared/{SavedList.objects.get().share_key}/"


@pytest.fixture
def colleague(sign_in):
    return sign_in("officer", user=make_user("officer"))


def test_its_owner_sees_before_what_others_will_see(officer, saved):
    html = officer.get(f"{HOME}{saved.pk}/share/").content.decode()
    assert html.index("Beta") < html.index("Alpha")
    assert 'value="Xqcanary name"' in html  # the proposed title
    assert "Xqcanary note" not in html
    assert "/lists/shared/" not in html


def test_a_colleague_sees_title_and_tools_and_nothing_else(officer, colleague, link):
    html = colleague.get(link).content.decode()
    assert html.index("Start with these") < html.index("Beta") < html.index("Alpha")
    assert "Xqcanary" not in html
    assert officer.user.name not in html
    assert officer.user.email not in html
    assert f"https://testserver{link}" in officer.get(f"{HOME}{SavedList.objects.get().pk}/share/").content.decode()


def test_what_its_owner_changes_later_is_seen(officer, colleague, saved, link):
    officer.post(f"{HOME}{saved.pk}/beta/remove/")
    html = colleague.get(link).content.decode()
    assert "Alpha" in html
    assert "Beta" not in html


def test_a_withdrawn_tool_is_named_to_nobody_else(colleague, link):
    Tool.objects.filter(slug="beta").update(state="withdrawn")
    Tool.objects.get(slug="beta").save()
    html = colleague.get(link).content.decode()
    assert "Alpha" in html
    assert "Beta" not in html


def test_a_withdrawn_link_opens_nothing_also_for_who_had_it(officer, colleague, saved, link):
    assert colleague.get(link).status_code == 200
    officer.post(f"{HOME}{saved.pk}/withdraw/")
    assert colleague.get(link).status_code == officer.get(link).status_code == 404
    assert colleague.post(f"{link}copy/").status_code == 404
    officer.post(f"{HOME}{saved.pk}/share/", {"title": "Again"})
    assert colleague.get(link).status_code == 404
    assert colleague.get(f"{HOME}shared/{SavedList.objects.get().share_key}/").status_code == 200


def test_a_link_ends_with_the_standing_of_its_owner(officer, colleague, link):
    User.objects.filter(pk=officer.user.pk).update(suspended_at=timezone.now())
    assert colleague.get(link).status_code == 404
    assert colleague.post(f"{link}copy/").status_code == 404


def test_who_is_not_let_in_learns_nothing(browsers, link):
    for name in ("visitor", *NOT_LET_IN):
        real, none = browsers[name].get(link), browsers[name].get(f"{HOME}shared/none/")
        assert (real.status_code, none.status_code) == (302, 302), name
        assert b"Start with these" not in real.content
        assert real.headers["Location"].partition("?")[0] == none.headers["Location"].partition("?")[0]


@pytest.mark.parametrize("key", ["none", "x" * 500, "-"])
def test_an_unknown_key_is_not_found(officer, link, key):
    assert officer.get(f"{HOME}shared/{key}/").status_code == 404


def test_a_copy_is_ones_own(officer, colleague, saved, link):
    answer = colleague.post(f"{link}copy/", follow=True)
    html = answer.content.decode()
    assert "Start with these" in html
    assert "Xqcanary" not in html
    officer.post(f"{HOME}{saved.pk}/delete/")
    copied = SavedList.objects.get()
    assert (copied.owner, [row.slug for row in copied.rows.all()]) == (colleague.user, ["beta", "alpha"])


def test_it_leaves_as_files_under_its_title_alone(colleague, link):
    page = colleague.get(link).content.decode()
    for kind in ("csv", "json"):
        assert f'href="{link}{kind}/" download' in page
        assert "Xqcanary" not in colleague.get(f"{link}{kind}/").content.decode()
    file = colleague.get(f"{link}json/").json()
    assert (file["title"], [tool["slug"] for tool in file["tools"]]) == ("Start with these", ["beta", "alpha"])
    assert file["address"] == f"https://testserver{link}"
    assert "Start with these" in colleague.get(f"{link}csv/").content.decode()


def test_a_withdrawn_list_leaves_no_more(officer, colleague, saved, link):
    officer.post(f"{HOME}{saved.pk}/withdraw/")
    assert [colleague.get(f"{link}{kind}/").status_code for kind in ("csv", "json")] == [404, 404]


def test_sharing_needs_a_title(officer, saved):
    html = officer.post(f"{HOME}{saved.pk}/share/", {"title": " "}).content.decode()
    assert "Error:" in html
    assert SavedList.objects.get().share_key is None


def test_the_queries_do_not_grow(colleague, link, saved, tool_factory, django_assert_num_queries):
    for _ in range(2):
        colleague.get(link)
        with django_assert_num_queries(5):
            colleague.get(link)
        for _ in range(3):
            tool = tool_factory()
            saved.rows.create(tool=tool, slug=tool.slug, name=tool.name, position=9)
