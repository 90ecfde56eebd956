"""How does the whole catalogue leave the Hub as one document, and how does it come into an empty one?

The same catalogue makes the same bytes, wherever it stands. No person stands in it. What `load_catalogue` wrote is
remembered with it, so that the next load of the data files does in the new Hub what it would have done in the old one.
Translations come in as they went out, with whoever approved them there: an old fault keeps no Hub from its catalogue.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue import documents, models, origins, schema, snapshot, vocabulary, word_documents, word_history
from catalogue.files import TERM_FIELDS, TERMS
from catalogue.history import Change
from catalogue.models import State
from catalogue.schema import Problem
from catalogue.vocabulary import TermAlias
from hub import audit
from hub.models import TextOrigin

FORMAT, VERSION = "hub-catalogue", 1
ROWS = {**TERMS, "cautions": models.Caution, "providers": models.Provider, "tools": models.Tool}
EACH = 500  # rows in one statement


class Refused(Exception):
    """The document is not taken in, and nothing of it was written."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


# --- Out ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def whole() -> dict:
    told, merged = origins.told(), vocabulary.aliases()
    return {
        "format": FORMAT,
        "version": VERSION,
        "vocabulary": {name: [_term(row, told) for row in _rows(model)] for name, model in TERMS.items()},
        "merged": {name: dict(sorted(merged.of(model).items())) for name, model in TERMS.items()},
        "cautions": [_caution(row, told) for row in models.Caution.objects.prefetch_related("capabilities")],
        "providers": [_provider(row) for row in models.Provider.objects.all()],
        "tools": documents.documents(models.Tool.objects.order_by("slug")),
        "changes": list(_changes()),
        "loaded": {name: _loaded(model) for name, model in ROWS.items()},
    }


def as_bytes(document: dict) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _rows(model):
    return model.objects.select_related("family") if model is models.Capability else model.objects.all()


def _term(row: models.Term, told: origins.Told) -> dict:
    family = {"family": row.family.slug} if isinstance(row, models.Capability) else {}
    return {"slug": row.slug, **family, "position": row.position, "texts": documents.texts(row, told)}


def _caution(row: models.Caution, told: origins.Told) -> dict:
    return {
        "slug": row.slug,
        "capabilities": [capability.slug for capability in row.capabilities.all()],
        "source": {"title": row.source_title, "url": row.source_url},
        "texts": documents.texts(row, told),
    }


def _provider(row: models.Provider) -> dict:
    place = {"country": row.country.code or None, "website": row.website or None}
    return {"slug": row.slug, "name": row.name, "type": row.type, **place}


def _changes() -> Iterator[dict]:
    rows = Change.objects.told().order_by("at", "id").values_list("tool__slug", "at", "kind", "fields")
    for tool, at, kind, fields in rows:
        yield {"tool": tool, "at": documents.moment(at), "kind": kind, "fields": fields}


def _loaded(model) -> dict[str, dict[str, str]]:
    rows = model.objects.order_by("slug").values_list("slug", "loaded")
    return {slug: dict(sorted(loaded.items())) for slug, loaded in rows if loaded}


# --- In -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_in(document, *, by=None) -> bool:
    """False where the Hub holds just this already; Refused where it holds anything else, or the document is wrong."""
    if found := problems(document):
        raise Refused(found)
    if any(model.objects.exists() for model in (*ROWS.values(), TermAlias)):
        if whole() == document:
            return False
        raise Refused([Problem("", _("This Hub has a catalogue already. The whole comes into an empty one only."))])
    _Writer(document, by).write()
    audit.record("whole catalogue imported", by=by, tools=len(document["tools"]))
    snapshot.touch()
    return True


def problems(document) -> list[Problem]:
    if found := schema.shape(document):
        return found
    return list(_twice(document)) + list(_meaning(document))[: schema.MOST]


def _twice(document: dict) -> Iterator[Problem]:
    lists = {f"/vocabulary/{name}": rows for name, rows in document["vocabulary"].items()}
    lists |= {f"/{name}": document[name] for name in ("cautions", "providers", "tools")}
    for path, rows in lists.items():
        slugs = [row["slug"] for row in rows]
        if len(slugs) != len(set(slugs)):
            yield Problem(path, _("Something stands here twice."))


def _meaning(document: dict) -> Iterator[Problem]:
    words = _words(document)
    for number, tool in enumerate(document["tools"]):
        for problem in schema.meaning(tool, words):
            yield Problem(f"/tools/{number}{problem.path}", problem.text)
    families = {family["slug"] for family in document["vocabulary"]["families"]}
    named = [(f"/vocabulary/capabilities/{n}/family", [row["family"]], families) for n, row in _numbered(document)]
    for name, aliases in document["merged"].items():
        slugs = {term["slug"] for term in document["vocabulary"][name]}
        named += [(f"/merged/{name}/{old}", [now], slugs - aliases.keys()) for old, now in aliases.items()]
    for number, row in enumerate(document["cautions"]):
        named.append((f"/cautions/{number}/capabilities", row["capabilities"], words.terms["capabilities"]))
    for number, row in enumerate(document["changes"]):
        named.append((f"/changes/{number}/tool", [row["tool"]], words.tools))
    for path, slugs, allowed in named:
        for slug in slugs:
            if slug not in allowed:
                yield schema.unknown(path, slug)
    yield from _moments(document)


def _numbered(document: dict) -> Iterable[tuple[int, dict]]:
    return enumerate(document["vocabulary"]["capabilities"])


def _moments(document: dict) -> Iterator[Problem]:
    places = [(f"/tools/{n}/{name}", tool[name]) for n, tool in enumerate(document["tools"]) for name in STAMPS]
    places += [(f"/changes/{number}/at", change["at"]) for number, change in enumerate(document["changes"])]
    for path, text in places:
        if not schema.is_moment(text):
            yield Problem(path, _("There is no such day."))


STAMPS = ("added", "changed")


def _words(document: dict) -> schema.Known:
    slugs = {name: {term["slug"] for term in terms} for name, terms in document["vocabulary"].items()}
    replaced = {tool["slug"]: tool.get("replaced_by") for tool in document["tools"]}
    return schema.Known(
        terms={key: slugs[TERM_FIELDS[key]] for key in documents.TERMS},
        providers={provider["slug"] for provider in document["providers"]},
        tools=set(replaced),
        replaced_by={slug: other for slug, other in replaced.items() if other},
    )


class _Writer:
    """Writes a document that is right into an empty catalogue, table by table."""

    def __init__(self, document: dict, by):
        self.document, self.by = document, by
        self.rows: dict[str, dict[str, models.models.Model]] = {}  # name in ROWS -> slug -> row
        self.origins: list[TextOrigin] = []

    def write(self) -> None:
        for name in ("families", *(name for name in TERMS if name != "families")):
            self._keep(name, [self._term(name, entry) for entry in self.document["vocabulary"][name]])
        _bulk(TermAlias, [alias for name in TERMS for alias in self._aliases(name)])
        self._keep("providers", [self._provider(entry) for entry in self.document["providers"]])
        self._keep("cautions", [self._caution(entry) for entry in self.document["cautions"]])
        self._relate(models.Caution, "capabilities", "cautions", "capabilities", "capabilities")
        self._write_tools()
        _bulk(Change, [self._change(entry) for entry in self.document["changes"]])
        _bulk(Change, [self._arrival(entry) for entry in self.document["tools"]])
        labels = [origins.label(model) for model in (*ROWS.values(), *models.STATEMENTS)]
        TextOrigin.objects.filter(model__in=labels).delete()  # of rows that are gone
        _bulk(TextOrigin, self.origins)
        word_history.note(word_documents.every(), by=self.by)

    def _keep(self, name: str, rows: list) -> None:
        _bulk(ROWS[name], rows)
        self.rows[name] = {row.slug: row for row in rows}

    def _new(self, section: str, entry: dict, **values):
        """With its texts, and with what was loaded of it."""
        loaded = self.document["loaded"].get(section, {}).get(entry["slug"], {})
        row = ROWS[section](slug=entry["slug"], loaded=loaded, **values)
        texts = entry.get("texts", {})
        documents.write_texts(row, texts)
        self.origins += documents.origins_of(row, texts)
        return row

    def _term(self, name: str, entry: dict):
        family = {"family": self.rows["families"][entry["family"]]} if "family" in entry else {}
        return self._new(name, entry, position=entry["position"], **family)

    def _aliases(self, name: str) -> Iterator[TermAlias]:
        for old, now in self.document["merged"].get(name, {}).items():
            yield TermAlias(kind=ROWS[name]._meta.model_name, slug=old, target=now)

    def _provider(self, entry: dict):
        place = {"country": entry["country"] or "", "website": entry["website"] or ""}
        return self._new("providers", entry, name=entry["name"], type=entry["type"], **place)

    def _caution(self, entry: dict):
        source = entry["source"]
        return self._new("cautions", entry, source_title=source["title"], source_url=source["url"])

    def _write_tools(self) -> None:
        self._keep("tools", [self._tool(entry) for entry in self.document["tools"]])
        replaced = []
        for entry in self.document["tools"]:
            if other := entry.get("replaced_by"):
                row = self.rows["tools"][entry["slug"]]
                row.replaced_by = self.rows["tools"][other]
                replaced.append(row)
        models.Tool.objects.bulk_update(replaced, ["replaced_by"], batch_size=EACH)
        for key, relation in documents.TERMS.items():
            self._relate(models.Tool, relation, "tools", key, TERM_FIELDS[key])
        for key in documents.CHILDREN:
            self._write_children(key)

    def _tool(self, entry: dict) -> models.Tool:
        plain = {name: documents.value(name, entry.get(name)) for name in (*documents.PLAIN, *documents.DAYS)}
        stamps = {name: datetime.fromisoformat(entry[name]) for name in STAMPS}
        tool = self._new("tools", entry, provider=self.rows["providers"][entry["provider"]], **plain, **stamps)
        tool.state = entry["state"]
        if tool.state == State.IN_REVIEW:  # who submitted it stayed in the other Hub
            tool.submitted_by, tool.submitted_at = self.by, timezone.now()
        return tool

    def _relate(self, model, relation: str, name: str, key: str, section: str) -> None:
        field = model._meta.get_field(relation)
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        pairs = (
            (self.rows[name][entry["slug"]], self.rows[section][slug])
            for entry in self.document[name]
            for slug in entry.get(key, ())
        )
        through = field.remote_field.through
        _bulk(through, [through(**{f"{own}_id": row.pk, f"{other}_id": term.pk}) for row, term in pairs])

    def _write_children(self, key: str) -> None:
        model, made, texts = models.Tool._meta.get_field(key).related_model, [], []
        for entry in self.document["tools"]:
            for position, value in enumerate(entry.get(key, ())):
                child = model(tool=self.rows["tools"][entry["slug"]])
                documents.write_child(child, key, documents.whole_child(model, key, value), position)
                made.append(child)
                texts.append({} if key == "sources" else documents.child_texts(value))
        _bulk(model, made)
        for child, said in zip(made, texts, strict=True):
            self.origins += documents.origins_of(child, said)

    def _change(self, entry: dict) -> Change:
        at = datetime.fromisoformat(entry["at"])
        tool = self.rows["tools"][entry["tool"]]
        return Change(tool=tool, at=at, kind=entry["kind"], fields=entry["fields"], told=True)

    def _arrival(self, entry: dict) -> Change:
        """What staff can go back to: the steps before it came without the entry as it was then."""
        tool = self.rows["tools"][entry["slug"]]
        return Change(tool=tool, kind=Change.Kind.CREATED, by=self.by, told=False, document=entry)


def _bulk(model, rows: list) -> None:
    model.objects.bulk_create(rows, batch_size=EACH)
