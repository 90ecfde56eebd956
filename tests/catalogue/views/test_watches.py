"""Can an officer watch a tool or a search, and see what is new?"""

import pytest
from django.db import connection
from django.utils import timezone

from catalogue import watching
from catalogue.saved import NewsMail, Watch
from tests.personas import make_user

HOME = "/en/lists/"


def shown(browser, address: str = HOME) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_tool_is_watched_from_its_page(officer, tool_factory):
    tool = tool_factory(slug="alpha", name="Alpha")
    assert 'action="/en/lists/watch/tool/"' in shown(officer, "/en/tools/alpha/")
    html = officer.post("/en/lists/watch/tool/", {"tool": "alpha"}, follow=True).content.decode()
    assert "You watch it from now on." in html
    assert "The entry changed" not in html
    tool.changed = timezone.now()
    tool.save()
    html = shown(officer)
    assert "The entry changed on" in html
    assert 'href="/en/tools/alpha/#history"' in html
    officer.post("/en/lists/watch/seen/")
    assert "The entry changed" not in shown(officer)
    assert (
        "You watch it already."
        in officer.post("/en/lists/watch/tool/", {"tool": "alpha"}, follow=True).content.decode()
    )


def test_a_search_is_watched_from_the_end_of_its_list(officer, tool_factory, stage_factory):
    triage = stage_factory(slug="triage", name_en="Triage")
    tool_factory(name="Alpha", stages=[triage])
    link = "../lists/watch/?q=sorts&amp;stage=triage"
    assert link in shown(officer, "/en/tools/?q=sorts&stage=triage&sort=changed")
    html = shown(officer, "/en/lists/watch/?q=sorts&stage=triage&sort=changed")
    assert "It finds 1 tool now." in html
    assert "Triage" in html
    officer.post("/en/lists/watch/search/", {"search": "q=sorts&stage=triage"})
    tool_factory(name="Beta", stages=[triage])
    html = shown(officer)
    assert "1 tool that it did not find before:" in html
    assert "Beta" in html
    assert "Alpha" not in html
    assert "?q=sorts&amp;stage=triage" in html


def test_an_empty_list_offers_it_too(officer, tool_factory):
    tool_factory()
    assert "/en/lists/watch/?q=zebra" in shown(officer, "/en/tools/?q=zebra")
    assert "lists/watch/" not in shown(officer, "/en/tools/")


def test_what_is_not_understood_is_left_out_and_said(officer, tool_factory):
    tool_factory()
    html = shown(officer, "/en/lists/watch/?stage=nowhere&colour=red&q=a%00b")
    assert "Not understood and left out:" in html
    assert "stage=nowhere" in html


@pytest.mark.parametrize("search", ["", "q=%00", "stage=nowhere", "=&=&", "q=" + "x" * 9000, "%FF=%FE"])
def test_whatever_is_sent_as_a_search_is_answered(officer, tool_factory, search):
    tool_factory()
    assert officer.post("/en/lists/watch/search/", {"search": search}).status_code == 302
    assert officer.get(HOME).status_code == 200


def test_watching_ends(officer, tool_factory):
    tool_factory(slug="alpha")
    officer.post("/en/lists/watch/tool/", {"tool": "alpha"})
    assert officer.post(f"/en/lists/watch/{Watch.objects.get().pk}/stop/").url == HOME
    assert not Watch.objects.exists()


def test_the_mail_is_chosen(officer, tool_factory):
    assert "Mail me" not in shown(officer)
    officer.post("/en/lists/watch/search/", {"search": "q=sorts"})
    assert "Mail me when there is news" in shown(officer)
    officer.post("/en/lists/watch/mail/", {"every": "never"})
    assert NewsMail.objects.get().every == "never"
    for every in ("", "hourly", "nul\x00"):
        officer.post("/en/lists/watch/mail/", {"every": every})
    assert NewsMail.objects.get().every == "never"


def test_the_limit_is_said(officer, tool_factory, monkeypatch):
    monkeypatch.setattr(watching, "MOST", 1)
    tool_factory(slug="alpha")
    officer.post("/en/lists/watch/tool/", {"tool": "alpha"})
    html = officer.post("/en/lists/watch/search/", {"search": "q=sorts"}, follow=True).content.decode()
    assert "You can watch 1 thing at most." in html


@pytest.mark.parametrize("data", [{}, {"tool": "none"}, {"tool": "\x00"}])
def test_an_unknown_tool_is_not_found(officer, tool_factory, data):
    tool_factory()
    assert officer.post("/en/lists/watch/tool/", data).status_code == 404


# --- Nobody else --------------------------------------------------------------------------------------------------


def test_another_neither_sees_nor_ends_it(officer, sign_in, tool_factory):
    officer.post("/en/lists/watch/search/", {"search": "q=xqcanary"})
    pk = Watch.objects.get().pk
    other = sign_in("officer", user=make_user("officer"))
    assert "xqcanary" not in shown(other)
    for number in (pk, pk + 1):
        assert other.post(f"/en/lists/watch/{number}/stop/").status_code == 404
    assert other.post(f"/en/lists/watch/{10**30}/stop/").status_code == 400
    other.post("/en/lists/watch/seen/")
    other.post("/en/lists/watch/mail/", {"every": "never"})
    assert NewsMail.objects.get(owner=officer.user).every == "week"
    assert "xqcanary" in shown(officer)


def test_a_get_writes_nothing(officer, tool_factory):
    tool_factory(slug="alpha")
    for address in ("", "watch/?q=alpha", "watch/tool/?tool=alpha", "watch/search/?search=q", "watch/seen/"):
        officer.get(HOME + address)
    assert not Watch.objects.exists()
    assert not NewsMail.objects.exists()


def test_another_site_cannot_send_any_of_it(sign_in, tool_factory):
    tool_factory(slug="alpha")
    strict = sign_in("officer", enforce_csrf_checks=True)
    for rest in ("tool/", "search/", "seen/", "mail/", "1/stop/"):
        assert strict.post(f"/en/lists/watch/{rest}", {"tool": "alpha", "every": "never"}).status_code == 403


def test_the_words_are_encrypted(officer, tool_factory):
    officer.post("/en/lists/watch/search/", {"search": "q=xqcanary"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM catalogue_watch")
        assert "xqcanary" not in repr(cursor.fetchall())


def test_the_queries_do_not_grow(officer, tool_factory, django_assert_num_queries):
    for number in range(4):
        officer.post("/en/lists/watch/tool/", {"tool": tool_factory().slug})
        officer.post("/en/lists/watch/search/", {"search": f"q=word{number}"})
        officer.get(HOME)
        with django_assert_num_queries(6):
            officer.get(HOME)


def test_a_search_that_lost_its_filter_says_so_first(officer, tool_factory, stage_factory):
    triage = stage_factory(slug="triage")
    tool_factory(slug="alpha")
    officer.post("/en/lists/watch/tool/", {"tool": "alpha"})
    officer.post("/en/lists/watch/search/", {"search": "stage=triage"})
    triage.delete()
    html = shown(officer)
    assert html.index("One of its filters is no longer in the catalogue") < html.index("/en/tools/alpha/")
    assert "All tools" not in html
    assert 'action="/en/lists/watch/seen/"' not in html  # it stays until it is given up
