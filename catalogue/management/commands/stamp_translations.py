"""`manage.py stamp_translations LANGUAGE TOOL …`: writes from which English tools were translated."""

from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError

from catalogue import files, translation_files
from catalogue.translation_files import STATEMENTS
from hub.languages import TRANSLATIONS
from hub.texts import fingerprint


class Command(BaseCommand):
    help = "Stamps the translated texts of tools with the present English. Run it after translating, not before."

    def add_arguments(self, parser):
        parser.add_argument("language", choices=TRANSLATIONS)
        parser.add_argument("tools", nargs="+", metavar="tool")
        parser.add_argument("--folder", type=Path, default=files.FOLDER)

    def handle(self, *, language, tools, folder, **options):
        paths = [folder / "translations" / language / f"{slug}.yaml" for slug in tools]
        if absent := [path for path in paths if not path.exists()]:
            raise CommandError(f"{absent[0]}: no such file. Nothing was changed.")
        try:
            stamped = {path: _stamped(path, folder) for path in paths}
        except files.FileFault as fault:
            raise CommandError(f"{fault}. Nothing was changed.") from None
        for path, found in stamped.items():
            text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=120)
            path.write_text(text, encoding="utf-8")


def _stamped(path: Path, folder: Path) -> dict:
    """The file's content with the stamps of its texts, checked."""
    tool = files.load_yaml(folder / "tools" / path.name)
    found = files.load_yaml(path)
    texts = {key: value for key, value in found.items() if key not in {"origin", "english"}}
    found["english"] = {key: _stamp(path, tool, key, value) for key, value in texts.items()}
    translation_files.checked(path, found, tool)
    return found


def _stamp(path: Path, tool: dict, key: str, value):
    if key not in translation_files.KEYS:
        raise files.FileFault(path, path.stem, key, "unknown field")
    if key not in STATEMENTS:
        return fingerprint(translation_files.english(tool, key))
    if len(value) != len(tool[key] or []):
        raise files.FileFault(path, path.stem, key, "has other items than the English")
    pairs = zip(value, tool[key], strict=True)
    return [row and {name: fingerprint(english[name]) for name in row} for row, english in pairs]
