"""What is in the database before a test begins?"""

from django.apps import apps
from django.db import connection, transaction

from catalogue import loading, models, snapshot

_read: snapshot.Snapshot | None = None  # the real catalogue's snapshot: made once, as its rows do not change


def load_catalogue() -> None:
    if not models.Tool.objects.exists():
        loading.load()


def catalogue() -> snapshot.Snapshot:
    """The snapshot of the real catalogue, put in place for the test."""
    global _read  # noqa: PLW0603  (one a process)
    load_catalogue()  # a test with real transactions empties the database behind itself
    snapshot._held = _read
    _read = snapshot.current()
    return _read


def forget_snapshot() -> None:
    snapshot._held = None


def forget_catalogue() -> None:
    """An empty catalogue inside this test's transaction."""
    forget_snapshot()
    if not models.SnapshotVersion.objects.exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model in apps.get_app_config("catalogue").get_models(include_auto_created=True):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
