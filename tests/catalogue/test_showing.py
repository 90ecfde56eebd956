"""Is a change of a provider or a caution a change of the tools that show it, and of no other?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue import models, showing
from catalogue.models import State
from tests.catalogue.test_watching import news, watch_tool
from tests.personas import make_user

LONG_AGO = timezone.now() - timedelta(days=30)
SOURCE = {"source_title": "A report", "source_url": "https://source.example/"}


@pytest.fixture
def by(db):
    return make_user("curator")


@pytest.fixture
def world(tool_factory, capability_factory):
    """Two tools of one provider, of which one carries a general caution; a draft that carries it too; a stranger."""
    capability = capability_factory(slug="matching")
    first = tool_factory(slug="first", name="First", capabilities=[capability], changed=LONG_AGO)
    tool_factory(slug="second", provider=first.provider, changed=LONG_AGO)
    draft = {"state": State.DRAFT, "provider": first.provider, "capabilities": [capability]}
    tool_factory(slug="draft", changed=LONG_AGO, **draft)
    tool_factory(slug="stranger", changed=LONG_AGO)
    caution = models.Caution.objects.create(slug="care", text_en="A person decides.", **SOURCE)
    caution.capabilities.add(capability)
    models.Provider.objects.filter(pk=first.provider_id).update(name="Old Maker")
    return models.Provider.objects.get(pk=first.provider_id), caution


def changed() -> list[str]:
    return sorted(models.Tool.objects.filter(changed__gt=LONG_AGO).values_list("slug", flat=True))


def steps() -> list[tuple]:
    rows = models.Change.objects.order_by("tool__slug")
    return [(row.tool.slug, row.fields, row.told, row.why) for row in rows.select_related("tool")]


def rename(provider, by, name: str = "New Maker") -> None:
    with showing.noting(by=by):
        provider.name = name
        provider.save()


def test_a_provider_that_is_renamed_changes_its_tools(world, by):
    rename(world[0], by)
    said = (["provider"], True, "Old Maker → New Maker")
    assert steps() == [("first", *said), ("second", *said)]
    assert changed() == ["first", "second"]
    assert set(models.Change.objects.values_list("by", flat=True)) == {by.pk}


def test_who_watches_a_tool_hears_of_it_and_reads_what_changed(world, by, officer):
    watch_tool(officer.user, "first")
    watch_tool(officer.user, "stranger")
    rename(world[0], by)
    assert [(one.watch.slug, one.changed) for one in news(officer.user)] == [("first", True), ("stranger", False)]
    history = officer.get("/en/tools/first/").content.decode().partition('id="history"')[2]
    assert "Provider" in history
    assert "Old Maker" not in history  # why is staff's own


@pytest.mark.parametrize("field", ["text_en", "source_title", "source_url"])
def test_a_caution_that_says_something_else_changes_the_tools_that_show_it(world, by, field):
    with showing.noting(by=by):
        models.Caution.objects.update(**{field: "https://other.example/"})
    assert steps() == [("first", ["cautions"], True, "")]
    assert changed() == ["first"]


@pytest.mark.parametrize("way", ["delete", "take off"])
def test_a_caution_that_goes_changes_them_too(world, by, way):
    with showing.noting(by=by):
        world[1].delete() if way == "delete" else world[1].capabilities.clear()
    assert changed() == ["first"]


def test_what_a_page_says_as_before_is_no_change(world, by):
    provider, caution = world
    with showing.noting(by=by):
        provider.website = "https://new.example/"
        provider.save()
        caution.text_fr = "Une personne décide."
        caution.save()
    assert (steps(), changed()) == ([], [])


def test_another_provider_is_the_entrys_own_change(world, by):
    with showing.noting(by=by):
        models.Tool.objects.filter(slug="stranger").update(provider=world[0])
    assert steps() == []


def test_the_admin_notes_it(world, sign_in):
    provider, caution = world
    curator = sign_in("curator")
    page = reverse("admin:catalogue_provider_change", args=[provider.pk])
    typed = {"name": "New Maker", "type": provider.type, "country": "", "website": ""}
    assert curator.post(page, typed).status_code == 302
    assert changed() == ["first", "second"]
    assert [row[1] for row in steps()] == [["provider"], ["provider"]]
    page = reverse("admin:catalogue_caution_delete", args=[caution.pk])
    models.Tool.objects.update(changed=LONG_AGO)
    assert sign_in("administrator").post(page, {"post": "yes"}).status_code == 302
    assert changed() == ["first"]


def test_names_as_long_as_they_may_be_fit_the_history(world, by):
    rename(world[0], by, "N" * 200)
    models.Change.objects.all()[0].full_clean()


def test_the_queries_are_the_same_for_any_number(world, by, tool_factory, django_assert_num_queries):
    def reading() -> None:
        with showing.noting(by=by):
            pass

    for _ in range(2):
        with django_assert_num_queries(8):
            reading()
        for _number in range(5):
            tool_factory(provider=world[0])
