"""What does an officer watch, and what is the news of it since they looked?

Of a tool: that its entry changed, left the catalogue or came back. Of a search: which tools it finds that it did not
find before, whether they are new or have changed into it; so each watch remembers which tools it found when seen last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict

from catalogue import facets
from catalogue.lists import entry_of
from catalogue.panel import Removable, removables
from catalogue.query import Query, parse
from catalogue.saved import NewsMail, Watch
from catalogue.snapshot import Entry, Snapshot
from hub.refusals import NotAllowed

MOST = 50
SHOWN = 20  # of the tools that a search newly finds


class TooManyWatches(NotAllowed):
    pass


# --- The verbs ----------------------------------------------------------------------------------------------------


@transaction.atomic
def watch_tool(*, entry: Entry, by) -> bool:
    """False where it is watched already."""
    mine = _mine(by)
    if any(watch.slug == entry.slug and watch.tool_id == entry.id for watch in mine):
        return False
    Watch.objects.filter(owner=by, slug=entry.slug).delete()  # another tool had this name, and is gone
    _begin(by, mine, tool_id=entry.id, slug=entry.slug, name=entry.name, language=by.language, known=_mask([entry.id]))
    return True


@transaction.atomic
def watch_search(*, query: Query, snapshot: Snapshot, code: str, by) -> bool:
    """False where it is watched already. The order of the list is no part of it."""
    mine = _mine(by)
    words = address(query)
    if any(not watch.of_tool and (watch.query, watch.language) == (words, code) for watch in mine):
        return False
    _begin(by, mine, query=words, language=code, known=_mask(entry.id for entry in matches(snapshot, query, code)))
    return True


def _mine(user) -> list[Watch]:
    get_user_model().objects.select_for_update().get(pk=user.pk)
    return list(Watch.objects.filter(owner=user))


def _begin(user, mine: list[Watch], **values) -> None:
    if len(mine) >= MOST:
        raise TooManyWatches
    Watch.objects.create(owner=user, **values)
    NewsMail.objects.get_or_create(owner=user)


@transaction.atomic
def mark_seen(*, snapshot: Snapshot, until: datetime, by) -> None:
    """The officer has seen the news of that moment; what came later stays news."""
    for watch in Watch.objects.select_for_update().filter(owner=by):
        held = int(watch.known, 16)
        if not is_lost(watch, snapshot):  # else, should the filter come back, all that it found would be news
            now = (entry.id for entry in found_by(watch, snapshot) if entry.changed <= until or held >> entry.id & 1)
            watch.known = _mask(now)
        watch.seen = max(watch.seen, until)
        watch.save(update_fields=["known", "seen"])


@transaction.atomic
def choose_mail(*, every: str, by) -> None:
    NewsMail.objects.update_or_create(owner=by, defaults={"every": every})


# --- What a search means ------------------------------------------------------------------------------------------


def address(query: Query) -> str:
    """The search without page and order: what is watched."""
    return Query(q=query.q, chosen=query.chosen).address(page=1).removeprefix("?")


def matches(snapshot: Snapshot, query: Query, code: str) -> Iterator[Entry]:
    """The tools that have all the words and pass every filter; near misses are no news."""
    mask = snapshot.everything
    if query.q:
        found = snapshot.index(code).search(query.q)
        mask = 0 if found.closest else found.mask
    mask = facets.matching(snapshot.masks, query.chosen, mask)
    bits = mask.to_bytes(mask.bit_length() // 8 + 1, "little")
    return (
        entry
        for number, entry in enumerate(snapshot.entries[: mask.bit_length()])
        if bits[number >> 3] >> (number & 7) & 1
    )


def found_by(watch: Watch, snapshot: Snapshot) -> Iterable[Entry]:
    if watch.of_tool:
        entry = entry_of(watch, snapshot)
        return [entry] if entry else []
    query = parse(QueryDict(watch.query), snapshot)
    return [] if query.ignored else matches(snapshot, query, watch.language)


def is_lost(watch: Watch, snapshot: Snapshot) -> bool:
    """A search with a filter that is no longer in the catalogue."""
    return not watch.of_tool and bool(parse(QueryDict(watch.query), snapshot).ignored)


def _mask(ids: Iterable[int]) -> str:
    bits = bytearray()
    for number in ids:
        bits.extend(bytes(max(0, (number >> 3) + 1 - len(bits))))
        bits[number >> 3] |= 1 << (number & 7)
    return f"{int.from_bytes(bits, 'little'):x}"


# --- The news -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class News:
    """Of one watch. `entry`: of a tool, None when it is not in the catalogue."""

    watch: Watch
    entry: Entry | None = None
    changed: bool = False
    left: bool = False
    came_back: bool = False
    narrowings: tuple[Removable, ...] = ()  # of a search: its filters, in words
    words: str = ""
    lost: bool = False  # a filter of it is no longer in the catalogue: it finds nothing
    total: int = 0
    fresh: tuple[Entry, ...] = ()

    @property
    def any(self) -> bool:
        return self.lost or self.unseen

    @property
    def unseen(self) -> bool:
        """Whether there is something to mark as seen. A search that lost a filter says so until it is given up."""
        return self.changed or self.left or self.came_back or bool(self.fresh)

    @property
    def shown(self) -> tuple[Entry, ...]:
        return self.fresh[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.fresh) - SHOWN)

    @property
    def fingerprint(self) -> str:
        """The same news has the same one: nobody is mailed about it twice."""
        moment = self.entry.changed.isoformat() if self.changed else ""
        said = (moment, self.left, self.came_back, sorted(entry.id for entry in self.fresh))
        said += (
            ("lost",) if self.lost else ()
        )  # added only then: the fingerprints of all other news stay what they were
        return sha256(repr(said).encode()).hexdigest()


def news(user, snapshot: Snapshot, code: str) -> list[News]:
    """Of everything that the officer watches; what has news comes first."""
    found = [_news(watch, snapshot, code) for watch in Watch.objects.filter(owner=user)]
    return sorted(found, key=lambda one: not one.any)


def _news(watch: Watch, snapshot: Snapshot, code: str) -> News:
    return _of_tool(watch, snapshot) if watch.of_tool else _of_search(watch, snapshot, code)


def _of_tool(watch: Watch, snapshot: Snapshot) -> News:
    entry, was_there = entry_of(watch, snapshot), watch.known != "0"
    return News(
        watch,
        entry,
        changed=entry is not None and was_there and entry.changed > watch.seen,
        left=entry is None and was_there,
        came_back=entry is not None and not was_there,
    )


def _of_search(watch: Watch, snapshot: Snapshot, code: str) -> News:
    query, held = parse(QueryDict(watch.query), snapshot), int(watch.known, 16)
    found = [] if query.ignored else list(matches(snapshot, query, watch.language))
    return News(
        watch,
        narrowings=tuple(removables(snapshot, query, code)),
        words=query.q,
        lost=bool(query.ignored),
        total=len(found),
        fresh=tuple(entry for entry in found if not held >> entry.id & 1),
    )
