"""How does something happen to an account that no single member of staff may do alone?

Two different people confirm it after a call-back each, a waiting time runs in which the owner hears of it and can stop
it, and only then does it happen. Recovery and the change of an address are such cases. `move` is the only writer of a
case's state.
"""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.fields import EncryptedText
from hub.refusals import NotAllowed, StateChanged
from hub.retention import before
from members.membership_permissions import check_other_agency

STAFF_ROLES = ("reviewer", "administrator")
LIFE = timedelta(days=30)  # after which an unfinished case ends


class State(models.TextChoices):
    ASKED = "asked", _("asked for; nobody has confirmed it")
    FIRST_CONFIRMED = "first_confirmed", _("confirmed by one of two")
    WAITING = "waiting", _("confirmed by two; the waiting time runs")
    ISSUED = "issued", _("the link was mailed")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("stopped")


class Because(models.TextChoices):
    """Why a case was stopped."""

    OWNER = "owner", _("the owner of the account stopped it")
    STAFF = "staff", _("staff stopped it")
    LAPSED = "lapsed", _("it was not finished in time")
    CODES = "codes", _("too many wrong codes")
    ACCOUNT = "account", _("the account may not be used any more")
    TAKEN = "taken", _("another account has the address")


OPEN = (State.ASKED, State.FIRST_CONFIRMED, State.WAITING, State.ISSUED)
CONFIRMED = (State.WAITING, State.ISSUED, State.DONE)


def staff(**options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **options
    )


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def due(self):
        """Whose waiting time is over."""
        return self.filter(state=State.WAITING, takes_effect_at__lte=timezone.now()).order_by("takes_effect_at")


class TwoPersonCase(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.ASKED, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    asked_by = staff()
    first_by = staff(verbose_name=_("first by"))
    first_at = models.DateTimeField(null=True, blank=True)
    first_call = EncryptedText(null=True, blank=True)  # whom this person reached, and how they knew the number
    second_by = staff(verbose_name=_("second by"))
    second_at = models.DateTimeField(null=True, blank=True)
    second_call = EncryptedText(null=True, blank=True)
    takes_effect_at = models.DateTimeField(_("takes effect at"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=Because.choices, blank=True)

    objects = CaseQuerySet.as_manager()
    TRANSITIONS: dict[State, tuple[State, ...]]
    WORD: str  # in the audit

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint("user", name="one_open_%(class)s", condition=Q(state__in=OPEN)),
            models.CheckConstraint(
                name="two_people_for_%(class)s",
                condition=~Q(first_by=F("second_by")) & ~Q(first_by=F("user")) & ~Q(second_by=F("user")),
            ),
            models.CheckConstraint(
                name="calls_before_%(class)s",
                condition=~Q(state__in=CONFIRMED)
                | Q(
                    first_by__isnull=False,
                    first_call__isnull=False,
                    second_by__isnull=False,
                    second_call__isnull=False,
                    takes_effect_at__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def target(self) -> str:
        """In the audit; the same in every language."""
        return f"{self.WORD} {self.pk}"


# --- Who may ------------------------------------------------------------------------------------------------------


def check_may_act(case: TwoPersonCase, by) -> None:
    """Staff who vet; never on their own account; on the account of staff only administrators."""
    if by.role not in STAFF_ROLES:
        raise NotAllowed("role")
    if case.user_id == by.pk:
        raise NotAllowed("own")
    if case.user.is_staff and by.role != "administrator":
        raise NotAllowed("staff_account")


def check_may_confirm(case: TwoPersonCase, by) -> None:
    check_may_act(case, by)
    check_other_agency(case.user, by)
    if case.state not in {State.ASKED, State.FIRST_CONFIRMED}:
        raise StateChanged
    if case.first_by_id == by.pk:
        raise NotAllowed("same_person")


def check_called(call: str) -> None:
    """Whom somebody reached is written down each time."""
    if not call.strip():
        raise NotAllowed("no_call")


# --- The steps that all such cases have ---------------------------------------------------------------------------


@transaction.atomic
def begin(case: TwoPersonCase, *, by) -> None:
    """One open case of a kind for one account: the database says so."""
    try:
        with transaction.atomic():
            case.asked_by = by
            case.save(force_insert=True)
    except IntegrityError:
        raise NotAllowed("open_case") from None
    audit.record(f"{case.WORD} asked", by=by, target=case.target, person=str(case.user_id))


@transaction.atomic
def confirm(case: TwoPersonCase, *, by, call: str) -> None:
    """One of the two. With the second the waiting time begins."""
    check_may_confirm(case, by)
    check_called(call)
    now = timezone.now()
    if case.state == State.ASKED:
        move(case, State.FIRST_CONFIRMED, by=by, first_by=by, first_at=now, first_call=call)
    else:
        takes_effect = now + settings.RECOVERY_WAIT
        move(case, State.WAITING, by=by, second_by=by, second_at=now, second_call=call, takes_effect_at=takes_effect)


@transaction.atomic
def cancel(case: TwoPersonCase, *, by, because: Because) -> None:
    """By the owner, by staff, or by the system (`by=None`)."""
    if by is not None and by.pk != case.user_id:
        check_may_act(case, by)
    move(case, State.CANCELLED, by=by, ended_at=timezone.now(), ended_because=because)


def lapse(cases) -> None:
    """Ends what nobody finished in time."""
    for case in cases:
        with suppress(StateChanged):  # somebody went on with it a moment ago
            cancel(case, by=None, because=Because.LAPSED)


def forget(model: type[TwoPersonCase]) -> None:
    model.objects.filter(ended_at__lt=before("lapsed_months")).delete()


def move(case: TwoPersonCase, to: State, *, by, **changes) -> None:
    """The only writer of the state: a compare-and-set, so that of two people at once one wins."""
    old = State(case.state)
    if to not in case.TRANSITIONS[old]:
        raise StateChanged
    if not type(case).objects.filter(pk=case.pk, state=old).update(state=to, **changes):
        raise StateChanged
    case.refresh_from_db()
    detail = {"because": case.ended_because} if case.ended_because else {}
    audit.record(f"{case.WORD} {to}", by=by, target=case.target, person=str(case.user_id), **detail)
