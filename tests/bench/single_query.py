"""How fast can one SQL query count all facets? Two ways to lay the data out for it; the bench takes the faster.

Both make temporary tables from the snapshot, so nothing but the counting is timed.
"""

from collections import defaultdict

from django.db import connection

BITS = 60  # of a column; both databases hold 64


class MaskRow:
    """One row a tool, its values as bits of integer columns; one conditional sum a value."""

    def __init__(self, held):
        self.place = {}
        for key, values in held.masks.items():
            for value in values:
                column, bit = divmod(len(self.place), BITS)
                self.place[key, value] = (column, 1 << bit)
        columns = divmod(len(self.place) - 1, BITS)[0] + 1
        rows = [[0] * columns for _ in held.entries]
        for (key, value), (column, bit) in self.place.items():
            for number in _numbers(held.masks[key][value]):
                rows[number][column] |= bit
        names = ", ".join(f"m{n} bigint" for n in range(columns))
        _fill("mask_row", names, rows)

    def counts(self, chosen: dict) -> dict:
        passes = {key: self._passes(key, values) for key, values in chosen.items()}
        sums = []
        for (key, _value), (column, bit) in self.place.items():
            conditions = [f"m{column} & {bit} <> 0", *(text for other, text in passes.items() if other != key)]
            sums.append(f"count(CASE WHEN {' AND '.join(conditions)} THEN 1 END)")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(sums)} FROM mask_row")  # noqa: S608
            row = cursor.fetchone()
        found = defaultdict(dict)
        for (key, value), count in zip(self.place, row, strict=True):
            found[key][value] = count
        return found

    def _passes(self, key: str, values: tuple[str, ...]) -> str:
        return "(" + " OR ".join(f"m{c} & {bit} <> 0" for c, bit in (self.place[key, v] for v in values)) + ")"


class LongTable:
    """One row a tool and value, grouped; a tool counts where it fails no other facet's choice."""

    def __init__(self, held):
        self.values = [(key, value) for key, values in held.masks.items() for value in values]
        self.facets = {key: n for n, key in enumerate(held.masks)}
        self.numbers = {pair: n for n, pair in enumerate(self.values)}
        rows = [
            (number, self.facets[key], self.numbers[key, value])
            for key, value in self.values
            for number in _numbers(held.masks[key][value])
        ]
        _fill("long_table", "tool integer, facet integer, value integer", rows)
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX long_value ON long_table (value, tool)")
            cursor.execute("ANALYZE")

    def counts(self, chosen: dict) -> dict:
        tests = []
        for key, values in chosen.items():
            wanted = ", ".join(str(self.numbers[key, value]) for value in values)
            inside = f"tool IN (SELECT tool FROM long_table WHERE value IN ({wanted}))"  # noqa: S608
            tests.append(f"(facet = {self.facets[key]} OR {inside})")
        where = " AND ".join(tests) or "1 = 1"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT value, count(*) FROM long_table WHERE {where} GROUP BY value")  # noqa: S608
            counted = dict(cursor.fetchall())
        found = defaultdict(dict)
        for n, (key, value) in enumerate(self.values):
            found[key][value] = counted.get(n, 0)
        return found


def _numbers(mask: int) -> list[int]:
    return [number for number, bit in enumerate(reversed(f"{mask:b}")) if bit == "1"]


def _fill(table: str, columns: str, rows: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608
        cursor.execute("ANALYZE")
