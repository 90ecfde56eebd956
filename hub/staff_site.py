"""The staff's site: Django's admin behind the wall. It has no sign-in of its own."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.access import Audience


class StaffSite(admin.AdminSite):
    site_header = site_title = _("Hub administration")
    site_url = "/"

    def has_permission(self, request):
        """The wall has let them in as staff; asked again here because this is the most privileged place."""
        return getattr(request, "audience", Audience.PUBLIC) >= Audience.STAFF

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
