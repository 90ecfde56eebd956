"""Do the guards of tests/conftest.py bite?"""

import socket

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines
from pytest_socket import SocketConnectBlockedError
from zeal import NPlusOneError, zeal_context

from catalogue import models
from tests.guards import UndefinedVariable
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
