"""Does one request find out whether a link works, and can nobody lead it anywhere else or hold it up?

The servers are on this machine; in the network of these tests they have public addresses. What is public is decided by
the real rule.
"""

import errno
import socket
import ssl
import time

import pytest

from catalogue import link_fetching
from catalogue.link_fetching import Answer, fetch
from tests.catalogue.sites import OK, PUBLIC, Net, answer, certificate, moved, serving

pytestmark = pytest.mark.slow

URL = "http://site.example/page"


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def net(site):
    return Net(site)


def slowly(head: bytes, *, pause: float, times: int = 1000):
    """A byte at a time."""

    def said(server):
        yield head
        for _ in range(times):
            if server.over.wait(pause):
                return
            yield b"X"

    return said


# --- What works ---------------------------------------------------------------------------------------------------


def test_it_works(site, net):
    site.answers["/page"] = OK
    assert fetch(URL, net.network()) == Answer("", URL, 200)
    assert site.asked == ["HEAD /page"]
    assert (net.looked_up, net.dialled) == (["site.example"], [(PUBLIC, 80)])


def test_it_says_little_of_itself(site, net):
    site.answers["/page"] = OK
    fetch(URL, net.network())
    [request] = site.requests
    lines = dict(line.split(": ", 1) for line in request.strip().split("\r\n")[1:])
    assert lines == {
        "Host": "site.example",
        "User-Agent": "Mozilla/5.0 (compatible)",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_a_server_that_does_not_like_head_is_asked_by_get(site, net, status):
    site.answers |= {("HEAD", "/page"): answer(status), ("GET", "/page"): OK}
    assert fetch(URL, net.network()).code == ""
    assert site.asked == ["HEAD /page", "GET /page"]


def test_one_that_hangs_up_on_head_too(site, net):
    site.answers |= {("HEAD", "/page"): b"", ("GET", "/page"): OK}
    assert fetch(URL, net.network()).code == ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_to_the_end(site, net, status):
    site.answers |= {"/page": moved("/next?a=b#part", status), "/next?a=b": moved("http://other.example/end")}
    site.answers["/end"] = OK
    assert fetch(URL, net.network()) == Answer("", "http://other.example/end", 200)
    assert net.looked_up == ["site.example", "site.example", "other.example"]


def test_cookies_of_one_answer_are_not_sent_with_the_next_request(site, net):
    site.answers |= {"/page": moved("/next").replace(b"\r\n", b"\r\nSet-Cookie: a=b\r\n", 1), "/next": OK}
    fetch(URL, net.network())
    assert "ookie" not in site.requests[1]
    assert "eferer" not in site.requests[1]


def test_a_host_rests_between_two_requests(site, net, monkeypatch):
    rests = []
    monkeypatch.setattr(link_fetching.time, "sleep", rests.append)
    site.answers |= {"/page": moved("/next"), "/next": moved("http://other.example/end"), "/end": OK}
    fetch(URL, net.network(pause=0.25))
    assert rests == [0.25]


@pytest.mark.parametrize("status", [300, 304, 302])
def test_a_redirect_to_nowhere_is_an_answer(site, net, status):
    site.answers["/page"] = answer(status)
    assert fetch(URL, net.network()).code == ""


def test_no_proxy_of_the_environment_is_asked(site, net, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.answers["/page"] = OK
    assert fetch(URL, net.network()).code == ""


def test_names_and_paths_in_every_script(site, net):
    site.answers["/%D0%BF%D1%83%D1%82%D1%8C"] = OK
    assert fetch("http://пример.рф/путь", net.network()).code == ""
    assert net.looked_up == ["xn--e1afmkfd.xn--p1ai"]


def test_a_redirect_in_another_script(site, net):
    site.answers |= {"/page": moved("/путь"), "/%D0%BF%D1%83%D1%82%D1%8C": OK}
    assert fetch(URL, net.network()) == Answer("", "http://site.example/путь", 200)


# --- What does not ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "404"), (410, "410"), (401, "401"), (403, "403"), (429, "429"), (400, "4xx"), (451, "4xx"), (503, "5xx")],
)
def test_what_the_server_says(site, net, status, code):
    site.answers["/page"] = answer(status)
    assert fetch(URL, net.network()) == Answer(code, URL, status)


def test_nobody_listens():
    assert fetch(URL, Net(None).network()).code == "no connection"


def test_the_next_number_is_tried(site):
    net = Net(site, **{"site.example": ["93.184.216.1", PUBLIC]})
    site.answers["/page"] = OK
    real = net.dial

    def dial(family, place, seconds):
        if place[0] != PUBLIC:
            raise ConnectionRefusedError
        return real(family, place, seconds)

    net.dial = dial
    assert fetch(URL, net.network()).code == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "no such host"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "timeout"),
        (OSError(errno.ENETUNREACH, "no way"), "no such host"),
        (UnicodeError("label too long"), "no such host"),
    ],
)
def test_a_name_that_nobody_knows(net, error, code):
    def resolve(host, port):
        raise error

    assert fetch(URL, net.network(resolve=resolve)).code == code
    assert net.dialled == []


@pytest.mark.parametrize(
    "said",
    [b"", b"hello\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 9999 x\r\n\r\n", b"\x00" * 100],
)
def test_what_is_no_web_server(site, net, said):
    site.answers["/page"] = said
    assert fetch(URL, net.network()).code == "protocol"


# --- Where it is never led ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "169.254.169.254", "10.0.0.8", "100.64.0.1", "224.0.0.1", "::1", "::ffff:93.184.216.34", "2002:a::1"],
)
def test_a_name_of_a_private_number(site, number):
    net = Net(site, **{"site.example": [number]})
    assert fetch(URL, net.network()) == Answer("not public", URL)
    assert (net.dialled, site.requests) == ([], [])


def test_a_name_with_a_public_and_a_private_number(site):
    net = Net(site, **{"site.example": [PUBLIC, "127.0.0.1"]})
    assert fetch(URL, net.network()).code == "not public"
    assert net.dialled == []


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "not public"), ("http://localhost/", "not public"),
        ("http://127.0.0.1/", "not public"), ("http://[::1]/", "not public"), ("//10.0.0.1/", "not public"),
        ("http://[::ffff:169.254.169.254]/", "not public"), ("file:///etc/passwd", "scheme"),
        ("gopher://site.example/", "scheme"), ("http://site.example:6379/", "port"),
        ("http://a:b@site.example/", "address"), ("http://[", "address"), ("/" + "a" * 3000, "address"),
    ],
)  # fmt: skip
def test_nor_by_a_redirect(site, net, to, code):
    net.names["localhost"] = ["127.0.0.1"]
    site.answers["/page"] = moved(to)
    found = fetch(URL, net.network())
    assert (found.code, site.asked) == (code, ["HEAD /page"])
    assert net.dialled == [(PUBLIC, 80)]


def test_what_is_decided_on_is_what_is_connected_to(site):
    """The name's second answer would be this machine: it is never asked for."""
    numbers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    net = Net(site, **{"site.example": lambda: next(numbers)})
    site.answers |= {("HEAD", "/page"): answer(405), ("GET", "/page"): OK}
    assert fetch(URL, net.network()).code == ""
    assert net.dialled == [(PUBLIC, 80), (PUBLIC, 80)]


def test_a_redirect_to_the_same_name_is_looked_up_and_judged_anew(site):
    numbers = iter([[PUBLIC], ["127.0.0.1"]])
    net = Net(site, **{"site.example": lambda: next(numbers)})
    site.answers["/page"] = moved("/next")
    assert fetch(URL, net.network()) == Answer("not public", "http://site.example/next", 302)
    assert net.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "localhost."])
def test_this_machine_by_the_real_resolver(host):
    assert fetch(f"http://{host}/").code == "not public"


# --- What does not hold it up -------------------------------------------------------------------------------------


def in_time(url, network, *, most: float) -> str:
    begun = time.monotonic()
    code = fetch(url, network).code
    assert time.monotonic() - begun < most
    return code


def test_redirects_in_a_circle(site, net):
    site.answers |= {"/page": moved("/next"), "/next": moved("/page")}
    assert fetch(URL, net.network()).code == "redirects"
    assert len(site.requests) == 6


def test_a_body_without_end_is_not_read(site, net):
    def said(server):
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while not server.over.is_set():
            yield b"x" * 65536

    site.answers |= {("HEAD", "/page"): answer(405), ("GET", "/page"): said}
    assert in_time(URL, net.network(), most=1) == ""


def test_a_head_without_end(site, net):
    def said(server):
        yield b"HTTP/1.1 200 OK\r\n"
        while not server.over.is_set():
            yield b"X-Header: " + b"x" * 60000 + b"\r\n"

    site.answers["/page"] = said
    assert in_time(URL, net.network(), most=1) == "too large"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 " + b"x" * 70000, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200])
def test_more_head_than_anybody_needs(site, net, head):
    site.answers["/page"] = head + b"\r\n\r\n"
    assert in_time(URL, net.network(), most=1) in {"too large", "protocol"}


def test_preliminary_answers_without_end(site, net):
    def said(server):
        while not server.over.is_set():
            yield b"HTTP/1.1 100 Continue\r\n\r\n"

    site.answers["/page"] = said
    assert in_time(URL, net.network(), most=1) == "too large"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_an_answer_byte_by_byte(site, net, head):
    """Each byte comes in good time, the whole does not."""
    site.answers["/page"] = slowly(head, pause=0.05)
    assert in_time(URL, net.network(seconds=0.4), most=1) == "timeout"


def test_no_answer_at_all(site, net):
    site.answers["/page"] = slowly(b"", pause=5)
    assert in_time(URL, net.network(seconds=0.3), most=1) == "timeout"


def test_all_redirects_share_the_time(site, net):
    def said(server):
        server.over.wait(0.15)
        yield moved("/page")

    site.answers["/page"] = said
    assert in_time(URL, net.network(seconds=0.4), most=1) == "timeout"


def test_a_look_up_that_takes_its_time(net):
    def resolve(host, port):
        time.sleep(0.6)
        return []

    assert in_time(URL, net.network(seconds=0.2, resolve=resolve), most=0.5) == "timeout"


# --- The real network ---------------------------------------------------------------------------------------------


def test_a_number_is_dialled_as_it_was_found(site):
    [(family, place)] = link_fetching.resolve("127.0.0.1", site.server_address[1])
    with link_fetching.dial(family, place, 1) as wire:
        assert wire.getpeername() == site.server_address


def test_a_port_where_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        link_fetching.dial(socket.AF_INET, ("127.0.0.1", port), 1)


# --- TLS ----------------------------------------------------------------------------------------------------------


def test_tls_goes_to_the_number_by_the_name(tmp_path):
    server, client = certificate(tmp_path, "site.example")
    with serving(server) as site:
        site.answers["/page"] = OK
        net = Net(site)
        assert fetch("https://site.example/page", net.network(tls=client)).code == ""
        assert net.dialled == [(PUBLIC, 443)]
        assert fetch("https://other.example/page", net.network(tls=client)).code == "certificate"


def test_a_certificate_that_nobody_vouches_for(tmp_path):
    server, _client = certificate(tmp_path, "site.example")
    with serving(server) as site:
        assert fetch("https://site.example/page", Net(site).network()).code == "certificate"
        assert site.requests == []


def test_what_speaks_no_tls(site, net):
    assert fetch("https://site.example/page", net.network(seconds=0.3)).code == "timeout"
    assert not any("HTTP/1.1" in request for request in site.requests)


def test_certificates_are_checked_by_default():
    context = link_fetching.Network().tls()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
