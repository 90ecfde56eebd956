"""Is it the country of the account, unless the address names another one?"""

from types import SimpleNamespace

import pytest

from catalogue import countries
from hub.languages import CODES


@pytest.mark.parametrize(
    ("own", "asked", "code", "unknown"),
    [
        ("NL", {}, "NL", ""),
        ("NL", {"country": "fr"}, "FR", ""),
        ("NL", {"country": ""}, "", ""),
        ("NL", {"country": "XX"}, "NL", "XX"),
        ("NL", {"country": "a\x00" * 90}, "NL", "a" * 40),
        ("", {}, "", ""),
        ("", {"country": "Nowhere"}, "", "Nowhere"),
        ("ZZ", {}, "", ""),
    ],
)
def test_chosen(own, asked, code, unknown):
    found = countries.chosen(asked, SimpleNamespace(country=own))
    assert (found.code, found.unknown) == (code, unknown)
    assert bool(found.name) == bool(code)


@pytest.mark.parametrize("code", CODES)
def test_every_country_has_a_name_in_every_language(code):
    names = countries.names(code)
    assert len(names) > 240
    assert all(name for _, name in names)
    assert dict(countries.names("fr"))["DE"] == "Allemagne"
