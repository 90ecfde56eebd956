"""What happens to a form that was sent too long after signing in?

django-allauth would keep it in the session's row, with its body and the cookies of its request, and play it again
after the person has confirmed. Here nothing is kept: they come back to the empty form.
"""

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponseRedirect
from django.utils.http import urlencode


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
