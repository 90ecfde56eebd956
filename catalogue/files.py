"""What do the catalogue's data files say, and are they right?

`catalogue/data/` holds one file a tool and a provider, the vocabulary in six languages and the general cautions.
Everything is read and checked before anything is written: a `FileFault` names the file, the item and the field.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf.locale import LANG_INFO

from catalogue import checks, models, translation_files
from catalogue.checks import FileFault
from catalogue.translation_files import Translation
from catalogue.yaml_files import load_yaml
from hub.languages import CODES, DEFAULT, TRANSLATIONS
from hub.models import Origin

FOLDER = Path(__file__).parent / "data"
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
INTERFACE_LANGUAGES = frozenset(code for code in LANG_INFO if len(code) == 2)  # ISO 639-1, as far as Django names them
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
PASSAGE_KEYS = {"text", "facts", "by"}
CAUTION_KEYS = {"slug", "origin", "english", "capabilities", "text", "source"}


@dataclass
class Contents:
    """Everything the files say, checked."""

    vocabulary: dict[str, dict[str, dict]] = field(default_factory=dict)  # section -> slug -> English entry
    translations: dict[str, dict] = field(default_factory=dict)  # language -> the same shape, with `origin`
    cautions: list[dict] = field(default_factory=list)
    providers: dict[str, dict] = field(default_factory=dict)
    tools: dict[str, dict] = field(default_factory=dict)
    tool_translations: dict[str, dict[str, Translation]] = field(default_factory=dict)  # tool -> language -> texts


def read_all(folder: Path = FOLDER) -> Contents:
    contents = Contents()
    _read_vocabulary(contents, folder / "vocabulary")
    _read_cautions(contents, folder / "cautions.yaml")
    for path in sorted((folder / "providers").glob("*.yaml")):
        _read_provider(contents, path)
    for path in sorted((folder / "tools").glob("*.yaml")):
        read_tool(contents, path)
    check_references(contents, folder / "tools")
    contents.tool_translations = translation_files.read(folder / "translations", contents.tools)
    return contents


def read_one(path: Path) -> Contents:
    """One tool's file among the project's own; what it is replaced by comes with it."""
    contents = read_all()
    read_tool(contents, path)
    check_references(contents, path.parent)
    slug, tools = path.stem, contents.tools
    contents.tools = {}
    while slug is not None:
        contents.tools[slug] = tools[slug]
        slug = tools[slug]["replaced_by"]
    return contents


# --- Vocabulary and cautions --------------------------------------------------------------------------------------


def _read_vocabulary(contents: Contents, folder: Path) -> None:
    path = folder / f"{DEFAULT}.yaml"
    found = _sections(path)
    contents.vocabulary = {section: found.get(section) or {} for section in TERMS}
    for section, slug, term in _terms_of(path, contents.vocabulary):
        checks.slug(path, section, slug)
        more = {"capabilities": {"family"}, "families": {"source"}}.get(section, set())
        checks.keys(path, f"{section} {slug}", term, {"name", "definition"}, optional={"position"} | more)
    for slug, term in contents.vocabulary["capabilities"].items():
        if not checks.is_in(term.get("family"), contents.vocabulary["families"]):
            raise FileFault(path, f"capabilities {slug}", "family", f"unknown: {term.get('family')}")
    for code in TRANSLATIONS:
        path = folder / f"{code}.yaml"
        if path.exists():
            contents.translations[code] = _read_translation(contents, path)


def _sections(path: Path) -> dict:
    """A vocabulary file: its sections and `origin`."""
    found = checks.mapping(path, "file", "YAML", load_yaml(path))
    checks.keys(path, "file", found, {"origin"}, optional=set(TERMS))
    if found["origin"] not in Origin.values:
        raise FileFault(path, "file", "origin", f"unknown: {found['origin']}")
    return found


def _terms_of(path: Path, found: dict):
    """Section, slug and entry of every term, its texts checked."""
    for section in TERMS:
        for slug, term in checks.mapping(path, "file", section, found.get(section) or {}).items():
            item = f"{section} {slug}"
            checks.mapping(path, section, str(slug), term)
            checks.text(path, item, "name", term.get("name"), 120)
            checks.text(path, item, "definition", term.get("definition"), 300)
            yield section, slug, term


def _read_translation(contents: Contents, path: Path) -> dict:
    found = _sections(path)
    for section, slug, term in _terms_of(path, found):
        item = f"{section} {slug}"
        if slug not in contents.vocabulary[section]:
            raise FileFault(path, section, slug, "not in the English vocabulary")
        checks.keys(path, item, term, {"name", "definition", "english"})
        english = checks.mapping(path, item, "english", term["english"])
        checks.keys(path, item, english, {"name", "definition"})
        for name in ("name", "definition"):
            checks.fingerprint(path, item, f"english {name}", english[name])
    return found


def _read_cautions(contents: Contents, path: Path) -> None:
    cautions = load_yaml(path) if path.exists() else []
    for number, caution in enumerate(checks.items(path, "file", "YAML", cautions), 1):
        item = f"caution {number}"
        checks.keys(path, item, checks.mapping(path, "file", item, caution), CAUTION_KEYS)
        checks.slug(path, item, caution["slug"])
        if caution["slug"] in {other["slug"] for other in contents.cautions}:
            raise FileFault(path, item, "slug", f"stands twice: {caution['slug']}")
        _caution(contents, path, item, caution)
        contents.cautions.append(caution)


def _caution(contents: Contents, path: Path, item: str, caution: dict) -> None:
    if caution["origin"] not in Origin.values:
        raise FileFault(path, item, "origin", f"unknown: {caution['origin']}")
    checks.terms(path, item, "capabilities", caution["capabilities"], contents.vocabulary["capabilities"])
    if not caution["capabilities"]:
        raise FileFault(path, item, "capabilities", "none")
    texts = checks.mapping(path, item, "text", caution["text"])
    checks.keys(path, f"{item}: text", texts, {DEFAULT}, optional=set(CODES))
    for code, text in texts.items():
        checks.text(path, item, f"text {code}", text, 2000)
    checks.fingerprint(path, item, "english", caution["english"])
    source = checks.mapping(path, item, "source", caution["source"])
    checks.keys(path, f"{item}: source", source, {"title", "url"})
    checks.text(path, item, "source title", source["title"], 200)
    checks.address(path, item, "source url", source["url"], most=500)


# --- Providers and tools ------------------------------------------------------------------------------------------


def _read_provider(contents: Contents, path: Path) -> None:
    provider = load_yaml(path)
    slug = checks.named_like_file(path, provider)
    checks.keys(path, slug, provider, {"slug", "name", "type", "country", "website"})
    checks.text(path, slug, "name", provider["name"], 200)
    if provider["type"] not in models.ProviderType.values:
        raise FileFault(path, slug, "type", f"unknown: {provider['type']}")
    checks.country(path, slug, "country", provider["country"])
    checks.address(path, slug, "website", provider["website"], required=False, most=500)
    contents.providers[slug] = provider


def read_tool(contents: Contents, path: Path) -> None:
    tool = load_yaml(path)
    slug = checks.named_like_file(path, tool)
    checks.keys(path, slug, tool, TOOL_KEYS)
    if slug in models.RESERVED_SLUGS:
        raise FileFault(path, slug, "slug", "reserved for a page")
    checks.text(path, slug, "name", tool["name"], 160)
    checks.address(path, slug, "website", tool["website"], required=False, most=500)
    if not checks.is_in(tool["provider"], contents.providers):
        raise FileFault(path, slug, "provider", f"unknown: {tool['provider']}")
    _choices(contents, path, slug, tool)
    _passages(path, slug, tool)
    _statements(path, slug, tool)
    _sources(path, slug, tool)
    contents.tools[slug] = tool


def _choices(contents: Contents, path: Path, slug: str, tool: dict) -> None:
    for key, choices in CHOICES.items():
        if tool[key] is not None and tool[key] not in choices.values:
            raise FileFault(path, slug, key, f"unknown: {tool[key]}")
    only = tool["law_enforcement_only"]
    if only is not None and not isinstance(only, bool):
        raise FileFault(path, slug, "law_enforcement_only", "true, false or null")
    for key, section in TERM_FIELDS.items():
        checks.terms(path, slug, key, tool[key], contents.vocabulary[section])
    checks.terms(path, slug, "languages", tool["languages"], INTERFACE_LANGUAGES)


def _sources(path: Path, slug: str, tool: dict) -> None:
    urls = checks.items(path, slug, "sources", tool["sources"])
    if not urls:
        raise FileFault(path, slug, "sources", "none")
    for url in urls:
        checks.address(path, slug, "sources", url)
        if urls.count(url) > 1:
            raise FileFault(path, slug, "sources", f"stands twice: {url}")
    try:
        date.fromisoformat(str(tool["checked"]))
    except ValueError:
        raise FileFault(path, slug, "checked", f"not a date: {tool['checked']}") from None


def _passages(path: Path, slug: str, tool: dict) -> None:
    facts = tool["facts"]
    if not isinstance(facts, dict) or list(facts) != list(range(1, len(facts) + 1)):
        raise FileFault(path, slug, "facts", "must be numbered from 1")
    for number, fact in facts.items():
        checks.text(path, slug, f"facts {number}", fact, 2000)
    _passage(path, slug, "summary", tool["summary"], facts, keys=PASSAGE_KEYS - {"by"})
    if len(tool["summary"]["text"]) > models.SUMMARY_LENGTH:
        raise FileFault(path, slug, "summary", f"more than {models.SUMMARY_LENGTH} characters")
    if not tool["what_it_does"]:
        raise FileFault(path, slug, "what_it_does", "empty")
    for section in SECTIONS:
        for number, passage in enumerate(checks.items(path, slug, section, tool[section]), 1):
            _passage(path, slug, f"{section} {number}", passage, facts, keys=PASSAGE_KEYS)
    for number, restriction in enumerate(checks.items(path, slug, "not_offered_in", tool["not_offered_in"]), 1):
        name = f"not_offered_in {number}"
        _passage(path, slug, name, restriction, facts, keys=PASSAGE_KEYS - {"by"} | {"country", "kind"})
        checks.country(path, slug, name, restriction["country"] or "")
        if restriction["kind"] not in models.Restriction.Kind.values:
            raise FileFault(path, slug, name, f"unknown kind: {restriction['kind']}")


def _passage(path: Path, slug: str, name: str, passage, facts: dict, *, keys: set[str]) -> None:
    if not isinstance(passage, dict):
        raise FileFault(path, slug, name, "needs text and facts")
    checks.keys(path, f"{slug}: {name}", passage, keys)
    checks.text(path, slug, name, passage["text"], 4000)
    named = passage["facts"]
    if not named or not isinstance(named, list) or not all(checks.is_in(number, facts) for number in named):
        raise FileFault(path, slug, name, f"names no fact, or one that is not there: {named}")
    if "by" in keys and passage["by"] not in models.ClaimBy.values:
        raise FileFault(path, slug, name, f"unknown by: {passage['by']}")


def _statements(path: Path, slug: str, tool: dict) -> None:
    for key, text in (("evidence", "claim"), ("error_figures", "text")):
        keys = {text, "by", "source", "date"} | ({"data_set"} if key == "error_figures" else set())
        for number, statement in enumerate(checks.items(path, slug, key, tool[key]), 1):
            name = f"{key} {number}"
            checks.keys(path, f"{slug}: {name}", checks.mapping(path, slug, name, statement), keys)
            checks.text(path, slug, name, statement[text], 2000)
            if statement.get("data_set") is not None:
                checks.text(path, slug, f"{name} data_set", statement["data_set"], 200)
            checks.address(path, slug, name, statement["source"])
            if statement["by"] not in models.ClaimBy.values:
                raise FileFault(path, slug, name, f"unknown by: {statement['by']}")
            if statement["date"] is not None and not DATE.fullmatch(str(statement["date"])):
                raise FileFault(path, slug, name, f"not a date: {statement['date']}")


def check_references(contents: Contents, folder: Path) -> None:
    """`replaced_by` must lead to a tool, and never in a circle."""
    for slug, tool in contents.tools.items():
        seen, other = {slug}, tool["replaced_by"]
        while other is not None:
            if not checks.is_in(other, contents.tools):
                raise FileFault(folder / f"{slug}.yaml", slug, "replaced_by", f"unknown: {other}")
            if other in seen:
                raise FileFault(folder / f"{slug}.yaml", slug, "replaced_by", f"leads back to {other}")
            seen.add(other)
            other = contents.tools[other]["replaced_by"]
