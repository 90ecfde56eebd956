"""What do officers tell the curators, and what becomes of it?

A suggestion of a tool, a correction of an entry, a link that does not work. Staff see what is said and on which day,
never by whom: the link to the sender is for the sender's own page alone. So what the sender does leaves no line in the
audit: its time, beside that of a sign-in, would point at the person. What staff do is recorded like everything else.
"""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import link_checks
from hub import audit, languages, limits, mail
from hub.languages import DEFAULT, Language
from hub.languages import language as language_of
from hub.refusals import NotAllowed, StateChanged
from hub.retention import before

PER_DAY = {"limit": 20, "per": timedelta(days=1)}  # of one officer
LONGEST = 2000
LONGEST_NAME = 160


class TooMany(NotAllowed):
    """Of this officer today. Nothing was stored; the page keeps what was typed."""


class SentBefore(NotAllowed):
    """The same is open already."""


# --- What is kept -------------------------------------------------------------------------------------------------


class Kind(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion of a tool")
    CORRECTION = "correction", _("Correction of an entry")
    LINK = "link", _("Link that does not work")


class State(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("report", "received")
    IN_HAND = "in-hand", pgettext_lazy("report", "being looked at")
    DONE = "done", pgettext_lazy("report", "done")
    DECLINED = "declined", pgettext_lazy("report", "not taken up")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "withdrawn")


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.IN_HAND, State.DONE, State.DECLINED, State.WITHDRAWN),
    State.IN_HAND: (State.DONE, State.DECLINED, State.WITHDRAWN),
    State.DONE: (),
    State.DECLINED: (),
    State.WITHDRAWN: (),
}
OPEN = (State.RECEIVED, State.IN_HAND)
ANSWERED = (State.DONE, State.DECLINED)


def today() -> date:
    return timezone.now().date()


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def for_staff(self):
        """What its sender took back is nobody's to read."""
        return self.exclude(state=State.WITHDRAWN)

    def sent_by(self, user):
        return self.filter(sender=user)

    def unread(self):
        return self.filter(unread=True)

    def oldest_first(self):
        return self.order_by("sent_on", "pk")

    def newest_first(self):
        return self.order_by("-sent_on", "-pk")


class Report(models.Model):
    """Something that an officer told the curators. The state is written by `_move` alone."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    tool = models.ForeignKey(  # of a suggestion: the entry that was made of it
        "catalogue.Tool", models.CASCADE, verbose_name=_("tool"), related_name="reports", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    part = models.CharField(_("part"), max_length=30, blank=True)  # a name of `catalogue.sheet.FIELD_NAMES`, or "other"
    url = models.URLField(_("link"), max_length=1000, blank=True)  # that does not work, or where the right thing stands
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    why = models.TextField(_("why"), max_length=LONGEST, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=languages.choices, default=DEFAULT)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Days, not moments: a moment would tell staff who was there.
    sent_on = models.DateField(_("sent on"), default=today)
    state = models.CharField(
        pgettext_lazy("report", "state"), max_length=10, choices=State.choices, default=State.RECEIVED
    )
    taken_up_on = models.DateField(_("taken up on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    answer_language = models.CharField(max_length=10, choices=languages.choices, blank=True)
    unread = models.BooleanField(default=False)  # staff have closed it and the sender has not said "read"

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index("state", "sent_on", name="report_inbox")]
        constraints = [
            models.CheckConstraint(
                name="report_of_an_entry", condition=Q(kind=Kind.SUGGESTION) | Q(tool__isnull=False)
            ),
            models.CheckConstraint(
                name="report_closed_on_a_day",
                condition=Q(state__in=OPEN, closed_on=None) | (~Q(state__in=OPEN) & Q(closed_on__isnull=False)),
            ),
            models.UniqueConstraint(
                "sender", "tool", "url", name="one_open_report_of_a_link", condition=Q(kind=Kind.LINK, state__in=OPEN)
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def links(self) -> dict[str, str]:
        """Of its addresses those that a browser may follow."""
        named = {"url": self.url, "website": self.website}
        return {name: url for name, url in named.items() if urlsplit(url).scheme in {"http", "https"}}

    @property
    def about(self) -> str:
        """The name of a tool."""
        return self.name or self.tool.name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def spoken(self) -> Language:
        """What the sender used the site in."""
        return language_of(self.language)

    @property
    def answer_spoken(self) -> Language:
        return language_of(self.answer_language)


# --- The sender's steps -------------------------------------------------------------------------------------------


def send(*, by, kind: str, language: str, **said) -> Report:
    """`said`: the fields of this kind. The same one again, as long as it is open, is no second one."""
    same = {name: said.get(name) for name in ("tool", "url")} if kind == Kind.LINK else said
    if Report.objects.open().sent_by(by).filter(kind=kind, **same).exists():
        raise SentBefore
    if not limits.allow("reports of an officer", str(by.pk), **PER_DAY):
        raise TooMany
    try:
        with transaction.atomic():
            if kind == Kind.LINK:
                link_checks.check_reported(said["url"])
            return Report.objects.create(kind=kind, sender=by, language=language, **said)
    except IntegrityError:  # a double click, and the other request was first
        raise SentBefore from None


@transaction.atomic
def withdraw(*, report: Report, by) -> None:
    if report.sender_id != by.pk:
        raise StateChanged
    _move(report, State.WITHDRAWN, closed_on=today())


def mark_read(*, by) -> None:
    Report.objects.sent_by(by).unread().update(unread=False)


# --- Staff's steps ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_up(*, report: Report, by) -> None:
    _move(report, State.IN_HAND, taken_up_on=today())
    _record("report taken up", report, by)


@transaction.atomic
def finish(*, report: Report, by, answer: str = "", language: str = "") -> None:
    _close(report, State.DONE, answer, language)
    _record("report done", report, by)


@transaction.atomic
def decline(*, report: Report, by, answer: str, language: str) -> None:
    """Whoever is told no is told why."""
    if not answer:
        raise NotAllowed("no_answer")
    _close(report, State.DECLINED, answer, language)
    _record("report not taken up", report, by)


def note_entry(*, report: Report, tool) -> None:
    """An entry was made of this suggestion: once."""
    if not Report.objects.open().filter(pk=report.pk, kind=Kind.SUGGESTION, tool=None).update(tool=tool):
        raise StateChanged
    report.refresh_from_db()


def _close(report: Report, to: State, answer: str, language: str) -> None:
    told_before = Report.objects.filter(sender=report.sender_id, sender__isnull=False).unread().exists()
    told = {"answer": answer, "answer_language": language if answer else ""}
    _move(report, to, closed_on=today(), unread=report.sender_id is not None, **told)
    if not told_before:
        _tell(report)


def _tell(report: Report) -> None:
    """That there is an answer: one mail, however many answers wait to be read."""
    sender = get_user_model().objects.let_in().filter(pk=report.sender_id).first()
    if sender is not None:
        link = mail.address("catalogue:sent", report.language)
        mail.send("report_answered", to=sender.email, language=report.language, link=link)


def _record(event: str, report: Report, by) -> None:
    audit.record(event, by=by, target=f"report {report.pk}", state=report.state)


# --- Time's step --------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_senders() -> int:
    """Long after it was closed nobody knows any more who sent it; what was taken back goes altogether."""
    old = Report.objects.filter(closed_on__lt=before("report_months").date())
    gone = old.filter(state=State.WITHDRAWN).delete()[0]
    forgotten = old.exclude(sender=None).update(sender=None, unread=False)
    if gone or forgotten:
        audit.record("senders of reports forgotten", count=gone + forgotten)
    return gone + forgotten


# --- The one writer of the state ----------------------------------------------------------------------------------


def _move(report: Report, to: State, **changes) -> None:
    """One compare-and-set: of two people at once, one wins."""
    if to not in TRANSITIONS[State(report.state)]:
        raise StateChanged
    if not Report.objects.filter(pk=report.pk, state=report.state).update(state=to, **changes):
        raise StateChanged
    report.refresh_from_db()
