"""Where is this person signed in, and how does a sign-in end?

A sign-in is a row beside Django's session, which stays the truth: where the session's row is gone, the sign-in is over.
Ending one deletes that row, so the next request comes from a visitor. Of the client only two words (`members.devices`)
and the shortened network are kept, until 90 days after the end (PRIV-15).
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hub import audit, use
from hub.addresses import shortened
from hub.retention import before
from members import devices, notices


class Because(models.TextChoices):
    """Why a sign-in ended."""

    SIGNED_OUT = "signed_out"
    TIME = "time"  # not used, or open, for too long
    GONE = "gone"  # Django's session is no longer there
    PERSON = "person"  # from the page of sessions
    STAFF = "staff"
    LIMIT = "limit"  # a newer sign-in took its place
    PASSWORD = "password"  # noqa: S105
    FACTORS = "factors"
    RECOVERY = "recovery"
    ADDRESS = "address"


class SignIn(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, null=True)  # an ended one has none
    started = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)  # at most once a minute
    network = models.CharField(max_length=45, blank=True)  # `hub.addresses.shortened`
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=Because.choices, blank=True)

    class Meta:
        indexes = [models.Index("user", "last_seen", name="sign_ins_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="only_an_open_sign_in_has_a_session",
                condition=Q(ended=None, session_key__isnull=False, ended_because="")
                | (Q(ended__isnull=False, session_key=None) & ~Q(ended_because="")),
            )
        ]

    def __str__(self):
        return f"sign-in {self.pk}"

    @property
    def device(self) -> str:
        return devices.words(self.browser, self.system)


def limits_of(user) -> tuple[int, int]:
    """Seconds without a request, and seconds in all, after which a session of this person is over."""
    kind = "staff" if user.is_staff else "member"
    return settings.SESSION_IDLE[kind], settings.SESSION_ABSOLUTE[kind]


def list_of(user):
    """The sign-ins that are open now, newest first."""
    now = timezone.now()
    idle, absolute = (timedelta(seconds=seconds) for seconds in limits_of(user))
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    mine = SignIn.objects.filter(Exists(alive), user=user, ended=None)
    return mine.filter(last_seen__gte=now - idle, started__gte=now - absolute).order_by("-started", "-pk")


# --- A session's life ---------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, user, session_key: str, address: str, user_agent: str) -> None:
    """Somebody has signed in. A device not seen before is told by mail; beyond the limit the oldest sign-in ends."""
    known = SignIn.objects.filter(user=user, last_seen__gte=before("sign_in_days"))
    first_ever = user.latest_visit is None
    made = note(user=user, session_key=session_key, address=address, user_agent=user_agent)
    same = known.filter(network=made.network, browser=made.browser, system=made.system).exclude(pk=made.pk)
    if not first_ever and not same.exists():
        notices.new_sign_in(user)
    for oldest in list_of(user)[settings.MAX_SESSIONS :]:
        _close(SignIn.objects.filter(pk=oldest.pk), because=Because.LIMIT)
        audit.record("session ended", target=f"user {user.pk}", because=Because.LIMIT)
        notices.session_ended(user)


def note(*, user, session_key: str, address: str = "", user_agent: str = "") -> SignIn:
    """The row beside a session."""
    _count_day(user)
    browser, system = devices.of(user_agent)
    where = {"network": shortened(address), "browser": browser, "system": system}
    return SignIn.objects.get_or_create(session_key=session_key, defaults={"user": user, **where})[0]


def seen(user, session_key: str) -> None:
    own = SignIn.objects.filter(session_key=session_key)
    if not own.exists():
        note(user=user, session_key=session_key)
        return
    _count_day(user)
    own.update(last_seen=timezone.now())


def _count_day(user) -> None:
    """Each officer who is let in counts once a day, as a number; staff do not."""
    if user.is_staff or not type(user).objects.let_in().filter(pk=user.pk).exists():
        return
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if not SignIn.objects.filter(user=user, last_seen__gte=today).exists():
        use.count_one(today.date())


def rename(session) -> None:
    """The same session under a new id: whoever had learnt the old one holds nothing (SESS-01)."""
    old = session.session_key
    session.cycle_key()
    if old:
        SignIn.objects.filter(session_key=old).update(session_key=session.session_key)


def ended_by_itself(session_key: str | None, because: Because) -> None:
    """Signed out, or out of time; whoever calls this flushes the session."""
    _close(SignIn.objects.filter(session_key=session_key, ended=None), because=because)


# --- Ending -------------------------------------------------------------------------------------------------------


@transaction.atomic
def end(sign_in: SignIn, *, by) -> None:
    if _close(SignIn.objects.filter(pk=sign_in.pk, ended=None), because=Because.PERSON):
        audit.record("session ended", by=by, target=f"user {sign_in.user_id}", because=Because.PERSON)


@transaction.atomic
def end_others(user, *, keep: str | None, because: Because = Because.PERSON) -> int:
    """All but the session of this key; how many that were."""
    return _end_many(user, SignIn.objects.exclude(session_key=keep), because=because, by=user)


@transaction.atomic
def end_all(user, *, because: Because, by=None) -> int:
    return _end_many(user, SignIn.objects.all(), because=because, by=by)


def _end_many(user, rows, *, because: Because, by) -> int:
    count = _close(rows.filter(user=user, ended=None), because=because)
    if count:
        audit.record("sessions ended", by=by, target=f"user {user.pk}", because=because, count=count)
    return count


def _close(rows, *, because: Because) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(session_key__in=keys).update(**_ended(because))


def _ended(because: Because) -> dict:
    return {"ended": timezone.now(), "ended_because": because, "session_key": None}


# --- Jobs ---------------------------------------------------------------------------------------------------------


def tidy() -> int:
    """Closes what Django's sessions no longer hold, and forgets what ended long ago; how many were forgotten."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    SignIn.objects.filter(~Exists(alive), ended=None).update(**_ended(Because.GONE))
    return SignIn.objects.filter(ended__lt=before("sign_in_days")).delete()[0]
