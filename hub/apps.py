from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"


class AdminConfig(DjangoAdminConfig):
    default_site = "hub.staff_site.StaffSite"
