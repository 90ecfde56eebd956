"""Servers on this machine that behave as sites do, and worse; and a network in which they have public addresses."""

import contextlib
import datetime
import ipaddress
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from catalogue import link_fetching

PUBLIC = "93.184.216.34"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def moved(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def answer(status: int) -> bytes:
    return f"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n".encode()


class _Handler(socketserver.BaseRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError):  # whoever asked has hung up
            request = self._head()
            method, _, rest = request.partition(" ")
            path = rest.partition(" ")[0]
            self.server.requests.append(request)
            said = self.server.answers.get((method, path), self.server.answers.get(path, answer(404)))
            for part in said(self.server) if callable(said) else [said]:
                self.request.sendall(part)

    def _head(self) -> str:
        received = b""
        while b"\r\n\r\n" not in received and (part := self.request.recv(4096)):
            received += part
        return received.decode("latin-1")


class Site(socketserver.ThreadingTCPServer):
    """`answers`: path, or (method, path) -> bytes, or a function that yields them."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, tls: ssl.SSLContext | None = None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tls = tls
        self.answers: dict[str | tuple, bytes | Callable] = {}
        self.requests: list[str] = []
        self.over = threading.Event()  # functions that go on and on look at it

    def get_request(self):
        wire, place = super().get_request()
        wire.settimeout(5)
        return (self.tls.wrap_socket(wire, server_side=True) if self.tls else wire), place

    def handle_error(self, request, client_address):
        """A client that hangs up, or does not believe the certificate, is no fault here."""

    @property
    def asked(self) -> list[str]:
        """Method and path of each request."""
        return [" ".join(request.split(" ")[:2]) for request in self.requests]


@contextlib.contextmanager
def serving(tls: ssl.SSLContext | None = None):
    with Site(tls) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.over.set()
            site.shutdown()
            thread.join()


class Net:
    """Names and numbers as a test says them; what is public leads to the one server."""

    def __init__(self, site: Site | None, **names: list[str]):
        self.site, self.names = site, names
        self.looked_up: list[str] = []
        self.dialled: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int):
        self.looked_up.append(host)
        with contextlib.suppress(ValueError):
            return [_place(str(ipaddress.ip_address(host)), port)]
        numbers = self.names.get(host, [PUBLIC])
        if callable(numbers):
            numbers = numbers()
        return [_place(number, port) for number in numbers]

    def dial(self, family: int, place: tuple, seconds: float):
        self.dialled.append(place[:2])
        if self.site is None:
            raise ConnectionRefusedError
        return socket.create_connection(self.site.server_address, timeout=seconds)

    def network(self, **other) -> link_fetching.Network:
        usual = {"resolve": self.resolve, "dial": self.dial, "seconds": 2, "pause": 0}
        return link_fetching.Network(**usual | other)


def _place(number: str, port: int):
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    return family, (number, port)


def certificate(folder, host: str) -> tuple[ssl.SSLContext, Callable]:
    """A server's side with a certificate for a host, and a client's that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(pem + key.private_bytes(*form))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, lambda: ssl.create_default_context(cadata=pem.decode())
