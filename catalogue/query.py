"""What does an address of the catalogue ask for?

One grammar for the page, the API and links: `q`, `sort`, `page` and the facets of `catalogue.facets`. What is unknown
is left out and named, so that the page can say so; nothing raises.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.http import QueryDict
from django.utils.http import urlencode

from catalogue.facets import KEYS, Masks

SORTS = ("name", "relevance", "changed")
Q_LENGTH = 200
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")
PAGE = re.compile(r"[0-9]{1,9}", re.ASCII)
OTHER_KEYS = {"q", "sort", "page"}


@dataclass(frozen=True)
class Query:
    q: str = ""
    sort: str = ""  # empty: best match where words were typed, else by name
    page: int = 1
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()  # what was left out, for the reader

    @property
    def order(self) -> str:
        return self.sort or ("relevance" if self.q else "name")

    @property
    def filtered(self) -> bool:
        return bool(self.q or self.chosen)

    def pairs(self, *, page: int | None = None) -> list[tuple[str, str]]:
        """The address's keys and values, in the one order that equal queries share."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(key, value) for key in KEYS for value in self.chosen.get(key, ())]
        pairs += [("sort", self.sort)] if self.sort else []
        number = self.page if page is None else page
        return pairs + ([("page", str(number))] if number > 1 else [])

    def address(self, *, page: int = 1) -> str:
        """`?…` for a link; empty for the unfiltered first page is `?`, which drops what the address had."""
        return "?" + urlencode(self.pairs(page=page))

    def without(self, key: str, value: str) -> "Query":
        if key == "q":
            return replace(self, q="", page=1)
        rest = tuple(other for other in self.chosen.get(key, ()) if other != value)
        chosen = {other: values for other, values in self.chosen.items() if other != key} | (
            {key: rest} if rest else {}
        )
        return replace(self, chosen=chosen, page=1)

    def cleared(self) -> "Query":
        """No filters; words and sort order stay."""
        return replace(self, chosen={}, page=1)


class Known(Protocol):
    """Which values there are: `catalogue.snapshot.Snapshot`."""

    masks: Masks
    aliases: Mapping[str, Mapping[str, str]]


def parse(data: QueryDict, held: Known, *, also: Iterable[str] = ()) -> Query:
    """The query in `data`; `also` says which other keys the caller reads itself.

    A word that was merged into another is read as that one: old bookmarks and programs keep working.
    """
    ignored: list[str] = []
    chosen = {}
    for key in KEYS:
        now, there = held.aliases.get(key, {}), held.masks[key]
        values = tuple(dict.fromkeys(now.get(value, value) for value in data.getlist(key) if value))
        known = tuple(value for value in values if value in there)
        ignored += [f"{key}={shown(value)}" for value in values if value not in there]
        if known:
            chosen[key] = known
    ignored += [shown(key) for key in data if key not in {*KEYS, *OTHER_KEYS, *also}]
    return Query(
        q=_words(data.get("q", ""), ignored),
        sort=_one_of(data.get("sort", ""), SORTS, "sort", ignored),
        page=_page(data.get("page", ""), ignored),
        chosen=chosen,
        ignored=tuple(ignored),
    )


def _words(typed: str, ignored: list[str]) -> str:
    q = " ".join(UNPRINTABLE.sub(" ", typed).split())
    if UNPRINTABLE.search(typed) or len(q) > Q_LENGTH:
        ignored.append("q")
    return q[:Q_LENGTH].strip()


def _one_of(value: str, allowed: Iterable[str], key: str, ignored: list[str]) -> str:
    if value and value not in allowed:
        ignored.append(f"{key}={shown(value)}")
        return ""
    return value


def _page(value: str, ignored: list[str]) -> int:
    if not value:
        return 1
    if not PAGE.fullmatch(value) or int(value) < 1:
        ignored.append(f"page={shown(value)}")
        return 1
    return int(value)


def shown(value: str) -> str:
    """A value safe and short enough to repeat to the reader."""
    return UNPRINTABLE.sub("", value)[:40]
