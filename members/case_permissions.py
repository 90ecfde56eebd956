"""Who may do what with one application?

Each `check_…` raises with a code; `refusals.may` asks the same rule for a button. The rules are those of ACL-08: nobody
works on an application of their own agency or of somebody they vouched for, and two different people decide.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.refusals import NotAllowed
from members import agency_registry, mail_domains, questionnaire
from members.application import Application, CallBack, Recommendation, State
from members.domains import with_parents
from members.models import Role, User


def check_may_read(application: Application, by: User) -> None:
    """Every reviewer; but nobody reads of themselves or of a colleague."""
    if by.role not in {Role.REVIEWER, Role.ADMINISTRATOR}:
        raise NotAllowed("role")
    if application.account_id == by.pk or application.email.casefold() == by.email.casefold():
        raise NotAllowed("own")
    if by.agency_id is not None and by.agency_id == _agency_of(application):
        raise NotAllowed("own_agency")


def _agency_of(application: Application) -> int | None:
    """The agency where staff placed it; before that the one whose confirmed domain the applicant writes from."""
    if application.agency_id is not None:
        return application.agency_id
    entry = agency_registry.agency_for_domain(mail_domains.domain_of(application.email))
    return entry.agency_id if entry else None


def of_own_agency(by: User) -> Q:
    """The cases that `check_may_read` closes to somebody as a colleague's, for a list."""
    if by.agency_id is None:
        return Q(pk__in=[])
    owners = agency_registry.owners()
    unplaced = Application.objects.sent().filter(agency=None, erased_at=None).only("answers")
    theirs = [case.pk for case in unplaced if _owner(mail_domains.domain_of(case.email), owners) == by.agency_id]
    return Q(agency=by.agency_id) | Q(pk__in=theirs)


def _owner(domain: str, owners: dict[str, int]) -> int | None:
    """By the longest of the names that the domain is or lies under."""
    return next((owners[name] for name in with_parents(domain) if name in owners), None)


def check_may_work_on(application: Application, by: User) -> None:
    """Whoever moves it must stand apart from it."""
    check_may_read(application, by)
    if application.vouches.filter(by=by).exists():
        raise NotAllowed("vouched")
    if application.appealed_at is not None and _decided_before(application, by):
        raise NotAllowed("decided_before")
    if held_by_other(application, by):
        raise NotAllowed("assigned")


def _decided_before(application: Application, by: User) -> bool:
    """An appeal goes to people who had no part in the first decision."""
    mine = application.decisions.filter(by=str(by.pk), at__lt=application.appealed_at)
    return mine.filter(to_state__in=(State.RECOMMENDED, State.REFUSED)).exists()


def held_by_other(application: Application, by: User) -> bool:
    until = application.assigned_until
    return application.assigned_to_id not in {None, by.pk} and until is not None and until > timezone.now()


def check_may_recommend(application: Application, by: User, recommendation: str) -> None:
    check_may_work_on(application, by)
    if recommendation == Recommendation.APPROVE:
        check_ready_for_approval(application)


def check_may_decide(application: Application, by: User) -> None:
    check_may_work_on(application, by)
    if application.recommended_by_id == by.pk:
        raise NotAllowed("same_person")


def check_ready_for_approval(application: Application) -> None:
    """An independent second channel confirmed the applicant; where the mail domain proves nothing, more is needed."""
    from members import referees, vetting_signals  # noqa: PLC0415  (they read cases; only this rule reads them)

    confirmed = confirming_calls(application)
    if not confirmed.exists():
        raise NotAllowed("no_call_back")
    if application.agency_id is None:
        raise NotAllowed("no_agency")
    if questionnaire.for_a_unit(application.answers) and application.unit_id is None:
        raise NotAllowed("no_unit")
    if vetting_signals.domain_is_evidence(application):
        return
    if not confirmed.filter(found="registry").exists():
        raise NotAllowed("no_registry_call_back")
    if not referees.answers_that_count(application).filter(answer="confirm").exists():
        raise NotAllowed("no_referee")


def confirming_calls(application: Application) -> QuerySet[CallBack]:
    """Those that count: about these answers, to the agency of the case, by a contact in use, with no denial since."""
    calls = application.call_backs.filter(Q(agency=application.agency_id) | Q(agency=None))
    if application.told_anew_at is not None:
        calls = calls.filter(at__gt=application.told_anew_at)
    confirmed = calls.filter(result="confirmed").exclude(channel__retired_at__isnull=False)
    denied = calls.filter(result="denied").order_by("pk").last()
    return confirmed.filter(pk__gt=denied.pk) if denied else confirmed


def check_may_invite_again(application: Application, by: User) -> None:
    """As long as nobody has opened the account, and we still know whom to write to."""
    check_may_work_on(application, by)
    if application.account_id is not None:
        raise NotAllowed("joined")
    if application.state != State.APPROVED or application.erased_at is not None:
        raise NotAllowed("not_approved")


SHORT = 7  # the last digits of a number, whatever its prefix looks like


def check_independent(application: Application, contact: str) -> None:
    """A contact that the applicant gave is no second channel."""
    digits = "".join(character for character in contact if character.isdigit())
    for answer in _contacts_given(application.answers):
        given = "".join(character for character in answer if character.isdigit())
        if answer.casefold() in contact.casefold() or (len(given) > SHORT and given[-SHORT:] == digits[-SHORT:]):
            raise NotAllowed("from_the_form")


def _contacts_given(answers: dict) -> list[str]:
    return [answers[key] for key in ("email", "referee_email", "unit_switchboard") if answers.get(key)]
