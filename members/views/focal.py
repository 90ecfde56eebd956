"""The pages of a unit's focal point. For everybody else they do not exist."""

import contextlib
from functools import wraps

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub import audit
from hub.forms import FORM, Form
from hub.sorting import ordered
from members import focal
from members.agency_registry import Refused
from members.forms.answers import UnitServiceForm, VouchForm

confirmed_again = reauthentication_required(app="allauth.account")


def for_focal_points(*methods):
    """Gives the view the person's role, and notes the look (AUD-04). 404 for everybody else, whatever the method."""

    def decorator(view):
        @wraps(view)
        def guarded(request, **kwargs):
            role = _or_404(focal.check_role, request.user)
            audit.note_read(by=request.user, target=f"unit {role.unit_id}")
            return require_http_methods(methods)(view)(request, role=role, **kwargs)

        return guarded

    return decorator


def _or_404(find, *args):
    try:
        return find(*args)
    except focal.NotTheirs:
        raise Http404 from None


@for_focal_points("GET", "HEAD")
def unit(request, role):
    """Who is in the unit, who waits to join it, and what the focal point can do."""
    page = {
        "unit": role.unit,
        "members": ordered(focal.members_of(role), by=lambda member: f"{member.name} {member.email}"),
        "renewing": focal.renewing_in(role),
        "applicants": focal.applicants_of(role),
        "successor": focal.proposed_successor(role),
    }
    return render(request, "members/unit.html", page)


@for_focal_points(*FORM)
@confirmed_again
def unit_leaver(request, role, member):
    """Somebody has left: asked on a page of its own."""
    member = _or_404(focal.member_of, role, member)
    if request.method != "POST":
        return render(request, "members/unit_leaver.html", {"member": member})
    focal.report_leaver(member=member, by=request.user)
    messages.success(request, _("The access is closed. Our staff check it and decide about the rest."))
    return redirect("members:unit")


@for_focal_points(*FORM)
@confirmed_again
def unit_serves(request, role, member):
    """A membership is being renewed: the focal point may say what the supervisor is asked by mail."""
    member = _or_404(focal.member_of, role, member)
    if member.pk not in focal.renewing_in(role):  # nobody asks any more: the second of two clicks
        return redirect("members:unit")
    form = UnitServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with contextlib.suppress(focal.NotTheirs):  # the other click was faster
            focal.confirm_service(member=member, answer=form.cleaned_data["answer"], by=request.user)
            messages.success(request, _("Thank you. Your answer is kept."))
        return redirect("members:unit")
    return render(request, "members/unit_serves.html", {"member": member, "form": form})


# --- Another person takes over ------------------------------------------------------------------------------------


class SuccessorForm(Form):
    successor = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Who takes over?"),
        help_text=gettext_lazy("A member of your unit. You stay the focal point until our staff have accepted it."),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args, successors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors


@for_focal_points(*FORM)
@confirmed_again
def unit_hand_over(request, role):
    successors = focal.successors_of(role)
    form = SuccessorForm(request.POST or None, successors=successors)
    if request.method == "POST" and form.is_valid():
        try:
            focal.hand_over(to_user=form.cleaned_data["successor"], by=request.user)
        except Refused:
            messages.error(request, _("You have proposed somebody already. Our staff will look at it."))
        else:
            messages.success(request, _("Our staff will look at it. Until then you stay the focal point."))
        return redirect("members:unit")
    page = {"unit": role.unit, "form": form, "possible": successors.exists()}
    return render(request, "members/unit_hand_over.html", page)


# --- Applicants ---------------------------------------------------------------------------------------------------


@for_focal_points(*FORM)
def unit_vouch(request, role, application):
    if focal.has_vouched(application, request.user):
        return redirect("members:unit")
    applicant = _or_404(focal.applicant_of, role, application)
    audit.note_read(by=request.user, target=f"application {application}")
    form = VouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        focal.vouch(applicant=applicant, answer=form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Thank you. Our staff see your answer and decide."))
        return redirect("members:unit")
    return render(request, "members/unit_vouch.html", {"unit": role.unit, "applicant": applicant, "form": form})
