"""Is each script drawn in a face made for it, and is text in another language marked as such?"""

import pytest

from tests.e2e.places import TOOL

# Takes the Arabic away from one tool; prints how each of its English texts begins.
UNTRANSLATE = f"""
from catalogue.models import Tool
tool = Tool.objects.get(slug="{TOOL}")
for field in ("summary", "what_it_does", "limits", "how_to_get"):
    print("text:" + getattr(tool, field + "_en")[:40])
    setattr(tool, field + "_ar", None)
tool.save()
"""
# Where a piece of the first text that holds a name is drawn: its left edge.
DRAWN = """([name, piece]) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(name);
        if (at < 0 || walker.currentNode.parentElement.closest("[translate=no]")) continue;
        const range = document.createRange(), from = at + name.indexOf(piece);
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, from + piece.length);
        return range.getBoundingClientRect().left;
    }
}"""
MARKED = "text => [text.closest('[lang]').lang, text.closest('[dir]').dir]"


def faces(page, selector) -> str:
    """The names of the fonts that draw the first element of a selector."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return " ".join(
        font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    )


@pytest.mark.parametrize(("language", "face"), [("ar", "Arabic"), ("zh-hans", "CJK")])
def test_each_script_has_its_own_face(page_for, language, face):
    page = page_for("officer", language).open("tools/")
    assert face in faces(page, "#facets label")
    assert face in faces(page, f"nav.languages [lang={language}]")


def test_english_text_on_an_arabic_page_says_that_it_is_english(live, page_for):
    printed = live.manage("shell", "-c", UNTRANSLATE)
    texts = [line.removeprefix("text:") for line in printed.splitlines() if line.startswith("text:")]
    assert len(texts) == 4
    page = page_for("officer", "ar").open(f"tools/{TOOL}/")
    assert page.locator("h2").first.evaluate(MARKED) == ["ar", "rtl"]
    for text in texts:
        assert page.get_by_text(text).first.evaluate(MARKED) == ["en", "ltr"], text
    page = page_for("officer", "ar").open("tools/?provider=cellebrite")
    assert page.get_by_text(texts[0]).first.evaluate(MARKED) == ["en", "ltr"]


def test_latin_names_stand_apart_in_arabic(page_for):
    page = page_for("officer", "ar").open("tools/")
    names = page.locator(".rows h2")
    assert names.count() > 5
    assert page.locator(".rows h2 a > bdi[translate=no]").count() == names.count()
    page.locator(".rows h2 a").first.click()
    page.locator("h1 > bdi[translate=no]").wait_for()


@pytest.mark.parametrize(
    ("tool", "name", "left", "right"),
    [
        ("cellebrite-guardian", "404 Media", "404", "Media"),
        ("safetonet-harmblock", "HarmBlock+", "HarmBlock", "+"),
        ("oxygen-forensic-detective", "5 TB", "5", "TB"),
        ("ncmec-hash-sharing", "18 U.S.C.", "18", "U.S.C."),
    ],
)
def test_latin_names_in_arabic_sentences_are_read_from_the_left(page_for, tool, name, left, right):
    page = page_for("officer", "ar").open(f"tools/{tool}/")
    places = [page.evaluate(DRAWN, [name, piece]) for piece in (left, right)]
    assert None not in places
    assert places == sorted(set(places))


def test_a_search_in_arabic_is_typed_from_the_right(page_for):
    page = page_for("officer", "ar").open("tools/")
    page.fill("#q", "صور")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("#q").evaluate(direction) == "rtl"
    page.fill("#q", "Griffeye")
    assert page.locator("#q").evaluate(direction) == "ltr"
