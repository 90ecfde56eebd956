"""In which order does a list of the admin stand whose rows have names?

In that of the reader's language, which no database knows: the keys of all rows found are read in one query beside the
names alone, sorted here by `hub.sorting`, and then the rows of one page are read. So it is at any length: of five
thousand members the first reader of a language waits half a second longer than without, the next one a twentieth; only
where all names are Chinese it is two seconds for the first.
Addresses, slugs and codes are sorted by the database, character by character, the same on each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field, TextField, Window
from django.db.models.functions import DenseRank
from django.utils.translation import get_language
from django_countries import countries

from hub.languages import DEFAULT, language
from hub.sorting import ByCodePoint, sort_key


@dataclass(frozen=True)
class Name:
    """What is read of a row to sort it by: of these columns the first with something in it."""

    paths: tuple[str, ...]  # as in a query
    translated: bool = False  # else the English one, as the list shows it
    read: Callable[[str], str] = str

    @property
    def columns(self) -> tuple[str, ...]:
        if not self.translated:
            return self.paths
        spoken = (language(get_language()), language(DEFAULT))
        return tuple(dict.fromkeys(f"{path}_{one.column}" for path in self.paths for one in spoken))

    def of(self, row: dict) -> str:
        return self.read(next(filter(None, map(row.get, self.columns)), ""))


def name(*paths: str) -> Name:
    return Name(paths)


def translated(path: str) -> Name:
    return Name((path,), translated=True)


def country(path: str) -> Name:
    return Name((path,), read=lambda code: str(countries.name(code)))


def person(path: str) -> Name:
    """As a list shows somebody."""
    return Name((f"{path}__name", f"{path}__email"))


class InReadersOrder:
    """Mixed into an admin: `names` says which of its columns are names. The rest of the order is Django's to say."""

    names: ClassVar[dict[str, Name]] = {}

    def get_changelist(self, request, **kwargs):
        return ListInOrder


class ListInOrder(ChangeList):
    """What Django calls an ordering: names of columns, with a hyphen before what descends, or expressions."""

    def get_ordering(self, request, queryset):
        rows = queryset.order_by() if self._get_default_ordering() else queryset
        self.parts = self._needed(super().get_ordering(request, rows))
        return list(map(self._in_database, self.parts))

    def _get_deterministic_ordering(self, ordering):
        """What is alike in the column that was chosen stands as the list does when none is."""
        return super()._get_deterministic_ordering([*ordering, *self._get_default_ordering()])

    def _needed(self, parts: list) -> list:
        """Each once, and none after one that no two rows share."""
        needed = {}
        for part in parts:
            needed.setdefault(_column(part), part)
            if getattr(self._field(part), "unique", False):
                break
        return list(needed.values())

    def _field(self, part) -> Field | None:
        try:
            return self.lookup_opts.get_field(_column(part))
        except FieldDoesNotExist:
            return None

    def _name(self, part) -> Name | None:
        return self.model_admin.names.get(_column(part))

    def _in_database(self, part):
        """So stand the rows that an action is done to; on a page, what is no name."""
        if found := self._name(part):
            orders = ByCodePoint(found.columns[-1])
        elif isinstance(self._field(part), CharField | TextField):
            orders = ByCodePoint(_column(part))
        else:
            return part
        return orders.desc() if _descends(part) else orders.asc()

    def get_results(self, request):
        super().get_results(request)
        if any(map(self._name, self.parts)):
            page = self.result_list.query
            self.result_list = self._rows(self._keys()[page.low_mark : page.high_mark])

    def _rows(self, keys: list) -> list:
        found = self.queryset.order_by().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def _keys(self) -> list:
        """Of all rows, by one stable sort for each part of the order, the last first."""
        last = max(number for number, part in enumerate(self.parts) if self._name(part))
        leading, rest = self.parts[: last + 1], map(self._in_database, self.parts[last + 1 :])
        columns = {column for part in leading if (found := self._name(part)) for column in found.columns}
        ranks = {
            f"rank_{number}": Window(DenseRank(), order_by=self._in_database(part))
            for number, part in enumerate(leading)
            if not self._name(part)
        }
        rows = list(self.queryset.order_by(*rest).annotate(**ranks).values("pk", *columns, *ranks))
        for number, part in reversed(list(enumerate(leading))):
            self._sort(rows, part, f"rank_{number}")
        return [row["pk"] for row in rows]

    def _sort(self, rows: list[dict], part, rank: str) -> None:
        if found := self._name(part):
            code = get_language() or DEFAULT
            rows.sort(key=lambda row: sort_key(found.of(row), code), reverse=_descends(part))
        else:
            rows.sort(key=itemgetter(rank))


def _column(part) -> str:
    return part.lstrip("-") if isinstance(part, str) else repr(part)


def _descends(part) -> bool:
    return isinstance(part, str) and part.startswith("-")
