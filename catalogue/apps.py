from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue import snapshot  # noqa: PLC0415  (models must be loaded first)

        snapshot.watch()
