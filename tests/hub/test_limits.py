"""Does a limit hold: for each key, on every process, with the broker and the cache away?"""

import threading
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from hub import limits
from hub.models import Limit

HOUR = timedelta(hours=1)


def tries(count: int, key: str = "192.0.2.0", name: str = "links", limit: int = 3) -> list[bool]:
    return [limits.allow(name, key, limit=limit, per=HOUR) for _ in range(count)]


def test_so_many_and_no_more(db):
    assert tries(5) == [True, True, True, False, False]


def test_each_key_and_each_name_for_itself(db):
    tries(3)
    assert tries(1, key="198.51.100.0") == [True]
    assert tries(1, name="mails") == [True]
    assert tries(1) == [False]


def test_a_window_ends_and_the_next_begins_full(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tries(3)
        clock.shift(HOUR - timedelta(seconds=1))
        assert tries(1) == [False]
        clock.shift(timedelta(seconds=1))
        assert tries(4) == [True, True, True, False]


def test_refusals_do_not_make_the_window_longer(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tries(3)
        for _ in range(6):
            clock.shift(timedelta(minutes=9))
            tries(1)
        clock.shift(timedelta(minutes=6))
        assert tries(1) == [True]


def test_none_at_all(db):
    assert tries(1, limit=0) == [False]


def test_the_cache_is_not_asked(db, settings):
    tries(3)
    cache.clear()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert tries(1) == [False]


def test_the_key_is_not_kept(db):
    tries(1, key="somebody@agency.example")
    [row] = Limit.objects.values_list()
    assert "somebody" not in str(row)


def test_a_new_key_in_front_resets_nothing(db, settings):
    """An open window goes on; the next one begins by the new key, so that the old one may go."""
    old = settings.HUB_KEYS[:1]
    settings.HUB_KEYS = old
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tries(2)
        settings.HUB_KEYS = [Fernet.generate_key().decode(), *old]
        assert tries(2) == [True, False]
        assert Limit.objects.count() == 1
        clock.shift(HOUR)
        assert tries(1) == [True]
        settings.HUB_KEYS = settings.HUB_KEYS[:1]
        assert tries(3) == [True, True, False]


def test_rows_by_two_keys_at_once(db, settings):
    """A process that has the new key beside one that has not: never more than both windows hold."""
    new, old = Fernet.generate_key().decode(), settings.HUB_KEYS[0]
    for keys in ([old], [new]):
        settings.HUB_KEYS = keys
        tries(2)
    settings.HUB_KEYS = [new, old]
    assert tries(3) == [True, False, False]


def test_the_queries_of_one_try(db, settings, django_assert_num_queries):
    settings.HUB_KEYS = [Fernet.generate_key().decode(), *settings.HUB_KEYS]
    for queries, answer in ((5, True), (1, True), (1, True), (3, False)):  # of the first two begin and end a savepoint
        with django_assert_num_queries(queries):
            assert tries(1) == [answer]


def test_what_is_over_is_forgotten(db):
    tries(1)
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        tries(1, key="198.51.100.0")
        assert limits.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert limits.forget_old() == 1
        assert tries(3, key="198.51.100.0") == [True, True, False]


@pytest.mark.slow
@pytest.mark.parametrize("open_window", [False, True])
def test_many_at_once_are_counted_each(open_window, transactional_db):
    if open_window:
        tries(1, limit=20)
    start, allowed = threading.Barrier(8), []

    def worker():
        start.wait()
        try:
            allowed.extend(tries(5, limit=20))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (40, 19 if open_window else 20)
