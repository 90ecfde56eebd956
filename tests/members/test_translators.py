"""Does an administrator, and nobody else, say into which languages a translator translates?"""

import pytest

from hub.languages import TRANSLATIONS
from hub.models import AuditEvent
from hub.refusals import NotAllowed
from members import translators
from members.models import User
from tests.personas import make_user


def refused(user, by) -> str:
    with pytest.raises(NotAllowed) as caught:
        translators.give_languages(user=user, by=by, languages=["fr"])
    return caught.value.code


@pytest.mark.django_db
def test_an_administrator_gives_and_takes():
    user, by = make_user("translator"), make_user("administrator")
    assert user.translates_into == ()
    assert translators.give_languages(user=user, by=by, languages=["fr", "ar", "en", "fr"])
    assert User.objects.get(pk=user.pk).translates_into == ("ar", "fr")
    assert not translators.give_languages(user=user, by=by, languages=["ar", "fr"])
    assert translators.give_languages(user=user, by=by, languages=[])
    assert User.objects.get(pk=user.pk).translates_into == ()
    said = AuditEvent.objects.filter(event="languages of a translator changed").order_by("pk")
    assert [event.detail for event in said] == [{"languages": ["ar", "fr"]}, {"languages": []}]


@pytest.mark.django_db
def test_nobody_gives_one_to_themselves_or_to_others_than_translators():
    translator, administrator = make_user("translator"), make_user("administrator")
    assert refused(translator, translator) == "role"
    assert refused(administrator, administrator) == "own"
    assert refused(make_user("officer"), administrator) == "no_translator"
    for name in ("officer", "reviewer", "curator"):
        assert refused(translator, make_user(name)) == "role"
    assert User.objects.get(pk=translator.pk).working_languages == []


@pytest.mark.django_db
def test_who_keeps_the_entries_translates_into_all_and_others_into_none():
    into = {name: make_user(name, working_languages=["fr"]).translates_into for name in ("curator", "administrator")}
    assert into == dict.fromkeys(into, TRANSLATIONS)
    for name in ("officer", "reviewer"):
        assert make_user(name, working_languages=["fr"]).translates_into == ()


def test_the_page_of_an_administrator(administrator, translator, curator):
    person = translator.user
    address = f"/admin/members/user/{person.pk}/languages/"
    assert (
        "Languages of the translator" in administrator.get(f"/admin/members/user/{person.pk}/change/").content.decode()
    )
    assert administrator.post(address, {"languages": ["fr", "ru"]}).status_code == 302
    assert User.objects.get(pk=person.pk).working_languages == ["fr", "ru"]
    assert 'value="ru" id="id_languages_3" checked' in administrator.get(address).content.decode()
    assert administrator.post(address, {"languages": ["xx"]}).status_code == 200
    for browser in (translator, curator):
        assert browser.get(address).status_code == browser.post(address, {"languages": ["ar"]}).status_code == 404
    assert (
        "This person is no translator."
        in administrator.get(f"/admin/members/user/{curator.user.pk}/languages/").content.decode()
    )


def test_the_settings_of_a_translator_change_no_language_of_the_desk(translator):
    """The language of the pages is the person's own choice, and opens nothing."""
    sent = {"language": "ar", "time_zone": "UTC", "working_languages": ["ar"]}
    assert translator.post("/en/accounts/settings/", sent).status_code == 302
    assert (translator.user.language, translator.user.translates_into) == ("ar", ())
