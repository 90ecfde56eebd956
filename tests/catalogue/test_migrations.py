"""Are rows that were there before a migration still right after it, on the database at hand?"""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from catalogue.reports import Report

BEFORE, REPORTS = ("catalogue", "0007_saved"), ("catalogue", "0008_reports")


@pytest.fixture
def older():
    """The state before the migration, its table made anew and empty; afterwards the table is as it is now."""
    loader = MigrationLoader(connection)
    state = loader.project_state(BEFORE)
    old = state.apps.get_model("catalogue", "Report")
    with connection.schema_editor() as editor:
        editor.delete_model(Report)
        editor.create_model(old)
    yield state, loader.get_migration(*REPORTS)
    with connection.schema_editor() as editor:
        editor.delete_model(Report)
        editor.create_model(Report)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_reports_of_before_have_a_kind_a_state_and_their_days(tool_factory, older):
    tool, (state, migration) = tool_factory(), older
    old = state.apps.get_model("catalogue", "Report")
    late = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    rows = [
        old.objects.create(
            tool_id=tool.pk, language="fr", text="Lu.", at=late, done=datetime(2026, 11, 21, tzinfo=UTC)
        ),
        old.objects.create(tool_id=tool.pk, language="ar", text="The address has changed.", at=late),
    ]
    with connection.schema_editor(atomic=migration.atomic) as editor:
        migration.apply(state, editor)
    shown = ("pk", "kind", "part", "state", "closed_on", "sent_on", "sender", "tool", "language", "text", "unread")
    told = ("correction", "other"), (date(2026, 11, 20), None, tool.pk)
    assert list(Report.objects.order_by("pk").values_list(*shown)) == [
        (rows[0].pk, *told[0], "done", date(2026, 11, 21), *told[1], "fr", "Lu.", False),
        (rows[1].pk, *told[0], "received", None, *told[1], "ar", "The address has changed.", False),
    ]
