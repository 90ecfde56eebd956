from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self):
        from catalogue import models, origins, snapshot  # noqa: PLC0415  (models must be loaded first)

        snapshot.watch()
        origins.watch((*models.VOCABULARY, models.Caution, models.Tool, *models.STATEMENTS))
