"""Which texts of the catalogue does a search in each language look in, and what do they mean in all of them?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from catalogue import models, search
from catalogue.concepts import SIGN, concepts
from catalogue.counterparts import everywhere
from catalogue.recognising import WORD
from catalogue.search import LABELS, NAME, SUMMARY, TEXT, Document, Index, Reach
from hub.languages import CODES, DEFAULT, language

if TYPE_CHECKING:
    from catalogue.snapshot import Snapshot

TEXT_FIELDS = tuple(name for name in models.TEXTS if name != "summary")
LABELLED = ("capability", "stage", "input", "works_with", "theme")  # facets whose words are looked in
FACETS = {  # section of a concept's terms -> facet
    "stages": "stage",
    "families": "family",
    "capabilities": "capability",
    "themes": "theme",
    "inputs": "input",
    "deployments": "deployment",
    "systems": "works_with",
    "licences": "licence",
    "costs": "cost",
    "statuses": "status",
}


def index(snapshot: Snapshot, code: str) -> Index:
    english = snapshot.index(DEFAULT) if code != DEFAULT else None
    return search.build(code, documents(snapshot, code), english, lambda form: meaning(snapshot, form))


def meaning(snapshot: Snapshot, form: str) -> Reach:
    """The tools of a concept, by field: found when first asked for, and the same for readers of every language."""
    return snapshot.kept(("concept", form), lambda: _meaning(snapshot, form))


def _meaning(snapshot: Snapshot, form: str) -> Reach:
    if form.startswith(WORD):
        words = everywhere()[form.removeprefix(WORD)]
        return search.meaning({code: words[code] for code in CODES}, snapshot.index, 0)
    terms = (term.split("/") for term in concepts()[form.removeprefix(SIGN)].terms)
    carriers = (snapshot.masks[FACETS[section]].get(slug, 0) for section, slug in terms if section in FACETS)
    return search.meaning(dict.fromkeys(CODES, (form,)), snapshot.index, reduce(or_, carriers, 0))


def documents(snapshot: Snapshot, code: str) -> Iterator[Document]:
    """Every tool's texts in one language; names and providers are in English for all."""
    columns = [f"{name}_{language(code).column}" for name in TEXT_FIELDS]
    rows = models.Tool.objects.rewrite(False).published().order_by().values_list("id", *columns).iterator()
    texts = {tool: [(TEXT, text) for text in held if text] for tool, *held in rows}
    labels = snapshot.labels(code)
    for number, entry in enumerate(snapshot.entries):
        found = [(NAME, entry.name), (LABELS, entry.provider_name)] if code == DEFAULT else []
        for key in LABELLED:
            found += [(LABELS, labels[key][slug]) for slug in entry.terms[key]]
        found += [(SUMMARY, entry.summaries[code])] if code in entry.summaries else []
        names = (entry.name, entry.provider_name) if code == DEFAULT else ()
        yield Document(number, (*found, *texts.get(entry.id, ())), names)
