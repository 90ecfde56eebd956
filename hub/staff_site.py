"""The staff's site: Django's admin behind the wall. It has no sign-in of its own."""

import re
from functools import wraps

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.access import Audience
from hub.punctuation import NOTHING
from hub.sorting import ordered

ROW = re.compile(r"[0-9]{1,18}")  # the number of a row that a database can hold


def _absent(admin, request, opts, object_id):
    raise Http404


def _title(listed: dict) -> str:
    return str(listed["name"])


class StaffSite(admin.AdminSite):
    site_header = site_title = _("Hub administration")
    site_url = "/"
    empty_value_display = NOTHING

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages: list = []

    def add_pages(self, pages: list) -> None:
        """Of an app, that belong to no one model."""
        self._pages += pages

    def get_urls(self):
        return [*self._pages, *super().get_urls()]

    def register(self, model_or_iterable, admin_class=None, **options):
        """What does not exist is absent, as what somebody may not see is: Django would lead back with a message."""
        super().register(model_or_iterable, admin_class, _get_obj_does_not_exist_redirect=_absent, **options)

    def get_app_list(self, request, app_label=None):
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"] = ordered(app["models"], by=_title)
        return ordered(found, by=_title)

    def has_permission(self, request):
        """The wall has let them in as staff; asked again here because this is the most privileged place."""
        return getattr(request, "audience", Audience.PUBLIC) >= Audience.STAFF

    def admin_view(self, view, cacheable=False):
        """Django hands to the database what stands in the address and which rows were ticked, as it came; no database
        takes all of it."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def readable(request, *args, **kwargs):
            if "%00" in request.META["QUERY_STRING"]:
                request.GET = QueryDict(request.META["QUERY_STRING"].replace("%00", "%EF%BF%BD"))
            if request.method == "POST" and not all(map(ROW.fullmatch, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest("What was ticked is no row.")
            return inner(request, *args, **kwargs)

        return readable

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
