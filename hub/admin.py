"""What of the Hub's own records do staff see? All of it is shown and nothing is changed here."""

from django.contrib import admin

from hub.models import AuditEvent, Job, OutboxMail


class ReadOnly(admin.ModelAdmin):
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ("at", "event", "by", "target")
    list_filter = ("event",)
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
