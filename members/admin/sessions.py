"""How does an administrator sign somebody out everywhere (SESS-05)?"""

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.admin import frame
from members import sessions


class EndsSessions:
    """Mixed into the page of a person: one more page that ends their sign-ins."""

    readonly_fields = ("signed_in",)

    @admin.display(description=_("signed in"))
    def signed_in(self, user):
        address = reverse("admin:members_user_end_sessions", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Where, and how to end it"))

    def get_urls(self):
        page = self.admin_site.admin_view(reauthentication_required(self.end_sessions))
        own = path("<path:object_id>/sessions/", page, name="members_user_end_sessions")
        return [own, *super().get_urls()]

    def end_sessions(self, request, object_id):
        user = self.get_object(request, unquote(object_id))
        if user is None or not request.user.has_perm("members.end_sessions_user"):
            raise Http404
        if request.method == "POST":
            count = sessions.end_all(user, because=sessions.Because.STAFF, by=request.user)
            text = ngettext("%(count)d sign-in ended.", "%(count)d sign-ins ended.", count) % {"count": count}
            messages.success(request, text)
            return HttpResponseRedirect(reverse("admin:members_user_change", args=[user.pk]))
        audit.note_read(by=request.user, target=f"sign-ins of user {user.pk}")
        page = frame(self, request, str(user)) | {"person": user}
        return render(request, "admin/members/user/end_sessions.html", page | {"rows": list(sessions.list_of(user))})
