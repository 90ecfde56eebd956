"""How do the data files get into the database without undoing what staff changed?

Each row remembers, per field, the fingerprint of what was last loaded. A field that still holds what was loaded takes
the file's new value. A field that staff changed keeps theirs; where the file changed too, that is a conflict, and it is
reported, never overwritten. All or nothing: one transaction, and a fault in a file comes before the first write.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalogue import files, models, snapshot
from catalogue.files import TERMS, Contents
from hub import audit
from hub.languages import DEFAULT, language
from hub.models import TextOrigin
from hub.texts import fingerprint

CHILDREN = {  # relation -> fields that a file sets
    "sources": ("url",),
    "evidence": ("claim_en", "by", "source", "date"),
    "error_figures": ("text_en", "data_set_en", "by", "source", "date"),
    "restrictions": ("country", "kind", "text_en"),
}
RELATIONS = {  # Tool's many-to-many -> model
    "stages": models.Stage,
    "capabilities": models.Capability,
    "themes": models.Theme,
    "inputs": models.Input,
    "deployments": models.Deployment,
    "roles": models.AudienceRole,
    "works_with": models.System,
}


@dataclass
class Report:
    """What a load did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def __str__(self):
        return f"{len(self.added)} added, {len(self.changed)} changed, {len(self.conflicts)} conflicts"


def load(folder: Path = files.FOLDER, *, by=None) -> Report:
    """Reads and checks everything, then writes what differs."""
    return write(files.read_all(folder), by=by)


@transaction.atomic
def write(contents: Contents, *, by=None) -> Report:
    report = Report()
    _write_vocabulary(contents, report)
    _write_cautions(contents, report)
    providers = {}
    for slug, provider in contents.providers.items():
        wanted = {
            "name": provider["name"],
            "type": provider["type"],
            "country": provider["country"] or "",
            "website": provider["website"] or "",
        }
        row = models.Provider.objects.filter(slug=slug).first() or models.Provider(slug=slug)
        _merge(row, wanted, report, f"provider {slug}")
        providers[slug] = row
    known = {name: {row.slug: row for row in model.objects.all()} for name, model in RELATIONS.items()}
    for tool in contents.tools.values():
        _write_tool(tool, known, report)
    _write_replacements(contents, report)
    if report.added or report.changed:
        audit.record("catalogue loaded", by=by, added=len(report.added), changed=len(report.changed))
        snapshot.touch()
    return report


# --- Merging ------------------------------------------------------------------------------------------------------


def _print(value) -> str:
    return fingerprint(json.dumps(value, sort_keys=True, ensure_ascii=False))


def _decide(row, wanted: dict, read: Callable, report: Report, item: str) -> dict:
    """The part of `wanted` to write. Remembers what was loaded, reports what both sides changed."""
    to_write = {}
    for name, value in wanted.items():
        loaded, offered, held = row.loaded.get(name), _print(value), _print(read(name))
        if loaded is None or held == loaded:
            if held != offered:
                to_write[name] = value
            row.loaded[name] = offered
        elif offered not in (loaded, held):
            report.conflicts.append(f"{item}: {name}: staff changed it and so did the file; kept as staff have it")
        elif offered == held:
            row.loaded[name] = offered
    return to_write


def _merge(row, wanted: dict, report: Report, item: str) -> None:
    """Plain columns of one row."""
    new = row.pk is None
    before = dict(row.loaded)
    if new:
        row.loaded = {}
    to_write = _decide(row, wanted, lambda name: _plain(getattr(row, name)), report, item)
    for name, value in to_write.items():
        setattr(row, name, value)
    if new or to_write or row.loaded != before:
        row.save()
    if new:
        report.added.append(item)
    elif to_write:
        report.changed.append(f"{item}: {', '.join(to_write)}")


def _plain(value):
    """A column's value as the files have it (a country as its code, a date as text, NULL as empty text)."""
    if value is None:
        return ""
    return value if isinstance(value, str | int | bool | list) else str(value)


# --- Vocabulary and cautions --------------------------------------------------------------------------------------


def _write_vocabulary(contents: Contents, report: Report) -> None:
    for section in ("families", *[name for name in TERMS if name != "families"]):
        model = TERMS[section]
        families = {family.slug: family for family in models.Family.objects.all()}
        for position, (slug, term) in enumerate(contents.vocabulary[section].items(), 1):
            row = model.objects.filter(slug=slug).first() or model(slug=slug)
            wanted = {"position": position} | _translated(contents, section, slug, term, model)
            if section == "capabilities" and row.pk is None:
                row.family = families[term["family"]]
            _merge(row, wanted, report, f"{section} {slug}")


def _translated(contents: Contents, section: str, slug: str, term: dict, model) -> dict:
    """Columns of all languages; notes where each translation is from."""
    wanted = {"name_en": term["name"], "definition_en": term["definition"]}
    for code, translation in contents.translations.items():
        if other := translation.get(section, {}).get(slug):
            column = language(code).column
            wanted |= {f"name_{column}": other["name"], f"definition_{column}": other["definition"]}
            for name in ("name", "definition"):
                note_origin(model, slug, name, code, translation["origin"], fingerprint(term[name]))
    return wanted


def note_origin(model, key: str, name: str, code: str, origin: str, english: str) -> None:
    TextOrigin.objects.get_or_create(
        model=model._meta.label_lower,
        key=key,
        field=name,
        language=code,
        defaults={"origin": origin, "english": english},
    )


def _write_cautions(contents: Contents, report: Report) -> None:
    capabilities = {row.slug: row for row in models.Capability.objects.all()}
    for caution in contents.cautions:
        row = models.Caution.objects.filter(slug=caution["slug"]).first() or models.Caution(slug=caution["slug"])
        texts = {f"text_{language(code).column}": text for code, text in caution["text"].items()}
        source = {"source_title": caution["source"]["title"], "source_url": caution["source"]["url"]}
        _merge(row, texts | source, report, f"caution {caution['slug']}")
        wanted = {capabilities[slug] for slug in caution["capabilities"]}
        if set(row.capabilities.all()) != wanted:
            row.capabilities.set(wanted)
        english = fingerprint(caution["text"][DEFAULT])
        for code in caution["text"].keys() - {DEFAULT}:
            note_origin(models.Caution, row.slug, "text", code, caution["origin"], english)


# --- Tools --------------------------------------------------------------------------------------------------------


def _paragraphs(passages: list | None) -> str:
    return "\n\n".join(passage["text"].strip() for passage in passages or [])


def _wanted(tool: dict) -> dict:
    """The file's values under the model's names."""
    plain = {name: tool[name] or "" for name in ("website", "status", "licence", "cost", "skill")}
    return plain | {
        "name": tool["name"],
        "law_enforcement_only": "" if tool["law_enforcement_only"] is None else tool["law_enforcement_only"],
        "languages": tool["languages"],
        "summary_en": tool["summary"]["text"].strip(),
        "what_it_does_en": _paragraphs(tool["what_it_does"]),
        "limits_en": _paragraphs(tool["limits"]),
        "how_to_get_en": _paragraphs(tool["how_to_get_it"]),
        "exposure_en": _paragraphs(tool["exposure"]),
        "court_en": _paragraphs(tool["court"]),
        "sources_read_on": str(tool["checked"]),
        "provider": tool["provider"],
        **{name: sorted(tool["deployment" if name == "deployments" else name]) for name in RELATIONS},
        "sources": [{"url": url} for url in dict.fromkeys(tool["sources"])],
        "evidence": [_statement(item, {"claim_en": item["claim"]}) for item in tool["evidence"] or []],
        "error_figures": [
            _statement(item, {"text_en": item["text"], "data_set_en": item["data_set"] or ""})
            for item in tool["error_figures"] or []
        ],
        "restrictions": [
            {"country": item["country"] or "", "kind": item["kind"], "text_en": item["text"]}
            for item in tool["not_offered_in"] or []
        ],
    }


def _statement(item: dict, texts: dict) -> dict:
    return texts | {"by": item["by"], "source": item["source"], "date": str(item["date"] or "")}


def _write_tool(tool: dict, known: dict, report: Report) -> None:
    item = f"tool {tool['slug']}"
    row = models.Tool.objects.filter(slug=tool["slug"]).first() or models.Tool(slug=tool["slug"])
    new, before = row.pk is None, dict(row.loaded)
    if new:
        row.loaded = {}
    to_write = _decide(row, _wanted(tool), lambda name: _read(row, name), report, item)
    _apply_columns(row, to_write)
    if new or to_write or row.loaded != before:
        if set(to_write) - {"sources_read_on"}:
            row.changed = timezone.now()
        row.save()
    for name in to_write.keys() & RELATIONS.keys():
        getattr(row, name).set([known[name][slug] for slug in to_write[name]])
    for name in to_write.keys() & CHILDREN.keys():
        _replace_children(row, name, to_write[name])
    if new:
        models.Change.objects.create(tool=row, kind=models.Change.Kind.ADDED)
        report.added.append(item)
    elif to_write:
        names = [name.removesuffix("_en") for name in to_write]
        models.Change.objects.create(tool=row, kind=models.Change.Kind.CHANGED, fields=names)
        report.changed.append(f"{item}: {', '.join(names)}")


def _read(row: models.Tool, name: str):
    """What the database holds, in the files' shape."""
    if name == "provider":
        return row.provider.slug if row.provider_id else ""
    if row.pk is None and name in (*RELATIONS, *CHILDREN):
        return []
    if name in RELATIONS:
        return sorted(term.slug for term in getattr(row, name).all())
    if name in CHILDREN:
        return [
            {column: _plain(getattr(child, column)) if column != "country" else child.country.code or "" for column in CHILDREN[name]}
            for child in getattr(row, name).all()
        ]
    return _plain(getattr(row, name))


def _apply_columns(row: models.Tool, to_write: dict) -> None:
    for name, value in to_write.items():
        if name == "provider":
            row.provider = models.Provider.objects.get(slug=value)
        elif name == "law_enforcement_only":
            row.law_enforcement_only = None if value == "" else value
        elif name not in RELATIONS and name not in CHILDREN:
            setattr(row, name, value)


def _replace_children(row: models.Tool, name: str, wanted: list[dict]) -> None:
    manager = getattr(row, name)
    manager.all().delete()
    manager.bulk_create(manager.model(tool=row, position=n, **values) for n, values in enumerate(wanted))


def _write_replacements(contents: Contents, report: Report) -> None:
    """`replaced_by` last: the other tool must be there."""
    for tool in contents.tools.values():
        row = models.Tool.objects.get(slug=tool["slug"])
        before = dict(row.loaded)
        read = lambda _name, row=row: row.replaced_by.slug if row.replaced_by_id else ""  # noqa: E731
        to_write = _decide(row, {"replaced_by": tool["replaced_by"] or ""}, read, report, f"tool {row.slug}")
        if to_write:
            slug = to_write["replaced_by"]
            row.replaced_by = models.Tool.objects.get(slug=slug) if slug else None
        if to_write or row.loaded != before:
            row.save(update_fields=["replaced_by", "loaded"])
