"""Do the settings refuse what is not safe?"""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "k3y-" + "aB9_" * 14,
    "HUB_KEYS": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdDE=",
    "ALLOWED_HOSTS": "hub.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "HUB_DEMO": "0",
}
pytestmark = pytest.mark.slow


def run(*command: str, **environment) -> subprocess.CompletedProcess:
    """A command in a process of its own; None takes a variable away."""
    base = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    chosen = {name: value for name, value in (GOOD | environment).items() if value is not None}
    arguments = command or ("-c", "import django; django.setup()")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=base | {"DJANGO_SETTINGS_MODULE": "hub.settings", "HUB_ENV_FILE": os.devnull} | chosen,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_good_ones_start():
    assert run().returncode == 0


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": "short"}, "at least 50 characters"),
        ({"HUB_KEYS": ""}, "at least one Fernet key"),
        ({"HUB_KEYS": "not-a-key"}, "Fernet key"),
        ({"HUB_DEMO": "1"}, "HUB_DEMO"),
        ({"HUB_DEMO": "1", "ALLOWED_HOSTS": "localhost,hub.example"}, "HUB_DEMO"),
        ({"HUB_DEMO": "1", "ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"HUB_DEMO": "1", "ALLOWED_HOSTS": ""}, "HUB_DEMO"),
        ({"HUB_DEMO": "1", "ALLOWED_HOSTS": ".localhost"}, "HUB_DEMO"),
        ({"ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"ALLOWED_HOSTS": "hub.example,*"}, "must name the hosts"),
        ({"HUB_DRAFT_DAYS": "0"}, "at least 1"),
        ({"HUB_REVIEW_HIGH_DAYS": "0"}, "after 1 day at the earliest"),
        ({"HUB_LINKS_PER_RUN": "-1"}, "at least 1"),
        ({"HUB_LAPSED_MONTHS": "-12"}, "at least 1"),
        ({"HUB_TRANSLATE_URL": "http://translate.example"}, "HUB_TRANSLATE_URL"),
    ],
)
def test_these_do_not(environment, words):
    result = run(**environment)
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr
    assert words in result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "HUB_KEYS"])
def test_a_missing_key_is_named(name, tmp_path):
    result = run(**{name: None})
    assert result.returncode != 0
    assert name in result.stderr


def test_values_may_come_from_files(tmp_path):
    file = tmp_path / "key"
    file.write_text(GOOD["SECRET_KEY"], encoding="utf-8")
    assert run(SECRET_KEY=None, SECRET_KEY_FILE=str(file)).returncode == 0


def test_the_demo_starts_on_this_machine_only_over_http():
    show = "import django; django.setup(); from django.conf import settings as s"
    show += "; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME)"
    assert run("-c", show, HUB_DEMO="1", ALLOWED_HOSTS="localhost,127.0.0.1").stdout.strip() == "False sessionid"
    assert run("-c", show).stdout.strip() == "True __Host-sessionid"


def test_deploy_check_has_nothing_to_say():
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_no_migration_is_missing():
    result = run("manage.py", "makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout
