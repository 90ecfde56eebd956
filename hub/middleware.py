"""What happens to every request before and after its view?

In the order of `settings.MIDDLEWARE`: the access log, the headers, refusal of what no browser sends, the demo's fence,
compression, the language cookie and the wall.
"""

import datetime
import gzip
import logging
import re
import time
import zoneinfo

import brotli
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from hub import errors
from hub.access import Audience, audience_for
from hub.addresses import network_of
from hub.logs import route

access = logging.getLogger("hub.access_log")

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
TOO_LONG_NUMBER = re.compile(r"(?:^|/)\d{19,}(?:/|$)")  # more than a database's 64 bits hold; not part of a token
FORWARDED = tuple(
    f"HTTP_{name}"
    for name in ("X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_REAL_IP", "FORWARDED", "VIA")
)
INDEXABLE = {"landing", "text_page", "contact"}
COMPRESSIBLE = ("text/", "application/json", "application/vnd.oai", "image/svg")
SMALL = 500  # bytes below which compressing gains nothing


def access_log(get_response):
    """One line a request: its route (a path may hold the secret of a link), a shortened address, no person."""

    def middleware(request):
        started = time.perf_counter()
        response = get_response(request)
        access.info(
            "request",
            extra={
                "fields": {
                    "method": request.method,
                    "route": route(request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "address": network_of(request),
                }
            },
        )
        return response

    return middleware


def headers(get_response):
    """The headers that no library sets, on every response, static files and errors included."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        name = getattr(getattr(request, "resolver_match", None), "view_name", "")
        if request.path.startswith(settings.STATIC_URL) and response.status_code in {200, 206, 304}:
            return response  # hashed names, cached for ever: WhiteNoise says so
        if name in INDEXABLE and response.status_code == 200 and not _signed_in(request):
            # A shared cache must not hand one reader's cookie to the next.
            scope = "private" if response.cookies else "public"
            response.headers.setdefault("Cache-Control", f"{scope}, max-age=300")
            patch_vary_headers(response, ["Cookie"])
            return response
        if not request.path.startswith("/api/") or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault("X-Robots-Tag", "noindex, noarchive")
        if name == "account_logout" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    return middleware


def _signed_in(request) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated


def clean_input(get_response):
    """Refuses what no browser of ours sends and a database may choke on; fills in the body of a bare 405."""

    def middleware(request):
        if request.method not in METHODS:
            response = errors.page(request, 405)
            response.headers["Allow"] = "GET, HEAD" if request.path.startswith("/api/") else "GET, HEAD, POST"
            return response
        if CONTROL.search(request.path) or TOO_LONG_NUMBER.search(request.path):
            return errors.page(request, 400)
        if any(CONTROL.search(value) for value in request.COOKIES.values()):
            return errors.page(request, 400)
        response = get_response(request)
        if response.status_code == 405 and (response.streaming or not response.content):  # a static file's is a stream
            allowed = response.headers.get("Allow", "")
            response = errors.page(request, 405)
            response.headers["Allow"] = allowed
        return response

    return middleware


def demo_fence(get_response):
    """In demo mode nothing from another machine is answered, not even through a proxy."""

    def middleware(request):
        if settings.DEMO:
            local = request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1", ""}
            if not local or any(header in request.META for header in FORWARDED):
                return errors.page(request, 403)
        return get_response(request)

    return middleware


def compress(get_response):
    """Brotli 7 (gzip 5 where the browser knows no Brotli) for pages: a slow line is where the time goes."""

    def middleware(request):
        response = get_response(request)
        if response.streaming or response.has_header("Content-Encoding") or len(response.content) < SMALL:
            return response
        if not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if "br" in accepted:
            response.content = brotli.compress(response.content, quality=7, lgwin=16)
            response.headers["Content-Encoding"] = "br"
        elif "gzip" in accepted:
            response.content = gzip.compress(response.content, 5, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
        else:
            return response
        response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def remember_language(get_response):
    """A page under a language prefix makes its language the browser's choice for `/`."""

    def middleware(request):
        response = get_response(request)
        code = translation.get_language_from_path(request.path)
        if code and response.status_code == 200 and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != code:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=31536000,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def own_time_zone(get_response):
    """Dates and times in the zone of the account; UTC for everybody else."""

    def middleware(request):
        if not request.user.is_authenticated:
            return get_response(request)
        try:
            zone = zoneinfo.ZoneInfo(request.user.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = datetime.UTC
        with timezone.override(zone):
            return get_response(request)

    return middleware


class Wall:
    """Enforces `hub.access`: what is not listed is closed, and a visitor cannot tell closed from absent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.audience = audience_of(request)
        response = self.get_response(request)
        if getattr(request, "refused", False):
            # Made anew out here, where absent paths are answered: what lies between must not mark one of the two.
            return refusal(request, request.resolver_match.view_name)
        if response.status_code == 404 and request.resolver_match is None:
            return self.unmatched(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        refused = refusal(request, request.resolver_match.view_name)
        request.refused = refused is not None
        return refused

    def unmatched(self, request, response):
        """A path that no view has: a missing slash is added for those who may see the page."""
        path = request.path_info
        if not path.endswith("/"):
            try:
                name = resolve(path + "/").view_name
            except Resolver404:
                name = ""
            if name and refusal(request, name) is None and request.method in ("GET", "HEAD"):
                query = request.META.get("QUERY_STRING", "")
                return HttpResponseRedirect(path + "/" + (f"?{query}" if query else ""))
        return refusal(request, "") or response


def audience_of(request) -> Audience:
    """What the person behind this request may see at most; touches the session's time limits."""
    if not request.user.is_authenticated:
        return Audience.PUBLIC
    if not request.user.touch(request.session):
        request.user = AnonymousUser()
        return Audience.PUBLIC
    return request.user.audience(request.session)


def refusal(request, view_name: str) -> HttpResponse | None:
    """The answer to somebody who may not open this view; None where they may (design: the wall's second table)."""
    try:
        needed = audience_for(view_name)
    except KeyError:
        needed = Audience.NOBODY
    if needed <= request.audience:
        return None
    if request.path.startswith("/api/"):
        return refused_api(request)
    if request.audience == Audience.PUBLIC:
        return _elsewhere(request, f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    if request.audience == Audience.ACCOUNT and not f"{request.path}/".startswith("/admin/"):
        return _elsewhere(request, reverse("members:standing"))
    return errors.page(request, 404)


def _elsewhere(request, address: str) -> HttpResponse:
    """A redirect; for a part of a page that htmx asked for, one that the whole page follows."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def refused_api(request) -> JsonResponse:
    if request.audience == Audience.PUBLIC:
        return JsonResponse({"detail": "Sign in first."}, status=401)
    if request.audience == Audience.ACCOUNT:
        return JsonResponse({"detail": "This account may not use the API now."}, status=403)
    return JsonResponse({"detail": "Not found."}, status=404)
