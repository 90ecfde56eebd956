"""The pages of the registry that each do one thing: propose, confirm from outside, retire, appoint, accept, end."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.admin import frame
from hub.forms import Form, OrderedChoiceField
from members import agency_registry, agency_timeline
from members.agencies import ENTRIES, Agency, ChannelKind, Ended, FocalPoint, Retired, Size, Unit
from members.agency_registry import Refused
from members.forms.questionnaire import PlainText
from members.models import Role, User
from members.standing import in_good_standing

# --- Forms --------------------------------------------------------------------------------------------------------


def source_field(**options):
    return PlainText(
        label=_("Where did you see it?"),
        help_text=_("A public page of the authority, a directory, a letter: never the application or its mails."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        **options,
    )


class PastDay(forms.DateField):
    def __init__(self, **options):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def validate(self, value):
        super().validate(value)
        if value and value > timezone.now().date():
            raise ValidationError(_("This day is still to come."))


def since_field():
    help_text = _("The day on which the domain was registered, if you found out. Leave it empty otherwise.")
    return PastDay(label=_("Exists since"), help_text=help_text, required=False)


class ProposalForm(Form):
    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].queryset = agency.units.filter(active=True)


class DomainForm(ProposalForm):
    domain = PlainText(
        label=_("Domain"),
        help_text=_("In any script, or in its form with xn--."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    known_since = since_field()
    source = source_field()


class ChannelForm(ProposalForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ChannelKind.choices)
    value = PlainText(label=_("Number or address"), max_length=254, widget=forms.TextInput(attrs={"dir": "ltr"}))
    unit = OrderedChoiceField(Unit.objects.none(), label=_("Unit"), required=False)
    source = source_field()


class SizeForm(ProposalForm):
    unit = OrderedChoiceField(Unit.objects.none(), label=_("Unit"))
    size = forms.ChoiceField(
        label=_("People in the unit who work on crimes against children"),
        choices=Size.choices,
        widget=forms.RadioSelect,
    )
    source = source_field()


class SourceForm(Form):
    source = source_field()


class DomainSourceForm(SourceForm):
    known_since = since_field()


class RetireForm(Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Retired.choices, widget=forms.RadioSelect)


class EndForm(Form):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[choice for choice in Ended.choices if choice[0] != Ended.HANDED_OVER],
        widget=forms.RadioSelect,
    )


class MemberChoice(OrderedChoiceField):
    def label_from_instance(self, user):
        return f"{user.name} · {user.email} · {user.unit}"


class AppointForm(Form):
    user = MemberChoice(User.objects.none(), label=_("Member"), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        members = User.objects.filter(in_good_standing(), role=Role.OFFICER, unit__agency=agency, unit__active=True)
        self.fields["user"].queryset = members.select_related("unit")


# --- One page for one act -----------------------------------------------------------------------------------------


@dataclass
class Act:
    """What one page does. `do` gets the form's values; `refusal` says why this person cannot."""

    agency: Agency
    title: str
    button: str
    done: str
    do: Callable
    form: Form
    facts: list = field(default_factory=list)  # label and value
    refusal: str = ""
    typed: str = ""  # the field whose value the verb itself judges


def check_may_change(admin, request) -> None:
    if not admin.has_change_permission(request):
        raise Http404


def _perform(admin, request, act: Act):
    if request.method == "POST" and not act.refusal and act.form.is_valid():
        try:
            act.do(**act.form.cleaned_data)
        except Refused as refused:
            act.form.add_error(None, str(refused))
        except ValidationError as error:
            act.form.add_error(act.typed or None, error)
        else:
            messages.success(request, act.done)
            return HttpResponseRedirect(address_of(act.agency))
    page = frame(admin, request, act.title) | {"act": act}
    return render(request, "admin/members/agency/act.html", page)


def address_of(agency: Agency) -> str:
    return reverse("admin:members_agency_change", args=[agency.pk])


# --- What is said of an agency --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    title: str | Promise
    form: type[ProposalForm]
    verb: Callable
    typed: str


PROPOSALS = {
    "domain": Proposal(_("Propose a domain"), DomainForm, agency_registry.propose_domain, "domain"),
    "channel": Proposal(_("Propose a channel"), ChannelForm, agency_registry.propose_channel, "value"),
    "size": Proposal(_("Propose the size of a unit"), SizeForm, agency_registry.propose_size, "size"),
}


def propose(admin, request, object_id, kind):
    check_may_change(admin, request)
    agency = get_object_or_404(Agency, pk=object_id)
    proposal = PROPOSALS[kind]
    act = Act(
        agency=agency,
        title=str(proposal.title),
        button=gettext("Propose"),
        done=gettext("Proposed. Two other people have to confirm it from outside."),
        form=proposal.form(request.POST or None, agency=agency),
        do=lambda **values: proposal.verb(agency=agency, by=request.user, **values),
        typed=proposal.typed,
    )
    return _perform(admin, request, act)


def confirm(admin, request, object_id, kind):
    """Own page, own source: the two people do not copy from each other."""
    check_may_change(admin, request)
    entry = get_object_or_404(ENTRIES[kind].objects.select_related("agency"), pk=object_id)
    refusal = ""
    try:
        agency_registry.check_may_confirm(entry, request.user)
    except Refused as refused:
        refusal = str(refused)
    act = Act(
        agency=entry.agency,
        title=gettext("Confirm from outside"),
        button=gettext("I have seen it there"),
        done=gettext("Your confirmation is kept."),
        form=(DomainSourceForm if kind == "domain" else SourceForm)(request.POST or None),
        do=lambda **values: agency_registry.confirm(entry, by=request.user, **values),
        facts=_facts(entry),
        refusal=refusal,
    )
    return _perform(admin, request, act)


def retire(admin, request, object_id, kind):
    check_may_change(admin, request)
    entry = get_object_or_404(ENTRIES[kind].objects.open().select_related("agency"), pk=object_id)
    act = Act(
        agency=entry.agency,
        title=gettext("Retire this entry"),
        button=gettext("Retire it"),
        done=gettext("Retired. It is no evidence any more."),
        form=RetireForm(request.POST or None),
        do=lambda reason: agency_registry.retire(entry, by=request.user, reason=reason),
        facts=_facts(entry),
    )
    return _perform(admin, request, act)


def _facts(entry) -> list[tuple[str, str]]:
    facts = [(gettext("Agency"), entry.agency.name), (gettext("Country"), entry.agency.country.name)]
    if entry.KIND == "size":
        facts += [(gettext("Unit"), entry.unit.name)]
    facts += [(agency_timeline.label_of(entry), entry.shown)]
    if entry.KIND == "domain" and entry.domain != entry.shown:
        facts += [(gettext("In its form with xn--"), entry.domain)]
    proposer = agency_timeline.names_of([entry.proposed_by])[entry.proposed_by]
    facts += [(gettext("Proposed by"), proposer), (gettext("State"), agency_timeline.state_of(entry))]
    return facts + ([(gettext("Where it is from"), entry.proposed_source)] if entry.proposed_source else [])


# --- Focal points -------------------------------------------------------------------------------------------------


def appoint(admin, request, object_id):
    check_may_change(admin, request)
    agency = get_object_or_404(Agency, pk=object_id)
    form = AppointForm(request.POST or None, agency=agency)
    nobody = not form.fields["user"].queryset.exists()
    audit.note_read(by=request.user, target=agency_registry.target(agency.pk))
    act = Act(
        agency=agency,
        title=gettext("Appoint a focal point"),
        button=gettext("Appoint"),
        done=gettext("Appointed."),
        form=form,
        do=lambda user: agency_registry.appoint_focal_point(user=user, unit=user.unit, by=request.user),
        refusal=gettext("No unit of this agency has a member in good standing.") if nobody else "",
    )
    return _perform(admin, request, act)


def _focal_point(object_id) -> FocalPoint:
    open_ones = FocalPoint.objects.open().select_related("user", "unit__agency", "takes_over_from__user")
    return get_object_or_404(open_ones, pk=object_id)


def _about(focal_point: FocalPoint) -> list[tuple[str, str]]:
    facts = [(gettext("Unit"), focal_point.unit.name), (gettext("Member"), str(focal_point.user))]
    if focal_point.takes_over_from:
        facts += [(gettext("Takes over from"), str(focal_point.takes_over_from.user))]
    return facts


def accept(admin, request, object_id):
    check_may_change(admin, request)
    focal_point = _focal_point(object_id)
    audit.note_read(by=request.user, target=agency_registry.target(focal_point.unit.agency_id))
    act = Act(
        agency=focal_point.unit.agency,
        title=gettext("Accept the hand-over"),
        button=gettext("Accept"),
        done=gettext("The unit has a new focal point."),
        form=Form(request.POST if request.method == "POST" else None),
        do=lambda: agency_registry.accept_hand_over(focal_point, by=request.user),
        facts=_about(focal_point),
    )
    return _perform(admin, request, act)


def end(admin, request, object_id):
    check_may_change(admin, request)
    focal_point = _focal_point(object_id)
    audit.note_read(by=request.user, target=agency_registry.target(focal_point.unit.agency_id))
    act = Act(
        agency=focal_point.unit.agency,
        title=gettext("End the role of the focal point"),
        button=gettext("End it"),
        done=gettext("Ended."),
        form=EndForm(request.POST or None),
        do=lambda reason: agency_registry.end_focal_point(focal_point, by=request.user, reason=reason),
        facts=_about(focal_point),
    )
    return _perform(admin, request, act)
