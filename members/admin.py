"""What of people's accounts do administrators see? No password, no seed, no code; changes come with vetting."""

from django.contrib import admin

from hub.admin import ReadOnly
from members.models import Invitation, User


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ("email", "name", "role", "approved_at", "expires_at", "suspended_at")
    list_filter = ("role",)
    search_fields = ("email", "name")
    ordering = ("email",)
    exclude = ("password",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ("email", "role", "created", "expires", "used")
    exclude = ("secret_hash",)
    ordering = ("-created",)
