"""Is the day told on which the English of an entry changed?"""

from datetime import UTC, datetime

import pytest

from catalogue import documents, english, sheet, snapshot
from catalogue.models import Change, Tool
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint


def step(tool: Tool, day: int, **values) -> None:
    """One more row of the history, as the entry is with these values."""
    for name, value in values.items():
        setattr(tool, name, value)
    tool.save()
    at = datetime(2026, 3, day, tzinfo=UTC)
    Change.objects.create(tool=tool, kind=Change.Kind.CHANGED, at=at, document=documents.document(tool))


@pytest.fixture
def tool(tool_factory):
    tool = tool_factory(slug="a", limits_fr="Ne lit pas le son.", limits_en="First.", summary_fr="Trie.")
    step(tool, 1)
    return tool


def translated(tool: Tool, name: str, source: str) -> None:
    told = {"key": tool.slug, "field": name, "language": "fr", "english": fingerprint(source)}
    TextOrigin.objects.create(model="catalogue.tool", origin=Origin.MACHINE, **told)


def read(code: str = "fr") -> sheet.Sheet:
    return english.dated(sheet.read(snapshot.current(), ["a"], code)[0])


def test_the_day_of_the_last_change_of_that_text_alone(tool):
    translated(tool, "limits", "First.")
    translated(tool, "summary", tool.summary_en)
    step(tool, 2, limits_en="Second.")
    step(tool, 3, limits_en="Third.")
    step(tool, 4, limits_fr="Autrement.", summary_fr="Classe.", court_en="Used once.")
    sections = read().sections
    assert (sections["limits"].stale, sections["limits"].since) == (True, datetime(2026, 3, 3, tzinfo=UTC))
    assert (sections["summary"].stale, sections["summary"].since) == (False, None)


def test_no_day_where_the_history_does_not_say(tool):
    translated(tool, "limits", "Long before.")
    step(tool, 2, court_en="Used once.")
    assert (read().sections["limits"].stale, read().sections["limits"].since) == (True, None)
    Change.objects.all().delete()
    assert read().sections["limits"].since is None


def test_nothing_is_asked_where_nothing_is_outdated(tool, django_assert_num_queries):
    translated(tool, "limits", "First.")
    sheets = sheet.read(snapshot.current(), ["a"], "fr")
    with django_assert_num_queries(0):
        assert english.dated(sheets[0]) is sheets[0]
