"""Does a link answer? One careful request, and what came of it.

Names are resolved once; every number must be public, and the connection goes to that number. The same for each
redirect. No cookies, no referrer, no proxy of the environment, no content kept: a few kilobytes and seconds at most.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from catalogue.bounded_wire import Bounded, TooMuch
from catalogue.link_addresses import LONGEST, Fault, Target, is_public, target

SECONDS = 10  # for all of it: names, redirects, both methods
BYTES = 64 * 1024  # of one answer
REDIRECTS = 5
PAUSE = 0.5  # seconds before a host is asked again
NUMBERS = 3  # of one name are tried
MOVED = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible)", "Accept": "*/*", "Connection": "close"}


@dataclass(frozen=True)
class Answer:
    """`code` is empty where the link works, else one of `catalogue.link_checks.FAULTS`."""

    code: str
    address: str  # where it led in the end, as far as it led
    status: int | None = None


def resolve(host: str, port: int) -> list[tuple[int, tuple]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [(family, place) for family, _type, _protocol, _name, place in found]


def dial(family: int, place: tuple, seconds: float) -> socket.socket:
    """Connects to a number; nothing is resolved here."""
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(place)
    except BaseException:
        connection.close()
        raise
    return connection


@dataclass(frozen=True)
class Network:
    """How the outside is reached. Tests pass another; no setting does."""

    resolve: Callable[[str, int], list[tuple[int, tuple]]] = resolve
    dial: Callable[[int, tuple, float], socket.socket] = dial
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS
    pause: float = PAUSE


class _Visit:
    """What is left of the time, and whom it has asked."""

    def __init__(self, network: Network):
        self.network, self.hosts = network, set()
        self.end = time.monotonic() + network.seconds

    def left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise Fault("timeout")
        return left

    def wait_turn(self, host: str) -> None:
        if host in self.hosts:
            time.sleep(min(self.network.pause, self.left()))
        self.hosts.add(host)


def fetch(url: str, network: Network | None = None) -> Answer:
    """Whatever stands in the address and whatever the other side does, this returns, and in time."""
    visit, address, status = _Visit(network or Network()), url, None
    try:
        for _hop in range(REDIRECTS + 1):
            asked = target(address)
            status, location = _ask(asked, visit)
            if status not in MOVED or not location:
                return Answer(_code(status), address, status)
            address = _next(address, location)
    except Fault as fault:
        return Answer(fault.code, address, status)
    return Answer("redirects", address, status)


def _next(address: str, location: str) -> str:
    if len(location) > LONGEST:
        raise Fault("address")
    try:
        # Headers are read as Latin-1; servers send UTF-8.
        return urljoin(address, location.encode("latin-1").decode("utf-8", "replace").partition("#")[0])
    except ValueError:
        raise Fault("address") from None


def _code(status: int) -> str:
    if 200 <= status < 400:  # a redirect that leads nowhere is an answer
        return ""
    if status in {404, 410, 401, 403, 429}:
        return str(status)
    return "5xx" if status >= 500 else "4xx"


def _ask(asked: Target, visit: _Visit) -> tuple[int, str]:
    """By HEAD; by GET where HEAD brings nothing good, as some servers know no HEAD or answer it with an error."""
    places = _places(asked, visit)
    try:
        status, location = _request("HEAD", asked, places, visit)
        if status < 400:
            return status, location
    except Fault as fault:
        if fault.code not in {"protocol", "too large"}:
            raise
    return _request("GET", asked, places, visit)


# --- The way there ------------------------------------------------------------------------------------------------


def _places(asked: Target, visit: _Visit) -> list[tuple[int, tuple]]:
    """Of the one look-up; all must be public, for a name that has both kinds is made to deceive."""
    places = _within(visit.left(), lambda: visit.network.resolve(asked.host, asked.port))
    if not places:
        raise Fault("no such host")
    if not all(is_public(place[0]) for _family, place in places):
        raise Fault("not public")
    return places[:NUMBERS]


def _within(seconds: float, call: Callable):
    """A look-up cannot be told to hurry: it goes on alone, and nobody waits for it."""
    came: list = []

    def run():
        try:
            came.append((call(), None))
        except Exception as error:  # noqa: BLE001  (whoever waits for it hears of it)
            came.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not came:
        raise Fault("timeout")
    found, error = came[0]
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        raise Fault("timeout")
    if isinstance(error, OSError | UnicodeError):
        raise Fault("no such host")
    if error:
        raise error
    return found


def _connect(places, visit: _Visit) -> socket.socket:
    for number, (family, place) in enumerate(places, 1):
        try:
            return visit.network.dial(family, place, visit.left() / (len(places) - number + 1))
        except OSError as error:
            failed = error
    raise Fault("timeout" if isinstance(failed, TimeoutError) else "no connection")


def _request(method: str, asked: Target, places, visit: _Visit) -> tuple[int, str]:
    visit.wait_turn(asked.host)
    with contextlib.ExitStack() as shut:
        wire = shut.enter_context(_connect(places, visit))
        try:
            if asked.scheme == "https":
                wire.settimeout(visit.left())
                wire = shut.enter_context(visit.network.tls().wrap_socket(wire, server_hostname=asked.host))
            return _exchange(method, asked, Bounded(wire, visit.left, BYTES))
        except TimeoutError:
            raise Fault("timeout") from None
        except TooMuch:
            raise Fault("too large") from None
        except (ssl.SSLError, ssl.CertificateError):
            raise Fault("certificate") from None
        except ValueError:  # a name that no certificate can have, or a header that is none
            raise Fault("protocol") from None
        except (http.client.HTTPException, OSError):
            raise Fault("protocol") from None


def _exchange(method: str, asked: Target, wire: Bounded) -> tuple[int, str]:
    """Of the answer only its head is read."""
    connection = http.client.HTTPConnection(asked.host, asked.port)
    connection.auto_open = 0
    connection.sock = wire
    connection.request(method, asked.path, headers=HEADERS | {"Host": asked.name})
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", "")
