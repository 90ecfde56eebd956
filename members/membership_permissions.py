"""Who may do what with a membership?

Each `check_…` raises with a code; `members.admin.membership` has the sentences. Taking
something away needs one person; giving it back needs another one. Nobody decides about themselves, and on an account of
staff only administrators.
"""

from hub.refusals import NotAllowed
from members.agencies import FocalPoint
from members.models import Role, User


def check_may_suspend(user: User, by: User) -> None:
    _check_staff(user, by, "members.suspend_user")


def check_may_reinstate(user: User, by: User) -> None:
    _check_staff(user, by, "members.reinstate_user")
    check_other_agency(user, by)
    if user.suspended_by_id == by.pk:
        raise NotAllowed("same_person")


def check_may_close(user: User, by: User) -> None:
    _check_staff(user, by, "members.close_user")


def check_may_correct(user: User, by: User) -> None:
    _check_staff(user, by, "members.correct_user")
    check_other_agency(user, by)
    if user.anonymised_at is not None:
        raise NotAllowed("anonymous")


def check_may_give_languages(user: User, by: User) -> None:
    """To a translator; the others' working languages are their own."""
    _check_staff(user, by, "members.languages_user")
    if user.anonymised_at is not None:
        raise NotAllowed("anonymous")
    if user.role != Role.TRANSLATOR:
        raise NotAllowed("no_translator")


def check_may_report(user: User, by: User) -> None:
    """The focal point of the unit says that somebody left it."""
    _check_focal_point(user, by)


def check_may_confirm_service(user: User, by: User) -> None:
    """The focal point of the unit, or staff who stand apart from it."""
    if by.has_perm("members.change_renewal"):
        _check_staff(user, by, "members.change_renewal")
        check_other_agency(user, by)
    else:
        _check_focal_point(user, by)


def _check_staff(user: User, by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise NotAllowed("role")
    _check_other(user, by)
    if user.is_staff and by.role != Role.ADMINISTRATOR:
        raise NotAllowed("staff_account")


def _check_focal_point(user: User, by: User) -> None:
    _check_other(user, by)
    acting = FocalPoint.objects.acting().filter(user=by, unit=user.unit_id, unit__active=True)
    if user.unit_id is None or by.unit_id != user.unit_id or not acting.exists():
        raise NotAllowed("role")
    if user.is_staff:
        raise NotAllowed("staff_account")


def _check_other(user: User, by: User) -> None:
    if by.pk == user.pk:
        raise NotAllowed("own")


def check_other_agency(user: User, by: User) -> None:
    """As for applications: nobody lets a colleague in."""
    if by.agency_id is not None and by.agency_id == user.agency_id:
        raise NotAllowed("own_agency")
