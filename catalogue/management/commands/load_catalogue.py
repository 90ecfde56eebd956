"""`manage.py load_catalogue [FOLDER]`: the data files into the database, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalogue import files, loading


class Command(BaseCommand):
    help = "Loads tools and vocabulary from the project's data files. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="a folder like catalogue/data, or one tool's file")

    def handle(self, *, file, **options):
        try:
            if file is None or file.is_dir():
                report = loading.load(file or files.FOLDER)
            else:
                report = loading.write(files.read_one(file))
        except files.FileFault as fault:
            raise CommandError(f"{fault}. Nothing was changed.") from None
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename}: no such file. Nothing was changed.") from None
        for line in report.conflicts:
            self.stderr.write(f"conflict: {line}")
        self.stdout.write(str(report))
