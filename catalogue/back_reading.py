"""How often did somebody who read a translation back into English read something else than the English says?

`catalogue/data/back_reading/` keeps what an independent pass found: the texts of a sample of tools were put into
English without sight of the English, then compared with it statement by statement. Every disagreement is kept, with
what was done about it.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from catalogue import checks
from catalogue.checks import FileFault
from catalogue.yaml_files import load_yaml
from hub.languages import COMPLETE, TRANSLATIONS

FOLDER = Path(__file__).parent / "data" / "back_reading"
KINDS = {
    "meaning": "a reader would believe something else",
    "term": "not the agreed term, or one that misleads",
    "language": "right, but unnatural or ambiguous",
    "reader": "the reading was wrong; the translation is right",
}
FAULTS = ("meaning", "term")  # what counts in the rate
UNMENDED = "none"
DISAGREEMENT = {"slug", "field", "kind", "said", "source", "mended"}


@dataclass(frozen=True)
class Disagreement:
    slug: str
    field: str
    kind: str
    said: str
    source: str
    mended: str


@dataclass(frozen=True)
class Reading:
    language: str
    tools: int
    passages: int
    points: int
    disagreements: tuple[Disagreement, ...]

    @property
    def kinds(self) -> Counter:
        return Counter(one.kind for one in self.disagreements)

    @property
    def faults(self) -> int:
        return sum(self.kinds[kind] for kind in FAULTS)

    @property
    def rate(self) -> float:
        """In a hundred points."""
        return 100 * self.faults / self.points

    @property
    def rate_of_texts(self) -> float:
        """In a hundred texts, however many faults one has."""
        at_fault = {(one.slug, one.field) for one in self.disagreements if one.kind in FAULTS}
        return 100 * len(at_fault) / self.passages

    @property
    def unmended(self) -> list[Disagreement]:
        return [one for one in self.disagreements if one.kind in FAULTS and one.mended.startswith(UNMENDED)]


def readings(folder: Path = FOLDER) -> dict[str, Reading]:
    """Language -> what was found in it; one that is not complete yet may not have been read."""
    sample = checks.items(folder / "sample.yaml", "file", "YAML", load_yaml(folder / "sample.yaml"))
    paths = {code: folder / f"{code}.yaml" for code in TRANSLATIONS}
    read = {code: path for code, path in paths.items() if code in COMPLETE or path.exists()}
    return {code: _reading(path, code, set(sample)) for code, path in read.items()}


def _reading(path: Path, code: str, sample: set[str]) -> Reading:
    given = checks.mapping(path, "file", "YAML", load_yaml(path))
    checks.keys(path, "file", given, {"language", "passages", "points", "disagreements"}, optional={"elsewhere"})
    if given["language"] != code:
        raise FileFault(path, "file", "language", f"is not the file's name: {given['language']}")
    for name in ("passages", "points"):
        if not isinstance(given[name], int) or given[name] < 1:
            raise FileFault(path, "file", name, f"not a number: {given[name]}")
    found = enumerate(checks.items(path, "file", "disagreements", given["disagreements"]), 1)
    rows = tuple(_disagreement(path, f"disagreement {number}", row, sample) for number, row in found)
    return Reading(code, len(sample), given["passages"], given["points"], rows)


def _disagreement(path: Path, item: str, row, sample: set[str]) -> Disagreement:
    checks.keys(path, item, checks.mapping(path, "file", item, row), DISAGREEMENT)
    for name in sorted(DISAGREEMENT):
        checks.text(path, item, name, row[name], 500)
    if row["slug"] not in sample:
        raise FileFault(path, item, "slug", f"not in the sample: {row['slug']}")
    if row["kind"] not in KINDS:
        raise FileFault(path, item, "kind", f"unknown: {row['kind']}")
    return Disagreement(**row)
