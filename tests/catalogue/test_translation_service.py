"""Does the outside service get a text of the catalogue, nothing else, and can it not hold the Hub up?"""

import ast
import json
import socket
import time

import pytest
from django.conf import settings as held_settings

from catalogue import models, translation_service
from catalogue.translation_service import NotOfTheCatalogue, ServiceFault, ask
from tests.catalogue.translated import ENGLISH
from tests.catalogue.translating_service import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings):
    with serving() as service:
        settings.TRANSLATE_URL, settings.TRANSLATE_KEY = service.url, ""
        yield service


def fault(made) -> str:
    with pytest.raises(ServiceFault) as found:
        ask(made.tool, "limits", "fr")
    assert str(found.value)
    return found.value.code


# --- What is asked ------------------------------------------------------------------------------------------------


def test_it_works(service, made):
    service.texts[ENGLISH] = " Il trouve 3 fichiers. "
    answer = ask(made.tool, "limits", "fr")
    assert (answer.english, answer.text) == (ENGLISH, "Il trouve 3 fichiers.")
    assert service.asked == [
        ("/translate", {"q": ENGLISH, "source": "en", "target": "fr", "format": "text"}),
    ]


def test_with_a_key_under_a_path_in_chinese(service, made, settings):
    settings.TRANSLATE_URL, settings.TRANSLATE_KEY = f"{service.url}/mt/", "s3cret"
    ask(made.tool, "limits", "zh-hans")
    [(path, asked)] = service.asked
    assert (path, asked["target"], asked["api_key"]) == ("/mt/translate", "zh", "s3cret")


def test_paragraph_by_paragraph(service, made):
    models.Tool.objects.update(limits_en="One.\n\nTwo.")
    service.texts = {"One.": "Un.", "Two.": "Deux."}
    assert ask(made.tool, "limits", "fr").text == "Un.\n\nDeux."


def test_it_says_nothing_of_the_hub(service, made):
    ask(made.tool, "limits", "fr")
    assert {name.lower() for name in service.headers[0]} == {
        "host", "accept-encoding", "content-length", "content-type", "accept", "connection"
    }  # fmt: skip


# --- What is never asked ------------------------------------------------------------------------------------------


def test_it_is_off_unless_it_is_set(made, settings):
    assert held_settings.TRANSLATE_URL == ""
    assert fault(made) == "off"


def test_what_is_not_of_the_catalogue(service, made, report_factory):
    report = report_factory(tool=made.tool, text="CANARY")
    strangers = [(report, "text"), (made.tool, "name"), (made.tool, "submitted_by"), (made.tool.provider, "name")]
    for row, name in strangers:
        with pytest.raises(NotOfTheCatalogue):
            ask(row, name, "fr")
    assert service.asked == []


def test_not_what_somebody_put_into_a_row_without_saving_it(service, made):
    made.tool.limits_en = "CANARY"
    ask(made.tool, "limits", "fr")
    unsaved = models.Stage(slug="other", name_en="CANARY")
    with pytest.raises(NotOfTheCatalogue):
        ask(unsaved, "name", "fr")
    assert service.sent == [ENGLISH]


@pytest.mark.parametrize("state", ["draft", "in-review", "withdrawn"])
def test_nothing_that_officers_do_not_see(service, made, state):
    models.Tool.objects.update(state=state)
    for row, name in ((made.tool, "limits"), (made.claim, "claim")):
        with pytest.raises(NotOfTheCatalogue):
            ask(row, name, "fr")
    assert service.asked == []


def test_only_into_the_languages_of_the_hub(service, made):
    with pytest.raises(NotOfTheCatalogue):
        ask(made.tool, "limits", "en")
    assert service.asked == []


def test_one_verb_alone_leads_to_the_service():
    """Whoever else wants to send a text has to change this test."""
    users = {}
    for path in held_settings.BASE_DIR.glob("[chlm]*/**/*.py"):
        module = ".".join(path.relative_to(held_settings.BASE_DIR).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", "")
                if node.func.attr == "ask" and owner in {"service", "translation_service"}:
                    users.setdefault("ask", set()).add(module)
            if isinstance(node, ast.Attribute) and node.attr in {"TRANSLATE_URL", "TRANSLATE_KEY"}:
                users.setdefault("settings", set()).add(module)
    assert users == {"ask": {"catalogue.machine_translating"}, "settings": {"catalogue.translation_service"}}


# --- What may go wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, b"{}", "refused"),
        (429, b"{}", "busy"),
        (500, b"{}", "error"),
        (302, b"", "error"),
        (200, b"", "unreadable"),
        (200, b"<html>", "unreadable"),
        (200, b"[]", "unreadable"),
        (200, b'{"translatedText": null}', "unreadable"),
        (200, b'{"translatedText": ["a"]}', "unreadable"),
        (200, b'{"translatedText": "  "}', "unreadable"),
        (200, b'{"error": "no such language"}', "unreadable"),
        (200, b"[" * 200_000, "unreadable"),
        (200, b'{"translatedText": "' + b"x" * 300_000 + b'"}', "unreadable"),
    ],
)
def test_an_answer_that_is_none(status, body, code, service, made):
    service.answer = (status, body)
    assert fault(made) == code


def test_a_redirect_is_not_followed(service, made):
    def elsewhere(handler):
        handler.send_response(307)
        handler.send_header("Location", f"{service.url}/other")
        handler.end_headers()

    service.answer = elsewhere
    assert fault(made) == "error"
    assert [path for path, _body in service.asked] == ["/translate"]


def test_nobody_is_there(made, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.TRANSLATE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert fault(made) == "no connection"


def test_one_that_hangs_up(service, made):
    service.answer = lambda handler: handler.connection.close()
    assert fault(made) == "unreadable"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"])
def test_one_that_is_slow_is_given_up(head, service, made, monkeypatch):
    def drip(handler):
        handler.wfile.write(head)
        while not service.over.wait(0.02):
            handler.wfile.write(b"X")
            handler.wfile.flush()

    monkeypatch.setattr(translation_service, "SECONDS", 0.4)
    service.answer, start = drip, time.monotonic()
    assert fault(made) == "timeout"
    assert time.monotonic() - start < 3


def test_no_proxy_of_the_environment_is_asked(service, made, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert ask(made.tool, "limits", "fr").text == ENGLISH


def test_quotes_and_line_ends_are_sent_as_they_are(service, made):
    models.Tool.objects.update(limits_en='A "word"\nand \\ more')
    ask(made.tool, "limits", "fr")
    assert service.sent == ['A "word"\nand \\ more']
    assert json.dumps(service.asked[0][1])
