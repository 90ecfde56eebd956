"""Is every step in the life of an entry kept with who, why and the texts, and does a way lead back?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from catalogue import archive, curation, documents, models
from catalogue.history import Change
from hub.refusals import NotAllowed
from tests.personas import browser_of, make_user
from tests.site.html import fields_of

pytestmark = pytest.mark.slow


@pytest.fixture
def tool(tool_factory, stage_factory, source_factory):
    tool = tool_factory(name="Falcon", limits_en="Only images.", stages=[stage_factory(slug="triage")])
    source_factory(tool=tool, url="https://source.example/one")
    return tool


def named(name: str):
    user = make_user("curator")
    user.name = name
    user.save()
    return user


@pytest.fixture
def curator_user(db):
    return named("Ada Curator")


def write(tool, by, **fields) -> Change:
    for name, value in fields.items():
        setattr(tool, name, value)
    tool.save()
    curation.note_change(tool=tool, fields=["limits"], by=by, why="Read the page again.")
    return tool.changes.first()


def history(tool) -> str:
    return reverse("admin:catalogue_tool_history", args=[tool.pk])


def step_page(tool, step) -> str:
    return reverse("admin:catalogue_tool_step", args=[tool.pk, step.pk])


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_each_step_says_who_and_why(tool, curator_user, curator):
    write(tool, curator_user, limits_en="Images and video.")
    page = words(curator.get(history(tool)))
    assert "Changed: Limits and when not to use it Ada Curator Read the page again." in page


def test_a_step_shows_what_it_changed_by_language(tool, curator_user, curator):
    write(tool, curator_user, limits_en="Only images.")
    step = write(tool, curator_user, limits_en="Only still images.", limits_ar="الصور الثابتة فقط.")
    page = curator.get(step_page(tool, step)).content.decode()
    assert re.search(r"Only(<ins> still</ins> | <ins>still </ins>)images\.", page)
    assert re.search(r'lang="ar" dir="rtl"><ins>الصور الثابتة فقط\.</ins>', page)
    assert "source.example" not in page  # what stayed is not listed


def test_the_entry_is_restored_with_all_that_hangs_on_it(tool, curator_user, curator, stage_factory):
    write(tool, curator_user, limits_en="Only images.")
    first, before = tool.changes.first(), documents.document(tool)
    tool.stages.set([stage_factory(slug="court")])
    tool.sources.all().delete()
    write(tool, curator_user, limits_en="Anything.", limits_fr="Tout.")
    assert curator.post(step_page(tool, first), {"why": "The new text was wrong."}).status_code == 302
    after = documents.document(models.Tool.objects.get())
    assert {key for key in after if after[key] != before[key]} == {"changed"}
    latest = tool.changes.first()
    assert (latest.by, latest.why) == (curator.user, "The new text was wrong.")
    assert set(latest.fields) == {"limits", "stages", "sources"}


def test_restoring_asks_why(tool, curator_user, curator):
    step = write(tool, curator_user, limits_en="Only images.")
    write(tool, curator_user, limits_en="Anything.")
    assert "This field is required." in words(curator.post(step_page(tool, step), {"why": ""}))
    assert models.Tool.objects.get().limits_en == "Anything."


def test_what_names_a_term_that_is_gone_is_not_half_restored(tool, curator_user):
    step = write(tool, curator_user, limits_en="Only images.")
    write(tool, curator_user, limits_en="Anything.")
    tool.stages.clear()
    models.Stage.objects.all().delete()
    with pytest.raises(NotAllowed):
        curation.restore(tool=tool, step=step, by=curator_user, why="Back.")
    assert models.Tool.objects.get().limits_en == "Anything."


def test_the_state_stays_when_texts_are_restored(tool, curator_user):
    step = write(tool, curator_user, limits_en="Only images.")
    curation.withdraw(tool=tool, by=curator_user, why="Gone.")
    curation.restore(tool=tool, step=step, by=curator_user, why="Back.")
    assert models.Tool.objects.get().state == models.State.WITHDRAWN


def test_what_led_to_another_entry_is_not_restored_into_a_circle(tool, tool_factory, curator_user, curator):
    other = tool_factory(name="Newer")
    step = write(tool, curator_user, replaced_by=other)
    write(tool, curator_user, replaced_by=None)
    write(other, curator_user, replaced_by=tool)
    answer = curator.post(step_page(tool, step), {"why": "Back."})
    assert "the replacements would go round in a circle" in words(answer)
    assert models.Tool.objects.get(pk=tool.pk).replaced_by is None
    assert archive.problems(archive.whole()) == []
    write(other, curator_user, replaced_by=None)
    assert curator.post(step_page(tool, step), {"why": "Back."}).status_code == 302
    assert models.Tool.objects.get(pk=tool.pk).replaced_by == other


def test_a_step_without_a_source_is_not_restored_while_officers_read_the_entry(tool, curator_user, curator):
    source = tool.sources.get()
    tool.sources.all().delete()
    step = write(tool, curator_user, limits_en="Before there was a source.")
    source.save(force_insert=True)
    write(tool, curator_user, limits_en="Images and video.")
    answer = curator.post(step_page(tool, step), {"why": "Back."})
    assert "would take away: At least one public source." in words(answer)
    assert tool.sources.count() == 1
    assert models.Tool.objects.get().limits_en == "Images and video."
    curation.withdraw(tool=tool, by=curator_user, why="To take it away.")
    assert curator.post(step_page(tool, step), {"why": "Back."}).status_code == 302
    assert tool.sources.count() == 0


def test_another_tool_s_step_is_not_there(tool, tool_factory, curator_user, curator):
    other = write(tool_factory(), curator_user, limits_en="Other.")
    assert curator.get(step_page(tool, other)).status_code == 404
    assert curator.post(step_page(tool, other), {"why": "x"}).status_code == 404


def test_a_translator_reads_and_does_not_restore(tool, curator_user, translator, browsers):
    step = write(tool, curator_user, limits_en="Only images.")
    write(tool, curator_user, limits_en="Anything.")
    assert translator.get(history(tool)).status_code == 200
    page = translator.get(step_page(tool, step))
    assert "Restore this version" not in words(page)
    translator.post(step_page(tool, step), {"why": "x"})
    assert models.Tool.objects.get().limits_en == "Anything."
    for name in ("officer", "reviewer"):
        assert browsers[name].get(history(tool)).status_code == 404
        assert browsers[name].get(step_page(tool, step)).status_code == 404


def test_the_list_of_steps_costs_the_same_for_any_number(tool, curator_user, curator):
    counts = []
    curator.get(history(tool))
    for steps in (1, 30):
        for _ in range(steps):
            write(tool, curator_user, limits_en=f"Text {steps}.")
        with CaptureQueriesContext(connection) as caught:
            curator.get(history(tool))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_officers_read_no_name_and_no_reason(tool, curator_user, officer):
    write(tool, curator_user, limits_en="Images and video.")
    page = officer.get(f"/en/tools/{tool.slug}/").content.decode()
    assert [word for word in ("Ada Curator", "Read the page again.") if word in page] == []


def test_officers_do_not_read_what_is_staff_s_own_business(tool, curator_user, officer):
    curation.note_change(tool=tool, fields=["licence", "risk"], by=curator_user)
    page = words(officer.get(f"/en/tools/{tool.slug}/"))
    assert "Changed (Licence)" in page
    assert "Review risk" not in page
    told = officer.get(f"/api/v1/tools/{tool.slug}/").json()["changes"]
    assert [change["fields"] for change in told] == [["licence"]]


# --- Two at the same entry ----------------------------------------------------------------------------------------


def opened(browser, tool) -> dict:
    page = browser.get(reverse("admin:catalogue_tool_change", args=[tool.pk]))
    return fields_of(page.content.decode(), "tool_form")


def save(browser, tool, data):
    return browser.post(reverse("admin:catalogue_tool_change", args=[tool.pk]), data)


@pytest.fixture
def two(db):
    return browser_of("curator", user=named("Ada")), browser_of("curator")


def test_two_who_write_in_different_fields_both_keep_their_text(tool, two, stage_factory):
    first, second = two
    court = stage_factory(slug="court")
    mine, theirs = opened(first, tool), opened(second, tool)
    assert save(first, tool, mine | {"limits_en": "By the first.", "stages": [court.pk]}).status_code == 302
    assert save(second, tool, theirs | {"court_en": "By the second."}).status_code == 302
    held = models.Tool.objects.get()
    assert (held.limits_en, held.court_en) == ("By the first.", "By the second.")
    assert [stage.slug for stage in held.stages.all()] == ["court"]
    assert [row.fields for row in tool.changes.order_by("id")] == [["stages", "limits"], ["court"]]


def test_two_who_write_in_the_same_field_are_told_and_lose_nothing(tool, two):
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    save(first, tool, mine | {"limits_en": "By the first."})
    answer = save(second, tool, theirs | {"limits_en": "By the second.", "court_en": "Also by the second."})
    page = words(answer)
    assert answer.status_code == 200
    assert "Ada changed this after you opened the page. Theirs: “By the first.”." in page
    assert "By the second." in page
    assert "Also by the second." in page
    assert (models.Tool.objects.get().limits_en, models.Tool.objects.get().court_en or "") == ("By the first.", "")
    again = theirs | {"limits_en": "By the second.", "initial-limits_en": "By the first."}
    assert 'name="initial-limits_en" value="By the first."' in answer.content.decode()
    assert save(second, tool, again).status_code == 302
    assert models.Tool.objects.get().limits_en == "By the second."


def test_the_same_text_from_both_is_no_conflict(tool, two):
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    save(first, tool, mine | {"limits_en": "The same."})
    assert save(second, tool, theirs | {"limits_en": "The same."}).status_code == 302


def test_rows_of_evidence_are_kept_too(tool, two, evidence_factory):
    row = evidence_factory(tool=tool, claim_en="One.")
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    assert save(first, tool, mine | {"evidence-0-claim_en": "Two."}).status_code == 302
    assert save(second, tool, theirs | {"evidence-0-date": "2025"}).status_code == 302
    row.refresh_from_db()
    assert (row.claim_en, row.date) == ("Two.", "2025")
    clash = save(second, tool, theirs | {"evidence-0-claim_en": "Three."})
    assert "Theirs: “Two.”" in words(clash)


@pytest.fixture
def claim(tool, evidence_factory):
    return evidence_factory(tool=tool, claim_en="One.")


def claims(tool) -> list[tuple[str, str]]:
    return list(tool.evidence.values_list("claim_en", "date"))


def test_a_row_that_the_other_deleted_stays_deleted(tool, two, claim):
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    assert save(first, tool, mine | {"evidence-0-DELETE": "on"}).status_code == 302
    assert save(second, tool, theirs | {"court_en": "By the second."}).status_code == 302
    assert claims(tool) == []
    assert models.Tool.objects.get().court_en == "By the second."


def test_words_in_a_row_that_the_other_deleted_are_kept_by_a_second_save(tool, two, claim, evidence_factory):
    other = evidence_factory(tool=tool, claim_en="Another.", position=1)
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    with zeal_ignore():  # Django asks for each row of a form
        save(first, tool, mine | {"evidence-0-DELETE": "on"})
    answer = save(second, tool, theirs | {"evidence-0-claim_en": "By the second.", "evidence-1-date": "2025"})
    assert "Ada deleted this after you opened the page." in words(answer)
    assert claims(tool) == [("Another.", "")]
    again = fields_of(answer.content.decode(), "tool_form")
    assert again["evidence-0-id"] == [str(other.pk)]
    assert save(second, tool, again).status_code == 302
    assert sorted(claims(tool)) == [("Another.", "2025"), ("By the second.", "")]


def test_a_row_in_which_the_other_wrote_is_deleted_by_a_second_save_alone(tool, two, claim):
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    save(first, tool, mine | {"evidence-0-claim_en": "By the first."})
    answer = save(second, tool, theirs | {"evidence-0-DELETE": "on"})
    assert "Ada changed “By the first.” after you opened the page." in words(answer)
    assert claims(tool) == [("By the first.", "")]
    again = fields_of(answer.content.decode(), "tool_form")
    without = {name: values for name, values in again.items() if name != "evidence-0-DELETE"}
    assert save(second, tool, without).status_code == 302
    assert claims(tool) == [("By the first.", "")]
    save(second, tool, opened(second, tool) | {"evidence-0-DELETE": "on"})
    assert claims(tool) == []


def test_the_same_page_added_by_both_is_there_once(tool, two):
    first, second = two
    mine, theirs = opened(first, tool), opened(second, tool)
    added = {"sources-1-url": "https://source.example/two"}
    assert save(first, tool, mine | added).status_code == 302
    assert save(second, tool, theirs | added | {"court_en": "By the second."}).status_code == 302
    assert [row.url for row in tool.sources.all()] == ["https://source.example/one", "https://source.example/two"]
    assert models.Tool.objects.get().court_en == "By the second."


def test_the_steps_of_all_entries_are_read_and_filtered_by_what_is_offered(tool, curator_user, curator):
    step = write(tool, curator_user, limits_en="Images and video.")
    steps, one = reverse("admin:catalogue_change_changelist"), reverse("admin:catalogue_change_change", args=[step.pk])
    assert "Read the page again." in words(curator.get(steps))
    assert curator.get(steps, {"why__startswith": "Read"}).status_code in {302, 400}
    assert curator.post(one, {"why": "Another."}).status_code == 404
