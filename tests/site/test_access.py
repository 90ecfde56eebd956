"""Can anybody open what is not theirs, or learn that it exists?"""

from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, resolve, reverse
from django.utils import timezone, translation

from catalogue import models
from hub import urls
from hub.access import AUDIENCES, Audience
from hub.languages import CODES
from members.models import User
from tests.factories.catalogue import EvidenceFactory, ProviderFactory, ReportFactory, SourceFactory, ToolFactory
from tests.personas import EVERYBODY, LET_IN, NOT_LET_IN, STAFF, browser_for, make_user
from tests.site.addresses import TOOL, UNKNOWN, every_address, pages

REST = [name for name in NOT_LET_IN if name != "suspended"]  # their part of the long walks: make prove
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
SIGN_IN = "/accounts/login/?next="


def unlisted(request):
    return HttpResponse("open to everybody by mistake")


urlpatterns = [*urls.urlpatterns, path("en/new-page/", unlisted, name="new_page"), path("api/v1/new/", unlisted)]
urlpatterns += [path("en/new-room/", include(([path("", unlisted, name="page")], "new_room")))]
handler404 = urls.handler404


def reply(response) -> tuple:
    """Everything that a client can tell two answers apart by, but for the address it asked for."""
    headers = {name: value for name, value in response.headers.items() if name != "Location"}
    target = response.headers.get("Location", "").partition("?")[0]
    return response.status_code, target, headers, response.content, sorted(response.cookies)


# --- The table ----------------------------------------------------------------------------------------------------


def test_every_view_has_an_audience():
    assert sorted({address.view for address in every_address() if address.audience is None}) == []


def test_no_entry_is_stale():
    assert sorted(set(AUDIENCES) - {address.view for address in every_address()}) == []


@pytest.mark.parametrize("name", EVERYBODY)
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_nobody_listed_is_closed(name, browsers):
    for address in ("/en/new-page/", "/en/new-room/", "/api/v1/new/"):
        for method in METHODS:
            response = getattr(browsers[name], method)(address)
            assert response.status_code in {302, 401, 403, 404}
            assert b"by mistake" not in response.content


# --- The second table of the design: who asks for something not theirs --------------------------------------------


def closed_to(name: str):
    """The addresses that a persona may not open."""
    reach = Audience.PUBLIC if name == "visitor" else Audience.ACCOUNT if name in NOT_LET_IN else Audience.OFFICER
    reach = Audience.STAFF if name in STAFF else reach
    return [address for address in every_address() if address.audience > reach]


@pytest.mark.parametrize("method", METHODS)
def test_visitor_gets_one_answer_for_every_closed_page(method, visitor, catalogue):
    absent = {"/en/": "/en/absent/", "/admin/": "/admin/absent/", "/api/": "/api/v1/absent/"}
    expected = {prefix: reply(getattr(visitor, method)(address)) for prefix, address in absent.items()}
    closed = closed_to("visitor")
    assert len(closed) > 40
    for address in closed:
        response = getattr(visitor, method)(address.path)
        prefix = next(prefix for prefix in absent if address.path.startswith(prefix))
        assert reply(response) == expected[prefix], address
        assert response.status_code == (401 if address.is_api else 302)
        if not address.is_api:
            assert SIGN_IN in response.headers["Location"]


def test_visitor_cannot_tell_an_object_from_none(visitor, catalogue):
    real = {address.path for address in every_address() if TOOL in address.path}
    assert len(real) >= 3
    for address in real:
        assert reply(visitor.get(address)) == reply(visitor.get(address.replace(TOOL, UNKNOWN)))


@pytest.mark.parametrize("code", CODES)
def test_visitor_learns_nothing_from_a_missing_slash(code, visitor, catalogue):
    for address in (f"/{code}/tools", f"/{code}/home", f"/{code}/tools/{TOOL}", f"/{code}/accounts/settings"):
        assert reply(visitor.get(address)) == reply(visitor.get(f"/{code}/absent"))
    for address in ("/admin", "/admin/catalogue/tool", "/admin/catalogue/tool/1/change"):
        assert reply(visitor.get(address)) == reply(visitor.get("/absent"))
    assert reply(visitor.get("/api/v1/tools")) == reply(visitor.get("/api/v1/absent"))


def test_a_missing_slash_is_added_for_those_who_may(officer, visitor, catalogue):
    assert officer.get(f"/en/tools/{TOOL}?q=a").headers["Location"] == f"/en/tools/{TOOL}/?q=a"
    assert visitor.get("/en/about").headers["Location"] == "/en/about/"
    assert officer.get("/admin/catalogue/tool").status_code == 404


@pytest.mark.parametrize("name", NOT_LET_IN)
@pytest.mark.slow
def test_not_let_in(name, browsers, catalogue):
    """A page leads to the one page that says why; the API and the admin say nothing."""
    browser = browsers[name]
    for address in closed_to(name):
        for method in ("get", "post", "options"):
            response = getattr(browser, method)(address.path)
            if address.is_admin:
                assert response.status_code == 404, address
            elif address.is_api:
                assert response.status_code == 403, address
                assert response.json() == {"detail": "This account may not use the API now."}
            else:
                assert (response.status_code, response.headers["Location"]) == (302, "/en/accounts/"), address


@pytest.mark.parametrize("name", NOT_LET_IN)
def test_not_let_in_sees_the_own_account(name, browsers):
    assert browsers[name].get("/en/accounts/").status_code == 200
    assert browsers[name].get("/en/accounts/settings/").status_code == 200


@pytest.mark.parametrize("name", LET_IN)
def test_absent_for_those_without_the_role(name, browsers, catalogue):
    for address in closed_to(name):
        for method in METHODS if name == "officer" else ("get", "post"):
            assert getattr(browsers[name], method)(address.path).status_code == 404, (method, address)


@pytest.mark.parametrize("name", LET_IN)
def test_unknown_objects_are_absent(name, browsers, catalogue):
    absent = (f"/en/tools/{UNKNOWN}/", f"/en/tools/{UNKNOWN}/report/", f"/api/v1/tools/{UNKNOWN}/", "/en/absent/")
    for address in absent:
        assert browsers[name].get(address).status_code == 404


# The pages of a unit are its focal point's alone; a file needs tools; a list is its owner's; what is changed is sent.
NOT_BY_ITSELF = {
    "catalogue:compare_csv": 404,
    "catalogue:compare_json": 404,
    "catalogue:compare_keep": 405,
    "lists:save": 404,
}
THEIRS = "one edit delete share note shared shared_csv shared_json csv json"
NOT_BY_ITSELF |= dict.fromkeys([f"lists:{name}" for name in THEIRS.split()], 404)
SENT = "withdraw add seen seen_tool move remove copy watch_search watch_tool watch_seen watch_mail watch_stop"
NOT_BY_ITSELF |= dict.fromkeys([f"lists:{name}" for name in SENT.split()], 405)
NOT_BY_ITSELF |= {f"catalogue:coverage_{verb}": 405 for verb in ("share", "withdraw", "copy")}
NOT_BY_ITSELF |= {"catalogue:coverage_shared": 404}


def test_officer_opens_everything_of_an_officer(officer, catalogue):
    for address in every_address():
        if address.audience == Audience.OFFICER:
            status = 404 if address.view.startswith("members:unit") else NOT_BY_ITSELF.get(address.view, 200)
            assert officer.get(address.path).status_code == status, address


def test_staff_with_a_code_instead_of_a_passkey_is_an_officer(sign_in, catalogue):
    browser = browser_for(make_user("administrator"), "totp")
    assert browser.get("/en/tools/").status_code == 200
    assert browser.get("/admin/").status_code == 404


# --- The admin, by role -------------------------------------------------------------------------------------------

ADMIN = {  # address -> the roles that may see it
    "/admin/": STAFF,
    "/admin/catalogue/tool/": ("curator", "translator", "administrator"),
    "/admin/catalogue/tool/add/": ("curator", "administrator"),
    "/admin/catalogue/tool/import/": ("curator", "administrator"),
    "/admin/catalogue/tool/proposal/": ("curator", "administrator"),
    "/admin/catalogue/tool/whole/": ("curator", "translator", "administrator"),
    "/admin/catalogue/tool/reviews/": ("curator", "administrator"),
    "/admin/catalogue/translations/": ("curator", "translator", "administrator"),
    "/admin/catalogue/translations/tool/photodna/summary/fr/": ("curator", "administrator"),  # no translator's own
    "/admin/catalogue/linkcheck/": ("curator", "translator", "administrator"),
    "/admin/catalogue/report/": ("curator", "administrator"),
    "/admin/members/application/": ("reviewer", "administrator"),
    "/admin/members/application/report/": ("reviewer", "administrator"),
    "/admin/members/user/": ("reviewer", "administrator"),
    "/admin/members/renewal/": ("reviewer", "administrator"),
    "/admin/members/ticket/": ("reviewer", "administrator"),
    "/admin/members/agency/": ("reviewer", "administrator"),
    "/admin/members/agency/import/": ("reviewer", "administrator"),
    "/admin/hub/auditevent/": ("administrator",),
    "/admin/hub/auditseal/": ("administrator",),
    "/admin/hub/readevent/": ("administrator",),
}


@pytest.mark.parametrize("address", ADMIN)
@pytest.mark.slow
def test_admin_by_role(address, browsers, catalogue):
    seen = {name for name in EVERYBODY if browsers[name].get(address).status_code == 200}
    assert seen == set(ADMIN[address])


@pytest.mark.parametrize("name", STAFF)
def test_admin_pages_without_the_permission_are_absent(name, browsers):
    for address, roles in ADMIN.items():
        if name not in roles:
            assert browsers[name].get(address).status_code == 404


# --- A suspension bites at the next request -----------------------------------------------------------------------


def test_suspension_ends_an_open_session_at_once(officer, catalogue):
    assert officer.get("/en/tools/").status_code == 200
    User.objects.update(suspended_at=timezone.now())
    assert officer.get("/en/tools/").headers["Location"] == "/en/accounts/"
    assert officer.get("/api/v1/tools/").status_code == 403


# --- Data that could leak -----------------------------------------------------------------------------------------


@pytest.fixture
def marked(catalogue, curator):
    """A tool with a word in every text field that occurs nowhere else."""
    provider = ProviderFactory(slug="xqcanary-maker", name="Xqcanary Maker", website="https://xqcanary.example/")
    texts = {
        field.name: f"Xqcanary {field.name}"
        for field in models.Tool._meta.concrete_fields
        if field.name.rpartition("_")[2] in {code.replace("-", "_").rpartition("_")[2] for code in CODES}
    }
    texts |= {"slug": "xqcanary", "name": "Xqcanary", "website": "https://xqcanary.example/"}
    tool = ToolFactory(provider=provider, **texts)
    SourceFactory(tool=tool, url="https://xqcanary.example/source")
    EvidenceFactory(tool=tool, claim_en="Xqcanary claim", source="https://xqcanary.example/claim")
    ReportFactory(tool=tool, text="Xqcanary report")
    return tool


def has_marker(response) -> bool:
    text = b"".join(response.streaming_content) if response.streaming else response.content
    headers = str(dict(response.headers)).encode()
    return b"xqcanary" in (text + headers).lower()


@pytest.mark.parametrize("code", CODES)
def test_officer_finds_the_marked_tool(code, officer, marked):
    for address in (f"/{code}/home/", f"/{code}/tools/?q=xqcanary", f"/{code}/tools/{marked.slug}/"):
        assert b"Xqcanary" in officer.get(address).content, address
    for address in ("/api/v1/tools/?q=xqcanary", f"/api/v1/tools/{marked.slug}/", "/api/v1/vocabulary/"):
        assert has_marker(officer.get(address, {"lang": code, "q": "xqcanary"})), address


@pytest.mark.parametrize(
    "name", ["visitor", "suspended", *(pytest.param(name, marks=pytest.mark.prove) for name in REST)]
)
@pytest.mark.slow
def test_nobody_else_meets_the_marked_tool(name, browsers, marked):
    browser = browsers[name]
    for code in CODES if name in {"visitor", "expired"} else ("en",):
        for address in every_address(code, slug=marked.slug, object_id=str(marked.pk)):
            for method in ("get", "post", "options") if code == "en" else ("get",):
                response = getattr(browser, method)(address.path)
                target = unquote(response.headers.get("Location", ""))
                if target:  # the address that was asked for comes back in `next`; nothing else may
                    response.headers["Location"] = target.replace(address.path, "")
                assert not has_marker(response), address


def test_a_withdrawn_tool_is_absent_for_officers(officer, marked):
    tool = models.Tool.objects.get(pk=marked.pk)
    tool.state = models.State.WITHDRAWN
    tool.save()
    for address in ("/en/home/", "/en/tools/?q=xqcanary&page=1", "/en/tools/?stage=all", "/api/v1/vocabulary/"):
        assert b"Xqcanary" not in officer.get(address).content, address
    assert officer.get(f"/en/tools/{marked.slug}/").status_code == 404
    assert officer.get(f"/api/v1/tools/{marked.slug}/").status_code == 404


# --- The wall stands before everything ----------------------------------------------------------------------------


def test_csrf_is_checked_on_every_form(sign_in, catalogue):
    strict = sign_in("officer", enforce_csrf_checks=True)
    for address in pages("en", Audience.ACCOUNT, Audience.OFFICER):
        if strict.get(address.path).status_code == 405:
            assert strict.post(address.path).status_code == 403, address
    assert strict.post("/en/accounts/logout/").status_code == 403
    assert strict.post(f"/en/tools/{TOOL}/report/", {"text": "Hello"}).status_code == 403


def test_names_resolve_to_themselves():
    """The examples reach the views that they stand for."""
    with translation.override("en"):
        for address in every_address():
            if not address.is_admin and not address.path.endswith("remove/"):
                assert resolve(address.path).view_name == address.view
    assert reverse("healthz") == "/healthz"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(visitor, suspended):
    """htmx would put the sign-in page into the list where the session has ended meanwhile."""
    asked = {"hx-request": "true"}
    for browser, address in ((visitor, "/en/accounts/login/?next=%2Fen%2Ftools%2F"), (suspended, "/en/accounts/")):
        response = browser.get("/en/tools/", headers=asked)
        assert (response.status_code, response.headers["HX-Redirect"], response.content) == (200, address, b"")


def test_the_admins_own_sign_in_leads_on(administrator):
    assert administrator.get("/admin/login/").headers["Location"] == "/admin/"


def test_signing_out_stays_in_the_language_of_the_page(officer):
    assert officer.post("/ar/accounts/logout/").headers["Location"] == "/ar/"
