"""Do the guards of tests/conftest.py bite?"""

import socket

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines
from pytest_socket import SocketConnectBlockedError
from zeal import NPlusOneError, zeal_context

from catalogue import models
from hub import audit_words, retention
from hub.models import AuditEvent
from tests.guards import UndefinedVariable, WithoutWords, check_words
from tests.personas import EVERYBODY


def test_everybody_is_there(browsers):
    assert set(browsers) == set(EVERYBODY)


def test_the_real_catalogue(catalogue):
    assert models.Tool.objects.count() == len(catalogue.entries) > 150


def test_empty_without_asking(db):
    assert not models.Tool.objects.exists()


def test_a_small_world(tool_factory, stage_factory):
    stage = stage_factory()
    assert tool_factory(stages=[stage]).stages.get() == stage


def _template(text: str, folder: str) -> Template:
    engine = engines["django"].engine
    return Template(text, origin=Origin(f"{settings.BASE_DIR}/{folder}/made_up.html"), engine=engine)


def test_an_undefined_variable_of_ours_fails():
    with pytest.raises(UndefinedVariable, match="nobody"):
        _template("{% if True %}{{ nobody }}{% endif %}", "templates").render(Context())


def test_libraries_may_leave_variables_undefined():
    assert _template("[{{ nobody }}]", "site-packages/library").render(Context()) == "[]"


@pytest.mark.parametrize(("name", "code"), [("event", "nobody did"), ("by", "somebody"), ("target", "a new place 7")])
def test_an_event_without_words_fails(name, code):
    said = {"event": "signed in", "by": "system", "target": "user 7"}
    check_words(AuditEvent(**said))
    with pytest.raises(WithoutWords, match=code):
        check_words(AuditEvent(**said | {name: code}))


def test_what_the_code_records_is_checked(db, monkeypatch):
    monkeypatch.delitem(audit_words.all_of("EVENTS"), "old records forgotten")
    with pytest.raises(WithoutWords, match="old records forgotten"):
        retention.forget_old()


def test_the_network_is_closed():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_query_in_a_loop_fails(officer, tool_factory):
    for _ in range(3):
        tool_factory()
    with zeal_context(), pytest.raises(NPlusOneError):
        [tool.provider.name for tool in models.Tool.objects.all()]


def test_no_test_is_skipped():
    """A missing service must fail. (The words are put together here so that this file does not hold them.)"""
    words = [f"pytest.{'skip'}", f"mark.{'skip'}", f"{'importor'}skip", f"skip{'Test'}", f"unittest.{'skip'}"]
    files = (settings.BASE_DIR / "tests").rglob("*.py")
    assert [f"{file}: {word}" for file in files for word in words if word in file.read_text(encoding="utf-8")] == []
