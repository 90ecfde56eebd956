"""How do texts go to a translator as a PO file, and what does it say when it comes back?

An entry a text: its context is the place in the catalogue, its comments say whose text it is, what the glossary has for
it and, by fingerprints, what it was made from.
"""

import re
from collections.abc import Iterable, Iterator

import polib
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.translation_rows import Returned, Row, code_of, mark, terms_in
from catalogue.translation_sheets import BYTES, NOTE, ROWS
from hub import sheets
from hub.languages import language
from hub.sheets import BadFile
from hub.spaces import paragraphs

LINES = 60 * ROWS
MARKS = re.compile(r"^english=(#[0-9a-f]{12}) translation=(#[0-9a-f]{12}|none)(?: language=(\w{2,20}))?$", re.MULTILINE)
NONE = "none"
CHARSET = re.compile(r"charset=([\w.-]+)", re.IGNORECASE)
LINE = re.compile(r"line (\d+)")
ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # polib would end a line at each


# --- Out ----------------------------------------------------------------------------------------------------------


def as_po(rows: Iterable[Row], code: str) -> bytes:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": "Hub catalogue",
        "POT-Creation-Date": timezone.now().strftime("%Y-%m-%d %H:%M+0000"),
        "Language": language(code).column,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.extend(_entry(row) for row in rows)
    return f"{file}\n".encode()


def _entry(row: Row) -> polib.POEntry:
    comment = "\n".join(_plain(line) for line in _comments(row))
    return polib.POEntry(msgctxt=row.place, msgid=_plain(row.english), msgstr=_plain(row.text), comment=comment)


def _comments(row: Row) -> Iterator[str]:
    yield f"{row.about} · {row.label} · {row.standing.label}"
    for term in terms_in(row.english, row.language):
        yield _("Glossary: %(english)s = %(term)s (%(standing)s)") % {
            "english": term.english, "term": term.text, "standing": term.standing
        }  # fmt: skip
    marks = f"english={mark(row.english)} translation={mark(row.text) or NONE}"
    yield f"{marks} language={language(row.language).column}"


def _plain(text: str) -> str:
    return ENDS.sub(" ", sheets.CONTROL.sub("", text))


# --- In -----------------------------------------------------------------------------------------------------------


def read(content: bytes) -> list[Returned]:
    if len(content) > BYTES:
        raise BadFile(sheets.TOO_LARGE % {"count": BYTES // sheets.MEGABYTE})
    file = _parsed(_decoded(content))
    code = code_of(file.metadata.get("Language", ""))
    if not code:
        raise BadFile(_("The header of this file does not name one of the languages that the Hub translates into."))
    entries = [entry for entry in file if not entry.obsolete]
    if not entries:
        raise BadFile(_("This file holds no text."))
    if len(entries) > ROWS:
        raise BadFile(sheets.TOO_MANY % {"count": ROWS})
    return [_returned(entry, code) for entry in entries]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(_("This file is not in UTF-8. Save it anew in that encoding.")) from None
    if text.count("\n") > LINES:
        raise BadFile(sheets.TOO_MANY % {"count": ROWS})
    return text


def _parsed(text: str) -> polib.POFile:
    # polib opens the file of that name where there is one: no name begins with a line of comment.
    try:
        file = polib.pofile(f"# \n{text}", encoding="utf-8")
    except Exception as error:  # noqa: BLE001  (polib fails in many ways on what is no PO file)
        found = LINE.search(str(error))
        where = int(found[1]) - 1 if found else 0
        raise BadFile(_no_po(where)) from None
    charset = CHARSET.search(file.metadata.get("Content-Type", ""))
    if charset and charset[1].lower() not in {"utf-8", "utf8", "charset"}:
        raise BadFile(_("This file is not in UTF-8. Save it anew in that encoding."))
    return file


def _no_po(line: int) -> str:
    if line < 1:
        return _("This is not a PO file that we can read.")
    return _("This is not a PO file that we can read: see line %(line)d.") % {"line": line}


def _returned(entry: polib.POEntry, code: str) -> Returned:
    marks = MARKS.search(entry.comment)
    english, before, own = marks.groups() if marks else ("", "", None)
    return Returned(
        number=max(entry.linenum - 1, 1),
        place=(entry.msgctxt or "").strip(),
        language=code,
        text=paragraphs(entry.msgstr),
        english=english,
        before="" if before == NONE else before,
        note=paragraphs(entry.tcomment)[:NOTE],
        unfinished=entry.fuzzy,
        fault=_fault(entry, code_of(own or ""), code),
    )


def _fault(entry: polib.POEntry, own: str, code: str) -> str:
    """`own` is the language in which the text went out, where the file still says it."""
    if entry.msgid_plural:
        return _("This entry has a plural: it is not one of the Hub’s.")
    if own and own != code:
        names = {"own": language(own).name, "said": language(code).name}
        return _("This text was exported in %(own)s, but the header of the file says %(said)s.") % names
    return ""
