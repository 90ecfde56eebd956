"""Can anything that a client sends make the Hub fail?

400, 404 or 405, or a page that says what it ignored: never a 5xx. What the test client cannot send goes over a raw
socket in tests/e2e.
"""

import json
from io import BytesIO
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import Audience
from tests.site.addresses import every_address

pytestmark = pytest.mark.usefixtures("catalogue")
FINE = {200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 406, 413, 415, 429}

SEGMENTS = (
    "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C0%AF", "..%2F..%2Fetc", "%0D%0AX-Header:1", "%E2%80%AE", "a" * 5000,
    "99999999999999999999", "-1", "1e309", "%2500", "{{7*7}}", "%3Cscript%3E", "🜁", "' OR 1=1 --",
)  # fmt: skip
VALUES = (
    "%00", "a%00b", "%ED%A0%80", "%FF",
    "%F0%9F%92%A9", "a" * 10_000, "9" * 400, "1" + "0" * 30, "-1", "abc", "NaN", "1e400",
    "%0D%0A", "%E2%80%AE%E2%80%8B",
    "[]", "%25", "((((((((", "*" * 500, "%5C" * 500, "'\"", "%7F%1F",
)  # fmt: skip
KEYS = ("q", "page", "sort", "stage", "country", "lang", "page_size", "next", "unknown", "free_for_police", "tool")
BODIES = (
    b"", b"\x00", b"\xff\xfe", b"{" * 10_000, b"[" * 100_000, b'{"a":' * 2_000, b"NaN", b'{"a": 1e999, "a": 2}',
    b'"\\ud800"',
    b"9" * 5_000, b"x" * 2_000_000,
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
TYPES = ("application/json", FORM, "multipart/form-data", "text/plain", "", "a/b; boundary=\x00")


def addresses(*audiences):
    return sorted({address.path for address in every_address() if address.audience in audiences})


@pytest.fixture(params=["visitor", "officer"])
def client_and_addresses(request, browsers):
    reach = (Audience.PUBLIC,) if request.param == "visitor" else (Audience.PUBLIC, Audience.ACCOUNT, Audience.OFFICER)
    paths = [path for path in addresses(*reach) if not path.endswith("/logout/")]
    return browsers[request.param], paths


WHOLE = pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.prove)])


def pairs(some, others, *, whole: bool):
    """Everything with everything in the proof; for every commit each with every third of the others, in turn."""
    return [(a, b) for (n, a), (m, b) in product(enumerate(some), enumerate(others)) if whole or (n + m) % 3 == 0]


@WHOLE
def test_paths(whole, client_and_addresses):
    browser, paths = client_and_addresses
    prefixes = sorted({path[: path.rstrip("/").rfind("/") + 1] for path in paths})
    assert len(prefixes) > 3
    for prefix, segment in pairs(prefixes, SEGMENTS, whole=whole):
        for path in (f"{prefix}{segment}", f"{prefix}{segment}/"):
            assert browser.get(path).status_code in FINE, path[:200]


@WHOLE
def test_queries(whole, client_and_addresses):
    browser, paths = client_and_addresses
    for path, value in pairs(paths, VALUES, whole=whole):
        query = "&".join(f"{key}={value}" for key in KEYS)
        assert browser.get(f"{path}?{query}").status_code in FINE, (path, value[:50])


@WHOLE
def test_queries_of_the_catalogue(whole, officer):
    for path in ("/en/tools/", "/ar/tools/", "/api/v1/tools/", "/en/home/"):
        for value, key in pairs(VALUES, KEYS, whole=whole):
            assert officer.get(f"{path}?{key}={value}").status_code in {200, 400}, (path, key, value[:50])
        many = "&".join(f"stage=s{n}" for n in range(400))
        assert officer.get(f"{path}?{many}").status_code in {200, 400}
        assert officer.get(f"{path}?" + "&".join(["q=a"] * 1000)).status_code in {200, 400}


def test_numbers_beyond_64_bits(officer):
    for number in ("99999999999999999999", "9223372036854775808", "9" * 400):
        assert officer.get(f"/en/accounts/2fa/webauthn/keys/{number}/remove/").status_code in {400, 404}
        assert officer.get(f"/en/accounts/2fa/webauthn/keys/{number}/edit/").status_code in {400, 404}
        assert officer.get(f"/en/tools/?page={number}").status_code == 200


@pytest.mark.parametrize("method", ["FOO", "TRACE", "CONNECT", "PROPFIND", "G\tT", "", "X" * 2000])
def test_unknown_methods(method, visitor, officer):
    for browser in (visitor, officer):
        for path in ("/", "/en/", "/en/tools/", "/api/v1/tools/", "/admin/", "/healthz", "/csp-report/", "/en/absent/"):
            response = browser.generic(method, path)
            assert response.status_code == 405, path
            assert response.headers["Allow"].startswith("GET, HEAD")


def test_known_methods(client_and_addresses):
    browser, paths = client_and_addresses
    for path in paths:
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
            assert browser.generic(method, path).status_code in FINE, (method, path)


@WHOLE
def test_bodies(whole, client_and_addresses):
    browser, paths = client_and_addresses
    for path, (number, body) in pairs(paths, list(enumerate(BODIES)), whole=whole):
        kind = TYPES[number % len(TYPES)]
        assert browser.generic("POST", path, body, content_type=kind).status_code in FINE, (path, number, kind)


@pytest.mark.parametrize("kind", TYPES)
def test_bodies_of_every_type(kind, visitor, officer):
    for body in BODIES:
        for browser, path in ((visitor, "/en/accounts/login/"), (visitor, "/csp-report/"), (officer, "/api/v1/tools/")):
            assert browser.generic("POST", path, body, content_type=kind).status_code in FINE, (path, kind, body[:20])


def test_multipart(visitor):
    parts = (
        b"--b\r\n", b"--b--", b"--b\r\n" * 2000, b"--b\r\n\x00\r\n\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\n",
        b'--b\r\nContent-Disposition: form-data; name="login"; filename="\x00"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="login"\r\nContent-Transfer-Encoding: base64\r\n\r\n!',
    )  # fmt: skip
    for body in parts:
        response = visitor.generic("POST", "/en/accounts/login/", body, content_type="multipart/form-data; boundary=b")
        assert response.status_code in FINE, body[:60]
    file = BytesIO(b"x" * 100)
    file.name = "a\x00b"
    assert visitor.post("/en/accounts/login/", {"login": file}).status_code in FINE


def test_too_many_fields(visitor):
    assert visitor.post("/en/accounts/login/", {f"f{n}": "" for n in range(600)}).status_code == 400


@pytest.mark.parametrize("value", ["a\x00b", "\x01", "x" * 65536, "é", "%00", '"', "\x7f", "a;b", "\ud800"])
def test_cookies(value, visitor, officer):
    for name in ("__Host-sessionid", "__Host-csrftoken", "django_language", "messages", "other"):
        for path in ("/", "/en/", "/en/tools/", "/en/accounts/login/", "/api/v1/tools/"):
            raw = f"{name}={value}".encode("utf-8", "surrogatepass").decode("latin-1")
            assert visitor.get(path, headers={"cookie": raw}).status_code in FINE, (name, path)
    assert officer.get("/en/tools/").status_code == 200


def test_headers(visitor, officer):
    values = ("\x00", "é", "x" * 65536, "en;q=abc", "*" * 500, "," * 5000, "zz-" * 1000)
    names = ("accept-language", "accept", "accept-encoding", "if-none-match", "referer", "hx-request", "user-agent")
    asked = ((visitor, "/"), (officer, "/en/tools/"), (officer, "/api/v1/tools/"), (visitor, "/static/x"))
    for name, value, (browser, path) in product(names, values, asked):
        assert browser.get(path, headers={name: value}).status_code in FINE, (name, value[:20], path)


@pytest.mark.parametrize("host", ["elsewhere.example", "a b", "", "x" * 300, "testserver:99999999", "[::1", "é"])
def test_hosts(host, visitor):
    assert visitor.get("/en/", headers={"host": host}).status_code in {200, 400}
    assert visitor.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400


def test_where_to_after_signing_in(visitor, db):
    """`next` never leads to another site."""
    host = "elsewhere.example"
    for target in (f"https://{host}/", f"//{host}", f"/\\{host}", "javascript:alert(1)", "\x00", "a" * 9000):
        response = visitor.get("/en/accounts/login/", {"next": target})
        assert response.status_code in {200, 400}
        assert f'href="{target}"'.encode() not in response.content


def test_the_csp_report(visitor):
    odd = b'{"csp-report": {"violated-directive": {"a": [1]}}}'
    for body in (b"", b"[]", b"{}", b'{"csp-report": []}', odd, b"x" * 900_000):
        assert visitor.generic("POST", "/csp-report/", body, content_type="application/csp-report").status_code == 204
    deep = json.dumps({"csp-report": {"effective-directive": "a\r\nb"}}).encode()
    assert visitor.generic("POST", "/csp-report/", deep, content_type="application/json").status_code == 204


# --- Generated ----------------------------------------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


@FEW
@given(words=ANY, key=st.sampled_from(KEYS), page=st.integers() | ANY)
def test_any_query(officer, words, key, page):
    query = f"q={quoted(words)}&{key}={quoted(words[::-1])}&page={quoted(str(page))}"
    for path in ("/ru/tools/", "/api/v1/tools/"):
        assert officer.get(f"{path}?{query}").status_code in {200, 400}


@pytest.mark.slow
@FEW
@given(path=ANY)
def test_any_path(visitor, officer, path):
    for browser in (visitor, officer):
        for prefix in ("/", "/en/", "/en/tools/", "/api/v1/", "/en/accounts/", "/admin/", "/zh/"):
            assert browser.get(f"{prefix}{quoted(path)}").status_code in FINE


@FEW
@given(data=st.dictionaries(st.sampled_from(["login", "password", "next"]) | ANY, ANY, max_size=4))
def test_any_form(visitor, data):
    body = "&".join(f"{quoted(key)}={quoted(value)}" for key, value in data.items())
    for path in ("/en/accounts/login/", "/en/accounts/password/reset/", "/en/accounts/2fa/webauthn/login/"):
        assert visitor.generic("POST", path, body, content_type=FORM).status_code in FINE
