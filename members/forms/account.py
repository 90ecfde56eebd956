"""What do people fill in about their own account?"""

import zoneinfo

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth import password_validation
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub import languages, texts
from hub.forms import Form, OwnErrors
from members import address_requests, invitations
from members.application import AddressRequest
from members.auth_events import Recorded
from members.models import Invitation, User

ADDRESS = _("E-mail address")
NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least 15 characters. Several ordinary words in a row are good. You may paste it.")


class Plain(OwnErrors):
    """Mixed into allauth's forms: labels above the boxes, no placeholders, errors in the language of the page."""

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


class SignInForm(Recorded, Plain, allauth.LoginForm):
    labels = {"login": ADDRESS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetRequestForm(Plain, allauth.ResetPasswordForm):
    """Writes down that it was asked for; whose address it is, the worker finds out."""

    labels = {"email": ADDRESS}

    def clean_email(self):
        return self.cleaned_data["email"]

    def save(self, request, **kwargs):
        kind = AddressRequest.Kind.PASSWORD
        address_requests.ask(kind, self.cleaned_data["email"], language=translation.get_language())
        return self.cleaned_data["email"]


class ResetForm(Plain, allauth.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(Recorded, Plain, allauth.ChangePasswordForm):
    labels = {"oldpassword": _("Password that you have now"), "password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(Recorded, Plain, allauth.ReauthenticateForm):
    pass


class TermsVersion(forms.IntegerField):
    """Which version was on the screen; a form that is shown again names the one in force."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return initial


class TermsForm(Form):
    """Accepts the version that the person saw, never one that came into force while the page was open."""

    version = TermsVersion(required=False, initial=lambda: texts.version("terms"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != texts.version("terms"):
            self.add_error(None, _("The terms have changed since you opened this page. Read them before you accept."))
        return cleaned


class CodeByTelephone(forms.CharField):
    """The code that staff read out when they called the agency."""

    def __init__(self):
        super().__init__(
            label=_("Code"),
            help_text=_("Eight letters and digits that our staff told you by telephone."),
            max_length=20,
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "one-time-code", "class": "code"}),
        )


class InvitationForm(TermsForm):
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
    terms = forms.BooleanField(
        label=_("I have read the terms of engagement and I accept them"),
        error_messages={"required": _("Without the terms of engagement there is no account.")},
        template_name="members/checkbox.html",
    )

    def __init__(self, *args, invitation: Invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.application is not None:
            del self.fields["name"]  # the application has it
        if invitation.code_mark:
            self.fields["code"] = CodeByTelephone()
            self.order_fields(["code", "name", "password", "terms"])

    def clean(self):
        cleaned = super().clean()
        if "password" in cleaned:
            name = cleaned.get("name") or invitations.name_of(self.invitation)
            user = User(email=self.invitation.email, name=name)
            try:
                password_validation.validate_password(cleaned["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SettingsForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=languages.choices,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))

    working_languages = forms.MultipleChoiceField(
        label=_("Languages in which you can check applications"),
        help_text=_("Applications in these languages come to you first."),
        choices=languages.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = User
        fields = ("language", "time_zone", "working_languages")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.has_perm("members.change_application"):
            del self.fields["working_languages"]
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]
