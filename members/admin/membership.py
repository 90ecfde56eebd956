"""What can staff do with a membership: suspend it, reinstate it, close it, correct what is recorded?

Each is a page of its own behind the page of the member: a reason by code, one verb, and a factor of the last five
minutes (SESS-07). A role that lacks the permission meets no such page; a rule that forbids it says why.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.admin import frame
from hub.forms import Form, OrderedChoiceField
from hub.languages import TRANSLATIONS
from hub.refusals import NotAllowed
from hub.spoken import choices
from members import corrections, membership, membership_permissions, membership_timeline, reasons, standing, translators
from members.agencies import Agency, Unit
from members.forms.questionnaire import Address, PlainText, country_names
from members.models import Role, User
from members.standing import Standing, in_good_standing

SENTENCES = {  # code of `NotAllowed` -> what staff read
    "role": _("Your role does not include this."),
    "own": _("This is your own account. Somebody else decides about it."),
    "own_agency": _("The member is of your own agency. Staff of other agencies do this."),
    "staff_account": _("This is an account of staff. Only administrators may do this."),
    "same_person": _("You suspended it. Somebody else has to reinstate it."),
    "anonymous": _("This account was made anonymous. There is nothing to correct."),
    "no_translator": _("This person is no translator."),
    "other_unit": _("This unit belongs to another agency."),
    "reason": _("Choose a reason."),
}


# --- What may be done ---------------------------------------------------------------------------------------------


class ReasonForm(Form):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args, user: User, step: "Step", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(step.reasons.items())


class LanguagesForm(Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages that this person translates into"),
        choices=choices(TRANSLATIONS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, user: User, step: "Step", **kwargs):
        super().__init__(*args, initial={"languages": user.working_languages}, **kwargs)


class AgencyChoice(OrderedChoiceField):
    def label_from_instance(self, agency):
        return f"{agency.name} · {agency.country.name}"


class UnitChoice(OrderedChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.agency.name} · {unit.name}"


class CorrectionForm(Form):
    name = PlainText(
        label=pgettext_lazy("person", "Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    agency = AgencyChoice(None, label=_("Agency"), required=False)
    unit = UnitChoice(None, label=_("Unit"), required=False)
    supervisor_email = Address(
        label=_("E-mail address of the supervisor"),
        help_text=_("Who is asked once a year whether the person still serves in the unit."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args, user: User, step: "Step", **kwargs):
        super().__init__(*args, initial={name: getattr(user, name) for name in corrections.FIELDS}, **kwargs)
        self.fields["country"].choices = [("", "---"), *country_names()]
        agencies, units = Q(active=True) | Q(pk=user.agency_id), Q(active=True) | Q(pk=user.unit_id)
        self.fields["agency"].queryset = Agency.objects.filter(agencies)
        self.fields["unit"].queryset = Unit.objects.filter(units).select_related("agency")


@dataclass(frozen=True)
class Step:
    """One page. `fits` says whether there is anything to do; `do` answers whether something was done."""

    title: str | Promise
    button: str | Promise
    done: str | Promise
    fits: Callable[[User], bool]
    check: Callable[[User, User], None]
    do: Callable
    asks: type[Form] = ReasonForm
    reasons: dict = field(default_factory=dict)
    about: tuple[str | Promise, ...] = ()

    def form(self, data, user: User):
        return self.asks(data, user=user, step=self)

    def refusal(self, user: User, by: User) -> str:
        try:
            self.check(user, by)
        except NotAllowed as refused:
            return str(SENTENCES[refused.code])
        return "" if self.fits(user) else gettext("There is nothing to do: see where the membership stands.")


STEPS = {  # the permission is members.<name>_user
    "suspend": Step(
        title=_("Suspend the membership"),
        button=_("Suspend this person now"),
        done=_("Suspended. The person is signed out everywhere and told by mail."),
        about=(_("Nothing opens for the person any more, from the next request on. Somebody else can reinstate it."),),
        reasons=reasons.SUSPENSION,
        fits=lambda user: user.suspended_at is None and user.closed_at is None,
        check=membership_permissions.check_may_suspend,
        do=membership.suspend,
    ),
    "reinstate": Step(
        title=_("Reinstate the membership"),
        button=_("Reinstate this person"),
        done=_("Reinstated. The person is told by mail."),
        about=(_("Ask the agency first, by a contact that the person did not give you."),),
        reasons=reasons.REINSTATEMENT,
        fits=lambda user: user.suspended_at is not None and user.closed_at is None,
        check=membership_permissions.check_may_reinstate,
        do=membership.reinstate,
    ),
    "close": Step(
        title=_("Close the membership"),
        button=_("Close this membership for good"),
        done=_("Closed. The person is signed out everywhere and told by mail."),
        about=(_("This cannot be undone: a new membership begins with a new application."),),
        reasons=reasons.CLOSURE,
        fits=lambda user: user.closed_at is None,
        check=membership_permissions.check_may_close,
        do=membership.close,
    ),
    "correct": Step(
        title=_("Correct the record"),
        button=_("Save the correction"),
        done=_("Corrected."),
        about=(_("Check it with the agency first. Another agency or unit ends a renewal that has begun."),),
        fits=lambda user: user.anonymised_at is None,
        check=membership_permissions.check_may_correct,
        do=corrections.correct,
        asks=CorrectionForm,
    ),
    "languages": Step(
        title=_("Languages of the translator"),
        button=_("Save the languages"),
        done=_("Saved."),
        about=(_("A translator opens and changes texts in these languages alone, from the next request on."),),
        fits=lambda user: user.role == Role.TRANSLATOR and user.anonymised_at is None,
        check=membership_permissions.check_may_give_languages,
        do=translators.give_languages,
        asks=LanguagesForm,
    ),
}


# --- The pages ----------------------------------------------------------------------------------------------------


class MembershipPages:
    """Mixed into the admin of people."""

    change_form_template = "admin/members/user/member.html"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, unquote(object_id))
        if user is None or not self.has_view_permission(request, user):
            raise Http404
        extra = {"steps": offered(user, request.user), "events": membership_timeline.events(user)}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def get_urls(self):
        own = [path(f"<path:object_id>/{name}/", self._view(name), name=f"members_user_{name}") for name in STEPS]
        return [*own, *super().get_urls()]

    def _view(self, name: str):
        return self.admin_site.admin_view(partial(self._step, name=name))

    def _step(self, request, object_id, *, name):
        user = self.get_object(request, unquote(object_id))
        if user is None or not request.user.has_perm(f"members.{name}_user"):
            raise Http404
        return reauthentication_required(self._perform)(request, user, STEPS[name])

    def _perform(self, request, user, step):
        data = request.POST if request.method == "POST" else None
        form, refusal = step.form(data, user), step.refusal(user, request.user)
        if request.method == "POST" and not refusal and form.is_valid():
            answer = self._done(request, user, step, form)
            if answer is not None:
                return answer
        audit.note_read(by=request.user, target=f"user {user.pk}")
        page = frame(self, request, step.title)
        page |= {"person": user, "step": step, "form": form, "refusal": refusal}
        return render(request, "admin/members/user/step.html", page)

    def _done(self, request, user, step, form):
        """The answer of a step that was taken; None where the form has the reason why it was not."""
        try:
            done = step.do(user=user, by=request.user, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, SENTENCES[refused.code])
            return None
        if done:
            messages.success(request, step.done)
        else:
            messages.info(request, gettext("Nothing was changed. Here is what it looks like now."))
        return HttpResponseRedirect(reverse("admin:members_user_change", args=[user.pk]))


def offered(user: User, by: User) -> list[tuple[str, str, str]]:
    """Address, words, and where a rule forbids it the sentence that says so."""
    may = [name for name, step in STEPS.items() if by.has_perm(f"members.{name}_user") and step.fits(user)]
    return [
        (reverse(f"admin:members_user_{name}", args=[user.pk]), STEPS[name].title, STEPS[name].refusal(user, by))
        for name in may
    ]


# --- The list -----------------------------------------------------------------------------------------------------


WORDS = {
    "in": _("in use"),
    Standing.EXPIRED: _("not renewed"),
    Standing.SUSPENDED: _("suspended"),
    Standing.CLOSED: _("closed"),
    Standing.NOT_APPROVED: _("not approved"),
}


def standing_of(user: User) -> str:
    """In words, with the reason."""
    shut = standing.shut(user)
    why = {Standing.CLOSED: (reasons.CLOSURE, user.closed_reason)}
    why[Standing.SUSPENDED] = (reasons.SUSPENSION, user.suspended_reason)
    table, code = why.get(shut, ({}, ""))
    return " · ".join(str(word) for word in (WORDS[shut or "in"], table.get(code)) if word)


def _found(key: str) -> Q:
    """As `members.standing` says it of one person."""
    neither, now = Q(closed_at=None, suspended_at=None), timezone.now()
    return {
        "in": in_good_standing(),
        Standing.EXPIRED: neither & Q(approved_at__lte=now, expires_at__lte=now),
        Standing.SUSPENDED: Q(closed_at=None, suspended_at__isnull=False),
        Standing.CLOSED: Q(closed_at__isnull=False),
        Standing.NOT_APPROVED: neither & ~Q(approved_at__lte=now),
    }[key]


class StandingFilter(admin.SimpleListFilter):
    title = _("membership")
    parameter_name = "membership"

    def lookups(self, request, model_admin):
        return list(WORDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(_found(self.value())) if self.value() in WORDS else queryset


class SuspensionFilter(admin.SimpleListFilter):
    """Whom a unit reported as having left, above all: they wait for staff."""

    title = _("suspended because")
    parameter_name = "because"

    def lookups(self, request, model_admin):
        return list(reasons.SUSPENSION.items())

    def queryset(self, request, queryset):
        if self.value() not in reasons.SUSPENSION:
            return queryset
        return queryset.filter(suspended_at__isnull=False, closed_at=None, suspended_reason=self.value())
