"""What of the Hub's own records do staff see? All of it is shown and nothing is changed here."""

import json

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.models import AuditEvent, AuditSeal, Job, OutboxMail, ReadEvent
from hub.punctuation import NOTHING
from hub.spoken import english, named


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


def _record(name: str):
    """A column of a record: kept in English words and codes, and shown as it is kept."""

    def column(self, row):
        if not (value := getattr(row, name)):
            return NOTHING
        return english(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value).__html__()

    return column


def _shown_as_kept(model, *names: str):
    """For the class of an admin: those fields of its records as columns `kept_…`."""

    def dressed(cls):
        for name in names:
            field = model._meta.get_field(name)
            shown = admin.display(description=field.verbose_name, ordering=name)(_record(name))
            setattr(cls, f"kept_{name}", shown)
        return cls

    return dressed


class RecordFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist):
        every, *others = super().choices(changelist)
        return [every, *(choice | {"display": english(str(choice["display"]))} for choice in others)]


@admin.register(AuditEvent)
@_shown_as_kept(AuditEvent, "event", "by", "target", "detail")
class AuditEventAdmin(ReadOnly):
    fields = ("at", "kept_by", "kept_event", "kept_target", "kept_detail")
    readonly_fields = fields
    list_display = ("at", "kept_event", "kept_by", "kept_target")
    list_filter = (("event", RecordFilter),)
    search_fields = ("by", "target")
    ordering = ("-at", "-id")


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnly):
    """Whether the audit is being sealed. Whether it was changed, `manage.py verify_audit` says."""

    list_display = ("number", "at", "count", "digest")
    ordering = ("-number",)


@admin.register(ReadEvent)
@_shown_as_kept(ReadEvent, "by", "target")
class ReadEventAdmin(ReadOnly):
    fields = ("at", "kept_by", "kept_target")
    readonly_fields = fields
    list_display = fields
    search_fields = ("by", "target")
    ordering = ("-at", "-id")


@admin.register(OutboxMail)
@_shown_as_kept(OutboxMail, "error")
class OutboxMailAdmin(ReadOnly):
    """Whether mail leaves; the message itself stays encrypted."""

    list_display = ("id", "created", "due", "attempts", "sent", "given_up", "kept_error")
    fields = list_display[1:]
    readonly_fields = fields
    ordering = ("-id",)


@admin.register(Job)
@_shown_as_kept(Job, "name")
class JobAdmin(ReadOnly):
    fields = ("kept_name", "last_run")
    readonly_fields = fields
    list_display = fields
    ordering = ("name",)
