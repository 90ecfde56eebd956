"""What does somebody answer who is asked about another person: a referee, a supervisor, a focal point, staff?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms import Form
from members import reasons
from members.application import RefereeRequest, Vouch
from members.renewal import Renewal


class ThreeAnswers(forms.ChoiceField):
    """Yes, no and not sure; none is chosen for anybody."""

    default_error_messages = {"required": _("Choose one of the three answers.")}

    def __init__(self, label, choices):
        super().__init__(label=label, choices=choices, widget=forms.RadioSelect)


class RefereeForm(Form):
    answer = ThreeAnswers(_("Does this person serve in this unit?"), RefereeRequest.Answer.choices)


class ServiceForm(Form):
    answer = ThreeAnswers(_("Does this person serve in this unit?"), Renewal.Answer.choices)


class StaffServiceForm(ServiceForm):
    how = forms.ChoiceField(
        label=_("How do you know it?"), choices=list(reasons.SERVICE.items()), widget=forms.RadioSelect
    )


class UnitServiceForm(Form):
    answer = ThreeAnswers(_("Does this person still serve in your unit?"), Renewal.Answer.choices)


class VouchForm(Form):
    answer = ThreeAnswers(_("Do you know this person?"), Vouch.Answer.choices)
