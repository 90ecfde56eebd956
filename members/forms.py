"""What do people fill in about their own account?"""

import zoneinfo

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from hub.languages import LANGUAGES
from members.models import User

ADDRESS = _("E-mail address")
NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least 15 characters. Several ordinary words in a row are good. You may paste it.")


class Plain:
    """Mixed into allauth's forms: labels above the boxes, no placeholders, errors in the language of the page."""

    use_required_attribute = False
    labels: dict = {}
    hints: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # the box may be pasted into: typing twice helps nobody
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs |= {"dir": "ltr"}
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, allauth.LoginForm):
    labels = {"login": ADDRESS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetRequestForm(Plain, allauth.ResetPasswordForm):
    labels = {"email": ADDRESS}


class ResetForm(Plain, allauth.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    labels = {"oldpassword": _("Password that you have now"), "password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    pass


class InvitationForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label=_("Full name, as in your service papers"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
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
