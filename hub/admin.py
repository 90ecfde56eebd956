"""What of the Hub's own records do staff see? All of it is shown and nothing is changed here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.models import AuditEvent, AuditSeal, Job, OutboxMail, ReadEvent
from hub.spoken import named


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


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ("at", "event", "by", "target")
    list_filter = ("event",)
    search_fields = ("by", "target")
    ordering = ("-at", "-id")


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnly):
    """Whether the audit is being sealed. Whether it was changed, `manage.py verify_audit` says."""

    list_display = ("number", "at", "count", "digest")
    ordering = ("-number",)


@admin.register(ReadEvent)
class ReadEventAdmin(ReadOnly):
    list_display = ("at", "by", "target")
    search_fields = ("by", "target")
    ordering = ("-at", "-id")


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly):
    """Whether mail leaves; the message itself stays encrypted."""

    list_display = ("id", "created", "due", "attempts", "sent", "given_up", "error")
    exclude = ("message",)
    ordering = ("-id",)


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("name", "last_run")
    ordering = ("name",)
