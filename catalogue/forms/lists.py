"""What does an officer fill in about lists and watches?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.saved import NewsMail
from hub.forms import Form

NAME_LENGTH = 80
NOTE_LENGTH = 1000
NEW = "new"
NO_CASE_DATA = _("Only you see it. No case data, no personal data, no names of victims or suspects.")


class NameField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}), **kwargs
        )


class NoteField(forms.CharField):
    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
        super().__init__(
            label=_("Private note"),
            help_text=NO_CASE_DATA,
            max_length=NOTE_LENGTH,
            required=False,
            widget=widget,
            **kwargs,
        )
        self.optional = True  # said beside the label


class ListForm(Form):
    name = NameField(label=_("Name of the list"), help_text=NO_CASE_DATA)
    note = NoteField()


class NoteForm(Form):
    note = NoteField()


class ShareForm(Form):
    title = NameField(
        label=_("Title that others see"),
        help_text=_("No case data, no personal data, no names of victims or suspects."),
    )


class SaveForm(Form):
    """Into one of the officer's lists, or into a new one."""

    where = forms.ChoiceField(label=_("Which list?"), widget=forms.RadioSelect)
    name = NameField(label=_("Name of the new list"), help_text=NO_CASE_DATA, required=False)

    def __init__(self, *args, lists, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(str(saved_list.pk), self._label(saved_list, held)) for saved_list, held in lists]
        self.fields["where"].choices = [*known, (NEW, _("A new list"))]
        self.fields["where"].initial = known[0][0] if known else NEW

    @staticmethod
    def _label(saved_list, held: bool) -> str:
        return _("%(name)s (already in it)") % {"name": saved_list.name} if held else saved_list.name

    def clean(self):
        if self.cleaned_data.get("where") == NEW and not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Give the new list a name."))
        return self.cleaned_data


class MailForm(Form):
    every = forms.ChoiceField(
        label=pgettext_lazy("a mail", "Mail me when there is news"),
        help_text=_("The mail says only that there is news, and leads to this page."),
        choices=NewsMail.Every.choices,
        widget=forms.RadioSelect,
    )
