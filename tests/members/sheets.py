"""Spreadsheets of agencies for the tests, as CSV and as XLSX."""

import csv
import io
import zipfile

import openpyxl

from members.agency_sheets import COLUMNS

ROW = {
    "agency": "Police nationale d’Exemple",
    "latin_name": "Police nationale d'Exemple",
    "country": "FR",
    "unit": "Brigade de protection des mineurs",
    "domain": "police.example",
    "switchboard": "+33 1 99 00 12 34",
    "source": "https://www.example.org/annuaire",
}


def row(**changes) -> dict:
    return ROW | changes


def as_csv(*rows, header=COLUMNS, separator=",", encoding="utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(header)
    writer.writerows([[one.get(name, "") for name in header] for one in rows])
    return text.getvalue().encode(encoding)


def as_xlsx(*rows, header=COLUMNS) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(header)
    for one in rows:
        book.active.append([one.get(name) for name in header])
    book.save(file)
    return file.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part more, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()
