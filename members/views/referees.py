"""The page of somebody who is asked to confirm an applicant. No account; the mailed link opens it."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from hub import errors, limits
from hub.addresses import network_of
from hub.forms import FORM
from members import referees
from members.forms.answers import RefereeForm

GUESSES = {"limit": 60, "per": timedelta(hours=1)}  # links that open nothing, for one network


@sensitive_variables("secret")
@require_http_methods(FORM)
def referee(request, secret):
    """Opening the link changes nothing (programs that check mail open every link); the button sends the answer."""
    found = referees.find(secret)
    if found is None:
        return _over(request)
    form = RefereeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if referees.answer(secret, form.cleaned_data["answer"], translation.get_language()):
            return render(request, "join/referee_thanks.html")
        return _over(request)
    shown = {key: found.application.answers.get(key, "") for key in ("full_name", "unit_name")}
    return render(request, "join/referee.html", {"form": form, "expires": found.expires_at, **shown})


def _over(request):
    """One page for used, old and unknown links; who tries many of them waits."""
    if not limits.allow("referee links tried", network_of(request), **GUESSES):
        return errors.page(request, 429)
    return render(request, "join/referee_over.html", status=404)
