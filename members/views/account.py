"""The pages about one's own account that django-allauth does not bring."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub import texts
from hub.forms import FORM
from members import (
    auth_events,
    consent,
    demo,
    factors,
    focal,
    invitations,
    recovery,
    recovery_codes,
    sessions,
    standing,
)
from members.forms.account import InvitationForm, SettingsForm


@require_safe
def account(request):
    """Where the person stands and what is next; the only page an account that is not let in may see beside its own."""
    state = standing.of(request.user, request.session)
    kinds = set(request.user.authenticator_set.values_list("type", flat=True))
    page = {
        "standing": state.value,
        "own": (request.user.get_language_display(), request.user.time_zone),
        "has_key": Authenticator.Type.WEBAUTHN in kinds,
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_factor": bool(kinds - {Authenticator.Type.RECOVERY_CODES}),
        "codes": recovery_codes.of(request.user),
        "recovery": recovery.pending(request.user),
        "leads_unit": state == standing.Standing.IN and focal.role_of(request.user) is not None,
        "terms": texts.page(consent.TERMS, translation.get_language()),
        "terms_accepted": consent.current(request.user),
    }
    return render(request, "members/account.html", page)


@require_http_methods(FORM)
def own_settings(request):
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Saved."))
        with translation.override(user.language):
            return redirect("members:settings")
    return render(request, "members/settings.html", {"form": form})


@sensitive_post_parameters("code", "password")
@require_http_methods(FORM)
def invitation(request, secret):
    """The link of an invitation: the person chooses a password, then signs in with it."""
    found = invitations.find(secret)
    if found is None:
        return render(request, "members/invitation_over.html", status=404)
    form = InvitationForm(request.POST or None, invitation=found)
    if request.method == "POST" and form.is_valid() and _code_fits(form):
        user = invitations.accept(
            invitation=found,
            name=form.cleaned_data.get("name", ""),
            password=form.cleaned_data["password"],
            language=translation.get_language(),
        )
        if user is None:
            return render(request, "members/invitation_over.html", status=404)
        messages.success(request, _("Your account is ready. Sign in with your password."))
        return redirect("account_login")
    return render(request, "members/invitation.html", {"form": form, "email": found.email})


def _code_fits(form: InvitationForm) -> bool:
    """Asked last, so that a refused password does not use up a try."""
    if "code" not in form.fields or invitations.code_fits(form.invitation, form.cleaned_data["code"]):
        return True
    form.add_error("code", _("This code does not fit. After five wrong ones you need a new link from our staff."))
    return False


def activate_totp(request):
    return _factors(request, totp_views.activate_totp)


def deactivate_totp(request):
    return _factors(request, totp_views.deactivate_totp)


def add_key(request):
    return _factors(request, webauthn_views.add_webauthn)


def generate_codes(request):
    return _factors(request, codes_views.generate_recovery_codes)


def _factors(request, view, **kwargs):
    """allauth's page; what it changes of the person's factors or codes ends all other sessions (SESS-06)."""
    if request.method != "POST":
        return view(request, **kwargs)
    mine = Authenticator.objects.filter(user=request.user)
    with transaction.atomic():
        before = dict(mine.values_list("pk", "type"))
        response = view(request, **kwargs)
        after = dict(mine.values_list("pk", "type"))
        if before != after:
            auth_events.record_factors(request, before, after)
            _count_as_used(request, mine.exclude(pk__in=before))
            sessions.end_others(request.user, keep=request.session.session_key, because=sessions.Because.FACTORS)
    return response


def _count_as_used(request, added) -> None:
    """Nobody proves twice a factor that they have just added."""
    for factor in added.exclude(type=Authenticator.Type.RECOVERY_CODES):
        factors.count_as_used(request, factor)


@require_POST
def codes_stored(request):
    """The person has the recovery codes on paper or in a file."""
    recovery_codes.note_stored(request.user)
    return redirect("members:standing")


@require_http_methods(FORM)
def remove_key(request, pk):
    """allauth's page for removing a security key, except that the last factor stays."""
    key = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    if not get_adapter().can_delete_authenticator(key):
        messages.error(request, get_adapter().error_messages["cannot_delete_authenticator"])
        return HttpResponseRedirect(reverse("mfa_list_webauthn"))
    return _factors(request, webauthn_views.remove_webauthn, pk=pk)


@require_POST
def demo_sign_in(request, role):
    """Demo mode only: in as one of the demo people by one click."""
    if not settings.DEMO or role not in demo.PEOPLE:
        raise Http404
    demo.sign_in(request, role)
    return redirect("home")
