"""What does a person read when something is refused or fails?

The pages need no database and no session, so that they also answer when those are gone. They name nobody and tell
the same to everyone.
"""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub import uploads
from hub.languages import LANGUAGES, Language, language

MEGABYTE = 1024 * 1024
MESSAGES = {
    400: (_("The request could not be read"), _("Check the address, or start again from the first page.")),
    403: (
        _("The form could not be accepted"),
        _("It may have been open for too long. Go back, reload the page and send it again."),
    ),
    404: (_("Page not found"), _("Check the address. The page may have moved, or it is not open to you.")),
    405: (_("This page does not accept that"), _("Open the page from its link instead.")),
    413: (
        _("What you sent is too large"),
        _(
            "At most %(count)d MB can be sent from this page. Nothing of it was taken in. Make it smaller, or split the"
            " file, and send it again."
        ),
    ),
    429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
    500: (_("Something went wrong on our side"), _("It has been recorded. Try again in a few minutes.")),
    503: (_("The Hub is not available right now"), _("Nothing is lost that we confirmed. Try again in a few minutes.")),
}


# Long forms that anybody fills in: what was typed comes back with a 503 (AVAIL-03). Never a password or a code.
GIVEN_BACK = {"join:question", "contact"}


def page(request, status: int, *, back: str = "", **told) -> HttpResponse:
    """The error page in the language of the address, else the browser's; `back` leads to the form that was sent."""
    code = translation.get_language_from_path(request.path) or translation.get_language_from_request(request)
    with translation.override(code):
        title, advice = MESSAGES[status]
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": str(title)}, status=status)
        context = {"status": status, "title": title, "advice": advice % told, "language": language(code), "back": back}
        context["typed"] = _typed(request) if status == 503 else []
        body = render_to_string("error.html", context | {"languages": _languages(request, status)})
    return HttpResponse(body, status=status)


def _languages(request, status: int) -> list[tuple[Language, str]]:
    """Each language with the same address in it; an address that could not be read is not repeated."""
    prefix = translation.get_language_from_path(request.path)
    rest = request.get_full_path()[len(prefix) + 2 :] if prefix and status != 400 else ""
    return [(entry, f"/{entry.code}/{rest}") for entry in LANGUAGES]


def _typed(request) -> list[tuple[str, str]]:
    """Names and values of the form that met the fault, the CSRF token among them: the page sends them once more."""
    try:  # the fault may have come before the address was looked up
        name = resolve(request.path_info).view_name
    except Resolver404:
        return []
    if request.method != "POST" or name not in GIVEN_BACK:
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        is_file = isinstance(exception, uploads.TooLarge)
        most = uploads.most_of(request) if is_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return page(request, 413, back=request.get_full_path(), count=most // MEGABYTE)
    return page(request, 400)


def forbidden(request, exception):
    """Not this person's: what the design answers inside the wall is "not found"."""
    return page(request, 404)


def not_found(request, exception):
    return page(request, 404)


def csrf_failure(request, reason=""):
    return page(request, 403)


def server_error(request):
    """503 where a service is away (the reader may try again), 500 for a fault of ours."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = page(request, 503)
        response.headers["Retry-After"] = "30"
        return response
    return page(request, 500)
