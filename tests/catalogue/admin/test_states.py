"""Can a curator take an entry's steps as the site is served, with no transaction around a request?

Whoever posts holds the row; PostgreSQL refuses that outside of a transaction, and other tests run within one.
"""

import pytest

from catalogue import curation
from catalogue.models import State
from tests.personas import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
ADMIN = "/admin/catalogue/tool"


@pytest.fixture
def tool(tool_factory):
    return tool_factory(name="Sorter")


def test_a_step_is_taken(tool):
    answer = browser_of("curator").post(f"{ADMIN}/{tool.pk}/withdraw/", {"why": "Checked."})
    assert answer.status_code == 302
    tool.refresh_from_db()
    assert tool.state == State.WITHDRAWN


def test_a_step_of_the_history_is_restored(tool):
    curator = browser_of("curator")
    curation.note_created(tool=tool, by=curator.user)
    step = tool.changes.latest("pk")
    type(tool).objects.filter(pk=tool.pk).update(name="Another name")
    answer = curator.post(f"{ADMIN}/{tool.pk}/history/{step.pk}/", {"why": "Back."})
    assert answer.status_code == 302
    tool.refresh_from_db()
    assert tool.name == "Sorter"


def test_nothing_is_sent_to_the_history(tool):
    assert browser_of("curator").post(f"{ADMIN}/{tool.pk}/history/").status_code == 405
