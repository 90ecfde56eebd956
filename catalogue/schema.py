"""Is a JSON document what the schema and the vocabulary allow?

`docs/catalogue.schema.json` says what each key holds; here is what a schema cannot say: that words, countries and
addresses exist. Every problem says where it is (a JSON Pointer) and, in the reader's language, what is wrong.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models as db
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as Fault
from jsonschema.validators import extend

from catalogue import files, models, publishing, vocabulary
from catalogue.checks import UNPRINTABLE
from catalogue.documents import TERMS
from hub.languages import DEFAULT, TRANSLATIONS

FILE = settings.BASE_DIR / "docs" / "catalogue.schema.json"
ENTRY = "proposal"
A_CHARACTER = r"\S"  # the pattern of a text: blanks alone are none
DEPTH = 20  # what the schema describes is half as deep
MOST = 50  # problems of one document; more would help nobody
TYPES = {
    "string": gettext_lazy("This must be a text."),
    "array": gettext_lazy("This must be a list."),
    "object": gettext_lazy("This must be an object with keys."),
    "integer": gettext_lazy("This must be a whole number."),
    "boolean": gettext_lazy("This must be true, false or null."),
}
_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Problem:
    path: str  # a JSON Pointer: /texts/summary/fr/text
    text: str

    def __str__(self):
        return f"{self.path}: {self.text}" if self.path else self.text


@dataclass
class Known:
    """The slugs that a document may name."""

    terms: dict[str, set[str]]  # key of a document -> slugs
    providers: set[str]
    tools: set[str]
    replaced_by: dict[str, str] = field(default_factory=dict)  # tool -> tool


def known() -> Known:
    """What the Hub has now, merged words included: one query for each kind of word."""
    terms = {key: models.Tool._meta.get_field(relation).related_model for key, relation in TERMS.items()}
    merged = vocabulary.aliases()
    tools = dict(models.Tool.objects.order_by().values_list("slug", "replaced_by__slug"))
    return Known(
        terms={key: _slugs(model) | merged.of(model).keys() for key, model in terms.items()},
        providers=_slugs(models.Provider),
        tools=set(tools),
        replaced_by={slug: other for slug, other in tools.items() if other},
    )


def _slugs(model) -> set[str]:
    return set(model.objects.order_by().values_list("slug", flat=True))


def problems(document, words: Known | None = None) -> list[Problem]:
    """What keeps this document from being an entry; `words` where they are known already."""
    found = shape(document, ENTRY)
    return found or list(meaning(document, words or known()))[:MOST]


# --- The schema ---------------------------------------------------------------------------------------------------


@cache
def _schema() -> dict:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    _add_languages(found)
    return found


def _add_languages(part) -> None:
    """The file names the six; a further one holds what a translation into French may."""
    if isinstance(part, dict):
        texts = part.get("properties", {})
        if {DEFAULT, "fr"} <= texts.keys():
            texts |= {code: texts["fr"] for code in TRANSLATIONS if code not in texts}
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _add_languages(inner)


def _pattern(validator, pattern: str, instance, schema):
    """In JSON Schema `$` is the very end; Python would let a line end pass."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield Fault("pattern")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _validator(part: str):
    """For one of the schema's definitions, or for the whole ("")."""
    return _Validator({"$ref": f"#/$defs/{part}", "$defs": _schema()["$defs"]} if part else _schema())


def shape(document, part: str = "") -> list[Problem]:
    """What the schema says of it, and which texts hold what nobody can see."""
    if is_too_deep(document):
        return [Problem("", _("This is nested too deeply."))]
    found = [Problem(_pointer([*fault.absolute_path]), _said(fault)) for fault in _faults(document, part)]
    found += [Problem(path, str(_("This holds a character that cannot be shown."))) for path in _hidden(document)]
    return list(dict.fromkeys(found))[:MOST]


def _faults(document, part: str) -> Iterator[Fault]:
    for number, fault in enumerate(_validator(part).iter_errors(document)):
        if number == MOST:
            return
        yield _deepest(fault)


def _deepest(fault: Fault) -> Fault:
    """Of “this or null” the one that is meant."""
    meant = [inner for inner in fault.context or () if inner.validator != "type" or inner.validator_value != "null"]
    return meant[0] if fault.validator == "anyOf" and meant else fault


def _said(fault: Fault) -> str:
    said, values = SAID.get(fault.validator, OTHERWISE)
    if fault.validator == "pattern" and fault.validator_value == A_CHARACTER:
        said = EMPTY
    if fault.validator == "type":
        kinds = [fault.validator_value] if isinstance(fault.validator_value, str) else fault.validator_value
        said = TYPES.get(kinds[0], OTHERWISE[0])
    return str(said) % values(fault)


def _limit(fault: Fault) -> dict:
    return {"count": fault.validator_value}


def _nothing(fault: Fault) -> dict:
    return {}


def _allowed(fault: Fault) -> dict:
    wanted = fault.validator_value
    allowed = wanted if isinstance(wanted, list) else [wanted]
    return {"values": ", ".join(json.dumps(value) for value in allowed)}


def _missing(fault: Fault) -> dict:
    wanted = fault.validator_value
    names = wanted if isinstance(wanted, list) else [name for more in wanted.values() for name in more]
    return {"names": ", ".join(name for name in names if name not in fault.instance)}


def _extra(fault: Fault) -> dict:
    allowed = fault.schema.get("properties", {})
    names = [fault.instance] if isinstance(fault.instance, str) else [n for n in fault.instance if n not in allowed]
    return {"names": ", ".join(visible(str(name)) for name in names[:5])}


MISSING = gettext_lazy("Something is missing here: %(names)s.")
NO_PLACE = gettext_lazy("There is something here that has no place in this format: %(names)s.")
ONE_OF = gettext_lazy("This must be one of: %(values)s.")
EMPTY = gettext_lazy("This is empty.")
OTHERWISE = gettext_lazy("This is not written as it must be."), _nothing
SAID = {  # keyword of the schema -> what is said, with what
    "required": (MISSING, _missing),
    "dependentRequired": (MISSING, _missing),
    "additionalProperties": (NO_PLACE, _extra),
    "propertyNames": (NO_PLACE, _extra),
    "enum": (ONE_OF, _allowed),
    "const": (ONE_OF, _allowed),
    "type": ("", _nothing),
    "maxLength": (gettext_lazy("At most %(count)d characters."), _limit),
    "maxItems": (gettext_lazy("This list has more than %(count)d items."), _limit),
    "minLength": (EMPTY, _nothing),
    "minItems": (EMPTY, _nothing),
    "uniqueItems": (gettext_lazy("Something stands here twice."), _nothing),
}


def visible(text: str) -> str:
    """Short, and with nothing that a page cannot hold."""
    return UNPRINTABLE.sub("\ufffd", text[:40])


def _pointer(path: list) -> str:
    steps = (visible(str(step)).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def is_too_deep(document) -> bool:
    return any(len(path) > DEPTH for path, _value in _walk(document))


def _hidden(document) -> Iterator[str]:
    return (_pointer(path) for path, value in _walk(document) if isinstance(value, str) and UNPRINTABLE.search(value))


def _walk(document) -> Iterator[tuple[list, object]]:
    """Every value and where it is. Without recursion: the depth is the sender's."""
    waiting = [([], document)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict | list) and len(path) <= DEPTH:
            steps = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [([*path, step], inner) for step, inner in steps]


# --- What a form takes ------------------------------------------------------------------------------------------


def text_faults(column: db.Field, text: str) -> Iterator[str]:
    """Why no document would hold this text, which stands in a column: an export of it could not be taken in."""
    if UNPRINTABLE.search(text):
        yield _("This holds a character that cannot be shown.")
    if hasattr(column, "translated_field") and len(text) > (most := longest(column)):
        yield _("At most %(count)d characters.") % {"count": most}


def longest(column: db.Field) -> int:
    """How many characters the schema allows in this column of a translated text."""
    name, model = column.translated_field.name, column.model
    held = _texts_of(model)["properties"][name]["properties"][DEFAULT]
    return _meant(held).get("properties", {}).get("text", held)["maxLength"]


def _texts_of(model) -> dict:
    """The part of the schema that holds the texts of such rows."""
    entry = _schema()["$defs"]["entry"]["properties"]
    if model in models.STATEMENTS:
        return entry[model._meta.get_field("tool").remote_field.related_name]["items"]
    if model is models.Tool:
        return entry["texts"]
    kind = "caution" if model is models.Caution else "term"
    return _schema()["$defs"][kind]["properties"]["texts"]


def _meant(part: dict) -> dict:
    return _schema()["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


# --- What the words mean ------------------------------------------------------------------------------------------


def meaning(document: dict, words: Known) -> Iterator[Problem]:
    """What is wrong with an entry of the right shape."""
    if document["slug"] in models.RESERVED_SLUGS:
        yield Problem("/slug", _("This name is reserved for a page."))
    if len(document["texts"]["summary"].get(DEFAULT, {"text": ""})["text"]) > models.SUMMARY_LENGTH:
        text = _("At most %(count)d characters.") % {"count": models.SUMMARY_LENGTH}
        yield Problem("/texts/summary/en/text", text)
    yield from _unknown(document, words)
    yield from _circle(document, words)
    for path, url in _addresses(document):
        if url and not is_address(url):
            yield Problem(path, _("This is not a web address."))
    for name in ("sources_read_on", "last_verified", "next_review"):
        if document.get(name) and not is_moment(document[name]):
            yield Problem(f"/{name}", _("There is no such day."))


def _unknown(document: dict, words: Known) -> Iterator[Problem]:
    named = [("/provider", document["provider"], words.providers)]
    named += [("/replaced_by", document.get("replaced_by"), words.tools)]
    for key, slugs in words.terms.items():
        named += [(f"/{key}/{number}", slug, slugs) for number, slug in enumerate(document.get(key, ()))]
    spoken = enumerate(document.get("languages", ()))
    named += [(f"/languages/{number}", code, files.INTERFACE_LANGUAGES) for number, code in spoken]
    lands = enumerate(document.get("restrictions", ()))
    named += [(f"/restrictions/{number}/country", restriction["country"], countries) for number, restriction in lands]
    for path, value, allowed in named:
        if value is not None and value not in allowed:
            yield unknown(path, value)


def unknown(path: str, value: str) -> Problem:
    return Problem(path, _("The Hub does not know “%(value)s”.") % {"value": value})


def _circle(document: dict, words: Known) -> Iterator[Problem]:
    """The chain of replacements must end."""
    if publishing.is_circle(document["slug"], document.get("replaced_by"), words.replaced_by):
        yield Problem("/replaced_by", _("This leads back to the tool itself."))


def _addresses(document: dict) -> Iterator[tuple[str, str | None]]:
    yield "/website", document.get("website")
    for number, url in enumerate(document.get("sources", ())):
        yield f"/sources/{number}", url
    for key in ("evidence", "error_figures"):
        for number, statement in enumerate(document.get(key, ())):
            yield f"/{key}/{number}/source", statement["source"]


def is_address(url: str) -> bool:
    try:
        _address(url)
    except ValidationError:
        return False
    return True


def is_moment(text: str) -> bool:
    """Whether the calendar has this day or moment, which is of the right shape."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
