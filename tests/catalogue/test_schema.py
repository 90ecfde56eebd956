"""Does every wrong document get a plain answer, and is the schema what the models are?"""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from catalogue import documents, files, models, schema
from catalogue.history import Change
from hub.languages import CODES

pytestmark = pytest.mark.django_db
KNOWN = schema.Known(
    terms={key: {"known"} for key in schema.TERMS},
    providers={"maker"},
    tools={"sorter", "second", "third"},
    replaced_by={"second": "third", "third": "sorter"},
)
ENTRY = {
    "slug": "sorter",
    "name": "Sorter",
    "provider": "maker",
    "stages": ["known"],
    "texts": {"summary": {"en": {"text": "Sorts."}}, "what_it_does": {"en": {"text": "It sorts."}}},
    "evidence": [{"by": "provider", "source": "https://a.example/", "date": "2020", "claim": {"en": "Fast."}}],
    "restrictions": [{"country": "FR", "kind": "restricted", "text": {"en": "By law."}}],
}


def without(key: str) -> dict:
    return {name: value for name, value in ENTRY.items() if name != key}


def _saying(**english: str) -> dict:
    texts = {name: {"en": {"text": text}} for name, text in english.items()}
    return ENTRY | {"texts": ENTRY["texts"] | texts}


def told(document) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in schema.problems(document, KNOWN):
        found[problem.path] = f"{found.get(problem.path, '')} {problem.text}".strip()
    return found


def test_the_smallest_entry_is_right():
    assert told(ENTRY) == {}
    assert told({key: ENTRY[key] for key in ("slug", "name", "provider", "texts")}) == {}


def deep() -> list:
    value: list = []
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ([], "", "object with keys"),
        (None, "", "object with keys"),
        (without("name"), "", "missing here: name."),
        (ENTRY | {"owner": "x", "nul\0": 1}, "", "no place in this format: owner, nul\ufffd."),
        (ENTRY | {"name": 5}, "/name", "must be a text"),
        (ENTRY | {"name": "x" * 161}, "/name", "At most 160"),
        (ENTRY | {"name": ""}, "/name", "empty"),
        (ENTRY | {"name": " "}, "/name", "empty"),
        (_saying(summary="  "), "/texts/summary/en/text", "empty"),
        (_saying(what_it_does="\n"), "/texts/what_it_does/en/text", "empty"),
        (ENTRY | {"texts": {"summary": {}, "what_it_does": {}}}, "/texts/summary", "missing here: en."),
        (ENTRY | {"name": "a\0b"}, "/name", "cannot be shown"),
        (ENTRY | {"name": "a\ud800b"}, "/name", "cannot be shown"),
        (ENTRY | {"slug": "Sorter"}, "/slug", "not written as it must be"),
        (ENTRY | {"slug": "sorter\n"}, "/slug", "not written as it must be"),
        (ENTRY | {"slug": "compare"}, "/slug", "reserved for a page"),
        (ENTRY | {"provider": "nobody"}, "/provider", "does not know “nobody”"),
        (ENTRY | {"status": "ready"}, "/status", 'one of: "available"'),
        (ENTRY | {"law_enforcement_only": "yes"}, "/law_enforcement_only", "true, false or null"),
        (ENTRY | {"stages": "known"}, "/stages", "must be a list"),
        (ENTRY | {"stages": ["known", "other"]}, "/stages/1", "does not know “other”"),
        (ENTRY | {"stages": ["known", "known"]}, "/stages", "twice"),
        (ENTRY | {"languages": ["xx"]}, "/languages/0", "does not know “xx”"),
        (ENTRY | {"website": "ftp://a.example/"}, "/website", "not written as it must be"),
        (ENTRY | {"website": "https://no address"}, "/website", "not a web address"),
        (ENTRY | {"website": "https://a.example/" + "x" * 500}, "/website", "At most 500"),
        (ENTRY | {"sources": ["https://a.example/", "https://b"]}, "/sources/1", "not a web address"),
        (ENTRY | {"sources_read_on": "2026-02-30"}, "/sources_read_on", "no such day"),
        (ENTRY | {"replaced_by": "sorter"}, "/replaced_by", "leads back"),
        (ENTRY | {"replaced_by": "second"}, "/replaced_by", "leads back"),
        (ENTRY | {"replaced_by": "gone"}, "/replaced_by", "does not know"),
        (ENTRY | {"restrictions": [ENTRY["restrictions"][0] | {"country": "XX"}]}, "/restrictions/0/country", "know"),
        (ENTRY | {"evidence": [ENTRY["evidence"][0] | {"date": "soon"}]}, "/evidence/0/date", "not written"),
        (ENTRY | {"evidence": [ENTRY["evidence"][0] | {"claim": {"fr": "Vite."}}]}, "/evidence/0/claim", "missing"),
        (ENTRY | {"evidence": ENTRY["evidence"] * 101}, "/evidence", "more than 100"),
        (ENTRY | {"texts": ENTRY["texts"] | {"summary": {"en": {"text": "x" * 161}}}}, "/texts/summary/en/text", "160"),
        (ENTRY | {"texts": ENTRY["texts"] | {"summary": {"de": {"text": "x"}}}}, "/texts/summary", "no place"),
        (ENTRY | {"texts": {"summary": {"en": {"text": "x", "origin": "human"}}}}, "/texts/summary/en", "english"),
        (ENTRY | {"name": float("nan")}, "/name", "must be a text"),
        (ENTRY | {"name": 10**400}, "/name", "must be a text"),
        (ENTRY | {"name": deep()}, "", "nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(document, path, words):
    found = told(document)
    assert path in found, found
    assert words in found[path]
    json.dumps(found).encode()


def test_each_problem_is_said_once():
    found = schema.problems({"slug": "sorter"}, KNOWN)
    assert [str(problem) for problem in found] == ["Something is missing here: name, provider, texts."]


def test_no_more_problems_than_somebody_reads():
    assert len(told(ENTRY | {"stages": [f"s-{number}" for number in range(200)]})) == schema.MOST


def test_what_the_hub_knows(tool_factory, stage_factory):
    new = tool_factory(slug="new", provider__slug="maker")
    tool_factory(slug="old", provider=new.provider, replaced_by=new, stages=[stage_factory(slug="triage")])
    words = schema.known()
    assert (words.providers, words.tools, words.replaced_by) == ({"maker"}, {"new", "old"}, {"old": "new"})
    assert words.terms["stages"] == {"triage"}
    assert schema.problems(copy.deepcopy(ENTRY) | {"stages": ["triage"], "replaced_by": "old"}) == []


# --- The schema is what the models are ----------------------------------------------------------------------------

DEFINITIONS = schema._schema()["$defs"]
PROPERTIES = DEFINITIONS["entry"]["properties"]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(schema._schema())


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (PROPERTIES["status"], [*models.Status.values, None]),
        (PROPERTIES["licence"], [*models.Licence.values, None]),
        (PROPERTIES["cost"], [*models.Cost.values, None]),
        (PROPERTIES["skill"], [*models.Skill.values, None]),
        (PROPERTIES["state"], models.State.values),
        (PROPERTIES["risk"], models.Risk.values),
        (PROPERTIES["evidence"]["items"]["properties"]["by"], models.ClaimBy.values),
        (PROPERTIES["error_figures"]["items"]["properties"]["by"], models.ClaimBy.values),
        (PROPERTIES["restrictions"]["items"]["properties"]["kind"], models.Restriction.Kind.values),
        (DEFINITIONS["provider"]["properties"]["type"], models.ProviderType.values),
        (DEFINITIONS["change"]["properties"]["kind"], Change.Kind.values),
    ],
)
def test_its_choices_are_the_models(place, values):
    assert place["enum"] == values


def test_its_languages_are_the_hubs():
    assert set(PROPERTIES["texts"]["properties"]["limits"]["properties"]) == set(CODES)
    assert set(PROPERTIES["evidence"]["items"]["properties"]["claim"]["properties"]) == set(CODES)


def test_it_lets_in_no_longer_text_than_the_columns_hold():
    for name in ("name", "website"):
        held = models.Tool._meta.get_field(name).max_length
        assert held == (PROPERTIES[name].get("maxLength") or DEFINITIONS["url"]["maxLength"])
    assert (
        DEFINITIONS["summary"]["properties"]["text"]["maxLength"] == models.Tool._meta.get_field("summary").max_length
    )
    assert DEFINITIONS["longUrl"]["maxLength"] == models.Source._meta.get_field("url").max_length


LONGEST = {
    models.Tool: {"summary": 400} | dict.fromkeys(models.TEXTS[1:], 20_000),
    models.Evidence: {"claim": 10_000},
    models.ErrorFigure: {"text": 10_000, "data_set": 200},
    models.Restriction: {"text": 10_000},
    models.Caution: {"text": 20_000},
} | {kind: {"name": 120, "definition": 300} for kind in models.VOCABULARY}


def test_a_form_takes_no_longer_text_than_the_schema():
    columns = {model: {name: model._meta.get_field(f"{name}_fr") for name in names} for model, names in LONGEST.items()}
    assert {m: {name: schema.longest(one) for name, one in held.items()} for m, held in columns.items()} == LONGEST
    assert {model: set(documents.translated(model)) for model in LONGEST} == {
        model: set(names) for model, names in LONGEST.items()
    }
    one_line = [column for held in columns.values() for column in held.values() if column.max_length]
    assert [column for column in one_line if column.max_length > schema.longest(column)] == []


@pytest.mark.slow
def test_every_entry_of_the_real_catalogue_is_right(catalogue):
    words = schema.known()
    made = documents.documents(models.Tool.objects.all())
    assert len(made) > 160
    assert {one["slug"]: schema.problems(one, words) for one in made if schema.problems(one, words)} == {}
    assert set(PROPERTIES) == set(made[0])
    assert files.DEFAULT == "en"
