"""Is a translation that a curator types in a form held against its English before it is saved?"""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from modeltranslation.translator import translator

from catalogue import models
from catalogue.admin.checked import SHOWN, ChecksTexts, tell_warnings
from hub.models import TextOrigin
from tests.catalogue.admin.test_tools import address, filled_in
from tests.catalogue.translated import BETTER, ENGLISH
from tests.personas import browser_of
from tests.site.html import text_of

pytestmark = pytest.mark.django_db
FAULTY = "Only English words {x} 99"


@pytest.fixture
def curator():
    return browser_of("curator")


def sent(browser, row, status: int, **changes):
    place = address(type(row), "change", row.pk)
    response = browser.post(place, filled_in(browser.get(place)) | changes, follow=True)
    assert (response.redirect_chain != []) == (status == 302)
    row.refresh_from_db()
    return response


def errors(response) -> dict:
    """Of all forms of the page."""
    forms = [response.context["adminform"].form]
    forms += [form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    return {form.add_prefix(name): " ".join(texts) for form in forms for name, texts in form.errors.items()}


def test_every_form_of_a_row_with_translations_checks_them():
    for model_admin in admin.site._registry.values():
        inlines = list(model_admin.inlines)
        for kind in (model_admin, *inlines):
            if kind.model in translator.get_registered_models() and kind.model._meta.app_label == "catalogue":
                assert issubclass(kind.form, ChecksTexts), kind


def test_a_tools_form_refuses_at_its_field_and_keeps_what_was_typed(curator, made):
    response = sent(curator, made.tool, 200, limits_fr=BETTER.replace("4", "5"), summary_ar=FAULTY, name="Finder 2")
    found = errors(response)
    assert set(found) == {"limits_fr", "summary_ar"}
    assert "Numbers differ from the English: " in found["limits_fr"]
    assert "The text is not in the language that it is for." in found["summary_ar"]
    assert "Placeholders differ" in found["summary_ar"]
    page = response.content.decode()
    assert FAULTY in page
    assert BETTER.replace("4", "5") in page
    assert (made.tool.name, made.tool.summary_ar) == ("Finder", None)


@pytest.mark.parametrize(("code", "said"), [("fr", "n’est pas dans la langue"), ("ar", "ليس باللغة")])
def test_the_reason_is_in_the_curators_language(code, said, curator, made):
    curator.cookies["django_language"] = code
    place = address(models.Tool, "change", made.tool.pk)
    data = filled_in(curator.get(place, headers={"accept-language": code})) | {"summary_ar": FAULTY}
    curator.user.language = code
    curator.user.save()
    assert said in errors(curator.post(place, data, headers={"accept-language": code}))["summary_ar"]


def test_a_statement_of_the_tools_form_is_checked(curator, made):
    found = errors(sent(curator, made.tool, 200, **{"evidence-0-claim_fr": "L’outil fait gagner 3 heures par jour."}))
    assert set(found) == {"evidence-0-claim_fr"}
    sent(curator, made.tool, 302, **{"evidence-0-claim_fr": "L’outil fait gagner 2 heures par jour."})
    assert made.tool.evidence.get().claim_fr == "L’outil fait gagner 2 heures par jour."


def test_the_english_of_the_same_form_counts(curator, made):
    english, french = ENGLISH.replace("3", "2"), BETTER.replace("3", "2")
    assert set(errors(sent(curator, made.tool, 200, limits_fr=french))) == {"limits_fr"}
    sent(curator, made.tool, 302, limits_fr=french, limits_en=english)
    assert (made.tool.limits_en, made.tool.limits_fr) == (english, french)
    assert TextOrigin.objects.get(field="limits").origin == "human"


def test_words_are_checked_too(curator, made):
    assert set(errors(sent(curator, made.stage, 200, name_ar=FAULTY))) == {"name_ar"}
    sent(curator, made.stage, 302, name_ar="الفرز")
    assert made.stage.name_ar == "الفرز"


def test_cautions_are_checked_too(curator, capability_factory):
    about = {"source_title": "A", "source_url": "https://a.example/"}
    caution = models.Caution.objects.create(slug="caution", text_en="Check 2 sources.", **about)
    caution.capabilities.add(capability_factory())
    assert set(errors(sent(curator, caution, 200, text_fr="Vérifiez 3 sources."))) == {"text_fr"}
    sent(curator, caution, 302, text_fr="Vérifiez 2 sources.")
    assert caution.text_fr == "Vérifiez 2 sources."


def test_a_new_word_is_checked(curator):
    place = address(models.Theme, "add")
    data = filled_in(curator.get(place)) | {"slug": "new", "name_en": "New", "name_ar": FAULTY}
    assert "name_ar" in errors(curator.post(place, data))
    assert curator.post(place, data | {"name_ar": "جديد"}).status_code == 302
    assert models.Theme.objects.get().name_ar == "جديد"


def test_a_fault_that_was_there_before_hinders_no_other_change(curator, made):
    models.Tool.objects.update(limits_fr="Il trouve 7 fichiers.", summary_ar=FAULTY)
    models.Evidence.objects.update(claim_fr="9")
    sent(curator, made.tool, 302, name="Finder 2", limits_en="It finds 8 files.", **{"evidence-0-claim_en": "It is 1."})
    assert (made.tool.name, made.tool.limits_en, made.tool.summary_ar) == ("Finder 2", "It finds 8 files.", FAULTY)


def test_what_only_warns_is_saved_and_told(curator, made):
    response = sent(curator, made.tool, 302, summary_fr="Trouve les fichiers connus ; ici!")
    assert made.tool.summary_fr == "Trouve les fichiers connus ; ici!"
    told = [str(message) for message in response.context["messages"]]
    assert any("Saved, but look again at" in text and "Punctuation" in text for text in told), told
    assert "look again" not in text_of(sent(curator, made.tool, 302, summary_fr="Trouve les fichiers connus."))


def test_many_warnings_are_a_number(rf):
    request = rf.get("/")
    request._messages = CookieStorage(request)
    field = SimpleNamespace(label="summary [fr]")
    forms = [SimpleNamespace(fields={"a": field}, to_look_at={"a": ["Length.", "Names."]})] * (SHOWN + 2)
    tell_warnings(request, forms)
    told = [str(message) for message in request._messages]
    assert told[0] == "Saved, but look again at summary [fr]. Length. Names."
    assert (len(told), told[-1]) == (SHOWN + 1, "2 more translations are to be looked at again.")


def test_a_statement_that_goes_is_not_checked(curator, made):
    sent(curator, made.tool, 302, **{"evidence-0-claim_fr": "9", "evidence-0-DELETE": "on"})
    assert not made.tool.evidence.exists()


def test_what_is_refused_costs_no_query_more(curator, made, django_assert_max_num_queries):
    """The check reads nothing of the database."""
    place = address(models.Tool, "change", made.tool.pk)
    data = filled_in(curator.get(place))
    with django_assert_max_num_queries(200) as few:
        curator.post(place, data | {"name": ""})
    with django_assert_max_num_queries(200) as many:
        curator.post(place, data | {"name": "", "limits_fr": "9", "summary_ar": FAULTY, "evidence-0-claim_fr": "9"})
    assert len(many) == len(few)
