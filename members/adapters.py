"""How does django-allauth behave here where its defaults are not safe enough (security.md, part 6)?"""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import keys, mail, qr
from hub.access import Audience
from members import recovery, sessions, standing

# What allauth tells the owner of an account about, by its own name for that mail.
CHANGES = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_reset": _("A new password was set with a link from a mail."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
    "mfa/email/totp_activated": _("An authenticator app was set up as second factor."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/webauthn_added": _("A security key or passkey was added."),
    "mfa/email/webauthn_removed": _("A security key or passkey was removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        """Keeps where the person is signed in, and when they were here before: what `/home/` calls new."""
        super().login(request, user)
        standing.begin(request.session)
        request.session.save()  # has an id now, whatever the browser held before
        agent, address = request.headers.get("User-Agent", ""), self.get_client_ip(request)
        sessions.begin(user=user, session_key=request.session.session_key, address=address, user_agent=agent)
        user.previous_visit, user.latest_visit = user.latest_visit, timezone.now()
        user.save(update_fields=["previous_visit", "latest_visit"])

    def post_login(self, request, user, **kwargs):
        """A recovery that somebody asked for is shown before anything else: whoever is here holds a factor."""
        response = super().post_login(request, user, **kwargs)
        if recovery.pending(user) is None:
            return response
        with translation.override(user.language):
            return HttpResponseRedirect(reverse("members:standing"))

    def logout(self, request):
        sessions.ended_by_itself(request.session.session_key, sessions.Because.SIGNED_OUT)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user, password):
        """Ends the other sessions (SESS-06). The one in use is allauth's to end: it still has words for the person."""
        super().set_password(user, password)
        sessions.end_others(user, keep=self.request.session.session_key, because=sessions.Because.PASSWORD)

    def begin_anew(self, request, user):
        """After a recovery: old failures count no more, the address is told, this browser is nobody's."""
        self._delete_login_attempts_cached_email(request, email=user.email)
        ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")
        self.send_notification_mail("account/email/password_reset", user)
        if request.user.is_authenticated:
            self.logout(request)

    def get_login_redirect_url(self, request):
        """Whoever is not in yet goes to the page that says why."""
        state = standing.of(request.user, request.session)
        if state.audience(request.user) >= Audience.OFFICER:
            return reverse("home")  # in the language of the page; `next` wins over this
        with translation.override(request.user.language):
            return reverse("members:standing")

    def get_logout_redirect_url(self, request):
        return reverse("landing")  # in the language of the page: the cookie that knows it is being cleared

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

    # Mail: in the words and the frame of `hub.mail`, to the address of the account (never one that was typed), in the
    # language of its owner and not of whoever pressed the button

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Never: an address is proven before its account exists."""

    def send_mail(self, template_prefix, email, context):
        """What allauth would write in words of its own: every flow that does is shut."""
        raise NotImplementedError(template_prefix)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        change = CHANGES[template_prefix]
        mail.send("account_changed", to=user.email, language=user.language, change=change, time=timezone.now())


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
        return qr.svg(url)
