"""What does a spreadsheet from outside say?

CSV in UTF-8 or XLSX, small, read as plain text: what a spreadsheet would calculate is refused, and so is a file that
tries to be more than a table.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import formulas

MEGABYTE = 1024 * 1024
PLACE = "row"  # a column of ours: where the row stands in the file
COLUMNS = 16_384  # that a spreadsheet can have
BLANK = 10  # a sheet may say that it has a million blank rows: so many times those allowed are looked at

NO_TEXT = gettext_lazy("This file is not text in UTF-8. Save it as “CSV UTF-8” or as XLSX.")
NO_WORKBOOK = gettext_lazy("This is not a workbook that we can read. Save it as XLSX without macros, or as CSV.")
FORMULA = gettext_lazy("This cell holds a formula, or begins like one. Type its value.")
TOO_MANY = gettext_lazy("The file has more than %(count)d rows. Split it.")
TOO_LARGE = gettext_lazy("The file is larger than %(count)d MB. Split it.")
NO_PLAIN_CELL = gettext_lazy("This cell holds something other than plain text.")
TOO_LONG = gettext_lazy("At most %(count)d characters.")
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))  # of an entity bomb
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadFile(Exception):
    """The file as a whole cannot be read; the text tells staff why."""


@dataclass(frozen=True)
class Bounds:
    """How much of a file is read, and which columns it has."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]  # of the columns
    rows: int
    bytes: int = MEGABYTE
    unpacked: int = 20 * MEGABYTE
    width: int = 50  # cells of a row that are looked at


def read(name: str, content: bytes, bounds: Bounds) -> tablib.Dataset:
    """The rows of a CSV or XLSX file, blank ones left out, each with its place in the file."""
    if len(content) > bounds.bytes:
        raise BadFile(TOO_LARGE % {"count": bounds.bytes // MEGABYTE})
    rows = _workbook(content, bounds) if name.lower().endswith(".xlsx") else _text(content)
    header, dataset = None, None
    for place, row in enumerate(rows, start=1):
        if not _filled(row):
            continue
        if header is None:
            header = _header(row, bounds)
            dataset = tablib.Dataset(headers=[*(name for name in bounds.columns if name in header), PLACE])
            continue
        if len(dataset) == bounds.rows:
            raise BadFile(TOO_MANY % {"count": bounds.rows})
        dataset.append([*_in_order(header, row, place, dataset.headers[:-1]), place])
    if not dataset:
        raise BadFile(_("The file has no rows below its header."))
    return dataset


def _text(content: bytes) -> Iterator[list]:
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


def _workbook(content: bytes, bounds: Bounds) -> Iterator[tuple]:
    """Formulas are read as formulas, so that they can be refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts, bounds)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size may be wrong: rows below it would not be read
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=bounds.width)):
            if number > BLANK * bounds.rows:
                raise BadFile(TOO_MANY % {"count": bounds.rows})
            yield row
    except BadFile:
        raise
    except Exception:  # noqa: BLE001  (openpyxl fails in many ways on a broken workbook)
        raise BadFile(NO_WORKBOOK) from None


def _check_parts(parts: zipfile.ZipFile, bounds: Bounds) -> None:
    if sum(part.file_size for part in parts.infolist()) > bounds.unpacked:
        raise BadFile(NO_WORKBOOK)
    for part in parts.infolist():
        content = parts.read(part)
        if part.filename.lower().endswith(".bin") or any(mark in content for mark in DOCTYPES):
            raise BadFile(NO_WORKBOOK)
        with suppress(expat.ExpatError):  # a picture, or what openpyxl will refuse
            _Cells(bounds.width * BLANK * bounds.rows).count(content)


class _Cells:
    """Counts the cells of a sheet before it is read: openpyxl holds a row as a whole, and leaves out what stands below
    a row of a higher number."""

    def __init__(self, most: int):
        self.most, self.all, self.in_row, self.row = most, 0, 0, 0

    def count(self, content: bytes) -> None:
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.StartElementHandler = self._element
        reader.Parse(content, True)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "row":
            self._begin(int(float(attributes.get("r", self.row + 1))))
        elif name == "c":
            self.all, self.in_row = self.all + 1, self.in_row + 1
            if self.all > self.most or self.in_row > COLUMNS:
                raise BadFile(NO_WORKBOOK)

    def _begin(self, row: int) -> None:
        if row <= self.row:
            raise BadFile(NO_WORKBOOK)
        self.row, self.in_row = row, 0


def _filled(row) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _header(row, bounds: Bounds) -> list[str]:
    names = [str(cell or "").strip().lower() for cell in row]
    while names and not names[-1]:
        names.pop()
    unknown = [name or "–" for name in names if name not in bounds.columns]
    if unknown:
        shown = CONTROL.sub("\ufffd", unknown[0][:40])
        raise BadFile(_("There is no column “%(name)s” in this list.") % {"name": shown})
    missing = [name for name in bounds.needed if name not in names]
    if missing:
        raise BadFile(_("The column “%(name)s” is missing.") % {"name": missing[0]})
    if len(names) != len(set(names)):
        raise BadFile(_("A column is there twice."))
    return names


def _in_order(header: list[str], row, place: int, columns: list[str]) -> list:
    if _filled(row[len(header) :]):
        raise BadFile(_("Row %(row)d has more cells than the header.") % {"row": place})
    cells = dict(zip(header, row, strict=False))
    return [cells.get(name) for name in columns]


def cell_text(value, *, most: int, dialled: re.Pattern | None = None) -> str:
    """The text of a cell; ValidationError where a spreadsheet would calculate it, or it is no text.

    What matches `dialled` may begin with a sign.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValidationError(NO_PLAIN_CELL)
    text = str(value)
    if CONTROL.search(text):
        raise ValidationError(NO_PLAIN_CELL)
    is_number = dialled is not None and dialled.match(text.strip())
    if formulas.begins_like_one(text) and not is_number:
        raise ValidationError(FORMULA)
    if len(text) > most:
        raise ValidationError(TOO_LONG % {"count": most})
    return text
