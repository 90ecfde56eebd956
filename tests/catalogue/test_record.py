"""Does a program learn of a tool what the page tells a person?"""

import pytest

from catalogue import record, sheet, snapshot
from catalogue.models import Change, ClaimBy, ErrorFigure, Restriction, State
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests.factories.catalogue import (
    CapabilityFactory,
    EvidenceFactory,
    InputFactory,
    RoleFactory,
    SourceFactory,
    StageFactory,
)


def whole(slug: str, code: str = "en") -> dict:
    held = snapshot.current()
    return record.whole(held, sheet.read(held, [slug], code)[0], code)


@pytest.fixture
def tool(tool_factory):
    return tool_factory(slug="one", roles=[RoleFactory(name_en="Analyst")], limits_en="Reads no sound.")


def test_each_text_tells_its_language_and_where_it_is_from(tool):
    tool.limits_fr, tool.summary_fr = "Ne lit pas le son.", "Trie les fichiers."
    tool.save()
    for name, origin, english in (("limits", Origin.MACHINE, "Before."), ("summary", Origin.REVIEWED, tool.summary_en)):
        told = {"key": "one", "field": name, "language": "fr", "english": fingerprint(english)}
        TextOrigin.objects.create(model="catalogue.tool", origin=origin, **told)
    snapshot.touch()
    texts = whole("one", "fr")["texts"]
    assert list(texts) == ["summary", "what_it_does", "limits", "exposure", "court", "how_to_get"]
    assert texts["summary"] == {
        "text": "Trie les fichiers.", "language": "fr", "origin": "reviewed", "outdated": False,
    }  # fmt: skip
    assert texts["limits"] == {"text": "Ne lit pas le son.", "language": "fr", "origin": "machine", "outdated": True}
    assert (texts["what_it_does"]["language"], texts["what_it_does"]["origin"]) == ("en", None)
    assert texts["court"] is None


def test_what_is_said_and_by_whom(tool):
    EvidenceFactory(tool=tool, claim_en="Saves an hour.", by=ClaimBy.INDEPENDENT, date="2021-03")
    ErrorFigure.objects.create(tool=tool, text_en="Two in ten.", by=ClaimBy.PROVIDER, source="https://source.example/e")
    Restriction.objects.create(tool=tool, country="FR", kind="not-offered", text_en="Not sold there.")
    SourceFactory(tool=tool, url="https://source.example/1")
    told = whole("one", "ar")
    assert told["evidence"] == [
        {
            "claim": "Saves an hour.", "language": "en", "origin": None, "outdated": False, "by": "independent",
            "source": "https://source.example/claim", "date": "2021-03",
        }
    ]  # fmt: skip
    assert told["error_figures"] == [
        {
            "text": "Two in ten.", "language": "en", "origin": None, "outdated": False,
            "data_set": None, "data_set_language": None, "data_set_origin": None, "data_set_outdated": False,
            "by": "provider", "source": "https://source.example/e", "date": None,
        }
    ]  # fmt: skip
    assert told["restrictions"] == [
        {
            "country": "FR", "kind": "not-offered", "text": "Not sold there.", "language": "en", "origin": None,
            "outdated": False,
        }
    ]  # fmt: skip
    assert told["sources"] == ["https://source.example/1"]
    assert told["roles"] == ["analyst"]


def test_history(tool):
    Change.objects.create(tool=tool, kind=Change.Kind.ADDED, at="2026-01-01T00:00Z")
    Change.objects.create(tool=tool, kind=Change.Kind.SUBMITTED, told=False, why="Canary")
    Change.objects.create(tool=tool, kind=Change.Kind.CHANGED, at="2026-02-01T00:00Z", fields=["licence"])
    told = whole("one")
    assert [(change["kind"], change["fields"]) for change in told["changes"]] == [
        ("changed", ["licence"]),
        ("added", []),
    ]
    assert (told["added"], told["changed"]) == (tool.added, tool.changed)


def test_relations(tool, tool_factory):
    capability, stage, data = CapabilityFactory(), StageFactory(), InputFactory()
    tool.capabilities.set([capability])
    tool.stages.set([stage])
    tool.inputs.set([data])
    tool_factory(slug="like", capabilities=[capability], stages=[stage])
    tool_factory(slug="old", replaced_by=tool)
    tool_factory(slug="draft", replaced_by=tool, state=State.DRAFT, capabilities=[capability])
    told = whole("one")
    assert (told["replaced_by"], told["replaces"]) == (None, ["old"])
    assert told["similar"] == [{"slug": "like", "shared": {"capability": [capability.slug], "stage": [stage.slug]}}]
    assert whole("old")["replaced_by"] == "one"


def test_a_replacement_that_is_no_longer_listed_is_not_told(tool, tool_factory):
    tool_factory(slug="old", replaced_by=tool)
    tool.state = State.WITHDRAWN
    tool.save()
    assert whole("old")["replaced_by"] is None


def test_every_tool_can_be_told_in_any_language(catalogue):
    for one in sheet.read(catalogue, catalogue.numbers, "ru"):
        assert record.whole(catalogue, one, "ru")["slug"] == one.entry.slug
