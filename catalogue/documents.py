"""How is an entry written as one JSON document, and how is it read back?

No person stands in a document. Its keys have one order, its lists the catalogue's order, its texts are exactly as they
are stored; absent is null, [] or {}, and so is a text of blanks alone. What each key may hold:
`docs/catalogue.schema.json` and `catalogue.schema`.
"""

from collections.abc import Iterable
from datetime import UTC, date

from django.db import transaction
from django.utils import timezone
from modeltranslation.translator import translator

from catalogue import models, origins, reviewing, vocabulary
from hub.languages import DEFAULT, TRANSLATIONS, language
from hub.models import TextOrigin

ORDER = (DEFAULT, *TRANSLATIONS)
PLAIN = ("name", "website", "status", "licence", "cost", "law_enforcement_only", "skill", "risk", "languages")
DAYS = ("sources_read_on", "last_verified", "next_review")
KEYS = {"provider": models.Provider, "replaced_by": models.Tool}  # a slug of another row
TERMS = {  # key -> relation
    "stages": "stages",
    "capabilities": "capabilities",
    "themes": "themes",
    "inputs": "inputs",
    "deployment": "deployments",
    "roles": "roles",
    "works_with": "works_with",
}
CHILDREN = {  # key, which is the relation too -> columns beside the translated ones
    "sources": ("url",),
    "evidence": ("by", "source", "date"),
    "error_figures": ("by", "source", "date"),
    "restrictions": ("country", "kind"),
}
RELATED = (*TERMS.values(), *CHILDREN)


class UnknownWord(LookupError):
    """The document names a slug that the Hub does not have: `catalogue.schema.problems` would have said so."""


# --- Out ----------------------------------------------------------------------------------------------------------


def document(tool: models.Tool) -> dict:
    """As the database holds it now, whatever the instance has in memory."""
    return documents(models.Tool.objects.filter(pk=tool.pk))[0]


def documents(tools: models.ToolQuerySet) -> list[dict]:
    """One document a tool, in the order of the queryset, with the same number of queries for any number."""
    told = origins.told_of(tools, *statements(tools))
    rows = tools.defer(None).select_related("provider", "replaced_by").prefetch_related(None).prefetch_related(*RELATED)
    return [_document(tool, told) for tool in rows]


def statements(tools: models.ToolQuerySet) -> list:
    """The rows of each kind that hang on these tools and have texts in six languages."""
    return [kind.objects.filter(tool__in=tools.order_by().values("pk")) for kind in models.STATEMENTS]


def _document(tool: models.Tool, told: origins.Told) -> dict:
    return {
        "slug": tool.slug,
        "name": tool.name,
        "provider": tool.provider.slug,
        "website": tool.website or None,
        "state": tool.state,
        "status": tool.status or None,
        "replaced_by": tool.replaced_by.slug if tool.replaced_by else None,
        "licence": tool.licence or None,
        "cost": tool.cost or None,
        "law_enforcement_only": tool.law_enforcement_only,
        "skill": tool.skill or None,
        "risk": tool.risk,
        "languages": list(tool.languages),
        **{key: [term.slug for term in getattr(tool, relation).all()] for key, relation in TERMS.items()},
        "texts": texts(tool, told),
        **{key: [child_document(key, child, told) for child in getattr(tool, key).all()] for key in CHILDREN},
        "sources_read_on": _day(tool.sources_read_on),
        "last_verified": _day(tool.last_verified),
        "next_review": _day(tool.next_review),
        "added": moment(tool.added),
        "changed": moment(tool.changed),
    }


def translated(model) -> tuple[str, ...]:
    """In the model's order: modeltranslation's own differs from process to process."""
    names = translator.get_options_for_model(model).all_fields
    return tuple(field.name for field in model._meta.fields if field.name in names)


def texts(row, told: origins.Told) -> dict:
    """Field -> language -> the text, who made it and from which English."""
    return {name: dict(_in_languages(row, name, told)) for name in translated(type(row))}


def _in_languages(row, name: str, told: origins.Told):
    for code in ORDER:
        if (text := getattr(row, column(name, code)) or "").strip():
            origin = told.of(row, name, code)
            yield code, {"text": text} | ({"origin": origin.origin, "english": origin.english} if origin else {})


def column(name: str, code: str) -> str:
    return f"{name}_{language(code).column}"


def child_document(key: str, child, told: origins.Told):
    if key == "sources":
        return child.url
    plain = {name: str(getattr(child, name)) or None for name in CHILDREN[key]}
    said = texts(child, told)
    plain |= {name: {code: value["text"] for code, value in by_code.items()} for name, by_code in said.items()}
    told = {name: told for name, by_code in said.items() if (told := _origins(by_code))}
    return plain | ({"origins": told} if told else {})


def _origins(by_code: dict) -> dict:
    """Who made the texts of one field, without the texts."""
    return {
        code: {part: value[part] for part in ("origin", "english")}
        for code, value in by_code.items()
        if "origin" in value
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def moment(at) -> str:
    return at.astimezone(UTC).isoformat()


# --- In -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def apply(tool: models.Tool, wanted: dict, *, held: dict | None = None) -> list[str]:
    """Writes what the document says of the entry and answers which fields of Tool that changed.

    A key that it leaves out stays as it is; a text that it gives has the languages it gives and no others. The state,
    the verification and the history have verbs of their own and stay. `held` is `document(tool)` where it is known.
    """
    if held is None:
        held = document(tool) if tool.pk else {}
    changed = _write_columns(tool, wanted, held)
    changed += write_texts(tool, wanted.get("texts", {}))
    if changed or not tool.pk:
        tool.save()
    write_origins(tool, wanted.get("texts", {}))
    changed += [relation for key, relation in TERMS.items() if _write_terms(tool, key, wanted, held)]
    changed += [key for key in CHILDREN if _write_children(tool, key, wanted, held)]
    return changed


def _write_columns(tool: models.Tool, wanted: dict, held: dict) -> list[str]:
    changed = []
    for name in (*PLAIN, *KEYS, "sources_read_on"):
        if name in wanted and (name not in held or wanted[name] != held[name]):
            setattr(tool, name, _one(KEYS[name], wanted[name]) if name in KEYS else value(name, wanted[name]))
            changed.append(name)
    if "risk" in changed:
        tool.next_review = reviewing.due_on(verified=tool.last_verified, risk=tool.risk)
    return changed


def value(name: str, wanted):
    """What the document says, as the column takes it."""
    if name in DAYS:
        return date.fromisoformat(wanted) if wanted else None
    empty = models.Tool._meta.get_field(name).get_default()
    return empty if wanted is None else wanted


def _one(model, slug: str | None):
    if slug is None:
        return None
    found = model.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownWord(slug)
    return found


def write_texts(row, wanted: dict) -> list[str]:
    """Sets the columns of these fields and answers which of them changed. Does not save."""
    changed = []
    for name, by_code in wanted.items():
        before = [getattr(row, column(name, code)) or None for code in ORDER]
        after = [by_code[code]["text"] if code in by_code else None for code in ORDER]
        if before != after:
            changed.append(name)
            for code, text in zip(ORDER, after, strict=True):
                setattr(row, column(name, code), text)
    return changed


def write_origins(row, wanted: dict) -> None:
    """Remembers who made these texts, and forgets it of those without one."""
    place = {"model": origins.label(type(row)), "key": origins.key(row)}
    held = {(told.field, told.language): told for told in TextOrigin.objects.filter(**place, field__in=wanted)}
    for origin in origins_of(row, wanted):
        known = held.pop((origin.field, origin.language), None)
        if known is None:
            origin.save()
        elif origin.written_by or (known.origin, known.english) != (origin.origin, origin.english):
            _restamp(known, origin, STAMP + (WRITTEN if origin.written_by else ()))
    TextOrigin.objects.filter(pk__in=[told.pk for told in held.values()]).delete()


STAMP, WRITTEN = ("origin", "english", "source", "returned"), ("by", "written_by", "at", "note")


def _restamp(known: TextOrigin, origin: TextOrigin, fields: tuple[str, ...]) -> None:
    for name in fields:
        setattr(known, name, getattr(origin, name))
    known.save(update_fields=fields)


def origins_of(row, wanted: dict) -> Iterable[TextOrigin]:
    """`written_by` stands in no document: it is said of a text that somebody brings in now (`catalogue.incoming`)."""
    for name, by_code in wanted.items():
        english = by_code.get(DEFAULT, {}).get("text", "")
        for code, text in by_code.items():
            if "origin" in text:
                told = {"origin": text["origin"], "english": text["english"]}
                told["source"] = origins.made_from(text["english"], english)
                if by := text.get("written_by"):
                    told |= {"by": by, "written_by": by, "at": timezone.now()}
                yield TextOrigin(**origins.place(row, name, code), **told)


def _write_terms(tool: models.Tool, key: str, wanted: dict, held: dict) -> bool:
    """A word that was merged into another is written as the one that stands for it now."""
    before = set(held.get(key, ()))
    if key not in wanted or set(wanted[key]) == before:
        return False
    manager = getattr(tool, TERMS[key])
    after = set(vocabulary.aliases().all_now(manager.model, wanted[key]))
    rows = {row.slug: row for row in manager.model.objects.filter(slug__in=before | after)}
    if missing := after - rows.keys():
        raise UnknownWord(min(missing))
    manager.remove(*(rows[slug] for slug in before - after))
    manager.add(*(rows[slug] for slug in after - before))
    return before != after


def _write_children(tool: models.Tool, key: str, wanted: dict, held: dict) -> bool:
    """Rows that stay as they are keep their identity; of the others as many as are needed are written anew."""
    if key not in wanted:
        return False
    model = models.Tool._meta.get_field(key).related_model
    values = [whole_child(model, key, value) for value in wanted[key]]
    if values == held.get(key, []):
        return False
    rows = model.objects.filter(tool=tool)
    told = origins.told_of(rows) if key != "sources" else origins.NOTHING
    spare = [(child, child_document(key, child, told)) for child in rows]
    kept = [_taken(spare, value) for value in values]
    for position, (value, child) in enumerate(zip(values, kept, strict=True)):
        child = child or (spare.pop(0)[0] if spare else model(tool=tool))  # noqa: PLW2901
        write_child(child, key, value, position)
        child.save()
        if key != "sources":
            write_origins(child, child_texts(value))
    model.objects.filter(pk__in=[child.pk for child, _said in spare]).delete()
    return True


def child_texts(value: dict) -> dict:
    """The texts of a row that hangs on a tool, in the shape of a tool's own texts."""
    told = value.get("origins", {})
    return {
        name: {code: {"text": text} | told.get(name, {}).get(code, {}) for code, text in by_code.items()}
        for name, by_code in value.items()
        if isinstance(by_code, dict) and name != "origins"
    }


def whole_child(model, key: str, value):
    """With null and {} for what the document leaves out."""
    if key == "sources":
        return value
    plain = {name: value.get(name) for name in CHILDREN[key]}
    told = {"origins": value["origins"]} if value.get("origins") else {}
    return plain | {name: value.get(name, {}) for name in translated(model)} | told


def _taken(rows: list[tuple], value):
    """The row that says just this, taken out of `rows`."""
    found = next((pair for pair in rows if pair[1] == value), None)
    if found is None:
        return None
    rows.remove(found)
    return found[0]


def write_child(child, key: str, value, position: int) -> None:
    """Sets the columns. Does not save."""
    child.position = position
    if key == "sources":
        child.url = value
        return
    for name in CHILDREN[key]:
        setattr(child, name, value[name] or "")
    for name in translated(type(child)):
        for code in ORDER:
            setattr(child, column(name, code), value[name].get(code))
