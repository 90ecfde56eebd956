"""Is every change of a word, a provider and a caution kept with who, why and the texts, and does a way lead back?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue import merging, models, snapshot, translating, word_documents, word_history
from catalogue.history import WordChange
from hub.models import AuditEvent, Origin, TextOrigin
from hub.refusals import NotAllowed
from tests.catalogue.admin.test_tools import filled_in
from tests.personas import browser_of, make_user
from tests.site.html import fields_of

Kind = WordChange.Kind


def named(name: str, persona: str = "curator", **facts):
    user = make_user(persona, **facts)
    user.name = name
    user.save()
    return browser_of(persona, user=user)


@pytest.fixture
def ada(db):
    return named("Ada Curator")


@pytest.fixture
def word(capability_factory):
    return capability_factory(
        slug="triage", name_en="Triage", definition_en="Sorts files.", definition_fr="Trie les fichiers."
    )


@pytest.fixture
def provider(provider_factory):
    return provider_factory(slug="falcon-works", name="Falcon Works", website="https://old.example/")


@pytest.fixture
def caution(word):
    row = models.Caution.objects.create(
        slug="check", text_en="Check each result.", source_title="A", source_url="https://a.example/"
    )
    row.capabilities.set([word])
    return row


def address(row, page: str, *args) -> str:
    return reverse(f"admin:catalogue_{row._meta.model_name}_{page}", args=[row.pk, *args])


def save(browser, row, **fields):
    place = address(row, "change")
    return browser.post(place, filled_in(browser.get(place)) | fields)


def latest(row) -> WordChange:
    return word_history.steps(row).first()


def step_page(row, step=None) -> str:
    return address(row, "step", (step or latest(row)).pk)


def html(response) -> str:
    text = response.content.decode()
    return re.sub(r"\s+", " ", text[text.index('id="content"') :])


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html(response)).split())


# --- What is kept -------------------------------------------------------------------------------------------------


def test_a_name_and_a_french_definition_with_who_and_why(word, ada, curator):
    answer = save(
        ada, word, name_en="First look", definition_fr="Classe les fichiers.", why="Officers say it like this."
    )
    assert answer.status_code == 302
    listed = words(curator.get(address(word, "history")))
    assert "Changed: Name, Definition Ada Curator Officers say it like this." in listed
    assert "As it was before the first change that is kept not noted" in listed
    page = html(curator.get(step_page(word)))
    assert "<del>Triage</del><ins>First look</ins>" in page
    assert re.search(r"<h3>Definition · (<[^>]*>)?[Ff]rançais", page)
    assert re.search(r'lang="fr" dir="ltr"><del>Trie</del><ins>Classe</ins> les fichiers\.', page)
    assert "Sorts files." not in page  # what stayed is not listed
    event = AuditEvent.objects.get(event="word changed")
    assert (event.target, event.detail["fields"]) == ("capability triage", ["name", "definition"])


def test_a_provider_s_website_and_type(provider, ada, curator):
    save(ada, provider, website="https://new.example/", type="ngo", country="FR", why="It moved.")
    page = html(curator.get(step_page(provider)))
    assert "<del>old</del><ins>new</ins>" in page
    assert "France" in page
    assert "It moved." in page


def test_a_caution_s_text_and_where_it_stands(caution, ada, curator, capability_factory):
    other = capability_factory(slug="other", name_en="Other work")
    save(ada, caution, text_en="Check every result.", capabilities=[other.pk])
    page = html(curator.get(step_page(caution)))
    assert "Check <del>each</del><ins>every</ins> result." in page
    assert re.search(r"<ins>.*Other work.*</ins>", page)
    assert re.search(r"<del>.*Triage.*</del>", page)
    assert "not said" in page


def test_a_save_that_changes_nothing_leaves_no_step(word, ada):
    save(ada, word, why="Only a reason.")
    assert not word_history.steps(word).exists()


def test_what_is_new_and_what_is_deleted_leave_a_step(ada):
    place = reverse("admin:catalogue_provider_add")
    ada.post(place, {"slug": "new-one", "name": "New One", "type": "company", "why": "For a new entry."})
    provider = models.Provider.objects.get(slug="new-one")
    assert (latest(provider).kind, latest(provider).why, latest(provider).by) == (
        Kind.CREATED,
        "For a new entry.",
        ada.user,
    )
    ada.post(address(provider, "delete"), {"post": "yes"})
    assert not models.Provider.objects.filter(slug="new-one").exists()
    gone = WordChange.objects.first()
    assert (gone.kind, gone.key, gone.document["name"]) == (Kind.DELETED, "new-one", "New One")
    assert "new-one" in words(ada.get(reverse("admin:catalogue_wordchange_changelist")))


def test_several_deleted_at_once_leave_a_step_each(ada, provider, provider_factory):
    other = provider_factory(slug="other")
    place = reverse("admin:catalogue_provider_changelist")
    ada.post(place, {"action": "delete_selected", "_selected_action": [provider.pk, other.pk], "post": "yes"})
    assert set(WordChange.objects.filter(kind=Kind.DELETED).values_list("key", "by")) == {
        ("falcon-works", ada.user.pk),
        ("other", ada.user.pk),
    }


# --- Other ways to change them ------------------------------------------------------------------------------------


def test_a_merge_leaves_a_step_on_all_that_it_changed(word, caution, ada, capability_factory):
    into = capability_factory(slug="sorting", name_en="Sorting")
    merging.merge(term=word, into=into, by=ada.user)
    merged = latest(into)
    assert (merged.kind, merged.why, merged.by) == (Kind.MERGED, "triage → sorting", ada.user)
    assert latest(word).kind == Kind.DELETED
    assert latest(word).document["texts"]["name"]["en"]["text"] == "Triage"
    moved = latest(caution)
    assert (moved.kind, moved.fields, moved.document["capabilities"]) == (Kind.CHANGED, ["capabilities"], ["sorting"])
    assert "Another word was merged into it" in words(ada.get(address(into, "history")))


def test_a_merged_family_leaves_a_step_on_its_capabilities(word, ada, family_factory):
    old, into = word.family, family_factory(slug="finding")
    merging.merge(term=old, into=into, by=ada.user)
    assert (latest(word).fields, latest(word).document["family"]) == (["family"], "finding")


def test_the_translators_desk_leaves_steps(word, caution, ada):
    translator = named("Zoe Translator", "translator", working_languages=["fr"])
    wanted = [
        translating.Wanted(word, "definition", "fr", "Classe les fichiers."),
        translating.Wanted(caution, "text", "fr", "Vérifiez chaque résultat."),
    ]
    translating.write_all(wanted, by=translator.user)
    assert (latest(word).kind, latest(word).fields, latest(word).by) == ("translated", ["definition"], translator.user)
    assert (latest(caution).kind, latest(caution).fields) == ("translated", ["text"])
    translating.send_back(word, "definition", "fr", by=ada.user, note="Not the term that we use.")
    assert (latest(word).kind, latest(word).fields, latest(word).why) == (
        "returned",
        ["definition"],
        "Not the term that we use.",
    )
    translating.approve(caution, "text", "fr", by=ada.user)
    assert latest(caution).kind == "approved"


# --- The way back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["word", "provider", "caution"])
def test_it_is_taken_back(name, request, ada, capability_factory):
    row = request.getfixturevalue(name)
    other = capability_factory(slug="other")
    changes = {
        "word": {"name_en": "First look", "definition_fr": "", "family": other.family.pk, "position": 7},
        "provider": {"name": "Hawk Works", "website": "", "country": "FR"},
        "caution": {"text_en": "Nothing.", "capabilities": [other.pk], "source_url": "https://b.example/"},
    }[name]
    before = word_documents.read(word_documents.of([row]))
    assert save(ada, row, **changes).status_code == 302
    changed, token = word_documents.read(word_documents.of([row])), models.SnapshotVersion.objects.get().token
    assert changed != before
    first = word_history.steps(row).get(kind=Kind.FIRST)
    assert ada.post(step_page(row, first), {"why": "The old words were right."}).status_code == 302
    assert word_documents.read(word_documents.of([row])) == before
    assert models.SnapshotVersion.objects.get().token != token
    assert (latest(row).kind, latest(row).by, latest(row).why) == (
        Kind.CHANGED,
        ada.user,
        "The old words were right.",
    )
    assert word_history.steps(row).count() == 3


def test_entries_that_show_what_was_taken_back_have_changed(provider, ada, tool_factory):
    tool = tool_factory(provider=provider)
    save(ada, provider, name="Hawk Works")
    ada.post(step_page(provider, word_history.steps(provider).last()), {"why": "Back."})
    said = [(change.fields, change.why, change.by) for change in tool.changes.all()]
    assert said[0] == (["provider"], "Hawk Works → Falcon Works", ada.user)


def test_the_data_files_leave_a_step_of_nobody(catalogue, ada):
    made = WordChange.objects.filter(kind=Kind.CREATED, by=None)
    rows = {word_documents.place(row) for query in word_documents.every() for row in query}
    assert set(made.values_list("model", "key")) == rows
    assert "the data files" in words(ada.get(address(models.Stage.objects.first(), "history")))


def test_who_made_a_translation_comes_back_with_it(word, ada):
    TextOrigin.objects.create(
        model="catalogue.capability", key="triage", field="definition", language="fr", origin=Origin.MACHINE
    )
    save(ada, word, definition_fr="Classe les fichiers.")
    assert TextOrigin.objects.get().origin == Origin.HUMAN
    ada.post(step_page(word, word_history.steps(word).last()), {"why": "Back."})
    assert TextOrigin.objects.get().origin == Origin.MACHINE


def test_asked_why_and_by_nothing_but_a_form(word, ada):
    save(ada, word, name_en="First look")
    first = word_history.steps(word).last()
    assert "This field is required." in words(ada.post(step_page(word, first), {"why": ""}))
    ada.get(step_page(word, first), {"why": "Back."})
    assert models.Capability.objects.get(slug="triage").name_en == "First look"
    assert ada.post(address(word, "history")).status_code == 405


def test_a_word_that_was_merged_since_is_the_one_that_stands_for_it_now(word, caution, ada, capability_factory):
    other = capability_factory(slug="other")
    save(ada, caution, capabilities=[other.pk])
    merging.merge(term=word, into=capability_factory(slug="sorting"), by=ada.user)
    ada.post(step_page(caution, word_history.steps(caution).last()), {"why": "Back."})
    assert [row.slug for row in caution.capabilities.all()] == ["sorting"]


def test_the_slug_stays_although_another_word_has_the_old_one(word, ada, capability_factory):
    save(ada, word, name_en="First look")
    first = word_history.steps(word).last()
    first.document["slug"] = capability_factory(slug="taken").slug
    first.save()
    ada.post(step_page(word, first), {"why": "Back."})
    word.refresh_from_db()
    assert (word.slug, word.name_en) == ("triage", "Triage")


def test_what_names_a_word_that_is_gone_is_not_half_restored(word, caution, ada, capability_factory):
    save(ada, caution, text_en="Nothing.", capabilities=[capability_factory(slug="other").pk])
    merging.remove(term=word, by=ada.user)
    first = word_history.steps(caution).last()
    with pytest.raises(NotAllowed):
        word_history.restore(row=caution, step=first, by=ada.user, why="Back.")
    assert "that the Hub no longer has" in words(ada.post(step_page(caution, first), {"why": "Back."}))
    caution.refresh_from_db()
    assert caution.text_en == "Nothing."


# --- Who ----------------------------------------------------------------------------------------------------------


def test_a_translator_reads_and_takes_nothing_back(word, ada, browsers):
    save(ada, word, name_en="Xqcanary")
    first, place = word_history.steps(word).last(), address(word, "history")
    assert browsers["translator"].get(place).status_code == 200
    assert "Restore this version" in words(ada.get(step_page(word, first)))
    assert "Restore this version" not in words(browsers["translator"].get(step_page(word, first)))
    for name in ("translator", "officer", "reviewer", "visitor"):
        browsers[name].post(step_page(word, first), {"why": "Back."})
        assert models.Capability.objects.get(slug="triage").name_en == "Xqcanary"
    for name in ("officer", "reviewer"):
        for page in (place, step_page(word, first)):
            assert browsers[name].get(page).status_code == 404


def test_another_row_s_step_is_not_there(word, provider, ada, family_factory):
    save(ada, word, name_en="First look")
    step = latest(word)
    for row in (provider, family_factory(slug="triage")):  # the same slug is another kind of word's
        assert ada.get(step_page(row, step)).status_code == 404
        assert ada.post(step_page(row, step), {"why": "x"}).status_code == 404


def test_steps_are_never_changed(word, ada):
    save(ada, word, name_en="First look")
    page = reverse("admin:catalogue_wordchange_change", args=[latest(word).pk])
    assert ada.get(page).status_code == 200
    assert ada.post(page, {"why": "Another."}).status_code == 404
    assert ada.post(reverse("admin:catalogue_wordchange_delete", args=[latest(word).pk])).status_code == 404


def test_of_two_editors_both_have_a_step_and_the_second_is_told_who(word, ada):
    bea = named("Bea Curator")
    pages = (one.get(address(word, "change")).content.decode() for one in (ada, bea))
    mine, theirs = (fields_of(page, "capability_form") for page in pages)
    ada.post(address(word, "change"), mine | {"name_en": "First look"})
    refused = bea.post(address(word, "change"), theirs | {"name_en": "Sorting"})
    assert "Ada Curator" in words(refused)
    assert bea.post(address(word, "change"), theirs | {"definition_en": "Sorts images."}).status_code == 302
    steps = [(step.by, step.fields) for step in word_history.steps(word)]
    assert steps == [(bea.user, ["definition"]), (ada.user, ["name"]), (None, [])]
    assert models.Capability.objects.get(slug="triage").name_en == "First look"


# --- What it costs ------------------------------------------------------------------------------------------------


def test_the_pages_cost_the_same_for_any_number_of_steps(caution, ada):
    counts = []
    for number in range(20):
        save(ada, caution, text_en=f"Text {number}.")
        if number in {0, 19}:
            with CaptureQueriesContext(connection) as caught:
                ada.get(address(caution, "history"))
                ada.get(step_page(caution))
            counts.append(len(caught))
    assert counts[0] == counts[1]
    assert snapshot.current()
