"""How do the data files get into the database without undoing what staff changed?

Each row remembers, per field, the fingerprint of what was last loaded. A field that still holds what was loaded takes
the file's new value. A field that staff changed keeps theirs; where the file changed too, that is a conflict, and it is
reported, never overwritten. All or nothing: one transaction, and a fault in a file comes before the first write.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalogue import (
    documents,
    files,
    models,
    origins,
    publishing,
    showing,
    snapshot,
    translation_loading,
    vocabulary,
    word_documents,
    word_history,
)
from catalogue.files import TERMS, Contents
from catalogue.history import Change
from catalogue.translation_files import SECTIONS, STATEMENTS, english
from catalogue.translation_loading import answered_for
from catalogue.vocabulary import Aliases
from hub import audit
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.models import Origin
from hub.texts import fingerprint

CHILDREN = {  # relation -> fields that a file sets
    "sources": ("url",),
    "evidence": ("claim_en", "by", "source", "date"),
    "error_figures": ("text_en", "data_set_en", "by", "source", "date"),
    "restrictions": ("country", "kind", "text_en"),
}
RELATIONS = {  # many-to-many -> model
    "stages": models.Stage,
    "capabilities": models.Capability,
    "themes": models.Theme,
    "inputs": models.Input,
    "deployments": models.Deployment,
    "roles": models.AudienceRole,
    "works_with": models.System,
}
KEYS = {  # foreign key, as its slug -> model
    "provider": models.Provider,
    "family": models.Family,
    "replaced_by": models.Tool,
}
EMPTY = ("", [])
NOTHING: Mapping = {}


@dataclass
class Report:
    """What a load did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    retold: int = 0  # translations whose origin is new or another

    def __str__(self):
        return f"{len(self.added)} added, {len(self.changed)} changed, {len(self.conflicts)} conflicts"


def load(folder: Path = files.FOLDER, *, by=None) -> Report:
    """Reads and checks everything, then writes what differs."""
    return write(files.read_all(folder), by=by)


@transaction.atomic
def write(contents: Contents, *, by=None) -> Report:
    report, merged = Report(), vocabulary.aliases()
    with snapshot.unmoved():
        with word_history.noting(word_documents.every(), by=by), showing.noting(by=by):
            _write_vocabulary(contents, report, merged)
            _write_cautions(contents, report, merged)
            _write_providers(contents, report)
        _write_tools(contents, report, merged)
    if report.added or report.changed:
        audit.record("catalogue loaded", by=by, added=len(report.added), changed=len(report.changed))
    if report.added or report.changed or report.retold:
        snapshot.touch()
    return report


# --- Merging ------------------------------------------------------------------------------------------------------


def _print(value) -> str:
    return fingerprint(json.dumps(value, sort_keys=True, ensure_ascii=False))


def _decide(row, wanted: dict, report: Report, item: str, *, said: Mapping, kept: frozenset[str]) -> dict:
    """The part of `wanted` to write. Remembers what was loaded, reports what both sides changed."""
    to_write = {}
    for name, value in wanted.items():
        held = _read(row, name)
        loaded, offered, present = row.loaded.get(name), _print(value), _print(held)
        if said.get(name, value) != value and loaded == _print(said[name]):
            loaded = offered  # the file says what it said before its words were merged
        if loaded is None and row.pk and held not in EMPTY and offered != present:
            report.conflicts.append(f"{item}: {name}: staff wrote it before the file; kept as staff have it")
        elif present == loaded != offered and name in kept:
            report.conflicts.append(f"{item}: {name}: a person approved it and the file has another text; kept")
        elif loaded is None or present == loaded:
            if present != offered:
                to_write[name] = value
            row.loaded[name] = offered
        elif offered not in (loaded, present):
            report.conflicts.append(f"{item}: {name}: staff changed it and so did the file; kept as staff have it")
        elif offered == present:
            row.loaded[name] = offered
    return to_write


def _merge(
    row, wanted: dict, report: Report, item: str, *, said: Mapping = NOTHING, kept: frozenset[str] = frozenset()
) -> dict:
    """Brings one row to what the file wants of it; the answer is what was written.

    `said` are the file's own words where others may stand for them now (`catalogue.merging`); `kept` are fields that a
    person answers for as they are.
    """
    before = dict(row.loaded)
    to_write = _decide(row, wanted, report, item, said=said, kept=kept)
    related = {name: to_write[name] for name in to_write if name in RELATIONS or name in CHILDREN}
    for name, value in to_write.items():
        if name not in related:
            setattr(row, name, _column(row, name, value))
    new = row.pk is None
    if new or to_write or row.loaded != before:
        row.save()
    for name, value in related.items():
        (_relate_new if new else _relate)(row, name, value)
    if new:
        report.added.append(item)
    elif to_write and item not in report.added:
        report.changed.append(f"{item}: {', '.join(to_write)}")
    return to_write


def holds_what_was_loaded(row, name: str) -> bool:
    """Whether the field is as the files had it, not as staff have it."""
    return name in getattr(row, "loaded", ()) and row.loaded[name] == _print(_read(row, name))


def remember(rows: Iterable, name: str) -> None:
    """What these rows hold in the field counts as loaded: a verb wrote there in the files' stead."""
    rows = list(rows)
    for row in rows:
        row.loaded[name] = _print(_read(row, name))
    if rows:
        type(rows[0]).objects.bulk_update(rows, ["loaded"])


def _read(row, name: str):
    """What the database holds, in the files' shape: slugs, codes, dates as text, NULL as empty text."""
    if name in RELATIONS:
        return sorted(term.slug for term in getattr(row, name).all()) if row.pk else []
    if name in CHILDREN:
        return [_child(child, name) for child in getattr(row, name).all()] if row.pk else []
    if name in KEYS:
        return getattr(row, name).slug if getattr(row, f"{name}_id") else ""
    return _plain(getattr(row, name))


def _plain(value):
    if value is None:
        return ""
    return value if isinstance(value, str | int | bool | list) else str(value)


def _child(child, relation: str) -> dict:
    return {column: _plain(getattr(child, column)) for column in CHILDREN[relation]}


def _column(row, name: str, value):
    """The file's value as the column takes it."""
    if name in KEYS:
        return KEYS[name].objects.get(slug=value) if value else None
    return None if value == "" and row._meta.get_field(name).null else value


def _relate_new(row, name: str, wanted: list) -> None:
    """Of a row that has nothing yet: one write for all of them."""
    manager = getattr(row, name)
    if name in CHILDREN:
        model = manager.model
        model.objects.bulk_create(model(tool=row, position=place, **values) for place, values in enumerate(wanted))
        return
    links, own, other = manager.through, manager.source_field_name, manager.target_field_name
    terms = RELATIONS[name].objects.filter(slug__in=wanted)
    links.objects.bulk_create(links(**{own: row, other: term}) for term in terms)


def _relate(row, name: str, wanted: list) -> None:
    if name in RELATIONS:
        getattr(row, name).set(RELATIONS[name].objects.filter(slug__in=wanted))
        return
    # Rows that stay as they are keep their translations.
    held = [(_child(child, name), child) for child in getattr(row, name).all()]
    manager = getattr(row, name)
    for position, values in enumerate(wanted):
        found = next((pair for pair in held if pair[0] == values), None)
        if found is None:
            manager.create(position=position, **values)
        else:
            held.remove(found)
            found[1].position = position
            found[1].save(update_fields=["position"])
    manager.filter(pk__in=[child.pk for _, child in held]).delete()


# --- Vocabulary, cautions, providers ------------------------------------------------------------------------------


def _write_vocabulary(contents: Contents, report: Report, merged: Aliases) -> None:
    """Without the words that staff merged into others."""
    for section in ("families", *[name for name in TERMS if name != "families"]):
        model = TERMS[section]
        rows = {row.slug: row for row in model.objects.all()}
        told, known = [], origins.told_of(model.objects.all())
        for position, (slug, term) in enumerate(contents.vocabulary[section].items(), 1):
            if slug in merged.of(model):
                continue
            row = rows.get(slug) or model(slug=slug)
            wanted = {"name_en": term["name"], "definition_en": term["definition"], "position": position}
            said = {name: term[name] for name in ("family",) if section == "capabilities"}
            wanted |= {name: merged.now(KEYS[name], value) for name, value in said.items()}
            texts, sources = translation_loading.of_term(contents.translations, section, slug)
            kept = answered_for(row, texts, known)
            _merge(row, wanted | texts, report, f"{section} {slug}", said=said, kept=kept)
            told += [source for source in sources if _as_loaded(row, source)]
        report.retold += origins.note(model, told)


def _as_loaded(row, source: origins.Source) -> bool:
    """Whether the text is the file's, not one of staff."""
    name = f"{source.field}_{language(source.language).column}"
    return holds_what_was_loaded(row, name)


def _write_cautions(contents: Contents, report: Report, merged: Aliases) -> None:
    rows = {row.slug: row for row in models.Caution.objects.prefetch_related("capabilities")}
    told, known = [], origins.told_of(models.Caution.objects.all())
    for caution in contents.cautions:
        slug = caution["slug"]
        row = rows.get(slug) or models.Caution(slug=slug)
        texts = {f"text_{language(code).column}": text for code, text in caution["text"].items()}
        wanted = texts | {"source_title": caution["source"]["title"], "source_url": caution["source"]["url"]}
        said = {"capabilities": sorted(caution["capabilities"])}
        wanted["capabilities"] = merged.all_now(models.Capability, said["capabilities"])
        _merge(row, wanted, report, f"caution {slug}", said=said, kept=answered_for(row, texts, known))
        for code in caution["text"].keys() - {files.DEFAULT}:
            source = origins.Source(slug, "text", code, caution["origin"], caution["english"])
            told += [source] if _as_loaded(row, source) else []
    report.retold += origins.note(models.Caution, told)


def _write_providers(contents: Contents, report: Report) -> None:
    rows = {row.slug: row for row in models.Provider.objects.all()}
    for slug, provider in contents.providers.items():
        wanted = {name: provider[name] or "" for name in ("name", "type", "country", "website")}
        _merge(rows.get(slug) or models.Provider(slug=slug), wanted, report, f"provider {slug}")


# --- Tools --------------------------------------------------------------------------------------------------------


def _write_tools(contents: Contents, report: Report, merged: Aliases) -> None:
    """`replaced_by` last: the other tool must be there. Each tool that changed gets one line of history."""
    tools = models.Tool.objects.select_related("provider", "replaced_by").prefetch_related(*RELATIONS, *CHILDREN)
    rows = {row.slug: row for row in tools.filter(slug__in=contents.tools)}
    new, written, told = set(contents.tools) - set(rows), defaultdict(list), []
    known = origins.told_of(models.Tool.objects.all())
    for slug, tool in contents.tools.items():
        rows.setdefault(slug, models.Tool(slug=slug, state=models.State.PUBLISHED))
        said = _wanted(tool)
        now = {name: merged.all_now(model, said[name]) for name, model in RELATIONS.items()}
        texts, sources = translation_loading.of_tool(slug, contents.tool_translations.get(slug, NOTHING), said)
        kept = answered_for(rows[slug], texts, known)
        written[slug] += _merge(rows[slug], said | now | texts, report, f"tool {slug}", said=said, kept=kept)
        told += [source for source in sources if _as_loaded(rows[slug], source)]
    report.retold += origins.note(models.Tool, told)
    report.retold += _translate_statements(contents, rows)
    for slug, other in sorted(_replacements(contents).items(), key=lambda pair: pair[1] != ""):
        if publishing.leads_back(rows[slug], rows.get(other)):
            report.conflicts.append(f"tool {slug}: replaced_by: leads back by what staff wrote; kept as staff have it")
        else:
            written[slug] += _merge(rows[slug], {"replaced_by": other}, report, f"tool {slug}")
    _note_changes({rows[slug]: names for slug, names in written.items() if slug in new or names}, new)


def _replacements(contents: Contents) -> dict[str, str]:
    return {slug: tool["replaced_by"] or "" for slug, tool in contents.tools.items()}


def _note_changes(written: dict[models.Tool, list[str]], new: set[str]) -> None:
    held = {
        one["slug"]: one for one in documents.documents(models.Tool.objects.filter(pk__in=[row.pk for row in written]))
    }
    for row, columns in written.items():
        kind = Change.Kind.ADDED if row.slug in new else Change.Kind.CHANGED
        own = [name.removesuffix("_en") for name in columns if not _is_translation(name)]
        names = [] if row.slug in new else own or sorted({_field_of(name) for name in columns})
        told = row.state == models.State.PUBLISHED and (row.slug in new or bool(own))
        Change.objects.create(tool=row, kind=kind, fields=names, told=told, document=held[row.slug])
        if row.slug in new or set(own) - {"sources_read_on"}:
            row.changed = timezone.now()
            row.save(update_fields=["changed"])


def _field_of(name: str) -> str:
    """`limits` of `limits_zh_hans`."""
    original = getattr(models.Tool._meta.get_field(name), "translated_field", None)
    return original.name if original else name


def _is_translation(name: str) -> bool:
    return getattr(models.Tool._meta.get_field(name), "language", DEFAULT) != DEFAULT


def _translate_statements(contents: Contents, tools: dict[str, models.Tool]) -> int:
    """The translations of what hangs on the tools. What a person wrote or approved stays theirs."""
    made = 0
    for relation in (name for name, _fields in STATEMENTS.values()):
        model = models.Tool._meta.get_field(relation).related_model
        told = origins.told_of(model.objects.all())
        changed, sources = {}, []
        for row, code, origin, one in _statements_of(contents, tools, relation):
            known = told.of(row, one.field, code)
            if known is not None and known.origin != Origin.MACHINE:
                continue
            name = f"{one.field}_{language(code).column}"
            if getattr(row, name) != one.text:
                setattr(row, name, one.text)
                changed[row.pk] = row
            source = origins.made_from(one.english, getattr(row, f"{one.field}_{DEFAULT}") or "")
            sources.append(origins.Source(origins.key(row), one.field, code, origin, one.english, source))
        columns = [documents.column(name, code) for name in documents.translated(model) for code in TRANSLATIONS]
        model.objects.bulk_update(changed.values(), columns, batch_size=100)
        made += len(changed) + origins.note(model, sources)
    return made


def _statements_of(contents: Contents, tools: dict[str, models.Tool], relation: str) -> Iterator[tuple]:
    """Row, language, origin and text of each translation of a row that is still as the file has it."""
    model = models.Tool._meta.get_field(relation).related_model
    held = defaultdict(list)
    for row in model.objects.filter(tool__slug__in=contents.tool_translations):
        held[row.tool_id].append(row)
    for slug, translations in contents.tool_translations.items():
        rows = [(_child(row, relation), row) for row in held[tools[slug].pk]]
        wanted = _wanted(contents.tools[slug])[relation]
        own = [next((row for said, row in rows if said == values), None) for values in wanted]
        for code, translation in translations.items():
            for one in translation.texts:
                if one.relation == relation and own[one.number] is not None:
                    yield own[one.number], code, translation.origin, one


def _wanted(tool: dict) -> dict:
    """The file's values under the model's names."""
    plain = {name: tool[name] or "" for name in ("website", "status", "licence", "cost", "skill")}
    return plain | {
        "name": tool["name"],
        "law_enforcement_only": "" if tool["law_enforcement_only"] is None else tool["law_enforcement_only"],
        "languages": tool["languages"],
        "summary_en": english(tool, "summary"),
        **{f"{name}_{DEFAULT}": english(tool, key) for key, name in SECTIONS.items()},
        "sources_read_on": str(tool["checked"]),
        "provider": tool["provider"],
        **{name: sorted(tool["deployment" if name == "deployments" else name]) for name in RELATIONS},
        "sources": [{"url": url} for url in tool["sources"]],
        "evidence": [_statement(item, {"claim_en": item["claim"]}) for item in tool["evidence"] or []],
        "error_figures": [
            _statement(item, {"text_en": item["text"], "data_set_en": item["data_set"] or ""})
            for item in tool["error_figures"] or []
        ],
        "restrictions": [
            {"country": item["country"], "kind": item["kind"], "text_en": item["text"]}
            for item in tool["not_offered_in"] or []
        ],
    }


def _statement(item: dict, texts: dict) -> dict:
    return texts | {"by": item["by"], "source": item["source"], "date": str(item["date"] or "")}
