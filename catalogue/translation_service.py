"""What does the outside translation service make of a text of the catalogue?

Off unless the operator sets `HUB_TRANSLATE_URL` to a service that speaks as LibreTranslate does. It is asked with a row
of the catalogue and the name of a field, never with a text: what is sent is the English that the database holds there,
of what officers see. So an application, a message, a report or a note can not reach it.
"""

import http.client
import json
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalogue import documents, models
from catalogue.bounded_wire import Bounded, TooMuch
from catalogue.models import State
from hub.languages import DEFAULT, TRANSLATIONS

SECONDS = 30  # for one paragraph, all in all
BYTES = 256 * 1024  # of one answer, its head included
NAMES = {"zh-hans": "zh"}  # as every version of the service knows it
HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
FAULTS = {
    "off": _("No translation service is set up."),
    "no connection": _("The translation service cannot be reached."),
    "timeout": _("The translation service did not answer in time."),
    "refused": _("The translation service refuses the key of this Hub."),
    "busy": _("The translation service asks to wait. Try again later."),
    "error": _("The translation service reports an error."),
    "unreadable": _("The translation service gave an answer that the Hub does not understand."),
}
TYPES = (models.Tool, *models.STATEMENTS, *models.VOCABULARY, models.Caution)
REFUSALS = {401: "refused", 403: "refused", 429: "busy"}


class ServiceFault(Exception):
    """The code is one of `FAULTS`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code

    def __str__(self):
        return str(FAULTS[self.code])


class NotOfTheCatalogue(Exception):
    """Nothing but a saved text of the catalogue that officers may read goes out."""


@dataclass(frozen=True)
class Answer:
    english: str  # that was sent
    text: str


def is_on() -> bool:
    return bool(settings.TRANSLATE_URL)


def may_be_sent(row) -> bool:
    """Published entries and the vocabulary; a draft is nobody's business outside."""
    tool = row if isinstance(row, models.Tool) else getattr(row, "tool", None)
    return type(row) in TYPES and (tool is None or tool.state == State.PUBLISHED)


def ask(row, name: str, code: str) -> Answer:
    """The field of this row in that language, paragraph by paragraph. Writes nothing."""
    english = _english(row, name)
    if code not in TRANSLATIONS:
        raise NotOfTheCatalogue(code)
    if not is_on():
        raise ServiceFault("off")
    return Answer(english, "\n\n".join(_translated(part, code) for part in english.split("\n\n") if part.strip()))


def _english(row, name: str) -> str:
    """As it is saved, whatever the instance says."""
    if type(row) not in TYPES or name not in documents.translated(type(row)):
        raise NotOfTheCatalogue(type(row).__name__)
    saved = type(row).objects.filter(pk=row.pk).first()
    if saved is None or not may_be_sent(saved):
        raise NotOfTheCatalogue(type(row).__name__)
    return getattr(saved, f"{name}_{DEFAULT}") or ""


# --- The request --------------------------------------------------------------------------------------------------


def _translated(text: str, code: str) -> str:
    asked = {"q": text, "source": DEFAULT, "target": NAMES.get(code, code), "format": "text"}
    if settings.TRANSLATE_KEY:
        asked["api_key"] = settings.TRANSLATE_KEY
    status, body = _post(json.dumps(asked).encode())
    if status != 200:
        raise ServiceFault(REFUSALS.get(status, "error"))
    try:
        told = json.loads(body)["translatedText"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ServiceFault("unreadable") from None
    if not isinstance(told, str) or not told.strip():
        raise ServiceFault("unreadable")
    return told.strip()


def _post(body: bytes) -> tuple[int, bytes]:
    """Whatever the other side does, this returns, and in time. It follows no redirect and asks no proxy."""
    place, end = urlsplit(settings.TRANSLATE_URL), time.monotonic() + SECONDS

    def left() -> float:
        if (seconds := end - time.monotonic()) <= 0:
            raise TimeoutError
        return seconds

    try:
        with closing(_wire(place, left())) as wire:
            connection = http.client.HTTPConnection(place.hostname, place.port)
            connection.auto_open, connection.sock = 0, Bounded(wire, left, BYTES)
            headers = HEADERS | {"Host": place.netloc}
            connection.request("POST", f"{place.path.rstrip('/')}/translate", body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(BYTES)
    except TimeoutError:
        raise ServiceFault("timeout") from None
    except (TooMuch, http.client.HTTPException, ValueError):
        raise ServiceFault("unreadable") from None
    except OSError:
        raise ServiceFault("no connection") from None


def _wire(place, seconds: float) -> socket.socket:
    port = place.port or {"https": 443, "http": 80}[place.scheme]
    wire = socket.create_connection((place.hostname, port), timeout=seconds)
    if place.scheme != "https":
        return wire
    try:
        return ssl.create_default_context().wrap_socket(wire, server_hostname=place.hostname)
    except BaseException:
        wire.close()
        raise
