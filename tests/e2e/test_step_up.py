"""Does somebody of staff whose factor is too old for a step lose nothing that they wrote?"""

import pytest

from tests.e2e.axe import faults
from tests.e2e.people import code
from tests.personas import TOTP_SECRET

CALL = "I reached the duty officer.\nThe number is in the ministry's directory."
MAKE = """
import uuid
from members import recovery
from tests.personas import browser_of, make_user
staff, officer = [make_user(role, email=f"{uuid.uuid4()}@agency.example") for role in ("reviewer", "officer")]
case = recovery.ask(user=officer, by=staff)
print(browser_of("reviewer", user=staff).session.session_key, case.pk)
"""
AGE = """
from importlib import import_module
from django.conf import settings
from members.standing import RECORDS
session = import_module(settings.SESSION_ENGINE).SessionStore("{key}")
session[RECORDS] = [record | {{"at": record["at"] - 600}} for record in session[RECORDS]]
session.save()
"""


@pytest.mark.parametrize(("language", "js"), [("ar", True), ("en", False)])
def test_what_was_written_is_given_back_and_sent_after_the_factor(live, page_for, language, js):
    key, case = live.manage("shell", "--no-imports", "--verbosity", "0", "-c", MAKE).split()
    tab = page_for("visitor", language, width=320, js=js)
    page = tab.page
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live.url}])
    tab.open(f"/admin/members/recovery/{case}/change/")
    live.manage("shell", "--no-imports", "--verbosity", "0", "-c", AGE.format(key=key))
    page.fill("textarea[name=call]", CALL)
    page.click("button[value=confirm]")
    page.locator("main a[target=_blank]").wait_for()
    assert not js or faults(page) == []  # axe itself is a script
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for line in CALL.splitlines():
        assert line in page.locator("main").inner_text()

    with page.context.expect_page() as opened:
        page.click("main a[target=_blank]")
    beside = opened.value
    beside.click("main a[href*='2fa/reauthenticate']")  # the other way than the key
    beside.fill("input[name=code]", code(TOTP_SECRET))
    beside.locator("form:has(input[name=code]) button").first.click()
    beside.wait_for_url(lambda url: "reauthenticate" not in url)
    beside.close()

    page.click("main form button")
    page.wait_for_url(f"**/admin/members/recovery/{case}/change/")
    told = page.locator("dl").inner_text()
    for line in CALL.splitlines():
        assert line in told
