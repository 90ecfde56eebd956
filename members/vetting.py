"""How does an application become a membership, or not?

The table says which steps exist and who has the next one; the verbs below are the only way to take them, and `_move` is
the only writer of the state. Each step is one compare-and-set in the database: of two people at once, one wins and the
other is told. `docs/vetting.md` is drawn from the tables.
"""

import contextlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hub import audit
from hub.refusals import NotAllowed, StateChanged
from members import (
    agency_registry,
    applicant_links,
    case_permissions,
    erasure,
    focal,
    invitations,
    questionnaire,
    referees,
)
from members.application import BEING_CHECKED, Application, CallBack, Decision, Note, Recommendation, State
from members.models import User

TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SUBMITTED, State.WITHDRAWN, State.EXPIRED),
    State.SUBMITTED: (State.PROVEN, State.DRAFT, State.WITHDRAWN, State.EXPIRED),
    State.PROVEN: (State.IN_REVIEW, State.WITHDRAWN),
    State.IN_REVIEW: (State.MORE_ASKED, State.RECOMMENDED, State.PROVEN, State.WITHDRAWN),
    State.MORE_ASKED: (State.IN_REVIEW, State.WITHDRAWN, State.EXPIRED),
    State.RECOMMENDED: (State.APPROVED, State.REFUSED, State.IN_REVIEW, State.WITHDRAWN),
    State.APPROVED: (),
    State.REFUSED: (State.PROVEN,),  # an appeal
    State.WITHDRAWN: (),
    State.EXPIRED: (),
}
OWNERS: dict[State, str] = {  # who has the next step
    State.DRAFT: "applicant",
    State.SUBMITTED: "applicant",
    State.PROVEN: "staff",
    State.IN_REVIEW: "staff",
    State.MORE_ASKED: "applicant",
    State.RECOMMENDED: "staff",
    State.APPROVED: "nobody",
    State.REFUSED: "applicant",
    State.WITHDRAWN: "nobody",
    State.EXPIRED: "nobody",
}
APPLICANT = "applicant"
HOLD = timedelta(hours=8)  # how long somebody keeps a case that they do not touch
APPEAL = timedelta(days=30)


# --- The applicant's steps ----------------------------------------------------------------------------------------


@transaction.atomic
def submit(application: Application) -> None:
    """Sends the answers; the mailed link proves the address. A second press finds it sent and changes nothing."""
    if application.state == State.SUBMITTED:
        return
    if questionnaire.first_open(application.answers):
        raise NotAllowed("incomplete")
    _move(application, State.SUBMITTED, by=APPLICANT, submitted_at=timezone.now())
    applicant_links.mail_if_few(application, "application_link")


@transaction.atomic
def prove(application: Application) -> None:
    """The mailed link was opened together with the reference: the mailbox is theirs."""
    if application.state == State.SUBMITTED:
        _move(application, State.PROVEN, by=APPLICANT, proven_at=timezone.now())
        referees.ask(application)


@transaction.atomic
def correct(application: Application) -> None:
    """Back to the answers, as long as no address was proven: the usual slip is in the address itself."""
    _move(application, State.DRAFT, by=APPLICANT, submitted_at=None)


@transaction.atomic
def answer_more(application: Application) -> None:
    _move(application, State.IN_REVIEW, by=APPLICANT, asked=[])
    if not referees.answers_that_count(application).exists():  # somebody else is named, or it is about other answers
        referees.ask(application)


@transaction.atomic
def withdraw(application: Application) -> None:
    _move(application, State.WITHDRAWN, by=APPLICANT, decided_at=timezone.now(), **_NOBODY)


@transaction.atomic
def appeal(application: Application) -> None:
    """Once, within thirty days: two other people look at it."""
    if not may_appeal(application):
        raise NotAllowed("no_appeal")
    _move(application, State.PROVEN, by=APPLICANT, appealed_at=timezone.now(), reason="", **_UNDECIDED, **_NOBODY)


def may_appeal(application: Application) -> bool:
    return (
        application.state == State.REFUSED
        and application.appealed_at is None
        and timezone.now() <= application.decided_at + APPEAL
    )


# --- Staff's steps ------------------------------------------------------------------------------------------------


def take_next(*, by: User) -> Application | None:
    """The oldest case that waits and that this person may work on, in a language of theirs first."""
    held = Q(assigned_to__isnull=False, assigned_until__gt=timezone.now())
    waiting = list(Application.objects.waiting().exclude(held))
    for application in sorted(waiting, key=lambda case: case.language not in by.reviews_in):
        try:
            take(application, by=by)
        except (NotAllowed, StateChanged):
            continue
        return application
    return None


@transaction.atomic
def take(application: Application, *, by: User) -> None:
    """Holds the case for this person; a recommended one is held for the second decision."""
    if application.state == State.RECOMMENDED:
        case_permissions.check_may_decide(application, by)
        _hold(application, by)
        return
    case_permissions.check_may_work_on(application, by)
    if application.state == State.IN_REVIEW:
        _hold(application, by)
    else:
        _move(application, State.IN_REVIEW, by=by, **_held_by(by))


@transaction.atomic
def release(application: Application, *, by: User) -> None:
    """Back to the queue."""
    _check_in(application, State.MORE_ASKED, *BEING_CHECKED)
    case_permissions.check_may_work_on(application, by)
    if application.state == State.IN_REVIEW and not application.check_marks.exists():
        _move(application, State.PROVEN, by=by, **_NOBODY)
    else:
        _update(application, **_NOBODY)
        audit.record("application released", by=by, target=_target(application))


@transaction.atomic
def place(application: Application, *, by: User, agency, unit=None) -> None:
    """Staff say which agency of the registry this is; what the form calls it is only a claim."""
    _check_in(application, State.IN_REVIEW)
    case_permissions.check_may_work_on(application, by)
    is_new_there = unit is not None and application.unit_id != unit.pk
    _update(application, agency=agency, unit=unit, **_held_by(by))
    _propose_entries(application)
    if is_new_there:
        focal.tell_of_applicant(unit)
    audit.record("application placed", by=by, target=_target(application), agency=agency.pk)


def _propose_entries(application: Application) -> None:
    """What a focal point says of the agency: proposed, and no evidence until two of staff confirmed it from outside."""
    if not questionnaire.for_a_unit(application.answers):
        return  # left from a first choice that was changed
    for domain in application.answers.get("unit_domains", []):
        with contextlib.suppress(agency_registry.Refused, ValidationError):  # staff see it among the answers
            agency_registry.propose_domain(agency=application.agency, domain=domain, by=APPLICANT)
    if number := application.answers.get("unit_switchboard"):
        with contextlib.suppress(agency_registry.Refused, ValidationError):
            agency_registry.propose_channel(
                agency=application.agency, kind="switchboard", value=number, by=APPLICANT, unit=application.unit
            )
    size = application.answers.get("unit_size")
    if size and application.unit is not None:
        agency_registry.propose_size(agency=application.agency, unit=application.unit, size=size, by=APPLICANT)


@transaction.atomic
def ask(application: Application, *, by: User, pages: list[str]) -> None:
    """Only those pages go back to the applicant."""
    case_permissions.check_may_work_on(application, by)
    if not pages or not set(pages) <= {page.key for page in questionnaire.asked_again(application.answers)}:
        raise NotAllowed("pages")
    _move(application, State.MORE_ASKED, by=by, asked=pages, **_held_by(by))
    applicant_links.mail(application, "application_more")


@transaction.atomic
def record_call_back(application: Application, *, by: User, **values) -> CallBack:
    """The second channel (VET-02): a contact from the registry, or one found outside the application."""
    _check_in(application, *BEING_CHECKED)
    case_permissions.check_may_work_on(application, by)
    case_permissions.check_independent(application, values.get("contact", ""))
    channel = values.get("channel")
    if channel is not None and (channel.agency_id != application.agency_id or not channel.is_confirmed):
        raise NotAllowed("channel")
    made = CallBack.objects.create(application=application, by=by, agency=application.agency, **values)
    _update(application, **_held_by(by))
    audit.record("call-back recorded", by=by, target=_target(application), result=made.result, found=made.found)
    return made


@transaction.atomic
def recommend(application: Application, *, by: User, recommendation: str, reason: str) -> None:
    case_permissions.check_may_recommend(application, by, recommendation)
    changes = {"recommended_by": by, "recommendation": recommendation, "reason": reason, **_NOBODY}
    _move(application, State.RECOMMENDED, by=by, why=reason, **changes)


@transaction.atomic
def send_back(application: Application, *, by: User, reason: str) -> None:
    """The second person does not agree, or wants something checked."""
    case_permissions.check_may_decide(application, by)
    _move(application, State.IN_REVIEW, by=by, why=reason, **_UNDECIDED, **_NOBODY)


@transaction.atomic
def approve(application: Application, *, by: User, reason: str) -> str:
    """Opens the door: an invitation leaves by mail. Returns the code that staff read out in the call-back."""
    case_permissions.check_may_decide(application, by)
    if application.recommendation != Recommendation.APPROVE:
        raise NotAllowed("not_recommended")
    case_permissions.check_ready_for_approval(application)
    former = User.objects.filter(email__iexact=application.email).first()
    if former is not None and former.closed_at is None:
        raise NotAllowed("has_account")
    call_back = case_permissions.confirming_calls(application).latest("at")
    _move(application, State.APPROVED, by=by, why=reason, call_back=call_back, reason=reason, **_decided_by(by))
    if former is not None:
        erasure.anonymise(former, by=by)  # who left and comes back gets a new account; the address is free for it
    return invitations.invite_applicant(application, by=by)


@transaction.atomic
def refuse(application: Application, *, by: User, reason: str) -> None:
    case_permissions.check_may_decide(application, by)
    if application.recommendation != Recommendation.REFUSE:
        raise NotAllowed("not_recommended")
    _move(application, State.REFUSED, by=by, why=reason, reason=reason, **_decided_by(by))
    applicant_links.mail(application, "application_decided")


@transaction.atomic
def invite_again(application: Application, *, by: User) -> str:
    """A new link and a new code, as the first were lost or too old. The earlier ones end."""
    case_permissions.check_may_invite_again(application, by)
    return invitations.invite_applicant(application, by=by)


@transaction.atomic
def note_code_read(application: Application, *, by: User) -> None:
    case_permissions.check_may_invite_again(application, by)
    invitations.note_code_read(application, by=by)


@transaction.atomic
def note(application: Application, *, by: User, text: str) -> Note:
    """For the next of staff. Nothing is rewritten: a correction is another note."""
    case_permissions.check_may_read(application, by)
    made = Note.objects.create(application=application, by=by, text=text)
    audit.record("application noted", by=by, target=_target(application), note=made.pk)
    return made


# --- Time's steps -------------------------------------------------------------------------------------------------


@transaction.atomic
def expire(application: Application) -> None:
    """Nobody went on with it in time; what was typed is erased by `members.retention`."""
    _move(application, State.EXPIRED, by=None, decided_at=timezone.now(), **_NOBODY)


# --- The one writer -----------------------------------------------------------------------------------------------

_NOBODY = {"assigned_to": None, "assigned_until": None}
_UNDECIDED = {"recommended_by": None, "recommendation": "", "decided_by": None, "decided_at": None}


def _held_by(user: User) -> dict:
    return {"assigned_to": user, "assigned_until": timezone.now() + HOLD}


def _decided_by(user: User) -> dict:
    return {"decided_by": user, "decided_at": timezone.now(), **_NOBODY}


def _hold(application: Application, by: User) -> None:
    _update(application, **_held_by(by))
    audit.record("application taken", by=by, target=_target(application))


def _target(application: Application) -> str:
    return f"application {application.pk}"


def _check_in(application: Application, *states: State) -> None:
    """For the steps that leave the state as it is; the others ask the table of transitions."""
    if application.state not in states:
        raise StateChanged


def _update(application: Application, **changes) -> None:
    """Writes only if nobody else did since this was read."""
    changes |= {"revision": F("revision") + 1, "changed_at": timezone.now()}
    unchanged = Application.objects.filter(pk=application.pk, state=application.state, revision=application.revision)
    if not unchanged.update(**changes):
        raise StateChanged
    application.refresh_from_db()


def _move(application: Application, to: State, *, by, why: str = "", **changes) -> None:
    old = State(application.state)
    if to not in TRANSITIONS[old]:
        raise StateChanged
    _update(application, state=to, since=timezone.now(), **changes)
    actor = "system" if by is None else by if isinstance(by, str) else str(by.pk)
    Decision.objects.create(application=application, by=actor, from_state=old, to_state=to, reason=why)
    audit.record(f"application {to}", by=by, target=_target(application), reason=why)
