"""How does the address of an account change (AUTH-17)?

The member asks, two members of staff confirm after a call-back each, both addresses are told, and a waiting time runs
in which nothing changes. Then the new address takes the place of the old one and every session ends.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import limits, mail
from hub.fields import EncryptedText
from hub.refusals import NotAllowed, StateChanged, may
from members import sessions, standing, two_person
from members.renewal import Renewal
from members.two_person import OPEN, Because, State, TwoPersonCase

ASKS = {"limit": 3, "per": timedelta(days=1)}
TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.ASKED: (State.FIRST_CONFIRMED, State.CANCELLED),
    State.FIRST_CONFIRMED: (State.WAITING, State.CANCELLED),
    State.WAITING: (State.DONE, State.CANCELLED),
    State.ISSUED: (),  # recovery's
    State.DONE: (),
    State.CANCELLED: (),
}


class AddressChange(TwoPersonCase):
    new_email = EncryptedText()

    TRANSITIONS = TRANSITIONS
    WORD = "address change"

    class Meta(TwoPersonCase.Meta):
        verbose_name = _("address change")
        verbose_name_plural = _("address changes")

    @property
    def is_taken(self) -> bool:
        """By another account. Staff are told; whoever asked is not (PRIV-02)."""
        return get_user_model().objects.filter(email__iexact=self.new_email).exclude(pk=self.user_id).exists()


def pending(user) -> AddressChange | None:
    return AddressChange.objects.filter(user=user, state__in=OPEN).first()


def _check_in_use(user) -> None:
    """An account that would be let in with its factors."""
    if standing.of(user, {}) not in {standing.Standing.CONFIRM, standing.Standing.ENROL}:
        raise NotAllowed("not_in_use")


@transaction.atomic
def ask(*, by, new_email: str) -> AddressChange:
    """The member's step. The answer is the same whether somebody has the address or not."""
    _check_in_use(by)
    if not limits.allow("address change", str(by.pk), **ASKS):
        raise NotAllowed("too_often")
    case = AddressChange(user=by, new_email=new_email.strip().lower())
    two_person.begin(case, by=by)
    return case


@transaction.atomic
def confirm(case: AddressChange, *, by, call: str) -> None:
    """Staff's step. With the second both addresses are told from when on it counts."""
    _check_in_use(case.user)
    if case.is_taken:
        raise NotAllowed("taken")
    two_person.confirm(case, by=by, call=call)
    if case.state == State.WAITING:
        for address in (case.user.email, case.new_email):
            mail.send("address_change_started", to=address, language=case.user.language, date=case.takes_effect_at)


def stop(user) -> bool:
    """The member thinks better of it, or never asked. False where nothing was open any more."""
    case = pending(user)
    if case is None:
        return False
    two_person.cancel(case, by=user, because=Because.OWNER)
    return True


# --- The job ------------------------------------------------------------------------------------------------------


def carry_out_due() -> int:
    """How many addresses changed."""
    count = 0
    for case in AddressChange.objects.due().select_related("user"):
        try:
            count += _carry_out(case)
        except StateChanged:
            continue  # stopped a moment ago
    return count


@transaction.atomic
def _carry_out(case: AddressChange) -> bool:
    user = case.user
    if case.is_taken or not may(_check_in_use, user):
        two_person.cancel(case, by=None, because=Because.TAKEN if case.is_taken else Because.ACCOUNT)
        return False
    two_person.move(case, State.DONE, by=None, ended_at=timezone.now())
    user.email = case.new_email
    user.save(update_fields=["email"])
    user.emailaddress_set.all().delete()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    Renewal.objects.filter(user=user).end()  # its link went to the old mailbox
    sessions.end_all(user, because=sessions.Because.ADDRESS)
    return True


def tidy() -> None:
    """What waited long enough happens; what nobody went on with ends; what ended long ago is forgotten."""
    carry_out_due()
    late = AddressChange.objects.filter(state__in=(State.ASKED, State.FIRST_CONFIRMED))
    two_person.lapse(late.filter(asked_at__lte=timezone.now() - two_person.LIFE))
    two_person.forget(AddressChange)
