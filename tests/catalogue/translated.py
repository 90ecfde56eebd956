"""A small catalogue with French texts, and the files in which they go to a translator and come back."""

import io
from dataclasses import dataclass

import openpyxl
import polib

from catalogue import models, origins, translation_po, translation_rows, translation_sheets
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

ENGLISH = "It finds 3 of 4 known files. See https://maker.example/ for more."
FRENCH = "Il trouve 3 des 4 fichiers connus. Voir https://maker.example/ pour en savoir plus."
BETTER = "L’outil trouve 3 des 4 fichiers connus. Voir https://maker.example/ pour en savoir plus."


@dataclass(frozen=True)
class World:
    tool: models.Tool
    stage: models.Stage
    claim: models.Evidence


def world(tool_factory, stage_factory, evidence_factory) -> World:
    """A published tool with a machine's French limits, a claim and a step without any French."""
    texts = {"summary_en": "Finds known files.", "what_it_does_en": "It compares files.", "limits_en": ENGLISH}
    tool = tool_factory(slug="finder", name="Finder", limits_fr=FRENCH, **texts)
    claim = evidence_factory(tool=tool, claim_en="It saves 2 hours a day.")
    stage = stage_factory(slug="triage", name_en="Triage", definition_en="")
    by_machine(tool, "limits", "fr")
    return World(tool, stage, claim)


def by_machine(row, name: str, code: str) -> None:
    english = getattr(row, f"{name}_en")
    told = {"origin": Origin.MACHINE, "english": fingerprint(english), "source": english}
    TextOrigin.objects.update_or_create(**origins.place(row, name, code), defaults=told)


# --- Files --------------------------------------------------------------------------------------------------------


def exported(code: str = "fr", kind: str = "xlsx", **chosen) -> bytes:
    rows = list(translation_rows.rows(code, **chosen))
    return translation_sheets.as_xlsx(rows, code) if kind == "xlsx" else translation_po.as_po(rows, code)


def table(content: bytes) -> list[dict]:
    """The rows of the first sheet, by the names of its columns."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def workbook(rows: list[dict]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(translation_sheets.COLUMNS))
    for row in rows:
        book.active.append([row.get(name) for name in translation_sheets.COLUMNS])
    book.save(file)
    return file.getvalue()


def translated(texts: dict[str, str], code: str = "fr", **changes) -> bytes:
    """The export as a workbook, with these texts (place -> text), and only their rows."""
    rows = [row for row in table(exported(code)) if row["place"] in texts]
    assert len(rows) == len(texts)
    return workbook([row | {"translation": texts[row["place"]]} | changes for row in rows])


def translated_po(texts: dict[str, str], code: str = "fr") -> polib.POFile:
    file = polib.pofile("# \n" + exported(code, "po").decode())
    kept = [entry for entry in file if entry.msgctxt in texts]
    assert len(kept) == len(texts)
    for entry in kept:
        entry.msgstr = texts[entry.msgctxt]
    made = polib.POFile(wrapwidth=0)
    made.metadata = file.metadata
    made.extend(kept)
    return made


def as_bytes(file: polib.POFile) -> bytes:
    return str(file).encode()
