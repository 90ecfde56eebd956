"""What happens around the moment in which somebody shows a factor again?

A form that was sent too long after signing in: django-allauth would keep it in the session's row, with its body and the
cookies of its request, and play it again after the person has confirmed. Here nothing is kept. Who wrote a text gets it
back in a page, to send it again after the factor; anybody else comes back to the empty form. And each factor that is
shown gives the session a new id.
"""

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from members import sessions
from members.standing import RECORDS

NOT_SHOWN = {"csrfmiddlewaretoken", "next", "credential", "code", "password", "oldpassword", "password1", "password2"}
WORTH_KEEPING = 20  # characters


def forget_interrupted(get_response):
    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, ReauthenticationRequired) or request.method != "POST":
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        if not methods:
            return None
        if written := _written(request):
            confirm = f"{methods[0]['url']}?{urlencode({'next': reverse('members:standing')})}"
            texts = [value for _name, value in written if _is_text(value)]
            page = {"written": written, "texts": texts, "confirm": confirm}
            return render(request, "members/interrupted.html", page, status=403)
        return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}")

    middleware.process_exception = process_exception
    return middleware


def _written(request) -> list[tuple[str, str]]:
    """All values of a form in which somebody wrote a text; empty for a form that is quickly filled in again."""
    values = [(name, value) for name, held in request.POST.lists() if name not in NOT_SHOWN for value in held]
    return values if any(_is_text(value) for _name, value in values) else []


def _is_text(value: str) -> bool:
    """Words, not the id of something that was chosen."""
    return len(value) > WORTH_KEEPING and (" " in value or not value.isascii())


def rename_session(get_response):
    """Whoever had learnt the old id of a session holds nothing after the next factor (SESS-01)."""

    def middleware(request):
        if request.method != "POST":
            return get_response(request)
        shown, key = len(request.session.get(RECORDS, ())), request.session.session_key
        response = get_response(request)
        if len(request.session.get(RECORDS, ())) > shown and key and request.session.session_key == key:
            sessions.rename(request.session)
        return response

    return middleware
