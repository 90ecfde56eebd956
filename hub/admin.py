"""What of the Hub's own records do staff see? All of it is shown and nothing is changed here."""

import json
from typing import ClassVar

from django.contrib import admin
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub import admin_order, audit, audit_words, record_words
from hub.languages import DEFAULT
from hub.models import AuditEvent, AuditSeal, Job, OutboxMail, ReadEvent
from hub.punctuation import NOTHING
from hub.sorting import ordered
from hub.spoken import english, named

FINDS_CODES = _("The search finds the numbers and the codes that stand below the words.")


def frame(model_admin, request, title) -> dict:
    """What the admin's own template asks of a page of ours: the context of every page of that site."""
    return {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "title": title}


def _parameter(entry) -> str:
    """What stands in an address for a filter: its own name, or that of its field."""
    return entry[0] if isinstance(entry, tuple) else getattr(entry, "parameter_name", entry)


class OwnFilters:
    """Mixed in: a list is filtered by what its page offers, so nobody finds out by other parts of an address what a row
    hides. Django itself lets every column of the row through (ACL-07)."""

    def lookup_allowed(self, lookup, value, request):
        offered = {_parameter(entry) for entry in self.get_list_filter(request)}
        name, _mark, how = lookup.partition("__")
        return name in offered and how in {"", "exact", "in", "isnull"}


class LanguageFilter(admin.ChoicesFieldListFilter):
    """Of a field that holds a language: each by its own name."""

    def choices(self, changelist):
        every, *others = super().choices(changelist)
        chosen = zip((code for code, _name in self.field.flatchoices), others, strict=True)
        return [every, *(choice | {"display": named(code)} for code, choice in chosen)]


class ShowsLanguage:
    """Mixed into the admin of rows with a language."""

    @admin.display(description=_("language"))
    def spoken(self, row):
        return named(row.language).__html__()


class ReadOnly(OwnFilters, admin.ModelAdmin):
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NotesReads:
    """Mixed into the admin of people's data: every page of it that opens is noted, without its content."""

    def changelist_view(self, request, extra_context=None):
        return self._noted(request, "list", super().changelist_view(request, extra_context))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return self._noted(request, object_id, super().changeform_view(request, object_id, form_url, extra_context))

    def history_view(self, request, object_id, extra_context=None):
        return self._noted(request, object_id, super().history_view(request, object_id, extra_context))

    def _noted(self, request, what, response):
        if response.status_code == 200 and what:  # a form to add somebody shows nobody
            audit.note_read(by=request.user, target=f"{self.opts.model_name} {what}"[:120])
        return response


def _code(code: str) -> SafeString:
    return format_html('<code lang="{}" dir="ltr">{}</code>', DEFAULT, code)


def _in_words(words, code: str) -> SafeString | Promise:
    """Without its code; a code that has no words any more stands for itself."""
    return words or (_code(code) if code else NOTHING)


def _with_code(words, code: str) -> SafeString | Promise:
    """What it means, and below it the code that is kept, unless they say the same."""
    if not words or str(words).casefold() == code.casefold():
        return _in_words(words, code)
    return format_html("{}<br>{}", words, _code(code))


def _column(name: str, label, words, *, shown=_with_code):
    """Of a field that keeps a code."""

    @admin.display(description=label, ordering=name)
    def column(self, row):
        code = getattr(row, name)
        return shown(words(code), code)

    return column


def _label(model, name: str):
    return model._meta.get_field(name).verbose_name


class EventFilter(admin.AllValuesFieldListFilter):
    """The events that there are, in words and in the order of the reader's language."""

    def choices(self, changelist):
        every, *others = super().choices(changelist)
        shown = [one | {"display": audit_words.event(one["display"]) or english(one["display"])} for one in others]
        return [every, *ordered(shown, by=lambda one: str(one["display"]))]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    fields = ("at", "by_words", "event_words", "target_words", "kept_detail")
    readonly_fields = fields
    list_display = ("at", "event_in_short", "by_words", "target_words")
    list_filter = (("event", EventFilter),)
    search_fields = ("by", "target")
    search_help_text = FINDS_CODES
    ordering = ("-at", "-id")
    event_in_short = _column("event", _label(AuditEvent, "event"), audit_words.event, shown=_in_words)
    event_words = _column("event", _label(AuditEvent, "event"), audit_words.event)
    by_words = _column("by", _label(AuditEvent, "by"), audit_words.actor)
    target_words = _column("target", _label(AuditEvent, "target"), audit_words.target)

    @admin.display(description=_label(AuditEvent, "detail"))
    def kept_detail(self, row):
        return _code(json.dumps(row.detail, ensure_ascii=False)) if row.detail else NOTHING


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnly):
    """Whether the audit is being sealed. Whether it was changed, `manage.py verify_audit` says."""

    list_display = ("number", "at", "count", "digest")
    ordering = ("-number",)


@admin.register(ReadEvent)
class ReadEventAdmin(ReadOnly):
    fields = ("at", "by_words", "target_words")
    readonly_fields = fields
    list_display = fields
    search_fields = ("by", "target")
    search_help_text = FINDS_CODES
    ordering = ("-at", "-id")
    by_words = _column("by", _label(ReadEvent, "by"), audit_words.actor)
    target_words = _column("target", _label(ReadEvent, "target"), audit_words.target)


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly):
    """Whether mail leaves; the message itself stays encrypted."""

    list_display = ("number", "created", "due", "attempts", "sent", "given_up", "error_words")
    fields = list_display[1:]
    readonly_fields = fields
    ordering = ("-id",)

    @admin.display(description=_("number"), ordering="id")
    def number(self, row):
        return row.pk

    @admin.display(description=_label(OutboxMail, "error"), ordering="error")
    def error_words(self, row):
        return _with_code(record_words.fault(row.error), row.error) if row.error else NOTHING


@admin.register(Job)
class JobAdmin(admin_order.InReadersOrder, ReadOnly):
    fields = ("title", "about", "last_run")
    readonly_fields = fields
    list_display = fields
    ordering = ("name",)
    names: ClassVar = {"name": admin_order.Name(("name",), read=lambda code: str(record_words.job(code) or code))}
    title = _column("name", _label(Job, "name"), record_words.job, shown=_in_words)

    @admin.display(description=_("what the job does"))
    def about(self, row):
        return record_words.job_about(row.name)
