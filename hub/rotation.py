"""How does everything that is encrypted move to the newest key?

Every `EncryptedText` column of every model, the waiting mails, what apps keep inside other values (`REWRITERS`) and
the fingerprints that can be computed anew (`FINGERPRINTS`). The site may run meanwhile: a value is replaced only where
it is still the one that was read. Stopped half-way, the next run goes on: what is on the newest key is left alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from hub import append_only, audit, keys, seals
from hub.fields import EncryptedText

BATCH = 200
TOKENS = (("hub.OutboxMail", "message"),)  # columns that hold a token without being an EncryptedText
REWRITERS = ("members.rotation.rotate_factors",)  # functions: rotate what they know of, return a Counter of OUTCOMES
FINGERPRINTS = "members.rotation.FINGERPRINTS"
OUTCOMES = ("rotated", "overtaken", "unreadable")  # overtaken: somebody changed it meanwhile; the next run sees it


@dataclass(frozen=True)
class Fingerprint:
    """A column with a keyed hash, and how to compute it again from the row; "" where its text is not kept."""

    model: str
    field: str
    of: Callable[[Model], str]


def rotate() -> Counter:
    """How many values were `rotated`, `overtaken`, `unreadable`. Finished when a run has rotated nothing."""
    total = Counter(dict.fromkeys(OUTCOMES, 0))
    for model, field in encrypted_columns():
        total.update(rotate_column(model, field))
    for name in REWRITERS:
        total.update(import_string(name)())
    for fingerprint in import_string(FINGERPRINTS):
        total.update(rotate_fingerprints(fingerprint))
    audit.record("keys rotated", **{outcome: total[outcome] for outcome in OUTCOMES})
    seals.seal()  # the newest key signs from here on
    return total


def encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedText):
                yield model, field.name
    for label, name in TOKENS:
        yield apps.get_model(label), name


def rotate_column(model: type[Model], field: str) -> Counter:
    """Works on the tokens themselves: nothing is decrypted into objects."""
    done = Counter()
    rows = model._base_manager.annotate(token=Cast(field, TextField())).exclude(token="").exclude(token=None)
    for batch in _batches(rows, "token"):
        wanted = [(pk, token, new) for pk, token in batch if (new := _rotated(token, done))]
        if wanted:
            with transaction.atomic(), append_only.lifted(connection, model._meta.db_table):
                for pk, token, new in wanted:
                    changed = rows.filter(pk=pk, token=token).update(**{field: Value(new, TextField())})
                    done["rotated" if changed else "overtaken"] += 1
    return done


def rotate_fingerprints(fingerprint: Fingerprint) -> Counter:
    done = Counter()
    model, field = apps.get_model(fingerprint.model), fingerprint.field
    rows = model._base_manager.exclude(**{field: ""})
    for batch in _batches(rows):
        for row in rows.filter(pk__in=[pk for (pk,) in batch]):
            old, new = getattr(row, field), fingerprint.of(row)
            if new and new != old:
                changed = rows.filter(pk=row.pk, **{field: old}).update(**{field: new})
                done["rotated" if changed else "overtaken"] += 1
    return done


def _rotated(token: str, done: Counter) -> str:
    """ "" where nothing is to be done."""
    try:
        return "" if keys.is_newest(token) else keys.rotate(token)
    except InvalidToken:
        done["unreadable"] += 1
        return ""


def _batches(rows, *columns: str) -> Iterator[list[tuple]]:
    """By primary key, each batch read anew: no cursor stays open while others write."""
    last = None
    while True:
        found = rows.filter(pk__gt=last) if last is not None else rows
        batch = list(found.order_by("pk").values_list("pk", *columns)[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1][0]
