"""How does django-allauth behave here where its defaults are not safe enough (security.md, part 6)?"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils import timezone, translation

from hub import keys


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        """Keeps when the person was here before: what `/home/` calls new."""
        super().login(request, user)
        user.previous_visit, user.latest_visit = user.latest_visit, timezone.now()
        user.save(update_fields=["previous_visit", "latest_visit"])

    def send_mail(self, template_prefix, email, context):
        """In the recipient's language, not that of whoever pressed the button; subjects say nothing."""
        user = context.get("user")
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject):
        return subject


class MFAAdapter(DefaultMFAAdapter):
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

    def get_totp_label(self, user):
        return settings.MFA_TOTP_ISSUER
