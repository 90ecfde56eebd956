"""Does a curator work off the queue by one button, and does an entry's page say what it lacks?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue import models, reviewing
from catalogue.link_checks import Outcome
from hub.models import AuditEvent

QUEUE = reverse("admin:catalogue_tool_reviews")
LIST = reverse("admin:catalogue_tool_changelist")


def change_page(tool) -> str:
    return reverse("admin:catalogue_tool_change", args=[tool.pk])


def verify_page(tool) -> str:
    return reverse("admin:catalogue_tool_verify", args=[tool.pk])


@pytest.fixture
def overdue(tool_factory):
    old = timezone.now().date() - timedelta(days=400)
    return tool_factory(name="Overdue canary", last_verified=old, next_review=old + timedelta(days=180))


# --- The queue ----------------------------------------------------------------------------------------------------


def test_the_queue_has_what_is_due_the_riskiest_first(curator, overdue, tool_factory, source_factory):
    tool_factory(name="Never")
    tool_factory(name="Risky", risk="high")
    tool_factory(name="Fresh", last_verified=timezone.now().date(), next_review=timezone.now().date())
    source_factory(tool=overdue, url="https://source.example/overdue")
    response = curator.get(QUEUE)
    assert [tool.name for tool in response.context["page"]] == ["Risky", "Never", "Overdue canary"]
    html = response.content.decode()
    assert '<p role="status" data-total="3">3 checks are due.</p>' in html
    assert 'href="https://source.example/overdue" rel="noopener noreferrer"' in html


def test_one_click_verifies_and_returns_to_the_queue(curator, overdue):
    response = curator.post(verify_page(overdue), {"from": "queue"}, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    html = response.content.decode()
    assert "Overdue canary is verified as of today. Its next check is due on" in html
    assert "0 checks are due." in html
    overdue.refresh_from_db()
    today = timezone.now().date()
    assert (overdue.last_verified, overdue.verified_by) == (today, curator.user)
    assert overdue.next_review == today + timedelta(days=180)
    assert AuditEvent.objects.get(event="tools verified").by == str(curator.user.pk)
    assert overdue.changes.get().fields == ["last_verified"]


def test_or_to_the_entry(curator, overdue):
    assert curator.post(verify_page(overdue)).headers["Location"] == change_page(overdue)


def test_an_address_verifies_nothing(curator, overdue):
    assert curator.get(verify_page(overdue)).status_code == 405
    overdue.refresh_from_db()
    assert overdue.verified_by is None


def test_a_draft_is_verified_without_news_to_officers(curator, tool_factory):
    draft = tool_factory(state="draft")
    curator.post(verify_page(draft))
    assert [change.told for change in draft.changes.all()] == [False]


def test_what_is_not_there(curator):
    assert curator.post("/admin/catalogue/tool/999999/verify/").status_code == 404


@pytest.mark.parametrize("page", ["", "?p=2", "?p=999", "?p=x", "?p=-1", "?p=%00"])
def test_odd_pages_of_the_queue_open(curator, tool_factory, page):
    for _ in range(26):
        tool_factory()
    assert curator.get(QUEUE + page).status_code == 200


@pytest.mark.parametrize("name", ["visitor", "officer", "suspended", "reviewer", "translator"])
def test_nobody_else_opens_it_or_presses_the_button(name, browsers, overdue):
    browser = browsers[name]
    for answer in (browser.get(QUEUE), browser.post(verify_page(overdue), {"from": "queue"})):
        assert answer.status_code == (302 if name == "visitor" else 404)
        assert b"canary" not in answer.content
    overdue.refresh_from_db()
    assert overdue.verified_by is None


def test_the_queue_costs_the_same_for_few_and_many(curator, tool_factory, source_factory, django_assert_num_queries):
    source_factory(tool=tool_factory())
    curator.get(QUEUE)
    with django_assert_num_queries(5):
        curator.get(QUEUE)
    for _ in range(40):
        source_factory(tool=tool_factory())
    with django_assert_num_queries(5):
        curator.get(QUEUE)


# --- An entry's page and the list ---------------------------------------------------------------------------------


def test_an_entrys_page_says_what_it_lacks_and_which_links_fail(curator, overdue, source_factory, link_check_factory):
    source_factory(tool=overdue, url="https://gone.example/")
    link_check_factory(url="https://gone.example/", outcome=Outcome.DEAD, code="404")
    link_check_factory(url="https://elsewhere.example/", outcome=Outcome.DEAD, code="404")
    html = curator.get(change_page(overdue)).content.decode()
    assert "Completeness: 10%" in html
    assert "<li>Limits and when not to use it · 12 points</li>" in html
    assert '<bdi lang="ar" dir="rtl">العربية</bdi></bdi> · 3 points</li>' in html
    assert "The page does not exist (404)." in html
    assert "elsewhere.example" not in html
    assert "A check is due." in html
    assert f'action="{verify_page(overdue)}"' in html


def test_no_button_for_who_may_not_change(translator, overdue):
    html = translator.get(change_page(overdue)).content.decode()
    assert "Completeness: 0%" in html
    assert verify_page(overdue) not in html


@pytest.mark.parametrize(
    ("band", "names"),
    [("low", {"Bare"}), ("middle", {"Half"}), ("high", set()), ("nonsense", {"Bare", "Half"})],
)
def test_the_list_is_filtered_by_completeness(curator, tool_factory, evidence_factory, source_factory, band, names):
    tool_factory(name="Bare")
    today = timezone.now().date()
    half = tool_factory(
        name="Half", limits_en="No sound.", how_to_get_en="Ask.", last_verified=today,
        next_review=reviewing.due_on(verified=today, risk="normal"),
    )  # fmt: skip
    source_factory(tool=half)
    evidence_factory(tool=half)
    response = curator.get(LIST, {"completeness": band})
    assert {tool.name for tool in response.context["cl"].result_list} == names
    if "Half" in names:
        assert '<td class="field-completeness">50%</td>' in response.content.decode()


def test_risk_moves_the_day_of_the_next_check(curator, overdue):
    overdue.last_verified = timezone.now().date()
    reviewing.mark_verified(tool=overdue, by=curator.user, on=overdue.last_verified)
    overdue.save()
    models.Tool.objects.filter(pk=overdue.pk).update(risk="low")
    assert reviewing.set_dates() == 1
    overdue.refresh_from_db()
    assert overdue.next_review == overdue.last_verified + timedelta(days=365)
