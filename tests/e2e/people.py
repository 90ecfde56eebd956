"""How does a person of the browser tests get an account and sign in? As an invited officer does, by the pages alone."""

import hmac
import itertools
import re
import time
from base64 import b32decode
from dataclasses import dataclass

PASSWORD = "a meadow of seventeen lanterns"  # of invented people on a database that the test made
STEP = 30  # seconds that a code is valid
_numbers = itertools.count(1)


@dataclass
class Person:
    email: str
    secret: str = ""


def code(secret: str, *, ahead: int = 0) -> str:
    """The six digits of RFC 6238; `ahead` steps from now, as each code works once."""
    digest = hmac.digest(b32decode(secret), (int(time.time()) // STEP + ahead).to_bytes(8), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 10**6:06}"


def open_account(site, tab, *, looked_at) -> Person:
    """Invitation → password → sign-in → authenticator app → recovery codes → signed out again."""
    person = Person(f"officer{next(_numbers)}@agency.example")
    page = tab.page
    link = site.manage("invite", person.email).strip()
    tab.open(re.sub(r"^https?://[^/]+/[a-z-]+/", "", link))
    looked_at(page)
    page.fill("input[name=name]", "Invented Officer")
    page.fill("input[name=password]", PASSWORD)
    page.check("input[name=terms]")
    page.locator("main form button").click()
    give_password(page, person)
    looked_at(page)
    person.secret = enrol(page, looked_at)
    page.locator("form[action*=stored] button").click()
    tab.open("accounts/password/change/")
    looked_at(page)
    page.locator("header form[action*=logout] button").click()
    page.wait_for_url(re.compile(r"/[a-z-]+/$"))
    return person


def enrol(page, looked_at) -> str:
    page.locator("main a[href*='totp/activate']").first.click()
    looked_at(page)
    secret = re.sub(r"\s", "", page.locator("code.secret").inner_text())
    page.fill("input[name=code]", code(secret))
    page.locator("main form button").click()
    page.locator("ol.codes li").nth(9).wait_for()
    looked_at(page)
    return secret


def give_password(page, person):
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def sign_in(tab, person):
    """Password, then the code of the app."""
    tab.open("accounts/login/")
    give_password(tab.page, person)
    tab.page.fill("input[name=code]", code(person.secret, ahead=1))
    tab.page.locator("form:has(input[name=code]) button").first.click()
    tab.page.wait_for_url(re.compile("/home/"))
