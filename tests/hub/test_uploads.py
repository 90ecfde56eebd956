"""Is a request that is too large refused before it is read?"""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from hub import uploads
from hub.languages import CODES, COMPLETE, DEFAULT
from tests.site.html import page


class Unread(io.RawIOBase):
    """Fails when somebody reads it."""

    def read(self, *args):
        raise AssertionError


@pytest.fixture
def request_of(settings):
    settings.UPLOAD_BYTES = 5000

    def request_of(**changes):
        request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", b"x" * 100)})
        request.META |= changes
        return request

    return request_of


def test_a_small_file_arrives(request_of):
    assert request_of().FILES["file"].read() == b"x" * 100


def test_a_hundred_megabytes_are_refused_by_what_the_request_says(request_of):
    request = request_of(CONTENT_LENGTH=str(100 * 1024 * 1024))
    request._stream = Unread()
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


def test_it_stands_in_front_of_those_that_read(settings):
    assert settings.FILE_UPLOAD_HANDLERS[0] == f"{uploads.Bounded.__module__}.{uploads.Bounded.__name__}"


# --- What a person reads ------------------------------------------------------------------------------------------

PAGES = {  # megabytes
    "catalogue_tool_import": 4,
    "catalogue_tool_proposal": 4,
    "catalogue_tool_whole": 30,
    "catalogue_translation_files": 8,
    "members_agency_import": 1,
}


@pytest.fixture
def sent(browsers, monkeypatch):
    """What comes after a file of fifty megabytes, of which nothing is read: a body that is longer than it is fails."""

    def sent(address: str, language: str = "en"):
        browser = browsers["administrator"]
        opened = browser.get(address)
        monkeypatch.setattr(browser.handler, "enforce_csrf_checks", True)  # it reads the form before the page does
        form = {"csrfmiddlewaretoken": str(opened.context["csrf_token"]), "file": SimpleUploadedFile("a.xlsx", b"x")}
        from_us = {"origin": f"{opened.wsgi_request.scheme}://{opened.wsgi_request.get_host()}"}
        headers = from_us | {"accept-language": language}
        return browser.post(address, form, CONTENT_LENGTH=str(50 * 1024 * 1024), headers=headers)

    return sent


def test_each_page_that_takes_files_says_how_many_megabytes(settings):
    forms = [
        path for path in (settings.BASE_DIR / "templates").rglob("*.html") if "multipart" in path.read_text("utf-8")
    ]
    reverse("admin:index")  # the pages are named where the addresses are made
    assert len(forms) == len(PAGES) - 1  # one form serves tools from staff and from providers
    assert {name: most // 1024**2 for name, most in uploads.MOST.items()} == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_fifty_megabytes_are_refused_with_the_limit_and_a_way_back(sent, name):
    address = reverse(f"admin:{name}")
    response = sent(address)
    read = page(response)
    assert response.status_code == 413
    assert read.by_tag["h1"][0].text == "What you sent is too large"
    assert f"At most {PAGES[name]} MB can be sent from this page." in response.content.decode()
    assert address in {link["href"] for link in read.by_tag["a"]}


def test_in_the_readers_language(sent):
    titles, address = set(), reverse("admin:catalogue_translation_files")
    for code in CODES:
        response = sent(address, code)
        read = page(response)
        assert (response.status_code, read.root["lang"]) == (413, code)
        titles.add(read.by_tag["h1"][0].text)
    assert len(titles) == len({DEFAULT, *COMPLETE})


def test_a_text_of_megabytes_is_refused_likewise(visitor):
    response = visitor.post("/fr/contact/", {"message": "x" * (1024 * 1024 + 1)})
    assert response.status_code == 413
    assert 'href="/fr/contact/"' in response.content.decode()
