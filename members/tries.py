"""How often may a code or a reference be guessed?

A try is counted before it is looked at, in one statement: of many guesses at once there are no more than allowed. The
right one is given back. `rows` holds the one row that counts in `field`.
"""

from django.db.models import F, QuerySet


def take(rows: QuerySet, field: str, *, limit: int) -> bool:
    """False where none is left: then nothing is compared."""
    return bool(rows.filter(**{f"{field}__lt": limit}).update(**{field: F(field) + 1}))


def give_back(rows: QuerySet, field: str) -> None:
    rows.update(**{field: F(field) - 1})
