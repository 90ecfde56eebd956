"""What do staff read on the page of a member: what happened to the membership, who did it, and why?"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.models import AuditEvent
from members import agency_timeline, reasons
from members.models import User
from members.renewal import Renewal

SHOWN = 200  # events
LABELS: dict[str, str | Promise] = {
    "joined": _("Joined"),
    "renewal begun": _("Renewal begun"),
    "renewal asked again": _("Renewal mails sent again"),
    "renewal: mailbox confirmed": _("Own mailbox confirmed"),
    "renewal: service answered": _("Asked whether the person still serves"),
    "renewed": _("Renewed for a year"),
    "membership lapsed": _("Not renewed in time"),
    "leaver reported": _("Reported as having left"),
    "suspended": _("Suspended"),
    "reinstated": _("Reinstated"),
    "membership closed": _("Closed"),
    "account corrected": _("Record corrected"),
    "account made anonymous": _("Made anonymous"),
}
REASONS = {"suspended": reasons.SUSPENSION, "reinstated": reasons.REINSTATEMENT, "membership closed": reasons.CLOSURE}


@dataclass(frozen=True)
class Event:
    at: datetime
    label: str | Promise
    detail: str
    who: str


def events(user: User) -> list[Event]:
    """Newest first, in two queries."""
    rows = AuditEvent.objects.filter(target=f"user {user.pk}", event__in=LABELS).order_by("-pk")
    rows = list(rows[:SHOWN])
    names = names_of([row.by for row in rows])
    return [Event(row.at, LABELS[row.event], _detail(row), names[row.by]) for row in rows]


def names_of(ids: list[str]) -> dict[str, str]:
    return agency_timeline.names_of(ids) | {"supervisor": gettext("the supervisor, by the mailed link")}


def _detail(row: AuditEvent) -> str:
    words = [REASONS.get(row.event, {}).get(row.detail.get("reason"), "")]
    words.append(dict(Renewal.Answer.choices).get(row.detail.get("answer"), ""))
    words.append(reasons.SERVICE.get(row.detail.get("how"), ""))
    words += [User._meta.get_field(name).verbose_name for name in row.detail.get("fields", ())]
    return " · ".join(str(word) for word in words if word)
