"""Is one value of a data file right? Each check raises a `FileFault` that names the file, the item and the field."""

import re
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django_countries import countries

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FINGERPRINT = re.compile(r"[0-9a-f]{12}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class FileFault(Exception):
    """Something in a data file is wrong; the message names file, item and field."""

    def __init__(self, path: Path, item: str, field_name: str, problem: str):
        super().__init__(f"{path.name}: {item}: {field_name}: {problem}")


def named_like_file(path: Path, item) -> str:
    if not isinstance(item, dict):
        raise FileFault(path, "file", "YAML", "not a mapping")
    name = item.get("slug")
    if name != path.stem:
        raise FileFault(path, str(name), "slug", "is not the file's name")
    slug(path, "file", name)
    return name


def slug(path: Path, item: str, value) -> None:
    if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > 80:
        raise FileFault(path, item, "slug", f"not a slug: {value}")


def keys(path: Path, item: str, found: dict, expected: set[str], *, optional: set[str] = frozenset()) -> None:
    for key in found:
        if key not in expected | optional:
            raise FileFault(path, item, str(key), "unknown field")
    for key in sorted(expected - found.keys()):
        raise FileFault(path, item, key, "missing")


def mapping(path: Path, item: str, name: str, value) -> dict:
    if not isinstance(value, dict):
        raise FileFault(path, item, name, "not a mapping")
    return value


def items(path: Path, item: str, name: str, value) -> list:
    if value is not None and not isinstance(value, list):
        raise FileFault(path, item, name, "not a list")
    return value or []


def is_in(value, known) -> bool:
    """Also for what YAML may put there instead of a word."""
    return isinstance(value, str | int) and not isinstance(value, bool) and value in known


def text(path: Path, item: str, name: str, value, most: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise FileFault(path, item, name, "empty, or not a text")
    if len(value) > most:
        raise FileFault(path, item, name, f"more than {most} characters")
    if UNPRINTABLE.search(value):
        raise FileFault(path, item, name, "holds a control character")


def terms(path: Path, item: str, key: str, values, known) -> None:
    if not isinstance(values, list):
        raise FileFault(path, item, key, "not a list")
    for value in values:
        if not is_in(value, known):
            raise FileFault(path, item, key, f"unknown: {value}")
        if values.count(value) > 1:
            raise FileFault(path, item, key, f"stands twice: {value}")


def fingerprint(path: Path, item: str, name: str, value) -> None:
    if not isinstance(value, str) or not FINGERPRINT.fullmatch(value):
        raise FileFault(path, item, name, f"not a fingerprint of the English: {value}")


def country(path: Path, item: str, name: str, value) -> None:
    if value is not None and not is_in(value, dict(countries)):
        raise FileFault(path, item, name, f"not a country code: {value}")


_valid_url: Callable = URLValidator(schemes=["http", "https"])


def address(path: Path, item: str, name: str, value, *, required: bool = True, most: int = 1000) -> None:
    if value is None and not required:
        return
    try:
        _valid_url(value)
    except ValidationError:
        raise FileFault(path, item, name, f"not an address: {value}") from None
    if len(value) > most:
        raise FileFault(path, item, name, f"more than {most} characters")
