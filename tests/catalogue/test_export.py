"""Does a file say what the list said, and all that its reader must know?"""

import csv
import json
from io import StringIO

import pytest
from django.utils import translation

from catalogue import export, snapshot
from catalogue.models import Tool
from catalogue.query import Query
from hub.languages import CODES
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests.personas import make_user

ADDRESS = "https://hub.example/fr/tools/?stage=triage"


def listing(*slugs, code="fr", **told):
    told = {"title": "Tools", "address": ADDRESS} | told
    return export.of_slugs(snapshot.current(), slugs, code, **told)


def lines(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def three(tool_factory):
    """One translated by a machine from an English that changed since, one by a person, one not at all."""
    machine = tool_factory(slug="machine", name="=Machine()", summary_fr="Trie.", summary_en="Sorts.")
    tool_factory(slug="human", summary_fr="Classe.", summary_en="Sorts too.")
    tool_factory(slug="english", summary_en="Only in English.")
    for slug, origin, english in (("machine", Origin.MACHINE, "Before."), ("human", Origin.REVIEWED, "Sorts too.")):
        told = {"key": slug, "field": "summary", "language": "fr", "english": fingerprint(english)}
        TextOrigin.objects.create(model="catalogue.tool", origin=origin, **told)
    return machine


def test_a_file_keeps_the_order_and_leaves_out_who_has_left(three):
    found = listing("english", "gone", "machine")
    assert [entry.slug for entry in found.entries] == ["english", "machine"]
    assert [tool["slug"] for tool in json.loads(export.as_json(found).content)["tools"]] == ["english", "machine"]


def test_each_summary_says_where_it_is_from(three):
    with translation.override("fr"):
        found = listing("machine", "human", "english")
        rows = [
            dict(zip(lines(export.as_csv(found))[-4], row, strict=True)) for row in lines(export.as_csv(found))[-3:]
        ]
        marks = [(row["Résumé"], row[export.COLUMNS[9].label]) for row in rows]
        tools = json.loads(export.as_json(found).content)["tools"]
    assert marks == [("Trie.", "*Traduction automatique"), ("Classe.", ""), ("Only in English.", "English")]
    assert [(tool["summary"], tool["summary_language"], tool["summary_origin"]) for tool in tools] == [
        ("Trie.", "fr", "machine"), ("Classe.", "fr", "reviewed"), ("Only in English.", "en", None),
    ]  # fmt: skip
    assert [tool["summary_outdated"] for tool in tools] == [True, False, False]


def test_notes_are_of_the_texts_that_are_there(three):
    said = export.summaries(listing("human"))
    assert export.notes_on(said) == []
    said = export.summaries(listing("machine", "english", "human"))
    assert export.notes_on(said) == [
        "Some texts are machine translations.",
        "The English text of some translations has changed since.",
        "Texts that are not yet in this language are shown in English.",
    ]


def test_the_head_of_a_file(three, time_machine):
    time_machine.move_to("2026-11-22T23:30:00+00:00")
    found = listing("human", code="en", query=Query(q="sorts", ignored=("colour",)), closest=True)
    head = [row[0] if row else "" for row in lines(export.as_csv(found))]
    assert head[: head.index("")] == [
        "Tools",
        "Made on 22 November 2026 (UTC)",
        ADDRESS,
        "English",
        "Words: sorts",
        "Not understood and left out: colour",
        "No tool has all your words. The closest matches are listed.",
        "For law enforcement only.",
        "Listing is not endorsement.",
    ]
    document = json.loads(export.as_json(found).content)
    assert list(document) == [
        "format", "title", "made_at", "language", "address", "notice", "notes", "query", "count", "tools",
    ]  # fmt: skip
    assert document["made_at"] == "2026-11-22T23:30:00+00:00"
    assert (document["format"], document["query"], document["count"]) == ("hub-tools/1", "q=sorts", 1)
    assert document["notice"] == "Listing is not endorsement. For law enforcement only."


def test_a_label_and_its_words_as_that_language_writes_them(catalogue):
    query = Query(chosen={"stage": ("triage",)})
    with translation.override("fr"):
        head = [row[0] for row in lines(export.as_csv(listing("photodna", query=query)))[:6]]
    assert f"{'Étape de l’enquête'}\u00a0: {catalogue.label('stage', 'triage', 'fr')}" in head


def test_no_cell_runs_and_none_is_left_to_be_guessed(three):
    names, row = lines(export.as_csv(listing("machine", code="en")))[-2:]
    told = dict(zip(names, row, strict=True))
    assert told["Name"] == "'=Machine()"
    assert told["Address in the Hub"] == "https://hub.example/en/tools/machine/"
    assert (told["Licence"], told["Capabilities"], told["Website"]) == ("Not published",) * 3
    assert (told["Sources read on"], told["Last verified"]) == ("", "Not yet verified by staff")


@pytest.mark.parametrize("code", CODES)
def test_every_tool_has_every_cell_in_every_language(catalogue, code):
    with translation.override(code):
        found = listing(*catalogue.numbers, code=code)
        rows = lines(export.as_csv(found))
    rows = rows[rows.index([]) + 1 :]
    assert len(rows) == len(catalogue.entries) + 1
    assert {len(row) for row in rows} == {len(export.COLUMNS)}
    assert len(set(rows[0])) == len(export.COLUMNS)


def test_no_person_is_in_a_file(tool_factory):
    curator = make_user("curator", email="canary@agency.example")
    curator.name = "Canary Person"
    curator.save()
    tool_factory(slug="one", verified_by=curator, last_verified="2026-11-01")
    found = listing("one")
    assert b"anary" not in export.as_csv(found).content + export.as_json(found).content
    assert b"2026-11-01" in export.as_csv(found).content


def test_an_empty_list_is_a_file_too(db):
    found = listing(code="en")
    assert json.loads(export.as_json(found).content)["tools"] == []
    assert lines(export.as_csv(found))[-1] == [str(column.label) for column in export.COLUMNS]


def test_sixty_files_an_hour_for_each(db, time_machine):
    time_machine.move_to("2026-11-22T10:00:00+00:00")
    one, other = make_user("officer"), make_user("officer")
    assert [export.allow(one) for _ in range(61)] == [True] * 60 + [False]
    assert export.allow(other)
    time_machine.shift(3601)
    assert export.allow(one)


def test_a_list_is_made_without_asking_the_database(three, django_assert_num_queries):
    found = listing(*Tool.objects.values_list("slug", flat=True))
    export.as_csv(found)
    with django_assert_num_queries(0):
        export.as_csv(found)
        export.as_json(found)
