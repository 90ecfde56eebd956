"""Do the documents say what the code does?"""

import re

from django.conf import settings
from django.core.management import get_commands

from hub import jobs
from hub.management.commands import document_access

ROOT = settings.BASE_DIR


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_documented():
    code = read("hub/settings.py")
    used = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    told = re.findall(r"^\| `([A-Z_]+)` \|", read("docs/settings.md"), re.MULTILINE)
    assert len(used) > 12
    assert sorted(told) == sorted(used)


def test_defaults_in_the_document_are_those_of_the_code():
    code = read("hub/settings.py")
    for name, default in re.findall(r"^\| `([A-Z_]+)` \| `(\d+)` \|", read("docs/settings.md"), re.MULTILINE):
        found = re.search(rf'"{name}", (?:default=)?(\w+)', code)
        assert {"False": "0", "True": "1"}.get(found[1], found[1]) == default, name


PERIODS = re.compile(r"^\| `HUB_(\w+_(DAYS|MONTHS))` \| (\d+) (days|months) \|.*\| `([\w.]+)` \|$", re.MULTILINE)


def test_periods_in_the_document_are_those_of_the_settings():
    told = PERIODS.findall(read("docs/retention.md"))
    assert {name.lower(): int(count) for name, _, count, _, _ in told} == settings.RETENTION
    assert [unit for _, unit, _, _, _ in told] == [unit.upper() for _, _, _, unit, _ in told]


def test_each_period_has_a_job_that_runs():
    runs = [schedule.run for schedule in jobs.SCHEDULES]
    scheduled = [run if isinstance(run, str) else f"{run.__module__}.{run.__name__}" for run in runs]
    for name, *_, job in PERIODS.findall(read("docs/retention.md")):
        assert any(f"{run}.".startswith(f"{job}.") for run in scheduled), (name, job)


def test_access_document_is_written_from_the_table():
    """Run `manage.py document_access` after a change of hub/access.py or of an address."""
    assert read("docs/access.md") == document_access.document()


def test_make_words_in_the_readme_exist():
    words = set(re.findall(r"(?:`|^ *)make ([a-z]+)", read("README.md"), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert {"run", "test"} <= words
    assert words <= targets


def test_files_named_in_the_readme_exist():
    """Links to files of the project."""
    for target in re.findall(r"\]\(([^)#:]+)\)", read("README.md")):
        assert (ROOT / target).exists(), target


def test_commands_named_in_the_documents_exist():
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]]
    named = {name for text in texts for name in re.findall(r"manage\.py ([a-z_]+)", text)}
    assert named <= set(get_commands())


def test_every_dependency_says_why():
    inside = re.findall(r'^    "[A-Za-z].*$', read("pyproject.toml").partition("[build-system]")[0], re.MULTILINE)
    assert len(inside) > 30
    assert [line for line in inside if not re.search(r'",\s+# \w', line)] == []


def test_locks_have_hashes_and_no_registry():
    for name in ("base", "test"):
        text = read(f"requirements/{name}.txt")
        pinned = re.findall(r"^[a-z0-9][^ ]*==", text, re.MULTILINE)
        assert len(pinned) > 30
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "index-url" not in text
        assert "://" not in text
