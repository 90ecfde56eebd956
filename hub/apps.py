from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("Hub")


class AdminConfig(DjangoAdminConfig):
    default_site = "hub.staff_site.StaffSite"
