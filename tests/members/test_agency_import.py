"""Does a spreadsheet propose what it says, all of it or nothing, and confirm nothing?"""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import AuditEvent
from hub.sheets import BadFile
from members import agency_registry
from members.agencies import Agency, AgencyChannel, AgencyDomain, Unit
from members.agency_import import check, import_file
from members.agency_sheets import ROWS, read
from tests.members.sheets import as_csv, as_xlsx, row, with_part
from tests.personas import make_user

pytestmark = pytest.mark.django_db
TABLES = (Agency, Unit, AgencyDomain, AgencyChannel, AuditEvent)


@pytest.fixture
def reviewer():
    return make_user("reviewer")


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def faults(content: bytes, by, name="agencies.csv") -> dict:
    """(row, column) → text, of a file that must leave nothing behind."""
    before = counts()
    found = {}
    for run in (check, import_file):
        result = run(name=name, content=content, by=by)
        found = {
            (wrong.place, column): texts[0]
            for wrong in result.rows
            if wrong.validation_error
            for column, texts in wrong.validation_error.message_dict.items()
        }
        assert counts() == before
    return found


def bad(content: bytes, name="agencies.csv") -> str:
    with pytest.raises(BadFile) as error:
        read(name, content)
    return str(error.value)


# --- What it does -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv(row())),
        ("a.CSV", as_csv(row(), separator=";", encoding="utf-8-sig")),
        ("a.csv", as_csv(row(), separator="\t")),
        ("a.csv", as_csv(row()).replace(b"\r\n", b"\n\n")),
        ("a.csv", as_csv(row(), header=("source", "switchboard", "domain", "unit", "country", "latin_name", "agency"))),
        ("a.xlsx", as_xlsx(row())),
        ("a.xlsx", as_xlsx({}, row(), {})),
    ],
)  # fmt: skip
def test_it_proposes(name, content, reviewer):
    result = import_file(name=name, content=content, by=reviewer)
    assert not result.has_validation_errors()
    agency = Agency.objects.get()
    assert (agency.name, agency.country.code, agency.trust) == (row()["agency"], "FR", "none")
    assert [unit.name for unit in agency.units.all()] == [row()["unit"]]
    entry, channel = AgencyDomain.objects.proposed().get(), AgencyChannel.objects.proposed().get()
    assert (entry.domain, entry.proposed_source) == ("police.example", row()["source"])
    assert (channel.value, channel.unit) == ("+33199001234", agency.units.get())
    assert entry.proposed_by == channel.proposed_by == str(reviewer.pk)
    assert AuditEvent.objects.filter(event="agencies imported").get().by == str(reviewer.pk)


def test_a_number_in_a_number_cell(reviewer):
    result = import_file(name="a.xlsx", content=as_xlsx(row(switchboard=199001234.0)), by=reviewer)
    assert not result.has_validation_errors()
    assert AgencyChannel.objects.get().value == "+33199001234"  # of that country


def test_who_imported_a_domain_cannot_confirm_it(reviewer):
    import_file(name="a.csv", content=as_csv(row()), by=reviewer)
    with pytest.raises(agency_registry.Refused) as refused:
        agency_registry.confirm(AgencyDomain.objects.get(), by=reviewer, source="The same file")
    assert refused.value.code == "proposer"


def test_the_check_leaves_nothing(reviewer):
    before = counts()
    result = check(name="a.csv", content=as_csv(row(), row(unit="Second unit")), by=reviewer)
    assert [made.added for made in result.rows] == [("agency", "unit", "domain", "switchboard"), ("unit",)]
    assert counts() == before


def test_the_second_time_changes_nothing(reviewer):
    content = as_csv(row(), row(unit="Second unit", domain="", switchboard=""))
    import_file(name="a.csv", content=content, by=reviewer)
    before = [list(table.objects.order_by("pk").values()) for table in TABLES[:4]]
    result = import_file(name="a.csv", content=content, by=reviewer)
    assert [made.added for made in result.rows] == [(), ()]
    assert [list(table.objects.order_by("pk").values()) for table in TABLES[:4]] == before


def test_what_the_registry_has_stays(reviewer):
    agency = agency_registry.add_agency(name=row()["agency"].upper(), country="FR", by=reviewer)
    import_file(name="a.csv", content=as_csv(row(latin_name="Other")), by=reviewer)
    agency.refresh_from_db()
    assert Agency.objects.get() == agency
    assert (agency.name, agency.latin_name) == (row()["agency"].upper(), "")
    assert agency.domains.get().domain == "police.example"


def test_a_confirmed_domain_stays_confirmed(reviewer):
    import_file(name="a.csv", content=as_csv(row()), by=reviewer)
    entry = AgencyDomain.objects.get()
    for person in (make_user("reviewer"), make_user("reviewer")):
        agency_registry.confirm(entry, by=person, source="The public directory")
    import_file(name="a.csv", content=as_csv(row(source="Elsewhere")), by=reviewer)
    entry.refresh_from_db()
    assert entry.is_confirmed
    assert entry.proposed_source == row()["source"]


def test_six_scripts(reviewer):
    rows = [
        row(agency="شرطة المثال", country="eg", domain="شرطة.مصر", switchboard="+٢٠ ٢ ٢٧٩٥ ٠٠٠٠"),
        row(agency="示例警察局", country="CN", domain="警察.中国", switchboard=""),
        row(agency="Полиция Примера", country="RU", domain="полиция.рф", switchboard=""),
    ]
    import_file(name="a.xlsx", content=as_xlsx(*rows), by=reviewer)
    assert {entry.shown for entry in AgencyDomain.objects.all()} == {"شرطة.مصر", "警察.中国", "полиция.рф"}
    assert AgencyChannel.objects.get().value == "+20227950000"


def test_the_queries_of_a_row_do_not_grow(reviewer):
    def cost(number: int) -> int:
        rows = [row(agency=f"Agency {n}", domain=f"police{n}.example") for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            check(name="a.csv", content=as_csv(*rows), by=reviewer)
        return len(queries)

    few, many = cost(2), cost(12)
    assert (many - few) / 10 <= 25


# --- What is wrong, and where -------------------------------------------------------------------------------------


def test_faults_name_row_and_column(reviewer):
    rows = [
        row(),
        row(agency="", country="France"),
        row(domain="not a domain"),
        row(switchboard="112"),
        row(source=""),
        row(domain="gov.uk"),
        row(agency="x" * 201),
        row(agency="Another agency"),
    ]
    found = faults(as_csv(*rows), reviewer)
    assert set(found) == {
        (3, "agency"), (3, "country"), (4, "domain"), (5, "switchboard"), (6, "source"), (7, "domain"), (8, "agency"),
        (9, "domain"),
    }  # fmt: skip
    assert found[4, "domain"].startswith("This is not a domain")
    assert found[9, "domain"].startswith("Another agency has this domain")


def test_all_faults_of_a_row_are_told_at_once(reviewer):
    found = faults(as_csv(row(country="France", domain="gov.uk", switchboard="112", source="")), reviewer)
    assert set(found) == {(2, "country"), (2, "domain"), (2, "switchboard"), (2, "source")}


def test_blank_lines_keep_the_numbers_of_the_rows(reviewer):
    content = as_xlsx(row(), {}, {}, row(country="??"))
    assert set(faults(content, reviewer, "a.xlsx")) == {(5, "country")}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "＝", "＋"])
@pytest.mark.parametrize("column", ["agency", "latin_name", "unit", "domain", "source", "country", "switchboard"])
def test_formulas(start, column, reviewer):
    value = f'{start}HYPERLINK("https://attacker.example")'
    for name, content in (("a.csv", as_csv(row(**{column: value}))), ("a.xlsx", as_xlsx(row(**{column: value})))):
        assert faults(content, reviewer, name)[2, column].startswith("This cell holds a formula")


@pytest.mark.parametrize("value", ["+1+1", "+cmd", "+"])
def test_a_plus_sign_is_a_number_only_where_it_is_one(value, reviewer):
    assert (2, "switchboard") in faults(as_csv(row(switchboard=value)), reviewer)


@pytest.mark.parametrize("value", [True, 1.5, datetime.date(2026, 1, 1), "a\x00b", "a\x07b"])
def test_other_things_than_text(value, reviewer):
    content = as_csv(row(unit=value)) if isinstance(value, str) else as_xlsx(row(unit=value))
    name = "a.csv" if isinstance(value, str) else "a.xlsx"
    assert (2, "unit") in faults(content, reviewer, name)


# --- Files that cannot be read ------------------------------------------------------------------------------------


def test_columns():
    header = tuple(row())
    assert bad(as_csv(row(), header=(*header, "e-mail"))) == "There is no column “e-mail” in this list."
    assert bad(as_csv(row(), header=header[:-1])) == "The column “source” is missing."
    assert bad(as_csv(row(), header=(*header, "source"))) == "A column is there twice."
    assert bad(as_csv(row(), header=(*header, "", "x"))) == "There is no column “–” in this list."
    assert bad(as_csv(row()) + b"a,b,c,d,e,f,g,h\r\n") == "Row 3 has more cells than the header."
    assert len(read("a.csv", as_csv(row(), header=(*header, "")))) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "cp1256", "gb18030"])
def test_other_encodings(encoding):
    name = {"cp1256": "شرطة", "gb18030": "警察"}.get(encoding, "Préfecture")
    assert bad(as_csv(row(agency=name, unit=""), encoding=encoding).replace("’".encode(), b"'")).startswith(
        "This file is not text in UTF-8"
    )


def test_too_much():
    assert bad(as_csv(*[row()] * 10_000)).startswith(("The file is larger", "The file has more than"))
    assert bad(as_csv(*[{"agency": "A"}] * 10_000)) == f"The file has more than {ROWS} rows. Split it."
    assert bad(as_xlsx(*[row()] * 10_000), "a.xlsx") == f"The file has more than {ROWS} rows. Split it."
    assert bad(b"x" * (1024 * 1024 + 1)) == "The file is larger than 1 MB. Split it."
    assert len(read("a.csv", as_csv(*[{"agency": "A"}] * ROWS))) == ROWS


@pytest.mark.parametrize("content", [b"", b"\n\n", as_csv(), b"\xef\xbb\xbf"])
def test_nothing(content):
    assert bad(content)


def test_odd_text():
    assert bad(as_csv(row()) + b'"open')
    assert bad(b"\x00" * 100)
    assert bad(b"," * 1000)


WORKBOOK = as_xlsx(row())
BOMB = b"<?xml version='1.0'?><worksheet>" + b" " * (25 * 1024 * 1024) + b"</worksheet>"
ENTITIES = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'>]><worksheet>&a;</worksheet>"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        as_csv(row()),
        WORKBOOK[: len(WORKBOOK) // 2],
        with_part(WORKBOOK, "xl/worksheets/sheet1.xml", BOMB),
        with_part(WORKBOOK, "xl/worksheets/sheet1.xml", ENTITIES),
        with_part(WORKBOOK, "xl/worksheets/sheet1.xml", b"<broken"),
        with_part(WORKBOOK, "xl/vbaProject.bin", b"macro"),
    ],
    ids=["empty", "cut", "text", "half", "bomb", "entities", "broken", "macro"],
)
def test_broken_workbooks(content):
    assert bad(content, "a.xlsx").startswith("This is not a workbook")


def test_a_sheet_of_a_million_blank_rows():
    last = b"<row r='1048576'><c r='A1048576' t='inlineStr'><is><t>x</t></is></c></row></sheetData>"
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
    content = with_part(WORKBOOK, "xl/worksheets/sheet1.xml", sheet + last + b"</worksheet>")
    assert bad(content, "a.xlsx")


def test_names_are_data_not_markup(reviewer):
    import_file(name="a.csv", content=as_csv(row(agency="<b>Police</b> {{ 7 }}")), by=reviewer)
    assert Agency.objects.get().name == "<b>Police</b> {{ 7 }}"
    assert "Police" not in json.dumps(list(AuditEvent.objects.values_list("detail", flat=True)))
