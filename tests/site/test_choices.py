"""Can a reader tell the choices of a field and of a filter apart, in each language?"""

from collections import Counter
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.contrib import admin
from django.forms import BaseForm, ModelChoiceField
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

from hub.access import Audience
from hub.languages import CODES
from tests.personas import make_user

OURS = ("catalogue", "hub", "learning", "members")


def twice(labels) -> list[str]:
    """What a reader would see more than once."""
    seen = Counter(strip_tags(str(label)).casefold() for label in labels)
    return [label for label, times in seen.items() if times > 1]


def flat(choices) -> list[str]:
    """The labels, those of groups too."""
    found = []
    for value, label in choices:
        found += flat(label) if isinstance(label, (list, tuple)) else [label] if value not in ("", None) else []
    return found


def forms() -> set[type[BaseForm]]:
    for name in OURS:
        for module in walk_packages(import_module(name).__path__, f"{name}."):
            if ".migrations" not in module.name and ".management" not in module.name:
                import_module(module.name)
    found, new = set(), {BaseForm}
    while new:
        new = {child for form in new for child in form.__subclasses__()} - found
        found |= new
    return {form for form in found if form.__module__.split(".")[0] in OURS}


def filters(model_admin, user):
    request = RequestFactory().get("/", headers={"accept-language": translation.get_language()})
    request.user, request.audience = user, Audience.STAFF
    shown = model_admin.get_changelist_instance(request)
    return [(one.title, [choice["display"] for choice in one.choices(shown)]) for one in shown.filter_specs]


@pytest.mark.parametrize("code", CODES)
def test_no_two_choices_of_a_column_read_alike(code):
    with translation.override(code):
        fields = [
            (f"{model._meta.label}.{field.name}", flat(field.flatchoices))
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if getattr(field, "flatchoices", None)
        ]
        assert len(fields) > 40
        assert {name: found for name, labels in fields if (found := twice(labels))} == {}


@pytest.mark.parametrize("code", CODES)
def test_no_two_choices_of_a_form_read_alike(code):
    with translation.override(code):
        fields = [
            (f"{form.__name__}.{name}", flat(list(field.choices)))
            for form in forms()
            for name, field in getattr(form, "base_fields", {}).items()
            if hasattr(field, "choices") and not isinstance(field, ModelChoiceField)
        ]
        assert len(fields) > 20
        assert {name: found for name, labels in fields if (found := twice(labels))} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_no_two_choices_of_a_filter_read_alike(code):
    user, met, found = make_user("administrator"), 0, {}
    with translation.override(code):
        for model, model_admin in admin.site._registry.items():
            offered = filters(model_admin, user)
            met += len(offered)
            wrong = {str(title): again for title, labels in offered if (again := twice(labels))}
            if again := twice(title for title, _labels in offered):
                wrong["titles"] = again
            found |= {model._meta.label: wrong} if wrong else {}
    assert met > 20
    assert found == {}
