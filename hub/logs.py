"""What does a log line look like, and what may not stand in it?

One JSON object a line. No query string, no e-mail address, no secret of a link, nothing that somebody typed: of a
request its route is told, of an exception its kind and place. Its message is told only for faults of services and of
the installation, which quote no data.
"""

import json
import logging
import re
import time
import traceback

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
QUERY = re.compile(r"\?\S+")
SECRET = re.compile(r"(?<=/)[\w~.-]{20,}")  # a part of a path as long as the secret of a link
QUOTES_NO_DATA = (OperationalError, InterfaceError, ImproperlyConfigured, OSError, ImportError)


class JSONFormatter(logging.Formatter):
    """`extra={"fields": {...}}` adds keys. Line breaks of every script are escaped, being JSON in ASCII."""

    converter = time.gmtime

    def format(self, record):
        line = {"time": self.formatTime(record), "level": record.levelname, "log": record.name}
        line |= {"message": _message(record)} | getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        return json.dumps(_without_addresses(line), default=str)


def route(request) -> str:
    """The pattern of the address, "/en/accounts/invitation/<str:secret>/"; none where an address leads nowhere."""
    if request.path.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(unknown)"


def told(error: BaseException) -> list[str]:
    """An exception and what led to it, the first cause last: kind and places."""
    lines = []
    while error is not None:
        why = f": {scrubbed(str(error))}" if isinstance(error, QUOTES_NO_DATA) else ""
        lines.append(type(error).__name__ + why)
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def scrubbed(text: str) -> str:
    return SECRET.sub("…", QUERY.sub("?…", text))


def _without_addresses(value):
    if isinstance(value, str):
        return ADDRESS.sub("(address)", value)
    if isinstance(value, dict):
        return {key: _without_addresses(inner) for key, inner in value.items()}
    return [_without_addresses(inner) for inner in value] if isinstance(value, list | tuple) else value


def _message(record) -> str:
    """Django's lines about a request end with its path: the route stands there instead."""
    request = getattr(record, "request", None)
    if hasattr(request, "path_info"):
        status = getattr(record, "status_code", "")
        reason = record.getMessage().partition(": /")[0]
        return scrubbed(f"{reason}: {route(request)} {status}".strip())
    return scrubbed(record.getMessage())
