"""Can an officer look up what the words of the filters mean?"""

import pytest
from django.utils.html import escape

from catalogue import models
from hub.bidi import names_apart
from hub.languages import CODES, language
from hub.models import TextOrigin


@pytest.mark.parametrize("code", CODES)
def test_every_word_with_its_meaning_in_the_readers_language(catalogue, officer, code):
    html = officer.get(f"/{code}/tools/words/").content.decode()
    column = language(code).column
    for model in (models.Stage, models.Family, models.Capability, models.Input, models.Deployment, models.System):
        for name, definition in model.objects.values_list(f"name_{column}", f"definition_{column}"):
            assert str(escape(name)) in html
            assert names_apart(definition, code) in html


def test_a_machines_words_are_marked_until_a_person_made_them(catalogue, officer):
    assert "*Traduction automatique" in officer.get("/fr/tools/words/").content.decode()
    assert "*Machine translation" not in officer.get("/en/tools/words/").content.decode()
    TextOrigin.objects.filter(language="fr").update(origin="reviewed")
    models.Stage.objects.first().save()
    assert "*Traduction automatique" not in officer.get("/fr/tools/words/").content.decode()


def test_each_word_leads_to_its_tools(catalogue, officer):
    assert 'href="/en/tools/?stage=triage"' in officer.get("/en/tools/words/").content.decode()
