"""How does somebody read a row who may not change it?

Django shows each field as plain text. Here a text says its language and direction, and the words of a list are joined
as the reader's language joins them.
"""

from collections.abc import Callable

from django.db.models import Field, ManyToManyField
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html

from catalogue.admin.order import in_order
from hub.bidi import listed
from hub.languages import DEFAULT, language
from hub.punctuation import NOTHING, comma


class SaysItsLanguage:
    """Mixed into the admin of rows with texts in several languages."""

    in_english: tuple[str, ...] = ()  # texts of one language, which the officers' pages show as English

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._read_as: dict[str, str] = {}  # field -> attribute
        for field in self.model._meta.get_fields():
            if shown := self._shown(field):
                shown.short_description = field.verbose_name
                self._read_as[field.name] = f"shown_{field.name}"
                setattr(self, f"shown_{field.name}", shown)

    def _shown(self, field) -> Callable | None:
        if isinstance(field, ManyToManyField):
            return lambda row: listed(in_order(getattr(row, field.name).all()), comma()) or NOTHING
        code = getattr(field, "language", None) or (DEFAULT if field.name in self.in_english else None)
        return (lambda row: _text(field, row, code)) if code else None

    def may_write(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) if obj else True

    def as_read(self, request, obj, fieldsets: list) -> list:
        if self.may_write(request, obj):
            return fieldsets
        return [
            (name, told | {"fields": tuple(self._read_as.get(field, field) for field in told["fields"])})
            for name, told in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if self.may_write(request, obj) else (*own, *self._read_as.values())


def _text(field: Field, row, code: str):
    value, spoken = getattr(row, field.name), language(code)
    if not value:
        return NOTHING
    return format_html('<div lang="{}" dir="{}">{}</div>', spoken.code, spoken.dir, linebreaksbr(value))
