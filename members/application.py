"""What does the Hub keep of somebody who applies?

The answers are one encrypted value (`hub.fields`); what staff need for order and routing stands beside them. The state
is written by `members.vetting` alone.
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.fields import EncryptedJSON, EncryptedText
from hub.languages import DEFAULT
from members import questionnaire

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read aloud or copied wrongly


def new_reference() -> str:
    """Ten characters, shown on the screen only: with the mailed link it opens the application (49 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def staff(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, **options)


class State(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("sent; the address is not proven yet")
    PROVEN = "proven", _("waiting for staff")
    IN_REVIEW = "in_review", _("being checked")
    MORE_ASKED = "more_asked", _("waiting for your answers")
    RECOMMENDED = "recommended", _("being decided")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


BEING_CHECKED = (State.IN_REVIEW, State.RECOMMENDED)
WITH_STAFF = (State.PROVEN, *BEING_CHECKED)  # who owe the next step
UNDECIDED = (*WITH_STAFF, State.MORE_ASKED)


class Recommendation(models.TextChoices):
    APPROVE = "approve", _("approve")
    REFUSE = "refuse", _("refuse")


TWO_PEOPLE = Q(recommended_by__isnull=False, decided_by__isnull=False) & ~Q(recommended_by=F("decided_by"))


class ApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """What staff have to do something about, oldest first."""
        return self.filter(state__in=WITH_STAFF).order_by("proven_at", "pk")

    def sent(self):
        """What staff may see at all: a draft is nobody's but the applicant's."""
        return self.filter(submitted_at__isnull=False)

    def decided(self):
        return self.filter(state__in=(State.APPROVED, State.REFUSED))


class Application(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)  # moves with every step: a stale form is told
    language = models.CharField(max_length=10, choices=languages.choices, default=DEFAULT)
    kind = models.CharField(max_length=12, blank=True)  # for oneself or for a unit, as answered
    version = models.PositiveSmallIntegerField(default=questionnaire.VERSION)
    start_token = models.UUIDField(unique=True, default=uuid.uuid4)  # of the page that began it: a double click is one
    answers = EncryptedJSON(default=dict)
    email_mark = models.CharField(max_length=64, blank=True, db_index=True)  # keyed hashes: to find duplicates
    name_mark = models.CharField(max_length=64, blank=True, db_index=True)
    sender_mark = models.CharField(max_length=64, blank=True, db_index=True)
    agency = models.ForeignKey("members.Agency", models.PROTECT, null=True, blank=True)  # staff's finding, not a claim
    unit = models.ForeignKey("members.Unit", models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(default=timezone.now)  # in this state
    submitted_at = models.DateTimeField(null=True, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    told_anew_at = models.DateTimeField(null=True, blank=True)  # who they are, or who can confirm it, changed on asking
    asked = models.JSONField(default=list, blank=True)  # keys of the pages that staff ask for again
    assigned_to = staff(related_name="+")
    assigned_until = models.DateTimeField(null=True, blank=True)
    recommended_by = staff(related_name="+")
    recommendation = models.CharField(max_length=10, choices=Recommendation.choices, blank=True)
    decided_by = staff(related_name="+")
    reason = models.CharField(max_length=30, blank=True)  # a code of `members.reasons`
    call_back = models.ForeignKey("members.CallBack", models.PROTECT, null=True, blank=True, related_name="+")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # the answers are gone, the record of the decision stays

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index("state", "proven_at", name="application_queue")]
        constraints = [
            models.CheckConstraint(
                name="approved_by_two_after_a_call_back",
                condition=~Q(state="approved") | (TWO_PEOPLE & Q(call_back__isnull=False, proven_at__isnull=False)),
            ),
            models.CheckConstraint(name="refused_by_two", condition=~Q(state="refused") | TWO_PEOPLE),
            models.CheckConstraint(
                name="recommended_by_somebody",
                condition=~Q(state="recommended") | (Q(recommended_by__isnull=False) & ~Q(recommendation="")),
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def spaced_reference(self) -> str:
        """In two groups, as people copy it."""
        return f"{self.reference[:5]} {self.reference[5:]}"

    @property
    def email(self) -> str:
        return self.answers.get("email", "")


class AppendOnly(models.Model):
    """A record that is added to, never rewritten; only retention and erasure remove it."""

    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **kwargs)


class Decision(AppendOnly):
    """One step of an application: who moved it from where to where, and by which reason."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions")
    by = models.CharField(max_length=40)  # the id of a user, "applicant" or "system"
    from_state = models.CharField(max_length=12, choices=State.choices)
    to_state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=30, blank=True)

    def __str__(self):
        return f"{self.from_state} > {self.to_state}"


class Note(AppendOnly):
    """What a member of staff wants the next one to know. A correction is a new note."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = EncryptedText()

    def __str__(self):
        return f"note {self.pk}"


class CallBack(AppendOnly):
    """The independent second channel: whom staff reached, by a contact that did not come from the form (VET-02)."""

    class Found(models.TextChoices):
        REGISTRY = "registry", _("a confirmed entry of our registry")
        ELSEWHERE = "elsewhere", _("found outside the application")

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("They confirmed the applicant")
        DENIED = "denied", _("They do not know the applicant, or deny it")
        NOT_REACHED = "not_reached", _("Nobody could say")

    application = models.ForeignKey(Application, models.CASCADE, related_name="call_backs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found = models.CharField(max_length=10, choices=Found.choices)
    # Of the case when the call was made: one to another agency confirms nothing.
    agency = models.ForeignKey("members.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey("members.AgencyChannel", models.PROTECT, null=True, blank=True)
    contact = EncryptedText(blank=True)  # the number or address that was used
    source = EncryptedText(blank=True)  # where staff found it
    result = models.CharField(max_length=12, choices=Result.choices)
    remark = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registry_call_back_names_the_entry",
                condition=~Q(found="registry") | Q(channel__isnull=False),
            )
        ]

    def __str__(self):
        return f"call-back {self.pk}"


class CheckMark(AppendOnly):
    """One item of the checklist as somebody judged it; the newest of an item counts."""

    class Result(models.TextChoices):
        PASS = "pass", _("pass")
        LOOK = "look", _("look again")
        STOP = "stop", _("stop")

    application = models.ForeignKey(Application, models.CASCADE, related_name="check_marks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    item = models.CharField(max_length=30)  # a key of `members.checklist.ITEMS`
    result = models.CharField(max_length=5, choices=Result.choices)
    evidence = EncryptedText(blank=True)

    def __str__(self):
        return f"{self.item}: {self.result}"


class ApplicantLink(models.Model):
    """A mailed link to an application. It opens nothing without the reference (`members.applicant_links`)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="links")
    secret_mark = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return f"link {self.pk}"


class RefereeRequest(models.Model):
    """What we asked the person who can confirm the applicant, and what they answered."""

    class Answer(models.TextChoices):
        CONFIRM = "confirm", _("Yes, I confirm it")
        DENY = "deny", _("No, this is not right")
        UNSURE = "unsure", _("I am not sure")

    application = models.ForeignKey(Application, models.CASCADE, related_name="referee_requests")
    address_mark = models.CharField(max_length=64, db_index=True)
    secret_mark = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referee_answer_has_its_time",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            )
        ]

    def __str__(self):
        return f"referee {self.pk}"


class Vouch(AppendOnly):
    """What the focal point of the unit says of an applicant. It speeds staff up and never replaces them."""

    class Answer(models.TextChoices):
        YES = "yes", _("I know this person as an officer of the unit")
        NO = "no", _("This person does not serve in the unit")
        UNSURE = "unsure", _("I am not sure")

    application = models.ForeignKey(Application, models.CASCADE, related_name="vouches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.choices)

    class Meta:
        constraints = [models.UniqueConstraint("application", "by", name="one_vouch_each")]

    def __str__(self):
        return f"vouch {self.pk}"


class AddressRequest(models.Model):
    """An address that somebody typed to be mailed a link; gone once the worker has looked at it."""

    class Kind(models.TextChoices):
        APPLICATION = "application"
        PASSWORD = "password"  # noqa: S105  (what is asked for)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    address = EncryptedText()
    reference = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.kind} {self.pk}"
