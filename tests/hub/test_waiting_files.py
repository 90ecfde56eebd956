"""Does a checked file wait for the person who checked it, and for nobody else?"""

import pytest
from django.core.cache import cache

from hub import waiting_files
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return make_user("curator")


def test_it_waits_for_the_second_press(curator):
    digest = waiting_files.keep("import", curator, name="a.csv", content=b"\x00content", seen="state")
    found = waiting_files.kept("import", curator, digest)
    assert found == waiting_files.Waiting("a.csv", b"\x00content", "state")


def test_another_person_purpose_or_file_finds_nothing(curator):
    digest = waiting_files.keep("import", curator, name="a.csv", content=b"one")
    assert waiting_files.kept("import", make_user("curator"), digest) is None
    assert waiting_files.kept("proposal", curator, digest) is None
    assert waiting_files.kept("import", curator, "0" * 64) is None
    waiting_files.keep("import", curator, name="b.csv", content=b"two")
    assert waiting_files.kept("import", curator, digest) is None


def test_it_can_be_forgotten(curator):
    digest = waiting_files.keep("import", curator, name="a.csv", content=b"one")
    waiting_files.forget("import", curator)
    assert waiting_files.kept("import", curator, digest) is None


def test_it_waits_encrypted(curator):
    waiting_files.keep("import", curator, name="canary.csv", content=b"canary")
    assert "canary" not in cache.get(f"import:{curator.pk}")
