"""Does the Hub answer whatever a client says about its encoding?"""

import importlib
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory

from hub.languages import CODES

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def application():
    """Read here, not as the tests are collected: it reads the words of all languages."""
    return importlib.import_module("hub.wsgi").application


def environ_of(address: str, charset: str) -> dict:
    return RequestFactory().get(address).environ | {"CONTENT_TYPE": f"text/plain; charset={charset}"}


def status(application, charset: str) -> int:
    told = []
    environ = environ_of("/healthz?q=%5Cud800", charset)
    body = application(environ, lambda line, _headers: told.append(int(line.split()[0])))
    body.close()
    return told[0]


@pytest.mark.parametrize("charset", ["base64", "rot13", "undefined", "unicode_escape", "utf-16", "absent", "é"])
def test_an_encoding_that_is_none_of_text_is_no_failure(application, charset):
    assert status(application, charset) == status(application, "utf-8")


def test_what_is_typed_is_read_as_utf_8_by_whatever_name(application):
    environ = environ_of("/?q=%C3%A9", "unicode_escape")
    assert application.request_class(environ).GET["q"] == "é"


def test_the_words_of_the_search_are_read_before_anybody_asks():
    """In a process of its own: in this one other tests may have read them."""
    told = "import hub.wsgi, catalogue.concepts; print(catalogue.concepts.lexicon.cache_info().currsize)"
    made = subprocess.run(
        [sys.executable, "-c", told], cwd=settings.BASE_DIR, env=os.environ, capture_output=True, text=True, check=True
    )
    assert int(made.stdout) == len(CODES)
