"""What do the catalogue's data files say, and are they right?

`catalogue/data/` holds one file a tool and a provider, the vocabulary in six languages and the general cautions.
Everything is read and checked before anything is written: a `FileFault` names the file, the item and the field.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django_countries import countries

from catalogue import models
from hub.languages import CODES, DEFAULT

FOLDER = Path(__file__).parent / "data"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SECTIONS = ("what_it_does", "limits", "how_to_get_it", "exposure", "court")
TERMS = {  # section of the vocabulary files -> model
    "stages": models.Stage,
    "families": models.Family,
    "capabilities": models.Capability,
    "themes": models.Theme,
    "inputs": models.Input,
    "deployments": models.Deployment,
    "roles": models.AudienceRole,
    "systems": models.System,
}
# Fields of a tool's file that hold slugs of the vocabulary -> section
TERM_FIELDS = {
    "stages": "stages",
    "capabilities": "capabilities",
    "themes": "themes",
    "inputs": "inputs",
    "deployment": "deployments",
    "roles": "roles",
    "works_with": "systems",
}
CHOICES = {
    "status": models.Status,
    "licence": models.Licence,
    "cost": models.Cost,
    "skill": models.Skill,
}
TOOL_KEYS = {
    "slug", "name", "provider", "website", "status", "replaced_by", "law_enforcement_only", "licence", "cost",
    "deployment", "stages", "capabilities", "themes", "inputs", "works_with", "languages", "not_offered_in", "roles",
    "skill", "facts", "summary", *SECTIONS, "error_figures", "evidence", "sources", "checked",
}  # fmt: skip


class FileFault(Exception):
    """Something in a data file is wrong; the message names file, item and field."""

    def __init__(self, path: Path, item: str, field_name: str, problem: str):
        super().__init__(f"{path.name}: {item}: {field_name}: {problem}")


@dataclass
class Contents:
    """Everything the files say, checked."""

    vocabulary: dict[str, dict[str, dict]] = field(default_factory=dict)  # section -> slug -> English entry
    translations: dict[str, dict] = field(default_factory=dict)  # language -> the same shape, with `origin`
    cautions: list[dict] = field(default_factory=list)
    providers: dict[str, dict] = field(default_factory=dict)
    tools: dict[str, dict] = field(default_factory=dict)


def read_all(folder: Path = FOLDER) -> Contents:
    contents = Contents()
    _read_vocabulary(contents, folder / "vocabulary")
    _read_cautions(contents, folder / "cautions.yaml")
    for path in sorted((folder / "providers").glob("*.yaml")):
        _read_provider(contents, path)
    for path in sorted((folder / "tools").glob("*.yaml")):
        read_tool(contents, path)
    _check_references(contents, folder)
    return contents


def load_yaml(path: Path):
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)  # noqa: S506  (a SafeLoader)
    except UnicodeDecodeError as error:
        raise FileFault(path, "file", "encoding", f"not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        raise FileFault(path, "file", "YAML", " ".join(str(error).split())) from None


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, and leaves dates as text."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


# NO is Norway here, not false: only true and false are booleans.
_Strict.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Strict.yaml_implicit_resolvers.items()
}
_Strict.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


# --- Vocabulary and cautions --------------------------------------------------------------------------------------


def _read_vocabulary(contents: Contents, folder: Path) -> None:
    english = folder / f"{DEFAULT}.yaml"
    contents.vocabulary = {section: load_yaml(english).get(section, {}) for section in TERMS}
    for section, terms in contents.vocabulary.items():
        for slug, term in terms.items():
            _check_slug(english, section, slug)
            _text(english, f"{section} {slug}", "name", term.get("name"), 120)
            _text(english, f"{section} {slug}", "definition", term.get("definition"), 300)
    for slug, term in contents.vocabulary["capabilities"].items():
        if term.get("family") not in contents.vocabulary["families"]:
            raise FileFault(english, f"capabilities {slug}", "family", f"unknown: {term.get('family')}")
    for code in CODES:
        path = folder / f"{code}.yaml"
        if code != DEFAULT and path.exists():
            contents.translations[code] = _read_translation(contents, path)


def _read_translation(contents: Contents, path: Path) -> dict:
    found = load_yaml(path)
    for section in TERMS:
        for slug, term in found.get(section, {}).items():
            if slug not in contents.vocabulary[section]:
                raise FileFault(path, section, slug, "not in the English vocabulary")
            _text(path, f"{section} {slug}", "name", term.get("name"), 120)
            _text(path, f"{section} {slug}", "definition", term.get("definition"), 300)
    return found


def _read_cautions(contents: Contents, path: Path) -> None:
    for number, caution in enumerate(load_yaml(path) if path.exists() else [], 1):
        item = f"caution {number}"
        for slug in caution.get("capabilities") or [None]:
            if slug not in contents.vocabulary["capabilities"]:
                raise FileFault(path, item, "capabilities", f"unknown: {slug}")
        for code in (caution.get("text") or {DEFAULT: None}).keys() | {DEFAULT}:
            _text(path, item, f"text {code}", (caution.get("text") or {}).get(code), 2000)
        _url(path, item, "source", (caution.get("source") or {}).get("url"))
        contents.cautions.append(caution)


# --- Providers and tools ------------------------------------------------------------------------------------------


def _read_provider(contents: Contents, path: Path) -> None:
    provider = load_yaml(path)
    slug = _named_like_file(path, provider)
    _keys(path, slug, provider, {"slug", "name", "type", "country", "website"})
    _text(path, slug, "name", provider["name"], 200)
    if provider["type"] not in models.ProviderType.values:
        raise FileFault(path, slug, "type", f"unknown: {provider['type']}")
    _country(path, slug, "country", provider["country"])
    _url(path, slug, "website", provider["website"], required=False)
    contents.providers[slug] = provider


def read_tool(contents: Contents, path: Path) -> None:
    tool = load_yaml(path)
    slug = _named_like_file(path, tool)
    _keys(path, slug, tool, TOOL_KEYS)
    if slug in models.RESERVED_SLUGS:
        raise FileFault(path, slug, "slug", "reserved for a page")
    _text(path, slug, "name", tool["name"], 160)
    _url(path, slug, "website", tool["website"], required=False)
    for key, choices in CHOICES.items():
        if tool[key] is not None and tool[key] not in choices.values:
            raise FileFault(path, slug, key, f"unknown: {tool[key]}")
    if tool["law_enforcement_only"] not in (True, False, None):
        raise FileFault(path, slug, "law_enforcement_only", "true, false or null")
    for key, section in TERM_FIELDS.items():
        _terms(path, slug, key, tool[key], contents.vocabulary[section])
    _terms(path, slug, "languages", tool["languages"], None)
    if tool["provider"] not in contents.providers:
        raise FileFault(path, slug, "provider", f"unknown: {tool['provider']}")
    _passages(path, slug, tool)
    _statements(path, slug, tool)
    if not tool["sources"]:
        raise FileFault(path, slug, "sources", "none")
    for url in tool["sources"]:
        _url(path, slug, "sources", url)
    try:
        date.fromisoformat(str(tool["checked"]))
    except ValueError:
        raise FileFault(path, slug, "checked", f"not a date: {tool['checked']}") from None
    contents.tools[slug] = tool


def _passages(path: Path, slug: str, tool: dict) -> None:
    facts = tool["facts"]
    if not isinstance(facts, dict) or list(facts) != list(range(1, len(facts) + 1)):
        raise FileFault(path, slug, "facts", "must be numbered from 1")
    _passage(path, slug, "summary", tool["summary"], facts, by=False)
    if len(tool["summary"]["text"]) > models.SUMMARY_LENGTH:
        raise FileFault(path, slug, "summary", f"more than {models.SUMMARY_LENGTH} characters")
    if not tool["what_it_does"]:
        raise FileFault(path, slug, "what_it_does", "empty")
    for section in SECTIONS:
        for number, passage in enumerate(tool[section] or [], 1):
            _passage(path, slug, f"{section} {number}", passage, facts)
    for number, restriction in enumerate(tool["not_offered_in"] or [], 1):
        name = f"not_offered_in {number}"
        _passage(path, slug, name, restriction, facts, by=False)
        _country(path, slug, name, restriction.get("country") or "")
        if restriction.get("kind") not in models.Restriction.Kind.values:
            raise FileFault(path, slug, name, f"unknown kind: {restriction.get('kind')}")


def _passage(path: Path, slug: str, name: str, passage, facts: dict, *, by: bool = True) -> None:
    if not isinstance(passage, dict):
        raise FileFault(path, slug, name, "needs text and facts")
    _text(path, slug, name, passage.get("text"), 4000)
    named = passage.get("facts")
    if not named or not isinstance(named, list) or not set(named) <= set(facts):
        raise FileFault(path, slug, name, f"names no fact, or one that is not there: {named}")
    if by and passage.get("by") not in models.ClaimBy.values:
        raise FileFault(path, slug, name, f"unknown by: {passage.get('by')}")


def _statements(path: Path, slug: str, tool: dict) -> None:
    for key, text in (("evidence", "claim"), ("error_figures", "text")):
        for number, statement in enumerate(tool[key] or [], 1):
            name = f"{key} {number}"
            _text(path, slug, name, statement.get(text), 2000)
            _url(path, slug, name, statement.get("source"))
            if statement.get("by") not in models.ClaimBy.values:
                raise FileFault(path, slug, name, f"unknown by: {statement.get('by')}")
            if statement.get("date") is not None and not DATE.fullmatch(str(statement["date"])):
                raise FileFault(path, slug, name, f"not a date: {statement['date']}")


def _check_references(contents: Contents, folder: Path) -> None:
    for slug, tool in contents.tools.items():
        other = tool["replaced_by"]
        if other is not None and (other == slug or other not in contents.tools):
            raise FileFault(folder / "tools" / f"{slug}.yaml", slug, "replaced_by", f"unknown: {other}")


# --- Single values ------------------------------------------------------------------------------------------------


def _named_like_file(path: Path, item) -> str:
    if not isinstance(item, dict):
        raise FileFault(path, "file", "YAML", "not a mapping")
    slug = item.get("slug")
    if slug != path.stem:
        raise FileFault(path, str(slug), "slug", "is not the file's name")
    _check_slug(path, "file", slug)
    return slug


def _check_slug(path: Path, item: str, slug) -> None:
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or len(slug) > 80:
        raise FileFault(path, item, "slug", f"not a slug: {slug}")


def _keys(path: Path, item: str, found: dict, expected: set[str]) -> None:
    for key in sorted(map(str, set(found) ^ expected)):
        raise FileFault(path, item, key, "unknown field" if key in found else "missing")


def _text(path: Path, item: str, name: str, value, most: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise FileFault(path, item, name, "empty")
    if len(value) > most:
        raise FileFault(path, item, name, f"more than {most} characters")


def _terms(path: Path, slug: str, key: str, values, known) -> None:
    if not isinstance(values, list):
        raise FileFault(path, slug, key, "not a list")
    for value in values:
        if known is not None and value not in known:
            raise FileFault(path, slug, key, f"unknown: {value}")
        if values.count(value) > 1:
            raise FileFault(path, slug, key, f"stands twice: {value}")


def _country(path: Path, item: str, name: str, value) -> None:
    if value is not None and value not in dict(countries):
        raise FileFault(path, item, name, f"not a country code: {value}")


_valid_url: Callable = URLValidator(schemes=["http", "https"])


def _url(path: Path, item: str, name: str, value, *, required: bool = True) -> None:
    if value is None and not required:
        return
    try:
        _valid_url(value)
    except ValidationError:
        raise FileFault(path, item, name, f"not an address: {value}") from None
