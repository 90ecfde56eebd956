"""Can an officer keep lists, and can nobody else see them?"""

import json

import pytest
from django.utils import timezone

from catalogue import lists
from catalogue.models import Tool
from catalogue.saved import NewsMail, SavedList, SavedTool, Watch
from members import own_data
from tests.personas import make_user

HOME = "/en/lists/"


@pytest.fixture
def tools(tool_factory):
    return [tool_factory(slug=slug, name=slug.title()) for slug in ("alpha", "beta", "gamma")]


@pytest.fixture
def saved(officer, tools):
    """Alpha and Beta, with notes."""
    officer.post("/en/lists/new/", {"name": "For the unit", "note": "Ask the head."})
    made = SavedList.objects.get()
    for slug in ("alpha", "beta"):
        officer.post(f"{HOME}{made.pk}/add/", {"tool": slug})
    return made


def place(saved, rest: str = "") -> str:
    return f"{HOME}{saved.pk}/{rest}"


def shown(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def order() -> list[str]:
    return [row.slug for row in SavedList.objects.get().rows.all()]


def test_a_list_is_made_filled_and_shown(officer, saved):
    html = shown(officer, place(saved))
    for text in ("For the unit", "Ask the head.", "Alpha", "Beta", "Alpha sorts files."):
        assert text in html
    assert 'data-total="2"' in html
    assert "For the unit" in shown(officer, HOME)


def test_the_link_to_the_comparison_says_what_it_compares(officer, saved, tool_factory):
    assert ">Compare tools</a>" in shown(officer, place(saved))
    for number in range(3):
        officer.post(place(saved, "add/"), {"tool": tool_factory(slug=f"more-{number}").slug})
    assert ">Compare the first four</a>" in shown(officer, place(saved))
    for slug in ("alpha", "beta", "more-0", "more-1"):
        officer.post(place(saved, f"{slug}/remove/"))
    assert "/tools/compare/" not in shown(officer, place(saved))


def test_a_tool_is_saved_from_its_page(officer, saved):
    assert "/en/lists/save/?tool=gamma" in shown(officer, "/en/tools/gamma/")
    html = shown(officer, "/en/lists/save/?tool=gamma")
    assert "For the unit" in html
    answer = officer.post("/en/lists/save/", {"tool": "gamma", "where": str(saved.pk)})
    assert answer.url == place(saved)
    assert order() == ["alpha", "beta", "gamma"]
    assert "For the unit (already in it)" in shown(officer, "/en/lists/save/?tool=gamma")


def test_tools_of_a_comparison_make_a_new_list(officer, tools):
    assert "/en/lists/save/?tool=alpha&amp;tool=beta" in shown(officer, "/en/tools/compare/?tool=alpha&tool=beta")
    officer.post("/en/lists/save/", {"tool": ["alpha", "beta"], "where": "new", "name": "Side by side"})
    assert (SavedList.objects.get().name, order()) == ("Side by side", ["alpha", "beta"])


def test_a_new_list_needs_a_name_and_nothing_is_lost(officer, tools):
    answer = officer.post("/en/lists/save/", {"tool": "alpha", "where": "new", "name": " "})
    html = answer.content.decode()
    assert "Give the new list a name." in html
    assert '<input type="hidden" name="tool" value="alpha">' in html
    assert not SavedList.objects.exists()


def test_a_tool_is_found_and_added_on_the_page(officer, saved):
    html = shown(officer, place(saved, "?q=sorts"))
    assert 'name="tool" value="gamma">Add' in html
    assert 'value="alpha">Add' not in html
    assert "No tool to add fits these words." in shown(officer, place(saved, "?q=zzzz"))


def test_saving_again_says_so(officer, saved):
    html = officer.post(place(saved, "add/"), {"tool": "alpha"}, follow=True).content.decode()
    assert "Already in the list." in html
    assert order() == ["alpha", "beta"]


def test_the_order_is_the_officers(officer, saved):
    officer.post(place(saved, "alpha/move/"), {"way": "down"})
    assert order() == ["beta", "alpha"]
    officer.post(place(saved, "alpha/move/"), {"way": "up"})
    assert order() == ["alpha", "beta"]
    html = shown(officer, place(saved))
    assert html.count('value="up"') == html.count('value="down"') == 1  # no way out of the list


def test_notes_names_and_removing(officer, saved):
    officer.post(place(saved, "beta/note/"), {"note": "Try it\nin June"})
    officer.post(place(saved, "edit/"), {"name": "Renamed", "note": ""})
    html = shown(officer, place(saved))
    assert "Try it\nin June" in html
    assert "Renamed" in html
    assert "Ask the head." not in html
    officer.post(place(saved, "beta/remove/"))
    assert order() == ["alpha"]


def test_the_forms_say_what_must_not_be_written(officer, saved):
    for rest in ("edit/", "alpha/note/"):
        assert "No case data, no personal data" in shown(officer, place(saved, rest))


@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("edit/", {"name": "x" * 81}),
        ("edit/", {"name": ""}),
        ("edit/", {"name": "nul \x00"}),
        ("alpha/note/", {"note": "x" * 1001}),
    ],
)
def test_a_fault_is_said_and_changes_nothing(officer, saved, rest, data):
    answer = officer.post(place(saved, rest), data)
    assert (answer.status_code, b"Error:" in answer.content) == (200, True)
    assert SavedList.objects.get().name == "For the unit"


def test_deleting_asks_first(officer, saved):
    assert "For the unit" in shown(officer, place(saved, "delete/"))
    assert SavedList.objects.exists()
    assert officer.post(place(saved, "delete/")).url == HOME
    assert not SavedList.objects.exists()


def test_what_changed_since_is_said_with_the_way_to_the_history(officer, saved, tools):
    assert "Changed since you saved it" not in shown(officer, place(saved))
    tools[0].changed = timezone.now()
    tools[0].save()
    answer = officer.get(place(saved))
    html = answer.content.decode()
    assert html.count("Changed since you saved it") == 1
    assert 'href="/en/tools/alpha/#history"' in html
    assert "1 changed since you saved it" in shown(officer, HOME)
    officer.post(place(saved, "alpha/seen/"), {"until": answer.context["until"]})
    assert "Changed since you saved it" not in shown(officer, place(saved))


@pytest.mark.parametrize(
    "until",
    ["", "yesterday", "2020-13-45T00:00", "9999-01-01T00:00:00+00:00", "2030-01-01", "0001-01-01T00:00:00+14:00"],
)
def test_a_moment_that_nobody_showed_is_now(officer, saved, tools, until):
    tools[0].changed = timezone.now()
    tools[0].save()
    officer.post(place(saved, "seen/"), {"until": until})
    assert all(row.seen <= timezone.now() for row in saved.rows.all())
    assert "Changed since" not in shown(officer, place(saved))


def test_a_tool_that_left_the_catalogue_stays_by_name_and_can_be_removed(officer, saved):
    Tool.objects.filter(slug="alpha").delete()
    html = shown(officer, place(saved))
    assert "It is no longer in the catalogue." in html
    assert "Alpha" in html
    assert 'href="/en/tools/alpha/' not in html
    for rest in ("alpha/note/", "alpha/move/", "alpha/remove/"):
        assert officer.post(place(saved, rest), {"note": "x"}).status_code == 302
    assert order() == ["beta"]


def test_the_limits_are_said(officer, saved, monkeypatch):
    monkeypatch.setattr(lists, "MOST_TOOLS", 2)
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    assert (
        "A list holds 2 tools at most."
        in officer.post(place(saved, "add/"), {"tool": "gamma"}, follow=True).content.decode()
    )
    said = officer.post("/en/lists/save/", {"tool": "gamma", "where": str(saved.pk)}).content.decode()
    assert "A list holds 2 tools at most." in said
    for address in ("/en/lists/new/", "/en/lists/save/"):
        answer = officer.post(address, {"tool": "gamma", "where": "new", "name": "Typed once"})
        html = answer.content.decode()
        assert "You can have 1 list at most." in html
        assert "Typed once" in html
    assert "The list is full." in shown(officer, place(saved))


@pytest.mark.parametrize("data", [{}, {"tool": "none"}, {"tool": "nul\x00"}])
def test_an_unknown_tool_is_not_found(officer, saved, data):
    assert officer.get("/en/lists/save/", data).status_code == 404
    assert officer.post("/en/lists/save/", data | {"where": str(saved.pk)}).status_code == 404
    assert officer.post(place(saved, "add/"), data).status_code == 404
    assert officer.post(place(saved, "none/move/")).status_code == 404


def test_the_files_have_the_tools_in_order_and_no_notes(officer, saved):
    saved.rows.update(note="Xqcanary")
    officer.post(place(saved, "alpha/move/"), {"way": "down"})
    html = shown(officer, place(saved))
    for kind in ("csv", "json"):
        assert f'href="{place(saved, kind)}/" download' in html
        text = officer.get(place(saved, f"{kind}/")).content.decode()
        assert "For the unit" in text
        assert text.index("Beta") < text.index("Alpha")
        assert "Listing is not endorsement." in text
        assert f"https://testserver{place(saved)}" in text
        assert "Xqcanary" not in text
        assert "Ask the head." not in text
        assert officer.user.name not in text


def test_the_files_leave_out_what_is_no_longer_in_the_catalogue(officer, saved):
    Tool.objects.filter(slug="alpha").delete()
    file = officer.get(place(saved, "json/")).json()
    assert [tool["slug"] for tool in file["tools"]] == ["beta"]


def test_a_name_is_no_formula_in_a_file(officer, saved):
    officer.post(place(saved, "edit/"), {"name": "=1+1"})
    assert "'=1+1" in officer.get(place(saved, "csv/")).content.decode()


def test_texts_of_a_machine_and_english_ones_are_marked(officer, saved):
    html = shown(officer, f"/fr/lists/{saved.pk}/")
    assert '<div lang="en" dir="ltr"><p>Alpha sorts files.</p></div>' in html


def test_the_persons_copy_of_their_data_has_it_and_erasing_takes_it(officer, saved):
    officer.post(place(saved, "alpha/note/"), {"note": "Try it in June"})
    officer.post("/en/lists/watch/search/", {"search": "q=sorting"})
    data = json.loads(own_data.export(officer.user))
    assert [(one["name"], one["note"]) for one in data["catalogue.savedlist"]] == [("For the unit", "Ask the head.")]
    assert [one["note"] for one in data["catalogue.savedtool"]] == ["Try it in June", ""]
    assert [one["query"] for one in data["catalogue.watch"]] == ["q=sorting"]
    assert [one["every"] for one in data["catalogue.newsmail"]] == ["week"]
    own_data.erase_member(officer.user)
    for model in (SavedList, SavedTool, Watch, NewsMail):
        assert not model.objects.exists(), model


# --- Nobody else --------------------------------------------------------------------------------------------------

ALL = ("", "edit/", "delete/", "share/", "csv/", "json/", "alpha/note/")
SENT = ("withdraw/", "add/", "seen/", "alpha/seen/", "alpha/move/", "alpha/remove/", "edit/", "delete/", "share/")


def test_anothers_list_is_as_absent_as_none(officer, saved, sign_in):
    saved.rows.update(note="Xqcanary")
    SavedList.objects.update(name="Xqcanary", note="Xqcanary")
    other = sign_in("officer", user=make_user("officer"))
    unknown = f"{HOME}00000000-0000-4000-8000-000000000001/"
    for rest in ALL:
        mine, none = other.get(place(saved, rest)), other.get(unknown + rest)
        assert (mine.status_code, none.status_code) == (404, 404), rest
        assert mine.content.replace(str(saved.pk).encode(), b"") == none.content.replace(unknown[10:-1].encode(), b"")
    for rest in (*SENT, "alpha/note/"):
        sent = {"tool": "gamma", "name": "Taken", "title": "Taken", "note": "Taken", "way": "down"}
        assert other.post(place(saved, rest), sent).status_code == 404, rest
    assert (
        "is not one of the available choices"
        in other.post("/en/lists/save/", {"tool": "gamma", "where": str(saved.pk)}).content.decode()
    )
    assert order() == ["alpha", "beta"]
    assert (SavedList.objects.get().name, SavedList.objects.get().share_key) == ("Xqcanary", None)
    assert "Xqcanary" not in shown(other, HOME)


def test_staff_are_no_exception(saved, administrator, curator):
    for browser in (administrator, curator):
        assert browser.get(place(saved)).status_code == 404


def test_another_site_cannot_send_any_of_it(saved, officer, sign_in):
    strict = sign_in("officer", user=officer.user, enforce_csrf_checks=True)
    for rest in (*SENT, "alpha/note/"):
        assert strict.post(place(saved, rest), {"name": "x", "title": "x", "tool": "gamma"}).status_code == 403, rest
    assert order() == ["alpha", "beta"]


def test_a_get_writes_nothing(officer, saved):
    before = repr(list(SavedList.objects.values()) + list(saved.rows.values()))
    for rest in ALL:
        officer.get(place(saved, rest))
    for rest in SENT:
        officer.get(place(saved, rest))
    assert repr(list(SavedList.objects.values()) + list(saved.rows.values())) == before


def test_what_an_officer_types_does_not_break_out(officer, saved):
    evil = "<script>x</script>"
    officer.post(place(saved, "edit/"), {"name": evil, "note": evil})
    officer.post(place(saved, "alpha/note/"), {"note": evil})
    officer.post(place(saved, "share/"), {"title": evil})
    for address in (HOME, place(saved), place(saved, "share/"), f"{HOME}shared/{SavedList.objects.get().share_key}/"):
        html = shown(officer, address)
        assert "&lt;script&gt;x" in html
        assert "<script>x" not in html


def test_the_queries_do_not_grow(officer, saved, tool_factory, django_assert_num_queries):
    addresses = {HOME: 7, place(saved): 5, place(saved, "share/"): 5, "/en/lists/save/?tool=alpha": 4}
    for _ in range(2):
        for address, number in addresses.items():
            officer.get(address)
            with django_assert_num_queries(number):
                officer.get(address)
        for _ in range(3):
            officer.post(place(saved, "add/"), {"tool": tool_factory().slug})
            officer.post("/en/lists/new/", {"name": "One more"})
