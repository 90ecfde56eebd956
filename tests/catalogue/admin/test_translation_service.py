"""Can a translator ask the outside service for a text that is missing, and is nothing else asked for?"""

import pytest

from catalogue import models, origins
from hub.models import Origin, TextOrigin
from tests.catalogue.translated import BETTER, FRENCH
from tests.catalogue.translating_service import serving
from tests.personas import EVERYBODY, Browser, browser_of
from tests.site.html import text_of

pytestmark = pytest.mark.django_db
TEXT = "/admin/catalogue/translations/tool/finder/summary/fr/"
ASK = f"{TEXT}ask/"
BUTTON = "Ask the translation service"


@pytest.fixture
def service(settings):
    with serving() as service:
        settings.TRANSLATE_URL = service.url
        service.texts = {"Finds known files.": "Trouve les fichiers connus."}
        yield service


def test_asked_by_a_button(service, french_translator, made):
    assert BUTTON in text_of(french_translator.get(TEXT))
    answer = french_translator.post(f"{ASK}?section=summary", follow=True)
    assert answer.redirect_chain == [(f"{TEXT}?section=summary", 302)]
    page = text_of(answer)
    assert "The translation service answered. Read its text before you approve it." in page
    assert "Machine translation, not read by a person" in page
    assert "Trouve les fichiers connus." in page
    assert BUTTON not in page
    made.tool.refresh_from_db()
    assert made.tool.summary_fr == "Trouve les fichiers connus."
    assert TextOrigin.objects.get(field="summary").origin == Origin.MACHINE


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_ask(name, service, made):
    browser = Browser() if name == "visitor" else browser_of(name)
    asks = name in {"curator", "administrator"}  # a translator without a language asks for none
    assert browser.post(ASK).status_code == (302 if asks or name == "visitor" else 404)
    assert len(service.asked) == asks


def test_only_in_ones_own_languages(service, french_translator):
    assert french_translator.post(ASK.replace("/fr/", "/ar/")).status_code == 404
    assert french_translator.post(ASK.replace("/summary/", "/name/")).status_code == 404
    assert french_translator.post(ASK.replace("finder", "nothing")).status_code == 404
    assert service.asked == []


def test_a_look_asks_nothing(service, french_translator):
    assert french_translator.get(ASK).status_code == 405
    french_translator.get(TEXT)
    assert service.asked == []


def test_no_button_where_there_is_no_service(french_translator):
    assert BUTTON not in text_of(french_translator.get(TEXT))
    assert "No translation service is set up." in text_of(french_translator.post(ASK, follow=True))


def test_no_button_beside_what_a_person_wrote(service, french_translator, made):
    models.Tool.objects.update(summary_fr=BETTER, summary_en="Newer.")
    origins.written_by_hand(made.tool, "summary", "fr")
    TextOrigin.objects.update(english="000000000000")
    assert BUTTON not in text_of(french_translator.get(TEXT))
    assert "The service is asked for what is missing" in text_of(french_translator.post(ASK, follow=True))
    assert service.asked == []
    made.tool.refresh_from_db()
    assert made.tool.summary_fr == BETTER


def test_not_a_draft(service, french_translator):
    models.Tool.objects.update(state=models.State.DRAFT)
    assert BUTTON not in text_of(french_translator.get(TEXT))
    assert "Only what officers see is sent to the translation service." in text_of(
        french_translator.post(ASK, follow=True)
    )
    assert service.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, b""), "The translation service refuses the key of this Hub."),
        ((200, b"nothing"), "an answer that the Hub does not understand"),
        ((200, b'{"translatedText": "Trouve <b>7</b> fichiers."}'), "was not kept. Numbers differ from the English"),
        (
            (200, b'{"translatedText": "' + b"Trouve bien. " * 40 + b'"}'),
            "was not kept. Ensure this value has at most 400 characters",
        ),
    ],
)
def test_what_goes_wrong_is_said(answer, said, service, french_translator, made):
    service.answer = answer
    assert said in text_of(french_translator.post(ASK, follow=True))
    made.tool.refresh_from_db()
    assert made.tool.summary_fr is None
    assert made.tool.limits_fr == FRENCH
