"""Does reading stay reading, and does a page cost the same whatever it shows?"""

import hashlib

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.access import Audience
from tests import world
from tests.factories.catalogue import ToolFactory
from tests.site.addresses import every_address

# last seen, once a minute, in two tables, and with the first of a day one more officer in a third; counts of failed
# sign-ins and of links that open nothing; the log of what staff read of people
WRITTEN_BY_READING = {
    "django_session", "members_signin", "hub_dailyuse", "hub_cache", "hub_limit", "hub_readevent",
}  # fmt: skip
FILTERS = (
    "", "q=video", "q=grifeye", "stage=all", "stage=prevent&stage=identify&country=US&country=NL&licence=commercial",
    "free_for_police=yes&sort=newest&page=2", "unknown=1&stage=none", "language=en&input=images&deployment=cloud",
)  # fmt: skip


def fingerprints() -> dict[str, str]:
    """Every table's rows."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in WRITTEN_BY_READING:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
                found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def writes(queries) -> list[str]:
    words = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")
    found = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(words)]
    return [sql for sql in found if not any(table in sql for table in WRITTEN_BY_READING)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["visitor", "unapproved", "officer", "administrator"])
def test_a_get_writes_nothing(name, browsers, catalogue):
    browser, before = browsers[name], fingerprints()
    with CaptureQueriesContext(connection) as queries:
        for address in every_address():
            browser.get(address.path)
            browser.head(address.path)
    assert writes(queries.captured_queries) == []
    assert fingerprints() == before


def count(browser, address: str) -> int:
    browser.get(address)  # the snapshot and its texts are made once a process
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(address)
    assert response.status_code == 200
    return len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_queries_of_the_list(officer, catalogue):
    """Session, account, factors in use, the snapshot's version."""
    assert {query: count(officer, f"/en/tools/?{query}") for query in FILTERS} == dict.fromkeys(FILTERS, 3)


def test_queries_of_the_api(officer, catalogue):
    assert {count(officer, f"/api/v1/tools/?{query}") for query in FILTERS} == {3}
    assert {count(officer, f"/api/v1/tools/{entry.slug}/?lang=ar") for entry in catalogue.entries[::30]} == {4}


def test_queries_of_a_tool(officer, catalogue):
    slugs = [entry.slug for entry in catalogue.entries[::30]]
    assert len({count(officer, f"/{code}/tools/{slug}/") for slug in slugs for code in ("en", "ar")}) == 1
    assert count(officer, f"/en/tools/{slugs[0]}/") <= 4


@pytest.mark.parametrize("size", [3, 30, 300])
def test_queries_do_not_grow_with_the_catalogue(size, officer, provider_factory):
    provider = provider_factory()
    tools = ToolFactory.create_batch(size, provider=provider)
    world.forget_snapshot()
    assert count(officer, "/en/tools/") == 3
    assert count(officer, f"/en/tools/{tools[0].slug}/") <= 4
    assert count(officer, "/api/v1/tools/") == 3


@pytest.mark.parametrize("address", ["/en/home/", "/en/tools/words/", "/en/accounts/", "/en/accounts/settings/"])
def test_other_pages_stay_cheap(address, officer, catalogue):
    assert count(officer, address) <= 6


def test_visitors_cost_no_query(visitor, django_assert_num_queries, catalogue):
    for address in every_address():
        if address.audience == Audience.PUBLIC and address.view in {"landing", "text_page"}:
            with django_assert_num_queries(0):
                assert visitor.get(address.path).status_code == 200
