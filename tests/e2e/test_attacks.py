"""Does a real browser run anything that somebody typed, on any page that shows it?"""

import json
import time

import pytest

from tests.e2e import browsing, served
from tests.prove.planted import ATTACKS

PLANT = "from tests.prove import planted; planted.plant()"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A site of its own, as the people of the others would not be found any more."""
    with served.serving(shared=tmp_path_factory.mktemp("shared"), own=tmp_path_factory.mktemp("attacked")) as site:
        yield site, json.loads(site.manage("shell", "--no-imports", "--verbosity", "0", "-c", PLANT).splitlines()[-1])


def tab_of(browser, site, session: str, dialogs: list) -> browsing.Tab:
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    tab = browsing.Tab(context.new_page(), site.url, "en")
    tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    return tab


@pytest.mark.prove
def test_no_attack_lives_in_a_browser(planted, browser):
    site, there = planted
    dialogs, looked = [], 0
    tabs = {who: tab_of(browser, site, session, dialogs) for who, session in there["sessions"].items()}
    for who, path in there["pages"]:
        tabs[who].open(path)
        looked += 1
    faults = [fault for tab in tabs.values() for fault in tab.faults]
    print(f"xss_chromium_pages: {looked}\nxss_chromium_payloads: {len(ATTACKS)}")
    print(f"xss_chromium_dialogs: {len(dialogs)}\nxss_chromium_violations: {len(faults)}")
    assert (dialogs, faults) == ([], [])
    assert looked > 60


@pytest.mark.prove
def test_a_live_one_would_be_seen(planted, browser):
    site, there = planted
    tab = tab_of(browser, site, there["sessions"]["reviewer"], dialogs := [])
    page = tab.open("/admin/members/application/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/favicon.ico onerror=alert(1)>')")
    end = time.monotonic() + 10
    while not tab.faults and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert [fault for fault in tab.faults if "Content Security Policy" in fault]
    assert dialogs == []
