"""Can somebody read in the log who did what, or open a link with it (AUD-07)?"""

import io
import json
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from hub.logs import JSONFormatter
from members.invitations import invite
from tests.members.people import type_password

SECRETS = ("dana.reyes", "agency.example", "quiet lantern", "Müller", "typed-words")


@pytest.fixture
def log():
    """Everything that is logged, line by line as in production."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JSONFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "gunicorn.error")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in text.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def _all_of_it(caplog):
    caplog.set_level(logging.INFO)


def requests(lines: list[dict]) -> list[tuple]:
    return [(line["method"], line["route"], line["status"]) for line in lines if line["log"] == "hub.access_log"]


def test_a_request_is_its_route_and_nobody(officer, log):
    officer.get("/en/tools/words/?q=typed-words", REMOTE_ADDR="192.0.2.77")
    [line] = log()
    assert set(line) == {"time", "level", "log", "message", "method", "route", "status", "ms", "address"}
    assert (line["method"], line["route"], line["status"]) == ("GET", "/en/tools/words/", 200)
    assert line["address"] == "192.0.2.0"


def test_the_secret_of_a_link_is_not_told(visitor, log, db):
    secret = invite(email="dana.reyes@agency.example", role="officer")
    addresses = [
        reverse("members:invitation", args=[secret]),
        reverse("members:invitation", args=[secret[:-1] + "!"]),
        f"/en/accounts/invitation/{secret}",
        f"/en/accounts/invitation/{secret}/more/",
        f"/en/accounts/password/reset/key/1a-{secret}/",
        f"/xx/{secret}/",
        f"/static/{secret}",
    ]
    for address in addresses:
        visitor.get(address)
        visitor.post(address, {"name": "Müller"})
    lines = log()
    assert secret[:20] not in json.dumps(lines)
    routes = {route for _, route, _ in requests(lines)}
    assert routes >= {"/en/accounts/invitation/<str:secret>/", "(unknown)", "/static/"}
    assert len(requests(lines)) == 2 * len(addresses)


def test_a_sign_in_tells_no_address(visitor, log, user_factory):
    type_password(visitor, user_factory(email="dana.reyes@agency.example"))
    assert len(requests(log())) == 1
    assert [secret for secret in SECRETS if secret in repr(log())] == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("no such place: Müller"), "ValueError"),
        (IntegrityError("DETAIL: Key (email)=(dana.reyes@agency.example) exists"), "IntegrityError"),
        (OperationalError("the server is away"), "OperationalError: the server is away"),
        (OSError("550 <dana.reyes@agency.example> unknown"), "OSError: 550 <(address)> unknown"),
    ],
)
def test_a_fault_tells_its_place_and_not_what_was_typed(error, told, visitor, log, monkeypatch):
    def broken(*args):
        try:
            raise KeyError("typed-words")
        except KeyError:
            raise error  # noqa: B904

    monkeypatch.setattr("hub.texts.page", broken)
    visitor.raise_request_exception = False
    visitor.get("/en/about/?q=typed-words")
    [line] = [line for line in log() if line["level"] == "ERROR"]
    assert line["error"][0] == told
    assert "KeyError" in line["error"]
    assert any("test_logs.py" in place for place in line["error"])
    assert [secret for secret in SECRETS if secret in repr(log())] == []


def test_a_line_break_does_not_make_a_line(log):
    logging.getLogger("hub").warning('first\nsecond "quoted" \u2028 third')
    [line] = log()
    assert line["message"] == 'first\nsecond "quoted" \u2028 third'


def test_addresses_are_taken_out_wherever_they_stand(log):
    fields = {"to": ["<dana.reyes@agency.example>"], "count": 2}
    logging.getLogger("hub").warning(
        '"dana.reyes@agency.example" said\ndana.reyes@agency.example', extra={"fields": fields}
    )
    [line] = log()
    assert (line["message"], line["to"], line["count"]) == ('"(address)" said\n(address)', ["<(address)>"], 2)


def test_the_servers_own_lines_are_ours_too(log):
    handlers = logging.getLogger("gunicorn.error").handlers
    assert any(isinstance(handler.formatter, JSONFormatter) for handler in handlers)
    logging.getLogger("gunicorn.error").error(
        "Error handling request %s", f"/en/accounts/invitation/{'s3cret' * 6}/?q=x"
    )
    [line] = log()
    assert line["message"] == "Error handling request /en/accounts/invitation/…/?…"


def test_nothing_starts_the_servers_access_log():
    """It would write whole addresses; ours writes routes. It is off unless somebody names a file."""
    files = ["Dockerfile", "docker-compose.yml", "docs/running.md", "members/management/commands/demo.py"]
    words = " ".join(Path(settings.BASE_DIR / file).read_text(encoding="utf-8") for file in files).split()
    places = [words[index + 1] for index, word in enumerate(words) if "access-logfile" in word or "accesslog" in word]
    assert {place.strip('",[]') for place in places} <= {"/dev/null"}
