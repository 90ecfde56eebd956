"""What of people's accounts do staff see? No password, no seed, no code; each change is a page of its own.

Reviewers see members, and of them what tells whether somebody still serves: no account of staff, no visits.
"""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from hub import admin_order
from hub.admin import NotesReads, ReadOnly, ShowsLanguage
from hub.bidi import apart
from hub.punctuation import NOTHING
from hub.spoken import named
from members.admin.membership import MembershipPages, StandingFilter, SuspensionFilter, standing_of
from members.admin.sessions import EndsSessions
from members.models import Invitation, Role, User

PERSON = ("email", "name", "spoken", "languages", "country", "agency", "unit", "supervisor_email")
MEMBERSHIP = ("stands", "approved_at", "expires_at", "suspended_at", "suspended_by", "closed_at")
ACCOUNT = ("role", "time_zone", "last_login", "anonymised_at", "signed_in")  # for administrators


def _together(codes: list[str]):
    return format_html_join(" · ", "{}", ((named(code),) for code in codes)) or NOTHING


@admin.register(User)
class UserAdmin(admin_order.InReadersOrder, NotesReads, ShowsLanguage, MembershipPages, EndsSessions, ReadOnly):
    list_display = ("address", "shown_name", "stands", "unit", "expires_at")
    list_select_related = ("unit",)
    list_max_show_all = 0
    search_fields = ("email", "name")
    ordering = ("email",)
    names = {"name": admin_order.name("name"), "unit": admin_order.name("unit__name")}
    readonly_fields = (*EndsSessions.readonly_fields, "stands", "spoken", "languages")

    def get_queryset(self, request):
        everybody = super().get_queryset(request)
        if request.user.role == Role.ADMINISTRATOR:
            return everybody
        return everybody.filter(role=Role.OFFICER, anonymised_at=None)

    def get_fields(self, request, obj=None):
        return PERSON + MEMBERSHIP + (ACCOUNT if request.user.role == Role.ADMINISTRATOR else ())

    def get_list_filter(self, request):
        own = (StandingFilter, SuspensionFilter)
        return (*own, "role") if request.user.role == Role.ADMINISTRATOR else own

    @admin.display(description=User._meta.get_field("email").verbose_name, ordering="email")
    def address(self, user):
        return apart(user.email)

    @admin.display(description=User._meta.get_field("name").verbose_name, ordering="name")
    def shown_name(self, user):
        return apart(user.name)

    @admin.display(description=User._meta.get_field("working_languages").verbose_name)
    def languages(self, user):
        return _together(user.working_languages)

    @admin.display(description=_("membership"))
    def stands(self, user):
        return standing_of(user)


@admin.register(Invitation)
class InvitationAdmin(NotesReads, ReadOnly):
    list_display = ("email", "role", "created", "expires", "used")
    exclude = ("secret_hash", "code_mark", "languages")
    readonly_fields = ("given",)
    ordering = ("-created",)

    @admin.display(description=User._meta.get_field("working_languages").verbose_name)
    def given(self, invitation):
        """To a translator."""
        return _together(invitation.languages)
