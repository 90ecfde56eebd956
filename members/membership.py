"""What happens to a membership after it began?

It lasts twelve months and is renewed by two confirmations: the member's own official mailbox, and the supervisor or the
focal point of the unit. Leaving, suspension and closure bite on the next request, because `members.standing` reads the
account anew each time. Every step locks the account first: of two at once, the second sees what the first has done.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub import audit, keys, limits
from hub import mail as mails
from hub.refusals import NotAllowed
from members import agency_registry, membership_permissions, reasons, sessions
from members.mail_domains import mailbox
from members.models import User
from members.renewal import Renewal, a_year_after

REMINDERS = (30, 10, 1)  # days before the end
EARLY = timedelta(days=30)  # when renewing begins to be offered
LINK = timedelta(days=14)
AGAIN = {"limit": 2, "per": LINK}  # how often a member may have the mails sent once more
SUPERVISOR_MAILS = {"limit": 10, "per": timedelta(days=1)}  # to one mailbox, whoever named it
DAY = timedelta(days=1)
log = logging.getLogger(__name__)


# --- Renewal ------------------------------------------------------------------------------------------------------


def may_renew(user: User) -> bool:
    """From thirty days before the end; a lapsed member may too, until the account is made anonymous."""
    if user.expires_at is None or user.closed_at is not None or user.suspended_at is not None:
        return False
    return timezone.now() >= user.expires_at - EARLY


@transaction.atomic
def begin_renewal(*, user: User) -> Renewal:
    """Mails both questions. Pressing the button again while one is open mails nothing more."""
    user = _locked(user)
    if not may_renew(user):
        raise NotAllowed("too_early")
    open_one = Renewal.objects.open().filter(user=user).first()
    if open_one is not None:
        return open_one
    renewal = Renewal(user=user)
    _ask(renewal)
    audit.record("renewal begun", by=user, target=_target(user))
    return renewal


@transaction.atomic
def ask_again(*, user: User) -> bool:
    """New links for what nobody has answered; the earlier ones end. False where no mail may leave."""
    user = _locked(user)
    renewal = Renewal.objects.open().filter(user=user).first()
    if renewal is None or not limits.allow("renewal mails", str(user.pk), **AGAIN):
        return False
    _ask(renewal)
    audit.record("renewal asked again", by=user, target=_target(user))
    return True


def _ask(renewal: Renewal) -> None:
    renewal.expires_at = timezone.now() + LINK
    user = renewal.user
    if renewal.own_confirmed_at is None:
        renewal.own_mark = _mail_link(renewal, "renewal_confirm", view="renewal_confirm", to=user.email)
    if not renewal.answer and _may_ask_supervisor(user):
        to = user.supervisor_email
        renewal.supervisor_mark = _mail_link(renewal, "supervisor_confirm", view="renewal_vouch", to=to)
    renewal.save()


def _may_ask_supervisor(user: User) -> bool:
    """Nobody confirms themselves, and no mailbox is flooded. Else the focal point or staff confirm it."""
    address = user.supervisor_email
    if not address or mailbox(address) == mailbox(user.email):
        return False
    return limits.allow("mail to supervisor", mailbox(address), **SUPERVISOR_MAILS)


def _mail_link(renewal: Renewal, name: str, *, view: str, to: str) -> str:
    """What the Hub keeps of the link."""
    secret, language = secrets.token_urlsafe(32), renewal.user.language
    link = mails.address(f"members:{view}", language, secret=secret)
    mails.send(name, to=to, language=language, link=link, expires=renewal.expires_at)
    return keys.fingerprint("renewal link", secret)


def find_own(secret: str) -> Renewal | None:
    return Renewal.objects.open().filter(own_mark__in=_marks(secret), own_confirmed_at=None).first()


def find_supervisors(secret: str) -> Renewal | None:
    found = Renewal.objects.open().filter(supervisor_mark__in=_marks(secret), answer="")
    return found.select_related("user__unit").first()


def _marks(secret: str) -> list[str]:
    return keys.fingerprints("renewal link", secret)


@transaction.atomic
def confirm_own_mailbox(renewal: Renewal) -> bool:
    """The link in the member's official mailbox was used."""
    user, now = _locked(renewal.user), timezone.now()
    if not Renewal.objects.open().filter(pk=renewal.pk, own_confirmed_at=None).update(own_confirmed_at=now):
        return False
    audit.record("renewal: mailbox confirmed", by=user, target=_target(user))
    _finish(renewal.pk, user)
    return True


@transaction.atomic
def confirm_service(renewal: Renewal, *, answer: str, by: User | None = None, how: str = "") -> bool:
    """Whether the member still serves: the supervisor says it (by link, once), the focal point, or staff (`how`)."""
    answer, user, waiting = Renewal.Answer(answer), _locked(renewal.user), Renewal.objects.waiting()
    if by is not None:
        membership_permissions.check_may_confirm_service(user, by)
    if how:
        _check_reason(how, reasons.SERVICE)
    values = {"answer": answer, "answered_at": timezone.now(), "answered_by": str(by.pk) if by else "supervisor"}
    if not (waiting if by else waiting.filter(answer="")).filter(pk=renewal.pk).update(**values):
        return False
    detail = {"answer": answer.value} | ({"how": how} if how else {})
    audit.record("renewal: service answered", by=by or "supervisor", target=_target(user), **detail)
    if answer == Renewal.Answer.NO:
        _suspend(user, by=by, reason="leaver_reported")
    _finish(renewal.pk, user)
    return True


def _finish(pk: int, user: User) -> None:
    """Both confirmed: twelve months more, counted from the end so that renewing early costs nothing."""
    now = timezone.now()
    both = Renewal.objects.filter(pk=pk, done_at=None, own_confirmed_at__isnull=False, answer=Renewal.Answer.YES)
    if not both.update(done_at=now):
        return
    ends = a_year_after(max(user.expires_at, now))
    User.objects.filter(pk=user.pk).update(expires_at=ends, reminded=0)
    audit.record("renewed", by=user, target=_target(user), until=ends.date().isoformat())


# --- Leaving, suspension, closure ---------------------------------------------------------------------------------


@transaction.atomic
def leave(*, user: User, reason: str = "left_service") -> bool:
    """The member says that they leave law enforcement: nothing opens from the next request on."""
    _check_reason(reason, reasons.CLOSURE)
    return _close(_locked(user), by=user, reason=reason)


@transaction.atomic
def report_leaver(*, user: User, by: User) -> None:
    """The focal point of the unit says that this person left: shut at once, staff decide about the rest."""
    user = _locked(user)
    membership_permissions.check_may_report(user, by)
    audit.record("leaver reported", by=by, target=_target(user))
    _suspend(user, by=by, reason="leaver_reported")


@transaction.atomic
def suspend(*, user: User, by: User, reason: str) -> bool:
    """False where it is suspended or closed already."""
    user = _locked(user)
    _check_reason(reason, reasons.SUSPENSION)
    membership_permissions.check_may_suspend(user, by)
    return _suspend(user, by=by, reason=reason)


def _suspend(user: User, *, by: User | None, reason: str) -> bool:
    if user.suspended_at is not None or user.closed_at is not None:
        return False
    user.suspended_at, user.suspended_reason, user.suspended_by = timezone.now(), reason, by
    user.save(update_fields=["suspended_at", "suspended_reason", "suspended_by"])
    Renewal.objects.filter(user=user).end()
    sessions.end_all(user, because=sessions.Because.STAFF, by=by)
    mails.send("membership_suspended", to=user.email, language=user.language)
    audit.record("suspended", by=by, target=_target(user), reason=reason)
    return True


@transaction.atomic
def reinstate(*, user: User, by: User, reason: str) -> bool:
    """By somebody else than who suspended it. False where it is not suspended any more, or closed."""
    user = _locked(user)
    _check_reason(reason, reasons.REINSTATEMENT)
    membership_permissions.check_may_reinstate(user, by)
    if user.suspended_at is None or user.closed_at is not None:
        return False
    user.suspended_at, user.suspended_reason, user.suspended_by = None, "", None
    user.save(update_fields=["suspended_at", "suspended_reason", "suspended_by"])
    link = mails.address("account_login", user.language)
    mails.send("membership_reinstated", to=user.email, language=user.language, link=link)
    audit.record("reinstated", by=by, target=_target(user), reason=reason)
    return True


@transaction.atomic
def close(*, user: User, by: User, reason: str) -> bool:
    """For good. A new membership begins with a new application. False where it is closed already."""
    user = _locked(user)
    _check_reason(reason, reasons.CLOSURE)
    membership_permissions.check_may_close(user, by)
    return _close(user, by=by, reason=reason)


def _close(user: User, *, by: User, reason: str) -> bool:
    if user.closed_at is not None:
        return False
    own = by.pk == user.pk
    user.closed_at, user.closed_reason = timezone.now(), reason
    user.save(update_fields=["closed_at", "closed_reason"])
    Renewal.objects.filter(user=user).end()
    agency_registry.end_roles_of(user)
    sessions.end_all(user, because=sessions.Because.PERSON if own else sessions.Because.STAFF, by=by)
    mails.send("membership_closed", to=user.email, language=user.language)
    audit.record("membership closed", by=by, target=_target(user), reason=reason)
    return True


# --- What time does -----------------------------------------------------------------------------------------------

LAPSED = 255  # in `User.reminded`: the end itself was told


def ends_soon() -> QuerySet[User]:
    now = timezone.now()
    return _members().filter(expires_at__gt=now, expires_at__lte=now + REMINDERS[0] * DAY)


def has_lapsed() -> QuerySet[User]:
    return _members().filter(expires_at__lte=timezone.now()).exclude(reminded=LAPSED)


def _members() -> QuerySet[User]:
    return User.objects.filter(closed_at=None, suspended_at=None, anonymised_at=None)


def remind_due() -> int:
    """One mail each at 30, 10 and 1 day before the end; a worker that was away sends the latest only."""
    return _for_each(ends_soon, _remind)


def tell_lapsed() -> int:
    """The wall shut by itself at the end; this only tells the member, once."""
    return _for_each(has_lapsed, _tell_lapsed)


def _for_each(due: Callable[[], QuerySet[User]], tell: Callable[[User], bool]) -> int:
    """How many were told. Each for itself, and only if it is still due: one that fails does not keep the next."""
    sent = 0
    for pk in list(due().values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                user = due().select_for_update().filter(pk=pk).first()
                sent += user is not None and tell(user)
        except Exception:
            log.exception("a member was not told", extra={"fields": {"job": tell.__name__}})
    return sent


def _remind(user: User) -> bool:
    left = user.expires_at - timezone.now()
    step = min(days for days in REMINDERS if left <= days * DAY)
    if user.reminded and user.reminded <= step:  # 0: none was sent for this end; else the days of the latest
        return False
    User.objects.filter(pk=user.pk).update(reminded=step)
    facts = {"days": -(-left // DAY), "date": user.expires_at}
    link = mails.address("members:renewal", user.language)
    mails.send("renewal_due", to=user.email, language=user.language, link=link, **facts)
    return True


def _tell_lapsed(user: User) -> bool:
    User.objects.filter(pk=user.pk).update(reminded=LAPSED)
    sessions.end_all(user, because=sessions.Because.TIME)
    link = mails.address("members:renewal", user.language)
    mails.send("membership_lapsed", to=user.email, language=user.language, link=link)
    audit.record("membership lapsed", target=_target(user))
    return True


# --- Small things -------------------------------------------------------------------------------------------------


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _target(user: User) -> str:
    return f"user {user.pk}"


def _check_reason(reason: str, table: dict) -> None:
    if reason not in table:
        raise NotAllowed("reason")
