"""What does the Hub hold about people? At least one row of every model of `members`, of whomever a test names.

The words in the rows do not matter: `tests.site.canaries` writes its own over them.
"""

import uuid
from datetime import timedelta

from django.utils import timezone

from catalogue import coverage
from catalogue.models import Tool
from catalogue.reports import Report
from catalogue.reports import State as ReportState
from catalogue.saved import NewsMail, SavedList, Watch
from members import agencies, application, consent, contact, former, recovery, renewal, sessions
from members.address_change import AddressChange
from members.application import Application, State
from members.models import Invitation, User
from members.two_person import State as CaseState
from tests.members import cases
from tests.personas import make_user
from tests.site.addresses import TOOL

SOON = timedelta(days=3)
SAID = "Reached the unit through its switchboard"


def mark() -> str:
    """As unlike any other as a keyed hash."""
    return uuid.uuid4().hex


def strangers(staff: tuple[User, User]) -> dict:
    """Of people who are not looking: applications in every state, a member, a unit. By name: what has an address."""
    made = {state: cases.MAKERS[state](email=f"{mark()}@police.example") for state in cases.MAKERS}
    for case in made.values():
        around(case, staff)
    unit = a_unit(staff)
    member = make_user("officer", agency=unit.agency, unit=unit)
    of_member(member, staff)
    application.AddressRequest.objects.create(kind="application", address=SAID, reference=mark()[:20], language="en")
    Invitation.objects.create(email="new@police.example", role="officer", secret_hash=mark(), expires=_soon())
    privacy = a_ticket(staff[0], topic=contact.Topic.PRIVACY)
    return {"cases": made, "member": member, "unit": unit, "ticket": a_ticket(staff[0]), "privacy": privacy}


def around(case: Application, staff: tuple[User, User]) -> None:
    """What gathers around one application."""
    first, second = staff
    application.Note.objects.create(application=case, by=first, text=SAID)
    application.CheckMark.objects.create(application=case, by=first, item="identity", result="pass", evidence=SAID)
    said = {"contact": SAID, "source": SAID, "remark": SAID, "result": "confirmed"}
    application.CallBack.objects.create(application=case, by=first, found="elsewhere", **said)
    application.Vouch.objects.create(application=case, by=make_user("officer"), answer="unsure")
    application.ApplicantLink.objects.create(application=case, secret_mark=mark(), expires_at=_soon())
    application.RefereeRequest.objects.create(
        application=case, address_mark=mark(), secret_mark=mark(), language="en", expires_at=_soon()
    )
    application.Decision.objects.create(
        application=case, by=str(second.pk), from_state=State.IN_REVIEW, to_state=State.PROVEN
    )
    consent.Consent.objects.create(application=case, text="terms", version=1, language="en")
    Invitation.objects.create(
        application=case, email=case.email, role="officer", secret_hash=mark(), code_mark=mark(), expires=_soon()
    )
    a_ticket(first, application=case)


def of_member(user: User, staff: tuple[User, User]) -> Application:
    """Everything that gathers around an account; its application is among it."""
    first, second = staff
    a_coverage(user)
    case = cases.draft(email=user.email)
    around(case, staff)
    decided = {"recommended_by": first, "decided_by": second, "call_back": case.call_backs.get()}
    decided |= dict.fromkeys(("submitted_at", "proven_at", "decided_at"), timezone.now())
    Application.objects.filter(pk=case.pk).update(state=State.APPROVED, account=user, **decided)
    a_ticket(first, user=user)
    renewal.Renewal.objects.create(user=user, own_mark=mark(), supervisor_mark=mark(), expires_at=_soon())
    sessions.SignIn.objects.create(user=user, session_key=mark(), network="198.51.100.0")
    called = {"first_by": first, "first_at": timezone.now(), "first_call": SAID}
    called |= {"second_by": second, "second_at": timezone.now(), "second_call": SAID, "takes_effect_at": _soon()}
    recovery.Recovery.objects.create(
        user=user, state=CaseState.WAITING, issue_call=SAID, link_mark=mark(), code_mark=mark(), **called
    )
    AddressChange.objects.create(user=user, state=CaseState.WAITING, new_email="later@police.example", **called)
    keep(user)
    tell(user)
    former.FormerMember.objects.create(email_mark=mark(), name_mark=mark(), because="conduct")
    User.objects.filter(pk=user.pk).update(supervisor_email="chief@police.example", password=mark())
    return case


def keep(user: User) -> SavedList:
    """What an officer keeps of the catalogue: a shared list with notes, and a search that is watched."""
    tool = Tool.objects.filter(slug=TOOL).first()
    shared = {"share_key": mark(), "shared_title": SAID, "shared_at": timezone.now()}
    saved = SavedList.objects.create(owner=user, name=SAID, note=SAID, **shared)
    saved.rows.create(tool=tool, slug=TOOL, name=TOOL, note=SAID)
    Watch.objects.create(owner=user, query="q=triage", language="en", known="0")
    NewsMail.objects.create(owner=user)
    return saved


def a_coverage(user: User) -> coverage.Coverage:
    """With a tool where there is a catalogue; shared where there is an agency."""
    shared = {"shared_with": user.agency, "shared_at": timezone.now()} if user.agency else {}
    made = coverage.Coverage.objects.create(owner=user, **shared)
    for tool in Tool.objects.all()[:1]:
        made.tools.create(tool=tool)
    return made


def tell(user: User) -> Report:
    """What an officer tells the curators, and their answer."""
    said = dict.fromkeys(("name", "text", "why", "answer"), SAID) | {"website": "https://maker.example/", "url": SAID}
    done = {"state": ReportState.DONE, "closed_on": timezone.now().date(), "answer_language": "en", "unread": True}
    return Report.objects.create(sender=user, kind="suggestion", **said, **done)


def a_ticket(by: User, **values) -> contact.Ticket:
    """With a message of the writer, an answer of staff and a mailed link."""
    values = {"topic": contact.Topic.JOINING, "email": "writer@police.example", "name": SAID} | values
    ticket = contact.Ticket.objects.create(email_mark=mark(), **values)
    for writer in (None, by):
        contact.TicketMessage.objects.create(ticket=ticket, by=writer, text=SAID, key=mark())
    contact.TicketLink.objects.create(ticket=ticket, secret_mark=mark(), expires=_soon())
    return ticket


def a_unit(staff: tuple[User, User]) -> agencies.Unit:
    """Of an agency with everything that is said of one."""
    first, second = staff
    agency = agencies.Agency.objects.create(name=mark(), latin_name=mark(), country="FR", note=SAID)
    unit = agencies.Unit.objects.create(agency=agency, name=mark())
    seen = {"first_by": first, "first_at": timezone.now(), "first_source": SAID}
    seen |= {"second_by": second, "second_at": timezone.now(), "second_source": SAID}
    said = {"agency": agency, "proposed_by": "import", "proposed_source": SAID} | seen
    agencies.AgencyDomain.objects.create(domain=f"{mark()}.example", **said)
    agencies.AgencyChannel.objects.create(unit=unit, kind="email", value="desk@police.example", **said)
    agencies.UnitSize.objects.create(unit=unit, size="5", **said)
    return unit


def _soon():
    return timezone.now() + SOON
