"""What is left of somebody whose data are erased?

Of an application: its states, times, who decided and which agency was called, and for a time a keyed hash of the
address, by which a new application can be told from the first one (DATA-06). Of a refused one the row goes in the end;
of an approved one it stays for good, and loses the hash and the agency once nobody's account stands behind it
(`forget_person`). Of an account: an empty row with a random id, to which the audit and the decisions of staff point;
and for a time keyed hashes of address and name with the reason why it ended (`members.former`).
The audit never held a name.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from hub import append_only, audit
from members import agency_registry, data_register, former, sessions
from members.address_change import AddressChange
from members.application import Application
from members.contact import Ticket
from members.models import Invitation, User
from members.recovery import Recovery
from members.renewal import Renewal


@transaction.atomic
def erase_application(application: Application, *, by=None, messages_too: bool = False) -> None:
    """Everything that was typed or found out; the row stays until its time is over; messages to staff have theirs."""
    application.notes.all().delete()
    application.check_marks.all().delete()
    application.referee_requests.all().delete()
    application.links.all().delete()
    application.vouches.all().delete()
    with append_only.lifted(connection, "members_callback"):  # the fact of the call stays: it proves the approval
        application.call_backs.update(contact="", source="", remark="")
    Invitation.objects.filter(application=application).delete()
    if messages_too:
        Ticket.objects.filter(application=application).delete()
    Ticket.objects.filter(application=application).update(application=None)
    blank = {"answers": {}, "name_mark": "", "sender_mark": "", "asked": [], "erased_at": timezone.now()}
    Application.objects.filter(pk=application.pk).update(**blank)
    audit.record("application erased", by=by, target=f"application {application.pk}")


def forget_person(application: Application) -> None:
    """Of an erased one: what still told whose it was. That it was approved, after which call, stays for good."""
    Application.objects.filter(pk=application.pk).update(email_mark="", agency=None, unit=None)


@transaction.atomic
def anonymise(user: User, *, by=None) -> None:
    """Nothing names the person any more, nothing opens, and the address is free for a new application."""
    former.remember(user)
    sessions.end_all(user, because=sessions.Because.STAFF)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Renewal.objects.filter(user=user).delete()
    sessions.SignIn.objects.filter(user=user).delete()
    Recovery.objects.filter(user=user).delete()
    AddressChange.objects.filter(user=user).delete()
    agency_registry.end_roles_of(user)
    Invitation.objects.filter(email__iexact=user.email).delete()
    Ticket.objects.filter(user=user).delete()
    _let_go_of_own_rows(user)
    for application in Application.objects.filter(account=user):
        erase_application(application, by=by)
        forget_person(application)
    now = timezone.now()
    user.email, user.name, user.supervisor_email = f"{user.pk}@anonymous.invalid", "", ""
    user.agency = user.unit = None
    user.country, user.working_languages, user.time_zone = "", [], "UTC"
    user.previous_visit = user.latest_visit = user.last_login = None
    if user.closed_at is None:
        user.closed_at, user.closed_reason = now, "lapsed"
    user.anonymised_at = now
    user.set_unusable_password()
    user.save()
    audit.record("account made anonymous", by=by, target=f"user {user.pk}")


def _let_go_of_own_rows(user: User) -> None:
    """What the person kept in the other apps, which this one does not know: the register names it."""
    for label, entry in data_register.REGISTER.items():
        if entry.goes_with_account or entry.loses_person:
            rows = apps.get_model(label).objects.filter(**{entry.paths["user"]: user.pk})
            rows.delete() if entry.goes_with_account else rows.update(**{entry.loses_person: None})
