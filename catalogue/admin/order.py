"""In which order do words stand where staff list or choose them? As officers see them."""

from collections.abc import Iterable

from django import forms
from django.db.models import Model

from catalogue.facets import FACETS
from hub.forms import InOrder, OrderedChoiceField
from hub.sorting import ordered

CURATED = {facet.key for facet in FACETS if facet.curated}


class _Several(forms.ModelMultipleChoiceField):
    iterator = InOrder


def is_curated(model: type[Model]) -> bool:
    """The steps of an investigation have an order of their own; kinds of help are found by their name."""
    return model._meta.model_name in CURATED


def in_order(words: Iterable[Model]) -> list[Model]:
    words = list(words)
    return words if not words or is_curated(type(words[0])) else ordered(words)


def choice_of(model: type[Model], *, several: bool) -> dict:
    """For a field of a form."""
    if is_curated(model):
        return {}
    return {"form_class": _Several if several else OrderedChoiceField}
