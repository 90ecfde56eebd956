"""What every test stands on: production settings over https, people by role, no network, no silent template faults."""

import logging
import os
import tempfile
from pathlib import Path

# Set before Django reads its settings. Tests run with production settings, never in demo mode.
os.environ.update(
    {
        "HUB_DEMO": "0",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "HUB_KEYS": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdDE=,b2xkZXIta2V5LW9sZGVyLWtleS1vbGRlci1rZXktMDA=",
        "ALLOWED_HOSTS": "testserver,localhost",
        "HUB_SITE": "https://testserver",  # `make run` leaves an address of its own in .env
        "HUB_OPERATOR": "The test operator",
        "EMAIL_URL": "memorymail://",
        "HUB_LINK_CHECK": "0",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
)

import django

django.setup()

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from hub import append_only
from hub.hashers import Argon2
from tests import guards, personas, static_files, world
from tests.factories import fixtures

globals().update(fixtures.FIXTURES)


def pytest_configure(config):
    settings.STATIC_ROOT = static_files.built(first=not hasattr(config, "workerinput"))
    if not hasattr(config, "workerinput"):
        call_command("compile_messages")
    if connection.vendor == "sqlite":  # a file, as the site has: in memory a second thread is refused at once
        connection.settings_dict["TEST"]["NAME"] = Path(tempfile.gettempdir()) / f"hub-tests-{os.getpid()}.sqlite3"
    # django-allauth asks for the same address and factors a few times while somebody signs in; a form has a few limits.
    settings.ZEAL_ALLOWLIST = [
        {"model": model} for model in ("account.EmailAddress", "mfa.Authenticator", "hub.Limit", "members.Consent")
    ]
    guards.install()


PAGES = ("tests/catalogue/admin/", "tests/catalogue/views/", "tests/members/admin/")
WHOLE = {"catalogue", "client", "visitor", "sign_in", "browsers", *personas.PEOPLE}


# Walks over every address, what is read from files and settings, and what is found in the snapshot in memory: the same
# on any database, like the tests that ask for none. `make test` takes them on SQLite, `make prove` on PostgreSQL too.
ONE_DATABASE = {
    f"tests/{name}.py"
    for name in (
        "site/test_access site/test_pages site/test_headers site/test_errors site/test_translations site/test_css"
        " site/test_docs site/test_templates site/test_matrix site/test_reads site/test_api_schema hub/test_settings"
        " hub/test_demo_fence catalogue/test_files catalogue/test_content catalogue/test_search catalogue/test_results"
        " catalogue/test_across_languages catalogue/test_facets catalogue/test_panel catalogue/test_query"
        " catalogue/test_finder catalogue/test_workflow catalogue/test_related catalogue/test_readable"
        " catalogue/test_showing catalogue/test_api catalogue/views/test_tool catalogue/views/test_tool_list"
        " catalogue/views/test_compare catalogue/views/test_coverage catalogue/views/test_export"
        " catalogue/views/test_printed site/test_admin_language site/test_one_language"
    ).split()
}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses, and before pytest-django puts tests with real transactions last
def pytest_collection_modifyitems(items):
    """The tests with the real catalogue come last: each test without it would have to empty it first.

    `make check` leaves out what asks for the whole catalogue or for pages, but for the modules that say `quick`.
    """
    for item in items:
        whole = _fixtures(item) & WHOLE or item.nodeid.startswith(PAGES)
        if whole and not item.get_closest_marker("quick"):
            item.add_marker(pytest.mark.slow)
        if "catalogue" in _fixtures(item):  # asked for as it runs: such tests alone would make no database
            item.add_marker(pytest.mark.django_db)
        if item.nodeid.partition("::")[0] in ONE_DATABASE or not _asks_a_database(item):
            item.add_marker(pytest.mark.one_database)
    items.sort(key=lambda item: "catalogue" in _fixtures(item))


def _fixtures(item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _asks_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or _fixtures(item) & {"db", "transactional_db"})


# --- Guards on every test -----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_kept(request):
    """No language, cached answer or snapshot of another test; no catalogue for a test that did not ask for it."""
    translation.deactivate()  # a request leaves its language behind
    names = set(request.fixturenames)
    if _asks_a_database(request.node):
        request.getfixturevalue("_django_db_helper")
        cache.clear()
        if "catalogue" not in names:
            world.forget_catalogue()
    else:
        world.forget_snapshot()


@pytest.fixture(autouse=True)
def _quick_hashes(request, monkeypatch):
    """A hash takes what it must in production; here only where its cost is what is looked at."""
    if not request.node.get_closest_marker("prove") and "real_hashes" not in request.fixturenames:
        monkeypatch.setattr(Argon2, "time_cost", 1)
        monkeypatch.setattr(Argon2, "memory_cost", 64)


@pytest.fixture
def real_hashes():
    """Passwords are hashed as in production."""


@pytest.fixture(autouse=True)
def _only_figures(request):
    """What a long proof prints is its figures: no line for each of its requests."""
    long = request.node.get_closest_marker("prove")
    logging.disable(logging.WARNING if long else logging.NOTSET)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty the tables behind themselves, which the database would refuse.

    Changing a row stays refused, as everywhere. Returns the triggers that the migrations forgot, for the test of it.
    """
    with django_db_blocker.unblock():
        missing = append_only.missing(connection)
        for table in append_only.guarded(connection):
            append_only.remove(connection, table, kinds=append_only.UNFLUSHABLE)
    return missing


# --- The real catalogue -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _catalogue_rows(django_db_setup, django_db_blocker):
    """The project's own data files, loaded once a run on first use and kept below every later test's transaction."""
    with django_db_blocker.unblock():
        world.load_catalogue()


@pytest.fixture
def catalogue(_catalogue_rows, db):
    """The real catalogue: every page has content. A test without this fixture starts with an empty one."""
    return world.catalogue()


# --- People: a signed-in client each, over https ------------------------------------------------------------------


@pytest.fixture
def client():
    return personas.Browser()


@pytest.fixture
def visitor():
    """Nobody: no session."""
    return personas.Browser()


@pytest.fixture
def sign_in(db):
    """`sign_in("officer")`: one more browser of a person; `enforce_csrf_checks=True` for a strict one."""
    return personas.browser_of


def _persona(name: str):
    def fixture(db):
        return personas.browser_of(name)

    fixture.__doc__ = personas.PEOPLE[name].about
    return pytest.fixture(fixture, name=name)


for _name in personas.PEOPLE:
    globals()[_name] = _persona(_name)


@pytest.fixture
def browsers(db):
    """All personas by name, the visitor among them."""
    return personas.everybody()
