"""Which tables does the database itself refuse to change?

Triggers, on SQLite and on PostgreSQL: a row may be added; it may not be changed, and it may be deleted only once it is
older than `keep_days` (0: retention and erasure may delete it at any age). They stop the application and whoever holds
its database role; who can drop a trigger is found by the seals (`hub.seals`).

A migration puts them on with `Operation`, after the table has its last form. SQLite makes a table anew for many
alterations and loses its triggers: such a migration ends with the `Operation` again (a test says where it is missing).
"""

from contextlib import contextmanager

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation as MigrationOperation

KINDS = ("no_update", "no_delete", "no_replace", "no_truncate")
UNFLUSHABLE = ("no_delete", "no_truncate")  # what stands in the way of emptying a test database

SQLITE = {
    "no_update": "BEFORE UPDATE ON {table} BEGIN {refuse}; END",
    "no_delete": "BEFORE DELETE ON {table} WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{keep_days} days')"
    " BEGIN {refuse}; END",
    # REPLACE deletes without asking the trigger above.
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
    " BEGIN {refuse}; END",
}
POSTGRESQL = {
    "no_update": "BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION hub_refuse()",
    "no_delete": "BEFORE DELETE ON {table} FOR EACH ROW WHEN (OLD.at > now() - interval '{keep_days} days')"
    " EXECUTE FUNCTION hub_refuse()",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse()",
}
REFUSE = """
CREATE OR REPLACE FUNCTION hub_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def install(connection, table: str, *, keep_days: int = 0) -> None:
    """Guards the table from now on. It needs a column `at` where `keep_days` is more than 0."""
    _run(connection, _installing(connection, table, keep_days))


def remove(connection, table: str, *, kinds: tuple[str, ...] = KINDS) -> None:
    _run(connection, _removing(connection, table, kinds))


@contextmanager
def lifted(connection, table: str, *, kinds: tuple[str, ...] = ("no_update",)):
    """For a change that is the rule itself (`hub.rotation`, an erasure), inside a transaction: nobody else sees it.

    Only the owner of the table may do this. A table that is not guarded is left as it is.
    """
    keep_days = guarded(connection).get(table)
    if keep_days is None:
        yield
        return
    if connection.vendor == "postgresql":
        connection.check_constraints()  # no trigger is taken off a table whose checks still wait
    remove(connection, table, kinds=kinds)
    yield
    _run(connection, _installing(connection, table, keep_days, kinds))


def installed(connection) -> set[str]:
    """The names of the triggers that are there: "hub_auditevent_no_update", …"""
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(where[connection.vendor])
        return {name for (name,) in cursor.fetchall() if name.endswith(KINDS)}


def guarded(connection) -> dict[str, int]:
    """Table -> `keep_days`, as the applied migrations have it."""
    loader = MigrationLoader(connection)
    applied = [
        loader.disk_migrations[key] for key in sorted(loader.applied_migrations) if key in loader.disk_migrations
    ]
    operations = [operation for migration in applied for operation in migration.operations]
    return {operation.table: operation.keep_days for operation in operations if isinstance(operation, Operation)}


def missing(connection) -> list[str]:
    """Triggers that the migrations have put on and that are gone or switched off."""
    wanted = {
        f"{table}_{kind}" for table, keep_days in guarded(connection).items() for kind in _kinds(connection, keep_days)
    }
    return sorted(wanted - installed(connection))


class Operation(MigrationOperation):
    """`append_only.Operation("members_note")` in a migration; takes the triggers off again on the way back."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *, keep_days: int = 0):
        self.table = table
        self.keep_days = keep_days

    def deconstruct(self):
        return type(self).__name__, [self.table], {"keep_days": self.keep_days}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in _installing(schema_editor.connection, self.table, self.keep_days):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in _removing(schema_editor.connection, self.table, KINDS):
            schema_editor.execute(statement, params=None)

    def describe(self):
        return f"Rows of {self.table} are added, never changed"


# --- SQL ----------------------------------------------------------------------------------------------------------


def _kinds(connection, keep_days: int) -> list[str]:
    bodies = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    return [kind for kind in bodies if kind != "no_delete" or keep_days]


def _installing(connection, table: str, keep_days: int, kinds: tuple[str, ...] = KINDS) -> list[str]:
    quote = connection.ops.quote_name
    words = {
        "table": quote(table),
        "key": quote(_primary_key(connection, table)),
        "keep_days": int(keep_days),
        "refuse": f"SELECT RAISE(ABORT, '{table} is append-only')",
    }
    bodies = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    statements = _removing(connection, table, kinds)
    statements += [REFUSE] if connection.vendor == "postgresql" else []
    for kind in sorted(set(kinds) & set(_kinds(connection, keep_days))):
        statements.append(f"CREATE TRIGGER {quote(f'{table}_{kind}')} {bodies[kind].format(**words)}")
    return statements


def _removing(connection, table: str, kinds: tuple[str, ...]) -> list[str]:
    quote = connection.ops.quote_name
    on_table = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {quote(f'{table}_{kind}')}{on_table}" for kind in kinds]


def _primary_key(connection, table: str) -> str:
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table) or "id"


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
