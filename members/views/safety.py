"""The pages on which people keep their account theirs: where they are signed in, its address, and getting in again."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hub.forms import FORM
from hub.refusals import NotAllowed, StateChanged
from members import address_change, recovery, sessions, standing
from members.forms.safety import AddressForm, RecoveryForm

SENTENCES = {
    "open_case": gettext_lazy("You have asked for this already. Staff will call you."),
    "not_in_use": gettext_lazy("The address of this account cannot be changed now. Ask the operator."),
    "too_often": gettext_lazy("You have asked for this several times today. Try again tomorrow."),
}


@require_http_methods(FORM)
@reauthentication_required
def own_sessions(request):
    """Where the person is signed in; one sign-in or all others can be ended."""
    current = request.session.session_key
    if request.method == "POST":
        if request.POST.get("end") == "others":
            sessions.end_others(request.user, keep=current)
        else:
            sessions.end(_chosen(request), by=request.user)
        messages.success(request, _("Signed out there."))
        return redirect("members:sessions")
    return render(request, "members/sessions.html", {"rows": list(sessions.list_of(request.user)), "current": current})


def _chosen(request):
    """One of the person's own, ended or not (two clicks), never the one in use: that is signing out."""
    for row in sessions.SignIn.objects.filter(user=request.user):
        if str(row.pk) == request.POST.get("end") and row.session_key != request.session.session_key:
            return row
    raise Http404


@require_http_methods(FORM)
@reauthentication_required
def address(request):
    """Asking for another address; the change itself is staff's."""
    case = address_change.pending(request.user)
    form = AddressForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            address_change.ask(by=request.user, new_email=form.cleaned_data["email"])
        except NotAllowed as error:
            form.add_error(None, SENTENCES[error.code])
        else:
            return redirect("members:address")
    return render(request, "members/address.html", {"form": form, "case": case})


@require_POST
def keep_address(request):
    """The person stops the change of the address."""
    _stopped(request, address_change.stop)
    return redirect("members:address")


@require_POST
def not_me(request):
    """The person did not ask for a recovery. Whoever has only the password cannot say so."""
    if standing.factors_used(request.user, request.session):
        _stopped(request, recovery.stop)
    else:
        messages.error(request, _("Show your second factor first."))
    return redirect("members:standing")


def _stopped(request, stop) -> None:
    try:
        stopped = stop(request.user)
    except StateChanged:
        stopped = False
    if stopped:
        messages.success(request, _("It is stopped."))
    else:
        messages.error(request, _("There was nothing left to stop."))


@sensitive_post_parameters("code", "password")
@require_http_methods(FORM)
def recover(request, secret):
    """The link of a recovery: with the code that staff read out, it sets the account back to its beginning."""
    case = recovery.find(secret)
    if case is None:
        return render(request, "members/recover_over.html", status=404)
    form = RecoveryForm(request.POST or None, user=case.user)
    if request.method == "POST" and form.is_valid():
        try:
            fits = recovery.finish(case, **form.cleaned_data)
        except (NotAllowed, StateChanged):
            return render(request, "members/recover_over.html", status=404)
        if fits:
            get_adapter().begin_anew(request, case.user)
            messages.success(request, _("Sign in with the new password, then set up a second factor."))
            return redirect("account_login")
        if recovery.find(secret) is None:  # that was the fifth
            return render(request, "members/recover_over.html", status=404)
        form.add_error("code", _("This code is wrong. After five wrong codes the link ends."))
    return render(request, "members/recover.html", {"form": form})
