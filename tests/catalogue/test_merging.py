"""Can two words become one, so that no link breaks, no tool loses anything and the data files do not undo it?"""

import pytest
from django.apps import apps

from catalogue import loading, merging, models, snapshot, vocabulary
from hub.models import AuditEvent, TextOrigin
from hub.refusals import NotAllowed
from tests.catalogue import worlds
from tests.catalogue.test_files import held
from tests.factories import catalogue as rows

pytestmark = pytest.mark.slow

FACTORIES = {
    models.Stage: ("stages", rows.StageFactory),
    models.Capability: ("capabilities", rows.CapabilityFactory),
    models.Theme: ("themes", rows.ThemeFactory),
    models.Input: ("inputs", rows.InputFactory),
    models.Deployment: ("deployments", rows.DeploymentFactory),
    models.AudienceRole: ("roles", rows.RoleFactory),
    models.System: ("works_with", rows.SystemFactory),
}


@pytest.fixture
def by(user_factory):
    return user_factory()


@pytest.fixture
def old(db):
    return rows.CapabilityFactory(name_en="Old")


@pytest.fixture
def new(db):
    return rows.CapabilityFactory(name_en="New")


def slugs(relation) -> list[str]:
    return sorted(relation.values_list("slug", flat=True))


# --- What moves ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_every_tool_that_carried_the_old_word_carries_the_new_one_once(model, by):
    relation, factory = FACTORIES[model]
    old, new, other = factory(name_en="Old"), factory(name_en="New"), factory(name_en="Other")
    tools = [rows.ToolFactory(**{relation: terms}) for terms in ([old], [old, new], [new], [old, other], [other])]
    assert merging.merge(term=old, into=new, by=by) == 3
    assert [slugs(getattr(tool, relation)) for tool in tools] == [
        ["new"],
        ["new"],
        ["new"],
        ["new", "other"],
        ["other"],
    ]
    assert slugs(model.objects) == ["new", "other"]


def test_the_capabilities_of_a_family_move(by):
    old, new = rows.FamilyFactory(), rows.FamilyFactory()
    capability = rows.CapabilityFactory(family=old)
    tool = rows.ToolFactory(capabilities=[capability])
    merging.merge(term=old, into=new, by=by)
    capability.refresh_from_db()
    assert capability.family == new
    assert not tool.changes.exists()  # its own words are what they were
    assert snapshot.current().entries[0].terms["family"] == (new.slug,)


def test_cautions_move(old, new, by):
    made = [
        models.Caution.objects.create(slug=slug, text_en="Check.", source_title="A", source_url="https://a.example/")
        for slug in ("of-old", "of-both")
    ]
    made[0].capabilities.set([old])
    made[1].capabilities.set([old, new])
    merging.merge(term=old, into=new, by=by)
    assert [slugs(caution.capabilities) for caution in made] == [["new"], ["new"]]


def test_every_relation_to_a_word_is_known():
    """A new model with a link to a word moves with it; this fails where the word would be deleted under it."""
    for model in models.VOCABULARY:
        known = {(relation.related_model, relation.field.name) for relation in merging.relations(model)}
        real = {
            (other, field.name)
            for other in apps.get_models()
            for field in (*other._meta.fields, *other._meta.many_to_many)
            if field.is_relation and field.related_model is model
        }
        assert real
        assert real - known == set()


def test_what_is_left_behind_goes(old, new, by):
    for term in (old, new):
        TextOrigin.objects.create(
            model="catalogue.capability", key=term.slug, field="name", language="fr", origin="human", english="0" * 12
        )
    merging.merge(term=old, into=new, by=by)
    assert list(TextOrigin.objects.values_list("key", flat=True)) == ["new"]


def test_it_is_told_in_the_history_and_the_audit(old, new, by):
    tool = rows.ToolFactory(slug="carrier", capabilities=[old])
    untouched = rows.ToolFactory(capabilities=[new])
    merging.merge(term=old, into=new, by=by)
    change = tool.changes.get()
    assert (change.kind, change.fields, change.by, change.why) == ("changed", ["capabilities"], by, "old → new")
    assert not untouched.changes.exists()
    event = AuditEvent.objects.get(event="terms merged")
    assert (event.by, event.target) == (str(by.pk), "capability old")
    assert event.detail == {"into": "new", "tools": ["carrier"]}


# --- Old links ----------------------------------------------------------------------------------------------------


def test_old_bookmarks_lead_to_the_new_word(old, new, by, officer):
    rows.ToolFactory(name="Carrier", capabilities=[old])
    rows.ToolFactory(name="Other")
    assert snapshot.current().aliases["capability"] == {}
    merging.merge(term=old, into=new, by=by)
    answer = officer.get("/en/tools/?capability=old")
    assert answer.context["query"].chosen == {"capability": ("new",)}
    assert answer.context["results"].total == 1
    assert b"Not understood" not in answer.content
    told = officer.get("/api/v1/tools/?capability=old").json()
    assert (told["count"], told["ignored"]) == (1, [])
    assert told["results"][0]["capabilities"] == ["new"]


def test_a_family_keeps_its_links(by, officer):
    old, new = rows.FamilyFactory(name_en="Old family"), rows.FamilyFactory(name_en="New family")
    rows.ToolFactory(capabilities=[rows.CapabilityFactory(family=old)])
    merging.merge(term=old, into=new, by=by)
    assert officer.get("/en/tools/?family=old-family").context["query"].chosen == {"family": ("new-family",)}


def test_chains_collapse(old, new, by):
    last = rows.CapabilityFactory(name_en="Last")
    merging.merge(term=old, into=new, by=by)
    merging.merge(term=new, into=last, by=by)
    assert vocabulary.aliases().held == {"capability": {"old": "last", "new": "last"}}
    assert snapshot.current().aliases["capability"] == {"old": "last", "new": "last"}


def test_the_same_slug_of_another_kind_is_another_word(old, new, by):
    rows.InputFactory(name_en="Old")
    merging.merge(term=old, into=new, by=by)
    assert snapshot.current().aliases["input"] == {}
    assert "old" in snapshot.current().masks["input"]


# --- Refusals -----------------------------------------------------------------------------------------------------


@pytest.fixture
def unchanged(old):
    """Nothing is half-written."""
    tool = rows.ToolFactory(capabilities=[old])
    before = held()
    yield tool
    assert held() == before
    assert not vocabulary.TermAlias.objects.exists()
    assert not AuditEvent.objects.filter(event="terms merged").exists()


def test_into_itself(old, by, unchanged):
    with pytest.raises(NotAllowed, match="itself"):
        merging.merge(term=old, into=models.Capability.objects.get(pk=old.pk), by=by)


def test_into_another_kind(old, by):
    with pytest.raises(NotAllowed, match="other_kind"):
        merging.merge(term=old, into=rows.StageFactory(), by=by)


def test_into_a_word_that_was_just_deleted(old, new, by):
    rows.ToolFactory(capabilities=[old])
    merging.remove(term=models.Capability.objects.get(pk=new.pk), by=by)
    before = held()
    with pytest.raises(NotAllowed, match="gone"):
        merging.merge(term=old, into=new, by=by)
    assert held() == before


def test_twice_at_once(old, new, by):
    again = models.Capability.objects.get(pk=old.pk)
    merging.merge(term=old, into=new, by=by)
    before = held()
    with pytest.raises(NotAllowed, match="gone"):
        merging.merge(term=again, into=new, by=by)
    assert held() == before
    assert vocabulary.aliases().held == {"capability": {"old": "new"}}


def test_all_or_nothing(old, new, by, unchanged, monkeypatch):
    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr(merging, "_delete", fail)
    with pytest.raises(RuntimeError):
        merging.merge(term=old, into=new, by=by)


# --- Taking away --------------------------------------------------------------------------------------------------


def test_a_word_in_use_stays(old, by, unchanged):
    with pytest.raises(NotAllowed, match="in_use"):
        merging.remove(term=old, by=by)
    family = old.family
    with pytest.raises(NotAllowed, match="in_use"):
        merging.remove(term=family, by=by)
    assert [(label, count) for label, count in merging.uses(old)] == [("tools", 1)]


def test_an_unused_word_goes_with_what_led_to_it(old, new, by):
    merging.merge(term=old, into=new, by=by)
    merging.remove(term=new, by=by)
    assert not models.Capability.objects.exists()
    assert not vocabulary.TermAlias.objects.exists()
    assert AuditEvent.objects.get(event="term deleted").target == "capability new"


# --- The data files -----------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path, db):
    """The small folder, in which a tool works on two inputs; loads it again on each call."""
    found = worlds.contents()
    found["tools/sorter.yaml"]["inputs"] = ["images", "video"]
    found["vocabulary/en.yaml"]["families"]["search"] = {"name": "Search", "definition": "Finding."}

    def load(**changes):
        found["tools/sorter.yaml"] |= changes
        return str(loading.load(worlds.write(tmp_path, found)))

    load()
    load.found = found
    return load


NOTHING = "0 added, 0 changed, 0 conflicts"


def tool() -> models.Tool:
    return models.Tool.objects.get(slug="sorter")


def merge(model, old: str, new: str, by) -> None:
    merging.merge(term=model.objects.get(slug=old), into=model.objects.get(slug=new), by=by)


def test_a_load_does_not_undo_a_merge(files, by):
    merge(models.Input, "video", "images", by)
    before = held()
    assert files() == NOTHING
    assert held() == before
    assert slugs(tool().inputs) == ["images"]
    assert slugs(models.Input.objects) == ["images"]


def test_a_load_does_not_undo_the_merge_of_families(files, by):
    merge(models.Family, "analysis", "search", by)
    assert files() == NOTHING
    assert models.Capability.objects.get().family.slug == "search"
    assert slugs(models.Family.objects) == ["search"]


def test_a_load_does_not_undo_the_merge_of_a_word_with_a_caution(files, by):
    merging.merge(term=models.Capability.objects.get(), into=rows.CapabilityFactory(name_en="Triage"), by=by)
    assert files() == NOTHING
    assert slugs(models.Caution.objects.get().capabilities) == ["triage"]


def test_what_staff_chose_is_no_conflict_after_a_merge(files, by):
    tool().inputs.set(models.Input.objects.filter(slug="images"))
    other = rows.InputFactory(name_en="Film")
    merge(models.Input, "video", other.slug, by)
    assert files() == NOTHING
    assert slugs(tool().inputs) == ["images"]


def test_a_file_that_changes_later_is_followed_under_the_new_word(files, by):
    other = rows.InputFactory(name_en="Film")
    merge(models.Input, "video", other.slug, by)
    assert files(inputs=["video"]) == "0 added, 1 changed, 0 conflicts"
    assert slugs(tool().inputs) == ["film"]
    assert files() == NOTHING


def test_what_both_sides_changed_is_still_a_conflict(files, by):
    tool().inputs.clear()
    other = rows.InputFactory(name_en="Film")
    merge(models.Input, "video", other.slug, by)
    assert files(inputs=["video"]) == "0 added, 0 changed, 1 conflicts"
    assert slugs(tool().inputs) == []


def test_a_new_tool_may_name_the_old_word(files, by, tmp_path):
    merge(models.Input, "video", "images", by)
    files.found["tools/second.yaml"] = worlds.tool("second", inputs=["video"])
    assert files().startswith("1 added, 0 changed, 0 conflicts")
    assert slugs(models.Tool.objects.get(slug="second").inputs) == ["images"]
