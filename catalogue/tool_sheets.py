"""What does a spreadsheet of tools say, a row a tool?

The columns are a document's keys that fit into a cell, and one for each text in each language. Evidence, error figures
and restrictions have parts of their own: JSON carries them. What goes out by these columns comes in by them again.
"""

import datetime
import io
import re
from collections.abc import Iterable
from copy import deepcopy

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import documents, models, schema, spreadsheets
from hub import sheets, spaces
from hub.bidi import ISOLATED
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.sheets import Bounds

SINGLE = ("slug", "name", "provider", "website", "status", "replaced_by", "licence", "cost", "skill", "risk")
YES_NO = "law_enforcement_only"
DAY = "sources_read_on"
LISTS = ("languages", *documents.TERMS, "sources")
TEXTS = {  # column -> field, language
    documents.column(name, code): (name, code) for code in documents.ORDER for name in models.TEXTS
}
ENGLISH = tuple(column for column, (_name, code) in TEXTS.items() if code == DEFAULT)
COLUMNS = (*SINGLE, YES_NO, *LISTS, DAY, *TEXTS)
NEEDED = ("slug", "name", "provider", "summary_en", "what_it_does_en")  # a column that is there is filled
ROWS = 500
BYTES = 4 * sheets.MEGABYTE
BOUNDS = Bounds(COLUMNS, ("slug",), ROWS, bytes=BYTES, width=len(COLUMNS) + 5)
LONGEST = 32_767  # a cell of XLSX holds no more

ABOUT = {  # columns -> what stands in them; the rest are texts
    ("slug",): gettext_lazy("Name for the address, in lower-case letters, digits and hyphens. It never changes."),
    ("name",): gettext_lazy("Name of the tool."),
    ("provider", "replaced_by"): gettext_lazy("The slug of a provider or of a tool that the Hub knows."),
    ("website",): gettext_lazy("Web address of the tool."),
    ("status", "licence", "cost", "skill", "risk"): gettext_lazy("One of the values that the Hub knows, or empty."),
    (YES_NO,): gettext_lazy("yes, no, or empty where no source says it."),
    ("languages",): gettext_lazy("Codes of the interface languages, such as en, fr."),
    tuple(documents.TERMS): gettext_lazy("Slugs of the vocabulary, separated by commas."),
    ("sources",): gettext_lazy("Web addresses of the sources, one a line."),
    (DAY,): gettext_lazy("The day on which the sources were read, such as 2026-11-21."),
    ENGLISH: format_lazy(
        gettext_lazy(
            "Texts in English. With the code of another language in place of en ({codes}): translations, which count as"
            " a person’s."
        ),
        codes=ISOLATED % ", ".join(language(code).column for code in TRANSLATIONS),
    ),
}


def read(name: str, content: bytes):
    return sheets.read(name, content, BOUNDS)


# --- A row into a document ----------------------------------------------------------------------------------------


def merged(cells: dict, held: dict | None) -> tuple[dict, dict[str, str]]:
    """The document that the row makes of the entry, and what is wrong with its cells by column.

    A column that is not in the file leaves its field as it is; an empty cell empties it.
    """
    document, wrong = deepcopy(held) if held else {"texts": {}}, {}
    for column, value in cells.items():
        try:
            _put(document, column, _plain(column, value))
        except ValidationError as error:
            wrong[column] = " ".join(error.messages)
    return document, wrong


def _plain(column: str, value) -> str:
    """The cell's text; apostrophes that an export put into it are taken off again."""
    if column == DAY and isinstance(value, datetime.date):
        return value.strftime("%Y-%m-%d")
    if column == YES_NO and isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        value = spreadsheets.unmarked_inside(value)
    if isinstance(value, str) and spreadsheets.is_made_safe(value):
        sheets.cell_text(value, most=LONGEST)
        return spaces.paragraphs(value[1:])
    return spaces.paragraphs(sheets.cell_text(value, most=LONGEST))


def _put(document: dict, column: str, text: str) -> None:
    if column in NEEDED and not text:
        raise ValidationError(schema.EMPTY)
    if column in TEXTS:
        name, code = TEXTS[column]
        _put_text(document["texts"].setdefault(name, {}), code, text)
    elif column in LISTS:
        document[column] = [part for part in re.split(r"[\s,;]+" if column != "sources" else r"\s+", text) if part]
    elif column == YES_NO:
        document[column] = _yes_no(text)
    else:
        document[column] = text or (models.Risk.NORMAL.value if column == "risk" else None)


def _put_text(by_code: dict, code: str, text: str) -> None:
    if not text:
        by_code.pop(code, None)
    elif by_code.get(code, {}).get("text") != text:
        by_code[code] = {"text": text}


def _yes_no(text: str) -> bool | None:
    answers = {"": None, "yes": True, "true": True, "no": False, "false": False}
    if text.lower() not in answers:
        raise ValidationError(_("Write yes or no, or leave it empty."))
    return answers[text.lower()]


def column_of(path: str) -> str:
    """The column in which a problem at this place of a document is to be mended."""
    steps = path.split("/")[1:]
    if len(steps) >= 3 and steps[0] == "texts":
        return documents.column(steps[1], steps[2])
    return steps[0] if steps else ""


# --- A document into a row ----------------------------------------------------------------------------------------


def row_of(document: dict) -> list[str]:
    cells = {name: document[name] or "" for name in (*SINGLE, DAY)}
    cells[YES_NO] = {True: "yes", False: "no", None: ""}[document[YES_NO]]
    cells |= {name: (", " if name != "sources" else "\n").join(document[name]) for name in LISTS}
    for column, (name, code) in TEXTS.items():
        cells[column] = document["texts"][name].get(code, {}).get("text", "")
    return [cells[column] for column in COLUMNS]


def table(tools: models.ToolQuerySet) -> list[list[str]]:
    return [list(COLUMNS), *(row_of(document) for document in documents.documents(tools))]


def as_xlsx(rows: Iterable[Iterable[str]], **more: Iterable[Iterable[str]]) -> bytes:
    """A workbook of text cells, none of which is a formula; `more` are sheets behind the first."""
    book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    for title, lines in {"tools": rows, **more}.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([_shown(cell) for cell in line])
    book.save(file)
    return file.getvalue()


def _shown(cell: str) -> str:
    """A text longer than a cell would make the whole file unreadable."""
    return spreadsheets.safe(sheets.CONTROL.sub("", cell))[:LONGEST]


def template() -> bytes:
    """An empty table, and a sheet that says what belongs into each column."""
    about = [[name, str(text)] for names, text in ABOUT.items() for name in names if name not in TEXTS]
    about += [[column, _text_about(code)] for column, (_name, code) in TEXTS.items()]
    return as_xlsx([COLUMNS], columns=[*about, [], *_values()])


def _text_about(code: str) -> str:
    needed = _("Summary and “what it does” must be there in English.")
    return f"{language(code).name}. {needed}" if code == DEFAULT else language(code).name


def _values() -> Iterable[list[str]]:
    """Every word that may stand in a column."""
    choices = {"status": models.Status, "licence": models.Licence, "cost": models.Cost, "skill": models.Skill}
    for column, values in (choices | {"risk": models.Risk}).items():
        yield from ([column, value, str(label)] for value, label in values.choices)
    for column, relation in documents.TERMS.items():
        model = models.Tool._meta.get_field(relation).related_model
        yield from ([column, term.slug, term.name] for term in model.objects.all())
    yield from (["provider", provider.slug, provider.name] for provider in models.Provider.objects.all())
