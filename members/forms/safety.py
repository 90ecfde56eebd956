"""What do people fill in when they get in again, or change the address of their account?"""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from hub.forms import Form
from members.forms.account import NEW_PASSWORD, PASSWORD_HINT


class RecoveryForm(Form):
    code = forms.CharField(
        label=_("Code that staff read out to you"),
        help_text=_("Eight letters and digits. Spaces and small letters do no harm."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr", "class": "code"}),
    )
    password = forms.CharField(
        label=NEW_PASSWORD,
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        """Before the code is looked at: a refused password costs no try."""
        password_validation.validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]


class AddressForm(Form):
    email = forms.EmailField(
        label=_("New official e-mail address"),
        help_text=_("The address that your agency gave you."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email == self.user.email.lower():
            raise forms.ValidationError(_("This is the address that the account has now."))
        return email
