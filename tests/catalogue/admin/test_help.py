"""Is it said of every field what is good in it?"""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from catalogue import models
from catalogue.admin.help import HELP, help_for
from hub.languages import CODES

KEPT = (*models.VOCABULARY, models.Caution, models.Provider, models.Tool)


@pytest.fixture
def asked(administrator):
    request = RequestFactory().get("/")
    request.user = administrator.user
    return request


def forms(asked, model) -> dict[type, dict]:
    """Every form of a model's page: its own and its inlines'."""
    page = admin.site.get_model_admin(model)
    found = {model: page.get_form(asked, None).base_fields}
    return found | {
        inline.model: inline.get_formset(asked, None).form.base_fields for inline in page.get_inline_instances(asked)
    }


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_every_field_says_what_is_good(asked, model):
    others = tuple(f"_{code.replace('-', '_')}" for code in CODES if code != "en")
    for owner, fields in forms(asked, model).items():
        silent = {name for name, field in fields.items() if not field.help_text and not name.endswith(others)}
        assert silent - {"id", "DELETE", "tool"} == set(), owner


def test_no_sentence_is_for_a_field_that_is_gone():
    for model, told in HELP.items():
        known = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        assert set(told) - known == set(), model


def test_a_field_that_nobody_wrote_of_says_nothing():
    assert help_for(models.Tool, "state") == ""
