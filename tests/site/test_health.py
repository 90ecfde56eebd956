"""Do the two health addresses tell the right thing to the right one?"""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.quick

OUTSIDE = "203.0.113.9"


def boom(*args, **kwargs):
    raise OSError("away")


def test_healthz_asks_nothing(visitor):
    """(No database fixture: a query would fail the test.)"""
    response = visitor.get("/healthz")
    assert (response.status_code, response.content, response.headers["Content-Type"]) == (200, b"ok", "text/plain")


def test_health_is_answered_over_plain_http_too(client):
    assert Client().get("/healthz").status_code == 200


def test_details_for_this_machine(db, visitor):
    names = ("ok", "database", "cache", "broker", "outbox")
    assert visitor.get("/readyz").json() == dict.fromkeys(names, True)


@pytest.mark.parametrize("extra", [{"REMOTE_ADDR": OUTSIDE}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_one_word_for_everybody_else(extra, db, visitor):
    response = visitor.get("/readyz", **extra)
    assert (response.status_code, response.content) == (200, b"ok")


def test_database_away(visitor, db, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", boom)
        inside, outside = visitor.get("/readyz"), visitor.get("/readyz", REMOTE_ADDR=OUTSIDE)
    assert (inside.status_code, inside.json()["database"]) == (503, False)
    assert (outside.status_code, outside.content) == (503, b"fail")


def test_cache_away(visitor, db, monkeypatch):
    monkeypatch.setattr(cache, "set", boom)
    response = visitor.get("/readyz")
    assert (response.status_code, response.json()["cache"]) == (503, False)


def test_broker_away(visitor, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = visitor.get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (503, False)


@pytest.mark.parametrize(("age", "ready"), [(0, True), (290, True), (310, False)])
def test_mail_that_does_not_leave(age, ready, visitor, outbox_mail_factory):
    outbox_mail_factory(created=timezone.now() - timedelta(seconds=age))
    response = visitor.get("/readyz")
    assert (response.json()["outbox"], response.status_code) == (ready, 200 if ready else 503)


def test_sent_and_given_up_mail_does_not_count(visitor, outbox_mail_factory):
    old = timezone.now() - timedelta(days=1)
    outbox_mail_factory(created=old, sent=timezone.now())
    outbox_mail_factory(created=old, given_up=timezone.now())
    assert visitor.get("/readyz").status_code == 200
