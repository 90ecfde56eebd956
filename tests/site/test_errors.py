"""What does a person meet when something is refused or fails?"""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.templatetags.static import static
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext

from hub import errors
from hub.languages import BY_CODE, CODES, COMPLETE, DEFAULT, LANGUAGES
from tests.personas import Browser
from tests.site.html import page

pytestmark = pytest.mark.quick

STATUSES = (400, 403, 404, 405, 413, 429, 500, 503)


def boom(error):
    def view(*args, **kwargs):
        raise error

    return view


@pytest.fixture
def forgiving(visitor):
    visitor.raise_request_exception = False
    return visitor


@pytest.fixture
def no_database(monkeypatch):
    """Every query fails as when the server is away."""
    with monkeypatch.context() as patch:
        for name in ("cursor", "ensure_connection"):
            patch.setattr(connection, name, boom(OperationalError("the server is away")))
        yield


@pytest.mark.parametrize("status", STATUSES)
def test_in_six_languages_without_a_database(status):
    """(No database fixture: a query would fail the test.)"""
    titles = {}
    for code in CODES:
        response = errors.page(RequestFactory().get(f"/{code}/somewhere/?a=1"), status, count=8)
        read = page(response)
        assert response.status_code == status
        assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir)
        assert (len(read.by_tag["h1"]), len(read.by_tag["main"]), read.inline_code()) == (1, 1, [])
        assert [e.text for e in read.language_bar()] == [language.name for language in LANGUAGES]
        titles[code] = read.by_tag["h1"][0].text
    assert len({titles[code] for code in (DEFAULT, *COMPLETE)}) == 1 + len(COMPLETE)


@pytest.mark.parametrize("code", CODES)
def test_each_is_met_in_the_language_of_its_address(code, db, officer, forgiving, monkeypatch):
    met = {
        400: forgiving.get(f"/{code}/a%00b/"),
        403: type(forgiving)(enforce_csrf_checks=True).post(f"/{code}/accounts/login/", {"login": "a"}),
        404: officer.get(f"/{code}/absent/"),
        405: forgiving.post(f"/{code}/about/"),
    }
    monkeypatch.setattr("hub.texts.page", boom(ZeroDivisionError()))
    met[500] = forgiving.get(f"/{code}/about/")
    monkeypatch.setattr("hub.texts.page", boom(OperationalError()))
    met[503] = forgiving.get(f"/{code}/about/")
    for status, response in met.items():
        assert (response.status_code, page(response).root["lang"]) == (status, code)


def test_too_many_attempts(client, db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    form = {"password": "wrong password number one"}
    replies = [client.post("/ru/accounts/login/", form | {"login": f"n{n}@agency.example"}) for n in range(32)]
    assert replies[0].status_code == 200
    read = page(replies[-1])
    assert (replies[-1].status_code, read.root["lang"], len(read.by_tag["h1"])) == (429, "ru", 1)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_database_away_is_503_with_a_time_to_retry(error, forgiving, monkeypatch):
    monkeypatch.setattr("hub.texts.page", boom(error("the server is away")))
    response = forgiving.get("/fr/about/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert page(response).root["lang"] == "fr"


def test_signed_in_with_the_database_away(officer, no_database):
    """The session cannot be read: still a page, not a traceback and not a sign-in form."""
    officer.raise_request_exception = False
    for address in ("/ar/tools/", "/ar/home/", "/ar/about/", "/api/v1/tools/"):
        response = officer.get(address)
        assert (response.status_code, response.headers.get("Retry-After")) == (503, "30"), address


def test_public_pages_without_the_database(forgiving, no_database):
    """A visitor without a cookie reads them all the same."""
    assert forgiving.get("/en/about/").status_code == 200
    assert forgiving.get("/healthz").status_code == 200


def test_a_fault_of_ours_is_500(forgiving, monkeypatch):
    monkeypatch.setattr("hub.texts.page", boom(ZeroDivisionError("secret detail")))
    response = forgiving.get("/es/about/")
    assert response.status_code == 500
    assert b"secret detail" not in response.content
    assert b"Traceback" not in response.content


def test_the_api_answers_in_json(officer, catalogue, monkeypatch):
    officer.raise_request_exception = False
    assert officer.get("/api/v1/absent/").json()["detail"]
    assert officer.post("/api/v1/tools/").status_code == 405
    monkeypatch.setattr("catalogue.results.run", boom(ZeroDivisionError()))
    response = officer.get("/api/v1/tools/")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/json")


def test_errors_name_nobody(officer):
    officer.raise_request_exception = False
    body = officer.get("/en/absent/").content.decode()
    assert officer.user.email not in body
    assert officer.user.name not in body


def test_what_was_typed_comes_back_with_a_503(visitor, no_database):
    """Names, values and the token of the form; sent once more when the database is there again (AVAIL-03)."""
    visitor.raise_request_exception = False
    visitor.cookies["__Host-sessionid"] = "x" * 32
    typed = {"full_name": 'أمينة "مثال" <b>', "latin_name": "", "csrfmiddlewaretoken": "token"}
    response = visitor.post("/ar/join/name/", typed)
    read = page(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store, private")
    hidden = {node["name"]: node["value"] for node in read.by_tag["input"] if node["type"] == "hidden"}
    assert hidden == typed


def test_passwords_never_come_back(visitor, no_database):
    visitor.raise_request_exception = False
    for address in ("/en/accounts/login/", "/en/accounts/invitation/secret/"):
        response = visitor.post(address, {"login": "a@agency.example", "password": "secret words of mine"})
        assert response.status_code == 503
        assert b"secret words" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_static_file_accepts_no_other_method(method, visitor):
    response = getattr(visitor, method)(static("hub/hub.css"))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_an_error_of_the_api_is_in_the_language_of_its_reader(visitor):
    Browser().get("/ru/about/")  # the thread's last language
    response = visitor.get("/api/v1/tools/%00/", headers={"accept-language": "fr"})
    with translation.override("fr"):
        assert response.json() == {"detail": gettext("The request could not be read")}
