"""What happens around the moment in which somebody shows a factor again?

A form that was sent too long after signing in: django-allauth would keep it in the session's row, with its body and the
cookies of its request, and play it again after the person has confirmed. Here nothing is kept: they come back to the
empty form. And each factor that is shown gives the session a new id.
"""

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponseRedirect
from django.utils.http import urlencode

from members import sessions
from members.standing import RECORDS


def forget_interrupted(get_response):
    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, ReauthenticationRequired) or request.method != "POST":
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}") if methods else None

    middleware.process_exception = process_exception
    return middleware


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
