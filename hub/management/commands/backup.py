"""`manage.py backup FILE`: a consistent copy of the SQLite database while the site runs."""

import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Writes a consistent copy of the SQLite database. For PostgreSQL use pg_dump (docs/running.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        if connection.vendor != "sqlite":
            raise CommandError("This database is not SQLite: back it up with pg_dump (docs/running.md).")
        if file.exists():
            raise CommandError(f"{file} exists already; a backup never overwrites.")
        partial = file.with_name(file.name + ".partial")
        partial.unlink(missing_ok=True)
        connection.ensure_connection()
        copy = sqlite3.connect(partial)
        try:
            connection.connection.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if verdict != "ok":
            partial.unlink()
            raise CommandError(f"The copy is damaged: {verdict}")
        partial.chmod(0o600)
        partial.rename(file)
        self.stdout.write(f"Written: {file} ({file.stat().st_size} bytes, integrity ok)")
