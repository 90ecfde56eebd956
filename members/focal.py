"""What may the focal point of a unit see and do?

Their own unit's members and waiting applicants, nothing of any other. They report, vouch and propose; staff decide.
"""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from hub import audit, mail
from members import agency_registry, membership
from members.agencies import FocalPoint, Unit
from members.application import UNDECIDED, Application, Vouch
from members.models import Role, User
from members.renewal import Renewal
from members.standing import in_good_standing


class NotTheirs(Exception):
    """No focal point, or a person of another unit. Pages answer as if it did not exist."""


def role_of(user: User) -> FocalPoint | None:
    """The role somebody has now. It rests while they are not in the unit, or the unit or its agency is closed."""
    if user.unit_id is None:
        return None
    acting = FocalPoint.objects.acting().filter(user=user, unit=F("user__unit"))
    return acting.filter(unit__active=True, unit__agency__active=True).select_related("unit", "user").first()


def check_role(user: User) -> FocalPoint:
    role = role_of(user)
    if role is None or not User.objects.filter(in_good_standing(), pk=user.pk).exists():
        raise NotTheirs
    return role


# --- Members ------------------------------------------------------------------------------------------------------


def members_of(role: FocalPoint) -> QuerySet[User]:
    """Whoever has a membership, our staff left out; that one is suspended is between staff and that person."""
    officers = User.objects.filter(unit=role.unit, role=Role.OFFICER)
    members = officers.filter(approved_at__isnull=False, closed_at=None, anonymised_at=None)
    return members.only("pk", "name", "email", "expires_at")


def member_of(role: FocalPoint, pk: UUID) -> User:
    """A colleague, not the focal point."""
    member = members_of(role).exclude(pk=role.user_id).filter(pk=pk).first()
    if member is None:
        raise NotTheirs
    return member


def successors_of(role: FocalPoint) -> QuerySet[User]:
    return members_of(role).filter(in_good_standing()).exclude(pk=role.user_id)


def proposed_successor(role: FocalPoint) -> FocalPoint | None:
    return FocalPoint.objects.waiting().filter(takes_over_from=role).select_related("user").first()


@transaction.atomic
def report_leaver(*, member: User, by: User) -> None:
    """The membership is suspended at once; staff check it and decide about the rest."""
    membership.report_leaver(user=member_of(check_role(by), member.pk), by=by)


def _renewals(role: FocalPoint) -> QuerySet[Renewal]:
    """Those that wait for somebody to say whether the member still serves."""
    waiting = Renewal.objects.open().filter(user__in=members_of(role)).exclude(user=role.user_id)
    return waiting.exclude(answer=Renewal.Answer.YES)


def renewing_in(role: FocalPoint) -> set[UUID]:
    return set(_renewals(role).values_list("user_id", flat=True))


def renewal_of(role: FocalPoint, pk: UUID) -> Renewal:
    found = _renewals(role).filter(user=pk).select_related("user").first()
    if found is None:
        raise NotTheirs
    return found


@transaction.atomic
def confirm_service(*, member: User, answer: str, by: User) -> None:
    """One of the two answers that a renewal needs; the other comes from the member's own mailbox."""
    membership.confirm_service(renewal_of(check_role(by), member.pk), answer=answer, by=by)


@transaction.atomic
def hand_over(*, to_user: User, by: User) -> FocalPoint:
    role = check_role(by)
    if not successors_of(role).filter(pk=to_user.pk).exists():
        raise NotTheirs
    return agency_registry.hand_over(role, to_user=to_user, by=by)


# --- Applicants ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Applicant:
    """All that a focal point learns of an application."""

    pk: UUID
    name: str


def _waiting_for(role: FocalPoint) -> QuerySet[Application]:
    """Those whom staff found to name this unit, and about whom this focal point has not answered yet."""
    waiting = Application.objects.filter(unit=role.unit, state__in=UNDECIDED, erased_at=None)
    return waiting.exclude(vouches__by=role.user).order_by("proven_at", "pk")


def applicants_of(role: FocalPoint) -> list[Applicant]:
    rows = _waiting_for(role).values_list("pk", "answers")
    return [Applicant(pk, answers.get("full_name", "")) for pk, answers in rows]


def applicant_of(role: FocalPoint, pk: UUID) -> Applicant:
    found = next((applicant for applicant in applicants_of(role) if applicant.pk == pk), None)
    if found is None:
        raise NotTheirs
    return found


def tell_of_applicant(unit: Unit) -> None:
    """Somebody waits to join the unit: whoever answers for it now may say whether they know the person."""
    roles = FocalPoint.objects.acting().filter(unit=unit).select_related("user")
    for user in [role.user for role in roles]:
        with suppress(NotTheirs):
            check_role(user)
            link = mail.address("members:unit", user.language)
            mail.send("vouch_asked", to=user.email, language=user.language, link=link)


@transaction.atomic
def vouch(*, applicant: Applicant, answer: str, by: User) -> Vouch:
    """Speeds staff up, never replaces them. Said once; who erred tells staff."""
    found = applicant_of(check_role(by), applicant.pk)
    said, new = Vouch.objects.get_or_create(application_id=found.pk, by=by, defaults={"answer": Vouch.Answer(answer)})
    if new:  # not the second of two clicks
        audit.record("vouched", by=by, target=f"application {found.pk}", answer=answer)
    return said


def has_vouched(pk: UUID, by: User) -> bool:
    return Vouch.objects.filter(application=pk, by=by).exists()
