"""What does a translator choose of the queue, and type on the page of one text?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import translation_queue
from catalogue.origins import Standing
from catalogue.translating import LONGEST, LONGEST_NOTE, Text
from catalogue.translation_queue import ORDER, UNREVIEWED, Chosen
from hub.forms import Form, PlainLineEnds, SpokenSelect
from hub.languages import language
from hub.spoken import choices

EVERY = "all"


class QueueForm(Form):
    """Sent by GET: the choice is in the address, and goes along from text to text."""

    language = forms.ChoiceField(label=_("Language"), required=False, widget=SpokenSelect)
    section = forms.ChoiceField(label=_("Section"), required=False)
    standing = forms.ChoiceField(
        label=_("How far it is"),
        required=False,
        choices=[
            ("", _("Everything that nobody has approved")),
            *((standing.value, standing.label) for standing in ORDER),
            (EVERY, pgettext_lazy("texts", "All")),
        ],
    )
    owner = forms.CharField(
        label=_("Tool or word"),
        help_text=_("A part of its name in English."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args, codes: tuple[str, ...], **kwargs):
        super().__init__(*args, auto_id="queue_%s", **kwargs)
        self.codes = codes
        own = choices(codes)
        self.fields["language"].choices = own if len(own) == 1 else [("", _("All of mine")), *own]
        labels = [(key, section.label) for key, section in translation_queue.sections().items()]
        self.fields["section"].choices = [("", pgettext_lazy("sections", "All")), *labels]

    @property
    def chosen(self) -> Chosen:
        """Nothing, where something was asked for that there is not."""
        if not self.is_valid():
            return Chosen(())
        data = self.cleaned_data
        return Chosen(
            (data["language"],) if data["language"] else self.codes,
            data["section"],
            _standings(data["standing"]),
            data["owner"],
        )


def _standings(value: str) -> tuple[Standing, ...]:
    if value == EVERY:
        return ORDER
    return (Standing(value),) if value else UNREVIEWED


class Prose(PlainLineEnds, forms.CharField):
    pass


class TextForm(Form):
    text = Prose(label=_("Translation"), max_length=LONGEST, required=False)
    note = forms.CharField(
        label=_("Note"),
        help_text=_(
            "What has to change, where you send it back; why, where you approve it in spite of a warning. Staff read"
            " it. No names of officers, nothing of a case."
        ),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *args, text: Text, **kwargs):
        super().__init__(*args, initial={"text": text.text, "seen": text.seen}, **kwargs)
        self.overtaken = False
        spoken = language(text.code)
        rows = min(24, 3 + len(text.english) // 45 + text.english.count("\n"))
        self.fields["text"].widget = forms.Textarea(attrs={"rows": rows, "lang": spoken.code, "dir": spoken.dir})

    def look_again(self, text: Text) -> None:
        """The page that comes back shows what somebody else wrote: the next press is a choice."""
        self.overtaken = True
        self.data = self.data.copy()
        self.data["seen"] = text.seen
