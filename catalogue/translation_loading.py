"""Which translations of the data files may get into the database, and where is each from?

What a machine made follows its file. What a person approved stays as it is although it is the file's own text.
"""

from collections.abc import Mapping

from django.db.models import Model

from catalogue import origins
from catalogue.origins import Source, Told
from hub.languages import DEFAULT, language
from hub.models import Origin

Texts = dict[str, str]  # column -> text


def of_term(translations: Mapping, section: str, slug: str) -> tuple[Texts, list[Source]]:
    """The columns of all translations of a term, and where each is from."""
    texts, sources = {}, []
    for code, translation in translations.items():
        if other := (translation.get(section) or {}).get(slug):
            for name in ("name", "definition"):
                texts[f"{name}_{language(code).column}"] = other[name]
                sources.append(Source(slug, name, code, translation["origin"], other["english"][name]))
    return texts, sources


def of_tool(slug: str, translations: Mapping, said: dict) -> tuple[Texts, list[Source]]:
    """The columns of a tool's translations, and where each is from; `said` is what its own file says."""
    texts, sources = {}, []
    for code, translation in translations.items():
        for one in translation.texts:
            if not one.relation:
                texts[f"{one.field}_{language(code).column}"] = one.text
                source = origins.made_from(one.english, said[f"{one.field}_{DEFAULT}"])
                sources.append(Source(slug, one.field, code, translation.origin, one.english, source))
    return texts, sources


def answered_for(row: Model, texts: Texts, told: Told) -> frozenset[str]:
    """The columns whose text a person wrote or approved."""
    return frozenset(name for name in texts if _is_a_persons(row, name, told))


def _is_a_persons(row: Model, column: str, told: Told) -> bool:
    field = row._meta.get_field(column)
    original = getattr(field, "translated_field", None)
    if original is None or field.language == DEFAULT:
        return False
    known = told.of(row, original.name, field.language)
    return known is not None and known.origin != Origin.MACHINE
