"""Does every answer carry every header of the design?"""

from http.cookies import SimpleCookie

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from hub.management.commands import observatory
from tests.personas import Browser, make_user
from tests.site.addresses import TOOL, every_address

ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
    "report-uri": "/csp-report/",
    "upgrade-insecure-requests": "",
}
SHUT = "accelerometer browsing-topics camera display-capture geolocation gyroscope hid microphone payment serial usb"
PRIVATE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, noarchive"}


def static_file() -> str:
    return staticfiles_storage.url("hub/hub.css")


def answers(visitor, officer, administrator):
    """One answer of every kind."""
    yield "page", visitor.get("/en/about/")
    yield "page of an officer", officer.get("/en/tools/")
    yield "redirect", visitor.get("/")
    yield "refusal", visitor.get("/en/tools/")
    yield "404", officer.get("/en/absent/")
    yield "405", visitor.post("/en/about/")
    yield "400", visitor.get("/en/a%00b/")
    yield "bad host", visitor.get("/en/", headers={"host": "elsewhere.example"})
    yield "method", visitor.generic("TRACE", "/en/")
    yield "API", officer.get("/api/v1/tools/")
    yield "API 401", visitor.get("/api/v1/tools/")
    yield "API schema", officer.get("/api/v1/schema/")
    yield "health", visitor.get("/healthz")
    yield "static", visitor.get(static_file())
    yield "static 404", visitor.get("/static/absent.css")
    yield "admin", administrator.get("/admin/")
    yield "missing slash", officer.get("/en/tools")
    yield "alias", visitor.get("/zh/about/")
    yield "report", visitor.post("/csp-report/", b"{}", content_type="application/csp-report")


@pytest.fixture
def replies(visitor, officer, administrator, catalogue):
    return list(answers(visitor, officer, administrator))


def directives(response) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";")]
    names = [name for name, _, _ in parts]
    assert len(names) == len(set(names))  # a directive twice: browsers take the first and say nothing
    return {name: value for name, _, value in parts}


def test_the_same_set_on_every_kind_of_answer(replies):
    for kind, response in replies:
        assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, kind
        assert directives(response) == POLICY, kind


def test_permissions_policy(replies):
    for kind, response in replies:
        rules = dict(rule.strip().split("=", 1) for rule in response.headers["Permissions-Policy"].split(","))
        assert {rules[name] for name in SHUT.split()} == {"()"}, kind
        assert rules["publickey-credentials-get"] == rules["publickey-credentials-create"] == "(self)", kind


def test_nothing_tells_the_software_or_opens_to_other_sites(replies):
    for kind, response in replies:
        names = {name.lower() for name in response.headers}
        assert names & {"server", "x-powered-by", "access-control-allow-origin", "x-xss-protection"} == set(), kind


@pytest.mark.slow
def test_the_same_set_on_every_address(visitor, officer, catalogue):
    for browser in (visitor, officer):
        for address in every_address():
            response = browser.get(address.path)
            assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, address
            assert directives(response) == POLICY, address


def test_500_carries_them_too(visitor, monkeypatch):
    visitor.raise_request_exception = False
    monkeypatch.setattr("hub.texts.page", lambda *_: 1 / 0)
    response = visitor.get("/en/about/")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert directives(response) == POLICY


# --- What may be kept ---------------------------------------------------------------------------------------------


def test_public_pages_may_be_kept_by_anyone(visitor):
    for address in ("/en/", "/ar/about/", "/en/privacy/"):
        visitor.get(address)  # chooses the language, in a cookie
        response = visitor.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" in response.headers["Vary"]
        assert "X-Robots-Tag" not in response.headers


def test_a_public_page_for_somebody_signed_in_is_not_kept(officer):
    assert officer.get("/en/about/").headers["Cache-Control"] == "no-store, private"


def test_a_public_page_that_sets_the_language_cookie_is_not_kept(visitor):
    """Else a shared cache would hand one reader's cookie to the next."""
    response = visitor.get("/fr/about/")
    assert response.cookies["django_language"].value == "fr"
    assert response.headers["Cache-Control"] == "private, max-age=300"


def test_everything_else_is_private_and_not_indexed(visitor, officer, catalogue):
    for browser, address in (
        (officer, "/en/tools/"),
        (officer, f"/en/tools/{TOOL}/"),
        (officer, "/en/absent/"),
        (officer, "/en/accounts/"),
        (visitor, "/en/accounts/login/"),
        (visitor, "/en/tools/"),
        (visitor, "/api/v1/tools/"),
    ):
        headers = browser.get(address).headers
        assert {name: headers.get(name) for name in PRIVATE} == PRIVATE, address


def test_the_api_is_private_with_an_etag(officer, catalogue):
    first = officer.get("/api/v1/tools/")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex, noarchive"
    again = officer.get("/api/v1/tools/", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_hashed_static_files_are_kept_for_ever(visitor):
    headers = visitor.get(static_file()).headers
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "X-Robots-Tag" not in headers


# --- Cookies ------------------------------------------------------------------------------------------------------


def test_cookies(db, client):
    """Sign-in sets the session and the form token; each is bound to this host, to https and out of scripts' reach."""
    user = make_user("no_factor")
    user.set_password("correct horse battery staple")
    user.save()
    jar = dict(client.get("/en/accounts/login/").cookies)
    reply = client.post("/en/accounts/login/", {"login": user.email, "password": "correct horse battery staple"})
    jar |= reply.cookies
    assert reply.status_code == 302
    assert {"__Host-sessionid", "__Host-csrftoken", "django_language"} <= set(jar)
    for name, cookie in jar.items():
        flags = (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"])
        assert flags == (True, True, "Lax", "/", ""), name
        assert len(cookie.value) < 200, name


def test_signing_out_clears_the_browser_and_the_session(officer):
    old = officer.cookies["__Host-sessionid"].value
    response = officer.post("/en/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    again = Browser()
    again.cookies["__Host-sessionid"] = old
    assert again.get("/en/tools/").status_code == 302


def test_plain_http_is_sent_to_https(db):
    response = Client().get("/en/about/?a=1")
    assert (response.status_code, response.headers["Location"]) == (301, "https://testserver/en/about/?a=1")


# --- The score ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/en/accounts/login/", "/ar/accounts/login/"])
def test_observatory_score_of_a_page_with_a_cookie(address, visitor):
    response = visitor.get(address)
    assert "__Host-csrftoken" in response.cookies
    assert sum(observatory.score(observatory.seen(response)).values()) >= 160


@pytest.mark.slow
def test_observatory_score_of_every_page(visitor, officer, catalogue):
    for browser in (visitor, officer):
        for address in every_address():
            response = browser.get(address.path)
            parts = observatory.score(observatory.seen(response))
            floor = 160 if response.cookies else 155
            scripted = b"<script" in (b"" if response.streaming else response.content)
            assert sum(parts.values()) >= floor - (0 if scripted else 5), (address, parts)


def test_the_command_prints_each_part_and_the_sum(db, capsys):
    call_command("observatory", "/en/accounts/login/")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(observatory.TESTS)
    assert lines[-1] == "observatory score: 160"


BARE = observatory.Seen({}, SimpleCookie(), "")


@pytest.mark.parametrize(
    ("headers", "name", "points"),
    [
        ({}, "content-security-policy", -25),
        ({"content-security-policy": "default-src 'none'; style-src 'self'"}, "content-security-policy", 10),
        ({"content-security-policy": "default-src 'self'"}, "content-security-policy", 5),
        ({"content-security-policy": "default-src 'none'; img-src a; img-src b"}, "content-security-policy", 5),
        ({"content-security-policy": "default-src 'none'; script-src https:"}, "content-security-policy", -20),
        ({"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}, "content-security-policy", 0),
        ({}, "x-frame-options", -20),
        ({"strict-transport-security": "max-age=60"}, "strict-transport-security", -10),
        ({"referrer-policy": "unsafe-url"}, "referrer-policy", -5),
        ({"access-control-allow-origin": "*"}, "cross-origin-resource-sharing", -50),
    ],
)
def test_the_score_takes_points_away(headers, name, points):
    assert observatory.TESTS[name](observatory.Seen(headers, BARE.cookies, "")) == points


def test_bonuses_do_not_cover_a_bad_fault():
    parts = observatory.score(observatory.Seen({"cross-origin-opener-policy": "same-origin"}, BARE.cookies, ""))
    assert sum(parts.values()) == 100 - 25 - 20 - 20 - 5
