"""Every test of the account pages begins in English, whatever language the one before it read last; mail is rows."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    """pytest-django puts a list in its place."""
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"
