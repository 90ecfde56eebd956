"""What does a spreadsheet of agencies say?"""

import re

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from hub import sheets
from hub.sheets import Bounds
from members.agency_registry import REFUSALS, own_domain, tidy
from members.phones import normalise_phone

COLUMNS = ("agency", "latin_name", "country", "unit", "domain", "switchboard", "source")
LENGTHS = {"agency": 200, "latin_name": 200, "unit": 200, "source": 300}
ROWS = 1000
BOUNDS = Bounds(columns=COLUMNS, needed=COLUMNS, rows=ROWS)
DIALLED = re.compile(r"[+＋][\s(.\-\d]")  # a telephone number may begin with a plus sign


def read(name: str, content: bytes) -> tablib.Dataset:
    return sheets.read(name, content, BOUNDS)


def cell_text(name: str, value) -> str:
    """The text of a cell; ValidationError where a spreadsheet would calculate it."""
    dialled = DIALLED if name == "switchboard" else None
    return tidy(sheets.cell_text(value, most=LENGTHS.get(name, 254), dialled=dialled))


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
