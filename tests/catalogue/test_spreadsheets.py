"""Does a file for a spreadsheet hold what the page says, and nothing that runs?"""

import csv
from io import StringIO

import pytest

from catalogue import spreadsheets


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＠x"])
def test_a_formula_is_text(text):
    assert spreadsheets.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A tool", "a=b", "1-2", "أداة", "工具"])
def test_what_is_none_stays_as_it_is(text):
    assert spreadsheets.safe(text) == text


def test_the_file_begins_with_its_mark_and_keeps_every_cell():
    rows = [["a, b", 'say "x"', "two\nlines"], ["=1", "أداة", "工具"]]
    answer = spreadsheets.answer("tools", rows)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="tools.csv"'
    read = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert read == [["a, b", 'say "x"', "two\nlines"], ["'=1", "أداة", "工具"]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; @x", "a;' @x"),
        ("first\n-1", "first\n'-1"),
        ("first\r\n+1", "first\r\n'+1"),
        ('first\n"=1+1&"', 'first\n\'"=1+1&"'),
        ("a\t=1", "a\t'=1"),
        ("\n=1", "'\n'=1"),
        ("one; two\nthree - four", "one; two\nthree - four"),
    ],
)
def test_nothing_runs_where_the_semicolon_parts_cells(text, written):
    """As in a spreadsheet in French, Russian or Spanish."""
    answer = spreadsheets.answer("tools", [["name", text]])
    (row,) = csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert row == ["name", written]
    assert spreadsheets.unmarked_inside(written) == spreadsheets.safe(text)
