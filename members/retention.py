"""What of people's data is erased, when, and who can see that it was?

The periods are `settings.RETENTION`; the legal texts name the same figures (docs/retention.md). Each job says in the
audit how many it erased and how many were left that should have been: that number is 0, or something is wrong.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q, QuerySet

from hub import audit
from hub.retention import before
from members import erasure, vetting
from members.application import Application, State
from members.former import FormerMember
from members.models import User

log = logging.getLogger(__name__)


# --- What is due --------------------------------------------------------------------------------------------------


def silent() -> QuerySet[Application]:
    """Sent but the address never proven, or our questions never answered."""
    return Application.objects.filter(state__in=(State.SUBMITTED, State.MORE_ASKED), since__lt=before("draft_days"))


def old_drafts() -> QuerySet[Application]:
    """Never sent, or never proven: nothing of them is needed."""
    never_proven = Q(state=State.DRAFT) | Q(state=State.EXPIRED, proven_at=None)
    return Application.objects.filter(never_proven, changed_at__lt=before("draft_days"))


def ended_applications() -> QuerySet[Application]:
    ended = (State.REFUSED, State.WITHDRAWN, State.EXPIRED)
    return Application.objects.filter(state__in=ended, decided_at__lt=before("refused_days"))


def approved_answers() -> QuerySet[Application]:
    approved = Application.objects.filter(state=State.APPROVED, erased_at=None)
    return approved.filter(decided_at__lt=before("approved_answer_days"))


def approved_without_account() -> QuerySet[Application]:
    """Nobody opened the account in time, or it is anonymous: the row that stays for good says no more whose it was."""
    says_whose = ~Q(email_mark="") | Q(agency__isnull=False) | Q(unit__isnull=False)
    erased = Application.objects.filter(says_whose, state=State.APPROVED, erased_at__isnull=False)
    return erased.exclude(account__in=User.objects.filter(anonymised_at=None))


def ended_memberships() -> QuerySet[User]:
    too_old = before("lapsed_months")
    return User.objects.filter(Q(closed_at__lt=too_old) | Q(expires_at__lt=too_old), anonymised_at=None)


def forgotten_members() -> QuerySet[FormerMember]:
    return FormerMember.objects.filter(at__lt=before("refused_days"))


# --- The jobs -----------------------------------------------------------------------------------------------------


def _delete(application: Application) -> None:
    """The decisions go with it; the audit keeps what happened, by numbers only."""
    Application.objects.filter(pk=application.pk).update(call_back=None)
    application.delete()


JOBS: dict[str, tuple[Callable[[], QuerySet], Callable]] = {
    "silent applications ended": (silent, vetting.expire),
    "drafts erased": (old_drafts, _delete),
    "ended applications erased": (ended_applications, _delete),
    "answers of approved applications erased": (approved_answers, erasure.erase_application),
    "approved applications without account made anonymous": (approved_without_account, erasure.forget_person),
    "ended memberships made anonymous": (ended_memberships, erasure.anonymise),
    "hashes of former members erased": (forgotten_members, FormerMember.delete),
}


def run() -> None:
    """Every job, each row for itself: one that cannot be erased does not keep the next."""
    for event, (due, erase) in JOBS.items():
        count = 0
        for pk in list(due().values_list("pk", flat=True)):
            try:
                count += _erase_if_due(due, erase, pk)
            except Exception:
                log.exception("retention failed", extra={"fields": {"job": event}})
        audit.record(event, count=count, left=due().count())


@transaction.atomic
def _erase_if_due(due, erase, pk) -> bool:
    """Read anew and locked: somebody may have renewed or gone on a moment ago."""
    row = due().select_for_update().filter(pk=pk).first()
    if row is not None:
        erase(row)
    return row is not None
