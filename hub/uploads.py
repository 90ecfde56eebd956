"""How large may a request with a file be? Asked of what it says of itself, before any of it is read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """The first handler of each upload: it takes no file, it only looks at the length."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803  (Django's name)
        if content_length > settings.UPLOAD_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        return raw_data  # for the handler behind

    def file_complete(self, file_size):
        return None
