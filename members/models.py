"""Who are the people of the Hub?"""

import uuid
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub import languages
from hub.fields import EncryptedText
from hub.languages import DEFAULT
from members import permissions, standing


class Role(models.TextChoices):
    OFFICER = "officer", _("officer")
    REVIEWER = "reviewer", _("reviewer")
    CURATOR = "curator", _("curator")
    TRANSLATOR = "translator", _("translator")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def let_in(self):
        """Whom nothing shuts out now; so that other apps can ask without knowing how that is decided."""
        return self.filter(standing.in_good_standing())


class User(AbstractBaseUser):
    """A person with an account. Accounts are made by an invitation or by approval, never by signing up.

    There is no superuser: `permissions.ROLE_PERMISSIONS` says what each role may do in the admin. `is_active` stays
    true for everybody: what a suspended or expired person may see is decided by the standing, not by a flag that
    answers differently at sign-in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.OFFICER)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=languages.choices,
        default=DEFAULT,
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    working_languages = models.JSONField(
        _("working languages"), default=list, blank=True
    )  # codes; routes applications to reviewers; of a translator: into which the person translates
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166
    agency = models.ForeignKey("members.Agency", models.PROTECT, verbose_name=_("agency"), null=True, blank=True)
    unit = models.ForeignKey("members.Unit", models.PROTECT, verbose_name=_("unit"), null=True, blank=True)
    # who is asked whether the person still serves
    supervisor_email = EncryptedText(_("e-mail address of the supervisor"), blank=True)
    approved_at = models.DateTimeField(_("member since"), null=True, blank=True)
    expires_at = models.DateTimeField(_("member until"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    suspended_reason = models.CharField(max_length=30, blank=True)  # a code of `members.reasons`
    suspended_by = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("suspended by"), null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)  # for good: left, withdrawn, lapsed
    closed_reason = models.CharField(max_length=30, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)  # `members.membership.remind_due`
    terms_version = models.PositiveSmallIntegerField(default=0, editable=False)  # accepted last (`members.consent`)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    previous_visit = models.DateTimeField(null=True, blank=True, editable=False)
    latest_visit = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = True

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                name="expiry_needs_approval",
                condition=models.Q(expires_at=None) | models.Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Has a role in the admin; which pages of it, the permissions say."""
        return self.role != Role.OFFICER

    def has_perm(self, perm: str, obj=None) -> bool:
        return permissions.role_may(self.role, perm)

    def has_module_perms(self, app_label: str) -> bool:
        return permissions.role_may_some(self.role, app_label)

    def audience(self, session):
        """What this person may see at most in this session (`hub.access.Audience`)."""
        return standing.of(self, session).audience(self)

    @property
    def reviews_in(self) -> set[str]:
        return {self.language, *self.working_languages}

    @property
    def translates_into(self) -> tuple[str, ...]:
        return permissions.languages_to_translate_into(self.role, self.working_languages)

    def touch(self, session) -> bool:
        """False once the session is over; else notes, at most once a minute, that it is in use."""
        return standing.touch(self, session)


class Invitation(models.Model):
    """A one-time link that makes one account. The link's secret is kept only as a hash (`members.invitations`)."""

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(_("created"), default=timezone.now)
    expires = models.DateTimeField(_("expires"))
    used = models.DateTimeField(_("used"), null=True, blank=True)
    application = models.ForeignKey(
        "members.Application", models.CASCADE, verbose_name=_("application"), null=True, blank=True
    )
    code_mark = models.CharField(max_length=64, blank=True)  # the code that staff read out; empty: none is asked
    code_read_at = models.DateTimeField(_("code read at"), null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    languages = models.JSONField(_("working languages"), default=list, blank=True)  # given to a translator

    LIFE = timedelta(hours=72)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class TotpCounter(models.Model):
    """The last time step a TOTP authenticator was used in; makes each code work once, on every process."""

    authenticator = models.OneToOneField("mfa.Authenticator", on_delete=models.CASCADE, primary_key=True)
    counter = models.BigIntegerField(default=0)

    def __str__(self):
        return f"counter of {self.authenticator_id}"


class DemoMarker(models.Model):
    """Its one row says that `manage.py demo` made this database; demo mode runs on no other."""

    made = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return "demo"


# The models of the other modules, so that Django finds them.
from members import address_change, agencies, application, consent, contact, recovery, renewal, sessions  # noqa: E402, F401
