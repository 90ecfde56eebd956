"""How does django-allauth behave here where its defaults are not safe enough (security.md, part 6)?"""

import time

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import keys
from hub.access import Audience
from members import standing


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        """Keeps when the person was here before: what `/home/` calls new."""
        super().login(request, user)
        standing.begin(request.session)
        user.previous_visit, user.latest_visit = user.latest_visit, timezone.now()
        user.save(update_fields=["previous_visit", "latest_visit"])

    def get_login_redirect_url(self, request):
        """Whoever is not in yet goes to the page that says why."""
        state = standing.of(request.user, request.session)
        if state.audience(request.user) >= Audience.OFFICER:
            return super().get_login_redirect_url(request)
        with translation.override(request.user.language):
            return reverse("members:standing")

    def get_password_change_redirect_url(self, request):
        return reverse("account_login")  # the change has ended every session, this one included

    # Asking again before a change to the account

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not within five minutes of signing in with everything that the account has."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        user = self.request.user
        wanted = "mfa" if standing.has_factor(user) else "password"
        used = [record["at"] for record in get_authentication_records(self.request, user) if record["method"] == wanted]
        return not used or time.time() - used[-1] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user):
        """A password is not enough for whoever has a second factor; a key comes first."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa")]
        return sorted(factors, key=lambda method: "webauthn" not in method["id"]) or methods

    # Mail

    def send_mail(self, template_prefix, email, context):
        """In the recipient's language, not that of whoever pressed the button; subjects say nothing."""
        user = context.get("user")
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    def send_password_reset_mail(self, user, email, context):
        with translation.override(user.language):
            link = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
        super().send_password_reset_mail(user, email, context | {"password_reset_url": link})

    def format_email_subject(self, subject):
        return subject


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That was not accepted. Try again, or use another way."),
        "cannot_delete_authenticator": _(
            "This is your only second factor, so it cannot be removed. Add another one first."
        ),
    }

    def encrypt(self, text):
        return keys.encrypt(text)

    def decrypt(self, encrypted_text):
        return keys.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        """The last factor stays: without one the account could be entered by a password alone."""
        factors = authenticator.user.authenticator_set.exclude(type="recovery_codes")
        return authenticator.type == "recovery_codes" or factors.exclude(pk=authenticator.pk).exists()

    def get_public_key_credential_rp_entity(self):
        return {"id": settings.RP_ID, "name": settings.MFA_TOTP_ISSUER}  # fixed: the Host header is the client's

    def get_public_key_credential_user_entity(self, user):
        """A random id (the UUID) and neutral names: the key's own list shows them to whoever holds it."""
        name = settings.MFA_TOTP_ISSUER
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}

    def generate_authenticator_name(self, user, type):  # noqa: A002  (allauth names it)
        return gettext("Key %(number)d") % {"number": user.authenticator_set.filter(type=type).count() + 1}

    def get_totp_label(self, user):
        return settings.MFA_TOTP_ISSUER

    def build_totp_svg(self, url):
        """Drawn in the page itself: the policy lets in no `data:` picture. The words beside it say the same."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        picture = (
            '<svg class="qr" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false"><path d="{1}"></path></svg>'
        )
        return format_html(picture, len(rows), path)
