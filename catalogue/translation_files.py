"""What do the files of the tools' translations say, and are they right?

`catalogue/data/translations/<language>/<tool>.yaml` has the shape of the tool's own file: its texts without facts and
names. `origin` says who made it, and `english` holds, in the same shape again, the fingerprint of the English that
each text was made from. Text that is not translated yet is left out, or null in a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogue import checks
from catalogue.checks import FileFault
from catalogue.yaml_files import load_yaml
from hub.languages import TRANSLATIONS
from hub.models import Origin
from hub.texts import fingerprint

SECTIONS = {  # key of the files -> field of Tool
    "what_it_does": "what_it_does",
    "limits": "limits",
    "how_to_get_it": "how_to_get",
    "exposure": "exposure",
    "court": "court",
}
STATEMENTS = {  # key of the files -> relation of Tool, its translated fields
    "evidence": ("evidence", ("claim",)),
    "error_figures": ("error_figures", ("text", "data_set")),
    "not_offered_in": ("restrictions", ("text",)),
}
KEYS = {"origin", "english", "summary", *SECTIONS, *STATEMENTS}
LONGEST = 4000


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    relation: str  # "" for a text of the tool itself
    number: int  # of the row in the file's list, from 0
    field: str
    text: str
    english: str  # fingerprint


@dataclass(frozen=True)
class Translation:
    origin: str
    texts: tuple[Text, ...]


def read(folder: Path, tools: dict[str, dict]) -> dict[str, dict[str, Translation]]:
    """Tool -> language -> its translation, of the tools in `tools`."""
    found: dict[str, dict[str, Translation]] = {}
    for code in TRANSLATIONS:
        for path in sorted((folder / code).glob("*.yaml")):
            if path.stem not in tools:
                raise FileFault(path, path.stem, "file", "there is no such tool")
            found.setdefault(path.stem, {})[code] = read_one(path, tools[path.stem])
    return found


def read_one(path: Path, tool: dict) -> Translation:
    return checked(path, load_yaml(path), tool)


def checked(path: Path, given, tool: dict) -> Translation:
    slug = f"{path.parent.name} {path.stem}"
    given = checks.mapping(path, slug, "YAML", given)
    checks.keys(path, slug, given, {"origin", "english"}, optional=KEYS)
    if given["origin"] not in Origin.values:
        raise FileFault(path, slug, "origin", f"unknown: {given['origin']}")
    stamps = checks.mapping(path, slug, "english", given["english"])
    if given.keys() - {"origin", "english"} != stamps.keys():
        raise FileFault(path, slug, "english", "must name the same texts")
    own = _own(path, slug, given, stamps, tool)
    return Translation(given["origin"], (*own, *_statements(path, slug, given, stamps, tool)))


def english(tool: dict, key: str) -> str:
    """One of the tool's own texts as the database has it."""
    if key == "summary":
        return tool["summary"]["text"].strip()
    return paragraphs([passage["text"] for passage in tool[key] or []])


def paragraphs(texts: list[str]) -> str:
    return "\n\n".join(text.strip() for text in texts)


def _own(path: Path, slug: str, given: dict, stamps: dict, tool: dict) -> Iterator[Text]:
    for key in ("summary", *SECTIONS):
        if key not in given:
            continue
        whole = checks.items(path, slug, key, given[key]) if key != "summary" else [given[key]]
        for text in whole:
            checks.text(path, slug, key, text, LONGEST)
        checks.fingerprint(path, slug, f"english {key}", stamps[key])
        if stamps[key] == fingerprint(english(tool, key)) and key != "summary" and len(whole) != len(tool[key]):
            raise FileFault(path, slug, key, "has other paragraphs than its English")
        yield Text("", 0, SECTIONS.get(key, key), paragraphs(whole), stamps[key])


def _statements(path: Path, slug: str, given: dict, stamps: dict, tool: dict) -> Iterator[Text]:
    for key, (relation, fields) in STATEMENTS.items():
        if key not in given:
            continue
        rows, marks = checks.items(path, slug, key, given[key]), checks.items(path, slug, "english", stamps[key])
        if not len(rows) == len(marks) == len(tool[key] or []):
            raise FileFault(path, slug, key, "has other items than the English")
        for number, (row, mark) in enumerate(zip(rows, marks, strict=True)):
            if row is not None:
                _check_statement(path, f"{slug}: {key} {number + 1}", row, mark, set(fields))
                for name, text in row.items():
                    yield Text(relation, number, name, text.strip(), mark[name])


def _check_statement(path: Path, item: str, row, mark, fields: set[str]) -> None:
    checks.keys(path, item, checks.mapping(path, item, "text", row), set(), optional=fields)
    checks.keys(path, item, checks.mapping(path, item, "english", mark), set(row))
    for name, text in row.items():
        checks.text(path, item, name, text, LONGEST)
        checks.fingerprint(path, item, f"english {name}", mark[name])
