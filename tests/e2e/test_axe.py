"""Does axe find an accessibility fault on any page, light or dark?

In English and Arabic here; all six languages among the proofs. A clean answer proves little by itself: what a page
holds is asserted by the other tests.
"""

import pytest

from hub.languages import CODES
from tests.e2e.axe import COLOURS, CONTRAST, faults
from tests.e2e.places import OFTEN, PLACES


def check(tab_of, name, language, *, dark, without=()):
    tab = tab_of(PLACES[name].role, language)
    page = PLACES[name].visit(tab)
    assert page.locator("html").get_attribute("lang").lower() == language
    assert page.locator("h1").count() >= 1
    assert faults(page, without=without) == []
    if dark:
        page.emulate_media(color_scheme="dark")
        page.evaluate("Promise.all(document.getAnimations().map(change => change.finished))")
        assert faults(page, CONTRAST) == []


@pytest.mark.parametrize("name", OFTEN)
def test_no_fault_light_or_dark(tab_of, name):
    check(tab_of, name, "en", dark=True)


@pytest.mark.parametrize("name", OFTEN)
def test_no_fault_right_to_left(tab_of, name):
    """Colours are the same both ways; looking at them is half of the time, so here it is left to the English pages."""
    check(tab_of, name, "ar", dark=False, without=COLOURS)


@pytest.mark.prove
@pytest.mark.parametrize(
    ("name", "language"), [(name, code) for name in PLACES for code in CODES if code != "en" or name not in OFTEN]
)
def test_no_fault_in_the_other_languages(tab_of, name, language):
    check(tab_of, name, language, dark=True)
