"""How is each kind of question asked and read?"""

import re
import unicodedata

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from hub.forms import Form
from hub.search import fold
from hub.sorting import ordered
from members import domains, phones
from members.questionnaire import Page, Question

INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # direction marks and their like


def plain(text: str) -> str:
    """One way to write each letter, and nothing that turns a line around behind the reader's back."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


class PlainText(forms.CharField):
    def to_python(self, value):
        return plain(super().to_python(value))


class Address(forms.EmailField):
    def to_python(self, value):
        return plain(unicodedata.normalize("NFKC", super().to_python(value)))


class Lines(forms.CharField):
    """One entry a line; a list."""

    def to_python(self, value):
        return [line for line in map(plain, super().to_python(value).splitlines()) if line]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class Domains(Lines):
    def to_python(self, value):
        return [domains.normalise_domain(line) for line in super().to_python(value)]


class Phone(forms.CharField):
    def to_python(self, value):
        text = plain(super().to_python(value))
        return phones.normalise_phone(text) if text else ""


def country_names() -> list[tuple[str, str]]:
    """Code and name in the reader's language, in its order."""
    return ordered(((key, str(name)) for key, name in countries), by=lambda entry: entry[1])


class CountryInput(forms.TextInput):
    """A text box with a list to choose from; works without JavaScript and on old browsers as plain text."""

    template_name = "members/country_input.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"names": [name for _key, name in country_names()], "list": f"{name}_names"}


class Country(forms.CharField):
    """Its name in the language of the page or in English, or its two-letter code; kept as the code."""

    widget = CountryInput

    def to_python(self, value):
        typed = fold(plain(super().to_python(value)))
        if not typed:
            return ""
        names = {fold(name): key for key, name in country_names()}
        with translation.override("en"):
            names = {fold(name): key for key, name in country_names()} | names
        found = names.get(typed) or next((key for key, _name in country_names() if key.casefold() == typed), None)
        if found is None:
            raise forms.ValidationError(_("Choose a country from the list."))
        return found

    def prepare_value(self, value):
        return dict(country_names()).get(value, value)


def _text(question: Question) -> forms.Field:
    return PlainText(max_length=question.limit, widget=forms.TextInput(attrs={"dir": "auto"}))


def _long(question: Question) -> forms.Field:
    return PlainText(max_length=question.limit, widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}))


def _email(question: Question) -> forms.Field:
    own = {"autocomplete": "email"} if question.key == "email" else {"autocomplete": "off"}
    return Address(max_length=question.limit, widget=forms.EmailInput(attrs={"dir": "ltr", "inputmode": "email"} | own))


def _domains(question: Question) -> forms.Field:
    return Domains(max_length=question.limit, widget=forms.Textarea(attrs={"dir": "ltr", "rows": 3}))


def _phone(question: Question) -> forms.Field:
    return Phone(max_length=40, widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}))


def _country(question: Question) -> forms.Field:
    return Country(max_length=question.limit)


def _choice(question: Question) -> forms.Field:
    return forms.ChoiceField(choices=question.options, widget=forms.RadioSelect)


def _choices(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(choices=question.options, widget=forms.CheckboxSelectMultiple)


def _accept(question: Question) -> forms.Field:
    return forms.BooleanField(template_name="members/checkbox.html")


FIELDS = {
    "text": _text,
    "long": _long,
    "email": _email,
    "domains": _domains,
    "phone": _phone,
    "country": _country,
    "choice": _choice,
    "choices": _choices,
    "accept": _accept,
}


class PageForm(Form):
    """The questions of one page."""

    def __init__(self, page: Page, answers: dict, data=None):
        super().__init__(data, initial=answers)
        self.page, self.answers = page, answers
        for question in page.questions:
            field = FIELDS[question.kind](question)
            field.required = not question.optional
            field.label = question.label
            field.help_text = question.help
            field.optional = question.optional  # said beside the label (experience.md E3)
            field.error_messages["required"] = _("Answer this question to go on.")
            self.fields[question.key] = field

    def clean(self):
        cleaned = super().clean()
        address, referee = self.answers.get("email", ""), cleaned.get("referee_email", "")
        if referee and referee.casefold() == address.casefold():
            self.add_error("referee_email", _("This is your own address. Name another person."))
        return cleaned


def shown(question: Question, answers: dict) -> str:
    """An answer as people read it; empty where there is none."""
    value = answers.get(question.key)
    if question.kind == "country":
        return dict(country_names()).get(value, "")
    if question.kind == "accept":
        return gettext("Yes") if value else ""
    if question.kind in {"choice", "choices"}:
        names = {key: str(name) for key, name in question.options()}
        values = value if isinstance(value, list) else [value]
        return "\n".join(names.get(entry, entry) for entry in values if entry)
    return "\n".join(value) if isinstance(value, list) else value or ""
