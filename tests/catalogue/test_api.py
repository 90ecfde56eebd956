"""Does the API tell programs what the page tells people, behind the same wall?"""

import random
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from catalogue import models
from catalogue.facets import KEYS
from hub.languages import CODES
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests.factories.catalogue import EvidenceFactory, SourceFactory

LIST = "/api/v1/tools/"
ROW = {
    "slug": str, "name": str, "url": str, "summary": str, "provider": str, "provider_type": str, "country": str,
    "website": str, "status": str, "licence": str, "cost": str, "law_enforcement_only": bool, "families": list,
    "capabilities": list, "stages": list, "themes": list, "inputs": list, "deployment": list, "works_with": list,
    "languages": list, "sources_read_on": str, "last_verified": str,
    "summary_language": str, "summary_origin": str, "summary_outdated": bool,
}  # fmt: skip
MAY_BE_NULL = {
    "summary", "country", "website", "status", "licence", "cost", "law_enforcement_only", "sources_read_on",
    "last_verified", "summary_language", "summary_origin",
}  # fmt: skip
SCHEMA = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


def everything(officer, query: str = "") -> list[dict]:
    """All rows, walked by `next`."""
    rows, address = [], LIST + query
    while address:
        page = officer.get(address).json()
        rows += page["results"]
        address = page["next"]
    assert page["count"] == len(rows)
    return rows


def test_a_row_is_that_of_the_contract(catalogue, officer):
    rows = everything(officer)
    assert len(rows) == len(catalogue.entries)
    for row in rows:
        assert list(row) == list(ROW)
        for key, kind in ROW.items():
            assert isinstance(row[key], kind) or (row[key] is None and key in MAY_BE_NULL), (row["slug"], key)
            assert row[key] != ""
        assert row["url"] == f"/en/tools/{row['slug']}/"


def test_one_tool_begins_with_its_row(catalogue, officer):
    row = everything(officer, "?q=griffeye")[0]
    whole = officer.get(f"{LIST}{row['slug']}/").json()
    assert {key: whole[key] for key in row} == row
    assert list(whole)[: len(row)] == list(row)
    assert officer.get(f"{LIST}no-such-tool/").status_code == 404


def test_pages(catalogue, officer):
    first = officer.get(LIST + "?stage=triage&page_size=5").json()
    assert len(first["results"]) == 5
    assert first["previous"] is None
    second = officer.get(first["next"]).json()
    assert len(second["results"]) == 5
    assert officer.get(second["previous"]).json() == first
    slugs = [row["slug"] for row in everything(officer, "?stage=triage&page_size=5")]
    assert slugs == [row["slug"] for row in everything(officer, "?stage=triage&page_size=100")]
    assert len(officer.get(LIST).json()["results"]) == 50


@pytest.mark.parametrize("size", ["0", "101", "abc", "-1", "٥", "00000000101", "000000050999", "9" * 5000, "1e2"])
def test_a_page_size_that_is_none_is_said(catalogue, officer, size):
    page = officer.get(LIST, {"page_size": size}).json()
    assert "page_size" in page["ignored"]
    assert len(page["results"]) == 50


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("language=klingon", ["language=klingon"]),
        ("lang=fr", []),
        ("lang=xx", ["lang"]),
        ("colour=red&stage=lunch&page=abc", ["stage=lunch", "colour", "page=abc"]),
    ],
)
def test_what_was_not_understood_is_said(catalogue, officer, query, ignored):
    assert officer.get(f"{LIST}?{query}").json()["ignored"] == ignored


def random_query(dice: random.Random, masks) -> str:
    data = QueryDict(mutable=True)
    for key in dice.sample(KEYS, dice.randrange(0, 4)):
        data.setlist(key, dice.sample(sorted(masks[key]), min(len(masks[key]), dice.randrange(1, 3))))
    if dice.random() < 0.5:
        data["q"] = dice.choice(["image", "griffeye", "hash", "child", "analysis video", "thorn"])
    if dice.random() < 0.3:
        data["sort"] = dice.choice(["name", "changed", "relevance"])
    return data.urlencode()


def test_the_page_and_the_api_answer_alike(catalogue, officer):
    dice = random.Random(11)
    for _ in range(50):
        query = random_query(dice, catalogue.masks)
        page = officer.get(f"/en/tools/?{query}")
        listed = re.findall(r'<li><h2><a href="/en/tools/([^/]+)/"', page.content.decode())
        rows = officer.get(f"{LIST}?{query}&page_size=20").json()
        assert [row["slug"] for row in rows["results"]] == listed, query
        assert f'data-total="{rows["count"]}"' in page.content.decode(), query


@pytest.mark.parametrize("code", CODES)
def test_language_by_parameter_else_the_accounts(catalogue, sign_in, user_factory, code):
    officer = sign_in("officer")
    account = officer.user
    account.language = code
    account.save()
    own = officer.get("/api/v1/vocabulary/")
    assert own.headers["Content-Language"] == code
    asked = sign_in("officer").get(f"/api/v1/vocabulary/?lang={code}")
    assert asked.json() == own.json()
    name = own.json()["stage"][0]["name"]
    assert name == models.Stage.objects.values_list(f"name_{code.replace('-', '_')}", flat=True).get(slug="prevention")


def test_the_vocabulary_counts_its_tools(catalogue, officer):
    words = officer.get("/api/v1/vocabulary/").json()
    assert set(words) == set(KEYS)
    for word in words["stage"]:
        assert word["tools"] == officer.get(f"{LIST}?stage={word['slug']}").json()["count"]


# --- Tags ---------------------------------------------------------------------------------------------------------


def test_who_has_the_answer_gets_304(tool_factory, officer):
    tool = tool_factory()
    first = officer.get(LIST)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for held in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = officer.get(LIST, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    assert officer.get(LIST, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    tool.name = "Renamed"
    tool.save()
    changed = officer.get(LIST, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_the_tag_of_a_tool_moves_with_what_hangs_on_it(officer, tool_factory):
    tool, other = tool_factory(), tool_factory()
    address = f"{LIST}{tool.slug}/"
    tags = [officer.get(address).headers["ETag"]]
    evidence = EvidenceFactory(tool=tool)
    tags.append(officer.get(address).headers["ETag"])
    SourceFactory(tool=tool)
    tags.append(officer.get(address).headers["ETag"])
    other.replaced_by = tool
    other.save()
    tags.append(officer.get(address).headers["ETag"])
    evidence.delete()
    answer = officer.get(address, headers={"If-None-Match": tags[-1]})
    assert answer.status_code == 200
    assert (answer.json()["evidence"], answer.json()["replaces"]) == ([], [other.slug])
    assert len({*tags, answer.headers["ETag"]}) == 5
    assert officer.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_each_answer_has_its_own_tag(catalogue, officer):
    asked = [LIST, LIST + "?page=2", LIST + "?lang=fr", "/api/v1/vocabulary/", LIST + "photodna/"]
    assert len({officer.get(address).headers["ETag"] for address in asked}) == len(asked)


# --- The wall -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [LIST, LIST + "photodna/", LIST + "none/", "/api/v1/vocabulary/", "/api/v1/schema/"]
)
@pytest.mark.slow
def test_the_wall(catalogue, browsers, address):
    seen = {name: browser.get(address) for name, browser in browsers.items()}
    assert seen["visitor"].status_code == 401
    assert {seen[name].status_code for name in ("expired", "suspended", "unapproved", "no_factor")} == {403}
    assert b"photodna" not in seen["visitor"].content + seen["expired"].content
    assert seen["officer"].status_code == (404 if address.endswith("none/") else 200)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_read_only(catalogue, officer, method):
    for address in (LIST, LIST + "photodna/", "/api/v1/vocabulary/"):
        assert getattr(officer, method)(address, {"name": "x"}, content_type="application/json").status_code == 405


# --- The schema ---------------------------------------------------------------------------------------------------


def test_the_schema_that_is_checked_in_is_the_servers():
    made = OpenApiYamlRenderer().render(SchemaGenerator().get_schema(request=None, public=True)).decode()
    assert SCHEMA.read_text(encoding="utf-8") == made, "run `manage.py spectacular --file docs/openapi.yaml`"


def test_the_schemas_row_is_the_answers(catalogue, officer):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    row = schema["components"]["schemas"]["ToolRow"]
    assert list(row["properties"]) == list(ROW)
    assert {key for key, value in row["properties"].items() if value.get("nullable")} == MAY_BE_NULL
    assert set(schema["components"]["schemas"]["ToolPage"]["properties"]) == set(officer.get(LIST).json())
    assert list(schema["components"]["schemas"]["Tool"]["properties"]) == list(officer.get(f"{LIST}photodna/").json())


@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([*KEYS, "q", "page", "sort", "page_size", "lang", "x"]), st.text(max_size=40)),
        max_size=6,
    )
)
def test_any_query_gets_a_page_that_fits_the_schema(catalogue, officer, pairs):
    data = QueryDict(mutable=True)
    for key, value in pairs:
        data.appendlist(key, value.encode("utf-8", "replace").decode())
    answer = officer.get(f"{LIST}?{data.urlencode()}")
    assert answer.status_code == 200
    page = answer.json()
    assert set(page) == {"count", "next", "previous", "expanded", "ignored", "results"}
    assert isinstance(page["count"], int)
    assert all(list(row) == list(ROW) for row in page["results"])


def test_pages_keep_the_language_and_the_size(officer, catalogue):
    first = officer.get("/api/v1/tools/?lang=ar&page_size=20").json()
    assert first["next"].endswith("?page=2&page_size=20&lang=ar")


def test_a_page_that_is_not_there_is_said(officer, catalogue):
    answer = officer.get("/api/v1/tools/?page=99").json()
    assert (answer["ignored"], answer["previous"]) == (["page=99"], None)
    assert "page=99" in officer.get("/en/tools/?page=99").content.decode()


def test_every_answer_names_its_language(officer, catalogue):
    for path in ("/api/v1/tools/", "/api/v1/tools/photodna/", "/api/v1/vocabulary/"):
        for code in CODES:
            answer = officer.get(f"{path}?lang={code}")
            assert answer.headers["Content-Language"] == code
            held = officer.get(f"{path}?lang={code}", headers={"If-None-Match": answer.headers["ETag"]})
            assert (held.status_code, held.headers["Content-Language"]) == (304, code)


def test_a_file_names_its_language(officer, catalogue):
    for code in CODES:
        for path in ("export/csv/?stage=triage", "export/json/?stage=triage", "compare/csv/?tool=photodna"):
            assert officer.get(f"/{code}/tools/{path}").headers["Content-Language"] == code, path


def test_a_word_tells_its_language_and_where_it_is_from(officer, tool_factory, stage_factory):
    stage = stage_factory(slug="sorting", name_en="Sorting", name_fr="Tri", definition_en="Puts in order.")
    note = {"key": "sorting", "field": "name", "language": "fr", "english": fingerprint("Before.")}
    TextOrigin.objects.create(model="catalogue.stage", origin=Origin.MACHINE, **note)
    tool_factory(stages=[stage], provider__country="NL")
    told = officer.get("/api/v1/vocabulary/?lang=fr").json()
    assert told["stage"] == [
        {
            "slug": "sorting", "tools": 1,
            "name": "Tri", "name_language": "fr", "name_origin": "machine", "name_outdated": True,
            "definition": "Puts in order.", "definition_language": "en", "definition_origin": None,
            "definition_outdated": False,
        }
    ]  # fmt: skip
    assert (told["country"][0]["name"], told["country"][0]["name_language"]) == ("Pays-Bas", None)
    assert [word["slug"] for word in told["texts"]][:3] == ["en", "ar", "ar-reviewed"]


def test_the_language_of_the_texts_is_a_filter(officer, tool_factory):
    tool_factory(slug="both", summary_fr="Trie.", what_it_does_fr="Trie les fichiers.")
    tool_factory(slug="english")
    answer = officer.get("/api/v1/tools/?texts=fr&lang=ar").json()
    assert [row["slug"] for row in answer["results"]] == ["both"]
    assert [officer.get(f"/api/v1/tools/?texts={value}").json()["count"] for value in ("en", "fr-reviewed")] == [2, 0]
    assert officer.get("/api/v1/tools/?texts=xx").json()["ignored"] == ["texts=xx"]


def test_a_data_set_tells_its_own_language(officer, tool_factory):
    where = {"by": "provider", "source": "https://source.example/"}
    models.ErrorFigure.objects.create(
        tool=tool_factory(slug="one"), text_en="One in ten.", text_fr="Un sur dix.", data_set_en="A set", **where
    )
    [figure] = officer.get("/api/v1/tools/one/?lang=fr").json()["error_figures"]
    assert (figure["text"], figure["language"], figure["outdated"]) == ("Un sur dix.", "fr", False)
    assert [figure[f"data_set{part}"] for part in ("", "_language", "_origin", "_outdated")] == [
        "A set", "en", None, False,
    ]  # fmt: skip
