"""How do texts go to a translator as a workbook, a row a text, and what does it say when it comes back?

The translator writes in one column. The others say which text it is and by fingerprints what it was made from, so that
nothing is taken in that no longer fits. No cell is a formula, on the way out or in.
"""

import io
from collections.abc import Iterable, Iterator

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from catalogue import spreadsheets
from catalogue.translation_rows import Returned, Row, code_of, mark, terms_in
from hub import sheets
from hub.languages import DEFAULT, language
from hub.sheets import Bounds
from hub.spaces import paragraphs

COLUMNS = {  # name -> width
    "place": 30, "language": 10, "about": 24, "field": 24, "english": 60, "translation": 60, "standing": 18,
    "english_mark": 16, "translation_mark": 16, "note": 40,
}  # fmt: skip
NEEDED = ("place", "language", "translation", "english_mark", "translation_mark")
ROWS = 2500
BYTES = 8 * sheets.MEGABYTE
LONGEST = 32_767  # a cell of XLSX holds no more
BOUNDS = Bounds(tuple(COLUMNS), NEEDED, ROWS, bytes=BYTES, unpacked=60 * sheets.MEGABYTE, width=len(COLUMNS) + 5)
NOTE = 500


# --- Out ----------------------------------------------------------------------------------------------------------


def as_xlsx(rows: Iterable[Row], code: str) -> bytes:
    rows, book, file = list(rows), openpyxl.Workbook(write_only=True), io.BytesIO()
    _sheet(book, "translations", COLUMNS.values(), _lines(rows), code)
    _sheet(book, "about", (110,), _about(code))
    _sheet(book, "glossary", (40, 40, 20), _glossary(rows, code))
    book.save(file)
    return file.getvalue()


def _sheet(book, title: str, widths: Iterable[int], lines: Iterable[list[str]], code: str = "") -> None:
    sheet = book.create_sheet(title)
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, text, head=not number) for text in line])


def _cell(sheet, text: str, *, head: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=spreadsheets.safe(sheets.CONTROL.sub("", text))[:LONGEST])
    cell.data_type = "s"
    # Which way a cell runs follows from its first letter: one sheet holds two scripts.
    cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=0)
    cell.font = Font(bold=head)
    return cell


def _lines(rows: Iterable[Row]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for row in rows:
        said = [row.place, row.language, row.about, row.label, row.english, row.text, str(row.standing.label)]
        yield [*said, mark(row.english), mark(row.text), ""]


def _about(code: str) -> Iterator[list[str]]:
    yield [_("Texts for translation into %(language)s") % {"language": language(code).name}]
    yield [_("Write in the column “translation” only. In “note” you may tell the Hub’s staff what they should know.")]
    yield [_("Do not change the columns “place”, “language”, “english_mark” and “translation_mark”, or the first row.")]
    yield [_("Keep every number, web address and name of a product as it is in the English.")]
    yield [_("Leave the translation as it is where it is right. A row without a translation is left out.")]
    yield [_("Where the glossary has a term, please use it. A proposed term may be improved: say so in a note.")]
    yield [_("Do not add case data, names of persons or pictures.")]


def _glossary(rows: Iterable[Row], code: str) -> Iterator[list[str]]:
    yield [language(DEFAULT).name, language(code).name, _("Status")]
    found = {term.english: term for row in rows for term in terms_in(row.english, code)}
    for english in sorted(found, key=str.casefold):
        yield [english, found[english].text, found[english].standing]


# --- In -----------------------------------------------------------------------------------------------------------


def read(name: str, content: bytes) -> list[Returned]:
    return [_returned(row) for row in sheets.read(name, content, BOUNDS).dict]


def _returned(cells: dict) -> Returned:
    said, fault = {}, ""
    for name in (*NEEDED, "note"):
        try:
            said[name] = _text(cells.get(name), NOTE if name == "note" else LONGEST)
        except ValidationError as error:
            said[name], fault = "", fault or " ".join(error.messages)
    return Returned(
        number=cells[sheets.PLACE],
        place=said["place"],
        language=code_of(said["language"]),
        text=said["translation"],
        english=said["english_mark"],
        before=said["translation_mark"],
        note=said["note"],
        fault=fault,
    )


def _text(value, most: int) -> str:
    """The apostrophe that an export put in front is taken off again."""
    if isinstance(value, str) and spreadsheets.is_made_safe(value):
        sheets.cell_text(value, most=most)
        return paragraphs(value[1:])
    return paragraphs(sheets.cell_text(value, most=most))
