"""Somebody at the translation desk."""

import pytest

from tests.personas import browser_of, make_user


@pytest.fixture
def french_translator(made):
    """With the small catalogue."""
    return browser_of("translator", user=make_user("translator", working_languages=["fr"]))
