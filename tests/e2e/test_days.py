"""Can a curator and an officer do a day's work, each in their own language, without a fault on the way?

The curator: a suggestion becomes a draft, is translated, reviewed by somebody else, published, seen by officers on
every process, reported, corrected, and the history tells it. The officer: a few questions, a comparison, a saved list,
and a colleague who opens it by the link.
"""

import re

import pytest

from tests.e2e.axe import faults
from tests.e2e.proofs import proofs

ADMIN = "/admin/catalogue/"
ASKED = 12  # times, each on a connection of its own: two processes answer


class Person:
    """A tab in which every page that opens is looked at."""

    def __init__(self, tab):
        self.tab, self.page, self.language = tab, tab.page, tab.language
        self.looked_at: set[str] = set()

    def open(self, path: str):
        self.tab.open(path)
        self.look()

    def look(self):
        """Each kind of page once: the admin's forms are long."""
        self.page.wait_for_load_state()
        assert self.page.locator("html").get_attribute("lang") == self.language
        kind = self.page.locator("h1").inner_text()
        if kind not in self.looked_at:
            assert faults(self.page) == [], self.page.url
            self.looked_at.add(kind)

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)

    def press(self, selector: str):
        self.page.locator(selector).click()
        self.look()

    def follow(self, selector: str):
        self.page.locator(selector).first.click()
        self.look()

    def status(self, path: str) -> int:
        answer = self.page.request.get(f"{self.tab.url}/{self.language}/{path}", headers={"Connection": "close"})
        return answer.status


@pytest.fixture
def person(page_for):
    return lambda role, language: Person(page_for(role, language))


@pytest.mark.parametrize("language", ["ar", *proofs("en")])
def test_the_curators_day(language, person):
    name, slug = f"Invented Sorter {language}", f"invented-sorter-{language}"
    officer, curator, second = (person(role, language) for role in ("officer", "curator", "administrator"))
    suggest(officer, name)
    change = draft(curator, name)
    write(curator)
    curator.press("[name=_continue] >> nth=0")
    curator.follow(f"a[href$='{change.removesuffix('change/')}submit/']")
    curator.press("#content-main form button")
    assert curator.page.locator("a[href$='/publish/']").count() == 0
    assert officer.status(f"tools/{slug}/") == 404

    second.open(change)
    second.follow("a[href$='/publish/']")
    second.page.locator("#content-main form button").click()
    second.page.wait_for_url(f"**{change}")
    assert {officer.status(f"tools/{slug}/") for _ in range(ASKED)} == {200}
    second.look()

    report(officer, slug)
    correct(curator, change)
    officer.open("tools/suggest/sent/")
    assert "Thank you. The entry says so now." in officer.page.inner_text("main")
    officer.open(f"tools/{slug}/")
    assert "It does not read archives." in officer.page.inner_text("main")
    curator.open(change.replace("change/", "history/"))
    curator.follow("#content-main tbody th a")
    assert curator.page.locator("ins").first.inner_text() == "It does not read archives."
    shown = curator.page.inner_text("#content-main")
    assert [word for word in ("An officer told us.", "Demo Curator") if word not in shown] == []


def suggest(officer, name: str) -> None:
    officer.open("tools/suggest/")
    officer.fill(name=name, website="https://sorter.example/", text="It sorts files by kind, for examiners.")
    officer.press("main form[novalidate] button")


def draft(curator, name: str) -> str:
    """From the desk by the inbox to the draft's page."""
    curator.open("/admin/")
    curator.open(f"{ADMIN}report/")
    curator.follow(f"#result_list a:has-text('{name}')")
    assert "Demo Officer" not in curator.page.content()
    curator.press("button[value=take-up]")
    curator.fill(provider_name=f"Makers of {name}")
    curator.page.select_option("[name=provider_type]", "company")
    curator.press("button[value=draft]")
    return curator.tab.path


def write(curator) -> None:
    """All that publishing needs, in English and in Arabic."""
    curator.fill(summary_en="Sorts files by kind.", what_it_does_en="It sorts files by kind.", why="Translated.")
    curator.page.locator("fieldset:has([name=summary_ar]) summary").first.click()
    curator.fill(summary_ar="يصنف الملفات بحسب نوعها.", what_it_does_ar="يصنف الملفات بحسب نوعها.")
    curator.fill(**{"sources-0-url": "https://sorter.example/about"})
    curator.page.locator("[name=stages]").first.check()
    curator.page.locator("[name=capabilities]").first.check()


def report(officer, slug: str) -> None:
    officer.open(f"tools/{slug}/")
    officer.open(f"tools/{slug}/report/")
    officer.page.select_option("[name=part]", "limits")
    officer.fill(text="It does not read archives.", url="https://sorter.example/limits")
    officer.press("main form[novalidate] button")


def correct(curator, change: str) -> None:
    """With the report beside the form; then the answer."""
    curator.open(change)
    assert "It does not read archives." in curator.page.inner_text("section[aria-labelledby=reports]")
    curator.fill(limits_en="It does not read archives.", why="An officer told us.")
    curator.press("[name=_continue] >> nth=0")
    curator.follow("section[aria-labelledby=reports] a")
    curator.fill(answer="Thank you. The entry says so now.")
    curator.press("button[value=finish]")


@pytest.mark.parametrize("language", ["ar", *proofs("en")])
def test_the_officers_day(language, person):
    officer, colleague = person("officer", language), person("reviewer", language)
    officer.open("home/")
    officer.follow("main a[href$='/tools/find/']")
    officer.follow("main a[href*='input=images']")
    for _ in range(8):  # the questions that are left are passed over
        if "/tools/find/" not in officer.page.url:
            break
        officer.follow(".offers li:last-child a")
    assert re.search(r"/tools/\?.*input=images", officer.page.url)
    names = officer.page.locator(".rows h2 a, .rows h3 a")
    first, other = names.nth(0).get_attribute("href"), names.nth(1).get_attribute("href")
    for address in (first, other):
        officer.open(address)
        officer.press("form[action$='/compare/keep/'] button[name=tool]")
    assert officer.page.locator("table.compare thead th").count() == 2
    shown = [one.inner_text() for one in officer.page.locator("table.compare thead th a").all()]
    for _ in shown:
        officer.press("table.compare thead th button >> nth=0")

    officer.open(first)
    officer.follow("a[href*='/lists/save/'], form[action*='/lists/save/'] button")
    officer.page.locator("[name=where][value=new]").check()
    officer.fill(name=f"Shortlist {language}")
    officer.press("main form[novalidate] button")
    assert officer.page.inner_text("h1") == f"Shortlist {language}"
    own = officer.tab.path
    officer.follow("a[href$='/note/']")
    officer.fill(note="Private canary note.")
    officer.press("main form[novalidate] button")
    officer.open(own)
    assert "Private canary note." in officer.page.inner_text("main")
    officer.follow("a[href$='/share/']")
    officer.press("main form[novalidate] button")
    link = officer.page.locator(".secret").inner_text()

    colleague.open(link.removeprefix(colleague.tab.url))
    seen = colleague.page.inner_text("main")
    assert shown[0] in seen
    assert "Private canary note." not in colleague.page.content()
    assert "Demo Officer" not in colleague.page.content()
    officer.press("form[action$='/withdraw/'] button")
    colleague.tab.open(link.removeprefix(colleague.tab.url), status=404)
