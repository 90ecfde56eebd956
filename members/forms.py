"""What do people fill in about their own account?"""

import zoneinfo

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from hub.languages import LANGUAGES
from members.models import User


class SignInForm(LoginForm):
    """allauth's form with labels above the boxes and no placeholders."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs |= {"dir": "ltr", "autocomplete": "username"}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields.pop("remember", None)


class InvitationForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label=_("Full name, as in your service papers"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 15 characters. Several ordinary words in a row are good. You may paste it."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        cleaned = super().clean()
        if "password" in cleaned:
            user = User(email=self.email, name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(cleaned["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SettingsForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=[(language.code, language.name) for language in LANGUAGES],
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ("language", "time_zone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]
        self.fields["time_zone"].widget.attrs["dir"] = "ltr"
