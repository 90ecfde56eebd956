"""What may an officer tell the curators?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms import Form


class ReportForm(Form):
    text = forms.CharField(
        label=_("What is out of date or wrong?"),
        help_text=_("No case data, no personal data, no media. Say where you read the right information, if you can."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
