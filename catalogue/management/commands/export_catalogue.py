"""`manage.py export_catalogue [FILE]`: the whole catalogue as one JSON document; without a file it is printed."""

from pathlib import Path

from django.core.management.base import BaseCommand

from catalogue import archive


class Command(BaseCommand):
    help = "Writes the whole catalogue as one JSON document (docs/content.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, file: Path | None, **options):
        made = archive.as_bytes(archive.whole())
        if file is None:
            self.stdout.write(made.decode(), ending="")
            return
        file.write_bytes(made)
        self.stdout.write(f"Written: {file} ({len(made)} bytes)")
