"""`manage.py compile_messages`: the message catalogues, without GNU gettext."""

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po to .mo with a Python library."

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                compiled = path.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
                    polib.pofile(path).save_as_mofile(compiled)
