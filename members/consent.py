"""Who has accepted which text, in which version and language?

A row is proof: it is added, never changed, and goes only with the account or the application that it belongs to. The
account keeps the version of the terms besides, so that the standing asks no further question of the database.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from hub import audit, languages, texts
from members.application import AppendOnly

TERMS = "terms"


class Consent(AppendOnly):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="consents", editable=False
    )
    application = models.ForeignKey(
        "members.Application", models.CASCADE, null=True, blank=True, related_name="consents", editable=False
    )
    text = models.CharField(max_length=40, editable=False)  # its folder in hub/texts
    version = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(max_length=10, choices=languages.choices, editable=False)  # in which it was shown

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_of_an_account_or_an_application",
                condition=Q(user__isnull=True, application__isnull=False)
                | Q(user__isnull=False, application__isnull=True),
            ),
            models.UniqueConstraint("user", "text", "version", name="one_consent_of_an_account"),
            models.UniqueConstraint("application", "text", "version", name="one_consent_of_an_application"),
        ]

    def __str__(self):
        return f"{self.text} {self.version}"


@transaction.atomic
def accept(text: str, *, user=None, application=None, language: str) -> Consent:
    """The version in force is accepted by an account or in an application; again changes nothing."""
    consent, made = Consent.objects.get_or_create(
        user=user,
        application=application,
        text=text,
        version=texts.version(text),
        defaults={"language": texts.page(text, language).language.code},
    )
    if user is not None and text == TERMS:
        user.terms_version = consent.version
        user.save(update_fields=["terms_version"])
    if made:
        target = f"user {user.pk}" if user is not None else f"application {application.pk}"
        detail = {"text": text, "version": consent.version, "language": consent.language}
        audit.record("text accepted", by=user or "applicant", target=target, **detail)
    return consent


def latest(user) -> Consent | None:
    """What this account accepted last of the terms."""
    return user.consents.filter(text=TERMS).order_by("version").last()


def current(user) -> bool:
    """Has accepted the terms in force."""
    return user.terms_version >= texts.version(TERMS)
