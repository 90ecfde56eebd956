"""Does every page fit a narrow screen, a magnified one and a reader's own text spacing? Is every control big enough?"""

import pytest

from hub.languages import CODES
from tests.e2e import probes
from tests.e2e.places import OFTEN, OURS

QUICK = ["ar"]  # right to left; the pseudo-language has longer words than any
WIDE = {"width": 1280, "height": 1024}
NARROW = {"width": 320, "height": 256}  # what is left of it at 400 %


def everywhere(page_for, language, places, **options):
    """Every page in turn, in one tab for each role."""
    tabs = {}
    for name, place in places.items():
        tab = tabs.get(place.role) or tabs.setdefault(place.role, page_for(place.role, language, **options))
        yield name, place.visit(tab)


def sideways(page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(probes.WIDEST) if page.evaluate(probes.WIDTH) > NARROW["width"] else []


def faults_of(page) -> dict[str, list[str]]:
    faults = {"too wide": sideways(page), "small": page.evaluate(probes.SMALL_TARGETS)}
    page.evaluate(probes.SPACE_TEXT)
    faults |= {"too wide with spacing": sideways(page), "cut off by spacing": page.evaluate(probes.CUT_OFF)}
    page.evaluate(probes.SPACE_NO_TEXT)
    page.set_viewport_size(WIDE)
    faults["small on a wide screen"] = page.evaluate(probes.SMALL_TARGETS)
    page.set_viewport_size(NARROW)
    return faults


def check(page_for, language, places):
    faults = [
        f"{name}, {kind}: {what}"
        for name, page in everywhere(page_for, language, places, **NARROW)
        for kind, found in faults_of(page).items()
        for what in found
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", QUICK)
def test_every_page_fits(page_for, language):
    """No sideways scroll at 320 pixels, with or without wider text; nothing cut off; controls of 24 pixels or more."""
    check(page_for, language, {name: place for name, place in OURS.items() if name in OFTEN})


@pytest.mark.prove
@pytest.mark.parametrize("language", CODES)
def test_every_other_page_fits_in_every_language(page_for, language):
    done = OFTEN if language in QUICK else {}
    check(page_for, language, {name: place for name, place in OURS.items() if name not in done})


def test_the_filters_can_be_opened_on_a_narrow_screen(page_for):
    page = page_for("officer", "en", width=360).open("tools/")
    box = page.locator("#facets input[name=stage]").first
    assert not box.is_visible()
    page.locator("details.toggle summary").click()
    assert box.is_visible()
