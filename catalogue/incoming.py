"""May a translation that somebody brings in stand in the catalogue, and whose is it?

A form (`catalogue.admin.checked`) or a file (`catalogue.importing`) brings texts in. One that differs from the Hub's is
held against the English that comes with it, or else against the Hub's; what blocks is refused. What stood there before
hinders nothing. A text that a file changes waits for somebody to approve it: no file makes a text "reviewed", and one
that it leaves as it is stays whose it was. Steps of the history, merged words, the data files of the project and a
whole catalogue for an empty Hub say what the Hub or another one had taken already, and are not asked again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from catalogue import documents, translation_checks
from hub.languages import DEFAULT
from hub.models import Origin
from hub.spaces import one_line, paragraphs
from hub.texts import fingerprint

STATEMENTS = tuple(key for key in documents.CHILDREN if key != "sources")
OTHER_ENGLISH = gettext_lazy(
    "This text was made from another English. Leave out “origin” and “english” if it fits the present one."
)
NOT_BY_FILE = gettext_lazy("No file makes a text “reviewed”: somebody has to approve it in the Hub.")
KEPT = gettext_lazy("The text is the same, so where it is from stays as the Hub has it.")


def findings(*, text: str, before: str, english: str, code: str, about: str) -> list[translation_checks.Finding]:
    """What is to say of a text that is brought in; nothing of one that stays, or that is taken away.

    Other spaces between the same words make no other text.
    """
    if not text.strip() or one_line(text) == one_line(before):
        return []
    return translation_checks.check(english, text, code, name=about)


# --- The texts of an entry ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brought:
    """A translation that a document holds, beside what the Hub has there; both as a tool's texts are written."""

    at: str  # place of the text in the document
    told_at: str  # and of where it is from
    code: str
    value: Mapping
    held: Mapping
    english: str

    @property
    def is_same(self) -> bool:
        return paragraphs(self.value["text"]) == paragraphs(self.held.get("text", ""))

    def faults(self, found: Iterable[translation_checks.Finding]) -> Iterator[tuple[str, str]]:
        """Place, and why it is refused."""
        yield from ((self.at, finding.text) for finding in found if finding.blocks)
        if not self.is_same and self.value.get("english", (now := fingerprint(self.english))) != now:
            yield f"{self.told_at}/english", str(OTHER_ENGLISH)

    def notes(self, found: Iterable[translation_checks.Finding]) -> Iterator[tuple[str, str]]:
        """What is to be looked at before it is taken in."""
        yield from ((self.at, finding.text) for finding in found if not finding.blocks)
        claimed = self.value.get("origin", self.held.get("origin"))
        if claimed == Origin.REVIEWED and not (self.is_same and self.held.get("origin") == claimed):
            yield f"{self.told_at}/origin", str(NOT_BY_FILE)
        elif self.is_same and claimed != self.held.get("origin"):
            yield f"{self.told_at}/origin", str(KEPT)

    def settled(self, by) -> dict:
        """As it is to be written; `written_by` of what is new."""
        text = {"text": self.value["text"]}
        if self.is_same:
            return text | {part: self.held[part] for part in ("origin", "english") if part in self.held}
        by_machine = self.value.get("origin") == Origin.MACHINE
        told = {"origin": (Origin.MACHINE if by_machine else Origin.HUMAN).value, "english": fingerprint(self.english)}
        return text | told | {"written_by": by}


@dataclass(frozen=True)
class Part:
    """What has texts in an entry: the tool itself or a statement."""

    place: str
    value: dict  # of the document
    held: dict
    is_statement: bool

    def brought(self) -> Iterator[tuple[str, Brought]]:
        """Name of the field, and each translation of it."""
        texts, held = self._texts(self.value), self._texts(self.held)
        for name, by_code in texts.items():
            before = held.get(name, {})
            english = (by_code.get(DEFAULT) or before.get(DEFAULT) or {"text": ""})["text"]
            for code, value in by_code.items():
                if code != DEFAULT:
                    yield name, Brought(*self._places(name, code), code, value, before.get(code, {}), english)

    def _texts(self, value: dict) -> dict:
        return documents.child_texts(value) if self.is_statement else value.get("texts", {})

    def _places(self, name: str, code: str) -> tuple[str, str]:
        if self.is_statement:
            return f"{self.place}/{name}/{code}", f"{self.place}/origins/{name}/{code}"
        return f"/texts/{name}/{code}/text", f"/texts/{name}/{code}"

    def settle(self, by) -> None:
        """Writes into the document whose each text is."""
        told = {}
        for name, one in self.brought():
            told.setdefault(name, {})[one.code] = one.settled(by)
        if self.is_statement:
            self._settle_statement(told)
            return
        for name, by_code in self.value["texts"].items():
            english = {DEFAULT: {"text": by_code[DEFAULT]["text"]}} if DEFAULT in by_code else {}
            self.value["texts"][name] = english | told.get(name, {})

    def _settle_statement(self, told: dict) -> None:
        self.value.pop("origins", None)
        if made := {name: said for name, by_code in told.items() if (said := _without_texts(by_code))}:
            self.value["origins"] = made


def _without_texts(by_code: dict) -> dict:
    return {
        code: {part: said for part, said in value.items() if part != "text"}
        for code, value in by_code.items()
        if "origin" in value
    }


def parts(document: dict, held: dict) -> list[Part]:
    found = [Part("", document, held, is_statement=False)]
    for key in STATEMENTS:
        pairs = _paired(document.get(key, []), held.get(key, []))
        found += [Part(f"/{key}/{n}", value, before, is_statement=True) for n, (value, before) in enumerate(pairs)]
    return found


def judge(parts: Iterable[Part], about: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is refused of these texts, and what is to be looked at: places with reasons."""
    faults, notes = [], []
    for part in parts:
        for _name, one in part.brought():
            said = {"text": one.value["text"], "before": one.held.get("text", ""), "english": one.english}
            found = findings(**said, code=one.code, about=about)
            faults += one.faults(found)
            notes += one.notes(found)
    return faults, notes


def _paired(values: list[dict], held: list[dict]) -> list[tuple[dict, dict]]:
    """Each statement with the Hub's of the same English, or else with one that has a translation of it."""
    found, spare = [{}] * len(values), held
    for marks in (_english, _translations):
        marked = [(marks(value), value) for value in spare]
        found = [before or _taken(marked, marks(value)) for value, before in zip(values, found, strict=True)]
        spare = [value for _marks, value in marked]
    return list(zip(values, found, strict=True))


def _taken(marked: list[tuple[set, dict]], wanted: set) -> dict:
    """Out of `marked`."""
    number = next((number for number, (marks, _value) in enumerate(marked) if marks & wanted), None)
    return {} if number is None else marked.pop(number)[1]


def _english(value: dict) -> set:
    """All of it, as one mark."""
    texts = documents.child_texts(value)
    return {tuple(sorted((name, by_code.get(DEFAULT, {}).get("text", "")) for name, by_code in texts.items()))}


def _translations(value: dict) -> set:
    texts = documents.child_texts(value).items()
    return {(name, code, said["text"]) for name, by_code in texts for code, said in by_code.items() if code != DEFAULT}
