"""`manage.py stamp_vocabulary LANGUAGE …`: writes into the vocabulary files from which English they were translated."""

from pathlib import Path

import yaml
from django.core.management.base import BaseCommand

from catalogue import files
from hub.languages import DEFAULT, TRANSLATIONS
from hub.texts import fingerprint


class Command(BaseCommand):
    help = "Stamps translated terms and cautions with the present English. Run it after translating, not before."

    def add_arguments(self, parser):
        parser.add_argument("languages", nargs="+", choices=[*TRANSLATIONS, "cautions"])
        parser.add_argument("--folder", type=Path, default=files.FOLDER)

    def handle(self, *, languages, folder, **options):
        english = files.load_yaml(folder / "vocabulary" / f"{DEFAULT}.yaml")
        for code in languages:
            if code == "cautions":
                _stamp_cautions(folder / "cautions.yaml")
            else:
                _stamp_terms(folder / "vocabulary" / f"{code}.yaml", english)


def _stamp_terms(path: Path, english: dict) -> None:
    found = files.load_yaml(path)
    for section in files.TERMS:
        for slug, term in (found.get(section) or {}).items():
            term["english"] = {name: fingerprint(english[section][slug][name]) for name in ("name", "definition")}
    _write(path, found)


def _stamp_cautions(path: Path) -> None:
    cautions = files.load_yaml(path)
    for caution in cautions:
        caution["english"] = fingerprint(caution["text"][DEFAULT])
    _write(path, cautions)


def _write(path: Path, found) -> None:
    path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
