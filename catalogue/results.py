"""Which tools does a query list, on which page, and how many has each choice?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from catalogue import facets, reading_order
from catalogue.facets import Masks
from catalogue.query import Query
from catalogue.search import Found
from catalogue.snapshot import Entry, Snapshot

PAGE_SIZE = 20
OFFERED = 8  # tools to add to a list or a comparison
CHUNK = 64  # bytes of a mask that are skipped at once


@dataclass(frozen=True)
class Results:
    query: Query
    total: int
    page: int
    pages: int
    numbers: tuple[int, ...]  # of the tools on this page
    entries: tuple[Entry, ...]
    counts: dict[str, dict[str, int]]
    marked: frozenset[str]  # forms of words that matched
    closest: bool  # no tool has all the words: these have the concepts, or at least half of them
    concepts: tuple[str, ...]  # slugs of those that the words speak of


def run(
    snapshot: Snapshot,
    query: Query,
    code: str,
    *,
    size: int = PAGE_SIZE,
    count: bool = True,
    counted: Masks | None = None,
) -> Results:
    """The answer to a query for a reader of a language; an absent page is the first. `counted`: these values only."""
    found = snapshot.index(code).search(query.q) if query.q else Found(snapshot.everything, (), frozenset())
    mask = facets.matching(snapshot.masks, query.chosen, found.mask)
    total = mask.bit_count()
    pages = max(1, -(-total // size))
    page = query.page
    if page > pages:
        page, query = 1, replace(query, ignored=(*query.ignored, f"page={query.page}"[:40]))
    numbers = tuple(_slice(_ordered(snapshot, query, mask, found.tiers, code), (page - 1) * size, size))
    return Results(
        query=query,
        total=total,
        page=page,
        pages=pages,
        numbers=numbers,
        entries=tuple(snapshot.entries[number] for number in numbers),
        counts=facets.counts(snapshot.masks, query.chosen, found.mask, counted) if count else {},
        marked=found.forms,
        closest=found.closest and total > 0,
        concepts=found.concepts,
    )


def offers(snapshot: Snapshot, q: str, code: str, *, leaving_out: Collection[str]) -> list[Entry]:
    """The first tools that fit the words, to be added to those that are there already."""
    if not q:
        return []
    found = run(snapshot, Query(q=q), code, size=OFFERED + len(leaving_out), count=False)
    return [entry for entry in found.entries if entry.slug not in leaving_out][:OFFERED]


def _ordered(snapshot: Snapshot, query: Query, mask: int, tiers: tuple[int, ...], code: str) -> list:
    """Pieces that together are the list: masks (in the order of the numbers) or lists of numbers."""
    if query.order == "changed":
        return [reading_order.among(mask, snapshot.recent)]
    pieces = [tier & mask for tier in tiers] if query.order == "relevance" and tiers else [mask]
    if reading_order.is_as_numbered(snapshot, code):
        return pieces
    order = reading_order.by_name(snapshot, code)
    return [list(chain.from_iterable(reading_order.among(piece, order) for piece in pieces))]


def _slice(pieces: list, skip: int, take: int) -> Iterator[int]:
    for piece in pieces:
        if isinstance(piece, list):
            yield from piece[skip : skip + take]
            return
        size = piece.bit_count()
        if size <= skip:
            skip -= size
            continue
        for number in _bits(piece, skip, take):
            yield number
            take -= 1
        skip = 0
        if not take:
            return


def _bits(mask: int, skip: int, take: int) -> Iterator[int]:
    """The numbers of up to `take` set bits after the first `skip`, without walking the bits before them."""
    data = mask.to_bytes(mask.bit_length() // 8 + 1, "little")
    for start in range(0, len(data), CHUNK):
        chunk = int.from_bytes(data[start : start + CHUNK], "little")
        held = chunk.bit_count()
        if held <= skip:
            skip -= held
            continue
        while chunk:
            low = chunk & -chunk
            chunk ^= low
            if skip:
                skip -= 1
                continue
            yield start * 8 + low.bit_length() - 1
            take -= 1
            if not take:
                return
