"""Does each page that is printed say when, from where and in which language?"""

import re

import pytest

from hub.languages import CODES
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

PLACES = [
    "tools/photodna/",
    "tools/compare/?tool=photodna&tool=cyacomb-forensics",
    "tools/workflow/",
]
SAID = {
    "ar": "اللغة: العربية.",
    "en": "Language: English.",
    "es": "Idioma: Español.",
    "fr": "Langue : Français.",
    "ru": "Язык: Русский.",
    "zh-hans": "语言：中文。",
}


def printed(browser, address: str) -> str:
    html = browser.get(address).content.decode()
    [line] = re.findall(r'<p class="on-paper">(.*?)</p>', html)
    return line


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("place", PLACES)
def test_the_language_stands_beside_day_and_address(catalogue, officer, place, code):
    line = printed(officer, f"/{code}/{place}")
    assert f"https://testserver/{code}/{place}".replace("&", "&amp;") in line
    assert line.endswith(SAID[code])


def test_so_does_what_a_unit_covers(catalogue, officer):
    officer.post("/en/tools/coverage/tools/", {"shown": ["photodna"], "tool": ["photodna"]})
    assert printed(officer, "/fr/tools/coverage/").endswith(SAID["fr"])


def test_lists_say_it_too(officer, tool_factory):
    tool_factory(slug="alpha")
    officer.post("/en/lists/new/", {"name": "For the unit"})
    [address] = re.findall(r'href="(/en/lists/[0-9a-f-]+/)"', officer.get("/en/lists/").content.decode())
    officer.post(f"{address}add/", {"tool": "alpha"})
    assert printed(officer, address.replace("/en/", "/fr/")).endswith(SAID["fr"])
    officer.post(f"{address}share/", {"title": "Start with these"})
    [shared] = re.findall(r"(/lists/shared/[^/]+/)", officer.get(f"{address}share/").content.decode())[:1]
    assert printed(officer, f"/es{shared}").endswith(SAID["es"])


def test_a_machine_translation_stays_marked_on_paper(officer, tool_factory):
    """The note above the texts is no part of what paper leaves out."""
    tool = tool_factory(slug="one", summary_fr="Trie.")
    told = {"model": "catalogue.tool", "key": "one", "language": "fr", "english": fingerprint(tool.summary_en)}
    TextOrigin.objects.create(field="summary", origin=Origin.MACHINE, **told)
    html = officer.get("/fr/tools/compare/?tool=one").content.decode()
    assert re.search(r'<div class="note"><p>\*Traduction automatique', html)
