"""What does the Hub itself keep: what was done, what is still to be sent, which job ran when, where a text is from."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub import audit_words, languages, record_words
from hub.spoken import english


class AuditEvent(models.Model):
    """Somebody did something. No foreign keys: an entry outlives what it tells of. Written by `hub.audit.record`."""

    at = models.DateTimeField(pgettext_lazy("a moment", "at"), default=timezone.now, db_index=True)
    # the id of a user, "system", or a word such as "applicant"
    by = models.CharField(pgettext_lazy("a person", "by"), max_length=40, blank=True)
    event = models.CharField(_("event"), max_length=60)
    target = models.CharField(_("target"), max_length=120, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    mark = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")

    def __str__(self):
        words = audit_words.event(self.event)
        return str(words) if words else english(self.event)


class AuditSeal(models.Model):
    """Events that were sealed together, chained to the seal before. Written by `hub.seals.seal`."""

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)  # without gaps; taken once
    at = models.DateTimeField(pgettext_lazy("a moment", "at"), db_index=True)
    ranges = models.JSONField(_("ranges"))  # the ids of the events: [[first, last], …]
    count = models.PositiveIntegerField(_("count"))
    reach = models.PositiveBigIntegerField(_("reach"))  # the highest id that this seal or one before it names
    previous = models.CharField(_("previous"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    key = models.CharField(_("key"), max_length=16)  # which of HUB_KEYS signed
    signature = models.CharField(_("signature"), max_length=64)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.number}"


class ReadEvent(models.Model):
    """Somebody saw data of people; no content. Written by `hub.audit.note_read`."""

    at = models.DateTimeField(pgettext_lazy("a moment", "at"), default=timezone.now, db_index=True)
    by = models.CharField(pgettext_lazy("a person", "by"), max_length=40)
    target = models.CharField(_("target"), max_length=120)

    class Meta:
        verbose_name = _("read event")
        verbose_name_plural = _("read events")

    def __str__(self):
        words = audit_words.target(self.target)
        return str(words) if words else english(self.target)


class Limit(models.Model):
    """How often something was tried in the window that is open (`hub.limits`)."""

    mark = models.CharField(max_length=64, primary_key=True)  # a fingerprint of what is limited and for whom
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.count} until {self.until:%H:%M}"


class OutboxMail(models.Model):
    """A mail to send; written in the transaction of its cause (`hub.outbox`)."""

    created = models.DateTimeField(_("created"), default=timezone.now)
    due = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up = models.DateTimeField(_("given up"), null=True, blank=True)
    message = models.TextField()  # the encrypted message; emptied once sent
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outbox mail")
        verbose_name_plural = _("outbox mails")
        indexes = [
            models.Index("due", name="outbox_waiting", condition=models.Q(sent=None, given_up=None)),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class Job(models.Model):
    """When a scheduled job last ran (`hub.jobs`)."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    last_run = models.DateTimeField(_("last run"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self):
        words = record_words.job(self.name)
        return str(words) if words else english(self.name)


class Origin(models.TextChoices):
    """Who made a translation; `source` is the English original."""

    SOURCE = "source"
    MACHINE = "machine"
    HUMAN = "human"
    REVIEWED = "reviewed"


class TextOrigin(models.Model):
    """Where the text of one field in one language is from, and from which English it was made.

    `human` is what a person wrote and nobody approved yet; what was sent back is `human` or `machine` with `returned`.
    """

    model = models.CharField(max_length=60)  # "catalogue.stage"
    key = models.CharField(max_length=120)  # the object's slug; of what hangs on a tool, its number
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=10, choices=languages.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    english = models.CharField(max_length=16)  # hub.texts.fingerprint() of the English it was made from
    source = models.TextField(blank=True)  # that English, to show what changed since
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(  # a second person approves it
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)  # when somebody last wrote, approved or sent it back
    returned = models.BooleanField(default=False)  # sent back: it needs work although its English is the same
    note = models.TextField(blank=True)  # why it was sent back, or why a warning was passed; staff read it

    class Meta:
        constraints = [models.UniqueConstraint("model", "key", "field", "language", name="one_origin_per_text")]

    def __str__(self):
        return f"{self.model} {self.key} {self.field} {self.language}: {self.origin}"


# The model of the other module, so that Django finds it.
from hub.use import DailyUse  # noqa: E402, F401
