"""What does a program learn of one tool?

Plain values for the API and for files: slugs instead of words, each text with the language that it is really in and
where it is from. Absent is null or an empty list. No person is named.
"""

from catalogue import related, sheet, words_origin
from catalogue.models import Family
from catalogue.origins import label
from catalogue.readable import UNTOLD
from catalogue.sheet import Passage, Sheet
from catalogue.snapshot import TERM_FACETS, Entry, Snapshot
from hub.languages import language
from hub.models import Origin


def row(entry: Entry, code: str) -> dict:
    """The tool as a list tells it: the contract's row, and where its summary is from."""
    said = passage(summary(entry, code)) or {"language": None, "origin": None, "outdated": False}
    return {
        "slug": entry.slug,
        "name": entry.name,
        "url": f"/{code}/tools/{entry.slug}/",
        "summary": entry.summary(code)[0] or None,
        "provider": entry.provider,
        "provider_type": entry.provider_type,
        "country": entry.country or None,
        "website": entry.website or None,
        "status": entry.status or None,
        "licence": entry.licence or None,
        "cost": entry.cost or None,
        "law_enforcement_only": entry.law_enforcement_only,
        "families": list(entry.terms["family"]),
        "capabilities": list(entry.terms["capability"]),
        "stages": list(entry.terms["stage"]),
        "themes": list(entry.terms["theme"]),
        "inputs": list(entry.terms["input"]),
        "deployment": list(entry.terms["deployment"]),
        "works_with": list(entry.terms["works_with"]),
        "languages": list(entry.languages),
        "sources_read_on": entry.sources_read_on,
        "last_verified": entry.last_verified,
        "summary_language": said["language"],
        "summary_origin": said["origin"],
        "summary_outdated": said["outdated"],
    }


def summary(entry: Entry, code: str) -> Passage | None:
    """What a list says of a tool, with its language and where it is from."""
    text, spoken = entry.summary(code)
    if not text:
        return None
    said = entry.texts.get(spoken, UNTOLD)
    machine = said.origin == Origin.MACHINE
    return Passage(text, language(spoken), spoken != code, machine=machine, stale=said.stale, origin=said.origin)


def whole(snapshot: Snapshot, one: Sheet, code: str) -> dict:
    """Everything that stands on the tool's page."""
    texts = {name: passage(one.sections[name]) for name in sheet.TEXTS}
    return (
        row(one.entry, code)
        | {"skill": one.row.skill or None, "roles": _roles(snapshot, one), "texts": texts}
        | _statements(one)
        | _history(one)
        | _relations(snapshot, one.entry.slug, code)
    )


def passage(said: Passage | None) -> dict | None:
    """A text, its language, and where a translation is from (null: nothing to tell, as of the first text)."""
    if said is None:
        return None
    return {
        "text": said.text,
        "language": said.language.code,
        "origin": said.origin or None,
        "outdated": said.stale,
    }


def _roles(snapshot: Snapshot, one: Sheet) -> list[str]:
    return [role.slug for role in sheet.details(snapshot).roles.get(one.row.pk, [])]


def _statements(one: Sheet) -> dict:
    """What somebody says of the tool: whose word, where, when."""
    return {
        "cautions": [
            passage(said) | {"slug": caution.slug, "source": caution.source_url, "source_title": caution.source_title}
            for said, caution in one.cautions
        ],
        "evidence": [_claim(said, "claim") | _stated(item) for said, item, _link in one.evidence],
        "error_figures": [
            _claim(said, "text") | _data_set(data_set) | _stated(item)
            for said, item, _link, data_set in one.error_figures
        ],
        "restrictions": [
            {"country": item.country.code, "kind": item.kind} | _claim(said, "text") for said, item in one.restrictions
        ],
        "sources": [link.url for link in one.sources],
    }


def _claim(said: Passage, name: str) -> dict:
    told = passage(said)
    return {name: told.pop("text")} | told


def _data_set(said: Passage | None) -> dict:
    """A second text beside the first: its keys begin with its name."""
    told = passage(said) or {"text": None, "language": None, "origin": None, "outdated": False}
    return {"data_set": told.pop("text")} | {f"data_set_{name}": value for name, value in told.items()}


def _stated(item) -> dict:
    return {"by": item.by, "source": item.source, "date": item.date or None}


def _history(one: Sheet) -> dict:
    return {
        "added": one.entry.added,
        "changed": one.entry.changed,
        "changes": [
            {"at": change.at, "kind": change.kind, "fields": change.told_fields} for change, _names in one.changes
        ],
    }


def _relations(snapshot: Snapshot, slug: str, code: str) -> dict:
    """As the page tells them: with what came in its place at the end, and all that it came in the place of."""
    after = related.replacement(snapshot, slug)
    return {
        "replaced_by": after.slug if after else None,
        "replaces": [other.slug for other in related.replaces(snapshot, slug)],
        "similar": [
            {"slug": other.slug, "shared": {shared.key: list(shared.slugs) for shared in other.shared}}
            for other in related.similar(snapshot, slug, code)
        ],
    }


# --- A word of the vocabulary -------------------------------------------------------------------------------------

VOCABULARY = {key: model for key, (model, _relation) in TERM_FACETS.items()} | {"family": Family}


def word(snapshot: Snapshot, key: str, value: str, code: str) -> dict:
    """One value of a facet, with the number of its tools."""
    told = {"name": snapshot.label(key, value, code), "definition": snapshot.meaning(key, value, code) or None}
    texts = {"name": None, "definition": None}
    if key in VOCABULARY:
        rows, origins = words_origin.told_of(snapshot)
        row = rows.get((label(VOCABULARY[key]), value))
        texts = {name: sheet.passage(row, name, code, origins) for name in texts} if row else texts
    made = {"slug": value, "tools": snapshot.masks[key][value].bit_count()}
    for name, text in texts.items():
        said = passage(text) or {"language": None, "origin": None, "outdated": False}
        made |= {name: told[name]} | {f"{name}_{part}": said[part] for part in ("language", "origin", "outdated")}
    return made
