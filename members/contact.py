"""How do people reach staff, and what has become of what they wrote?

Anybody writes on `/contact/`; staff answer in the admin (`members.admin.contact`). A mail says only that there is
something to read. A visitor's mailed link opens nothing without the reference that was shown on the screen; a member's
leads behind the sign-in. No address is looked up: known and unknown ones are answered alike, in the same time.
"""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub import audit, keys, languages, limits, mail
from hub.fields import EncryptedText
from hub.languages import DEFAULT
from hub.refusals import NotAllowed, StateChanged
from hub.retention import before
from members.applicant_links import clean
from members.application import AppendOnly, new_reference

LINK_LIFE = timedelta(days=14)
SILENCE = timedelta(days=30)  # a ticket whose writer says nothing more is closed
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Never by the address alone: a stranger who is refused sooner than others would learn that its owner wrote to us.
FLOOD = {
    "ticket by network": {"limit": 10, "per": HOUR},
    "ticket by network and address": {"limit": 5, "per": HOUR},
    "ticket by member": {"limit": 10, "per": DAY},
}
ADDITIONS = {"limit": 10, "per": DAY}  # messages that a writer adds to one ticket
RECEIPTS = {"limit": 3, "per": DAY}  # mails to one address, whoever typed it
TRIES = {"limit": 10, "per": DAY}  # references tried on one link
TRIES_OF_NETWORK = {"limit": 30, "per": HOUR}


class Flood(Exception):
    """Too many for now. Nothing was stored; the page keeps what was typed."""


# --- What is kept -------------------------------------------------------------------------------------------------


class Topic(models.TextChoices):
    JOINING = "joining", _("Joining the Hub")
    ACCOUNT = "account", _("My account")
    APPEAL = "appeal", _("An appeal against a decision")
    PRIVACY = "privacy", _("Privacy, or my data: to see, correct or erase it")
    ACCESSIBILITY = "accessibility", _("A page that I cannot use (accessibility)")
    ERROR = "error", _("An error on the site")
    OTHER = "other", _("Something else")


class State(models.TextChoices):
    NEW = "new", pgettext_lazy("ticket", "new")
    OPEN = "open", pgettext_lazy("ticket", "being dealt with")
    WAITING = "waiting", pgettext_lazy("ticket", "waiting for the writer")
    CLOSED = "closed", pgettext_lazy("ticket", "closed")


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.NEW: (State.OPEN, State.WAITING, State.CLOSED),
    State.OPEN: (State.WAITING, State.CLOSED),
    State.WAITING: (State.OPEN, State.CLOSED),
    State.CLOSED: (State.OPEN,),
}
WITH_STAFF = (State.NEW, State.OPEN)  # in these states staff owe the next word
TOPICS_OF_ROLE: dict[str, tuple[Topic, ...]] = {  # who reads and answers what
    "reviewer": tuple(topic for topic in Topic if topic != Topic.PRIVACY),
    "administrator": tuple(Topic),
}


class TicketQuerySet(models.QuerySet):
    def handled_by(self, user):
        """What this member of staff may see; their own messages, and appeals against what they decided, are others'."""
        decided = Q(application__recommended_by=user.pk) | Q(application__decided_by=user.pk)
        mine = self.filter(topic__in=TOPICS_OF_ROLE.get(user.role, ())).exclude(user=user)
        return mine.exclude(decided, topic=Topic.APPEAL)

    def oldest_waiting_first(self):
        return self.order_by(models.F("waiting_since").asc(nulls_last=True), "-changed", "pk")


class Ticket(models.Model):
    """What somebody wants of staff. The state is written by `_move` alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    topic = models.CharField(_("topic"), max_length=15, choices=Topic.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=languages.choices, default=DEFAULT)
    email = EncryptedText()
    email_mark = models.CharField(max_length=64, db_index=True)  # keyed hash: staff find a person's tickets by it
    name = EncryptedText(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tickets")
    application = models.ForeignKey(
        "members.Application", models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who has it")
    )
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, default=timezone.now)  # for a word of staff
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to staff")
        verbose_name_plural = _("messages to staff")
        indexes = [models.Index("waiting_since", name="ticket_queue")]
        constraints = [
            models.CheckConstraint(
                name="ticket_closed_at_a_time",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="ticket_with_staff_since",
                condition=Q(state__in=WITH_STAFF, waiting_since__isnull=False)
                | (~Q(state__in=WITH_STAFF) & Q(waiting_since=None)),
            ),
        ]

    def __str__(self):
        return self.shown_reference

    @property
    def shown_reference(self) -> str:
        """In two groups: easier to copy."""
        return f"{self.reference[:5]}-{self.reference[5:]}"

    @property
    def address(self) -> str:
        """A member may have moved to another mailbox since."""
        return self.user.email if self.user_id else self.email


class TicketMessage(AppendOnly):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    by = models.ForeignKey(  # staff; empty: whoever wrote the ticket
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = EncryptedText()
    key = models.CharField(max_length=64, unique=True)  # the same form sent twice is one message

    def __str__(self):
        return f"message {self.pk}"


class TicketLink(models.Model):
    """A mailed link of somebody without an account."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    secret_mark = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    def __str__(self):
        return f"link {self.pk}"


# --- The writer's steps -------------------------------------------------------------------------------------------


def write(
    *, topic: str, text: str, email: str, language: str, token: str, network: str, name: str = "", user=None,
    application=None,
) -> Ticket:  # fmt: skip
    """A new ticket, or the one that the same form (`token`) with the same words has made already."""
    key = _key("new", token, email, topic, text)
    made = Ticket.objects.filter(messages__key=key).first()
    if made is not None:
        return made
    _check_flood(network=network, email=email, user=user)
    values = {"topic": topic, "email": email, "language": language, "name": name, "user": user}
    try:
        with transaction.atomic():
            return _write(key, text, **values, application=application)
    except IntegrityError:  # a double click, and the other request was first
        return Ticket.objects.get(messages__key=key)


def _write(key: str, text: str, **values) -> Ticket:
    ticket = Ticket.objects.create(email_mark=mark(values["email"]), **values)
    TicketMessage.objects.create(ticket=ticket, text=text, key=key)
    audit.record("ticket written", by=_writer(ticket), target=_target(ticket), topic=ticket.topic)
    if limits.allow("ticket receipts", ticket.email.lower(), **RECEIPTS):
        _tell(ticket, "ticket_received")
    return ticket


@transaction.atomic
def _add(ticket: Ticket, text: str, key: str) -> None:
    ticket = _locked(ticket)
    TicketMessage.objects.create(ticket=ticket, text=text, key=key)
    state = ticket.state if ticket.state in WITH_STAFF else State.OPEN
    _move(ticket, state, by=_writer(ticket), event="ticket added to")


def add(*, ticket: Ticket, text: str, token: str) -> None:
    """The writer adds a message; a closed ticket opens again by it."""
    key = _key(ticket.pk, token, text)
    if TicketMessage.objects.filter(key=key).exists():
        return
    if not limits.allow("ticket additions", str(ticket.pk), **ADDITIONS):
        raise Flood
    try:
        _add(ticket, text, key)
    except IntegrityError:  # a double click
        return


def _check_flood(*, network: str, email: str, user) -> None:
    if user is not None:
        allowed = _allow("ticket by member", str(user.pk))
    else:
        both = f"{network} {email.lower()}"
        allowed = _allow("ticket by network", network) and _allow("ticket by network and address", both)
    if not allowed:
        raise Flood


def _allow(name: str, key: str) -> bool:
    return limits.allow(name, key, **FLOOD[name])


def open_with(*, secret: str, reference: str, network: str) -> Ticket | None:
    """The ticket of this link and this reference. A wrong reference and an unknown link are told alike."""
    tried = _key("link", secret)
    if not (limits.allow("ticket link", tried, **TRIES) and limits.allow("ticket links", network, **TRIES_OF_NETWORK)):
        raise Flood
    marks = keys.fingerprints("ticket link", secret)
    link = TicketLink.objects.filter(secret_mark__in=marks, expires__gt=timezone.now()).select_related("ticket").first()
    expected = link.ticket.reference if link else ""
    fits = secrets.compare_digest(clean(reference).encode(), expected.encode())
    return link.ticket if link and fits else None


# --- Staff's steps ------------------------------------------------------------------------------------------------


def check_may_handle(ticket: Ticket, by) -> None:
    if ticket.topic not in TOPICS_OF_ROLE.get(by.role, ()) or ticket.user_id == by.pk:
        raise NotAllowed


@transaction.atomic
def answer(*, ticket: Ticket, by, text: str, after: str) -> None:
    """`after` is the id of the last message that this person has read: who answers an older state is told.

    The same answer sent twice is one.
    """
    check_may_handle(ticket, by)
    key = _key(ticket.pk, after, by.pk, text)
    ticket = _locked(ticket)
    if TicketMessage.objects.filter(key=key).exists():
        return
    if str(ticket.messages.latest("pk").pk) != after or ticket.state == State.CLOSED:
        raise StateChanged
    TicketMessage.objects.create(ticket=ticket, by=by, text=text, key=key)
    _move(ticket, State.WAITING, by=by, event="ticket answered", assigned_to=ticket.assigned_to or by)
    _tell(ticket, "ticket_answered")


@transaction.atomic
def assign(*, ticket: Ticket, by) -> None:
    """Takes it, also from a colleague."""
    check_may_handle(ticket, by)
    ticket = _locked(ticket)
    state = State.OPEN if ticket.state == State.NEW else ticket.state
    _move(ticket, state, by=by, event="ticket taken", assigned_to=by)


@transaction.atomic
def close(*, ticket: Ticket, by=None) -> None:
    """By staff, or by the writer where `by` is empty."""
    if by is not None:
        check_may_handle(ticket, by)
    ticket = _locked(ticket)
    if ticket.state != State.CLOSED:
        _move(ticket, State.CLOSED, by=by or _writer(ticket), event="ticket closed")


@transaction.atomic
def reopen(*, ticket: Ticket, by) -> None:
    check_may_handle(ticket, by)
    ticket = _locked(ticket)
    if ticket.state == State.CLOSED:
        _move(ticket, State.OPEN, by=by, event="ticket reopened")


# --- Time's steps -------------------------------------------------------------------------------------------------


def close_silent() -> int:
    """Closes what staff answered long ago and nobody came back to; ends the links that are over."""
    TicketLink.objects.filter(expires__lte=timezone.now()).delete()
    silent = Ticket.objects.filter(state=State.WAITING, changed__lt=timezone.now() - SILENCE)
    count = 0
    for ticket in silent:
        with transaction.atomic():
            try:
                _move(ticket, State.CLOSED, by=None, event="ticket closed")
            except StateChanged:  # the writer came back just now
                continue
        count += 1
    return count


@transaction.atomic
def forget_closed() -> int:
    """Erases tickets, messages and links long after closing; the audit keeps only how many."""
    old = Ticket.objects.filter(state=State.CLOSED, closed_at__lt=before("ticket_months"))
    count = old.count()
    old.delete()
    audit.record("tickets erased", count=count)
    return count


# --- The one writer of the state, and what every step needs -------------------------------------------------------


def _move(ticket: Ticket, to: str, *, by, event: str, **changes) -> None:
    """One compare-and-set: of two people at once, one wins. A step may leave the state as it is."""
    if to != ticket.state and to not in TRANSITIONS[State(ticket.state)]:
        raise StateChanged
    now = timezone.now()
    changes |= {"state": to, "changed": now, "closed_at": None, "waiting_since": None}
    if to == State.CLOSED:
        changes["closed_at"] = ticket.closed_at or now
    if to in WITH_STAFF:
        changes["waiting_since"] = ticket.waiting_since or now
    if not Ticket.objects.filter(pk=ticket.pk, state=ticket.state, changed=ticket.changed).update(**changes):
        raise StateChanged
    audit.record(event, by=by, target=_target(ticket), state=to)
    ticket.refresh_from_db()


def _locked(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


def mark(email: str) -> str:
    return keys.fingerprint("email", email.strip().lower())


def _key(*parts) -> str:
    return keys.fingerprint("ticket", "\n".join(map(str, parts)))


def _target(ticket: Ticket) -> str:
    return f"ticket {ticket.pk}"


def _writer(ticket: Ticket):
    """For the audit: a member by id, anybody else by this word."""
    return ticket.user or "writer"


def _tell(ticket: Ticket, name: str) -> None:
    mail.send(name, to=ticket.address, language=ticket.language, link=_link(ticket))


def _link(ticket: Ticket) -> str:
    """Behind the sign-in for a member; else a new secret. It stands in the query, which no log keeps."""
    if ticket.user_id:
        return mail.address("members:ticket", ticket.language, ticket=ticket.pk)
    secret = secrets.token_urlsafe(32)
    ticket.links.create(secret_mark=keys.fingerprint("ticket link", secret), expires=timezone.now() + LINK_LIFE)
    return f"{mail.address('contact_ticket', ticket.language)}?key={secret}"
