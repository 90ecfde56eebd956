"""Is every address of what officers read asked for in its turn, and called dead only when it is?"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from catalogue import link_checks, link_fetching
from catalogue.link_checks import FAULTS, LinkCheck, Outcome, Use
from catalogue.link_fetching import Answer
from catalogue.models import Caution, ErrorFigure
from hub.models import AuditEvent
from tests.catalogue.sites import OK, Net, moved, serving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on(settings, db):
    settings.LINK_CHECK = True


@pytest.fixture
def world(tool_factory, source_factory, evidence_factory, provider_factory):
    """One entry with an address in every place, and one that officers do not see."""
    provider = provider_factory(name="Maker", website="https://maker.example/")
    tool = tool_factory(name="Sorter", provider=provider, website="https://sorter.example/")
    source_factory(tool=tool, url="https://source.example/a")
    evidence_factory(tool=tool, source="https://evidence.example/")
    ErrorFigure.objects.create(tool=tool, text="Two in ten.", by="independent", source="https://figure.example/")
    Caution.objects.create(
        slug="care", text="A person checks.", source_title="A report", source_url="https://care.example/"
    )
    hidden = provider_factory(name="Hidden", website="https://hidden-maker.example/")
    draft = tool_factory(name="Draft", provider=hidden, website="https://draft.example/", state="draft")
    source_factory(tool=draft, url="https://draft-source.example/")
    return tool


def asked_for(code: str, *, days: int = 1, url: str = "https://a.example/", at=NOON) -> LinkCheck:
    """A link after so many days of one answer."""
    row = LinkCheck.objects.create(url=url, due=at)
    for day in range(days):
        row.refresh_from_db()
        link_checks.note(row, Answer(code, url), at=at + day * DAY)
    row.refresh_from_db()
    return row


# --- Which --------------------------------------------------------------------------------------------------------


def test_all_addresses_of_published_entries(world):
    link_checks.gather()
    assert sorted(LinkCheck.objects.values_list("url", flat=True)) == [
        "https://care.example/",
        "https://evidence.example/",
        "https://figure.example/",
        "https://maker.example/",
        "https://sorter.example/",
        "https://source.example/a",
    ]


def test_gathering_twice_changes_nothing_and_what_is_used_no_more_goes(world):
    link_checks.gather()
    LinkCheck.objects.filter(url="https://source.example/a").update(outcome=Outcome.DEAD)
    before = list(LinkCheck.objects.values())
    link_checks.gather()
    assert list(LinkCheck.objects.values()) == before
    world.sources.all().delete()
    link_checks.gather()
    assert not LinkCheck.objects.filter(url="https://source.example/a").exists()
    assert LinkCheck.objects.count() == len(before) - 1


def test_where_it_stands(world, source_factory):
    source_factory(tool=world, url="https://maker.example/")
    found = link_checks.uses(["https://maker.example/", "https://draft.example/", "https://care.example/"])
    care = Caution.objects.get()
    assert dict(found) == {
        "https://maker.example/": [
            Use("source", "tool", world.pk, "Sorter"),
            Use("website", "provider", world.provider_id, "Maker"),
        ],
        "https://care.example/": [Use("source URL", "caution", care.pk, "care")],
    }


def test_of_one_entry_what_does_not_work(world, link_check_factory):
    for url, outcome in (
        ("https://sorter.example/", Outcome.DEAD),
        ("https://maker.example/", Outcome.UNSURE),
        ("https://source.example/a", Outcome.WORKS),
        ("https://elsewhere.example/", Outcome.DEAD),
    ):
        link_check_factory(url=url, outcome=outcome)
    assert [row.url for row in link_checks.of_tool(world)] == ["https://maker.example/", "https://sorter.example/"]


# --- What came of it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["404", "410"])
def test_dead_at_once_where_the_server_says_so(code):
    assert asked_for(code).outcome == Outcome.DEAD


@pytest.mark.parametrize("code", [code for code, kind in FAULTS.items() if kind.dead_in_time])
def test_dead_after_three_days_without_an_answer(code):
    assert [asked_for(code, days=days, url=f"https://{days}.example/").outcome for days in (1, 2, 3, 4)] == [
        Outcome.UNSURE,
        Outcome.UNSURE,
        Outcome.DEAD,
        Outcome.DEAD,
    ]


@pytest.mark.parametrize("code", ["401", "403", "429", "4xx", "5xx", "timeout", "redirects", "too large"])
def test_never_dead_where_somebody_may_be_there(code):
    row = asked_for(code, days=9)
    assert (row.outcome, row.failures, row.first_failed_at) == (Outcome.UNSURE, 0, NOON)


def test_three_times_in_one_day_is_once():
    row = LinkCheck.objects.create(url="https://a.example/", due=NOON)
    for hours in range(4):
        link_checks.note(row, Answer("no such host", row.url), at=NOON + timedelta(hours=hours))
        row.refresh_from_db()
    assert (row.outcome, row.failures) == (Outcome.UNSURE, 1)


def test_any_answer_between_begins_the_days_anew():
    row = asked_for("no connection", days=2)
    for code in ("403", "no connection"):
        link_checks.note(row, Answer(code, row.url), at=row.due)
        row.refresh_from_db()
    assert (row.outcome, row.failures, row.first_failed_at) == (Outcome.UNSURE, 1, NOON)


def test_a_link_that_is_back_has_no_past():
    row = asked_for("404")
    link_checks.note(row, Answer("", row.url, 200), at=NOON + DAY)
    row.refresh_from_db()
    assert (row.outcome, row.code, row.failures, row.first_failed_at) == (Outcome.WORKS, "", 0, None)
    assert (row.checked_at, row.due) == (NOON + DAY, NOON + 8 * DAY)


def test_where_a_redirect_led_is_kept():
    row = LinkCheck.objects.create(url="https://a.example/")
    link_checks.note(row, Answer("", "https://b.example/new", 200), at=NOON)
    row.refresh_from_db()
    assert (row.outcome, row.final) == (Outcome.WORKS, "https://b.example/new")


@pytest.mark.parametrize(("code", "days"), [("", 7), ("404", 7), ("timeout", 1), ("no such host", 1)])
def test_what_fails_is_asked_again_tomorrow_the_rest_in_a_week(code, days):
    assert asked_for(code).due == NOON + days * DAY


# --- A round ------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch):
    """The addresses that were asked for; all work."""
    done = []

    def fetch(url):
        done.append(url)
        return Answer("", url, 200)

    monkeypatch.setattr(link_fetching, "fetch", fetch)
    return done


def test_a_round_asks_what_is_due_the_longest_waiting_first(asked, link_check_factory):
    for name, hours in (("b", -1), ("a", -2), ("c", 1)):
        link_check_factory(url=f"https://{name}.example/", due=timezone.now() + timedelta(hours=hours))
    assert link_checks.run() == 2
    assert asked == ["https://a.example/", "https://b.example/"]
    assert link_checks.run() == 0


def test_no_more_than_the_setting_says(asked, link_check_factory, settings):
    settings.LINKS_PER_RUN = 3
    for name in "abcde":
        link_check_factory(url=f"https://{name}.example/")
    assert (link_checks.run(), link_checks.run()) == (3, 2)


def test_each_host_once_a_round(asked, link_check_factory):
    for path in "abc":
        link_check_factory(url=f"https://one.example/{path}")
    link_check_factory(url="https://two.example/")
    assert (link_checks.run(), link_checks.run(), link_checks.run()) == (2, 1, 1)


def test_a_round_ends_in_time(asked, link_check_factory, monkeypatch):
    for name in "abc":
        link_check_factory(url=f"https://{name}.example/")
    monkeypatch.setattr(link_checks, "SECONDS_A_ROUND", -1)
    assert link_checks.run() == 0


def test_switched_off_nothing_leaves(asked, link_check_factory, settings):
    settings.LINK_CHECK = False
    link_check_factory()
    assert (link_checks.run(), asked) == (0, [])


def test_another_worker_has_it(asked, link_check_factory, monkeypatch):
    row = link_check_factory()
    monkeypatch.setattr(link_checks, "_one_a_host", lambda _rows: [LinkCheck(pk=row.pk, url=row.url, due=NOON)])
    assert (link_checks.run(), asked) == (0, [])


def test_after_a_crash_it_is_due_again(link_check_factory, monkeypatch):
    row = link_check_factory()

    def crash(url):
        raise KeyboardInterrupt

    monkeypatch.setattr(link_fetching, "fetch", crash)
    with pytest.raises(KeyboardInterrupt):
        link_checks.run()
    assert not LinkCheck.objects.due().exists()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert [found.pk for found in LinkCheck.objects.due()] == [row.pk]


def test_a_link_that_was_removed_or_queued_meanwhile_stays_so(link_check_factory):
    gone, queued = link_check_factory(), link_check_factory()
    LinkCheck.objects.filter(pk=gone.pk).delete()
    LinkCheck.objects.filter(pk=queued.pk).update(due=NOON)
    for row in (gone, queued):
        link_checks.note(row, Answer("", row.url), at=NOON)
    assert list(LinkCheck.objects.values_list("pk", "due", "outcome")) == [(queued.pk, NOON, Outcome.NEW)]


def test_the_whole_way_to_a_server(world, monkeypatch):
    with serving() as site:
        net = Net(site, **{"care.example": ["169.254.169.254"]})
        network = net.network()
        real = link_fetching.fetch
        monkeypatch.setattr(link_fetching, "fetch", lambda url: real(url.replace("https:", "http:"), network))
        site.answers |= {"/": OK, "/a": moved("http://127.0.0.1/")}
        link_checks.gather()
        assert link_checks.run() == 6
    found = dict(LinkCheck.objects.values_list("url", "code"))
    assert found.pop("https://care.example/") == "not public"
    assert found.pop("https://source.example/a") == "not public"
    assert set(found.values()) == {""}


# --- In the admin -------------------------------------------------------------------------------------------------

LIST = reverse("admin:catalogue_linkcheck_changelist")


def test_the_list_leads_to_the_entries(curator, world, link_check_factory):
    link_check_factory(url="https://source.example/a", outcome=Outcome.DEAD, code="404", first_failed_at=NOON)
    link_check_factory(url="https://maker.example/")
    html = curator.get(LIST, {"outcome": "dead"}).content.decode()
    assert f'<a href="{reverse("admin:catalogue_tool_change", args=[world.pk])}"><bdi>Sorter</bdi></a> (source)' in html
    assert "<div>Dead</div><div>The page does not exist (404).</div>" in html
    assert f'<time datetime="{NOON.date().isoformat()}">{date_format(NOON)}</time>' in html
    assert "maker.example" not in html


def test_checking_again_waits_for_the_job(curator, link_check_factory, asked):
    row = link_check_factory(outcome=Outcome.DEAD, due=timezone.now() + DAY)
    later = link_check_factory(due=timezone.now() + DAY)
    html = curator.post(LIST, {"action": "check_again", "_selected_action": [row.pk]}, follow=True).content.decode()
    assert "1 link is checked in the next minutes." in html
    assert asked == []
    assert AuditEvent.objects.get(event="links queued").by == str(curator.user.pk)
    link_checks.run()
    assert asked == [row.url]
    assert later.due > timezone.now()


def test_where_it_is_switched_off_staff_are_told(curator, link_check_factory, settings):
    settings.LINK_CHECK = False
    row = link_check_factory(due=timezone.now() + DAY)
    html = curator.post(LIST, {"action": "check_again", "_selected_action": [row.pk]}, follow=True).content.decode()
    assert "This installation does not check links" in html
    assert not LinkCheck.objects.due().exists()


def test_translators_queue_nothing(translator, link_check_factory):
    row = link_check_factory(due=timezone.now() + DAY)
    translator.post(LIST, {"action": "check_again", "_selected_action": [row.pk]})
    assert not LinkCheck.objects.due().exists()


@pytest.mark.parametrize("name", ["visitor", "officer", "suspended", "reviewer"])
def test_nobody_else_sees_it(name, browsers, link_check_factory):
    row = link_check_factory(url="https://canary.example/")
    for page in (LIST, reverse("admin:catalogue_linkcheck_change", args=[row.pk])):
        answer = browsers[name].get(page)
        assert answer.status_code == (302 if name == "visitor" else 404)
        assert b"canary" not in answer.content


def test_the_page_of_one_link_changes_nothing(curator, world, link_check_factory):
    row = link_check_factory(url="https://sorter.example/", outcome=Outcome.DEAD, code="410")
    page = reverse("admin:catalogue_linkcheck_change", args=[row.pk])
    html = curator.get(page).content.decode()
    assert "The page was removed (410)." in html
    assert "Sorter" in html
    curator.post(page, {"url": "https://other.example/"})
    assert LinkCheck.objects.get().url == "https://sorter.example/"


def test_the_list_costs_the_same_for_few_and_many(curator, world, link_check_factory, django_assert_num_queries):
    link_check_factory(url="https://sorter.example/")
    curator.get(LIST)
    with django_assert_num_queries(11):
        curator.get(LIST)
    for _ in range(30):
        link_check_factory()
    with django_assert_num_queries(11):
        curator.get(LIST)


def test_an_address_in_many_places_names_some_and_counts_the_rest(curator, tool_factory, link_check_factory):
    for number in range(7):
        tool_factory(name=f"Tool {number}", website="https://one.example/")
    link_check_factory(url="https://one.example/")
    html = curator.get(LIST).content.decode()
    assert "Tool 4" in html
    assert "Tool 5" not in html
    assert "and 2 more" in html


def test_what_fails_stands_first(curator, link_check_factory):
    link_check_factory(url="https://a.example/")
    link_check_factory(url="https://b.example/", outcome=Outcome.UNSURE, first_failed_at=NOON)
    link_check_factory(url="https://c.example/", outcome=Outcome.DEAD, first_failed_at=NOON - DAY)
    rows = curator.get(LIST).context["cl"].result_list
    assert [row.url for row in rows] == ["https://c.example/", "https://b.example/", "https://a.example/"]
