"""What every browser test stands on: the demo site, one Chromium, and pages by role, language and width.

A page fails its test, whatever the test asserts, if it asks another host, logs an error, breaks the content security
policy or gets anything that is missing.
"""

import os
from pathlib import Path

import pytest

from tests.e2e import browsing, served

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    """Everything here drives a browser; what is marked as a long proof runs with the proofs alone."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and not item.get_closest_marker("prove"):
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def live(tmp_path_factory, worker_id):
    """The demo site, served as `make run` serves it."""
    own = tmp_path_factory.mktemp("site")
    shared = own.parent if worker_id == "master" else own.parent.parent
    with served.serving(shared=shared, own=own) as site:
        yield site


@pytest.fixture(scope="session")
def browser():
    with browsing.chromium() as opened:
        yield opened


@pytest.fixture
def page_for(live, browser):
    """`page_for("officer", "ar", width=360, js=False)`: a tab of somebody, in a language; further options go to it."""
    tabs = []

    def opened(role="officer", language="en", **options):
        tabs.append(_opened(browser, live, language, **options))
        _sign_in(tabs[-1], live, role)
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.page.context.close()
    assert [fault for tab in tabs for fault in tab.faults] == []


@pytest.fixture(scope="module")
def _kept(browser, live):
    """By role and language: the tabs that tests which only look go on with."""
    tabs = {}
    yield tabs
    for tab in tabs.values():
        tab.page.context.close()


@pytest.fixture
def tab_of(_kept, live, browser):
    """`tab_of("officer", "ar")`: a tab that the tests of a module share; each begins with a page of its own."""
    asked = []

    def opened(role, language):
        tab = _kept.get((role, language)) or _kept.setdefault((role, language), _opened(browser, live, language))
        tab.page.emulate_media(color_scheme="light")
        _sign_in(tab, live, role)
        asked.append(tab)
        return tab

    yield opened
    faults = [fault for tab in asked for fault in tab.faults]
    for tab in asked:
        tab.faults.clear()
    assert faults == []


def _opened(browser, live, language, *, width=1280, height=900, js=True, **options):
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=js, locale=language, **options
    )
    context.set_default_timeout(15000)
    return browsing.Tab(context.new_page(), live.url, language)


def _sign_in(tab, live, role):
    if role != "visitor":
        cookie = {"name": "sessionid", "value": live.session(role), "url": live.url}
        tab.page.context.add_cookies([cookie])
