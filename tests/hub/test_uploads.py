"""Is a request that is too large refused before it is read?"""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from hub import uploads


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
