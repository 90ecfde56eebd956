from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415  (models come first)
        from allauth.mfa.models import Authenticator  # noqa: PLC0415
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from members import auth_events  # noqa: PLC0415

        def enrolled(sender, request, user, authenticator, **kwargs):
            """Whoever has just proved to hold a new factor need not prove it again in the same session."""
            if authenticator.type != Authenticator.Type.RECOVERY_CODES:
                record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)

        authenticator_added.connect(enrolled, weak=False, dispatch_uid="enrolled")
        auth_events.connect()
