"""What can this member of staff do with this application now, and what are they told where they cannot?

One table for the buttons of the case file and for the pages behind them: who opens a page without the button meets the
same rule. The rules are those of `members.case_permissions`; the verbs ask them once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.refusals import NotAllowed, StateChanged
from members import case_permissions
from members.application import BEING_CHECKED, WITH_STAFF, Application, Recommendation, State
from members.models import User

SENTENCES: dict[str, str | Promise] = {  # code of `NotAllowed` -> what staff read
    "role": _("Your role does not include this."),
    "own": _("This is your own application. Others decide it."),
    "own_agency": _("The applicant is of your own agency. Reviewers of other agencies decide it."),
    "vouched": _("You vouched for this person. Others decide it."),
    "decided_before": _("You had a part in the first decision. An appeal goes to two others."),
    "assigned": _("Somebody else has this case now."),
    "yours": _("You have this case already."),
    "not_held": _("You do not have this case."),
    "same_person": _("The recommendation is yours. Somebody else has to decide."),
    "not_recommended": _("The recommendation says something else. Send the case back if you do not agree."),
    "no_call_back": _("No independent call-back has confirmed the applicant yet."),
    "no_agency": _("The case is not placed with an agency of the registry yet."),
    "no_unit": _("A focal point stands for a unit: place the case with one."),
    "no_registry_call_back": _(
        "The mailbox proves nothing here: a call-back through a confirmed entry must confirm it."
    ),
    "no_referee": _("The mailbox proves nothing here: the referee must confirm it too."),
    "from_the_form": _("This contact is from the application itself. Find one that is not."),
    "channel": _("Choose a confirmed entry of the agency that the case is placed with."),
    "pages": _("Choose at least one of the questions that this applicant was asked."),
    "has_account": _("An account with this address exists already. Refuse the application as a duplicate."),
    "joined": _("The person has opened the account."),
    "not_approved": _("There is no invitation: the application is not approved, or its answers are erased."),
    "referee": _(
        "No request can leave: the referee has answered, was asked often enough, or the address is not usable."
    ),
    "incomplete": _("Not every question is answered."),
    "no_appeal": _("An appeal is possible once, within thirty days."),
}


# --- The table ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    states: tuple[State, ...]
    check: Callable[[Application, User], None]


def is_held_by(application: Application, by: User) -> bool:
    until = application.assigned_until
    return application.assigned_to_id == by.pk and until is not None and until > timezone.now()


def _may_hold(application: Application, by: User) -> None:
    """A recommended case is for the second person."""
    second = application.state == State.RECOMMENDED
    (case_permissions.check_may_decide if second else case_permissions.check_may_work_on)(application, by)


def _may_take(application: Application, by: User) -> None:
    _may_hold(application, by)
    if is_held_by(application, by):
        raise NotAllowed("yours")


def _may_release(application: Application, by: User) -> None:
    case_permissions.check_may_work_on(application, by)
    if application.assigned_to_id != by.pk:
        raise NotAllowed("not_held")


def _may_recommend_approval(application: Application, by: User) -> None:
    case_permissions.check_may_recommend(application, by, Recommendation.APPROVE)


def _may_recommend_refusal(application: Application, by: User) -> None:
    case_permissions.check_may_recommend(application, by, Recommendation.REFUSE)


def _may_approve(application: Application, by: User) -> None:
    case_permissions.check_may_decide(application, by)
    if application.recommendation != Recommendation.APPROVE:
        raise NotAllowed("not_recommended")
    case_permissions.check_ready_for_approval(application)


def _may_refuse(application: Application, by: User) -> None:
    case_permissions.check_may_decide(application, by)
    if application.recommendation != Recommendation.REFUSE:
        raise NotAllowed("not_recommended")


STEPS: dict[str, Step] = {
    "take": Step(WITH_STAFF, _may_take),
    "release": Step((State.MORE_ASKED, *BEING_CHECKED), _may_release),
    "place": Step((State.IN_REVIEW,), case_permissions.check_may_work_on),
    "mark": Step(BEING_CHECKED, case_permissions.check_may_work_on),  # who decides may look once more
    "call_back": Step(BEING_CHECKED, _may_hold),  # takes the case: a recommended one is the second person's
    "referee": Step((State.IN_REVIEW,), case_permissions.check_may_work_on),
    "more": Step((State.IN_REVIEW,), case_permissions.check_may_work_on),
    "recommend_approval": Step((State.IN_REVIEW,), _may_recommend_approval),
    "recommend_refusal": Step((State.IN_REVIEW,), _may_recommend_refusal),
    "send_back": Step((State.RECOMMENDED,), case_permissions.check_may_decide),
    "approve": Step((State.RECOMMENDED,), _may_approve),
    "refuse": Step((State.RECOMMENDED,), _may_refuse),
    "code_read": Step((State.APPROVED,), case_permissions.check_may_invite_again),
    "new_code": Step((State.APPROVED,), case_permissions.check_may_invite_again),
    "note": Step(tuple(State), case_permissions.check_may_read),
}


# --- Asking it ----------------------------------------------------------------------------------------------------


def sentence(code: str) -> str:
    return str(SENTENCES[code])


def state_in_words(state: str) -> str:
    """As staff say it; the labels of the states speak to the applicant."""
    return gettext("waiting for the applicant") if state == State.MORE_ASKED else str(State(state).label)


def check(name: str, application: Application, by: User) -> None:
    if application.state not in STEPS[name].states:
        raise StateChanged
    STEPS[name].check(application, by)


@dataclass(frozen=True)
class Offer:
    """The steps with a button, and why there is none for the others that the state would allow."""

    steps: frozenset[str]
    hindrances: tuple[str, ...]


def offer(application: Application, by: User) -> Offer:
    """Each rule is asked once, however many steps rest on it."""
    fitting = {name: step for name, step in STEPS.items() if application.state in step.states}
    codes = {rule: _code(rule, application, by) for rule in dict.fromkeys(step.check for step in fitting.values())}
    allowed = frozenset(name for name, step in fitting.items() if not codes[step.check])
    hindering = dict.fromkeys(code for code in codes.values() if code and code not in UNTOLD)
    return Offer(allowed, tuple(map(sentence, hindering)))


UNTOLD = {"yours", "not_held", "not_recommended"}  # no button is missed where these say no


def _code(rule: Callable[[Application, User], None], application: Application, by: User) -> str:
    try:
        rule(application, by)
    except NotAllowed as refused:
        return refused.code
    return ""
