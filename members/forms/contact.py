"""What does somebody fill in who writes to staff, and staff who answer?"""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms import Form, PlainLineEnds
from members.contact import Topic
from members.forms.questionnaire import Address, PlainText

LONGEST = 4000
NEVER = _("No case data, no personal data of victims, no media.")


class Message(PlainLineEnds, PlainText):
    """A long text."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}), **kwargs)
        self.widget.attrs.pop("maxlength", None)  # browsers cut what is pasted, and say nothing


class Once(Form):
    """Knows whether the same form was sent before: its token is made with the page."""

    token = forms.CharField(max_length=64, required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class ContactForm(Once):
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices, widget=forms.RadioSelect)
    text = Message(label=_("Your message"), help_text=NEVER)
    email = Address(
        label=_("E-mail address for the answer"),
        help_text=_("The mail says only that there is an answer. You read it here."),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    name = PlainText(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    website = forms.CharField(
        label=_("Leave this box empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].optional = True
        if user is not None:  # the account has both
            del self.fields["email"], self.fields["name"]

    def clean_website(self):
        """A box that people do not see. Who filled it in is told: a browser may have done it for them."""
        if self.cleaned_data["website"]:
            self.fields["website"].widget.attrs.pop("tabindex", None)  # it is shown now: the keyboard reaches it
            raise forms.ValidationError(_("Empty this box. It is there for programs that fill in every box."))
        return ""


class AddForm(Once):
    text = Message(label=_("Add to your message"), help_text=NEVER)


class OpenForm(Form):
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    reference = PlainText(
        label=_("Reference"),
        help_text=_("Ten letters and digits that were shown on the screen when you wrote to us."),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "class": "code"}),
    )


class AnswerForm(Form):
    text = Message(label=_("Your answer"), help_text=_("It is read on the site only; the mail says that it is there."))
