"""`manage.py stamp_texts PAGE LANGUAGE …`: writes into translations which English they were made from.

A mail is a page `mail/NAME`.
"""

import re

from django.core.management.base import BaseCommand

from hub import texts
from hub.languages import TRANSLATIONS


class Command(BaseCommand):
    help = "Stamps translated texts with the fingerprint of the present English. Run it after translating, not before."

    def add_arguments(self, parser):
        parser.add_argument("page", nargs="?")
        parser.add_argument("languages", nargs="*")

    def handle(self, *, page, languages, **options):
        for name in [page] if page else texts.names():
            english = texts.english_fingerprint(name)
            for code in languages or TRANSLATIONS:
                path = texts.FOLDER / name / f"{code}.md"
                if path.exists():
                    old = path.read_text(encoding="utf-8")
                    path.write_text(
                        re.sub(r"(?m)^english:.*$", f'english: "{english}"', old, count=1), encoding="utf-8"
                    )
