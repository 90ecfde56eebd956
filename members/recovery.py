"""How does somebody get in again who has lost every second factor (AUTH-16)?

Never alone and never at once: the person asks staff by any way, two of them confirm after a call-back each, the
account's address is told, a waiting time runs, and anybody who still holds a factor can stop it. Then a link is mailed
and a code read out in one more recorded call-back; together they set a new password and remove every old factor. The
account then stands where a new one does: a second factor is enrolled before anything else.
"""

import secrets
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import audit, keys, mail
from hub.fields import EncryptedText
from hub.refusals import NotAllowed, StateChanged, may
from members import sessions, standing, tries, two_person
from members.applicant_links import clean
from members.application import ALPHABET
from members.membership_permissions import check_other_agency
from members.two_person import OPEN, Because, State, TwoPersonCase, staff

LINK = timedelta(hours=72)
CODE_LENGTH = 8  # of 29 characters: 39 bits, with five tries
TRIES = 5
TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.ASKED: (State.FIRST_CONFIRMED, State.CANCELLED),
    State.FIRST_CONFIRMED: (State.WAITING, State.CANCELLED),
    State.WAITING: (State.ISSUED, State.CANCELLED),
    State.ISSUED: (State.DONE, State.CANCELLED),
    State.DONE: (),
    State.CANCELLED: (),
}


class Recovery(TwoPersonCase):
    issued_by = staff()
    issued_at = models.DateTimeField(null=True, blank=True)
    issue_call = EncryptedText(null=True, blank=True)
    link_mark = models.CharField(max_length=64, blank=True, db_index=True)  # keyed hashes
    code_mark = models.CharField(max_length=64, blank=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    TRANSITIONS = TRANSITIONS
    WORD = "recovery"

    class Meta(TwoPersonCase.Meta):
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints = [
            *TwoPersonCase.Meta.constraints,
            models.CheckConstraint(
                name="recovery_link_after_the_waiting_time",
                condition=~Q(state__in=("issued", "done"))
                | Q(
                    issued_by__isnull=False,
                    issue_call__isnull=False,
                    link_expires_at__isnull=False,
                    issued_at__isnull=False,  # a comparison with NULL would pass
                    issued_at__gte=F("takes_effect_at"),
                ),
            ),
        ]


def pending(user) -> Recovery | None:
    """What the person is shown wherever they sign in."""
    return Recovery.objects.filter(user=user, state__in=OPEN).first()


def check_recoverable(user) -> None:
    """An account that lacks nothing but its second factor: lost, or never there. Not suspended, expired or closed."""
    if standing.of(user, {}) not in {standing.Standing.CONFIRM, standing.Standing.ENROL}:
        raise NotAllowed("not_recoverable")


# --- Staff's steps ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(*, user, by) -> Recovery:
    """Somebody says that they lost every factor. Nothing is known of them yet."""
    case = Recovery(user=user)
    two_person.check_may_act(case, by)
    check_recoverable(user)
    two_person.begin(case, by=by)
    return case


@transaction.atomic
def confirm(case: Recovery, *, by, call: str) -> None:
    check_recoverable(case.user)
    two_person.confirm(case, by=by, call=call)
    if case.state == State.WAITING:
        mail.send("recovery_started", to=case.user.email, language=case.user.language, date=case.takes_effect_at)


def check_may_issue(case: Recovery, by) -> None:
    two_person.check_may_act(case, by)
    check_other_agency(case.user, by)
    if case.state != State.WAITING:
        raise StateChanged
    if case.takes_effect_at > timezone.now():
        raise NotAllowed("too_early")


@transaction.atomic
def issue(case: Recovery, *, by, call: str) -> str:
    """Mails the link; returns the code that is read out in the call-back, shown once."""
    check_may_issue(case, by)
    check_recoverable(case.user)
    two_person.check_called(call)
    now, secret = timezone.now(), secrets.token_urlsafe(32)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    marks = {"link_mark": keys.fingerprint("recovery link", secret), "code_mark": _code_mark(code)}
    times = {"issued_at": now, "link_expires_at": now + LINK}
    two_person.move(case, State.ISSUED, by=by, issued_by=by, issue_call=call, **marks, **times)
    link = mail.address("members:recover", case.user.language, secret=secret)
    mail.send("recovery_link", to=case.user.email, language=case.user.language, link=link, expires=case.link_expires_at)
    return code


# --- The person's steps -------------------------------------------------------------------------------------------


def stop(user) -> bool:
    """ "It was not me": whoever still holds a factor ends it. False where nothing was open any more."""
    case = pending(user)
    if case is None:
        return False
    two_person.cancel(case, by=user, because=Because.OWNER)
    return True


def find(secret: str) -> Recovery | None:
    """The case of a link; None for a used, expired or unknown one, and where the account may not be used."""
    live = Recovery.objects.filter(state=State.ISSUED, link_expires_at__gt=timezone.now(), wrong_codes__lt=TRIES)
    case = live.filter(link_mark__in=keys.fingerprints("recovery link", secret)).select_related("user").first()
    return case if case and may(check_recoverable, case.user) else None


@transaction.atomic
def finish(case: Recovery, *, code: str, password: str) -> bool:
    """The account begins anew: old factors, codes, sessions and the password are gone. False for a wrong code."""
    row = Recovery.objects.filter(pk=case.pk)
    if not tries.take(row, "wrong_codes", limit=TRIES):
        return False
    if case.code_mark not in keys.fingerprints("recovery code", clean(code)):
        _note_wrong(case)
        return False
    user = case.user
    check_recoverable(user)
    tries.give_back(row, "wrong_codes")
    two_person.move(case, State.DONE, by=user, ended_at=timezone.now(), link_mark="", code_mark="")
    user.authenticator_set.all().delete()
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user, because=sessions.Because.RECOVERY, by=user)
    return True


def _note_wrong(case: Recovery) -> None:
    """With the fifth wrong code the case ends: whoever has the link is not the person."""
    case.refresh_from_db()
    audit.record("wrong recovery code", target=case.target, person=str(case.user_id))
    if case.wrong_codes >= TRIES and case.state == State.ISSUED:
        two_person.cancel(case, by=None, because=Because.CODES)


def _code_mark(code: str) -> str:
    return keys.fingerprint("recovery code", code)


# --- Jobs ---------------------------------------------------------------------------------------------------------


def tidy() -> None:
    """Ends links that nobody used and cases that nobody went on with; forgets what ended long ago."""
    now = timezone.now()
    late = Q(link_expires_at__lte=now) | Q(asked_at__lte=now - two_person.LIFE, link_expires_at=None)
    two_person.lapse(Recovery.objects.open().filter(late))
    two_person.forget(Recovery)
