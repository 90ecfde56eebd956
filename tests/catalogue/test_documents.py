"""Does a document say all of an entry, and make the same entry again?"""

import json
from datetime import UTC, date, datetime

import pytest

from catalogue import documents, merging, models, schema
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool(
    tool_factory, stage_factory, capability_factory, deployment_factory, source_factory, evidence_factory, user_factory
):
    tool = tool_factory(
        slug="sorter",
        name="Sorter",
        provider__slug="maker",
        website="https://maker.example/",
        status="available",
        cost="paid",
        law_enforcement_only=True,
        languages=["en", "fr"],
        summary_en="Sorts files.",
        summary_fr="Trie des fichiers.",
        what_it_does_en="It sorts files.\n\nBy kind.",
        stages=[stage_factory(slug="second", position=2), stage_factory(slug="first", position=1)],
        capabilities=[capability_factory(slug="sorting")],
        deployments=[deployment_factory(slug="desktop")],
        sources_read_on=date(2026, 11, 21),
        last_verified=date(2026, 11, 22),
        verified_by=user_factory(name="Canary Person"),
        added=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        changed=datetime(2026, 1, 2, 3, 4, 6, 789, tzinfo=UTC),
    )
    source_factory(tool=tool, url="https://source.example/b", position=0)
    source_factory(tool=tool, url="https://source.example/a", position=1)
    evidence_factory(tool=tool, claim_fr="Une heure de moins par jour.")
    models.ErrorFigure.objects.create(tool=tool, by="independent", source="https://source.example/f", text_en="2 in 10")
    models.Restriction.objects.create(tool=tool, country="FR", kind="not-offered", text_en="Not sold there.")
    told = {"model": "catalogue.tool", "key": "sorter", "field": "summary", "language": "fr"}
    TextOrigin.objects.create(**told, origin=Origin.MACHINE, english=fingerprint("Sorts files."))
    return tool


EXPECTED = {
    "slug": "sorter",
    "name": "Sorter",
    "provider": "maker",
    "website": "https://maker.example/",
    "state": "published",
    "status": "available",
    "replaced_by": None,
    "licence": None,
    "cost": "paid",
    "law_enforcement_only": True,
    "skill": None,
    "risk": "normal",
    "languages": ["en", "fr"],
    "stages": ["first", "second"],
    "capabilities": ["sorting"],
    "themes": [],
    "inputs": [],
    "deployment": ["desktop"],
    "roles": [],
    "works_with": [],
    "texts": {
        "summary": {
            "en": {"text": "Sorts files."},
            "fr": {"text": "Trie des fichiers.", "origin": "machine", "english": fingerprint("Sorts files.")},
        },
        "what_it_does": {"en": {"text": "It sorts files.\n\nBy kind."}},
        "limits": {},
        "how_to_get": {},
        "exposure": {},
        "court": {},
    },
    "sources": ["https://source.example/b", "https://source.example/a"],
    "evidence": [
        {
            "by": "provider",
            "source": "https://source.example/claim",
            "date": None,
            "claim": {"en": "Saves an hour a day.", "fr": "Une heure de moins par jour."},
        }
    ],
    "error_figures": [
        {
            "by": "independent",
            "source": "https://source.example/f",
            "date": None,
            "text": {"en": "2 in 10"},
            "data_set": {},
        }
    ],
    "restrictions": [{"country": "FR", "kind": "not-offered", "text": {"en": "Not sold there."}}],
    "sources_read_on": "2026-11-21",
    "last_verified": "2026-11-22",
    "next_review": None,
    "added": "2026-01-02T03:04:05+00:00",
    "changed": "2026-01-02T03:04:06.000789+00:00",
}
OWN = ("slug", "state", "last_verified", "next_review", "added", "changed")  # have verbs of their own


def test_a_document_says_all_of_an_entry_in_one_order_and_names_nobody(tool):
    made = documents.document(tool)
    assert made == EXPECTED
    assert json.dumps(made) == json.dumps(EXPECTED)  # in the same order too
    assert "Canary" not in json.dumps(made)
    assert schema.problems(made) == []


@pytest.mark.parametrize("count", [1, 6])
def test_many_documents_cost_as_many_queries_as_one(tool, tool_factory, count, django_assert_num_queries):
    tool_factory.create_batch(count)
    with django_assert_num_queries(13):
        assert len(documents.documents(models.Tool.objects.all())) == count + 1


def test_it_makes_the_same_entry_again(tool, tool_factory):
    made = documents.document(tool)
    other = models.Tool(slug="other")
    documents.apply(other, made)
    again = documents.document(other)
    assert {key: again[key] for key in again if key not in OWN} == {key: made[key] for key in made if key not in OWN}
    assert (again["slug"], again["last_verified"]) == ("other", None)


def test_what_is_the_same_is_not_written(tool):
    before = {model: list(model.objects.order_by("pk").values()) for model in (models.Tool, models.Evidence)}
    assert documents.apply(tool, documents.document(tool)) == []
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before


def test_back_to_what_it_was(tool, stage_factory):
    before = documents.document(tool)
    kept = tool.sources.get(url="https://source.example/a").pk
    change = {
        "name": "Sorter 2",
        "cost": None,
        "law_enforcement_only": None,
        "stages": ["first"],
        "deployment": [],
        "texts": {"summary": {"en": {"text": "New."}}, "limits": {"en": {"text": "Some."}}},
        "sources": ["https://source.example/c", "https://source.example/a"],
        "evidence": [],
    }
    names = ["name", "cost", "law_enforcement_only", "summary", "limits", "stages", "deployments", "sources"]
    assert documents.apply(tool, change) == [*names, "evidence"]
    assert documents.document(tool) == before | change | {
        "texts": before["texts"] | change["texts"],
        "evidence": [],
    }
    assert not TextOrigin.objects.exists()
    assert tool.sources.get(url="https://source.example/a").pk == kept
    tool.refresh_from_db()
    assert documents.apply(tool, before) == [*names, "evidence"]
    assert documents.document(tool) == before


def test_a_change_of_who_made_a_text_is_no_news_but_is_kept(tool):
    made = documents.document(tool)
    made["texts"]["summary"]["fr"]["origin"] = "reviewed"
    assert documents.apply(tool, made) == []
    assert documents.document(tool)["texts"] == made["texts"]


def test_replaced_by(tool, tool_factory):
    tool_factory(slug="newer")
    assert documents.apply(tool, {"replaced_by": "newer"}) == ["replaced_by"]
    assert documents.document(tool)["replaced_by"] == "newer"
    assert documents.apply(tool, {"replaced_by": None}) == ["replaced_by"]
    tool.refresh_from_db()
    assert tool.replaced_by is None


def test_a_higher_risk_brings_the_next_check_forward(tool):
    documents.apply(tool, {"risk": "low"})
    late = documents.document(tool)["next_review"]
    assert documents.apply(tool, {"risk": "high"}) == ["risk"]
    assert documents.document(tool)["next_review"] < late


def test_a_word_that_was_merged_since_comes_back_as_what_stands_for_it(tool):
    before = documents.document(tool)
    first, second = tool.stages.all()
    merging.merge(term=first, into=second, by=None)
    assert schema.problems(before) == []
    assert documents.apply(tool, before) == []
    documents.apply(tool, {"stages": []})
    assert documents.apply(tool, before) == ["stages"]
    assert documents.document(tool)["stages"] == ["second"]


@pytest.mark.parametrize("change", [{"provider": "nobody"}, {"stages": ["first", "nowhere"]}, {"replaced_by": "gone"}])
def test_a_word_that_is_not_there_writes_nothing(tool, change):
    before = documents.document(tool)
    with pytest.raises(documents.UnknownWord):
        documents.apply(tool, {"name": "Other", **change})
    assert documents.document(tool) == before


LEFT_BEHIND = {"id", "submitted_by", "submitted_at", "verified_by", "loaded"}  # persons, and what is this Hub's own


def test_every_field_of_an_entry_stands_in_its_document_or_is_left_behind_on_purpose(tool):
    plain = {field.name for field in models.Tool._meta.fields if not getattr(field, "translated_field", None)}
    related = {field.name for field in models.Tool._meta.many_to_many}
    children = {name for name in documents.CHILDREN if models.Tool._meta.get_field(name).one_to_many}
    told = {documents.TERMS.get(key, key) for key in documents.document(tool)} - {"texts"}
    texts = set(documents.translated(models.Tool))
    assert told | LEFT_BEHIND == (plain - texts) | related | children
    assert texts == set(models.TEXTS) == set(documents.document(tool)["texts"])
    for key, columns in documents.CHILDREN.items():
        model = models.Tool._meta.get_field(key).related_model
        own = {field.name for field in model._meta.fields if not getattr(field, "translated_field", None)}
        written = {*columns, *documents.translated(model)} if key != "sources" else {"url"}
        assert own - {"id", "tool", "position"} == written, key


def test_a_text_of_blanks_alone_is_absent(tool_factory):
    tool = tool_factory(limits_en=" \n", limits_fr="Rien.")
    assert documents.document(tool)["texts"]["limits"] == {"fr": {"text": "Rien."}}
