"""Is a backup a whole database, taken while the site runs?"""

import sqlite3
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories.members import UserFactory


@pytest.fixture
def on_sqlite():
    return connection.vendor == "sqlite"


def test_it_says_what_to_use_on_postgresql(db, tmp_path, on_sqlite):
    if not on_sqlite:
        with pytest.raises(CommandError, match="pg_dump"):
            call_command("backup", tmp_path / "copy.sqlite3")
        assert not (tmp_path / "copy.sqlite3").exists()


def test_a_copy_is_whole_and_private(transactional_db, tmp_path, on_sqlite):
    if on_sqlite:
        UserFactory.create_batch(20)
        file = tmp_path / "copy.sqlite3"
        call_command("backup", file)
        copy = sqlite3.connect(file)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT COUNT(*) FROM members_user").fetchone() == (20,)
        copy.close()
        assert (file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file])


def test_it_never_overwrites(db, tmp_path, on_sqlite):
    file = tmp_path / "copy.sqlite3"
    file.write_text("an older backup", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("backup", file)
    assert file.read_text(encoding="utf-8") == "an older backup"


@pytest.mark.slow
def test_a_copy_while_somebody_writes(tmp_path, on_sqlite):
    """A database file of its own, a writer in another thread: every copy holds whole transactions only."""
    source = sqlite3.connect(tmp_path / "live.sqlite3", check_same_thread=False, isolation_level=None)
    source.execute("PRAGMA journal_mode=WAL")
    source.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
    stop = threading.Event()

    def write():
        own = sqlite3.connect(tmp_path / "live.sqlite3", timeout=20, isolation_level=None)
        number = 0
        while not stop.is_set():
            number += 1
            own.execute("BEGIN IMMEDIATE")
            own.execute("INSERT INTO pair VALUES (?, 0)", (number,))
            own.execute("UPDATE pair SET b = a WHERE a = ?", (number,))
            own.execute("COMMIT")
        own.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(10):
            copy = sqlite3.connect(tmp_path / f"copy{number}.sqlite3")
            source.backup(copy)
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert copy.execute("SELECT COUNT(*) FROM pair WHERE a != b").fetchone() == (0,)
            copy.close()
    finally:
        stop.set()
        thread.join()
        source.close()
