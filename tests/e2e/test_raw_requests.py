"""What if somebody sends what no browser and no test client can send?

Bytes over a socket to the served site: it answers 4xx or shuts the connection, never 5xx, and still serves the next.
"""

import random
import socket

import pytest

HOST = b"Host: localhost\r\n"
RAW = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /en/\x00about/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /en/\xed\xa0\x80/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /en/%ED%A0%80/?q=%ED%A0%80 HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /en/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET http://elsewhere.example/en/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET //elsewhere.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET * HTTP/1.1\r\n" + HOST + b"\r\n",
    b"FOO /en/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"TRACE /en/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    b"get /en/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /en/ HTTP/9.9\r\n" + HOST + b"\r\n",
    b"GET /en/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=a\x00b\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a=b; " * 1500 + b"\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"Cookie: csrftoken=\xff\xfe; django_language=\xed\xa0\x80\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 500 + b"\r\n",
    b"GET /en/ HTTP/1.1\r\n" + HOST + b"Accept-Language: \xff\x00\r\n\r\n",
    b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    b"POST /en/accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    b"POST /en/accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: abc\r\n\r\n",
    b"POST /en/accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /csp-report/ HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /csp-report/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"POST /csp-report/ HTTP/1.1\r\n" + HOST + b"Content-Length: 100000\r\n\r\nshort",
    b"POST /en/accounts/login/ HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: multipart/form-data\r\nContent-Length: 2\r\n\r\nab",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
)


def answer(port: int, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            got = b""
            while part := connection.recv(65536):
                got += part
        except ConnectionError:
            return b""
        return got


def status(reply: bytes) -> int:
    words = reply.split(b"\r\n", 1)[0].split()
    return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") else 0


def refused(reply: bytes) -> bool:
    """Answered without a fault. 501 is right for a transfer coding that nobody knows (RFC 9112)."""
    return status(reply) < 500 or status(reply) == 501


@pytest.mark.parametrize("number", range(len(RAW)))
def test_raw(live, number):
    reply = answer(live.port, RAW[number])
    assert refused(reply)
    assert b"Traceback" not in reply
    assert live.answers()


@pytest.mark.prove
def test_random_bytes_in_a_request(live):
    """Good requests with bytes changed, left out and put in."""
    chance = random.Random(2026)
    good = [raw for raw in RAW if len(raw) < 500]
    sent = 3000
    for _ in range(sent):
        raw = bytearray(chance.choice(good))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 3))
        assert refused(answer(live.port, bytes(raw))), bytes(raw)
    assert live.answers()
    print(f"raw requests with a fault for an answer: 0 of {sent}")
