"""How is a word of the vocabulary, a provider or a caution written as one JSON document, and how is it read back?

As `catalogue.documents` writes an entry: no person stands in it, other rows by their slugs, absent is null.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Model, QuerySet

from catalogue import documents, models, origins, vocabulary
from catalogue.documents import UnknownWord

WORDS = (*models.VOCABULARY, models.Caution, models.Provider)
PLAIN: dict[type, tuple[str, ...]] = {  # columns beside the translated ones
    **dict.fromkeys(models.VOCABULARY, ("position",)),
    models.Caution: ("source_title", "source_url"),
    models.Provider: ("name", "type", "country", "website"),
}
FAMILY, CAPABILITIES = "family", "capabilities"  # of a capability; of a caution
Place = tuple[str, str]  # label of the model, slug
Documents = Mapping[Place, dict]
NOTHING: Documents = {}


def place(row: Model) -> Place:
    return origins.label(type(row)), row.slug


def of(rows: Iterable[Model]) -> list[QuerySet]:
    """These rows, wherever they stand."""
    keys: dict[type, set[int]] = {}
    for row in rows:
        keys.setdefault(type(row), set()).add(row.pk)
    return [model.objects.filter(pk__in=numbers) for model, numbers in keys.items()]


def every() -> list[QuerySet]:
    return [model.objects.all() for model in WORDS]


# --- Out ----------------------------------------------------------------------------------------------------------


def read(queries: list[QuerySet]) -> Documents:
    """As the database holds them now, with the same number of queries for any number of rows."""
    told = origins.told_of(*queries) if queries else origins.NOTHING
    return {place(row): _document(row, told) for rows in queries for row in _with_related(rows)}


def _with_related(rows: QuerySet) -> QuerySet:
    """A query of its own each time: what was read before stays with the other one."""
    rows = rows.select_related(FAMILY) if rows.model is models.Capability else rows.all()
    return rows.prefetch_related(CAPABILITIES) if rows.model is models.Caution else rows


def _document(row: Model, told: origins.Told) -> dict:
    found = {"slug": row.slug} | {name: _plain(getattr(row, name)) for name in PLAIN[type(row)]}
    if isinstance(row, models.Capability):
        found[FAMILY] = row.family.slug
    if isinstance(row, models.Caution):
        found[CAPABILITIES] = [capability.slug for capability in row.capabilities.all()]
    return found | ({} if isinstance(row, models.Provider) else {"texts": documents.texts(row, told)})


def _plain(value):
    return value if isinstance(value, int) else str(value) or None


def changed(before: dict, after: dict) -> list[str]:
    """Names of the fields in which they differ."""
    own = [name for name in after if name != "texts" and before.get(name) != after[name]]
    texts = before.get("texts", {})
    return own + [name for name, by_code in after.get("texts", {}).items() if texts.get(name) != by_code]


# --- In -----------------------------------------------------------------------------------------------------------


def apply(row: Model, wanted: dict) -> None:
    """Writes what the document says. The slug stays; a word that was merged is the one that stands for it now."""
    for name in PLAIN[type(row)]:
        setattr(row, name, "" if wanted[name] is None else wanted[name])
    if FAMILY in wanted:
        row.family = _now(models.Family, [wanted[FAMILY]])[0]
    documents.write_texts(row, wanted.get("texts", {}))
    row.save()
    documents.write_origins(row, wanted.get("texts", {}))
    if CAPABILITIES in wanted:
        row.capabilities.set(_now(models.Capability, wanted[CAPABILITIES]))


def _now(model, slugs: list[str]) -> list[Model]:
    slugs = vocabulary.aliases().all_now(model, slugs)
    rows = list(model.objects.filter(slug__in=slugs))
    if missing := set(slugs) - {row.slug for row in rows}:
        raise UnknownWord(min(missing))
    return rows
