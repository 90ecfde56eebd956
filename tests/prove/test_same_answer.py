"""Does a page that takes an address do and say the same, whoever's address it is (PRIV-02)?"""

import re

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import OutboxMail
from members.application import AddressRequest
from tests.prove.doors import DOORS, KINDS, addresses
from tests.site.replies import told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VALUES = re.compile(r"'(?:[^']|'')*'|\"s\d+_x\d+\"|\b[0-9a-f]{32,}\b|\b\d[\d.:-]*\b")


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    """pytest-django puts a list in its place."""
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"


class Hashing:
    """How often a password was hashed."""

    def __init__(self, monkeypatch):
        self.count = 0
        hasher = type(get_hasher())
        for name in ("encode", "verify"):
            monkeypatch.setattr(hasher, name, self._counted(getattr(hasher, name)))

    def _counted(self, method):
        def counted(*args, **kwargs):
            self.count += 1
            return method(*args, **kwargs)

        return counted


@pytest.mark.parametrize("door", DOORS)
def test_the_same_bytes_and_the_same_work(door, monkeypatch):
    answers, work, hashing = {}, {}, Hashing(monkeypatch)
    for kind in KINDS:
        [(email, reference)] = addresses(kind, 1)
        ask = DOORS[door](email, reference)
        hashing.count = before = 0
        mails = OutboxMail.objects.count()
        with CaptureQueriesContext(connection) as queries:
            response = ask()
        statements = [VALUES.sub("?", query["sql"]) for query in queries]
        answers[kind] = told(response, email)
        work[kind] = "\n".join(statements), hashing.count - before, OutboxMail.objects.count() - mails
    for kind in KINDS:
        assert answers[kind] == answers["unknown"], kind
        assert work[kind] == work["unknown"], kind


def test_what_was_typed_waits_for_the_worker(db):
    """Of a password and a link to an application the request keeps the address, and nothing else happens in it."""
    for door in ("reset", "status"):
        [(email, reference)] = addresses("pending", 1)
        DOORS[door](email, reference)()
    assert (AddressRequest.objects.count(), OutboxMail.objects.count()) == (2, 0)
