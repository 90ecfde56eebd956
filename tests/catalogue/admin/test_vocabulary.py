"""Can curators merge, rename and take away words in the admin, and are they told first what will happen?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import merging, models
from catalogue.vocabulary import TermAlias
from hub.languages import CODES
from tests.catalogue.admin.test_tools import address, filled_in

WHERE = "/admin/catalogue/capability/{}/merge/"


def plain(response) -> str:
    """What a person reads."""
    html = response.content.decode()
    main = html[html.index('id="content"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main)).replace("&amp;", "&")


@pytest.fixture
def words(capability_factory, tool_factory):
    """Two capabilities; `old` is carried by two tools, one of them a draft that carries both."""
    old, new = capability_factory(name_en="Old"), capability_factory(name_en="New")
    tool_factory(name="Xqcanary", capabilities=[old])
    tool_factory(name="Draft", capabilities=[old, new], state="draft")
    return old, new


def where(term) -> str:
    return WHERE.format(term.pk)


# --- Merging ------------------------------------------------------------------------------------------------------


def test_the_road_from_the_word_to_the_merge(curator, words):
    old, new = words
    assert 'href="../merge/"' in curator.get(address(models.Capability, "change", old.pk)).content.decode()
    page = curator.get(where(old))
    assert [str(term) for term in page.context["form"].fields["into"].queryset] == ["New"]
    asked = plain(curator.get(where(old), {"into": new.slug}))
    assert "2 tools carry “Old”; they will carry the other word instead." in asked
    assert "1 of them carries both now." in asked
    assert "Xqcanary" in asked
    assert models.Capability.objects.count() == 2  # looking changed nothing
    answer = curator.post(where(old), {"into": new.slug}, follow=True)
    assert answer.redirect_chain[-1][0] == address(models.Capability, "change", new.pk)
    told = plain(answer)
    assert "“Old” was merged into “New”. Tools that carried it: 2." in answer.content.decode()
    assert "2 tools carry it" in told
    assert "tools: 2" not in told
    assert re.search(r"Slugs of words that were merged into this one.*old", told)


def test_cautions_are_announced(curator, words):
    old, new = words
    for slug, capability in (("of-old", old), ("of-new", new)):
        caution = models.Caution.objects.create(
            slug=slug, text_en="Check.", source_title="A", source_url="https://a.example/"
        )
        caution.capabilities.set([capability])
    asked = plain(curator.get(where(old), {"into": new.slug}))
    assert "These general cautions will be shown on all tools of the word that stays: of-old" in asked
    assert "These general cautions will be shown on the tools of the word that goes, too: of-new" in asked


def test_capabilities_of_a_family_are_announced(curator, words, family_factory):
    old, new = words
    place = f"/admin/catalogue/family/{old.family.pk}/merge/"
    asked = plain(curator.get(place, {"into": new.family.slug}))
    assert "These capabilities move to the other family: Old" in asked
    curator.post(place, {"into": new.family.slug})
    assert set(models.Capability.objects.values_list("family", flat=True)) == {new.family.pk}


def test_what_else_uses_a_word_is_said(curator, words):
    told = plain(curator.get(address(models.Family, "change", words[0].family.pk)))
    assert "2 tools carry it · capabilities: 1" in told


def test_a_step_is_asked_about_twice(curator, stage_factory):
    one, two = stage_factory(), stage_factory()
    asked = plain(curator.get(f"/admin/catalogue/stage/{one.pk}/merge/", {"into": two.slug}))
    assert "there will be one less for every officer" in asked


@pytest.mark.parametrize("into", ["", "old", "nowhere", "x" * 300, "\x00"])
def test_what_cannot_be_merged_is_said_and_nothing_happens(curator, words, into):
    old, _new = words
    for ask in (curator.get, curator.post):
        answer = ask(where(old), {"into": into})
        assert answer.status_code == 200
        assert "<title>Error:" in answer.content.decode()
        assert answer.context["form"].errors["into"]
    assert models.Capability.objects.count() == 2


def test_a_second_press_of_the_button_is_answered(curator, words):
    old, new = words
    curator.post(where(old), {"into": new.slug})
    assert curator.post(where(old), {"into": new.slug}).status_code == 404
    assert TermAlias.objects.count() == 1


def test_of_two_curators_at_once_the_second_is_told(curator, words, monkeypatch):
    """Between the form and the verb, somebody else was faster."""
    old, new = words
    merge = merging.merge

    def after_another(**values):
        merging.remove(term=models.Capability.objects.get(pk=new.pk), by=None)
        return merge(**values)

    models.Tool.objects.get(name="Draft").capabilities.remove(new)
    monkeypatch.setattr(merging, "merge", after_another)
    answer = curator.post(where(old), {"into": new.slug}, follow=True)
    assert "One of the two words is no longer there" in answer.content.decode()
    assert models.Tool.objects.filter(capabilities=old).count() == 2


def test_who_may_not_change_words_does_not_find_the_page(browsers, words):
    old, new = words
    for name in browsers.keys() - {"curator", "administrator"}:
        for ask in (browsers[name].get, browsers[name].post):
            answer = ask(where(old), {"into": new.slug})
            assert answer.status_code in {302, 404}, name
            assert b"Xqcanary" not in answer.content
    assert models.Capability.objects.count() == 2
    page = browsers["translator"].get(address(models.Capability, "change", old.pk)).content.decode()
    assert "merge/" not in page
    assert "2 tools carry it" in page


@pytest.mark.parametrize("code", CODES)
def test_every_language(curator, words, code):
    old, new = words
    for data in ({}, {"into": new.slug}):
        assert curator.get(where(old), data, headers={"accept-language": code}).status_code == 200


# --- Renaming and adding ------------------------------------------------------------------------------------------


def test_renaming_keeps_the_slug_and_every_link(curator, words, officer):
    old, _new = words
    place = address(models.Capability, "change", old.pk)
    curator.post(place, filled_in(curator.get(place)) | {"name_en": "Renamed", "name_fr": "Renommé"})
    old.refresh_from_db()
    assert (old.slug, old.name_en, old.name_fr) == ("old", "Renamed", "Renommé")
    assert officer.get("/fr/tools/?capability=old").context["removables"][0].label == "Renommé"


def test_a_word_is_added(curator, family_factory):
    place = address(models.Capability, "add")
    data = filled_in(curator.get(place)) | {"slug": "fresh", "family": family_factory().pk, "name_en": "Fresh"}
    assert curator.post(place, data | {"definition_en": "New."}).status_code == 302
    assert models.Capability.objects.get().slug == "fresh"


def test_a_new_word_never_takes_the_slug_of_a_merged_one(curator, words):
    old, new = words
    merging.merge(term=old, into=new, by=curator.user)
    place = address(models.Capability, "add")
    data = filled_in(curator.get(place)) | {"slug": "old", "family": new.family.pk, "name_en": "Old again"}
    answer = curator.post(place, data | {"definition_en": "Again."})
    assert "Old links with this slug lead to the word it was merged into." in answer.content.decode()
    assert 'value="Old again"' in answer.content.decode()  # nothing typed is lost
    assert models.Capability.objects.count() == 1


# --- Taking away --------------------------------------------------------------------------------------------------


def test_a_word_in_use_is_not_deleted_and_the_curator_is_told_why(curator, words):
    old, _new = words
    for ask in (curator.get, curator.post):
        answer = ask(address(models.Capability, "delete", old.pk), {"post": "yes"}, follow=True)
        said = "This word is in use and cannot be deleted. Merge it into another one instead."
        assert said in answer.content.decode()
    curator.post(
        address(models.Capability, "changelist"), {"action": "delete_selected", "_selected_action": [old.pk], "post": 1}
    )
    assert models.Tool.objects.filter(capabilities=old).count() == 2


def test_an_unused_word_is_deleted(curator, theme_factory):
    theme = theme_factory()
    assert "Nothing uses this word" in plain(curator.get(address(models.Theme, "change", theme.pk)))
    curator.post(address(models.Theme, "delete", theme.pk), {"post": "yes"})
    assert not models.Theme.objects.exists()


# --- How many tools carry it --------------------------------------------------------------------------------------


def test_the_list_counts_the_tools_and_leads_to_them(curator, words):
    html = curator.get(address(models.Capability, "changelist")).content.decode()
    link = re.search(r'<a href="(/admin/catalogue/tool/\?term=capability%3Aold)">2</a>', html).group(1)
    found = curator.get(link)
    assert sorted(row.name for row in found.context["cl"].result_list) == ["Draft", "Xqcanary"]
    assert "Old" in plain(found)
    families = curator.get(address(models.Family, "changelist")).content.decode()
    assert families.count('">2</a>') == 1
    assert families.count('">1</a>') == 1


@pytest.mark.parametrize(
    "value", ["capability:nowhere", "nothing:old", "old", "\x00", "capability:\x00", "capability:old:x"]
)
def test_an_odd_word_lists_nothing(curator, words, value):
    found = curator.get(address(models.Tool, "changelist"), {"term": value})
    assert list(found.context["cl"].result_list) == []


def test_pages_cost_the_same_for_few_and_many(curator, words, tool_factory):
    old, new = words

    def queries(place, data=None):
        with CaptureQueriesContext(connection) as held:
            assert curator.get(place, data).status_code == 200
        return len(held)

    places = [(where(old), {"into": new.slug}), (address(models.Capability, "changelist"), None)]
    places += [(address(models.Capability, "change", old.pk), None)]
    curator.get(where(old))
    few = [queries(*place) for place in places]
    for _ in range(40):
        tool_factory(capabilities=[old])
    assert [queries(*place) for place in places] == few
    assert "and 12 more" in plain(curator.get(where(old), {"into": new.slug}))


def test_what_goes_with_a_caution_is_told_without_codes(curator, capability_factory):
    caution = models.Caution.objects.create(
        slug="care", text_en="Handle with care.", source_url="https://source.example/"
    )
    caution.capabilities.add(capability_factory())
    place = address(models.Caution, "delete", caution.pk)
    page = curator.get(place, headers={"accept-language": "zh-hans"}).content.decode()
    assert ("care" in page, "relationship" in page, "object (" in page) == (True, False, False)
    curator.post(place, {"post": "yes"})
    assert not models.Caution.objects.exists()


def test_the_name_comes_before_the_definition(curator, theme_factory):
    page = curator.get(address(models.Theme, "change", theme_factory().pk)).content.decode()
    assert 0 < page.index('id="id_name_en"') < page.index('id="id_definition_en"')
