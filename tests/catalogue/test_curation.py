"""Does an entry reach the officers by the steps of the table alone, and by two people?"""

import ast

import pytest
from django.conf import settings
from django.urls import reverse

from catalogue import curation, models, translating
from catalogue.history import Change
from catalogue.management.commands import document_curation
from catalogue.models import State
from hub.models import AuditEvent
from hub.refusals import NotAllowed, StateChanged
from tests.personas import browser_of, make_user


@pytest.fixture
def draft(tool_factory, stage_factory, capability_factory, source_factory):
    """Whole enough to be published."""
    terms = {"stages": [stage_factory()], "capabilities": [capability_factory()]}
    tool = tool_factory(slug="falcon", name="Falcon", state=State.DRAFT, **terms)
    source_factory(tool=tool)
    return tool


@pytest.fixture
def curators(db):
    return make_user("curator"), make_user("curator")


def step(tool, name: str) -> str:
    return reverse(f"admin:catalogue_tool_{name}", args=[tool.pk])


def kinds(tool) -> list[str]:
    return [change.kind for change in tool.changes.order_by("id")]


# --- The table ----------------------------------------------------------------------------------------------------


def test_every_state_has_an_owner_and_steps():
    assert set(curation.TRANSITIONS) == set(curation.OWNERS) == set(State)


def test_the_document_is_drawn_from_the_table():
    assert document_curation.FILE.read_text(encoding="utf-8") == document_curation.page()


def test_nobody_else_writes_the_state():
    """Of a tool that is there `curation._move` alone; a report has states of its own, an archive fills an empty Hub."""
    found = []
    for path in sorted((settings.BASE_DIR / "catalogue").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
            if is_update and any(word.arg == "state" for word in node.keywords):
                found.append(path.name)
            targets = node.targets if isinstance(node, ast.Assign) else []
            found += [path.name for target in targets if getattr(target, "attr", "") == "state"]
    assert sorted(found) == ["archive.py", "curation.py", "reports.py"]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", ["submit", "send_back", "publish", "withdraw", "reopen"])
def test_a_step_that_the_table_lacks_is_refused(verb, state, draft, curators, settings):
    settings.PUBLISH_BY_TWO = False
    models.Tool.objects.update(state=state)
    draft.refresh_from_db()
    allowed = {
        "submit": State.DRAFT,
        "send_back": State.IN_REVIEW,
        "publish": State.IN_REVIEW,
        "withdraw": State.PUBLISHED,
        "reopen": State.WITHDRAWN,
    }
    if allowed[verb] == state:
        getattr(curation, verb)(tool=draft, by=curators[0], why="Checked.")
        assert draft.state in curation.TRANSITIONS[state]
        return
    with pytest.raises(StateChanged):
        getattr(curation, verb)(tool=draft, by=curators[0], why="Checked.")
    draft.refresh_from_db()
    assert (draft.state, kinds(draft), AuditEvent.objects.count()) == (state, [], 0)


def test_of_two_at_once_one_wins(draft, curators):
    other = models.Tool.objects.get(pk=draft.pk)
    curation.submit(tool=draft, by=curators[0])
    with pytest.raises(StateChanged):
        curation.submit(tool=other, by=curators[1])
    assert kinds(draft) == ["submitted"]


# --- Two people ---------------------------------------------------------------------------------------------------


def test_who_submitted_or_changed_it_since_does_not_publish(draft, curators):
    first, second = curators
    curation.submit(tool=draft, by=first)
    with pytest.raises(NotAllowed):
        curation.publish(tool=draft, by=first)
    curation.note_change(tool=draft, fields=["limits"], by=second)
    with pytest.raises(NotAllowed):
        curation.publish(tool=draft, by=second)
    curation.publish(tool=draft, by=make_user("curator"))
    assert (draft.state, kinds(draft)) == (State.PUBLISHED, ["submitted", "changed", "added"])


def test_who_wrote_a_translation_since_it_was_submitted_does_not_publish(draft, curators):
    first, second = curators
    translating.write(draft, "summary", "fr", "Trie les fichiers reçus.", by=second)
    curation.submit(tool=draft, by=first)
    curation.check_may_publish(draft, second)  # what was written before is what was submitted
    translating.write(draft, "summary", "es", "Ordena los archivos recibidos.", by=second)
    with pytest.raises(NotAllowed):
        curation.publish(tool=draft, by=second)
    third = make_user("curator")
    translating.approve(draft, "summary", "es", by=third, reason="Read beside the English.")
    curation.publish(tool=draft, by=third)
    assert draft.state == State.PUBLISHED


def test_one_person_publishes_where_the_setting_says_so(draft, curators, settings):
    settings.PUBLISH_BY_TWO = False
    curation.submit(tool=draft, by=curators[0])
    curation.publish(tool=draft, by=curators[0])
    assert draft.state == State.PUBLISHED


def test_what_is_not_whole_is_neither_submitted_nor_published(draft, curators):
    draft.sources.all().delete()
    with pytest.raises(NotAllowed):
        curation.submit(tool=draft, by=curators[0])
    models.Tool.objects.update(state=State.IN_REVIEW, submitted_at=draft.added)
    draft.refresh_from_db()
    with pytest.raises(NotAllowed):
        curation.publish(tool=draft, by=curators[1])
    assert kinds(draft) == []


# --- What officers see --------------------------------------------------------------------------------------------


def test_officers_see_it_once_it_is_published_and_no_longer_when_withdrawn(draft, curators, officer):
    first, second = curators

    def seen() -> int:
        return officer.get("/en/tools/falcon/").status_code

    curation.submit(tool=draft, by=first)
    assert seen() == 404
    curation.publish(tool=draft, by=second, why="Complete.")
    assert seen() == 200
    page = officer.get("/en/tools/falcon/").content.decode()
    assert [word for word in ("Complete.", first.name, second.name) if word in page] == []
    curation.withdraw(tool=draft, by=first, why="The provider asked.")
    assert seen() == 404
    assert draft.submitted_by is None


def test_the_page_of_a_published_entry_says_that_changes_are_seen_at_once(draft, tool_factory, curator, translator):
    said = "Officers see what you change here as soon as you save it."
    shown = tool_factory()
    pages = [(curator, shown), (curator, draft), (translator, shown)]
    change = "admin:catalogue_tool_change"
    found = [said in who.get(reverse(change, args=[tool.pk])).content.decode() for who, tool in pages]
    assert found == [True, False, False]


def test_changes_of_a_draft_are_no_news(draft, curators, officer):
    curation.note_change(tool=draft, fields=["limits"], by=curators[0])
    assert not Change.objects.told().exists()
    curation.submit(tool=draft, by=curators[0])
    curation.publish(tool=draft, by=curators[1])
    assert [change.kind for change in Change.objects.told()] == ["added"]


# --- The pages ----------------------------------------------------------------------------------------------------


def test_a_curator_submits_and_a_colleague_publishes(draft):
    first, second = browser_of("curator"), browser_of("curator")
    change = reverse("admin:catalogue_tool_change", args=[draft.pk])
    assert "Submit for review" in first.get(change).content.decode()
    assert first.post(step(draft, "submit"), {"why": "New."}).url == change
    own = first.get(change).content.decode()
    assert "Somebody else publishes it." in own
    assert step(draft, "publish") not in own
    refused = first.post(step(draft, "publish"), {"why": ""})
    assert "Somebody else publishes it." in refused.content.decode()
    assert second.post(step(draft, "publish"), {"why": ""}).url == change
    assert models.Tool.objects.get().state == State.PUBLISHED
    assert [change.by for change in draft.changes.order_by("id")] == [first.user, second.user]


def test_a_reason_is_asked_and_what_was_typed_stays(draft, curator):
    models.Tool.objects.update(state=State.IN_REVIEW, submitted_by=curator.user, submitted_at=draft.added)
    answer = curator.post(step(draft, "send-back"), {"why": " "})
    assert (answer.status_code, models.Tool.objects.get().state) == (200, State.IN_REVIEW)
    long = "x" * 301
    assert long in curator.post(step(draft, "send-back"), {"why": long}).content.decode()


def test_a_step_from_an_old_page_says_so(draft, curator):
    answer = curator.post(step(draft, "publish"), {"why": ""}, follow=True)
    assert "in another state now" in answer.content.decode()
    assert models.Tool.objects.get().state == State.DRAFT


@pytest.mark.parametrize("name", ["submit", "publish", "send-back", "withdraw", "reopen"])
def test_nobody_else_meets_the_steps(name, draft, browsers):
    for person in ("officer", "reviewer", "translator"):
        assert browsers[person].get(step(draft, name)).status_code == 404
        assert browsers[person].post(step(draft, name), {"why": "x"}).status_code == 404
    assert browsers["visitor"].post(step(draft, name)).status_code == 302
    assert models.Tool.objects.get().state == State.DRAFT
