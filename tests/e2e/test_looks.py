"""Do the reader's own settings hold: colours of the system, little motion, dark, paper?"""

import pytest

BORDER = """element => { const style = getComputedStyle(element);
  return style.borderBlockStartStyle !== 'none' ? parseFloat(style.borderBlockStartWidth) : 0 }"""
MOVING = """all => all.filter(element => { const style = getComputedStyle(element);
  return style.animationName !== 'none' || style.transitionDuration !== '0s'
    || style.scrollBehavior !== 'auto' }).length"""
LINES = """all => all.flatMap(paragraph => {
  const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), lines = new Map();
  const range = document.createRange();
  while (walk.nextNode()) for (let at = 0; at < walk.currentNode.length; at++) {
    range.setStart(walk.currentNode, at); range.setEnd(walk.currentNode, at + 1);
    const box = range.getBoundingClientRect();
    if (box.width) lines.set(Math.round(box.bottom), (lines.get(Math.round(box.bottom)) || 0) + 1);
  }
  return [...lines.values()].slice(0, -1);
})"""
PIECES = """all => all.map(one => { const range = document.createRange();
  range.selectNodeContents(one); return range.getClientRects().length })"""
COLOURS = "() => ['background-color', 'color'].map(name => getComputedStyle(document.documentElement)[name])"


def lightness(colour: str) -> float:
    parts = [float(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    return sum(parts) / len(parts)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_boxes_and_marks_show_in_forced_colours(page_for, language, tmp_path):
    page = page_for("officer", language, forced_colors="active").open("tools/?stage=triage&q=griffeye")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for boxed in (".chosen a", ".search .button", ".panel .button", ".tag", "#q"):
        assert page.locator(boxed).first.evaluate(BORDER) >= 1, boxed
    mark = page.locator("mark").first
    assert mark.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    assert page.locator("input[name=stage][value=triage]").is_checked()
    assert len(page.screenshot(path=tmp_path / "forced.png")) > 10_000


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(page_for, motion):
    page = page_for("officer", "en", reduced_motion=motion).open("tools/")
    assert page.eval_on_selector_all("*", MOVING) == 0


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_follow_the_reader(page_for, scheme, dark):
    page = page_for("officer", "en", color_scheme=scheme).open("home/")
    paper, ink = page.evaluate(COLOURS)
    assert (lightness(paper) < lightness(ink)) is dark


def test_lines_are_not_too_long_to_read(page_for):
    """At most 70 letters a line of running text, on average over the full lines."""
    for width in (1280, 2560):
        page = page_for("visitor", "en", width=width).open("privacy/")
        lines = page.eval_on_selector_all("article p", LINES)
        assert len(lines) > 5
        assert 55 <= sum(lines) / len(lines) <= 70


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_count_is_never_broken_into_two_lines(page_for, language):
    page = page_for("officer", language).open("tools/workflow/")
    lines = page.eval_on_selector_all(".counted .soft", PIECES)
    assert lines.count(1) > 20
    assert set(lines) <= {0, 1}  # none of what is folded away


def test_chinese_lines_hold_forty_characters(page_for):
    page = page_for("visitor", "zh-hans").open("privacy/")
    lines = page.eval_on_selector_all("article p", LINES)
    assert 34 <= max(lines) <= 46  # letters of names are narrower
