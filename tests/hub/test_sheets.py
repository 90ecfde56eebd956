"""Is every row of a workbook read, whatever it says of itself, and never more than a table holds?"""

import io
import re
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from hub import sheets
from hub.sheets import Bounds

BOUNDS = Bounds(("slug", "name"), ("slug",), rows=100)
SHEET = "xl/worksheets/sheet1.xml"
ROWS = [[f"tool-{number}", "A"] for number in range(6)]
TOO_MANY = "The file has more than 100 rows. Split it."
NO_WORKBOOK = "This is not a workbook that we can read. Save it as XLSX without macros, or as CSV."


def workbook(dimension: str | None, more: str = "") -> bytes:
    """Six rows below a header, and what the sheet says of its size; `more` is XML behind them."""
    book, plain, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["slug", "name"], *ROWS):
        book.active.append(row)
    book.save(plain)
    said = f'<dimension ref="{dimension}"/>' if dimension else ""
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part).decode()
            if part.filename == SHEET:
                content, count = re.subn(r"<dimension [^>]*/>", said, content)
                assert count == 1
                content = content.replace("</sheetData>", f"{more}</sheetData>")
            new.writestr(part.filename, content)
    return made.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize("said", ["A1:J3", "A1", "A1:B7", "A1:XFD1048576", "C3:D4", None])
def test_every_row_is_read_whatever_the_sheet_says_of_its_size(said):
    read = sheets.read("a.xlsx", workbook(said), BOUNDS).dict
    assert [(row["slug"], row["name"], row["row"]) for row in read] == [
        (slug, name, number) for number, (slug, name) in enumerate(ROWS, start=2)
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (f'<row r="1048576">{cell("A1048576", "far")}</row>', TOO_MANY),
        (f'<row r="999999999999">{cell("A999999999999", "far")}</row>', TOO_MANY),
        ("<row/>" * 200_000, TOO_MANY),
        (f"<row>{'<c/>' * 200_000}</row>", NO_WORKBOOK),
        (f"<row>{'<c/>' * 500}</row>" * 400, NO_WORKBOOK),
        (f'<row r="3">{cell("A3", "again")}</row>', NO_WORKBOOK),
    ],
    ids=["far", "beyond", "blank", "wide", "full", "twice"],
)
def test_what_is_no_table_is_refused_before_it_costs(more, said):
    content = workbook("A1:B7", more)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(sheets.BadFile) as caught:
            sheets.read("a.xlsx", content, BOUNDS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(caught.value) == said
    assert peak < 30 * sheets.MEGABYTE
    assert time.process_time() - began < 10


def test_a_row_further_down_keeps_its_place():
    read = sheets.read("a.xlsx", workbook("A1:B7", f'<row r="40">{cell("A40", "late")}</row>'), BOUNDS).dict
    assert (len(read), read[-1]["slug"], read[-1]["row"]) == (7, "late", 40)


def test_a_picture_is_no_fault():
    book, file = io.BytesIO(workbook("A1:B7")), io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n\x00")
    assert len(sheets.read("a.xlsx", file.getvalue(), BOUNDS)) == 6
