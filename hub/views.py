"""The pages that belong to no app: first page, public texts, health."""

import json
import logging

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hub import languages, outbox, texts
from hub.access import Audience

TEXT_PAGES = ("about", "principles", "privacy", "data-notice", "terms", "accessibility")
REPORT_LIMIT = 16 * 1024  # bytes of a CSP report that are read
STALE_OUTBOX = 300  # seconds
log = logging.getLogger(__name__)


@require_safe
def root(request):
    """`/`: the account's language, then the cookie's, then the browser's; officers go to their start page."""
    code = request.user.language if request.user.is_authenticated else translation.get_language_from_request(request)
    with translation.override(languages.language(code).code):
        target = reverse("home") if request.audience >= Audience.OFFICER else reverse("landing")
    response = HttpResponseRedirect(target)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
def language_alias(request, alias, rest=None):
    """`/zh/…` and its like lead to the language that the Hub has."""
    query = request.META.get("QUERY_STRING", "")
    target = f"/{languages.ALIASES[alias.lower()]}{rest or '/'}"
    return HttpResponseRedirect(target + (f"?{query}" if query else ""))


@require_safe
def landing(request):
    return render(request, "hub/landing.html", {"text": texts.page("landing", translation.get_language())})


@require_safe
def text_page(request, page):
    if page not in TEXT_PAGES:
        raise Http404
    return render(request, "hub/text_page.html", {"text": texts.page(page, translation.get_language()), "page": page})


@require_safe
def healthz(request):
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """Whether everything behind the process works; which part does not is told to this machine only."""
    checks = {name: _works(check) for name, check in CHECKS.items()}
    ok = all(checks.values())
    if request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "HTTP_X_FORWARDED_FOR" not in request.META:
        return JsonResponse({"ok": ok} | checks, status=200 if ok else 503)
    return HttpResponse("ok" if ok else "fail", content_type="text/plain", status=200 if ok else 503)


def _works(check) -> bool:
    try:
        return check()
    except Exception:
        log.exception("readiness check failed")
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    cache.set("readyz", "1", 10)
    return cache.get("readyz") == "1"


def _broker() -> bool:
    if not settings.REDIS_URL:
        return True
    import redis  # noqa: PLC0415  (not installed where no Redis is used)

    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        return client.ping()


def _outbox() -> bool:
    return outbox.oldest_waiting_seconds() < STALE_OUTBOX


CHECKS = {"database": _database, "cache": _cache, "broker": _broker, "outbox": _outbox}


@csrf_exempt
@require_POST
def csp_report(request):
    """A browser tells which directive was broken. The directive is logged, nothing of the person is."""
    try:
        report = json.loads(request.read(REPORT_LIMIT))["csp-report"]
        directive = str(report.get("effective-directive") or report.get("violated-directive"))[:40]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):  # anything may be sent here
        directive = "unreadable"
    log.warning("csp report", extra={"fields": {"directive": directive}})
    return HttpResponse(status=204)
