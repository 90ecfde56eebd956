"""Is a page that was pasted twice one source, and is nothing else changed?"""

import pytest
from django.core.exceptions import ValidationError

from catalogue.pasted import Address, tidied


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://Maker.EXAMPLE/Page", "https://maker.example/Page"),
        ("https://maker.example:443/a", "https://maker.example/a"),
        ("http://maker.example:8080/a", "http://maker.example:8080/a"),
        ("https://maker.example/a?utm_source=x&id=1&fbclid=2", "https://maker.example/a?id=1"),
        ("https://maker.example/a?UTM_medium=x#part", "https://maker.example/a#part"),
        ("https://maker.example/a?id=1&id=2&b=", "https://maker.example/a?id=1&id=2&b="),
        ("https://maker.example/a?", "https://maker.example/a?"),
        ("https://maker.example", "https://maker.example"),
        ("  https://maker.example/a \n", "https://maker.example/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        ("https://maker.example:port/a", "https://maker.example:port/a"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_what_is_meant(pasted, meant):
    assert tidied(pasted) == meant
    assert tidied(meant) == meant


def test_the_field_takes_what_people_paste():
    assert Address().clean(" Maker.example/a?utm_id=3 ") == "https://maker.example/a"
    for typed in ("javascript:alert(1)", "https://", "https://[::1", "https://maker example/"):
        with pytest.raises(ValidationError):
            Address().clean(typed)
