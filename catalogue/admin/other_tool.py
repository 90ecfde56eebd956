"""How does a form name another entry, where a box with all of them would be a megabyte?

By its slug: typed, or taken from the list that the magnifier opens. Beside it stands the name, as a link.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import TO_FIELD_VAR
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.checks import SLUG
from catalogue.models import Tool

SLUG_OF_IT = _("Its slug: type it, or take it from the list that the magnifier opens.")


class SlugInput(ForeignKeyRawIdWidget):
    def __init__(self):
        super().__init__(Tool._meta.get_field("replaced_by").remote_field, admin.site, {"dir": "ltr"})

    def url_parameters(self):
        return self.base_url_parameters() | {TO_FIELD_VAR: "slug"}

    def label_and_url_for_value(self, value):
        tool = _named(value)
        return (tool.name, reverse("admin:catalogue_tool_change", args=[tool.pk])) if tool else ("", "")


class OtherTool(forms.CharField):
    """The text is a slug, the value an entry."""

    def __init__(self, **kwargs):
        super().__init__(max_length=Tool._meta.get_field("slug").max_length, widget=SlugInput(), **kwargs)

    def prepare_value(self, value):
        return value.slug if isinstance(value, Tool) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))

    def clean(self, value):
        slug = super().clean(self.prepare_value(value))
        if slug and (tool := _named(slug)) is None:
            raise forms.ValidationError(_("No entry has this slug. The magnifier opens the list of all entries."))
        return tool if slug else None


def _named(slug: str) -> Tool | None:
    """What is no slug is not looked for: PostgreSQL takes no NUL."""
    return Tool.objects.filter(slug=slug).first() if SLUG.fullmatch(slug) else None
