"""The pages on which a membership is renewed or ended."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from hub import errors, limits
from hub.addresses import network_of
from hub.forms import FORM, Form
from members import membership, standing
from members.forms.answers import ServiceForm
from members.renewal import Renewal
from members.standing import Standing

GUESSES = {"limit": 60, "per": timedelta(hours=1)}  # links that open nothing, for one network


@require_http_methods(FORM)
def renewal(request):
    """When the membership ends, what is needed to go on, and what of it is there."""
    user = request.user
    if request.method == "POST" and membership.may_renew(user):
        if "again" not in request.POST:
            membership.begin_renewal(user=user)
        elif not membership.ask_again(user=user):
            messages.error(request, _("The mails were sent several times. Wait for an answer, or write to our staff."))
        return redirect("members:renewal")
    page = {
        "open": Renewal.objects.open().filter(user=user).first(),
        "may_renew": membership.may_renew(user),
        "ends": user.expires_at,
        "standing": standing.of(user, request.session).value,
    }
    return render(request, "members/renewal.html", page)


# --- The mailed links: looking at one does nothing, the button does -----------------------------------------------


@sensitive_variables("secret")
@require_http_methods(FORM)
def renewal_confirm(request, secret):
    """The link in the member's own mailbox."""
    found = membership.find_own(secret)
    if found is None or (request.method == "POST" and not membership.confirm_own_mailbox(found)):
        return _over(request)
    thanks = request.method == "POST"
    return render(request, "members/renewal_thanks.html" if thanks else "members/renewal_confirm.html")


@sensitive_variables("secret")
@require_http_methods(FORM)
def renewal_vouch(request, secret):
    """The supervisor's link: shows the member's name and unit, and nothing else."""
    found = membership.find_supervisors(secret)
    if found is None:
        return _over(request)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if membership.confirm_service(found, answer=form.cleaned_data["answer"]):
            return render(request, "members/renewal_thanks.html")
        return _over(request)
    return render(request, "members/renewal_vouch.html", {"form": form, "member": found.user})


def _over(request):
    """One page for used, old and unknown links; who tries many of them waits."""
    if not limits.allow("renewal links tried", network_of(request), **GUESSES):
        return errors.page(request, 429)
    return render(request, "members/link_over.html", status=404)


# --- Leaving ------------------------------------------------------------------------------------------------------


class LeaveForm(Form):
    sure = forms.BooleanField(
        label=gettext_lazy(
            "I am leaving law enforcement, or moving to work that has nothing to do with crimes against children"
        ),
        template_name="members/checkbox.html",
    )


@require_http_methods(FORM)
@reauthentication_required
def leave(request):
    """Ends the membership at once."""
    if standing.of(request.user, request.session) == Standing.CLOSED:
        return redirect("members:standing")
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        membership.leave(user=request.user)
        logout(request)
        return render(request, "members/left.html")
    return render(request, "members/leave.html", {"form": form})
