"""Does the page of an entry say what publishing still needs, and lead to it?"""

import re

import pytest

from catalogue import models
from catalogue.admin.checklist import INPUTS
from hub.languages import LANGUAGES
from tests.catalogue.admin.test_tools import address


def page(browser, tool=None) -> str:
    place = address(models.Tool, "change", tool.pk) if tool else address(models.Tool, "add")
    return browser.get(place).content.decode()


def marks(html: str) -> dict[str, str]:
    """Text of a need -> the mark that is shown."""
    found = {}
    for line in re.findall(r"<li[^>]*>(<span data-hub-met.*?)</li>", html):
        shown = re.findall(r"<(?:span|strong) data-hub-(?:un)?met>([^<]+)<", line)
        assert len(shown) == 1
        found[re.search(r">([^<]+)</a>", line).group(1)] = shown[0]
    return found


@pytest.fixture
def tool(tool_factory, capability_factory):
    return tool_factory(state="draft", capabilities=[capability_factory()])


def test_what_is_there_what_is_needed_and_what_is_empty(curator, tool, source_factory, stage_factory):
    html = page(curator, tool)
    told = marks(html)
    assert told["At least one capability"] == "There"
    assert told["At least one public source"] == "Needed"
    assert told["The day on which the sources were read"] == "Empty"
    assert "<p data-hub-ready hidden>" in html
    assert "<p data-hub-unready>" in html
    assert "<details open><summary>Point by point</summary>" in html
    source_factory(tool=tool)
    tool.stages.add(stage_factory())
    html = page(curator, tool)
    assert "Needed" not in marks(html).values()
    assert "<p data-hub-ready>" in html
    assert "<p data-hub-unready hidden>" in html
    assert "<details><summary>Point by point</summary>" in html


def test_a_new_entry_has_the_list_too(curator):
    html = page(curator)
    assert marks(html)["A name"] == "Needed"
    assert "/preview/" not in html


def test_every_need_leads_to_its_input_and_the_script_finds_it(curator, tool, stage_factory, theme_factory):
    stage_factory()
    theme_factory()
    html = page(curator, tool)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert {place for place in re.findall(r'<a href="#([^"]+)">', html) if place != "content-start"} <= ids
    names = set(re.findall(r'<(?:input|select|textarea)[^>]*?\bname="([^"]+)"', html))
    for inputs in INPUTS.values():
        for selector in inputs.split(","):
            parts = re.findall(r"\[name(\^|\$)?=([^\]]+)\]", selector)
            checks = {"": str.__eq__, "^": str.startswith, "$": str.endswith}
            assert any(all(checks[how](name, text) for how, text in parts) for name in names), selector


def test_the_preview_of_each_language_is_one_press_away(curator, tool):
    html = page(curator, tool)
    links = re.findall(rf'<a href="/admin/catalogue/tool/{tool.pk}/preview/([\w-]+)/"', html)
    assert links == [spoken.code for spoken in LANGUAGES]


def test_who_may_only_read_sees_the_list_too(translator, tool):
    assert marks(page(translator, tool))["At least one public source"] == "Needed"
