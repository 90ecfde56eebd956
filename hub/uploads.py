"""How large may a request with a file be? Asked of what it says of itself, before any of it is read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST: dict[str, int] = {}  # bytes of a file, by the name of the page that takes it


class TooLarge(RequestDataTooBig):
    """A request with files that is larger than any page takes."""


def takes(name: str, most: int) -> str:
    """The name of a page whose files are of at most so many bytes: who sends far more is told that number too."""
    MOST[name] = most
    return name


def most_of(request) -> int:
    """Bytes that the page takes to which the request was sent."""
    page = getattr(request, "resolver_match", None)
    return MOST.get(page.url_name if page else None, settings.UPLOAD_BYTES)


class Bounded(FileUploadHandler):
    """The first handler of each upload: it takes no file, it only looks at the length."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803  (Django's name)
        if content_length > settings.UPLOAD_BYTES:
            raise TooLarge

    def receive_data_chunk(self, raw_data, start):
        return raw_data  # for the handler behind

    def file_complete(self, file_size):
        return None
