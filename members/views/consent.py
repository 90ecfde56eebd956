"""How does somebody who has an account read the terms in force, and accept them when they have changed?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub import texts
from hub.forms import FORM
from members import consent
from members.forms.account import TermsForm


@require_http_methods(FORM)
def terms(request):
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consent.accept(consent.TERMS, user=request.user, language=translation.get_language())
        messages.success(request, _("You have accepted the terms of engagement."))
        return redirect("members:standing")
    page = {
        "form": form,
        "text": texts.page(consent.TERMS, translation.get_language()),
        "accepted": consent.latest(request.user),
        "is_current": consent.current(request.user),
    }
    return render(request, "members/terms.html", page)
