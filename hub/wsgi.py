"""How does a server reach the Hub?"""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from hub.languages import CODES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")


class Request(WSGIRequest):
    def _set_content_type_params(self, meta):
        """Text is UTF-8, whatever a client calls it: Python knows encodings that are none of text, on which Django
        fails before any of our code runs, and others that make characters which no database takes."""
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)

from catalogue.concepts import lexicon  # noqa: E402

for code in CODES:  # the search's words: read before anybody waits for them, and once for all that a server forks
    lexicon(code)

application = Handler()
