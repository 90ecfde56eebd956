"""Files of tools for the tests: CSV, XLSX and JSON."""

import csv
import io
import json
import zipfile

import openpyxl

ROW = {
    "slug": "sorter",
    "name": "Sorter",
    "provider": "maker",
    "stages": "triage",
    "languages": "en, fr",
    "sources": "https://source.example/1\nhttps://source.example/2",
    "law_enforcement_only": "yes",
    "sources_read_on": "2026-11-21",
    "summary_en": "Sorts files.",
    "what_it_does_en": "It sorts files.",
    "summary_fr": "Trie des fichiers.",
}
ENTRY = {
    "slug": "sorter",
    "name": "Sorter",
    "provider": "maker",
    "stages": ["triage"],
    "texts": {
        "summary": {"en": {"text": "Sorts files."}, "fr": {"text": "Trie des fichiers."}},
        "what_it_does": {"en": {"text": "It sorts files."}},
    },
    "evidence": [{"by": "provider", "source": "https://source.example/", "claim": {"en": "Saves an hour."}}],
}


def as_csv(*rows, separator=",", encoding="utf-8", header=None) -> bytes:
    header = header or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(header)
    writer.writerows([[row.get(name, "") for name in header] for row in rows])
    return text.getvalue().encode(encoding)


def as_xlsx(*rows) -> bytes:
    header = list(dict.fromkeys(name for row in rows for name in row))
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(name) for name in header])
    book.save(file)
    return file.getvalue()


def as_json(*entries, **changes) -> bytes:
    return json.dumps([entry | changes for entry in entries] or ENTRY | changes).encode()


def bomb(megabytes: int) -> bytes:
    """A small workbook that unpacks to a large one."""
    file = io.BytesIO(as_xlsx(ROW))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image.xml", b"\0" * megabytes * 1024 * 1024)
    return file.getvalue()
