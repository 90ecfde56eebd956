"""Is a list of tools safe in a spreadsheet, and is the empty table complete?"""

import io

import openpyxl
import pytest

from catalogue import models, tool_sheets
from hub.languages import CODES

pytestmark = pytest.mark.django_db


def cells(content: bytes, sheet: str) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_a_row_says_what_a_cell_can_hold(tool_factory, stage_factory, source_factory):
    tool = tool_factory(
        slug="sorter", languages=["en", "fr"], stages=[stage_factory(slug="triage")], summary_fr="Trie."
    )
    source_factory(tool=tool, url="https://source.example/1")
    source_factory(tool=tool, url="https://source.example/2")
    header, row = tool_sheets.table(models.Tool.objects.all())
    said = {name: cell for name, cell in zip(header, row, strict=True) if cell}
    assert said == {
        "slug": "sorter",
        "name": tool.name,
        "provider": tool.provider.slug,
        "risk": "normal",
        "languages": "en, fr",
        "stages": "triage",
        "sources": "https://source.example/1\nhttps://source.example/2",
        "summary_en": tool.summary_en,
        "what_it_does_en": tool.what_it_does_en,
        "summary_fr": "Trie.",
    }


def test_no_cell_runs_as_a_formula():
    content = tool_sheets.as_xlsx([["=1+1", "+1", "@x", "-1", "\tx", "a\x0bb", "x" * 40_000]])
    book = openpyxl.load_workbook(io.BytesIO(content))
    (row,) = book["tools"].iter_rows()
    assert [cell.data_type for cell in row] == ["s"] * 7
    assert [cell.value for cell in row[:6]] == ["'=1+1", "'+1", "'@x", "'-1", "'\tx", "ab"]
    assert len(row[6].value) == tool_sheets.LONGEST


def test_the_empty_table_has_every_column_and_every_word(stage_factory, provider_factory):
    stage_factory(slug="triage", name_en="Triage")
    provider_factory(slug="maker", name="Maker")
    content = tool_sheets.template()
    assert cells(content, "tools") == [list(tool_sheets.COLUMNS)]
    about = [row[:3] for row in cells(content, "columns")]
    assert {row[0] for row in about if row[0]} >= set(tool_sheets.COLUMNS)
    assert ["stages", "triage", "Triage"] in about
    assert ["provider", "maker", "Maker"] in about
    assert ["status", "available", "Available"] in about


def test_every_text_has_a_column_in_each_language():
    assert len(tool_sheets.TEXTS) == 6 * len(CODES)
    said = {name for names in tool_sheets.ABOUT for name in names}
    assert said == {*tool_sheets.COLUMNS} - ({*tool_sheets.TEXTS} - {*tool_sheets.ENGLISH})
    assert [tool_sheets.TEXTS[column][1] for column in tool_sheets.ENGLISH] == ["en"] * 6


@pytest.mark.parametrize("count", [1, 5])
def test_a_longer_list_costs_as_many_queries(count, tool_factory, django_assert_num_queries):
    tool_factory.create_batch(count)
    with django_assert_num_queries(13):
        tool_sheets.table(models.Tool.objects.all())
