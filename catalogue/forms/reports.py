"""What do officers type who tell the curators something, and curators who answer?"""

from django import forms
from django.core.validators import RegexValidator, URLValidator
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalogue import models, reports
from catalogue.checks import UNPRINTABLE
from catalogue.history import NOT_TOLD
from catalogue.sheet import FIELD_NAMES
from hub import spoken
from hub.forms import Form, OrderedChoiceField, PlainLineEnds, SpokenSelect
from hub.punctuation import sentences_lazy

OTHER = "other"
PRINTABLE = RegexValidator(UNPRINTABLE, _("This holds a character that cannot be shown."), inverse_match=True)
PUBLIC_ONLY = _("No case data, no names of people, nothing that is not public.")
NOT_SHOWN = NOT_TOLD | {"last_verified"}  # nothing an officer knows better
PARTS = {name: label for name, label in FIELD_NAMES.items() if name not in NOT_SHOWN} | {OTHER: _("Something else")}


class Text(PlainLineEnds, forms.CharField):
    def __init__(self, *, rows: int, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=reports.LONGEST, widget=widget, **kwargs)
        self.optional = not self.required
        self.widget.attrs.pop("maxlength", None)  # browsers cut what is pasted, and say nothing


class WebAddress(forms.URLField):
    """On the web, and nowhere else."""

    default_validators = (URLValidator(schemes=["http", "https"]),)

    def __init__(self, **kwargs):
        widget = forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"})
        super().__init__(assume_scheme="https", widget=widget, **kwargs)
        self.optional = not self.required
        self.widget.attrs.pop("maxlength", None)


class SuggestionForm(Form):
    name = forms.CharField(
        label=_("Name of the tool"),
        max_length=reports.LONGEST_NAME,
        validators=[PRINTABLE],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    website = WebAddress(
        label=_("Website"),
        help_text=_("A public page of whoever makes or runs it. Entries are made from public pages alone."),
        max_length=500,
    )
    text = Text(label=_("What does it do, and for whom?"), help_text=PUBLIC_ONLY, rows=4)
    why = Text(label=_("Why should colleagues know it?"), help_text=PUBLIC_ONLY, rows=3, required=False)


class CorrectionForm(Form):
    part = forms.ChoiceField(label=_("Which part of the entry?"))
    text = Text(
        label=_("What is right?"),
        help_text=_("No case data, no names of people, nothing that is not public. Limits that you met are welcome."),
        rows=5,
    )
    url = WebAddress(
        label=_("A public page that says so"),
        help_text=_("Without one, staff have to find it first."),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _("Choose a part")), *PARTS.items()]


class LinkForm(Form):
    """Which of the entry's own links; there is no other to be told of."""

    url = forms.ChoiceField(label=_("Which link does not work?"), widget=forms.RadioSelect)
    text = Text(
        label=_("What happens when you open it?"),
        help_text=sentences_lazy([_("For example: “page not found”, or another organisation’s page."), PUBLIC_ONLY]),
        rows=3,
        required=False,
    )

    def __init__(self, *args, links: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["url"].choices = [(link, format_html('<bdi dir="ltr">{}</bdi>', link)) for link in links]


class AnswerForm(Form):
    """Staff's, in the admin."""

    answer = Text(
        label=_("Your answer"),
        help_text=_("The sender reads it on the site. Whoever is told no is told why."),
        rows=5,
        required=False,
    )
    answer_language = forms.ChoiceField(label=_("Language of your answer"), choices=spoken.choices, widget=SpokenSelect)


class DraftForm(Form):
    """Staff's: what an entry has to have before anything else can be written into it."""

    name = forms.CharField(label=_("Name of the tool"), max_length=160, validators=[PRINTABLE])
    slug = forms.CharField(
        label=_("Name in addresses"),
        help_text=_("Lower-case letters, digits and single hyphens. It never changes."),
        max_length=80,
        validators=[models.SLUG],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    provider = OrderedChoiceField(
        models.Provider.objects.order_by(), label=_("Provider"), required=False, empty_label=_("A new provider")
    )
    provider_name = forms.CharField(
        label=_("Name of the new provider"), max_length=200, required=False, validators=[PRINTABLE]
    )
    provider_type = forms.ChoiceField(
        label=_("Type of the new provider"), required=False, choices=[("", "–"), *models.ProviderType.choices]
    )

    @staticmethod
    def starting_with(report: reports.Report) -> dict:
        return {"name": report.name, "slug": slugify(report.name)[:80].strip("-")}

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in models.RESERVED_SLUGS or models.Tool.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("This one is taken."))
        return slug

    def clean(self):
        typed = super().clean()
        if typed.get("provider") is not None or self.errors:
            return typed
        for name in ("provider_name", "provider_type"):
            if not typed.get(name):
                self.add_error(name, _("Choose a provider, or say who the new one is."))
        if typed.get("provider_name") and models.Provider.objects.filter(slug=self._provider_slug()).exists():
            self.add_error("provider_name", _("There is a provider of this name: choose it above."))
        return typed

    def _provider_slug(self) -> str:
        """A name without a Latin letter is called by the tool."""
        name = slugify(self.cleaned_data["provider_name"])[:80].strip("-")
        return name or self.cleaned_data["slug"]

    def as_entry(self) -> dict:
        """What `catalogue.suggesting.make_draft` asks for."""
        typed = self.cleaned_data
        entry = {name: typed[name] for name in ("name", "slug", "provider")}
        if typed["provider"] is not None:
            return entry
        made = {"slug": self._provider_slug(), "name": typed["provider_name"], "type": typed["provider_type"]}
        return entry | {"new_provider": made}
