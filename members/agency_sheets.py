"""What does a spreadsheet of agencies say?

CSV in UTF-8 or XLSX, small, read as plain text: what a spreadsheet would calculate is refused, and so is a file that
tries to be more than a table.
"""

import csv
import io
import re
import zipfile

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from hub import formulas
from members.agency_registry import REFUSALS, own_domain, tidy
from members.phones import normalise_phone

COLUMNS = ("agency", "latin_name", "country", "unit", "domain", "switchboard", "source")
LENGTHS = {"agency": 200, "latin_name": 200, "unit": 200, "source": 300}
BYTES = 1024 * 1024
UNPACKED_BYTES = 20 * BYTES
ROWS = 1000
WIDTH = 50  # cells of a row that are looked at
PLACE = "row"  # a column of ours: where the row stands in the file

NO_TEXT = gettext_lazy("This file is not text in UTF-8. Save it as “CSV UTF-8” or as XLSX.")
NO_WORKBOOK = gettext_lazy("This is not a workbook that we can read. Save it as XLSX without macros, or as CSV.")
FORMULA = gettext_lazy("This cell holds a formula, or begins like one. Type its value.")
TOO_MANY = gettext_lazy("The file has more than %(count)d rows. Split it.")
NO_PLAIN_CELL = gettext_lazy("This cell holds something other than plain text.")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DIALLED = re.compile(r"[+＋][\s(.\-\d]")  # a telephone number may begin with a plus sign


class BadFile(Exception):
    """The file as a whole cannot be read; the text tells staff why."""


# --- The file -----------------------------------------------------------------------------------------------------


def read(name: str, content: bytes) -> tablib.Dataset:
    """The rows of a CSV or XLSX file, blank ones left out, each with its place in the file."""
    if len(content) > BYTES:
        raise BadFile(_("The file is larger than 1 MB. Split it."))
    rows = _workbook(content) if name.lower().endswith(".xlsx") else _text(content)
    header, dataset = None, tablib.Dataset(headers=[*COLUMNS, PLACE])
    for place, row in enumerate(rows, start=1):
        if not _filled(row):
            continue
        if header is None:
            header = _header(row)
            continue
        if len(dataset) == ROWS:
            raise BadFile(TOO_MANY % {"count": ROWS})
        dataset.append([*_in_order(header, row, place), place])
    if not len(dataset):
        raise BadFile(_("The file has no rows below its header."))
    return dataset


def _text(content: bytes):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(NO_TEXT) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)  # what a spreadsheet writes depends on its country
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise BadFile(_("The quotation marks of this file do not fit together. Save it anew as CSV or XLSX.")) from None


def _workbook(content: bytes):
    """Formulas are read as formulas, so that they can be refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=WIDTH)):
            if number > 10 * ROWS:  # a sheet may say that it has a million blank rows
                raise BadFile(TOO_MANY % {"count": ROWS})
            yield row
    except BadFile:
        raise
    except Exception:  # noqa: BLE001  (openpyxl fails in many ways on a broken workbook)
        raise BadFile(NO_WORKBOOK) from None


def _filled(row) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _check_parts(parts: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in parts.infolist()) > UNPACKED_BYTES:
        raise BadFile(NO_WORKBOOK)
    for part in parts.infolist():
        if part.filename.lower().endswith(".bin") or b"<!DOCTYPE" in parts.read(part):
            raise BadFile(NO_WORKBOOK)


def _header(row) -> list[str]:
    names = [str(cell or "").strip().lower() for cell in row]
    while names and not names[-1]:
        names.pop()
    unknown = [name or "–" for name in names if name not in COLUMNS]
    if unknown:
        raise BadFile(_("There is no column “%(name)s” in this list.") % {"name": unknown[0][:40]})
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadFile(_("The column “%(name)s” is missing.") % {"name": missing[0]})
    if len(names) != len(COLUMNS):
        raise BadFile(_("A column is there twice."))
    return names


def _in_order(header: list[str], row, place: int) -> list:
    if _filled(row[len(header) :]):
        raise BadFile(_("Row %(row)d has more cells than the header.") % {"row": place})
    cells = dict(zip(header, row, strict=False))
    return [cells.get(name) for name in COLUMNS]


# --- One row ------------------------------------------------------------------------------------------------------


def cell_text(name: str, value) -> str:
    """The text of a cell; ValidationError where a spreadsheet would calculate it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValidationError(NO_PLAIN_CELL)
    text = str(value)
    if CONTROL.search(text):
        raise ValidationError(NO_PLAIN_CELL)
    is_number = name == "switchboard" and DIALLED.match(text.strip())
    if formulas.begins_like_one(text) and not is_number:
        raise ValidationError(FORMULA)
    if len(text) > LENGTHS.get(name, 254):
        raise ValidationError(_("At most %(count)d characters.") % {"count": LENGTHS.get(name, 254)})
    return tidy(text)


def cleaned(row: dict) -> dict[str, str]:
    """Every cell's text; one ValidationError that names each wrong column."""
    cells, wrong = {}, {}
    for name in COLUMNS:
        try:
            cells[name] = cell_text(name, row[name])
        except ValidationError as error:
            wrong[name] = error
    cells["country"] = cells.get("country", "").upper()
    if "agency" not in wrong and not cells["agency"]:
        wrong["agency"] = ValidationError(_("The name of the agency is missing."))
    if "country" not in wrong and cells["country"] not in countries:
        wrong["country"] = ValidationError(_("Write the country as its code of two letters, such as FR."))
    for name, kept in (("domain", own_domain), ("switchboard", lambda text: normalise_phone(text, cells["country"]))):
        try:
            cells[name] = kept(cells[name]) if cells.get(name) else ""
        except ValidationError as error:
            wrong.setdefault(name, error)
    if (cells["domain"] or cells["switchboard"]) and not cells.get("source"):
        wrong.setdefault("source", ValidationError(REFUSALS["no_source"]))
    if wrong:
        raise ValidationError(wrong)
    return cells
