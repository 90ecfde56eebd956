"""Where may a link lead that the Hub follows by itself?

Who edits an entry chooses the address that a server inside the operator's network then asks. So only public addresses
are asked, and what is decided on is the number that is connected to, never the name: a name may answer differently the
second time.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST = 2000  # characters, percent signs included
PORTS = {"http": 80, "https": 443}
KEPT = "/%:=&?~#+!$,;'@()*[]-._"  # of a path, as they are

# Beside what `ipaddress` knows to be private, shared, link-local, multicast or reserved. The metadata of most clouds
# is link-local; one of them has a public number.
NOT_ASKED = [ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")]
# Of IPv6 only global unicast, without what is kept for protocols and examples, or carries an IPv4 address inside (6to4,
# Teredo) and would lead around the rules. IPv4-mapped addresses and those of NAT64 lie outside.
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
NOT_ASKED_IPV6 = [ipaddress.ip_network(text) for text in ("2001::/23", "2002::/16", "3fff::/20")]


class Fault(Exception):
    """Why a link was not followed, or did not answer; `code` is one of `catalogue.link_checks.FAULTS`."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Target:
    """What is asked of whom."""

    scheme: str
    host: str  # in ASCII, lower case
    port: int
    path: str

    @property
    def name(self) -> str:
        """As the Host header has it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}{self.path}"


def target(url: str) -> Target:
    """Raises a Fault for anything but a plain web address on the usual port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Fault("address") from None
    if parts.scheme not in PORTS:
        raise Fault("scheme")
    if "@" in parts.netloc:
        raise Fault("address")  # a name or a password before the host
    if port not in {None, PORTS[parts.scheme]}:
        raise Fault("port")
    path = quote(parts.path or "/", safe=KEPT) + (f"?{quote(parts.query, safe=KEPT)}" if parts.query else "")
    if len(path) > LONGEST:
        raise Fault("address")
    return Target(parts.scheme, _host(parts.hostname or ""), PORTS[parts.scheme], path)


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise Fault("address") from None
    if not host or len(host) > 253 or any(letter <= " " or letter in "%/\\\x7f" for letter in host):
        raise Fault("address")
    return host


def is_public(number: str) -> bool:
    """Of an IP address in figures."""
    try:
        found = ipaddress.ip_address(number)
    except ValueError:
        return False
    if found.version == 6:
        return found in GLOBAL_IPV6 and found.is_global and not any(found in network for network in NOT_ASKED_IPV6)
    never = found.is_multicast or found.is_reserved or any(found in network for network in NOT_ASKED)
    return found.is_global and not never
