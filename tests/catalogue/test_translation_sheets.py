"""Does a workbook carry the texts to a translator and back, and nothing else with them?"""

import io
import zipfile

import openpyxl
import pytest

from catalogue import models, translation_rows, translation_sheets
from catalogue.translation_rows import mark
from hub.sheets import BadFile
from tests.catalogue.translated import ENGLISH, FRENCH, exported, table, workbook, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(tool_factory, stage_factory, evidence_factory):
    return world(tool_factory, stage_factory, evidence_factory)


def test_a_row_a_text(made):
    rows = {row["place"]: row for row in table(exported())}
    assert rows["tool/finder/limits"] == {
        "place": "tool/finder/limits",
        "language": "fr",
        "about": "Finder",
        "field": "Limits and when not to use it",
        "english": ENGLISH,
        "translation": FRENCH,
        "standing": "Machine translation, not read by a person",
        "english_mark": mark(ENGLISH),
        "translation_mark": mark(FRENCH),
        "note": None,
    }
    assert rows["stage/triage/name"]["translation"] is None
    assert rows["stage/triage/name"]["translation_mark"] is None


def test_it_comes_back_as_it_went(made):
    rows = list(translation_rows.rows("fr"))
    returned = translation_sheets.read("a.xlsx", exported())
    assert [(one.place, one.language, one.text, one.english, one.before, one.fault) for one in returned] == [
        (row.place, "fr", row.text, mark(row.english), mark(row.text), "") for row in rows
    ]
    assert [one.number for one in returned] == list(range(2, len(rows) + 2))


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+33 1 23", "-2 of 3", "'quoted", "\t=x", "＝1"])
def test_no_cell_is_a_formula_and_none_is_changed_by_that(text, made):
    models.Tool.objects.update(limits_en=text, limits_fr=text)
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    assert "f" not in {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    [returned] = [one for one in translation_sheets.read("a.xlsx", exported()) if one.place == "tool/finder/limits"]
    assert (returned.text, returned.fault) == (text.strip(), "")


def test_a_formula_that_somebody_typed_is_said(made):
    rows = table(exported())
    rows[0]["translation"] = '=HYPERLINK("https://bad.example")'
    [first, *_rest] = translation_sheets.read("a.xlsx", workbook(rows))
    assert "formula" in first.fault
    assert first.text == ""


def test_the_glossary_goes_along(made):
    models.Tool.objects.update(limits_en="It finds grooming.")
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    assert book.sheetnames == ["translations", "about", "glossary"]
    head, *terms = book["glossary"].iter_rows(values_only=True)
    assert head[:2] == ("English", "Français")
    assert "grooming" in [english for english, _term, _standing in terms]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_workbook_that_declares_entities(encoding):
    entities = '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">'
    cell = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<!DOCTYPE x [{entities}]><worksheet xmlns="{names}">{cell}</worksheet>'
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([]))) as parts, zipfile.ZipFile(content, "w") as made:
        for name in parts.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            made.writestr(name, sheet.encode(encoding) if is_sheet else parts.read(name))
    with pytest.raises(BadFile) as bad:
        translation_sheets.read("a.xlsx", content.getvalue())
    assert "not a workbook" in str(bad.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (workbook([]), "no rows"),
        (b"PK nothing", "no rows"),
        (b"x" * (translation_sheets.BYTES + 1), "larger than 8 MB"),
        (workbook([{"place": "a"}] * (translation_sheets.ROWS + 1)), "more than 2500 rows"),
    ],
    ids=["empty", "head", "no workbook", "large", "long"],
)
def test_what_is_no_such_workbook(content, said):
    with pytest.raises(BadFile) as bad:
        translation_sheets.read("a.xlsx", content)
    assert said in str(bad.value) or "not a workbook" in str(bad.value)
