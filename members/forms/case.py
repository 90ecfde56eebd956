"""What do staff fill in when they take one step with an application?

Codes decide; what is typed is for the next of staff.
"""

from collections.abc import Iterable

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hub.forms import Form
from hub.languages import LEFT_TO_RIGHT
from hub.punctuation import colon
from hub.refusals import NotAllowed
from hub.sorting import ordered
from members import case_permissions, questionnaire
from members.agencies import Agency, AgencyChannel, Unit
from members.application import Application, CallBack, CheckMark
from members.case_steps import sentence
from members.forms.questionnaire import PlainText


class Revision(forms.IntegerField):
    """Which state of the case was on the screen; a form that is shown again names the newest."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return initial


class StepForm(Form):
    revision = Revision(required=False)

    def __init__(self, *args, case: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["revision"].initial = lambda: case.revision

    def is_fresh(self) -> bool:
        """Nobody has moved the case since this form was shown."""
        return self.cleaned_data["revision"] == self.case.revision

    def values(self) -> dict:
        """For the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def typed(label, *, rows: int = 0, limit: int = 2000, optional: bool = False, **options) -> PlainText:
    """A box for text; where it may stay empty, the label says so."""
    attrs = {"dir": "auto"} | ({"rows": rows} if rows else {})
    widget = forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs)
    field = PlainText(label=label, max_length=limit, widget=widget, **{"required": not optional} | options)
    field.optional = optional
    return field


class NoteForm(StepForm):
    text = typed(
        _("Your note"),
        rows=4,
        limit=4000,
        help_text=_("For staff only. No case data, no names of victims or suspects. It cannot be changed later."),
    )

    def is_fresh(self):
        """It adds to the case, whatever has happened meanwhile."""
        return True


class MarkForm(StepForm):
    result = forms.ChoiceField(label=_("Result"), choices=CheckMark.Result.choices, widget=forms.RadioSelect)
    evidence = typed(_("What did you see, and where?"), rows=4)


class ReasonForm(StepForm):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args, reasons: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons.items())


class MoreForm(StepForm):
    pages = forms.MultipleChoiceField(
        label=_("Questions to ask again"),
        help_text=_("The applicant sees only these, with the answers given so far."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = questionnaire.asked_again(self.case.answers)
        self.fields["pages"].choices = [(page.key, page.heading) for page in asked]


# --- The agency ---------------------------------------------------------------------------------------------------


class PlaceForm(StepForm):
    """One list: the agencies with their units under them."""

    place = forms.ChoiceField(label=_("Agency and unit"))

    def __init__(self, *args, country: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.agencies = {agency.pk: agency for agency in _agencies(country)}
        self.fields["place"].choices = [("", "---"), *map(_choices, self.agencies.values())]
        if self.case.agency_id:
            self.fields["place"].initial = f"{self.case.agency_id}:{self.case.unit_id or ''}"

    def values(self):
        agency_id, _colon, unit_id = self.cleaned_data["place"].partition(":")
        agency = self.agencies[int(agency_id)]
        return {"agency": agency, "unit": next((unit for unit in agency.open_units if str(unit.pk) == unit_id), None)}


def _agencies(country: str) -> Iterable[Agency]:
    """Of one country, or of all where none is given."""
    units = Prefetch("units", Unit.objects.filter(active=True).order_by(), to_attr="open_units")
    agencies = Agency.objects.filter(active=True).order_by().prefetch_related(units)
    found = agencies.filter(country=country) if country else agencies
    by_name = ordered(found, by=lambda agency: agency.name)
    return ordered(by_name, by=lambda agency: str(agency.country.name))


def _choices(agency: Agency) -> tuple[str, list[tuple[str, str]]]:
    """Each choice says its agency: a closed list shows no group."""
    whole = (f"{agency.pk}:", agency.name)
    units = [
        (f"{agency.pk}:{unit.pk}", f"{agency.name}{colon()}{unit.name}") for unit in ordered(agency.open_units, by=str)
    ]
    return f"{agency.name} · {agency.country.name}", [whole, *units]


# --- The second channel -------------------------------------------------------------------------------------------


class ChannelChoice(forms.ModelChoiceField):
    def label_from_instance(self, channel):
        return f"{channel.get_kind_display()}{colon()}{LEFT_TO_RIGHT % channel.shown}"


class CallBackForm(StepForm):
    found = forms.ChoiceField(
        label=_("Where is the contact from?"), choices=CallBack.Found.choices, widget=forms.RadioSelect
    )
    channel = ChannelChoice(
        AgencyChannel.objects.none(),
        label=_("Entry of the registry"),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    contact = typed(
        _("Number or address that you found elsewhere"),
        limit=254,
        required=False,
        help_text=_("Never one that the applicant or a mail gave you. Empty where you used an entry of the registry."),
    )
    source = typed(
        _("Where did you find it?"),
        limit=300,
        required=False,
        help_text=_("Empty where you used an entry of the registry."),
    )
    result = forms.ChoiceField(label=_("Result"), choices=CallBack.Result.choices, widget=forms.RadioSelect)
    remark = typed(_("Remark"), rows=3, optional=True, help_text=_("Whom you reached, by function. No case data."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        confirmed = AgencyChannel.objects.confirmed().filter(agency=self.case.agency_id)
        self.fields["channel"].queryset = confirmed.order_by("kind", "pk")
        if not self.fields["channel"].queryset:
            del self.fields["channel"]
            self.fields["found"].choices = [(CallBack.Found.ELSEWHERE.value, CallBack.Found.ELSEWHERE.label)]

    def clean(self):
        """Each kind of contact brings its own: the entry, or the contact with its source."""
        cleaned = super().clean()
        if cleaned.get("found") == CallBack.Found.REGISTRY:
            cleaned |= {"contact": "", "source": ""}
            if not cleaned.get("channel") and "channel" not in self.errors:
                self.add_error("channel", _("Choose the entry that you used."))
        elif cleaned.get("found") == CallBack.Found.ELSEWHERE:
            cleaned["channel"] = None
            self._check_elsewhere(cleaned)
        return cleaned

    def _check_elsewhere(self, cleaned) -> None:
        if not cleaned.get("contact") and "contact" not in self.errors:
            self.add_error("contact", _("Write down the number or address that you used."))
        if not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say where you found it: a public page of the authority, a directory."))
        try:
            case_permissions.check_independent(self.case, cleaned.get("contact") or "")
        except NotAllowed as refused:
            self.add_error("contact", sentence(refused.code))
