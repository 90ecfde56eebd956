"""For which country does somebody look at the catalogue?

The one of their account, unless the address names another one by its ISO code, or none.
"""

from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django_countries import countries

from catalogue.query import shown
from hub.sorting import sort_key


@dataclass(frozen=True)
class Chosen:
    code: str  # empty: none
    name: str
    unknown: str = ""  # what the address had in its place, for the reader


def chosen(data, user) -> Chosen:
    asked = data.get("country")
    code = user.country if asked is None else asked.upper()
    if asked and code not in countries:
        return _named(user.country, unknown=shown(asked))
    return _named(code)


def _named(code: str, *, unknown: str = "") -> Chosen:
    return Chosen(code, str(countries.name(code)), unknown) if code in countries else Chosen("", "", unknown)


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, in a language and in its order."""
    with translation.override(language):
        named = [(code, str(name)) for code, name in countries]
    return tuple(sorted(named, key=lambda one: sort_key(one[1], language)))
