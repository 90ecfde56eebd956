"""Do staff see an entry as officers would, in each language, before officers do?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import models
from hub.languages import CODES, language


def address(tool, code="en") -> str:
    return f"/admin/catalogue/tool/{tool.pk}/preview/{code}/"


@pytest.fixture
def draft(tool_factory, evidence_factory, capability_factory, provider_factory):
    sorting = capability_factory(name_en="Sorting", name_fr="Tri")
    tool_factory(name="Neighbour", capabilities=[sorting])
    tool = tool_factory(
        slug="draft",
        name="Xqcanary",
        provider=provider_factory(country="IS"),  # no published tool is from there
        summary_fr="Trie des fichiers.",
        limits_en="Does not read sound.",
        capabilities=[sorting],
        state="draft",
    )
    evidence_factory(tool=tool, claim_en="Saves an hour.")
    return tool


def test_a_draft_is_shown_as_officers_would_see_it(curator, officer, draft):
    assert officer.get("/en/tools/draft/").status_code == 404
    html = curator.get(address(draft)).content.decode()
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Preview: officers do not see this entry." in told
    for text in ("Xqcanary sorts files.", "Does not read sound.", "Sorting", "Iceland", "Saves an hour.", "Neighbour"):
        assert text in told
    assert f'href="/admin/catalogue/tool/{draft.pk}/change/"' in html


@pytest.mark.parametrize("code", CODES)
def test_each_language_with_a_way_to_the_others(curator, draft, code):
    html = curator.get(address(draft, code)).content.decode()
    assert f'<html lang="{code}" dir="{language(code).dir}">' in html
    bar = html[html.index('<nav id="languages"') : html.index("</nav>")]
    others = re.findall(r'href="/admin/catalogue/tool/\d+/preview/([\w-]+)/"', bar)
    assert others == [other for other in CODES if other != code]


def test_a_missing_translation_shows_as_it_will(curator, draft):
    html = curator.get(address(draft, "fr")).content.decode()
    assert "Trie des fichiers." in html
    assert "Tri</a>" in html
    assert re.search(r'lang="en" dir="ltr"[^>]*>\s*(<p>)?Xqcanary sorts files by kind', html)


def test_a_published_entry_says_so(curator, tool_factory):
    html = curator.get(address(tool_factory())).content.decode()
    assert "Preview: the entry as it is saved. It is published." in html


def test_a_preview_offers_nothing_that_needs_a_published_entry(curator, draft):
    html = curator.get(address(draft)).content.decode()
    content = html[html.index('<main id="main"') : html.index("</main>")]
    assert "<form" not in content
    assert "/en/tools/draft/" not in content.replace("https://testserver/en/tools/draft/", "")


def test_who_may_read_the_entry_in_the_admin_may_preview_it(browsers, draft):
    seen = {name: browser.get(address(draft)).status_code for name, browser in browsers.items()}
    assert {name for name, status in seen.items() if status == 200} == {"curator", "translator", "administrator"}
    for name, browser in browsers.items():
        if seen[name] != 200:
            assert b"Xqcanary" not in browser.get(address(draft)).content, name


@pytest.mark.parametrize("code", ["de", "zh", "en-us", "x" * 300])
def test_what_does_not_exist_is_absent(curator, draft, code):
    assert curator.get(address(draft, code)).status_code == 404
    assert curator.get(address(models.Tool(pk=draft.pk + 999))).status_code == 404
    assert curator.post(address(draft)).status_code == 405


def test_looking_changes_nothing_and_costs_the_same_for_few_and_many(curator, draft, tool_factory):
    def queries():
        with CaptureQueriesContext(connection) as held:
            curator.get(address(draft))
        return len(held)

    token = models.SnapshotVersion.objects.get().token
    curator.get(address(draft))
    few = queries()
    assert models.SnapshotVersion.objects.get().token == token
    for _ in range(10):
        tool_factory(capabilities=draft.capabilities.all())
    curator.get("/en/tools/")
    curator.get(address(draft))
    assert queries() == few
