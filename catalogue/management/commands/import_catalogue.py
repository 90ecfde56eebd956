"""`manage.py import_catalogue FILE`: takes a whole catalogue into an empty Hub, all of it or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalogue import archive
from hub import strict_json
from hub.sheets import BadFile


class Command(BaseCommand):
    help = "Takes what export_catalogue wrote into an empty Hub."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, file: Path, **options):
        try:
            document = strict_json.read(file.read_bytes())
            new = archive.take_in(document)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except (BadFile, archive.Refused) as error:
            raise CommandError(f"{error}\nNothing was changed.") from None
        count = len(document["tools"])
        self.stdout.write(f"{count} tools taken in." if new else f"The Hub holds these {count} tools already.")
