"""A small catalogue with French texts."""

import pytest

from tests.catalogue.translated import world


@pytest.fixture
def made(tool_factory, stage_factory, evidence_factory):
    return world(tool_factory, stage_factory, evidence_factory)
