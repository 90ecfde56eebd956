"""Does the database refuse to change what was written, whoever asks?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, migrations, transaction
from django.db.migrations.state import ProjectState
from django.utils import timezone

from hub import append_only
from hub.models import AuditEvent, AuditSeal, ReadEvent

TABLES = ("hub_auditevent", "hub_auditseal", "hub_readevent")
EVERYWHERE = ("UPDATE {table} SET at = at", "DELETE FROM {table}", "UPDATE {table} SET at = at WHERE {key} = 1")
ONLY_HERE = {
    "sqlite": ("REPLACE INTO {table} SELECT * FROM {table}", "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
    "postgresql": ("TRUNCATE {table}", "TRUNCATE {table} CASCADE", "DELETE FROM ONLY {table}"),
}


def rows(days: int = 0) -> None:
    at = timezone.now() - timedelta(days=days)
    AuditEvent.objects.create(pk=1, at=at, event="event")
    ReadEvent.objects.create(pk=1, at=at, by="somebody", target="user 1")
    AuditSeal.objects.create(number=1, at=at, ranges=[[1, 1]], count=1, reach=1)


@pytest.fixture
def guarded(db):
    for model in (AuditEvent, AuditSeal, ReadEvent):
        model.objects.all().delete()
    for table in TABLES:
        append_only.install(connection, table, keep_days=28)


def run(sql: str, table: str = "") -> None:
    key = "number" if table == "hub_auditseal" else "id"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table=table, key=key))


def test_the_migrations_forgot_no_trigger(django_db_setup):
    """After a migration that alters a table, SQLite has lost its triggers: end it with append_only.Operation."""
    assert django_db_setup == []


def test_the_three_tables_are_guarded(db):
    found = append_only.guarded(connection)
    assert {table: found[table] for table in TABLES} == dict.fromkeys(TABLES, 28)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_deleted(table, guarded):
    rows()
    for sql in EVERYWHERE + ONLY_HERE[connection.vendor]:
        with pytest.raises(IntegrityError, match="append-only"):
            run(sql, table)
    assert [model.objects.count() for model in (AuditEvent, AuditSeal, ReadEvent)] == [1, 1, 1]


def test_nor_by_the_application(guarded):
    rows()
    event = AuditEvent.objects.get()
    event.event = "another"
    for act in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(by="another"),
        lambda: AuditEvent.objects.bulk_update([event], ["event"]),
        lambda: AuditEvent.objects.bulk_create(
            [event], update_conflicts=True, update_fields=["event"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert AuditEvent.objects.get().event == "event"


def test_what_is_old_may_be_deleted_and_still_not_changed(guarded):
    rows(days=29)
    with pytest.raises(IntegrityError):
        run("UPDATE {table} SET at = at", "hub_auditevent")
    for table in TABLES:
        run("DELETE FROM {table}", table)
    assert not AuditEvent.objects.exists()


def test_new_rows_are_welcome(guarded):
    rows()
    AuditEvent.objects.create(event="one more")
    AuditEvent.objects.bulk_create([AuditEvent(event="and more"), AuditEvent(event="and more")])
    assert AuditEvent.objects.count() == 4


@pytest.fixture
def notes(db):
    """A table as `members` has them: text keys, rows that erasure may delete."""
    run("CREATE TABLE made_up_note (id varchar(9) PRIMARY KEY, words varchar(9))")


def migrate(operation: append_only.Operation, way: str) -> None:
    """As a migration does it."""
    state = ProjectState()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # a test is one transaction: SQLite's editor wants to begin its own
            for sql in {
                "forwards": append_only._installing(connection, operation.table, operation.keep_days),
                "backwards": append_only._removing(connection, operation.table, append_only.KINDS),
            }[way]:
                cursor.execute(sql)
        return
    with connection.schema_editor() as editor:
        getattr(operation, f"database_{way}")("members", editor, state, state)


def test_an_operation_guards_and_lets_go(notes):
    operation = append_only.Operation("made_up_note")
    migrate(operation, "forwards")
    run("INSERT INTO made_up_note VALUES ('a', 'first')")
    with pytest.raises(IntegrityError):
        run("UPDATE made_up_note SET words = 'second'")
    run("DELETE FROM made_up_note")
    run("INSERT INTO made_up_note VALUES ('a', 'first')")
    migrate(operation, "backwards")
    run("UPDATE made_up_note SET words = 'second'")


def test_an_operation_is_written_into_migrations():
    operation = append_only.Operation("members_note", keep_days=7)
    assert isinstance(operation, migrations.operations.base.Operation)
    assert operation.deconstruct() == ("Operation", ["members_note"], {"keep_days": 7})


def test_a_lost_trigger_is_missed(guarded):
    before = set(append_only.missing(connection))  # other tables, so that tests may empty them
    append_only.remove(connection, "hub_readevent", kinds=("no_update",))
    assert set(append_only.missing(connection)) - before == {"hub_readevent_no_update"}


def test_lifted_is_for_one_block(guarded):
    rows()
    with transaction.atomic(), append_only.lifted(connection, "hub_readevent"):
        ReadEvent.objects.update(target="user 2")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadEvent.objects.update(target="user 3")
    assert ReadEvent.objects.get().target == "user 2"
