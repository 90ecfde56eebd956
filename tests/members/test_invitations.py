"""Does a link make one account, for as long as it should, and does its code withstand guessing?"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from members import invitations
from members.models import Invitation, Role, User
from members.renewal import a_year_after
from tests.members import cases
from tests.members.people import PASSWORD
from tests.personas import make_user

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 10, 0, 5, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def accept(secret: str) -> User | None:
    return invitations.accept(invitation=invitations.find(secret), password=PASSWORD, language="en", name="Dana Reyes")


def with_code() -> tuple[Invitation, str]:
    """An open one of an applicant, and the code that staff read out."""
    application = cases.proven()
    code = invitations.invite_applicant(application, by=cases.reviewer())
    return Invitation.objects.get(application=application), code


# --- How long the membership lasts --------------------------------------------------------------------------------


def test_an_officer_invited_by_hand_is_a_member_for_a_year(clock):
    user = accept(invitations.invite(email="dana@agency.example", role=Role.OFFICER))
    assert (user.approved_at, user.expires_at) == (START, a_year_after(START))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_staff_have_no_end(role, clock):
    assert accept(invitations.invite(email="dana@agency.example", role=role)).expires_at is None


def test_an_applicants_year_begins_with_the_decision(clock):
    application = cases.approved()
    clock.shift(timedelta(days=2))
    invitation = Invitation.objects.get(application=application)
    user = invitations.accept(invitation=invitation, password=PASSWORD, language="en")
    assert user.expires_at == a_year_after(START)


# --- Languages of a translator ------------------------------------------------------------------------------------


def test_a_translator_is_given_languages_with_the_invitation(capsys):
    call_command("invite", "lin@agency.example", "--role", "translator", "--languages", "fr", "ar", "fr")
    secret = capsys.readouterr().out.strip().rstrip("/").rpartition("/")[2]
    assert accept(secret).translates_into == ("ar", "fr")


def test_nobody_else_is_given_one(capsys):
    with pytest.raises(CommandError, match="Only a translator"):
        call_command("invite", "lin@agency.example", "--role", "reviewer", "--languages", "fr")
    user = accept(invitations.invite(email="lin@agency.example", role=Role.REVIEWER, languages=["fr"]))
    assert (user.working_languages, user.translates_into) == ([], ())


# --- An address that has an account -------------------------------------------------------------------------------


def test_where_nothing_is_made_nothing_is_used_up():
    secret = invitations.invite(email="dana@agency.example", role=Role.OFFICER)
    there = make_user("officer", email="Dana@agency.example")
    assert accept(secret) is None
    assert Invitation.objects.get().used is None
    there.delete()
    assert accept(secret) is not None
    assert invitations.find(secret) is None


# --- The code -----------------------------------------------------------------------------------------------------


def test_guesses_at_once_are_five_together():
    """All of them found the link while it was open."""
    found, code = with_code()
    for _guess in range(invitations.TRIES):
        assert not invitations.code_fits(found, "WRNGCDE2")
    assert not invitations.code_fits(found, code)
    assert Invitation.objects.get().wrong_codes == invitations.TRIES


def test_the_right_code_costs_no_try_and_may_be_the_fifth():
    found, code = with_code()
    for _guess in range(invitations.TRIES - 1):
        invitations.code_fits(found, "WRNGCDE2")
    for _time in range(2):
        assert invitations.code_fits(found, code.lower())
    assert Invitation.objects.get().wrong_codes == invitations.TRIES - 1


# --- Who applied for a unit ---------------------------------------------------------------------------------------


def test_where_who_approved_it_keeps_the_registry_no_more_staff_appoint():
    application = cases.approved(kind="focal_point")
    unit = application.unit
    User.objects.filter(pk=application.decided_by_id).update(role=Role.OFFICER)
    invitation = Invitation.objects.get(application=application)
    user = invitations.accept(invitation=invitation, password=PASSWORD, language="en")
    assert (user.unit, user.focal_points.count()) == (unit, 0)
