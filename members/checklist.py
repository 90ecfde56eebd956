"""What must somebody have checked before an application is decided, and what did they find?

The items are data. Each judgement is a new row with the evidence behind it; the newest of an item counts, the older
ones stay as history.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.refusals import StateChanged
from members import case_permissions
from members.application import BEING_CHECKED, Application, CheckMark
from members.models import User


@dataclass(frozen=True)
class Item:
    key: str
    label: str | Promise
    look_at: str | Promise


ITEMS = (
    Item(
        "identity",
        _("The identity fits"),
        _("Compare the name in the form with the name that the agency gives."),
    ),
    Item(
        "agency",
        _("The agency exists and is law enforcement"),
        _("Find it in the registry or in a public source, not through a link of the applicant."),
    ),
    Item(
        "assignment",
        _("The assignment to crimes against children is confirmed"),
        _("Ask the agency which work the person does. A title alone says little."),
    ),
    Item(
        "mailbox",
        _("The mailbox is official"),
        _("Look at the signals of the domain. A unit without a domain needs the referee and the registry."),
    ),
    Item(
        "second_channel",
        _("A second channel was used"),
        _("Call a number or write to an address that does not come from the form, and record the call-back."),
    ),
    Item(
        "referee",
        _("The referee answered"),
        _("Read the answer, and look at whose address it came from."),
    ),
    Item(
        "duplicates",
        _("Duplicates are cleared"),
        _("Open each application that the signals name, and say why it is or is not the same person."),
    ),
)
BY_KEY = {item.key: item for item in ITEMS}
JUDGED = (CheckMark.Result.PASS, CheckMark.Result.STOP)


def marks(application: Application) -> list[tuple[Item, CheckMark | None]]:
    """Every item, in order, with its newest mark."""
    newest = {mark.item: mark for mark in application.check_marks.select_related("by").order_by("pk")}
    return [(item, newest.get(item.key)) for item in ITEMS]


def done(application: Application) -> tuple[int, int]:
    """How many of how many items are judged; "look again" is not a judgement."""
    judged = [mark for _item, mark in marks(application) if mark is not None and mark.result in JUDGED]
    return len(judged), len(ITEMS)


@transaction.atomic
def mark(application: Application, *, by: User, item: str, result: str, evidence: str = "") -> CheckMark:
    """One judgement, with what was seen where; only while the application is being checked."""
    case_permissions.check_may_work_on(application, by)
    if not Application.objects.filter(pk=application.pk, state__in=BEING_CHECKED).exists():
        raise StateChanged
    values = {"item": BY_KEY[item].key, "result": CheckMark.Result(result), "evidence": evidence.strip()}
    made = CheckMark.objects.create(application=application, by=by, **values)
    audit.record("item checked", by=by, target=f"application {application.pk}", item=item, result=made.result.value)
    return made
