"""Which address leads to which page?"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from hub import languages, views

handler400 = "hub.errors.bad_request"
handler403 = "hub.errors.forbidden"
handler404 = "hub.errors.not_found"
handler500 = "hub.errors.server_error"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("csp-report/", views.csp_report, name="csp_report"),
    path("api/v1/", include("hub.api")),
    path("admin/", admin.site.urls),
    re_path(
        rf"^(?P<alias>(?i:{'|'.join(sorted(languages.ALIASES, key=len, reverse=True))}))(?P<rest>/.*)?\Z",
        views.language_alias,
        name="language_alias",
    ),
    *i18n_patterns(
        path("", views.landing, name="landing"),
        *[path(f"{page}/", views.text_page, {"page": page}, name="text_page") for page in views.TEXT_PAGES],
        path("join/", include("members.join_urls")),
        path("contact/", include("members.contact_urls")),
        path("home/", include("catalogue.home_urls")),
        path("tools/", include("catalogue.urls")),
        path("lists/", include("catalogue.list_urls")),
        path("accounts/", include("members.urls")),
    ),
]
