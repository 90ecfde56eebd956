"""Does a checked file wait for the person who checked it, and for nobody else?"""

import pytest
from django.core.cache import cache

from hub import waiting_files
from tests.personas import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("curator")


def test_it_waits_for_the_second_press(person):
    digest = waiting_files.keep("import", person, name="a.csv", content=b"\x00content", seen="state")
    found = waiting_files.kept("import", person, digest)
    assert found == waiting_files.Waiting("a.csv", b"\x00content", "state")


def test_another_person_purpose_or_file_finds_nothing(person):
    digest = waiting_files.keep("import", person, name="a.csv", content=b"one")
    assert waiting_files.kept("import", make_user("curator"), digest) is None
    assert waiting_files.kept("proposal", person, digest) is None
    assert waiting_files.kept("import", person, "0" * 64) is None
    waiting_files.keep("import", person, name="b.csv", content=b"two")
    assert waiting_files.kept("import", person, digest) is None


def test_it_can_be_forgotten(person):
    digest = waiting_files.keep("import", person, name="a.csv", content=b"one")
    waiting_files.forget("import", person)
    assert waiting_files.kept("import", person, digest) is None


def test_it_waits_encrypted(person):
    waiting_files.keep("import", person, name="canary.csv", content=b"canary")
    assert "canary" not in cache.get(f"import:{person.pk}")
