"""How does the registry of agencies change, and whose mail domain is this?

Every change is a verb with `by=`, in one transaction with its audit event (target "agency <id>"). What somebody says of
an agency is proposed first; it counts once two people of our staff, neither of whom proposed it, saw it from outside.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import audit
from hub.search import fold
from members.agencies import (
    Agency,
    AgencyChannel,
    AgencyDomain,
    ChannelKind,
    Ended,
    FocalPoint,
    Retired,
    Size,
    Trust,
    Unit,
    UnitSize,
)
from members.domains import SUFFIX, is_suffix, normalise_domain, with_parents
from members.models import User
from members.phones import normalise_phone
from members.standing import in_good_standing

PERMISSION = "members.change_agency"
APPLICANT = "applicant"
# Controls and direction marks; the joiners between letters stay: Persian needs them.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
REFUSALS = {
    "not_staff": _("Only staff who keep the registry may do this."),
    "known": _("The registry has it already."),
    "taken": _("Another agency has this domain. Retire it there first."),
    "no_source": _("Say where you saw it: a public page of the authority, a directory, a letter."),
    "proposer": _("You proposed it. Two other people have to see it from outside."),
    "same_person": _("You have confirmed it already. The second time must be somebody else."),
    "over": _("This has been done already, or is no longer open."),
    "other_agency": _("This unit belongs to another agency."),
    "unconfirmed": _("Verified needs at least one domain or channel that two people confirmed."),
    "not_let_in": _("Only a member in good standing can be the focal point."),
    "other_unit": _("This person is not a member of the unit."),
    "reason": _("Choose a reason."),
}


class Refused(Exception):
    """A rule of the registry forbids it; the code says which, the text tells staff."""

    def __init__(self, code: str):
        super().__init__(REFUSALS[code])
        self.code = code


def _check_staff(by) -> None:
    if not isinstance(by, User) or not by.has_perm(PERMISSION):
        raise Refused("not_staff")


def _record(event: str, *, agency_id: int, by, **detail) -> None:
    audit.record(event, by=by, target=target(agency_id), **detail)


def target(agency_id: int) -> str:
    return f"agency {agency_id}"


def tidy(text: str) -> str:
    """One spelling of the same typing: composed letters, single spaces, nothing around and nothing unseen."""
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


# --- Agencies and units -------------------------------------------------------------------------------------------


@transaction.atomic
def add_agency(*, name: str, country: str, by: User, latin_name: str = "", note: str = "") -> Agency:
    _check_staff(by)
    agency = Agency(name=tidy(name), latin_name=tidy(latin_name), country=country, note=note)
    if find_agency(name=agency.name, country=country):
        raise Refused("known")
    agency.save()
    _record("agency added", agency_id=agency.pk, by=by)
    return agency


def find_agency(*, name: str, country: str) -> Agency | None:
    return Agency.objects.filter(country=country, key=fold(tidy(name))).first()


@transaction.atomic
def change_agency(agency: Agency, *, fields: list[str], by: User) -> None:
    """Saves what was typed into those fields. "Verified" rests on something that two people confirmed."""
    _check_staff(by)
    if agency.trust == Trust.VERIFIED and not has_evidence(agency):
        raise Refused("unconfirmed")
    agency.save()
    if fields:
        _record("agency changed", agency_id=agency.pk, by=by, fields=sorted(fields))


def has_evidence(agency: Agency) -> bool:
    return agency.domains.confirmed().exists() or agency.channels.confirmed().exists()


@transaction.atomic
def add_unit(*, agency: Agency, name: str, by: User) -> Unit:
    _check_staff(by)
    name = tidy(name)
    if Unit.objects.filter(agency=agency, key=fold(name)).exists():
        raise Refused("known")
    unit = Unit.objects.create(agency=agency, name=name)
    _record("unit added", agency_id=agency.pk, by=by, unit=unit.pk)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, fields: list[str], by: User) -> None:
    _check_staff(by)
    unit.name = tidy(unit.name)
    unit.save()
    _record("unit changed", agency_id=unit.agency_id, by=by, unit=unit.pk, fields=sorted(fields))


# --- What is said of them: domains, channels, sizes -----------------------------------------------------------------


@transaction.atomic
def propose_domain(
    *, agency: Agency, domain: str, by, source: str = "", known_since: date | None = None
) -> AgencyDomain:
    """`by` is a member of staff or a word such as "applicant". One that the agency has already is returned as it is."""
    name = own_domain(domain)
    found = AgencyDomain.objects.open().filter(domain=name).first()
    if found is not None and found.agency_id != agency.pk:
        raise Refused("taken")
    if found is not None:
        return found
    entry = AgencyDomain(agency=agency, domain=name, known_since=known_since)
    return _propose(entry, by=by, source=source)


def own_domain(text: str) -> str:
    """The domain in its one spelling; ValidationError where it is none, or where anybody could register under it."""
    name = normalise_domain(text)
    if is_suffix(name):
        raise ValidationError(SUFFIX, code="suffix")
    return name


@transaction.atomic
def propose_channel(
    *, agency: Agency, kind: str, value: str, by, unit: Unit | None = None, source: str = ""
) -> AgencyChannel:
    """As `propose_domain`, for a telephone number or an address of the authority itself."""
    if unit is not None and unit.agency_id != agency.pk:
        raise Refused("other_agency")
    kind = ChannelKind(kind)
    value = normalise_address(value) if kind == ChannelKind.EMAIL else normalise_phone(value, agency.country.code)
    found = AgencyChannel.objects.open().filter(agency=agency, kind=kind, value=value).first()
    if found is not None:
        return found
    return _propose(AgencyChannel(agency=agency, unit=unit, kind=kind, value=value), by=by, source=source)


@transaction.atomic
def propose_size(*, agency: Agency, unit: Unit, size: str, by, source: str = "") -> UnitSize:
    """As `propose_domain`, for how many people of the unit do this work."""
    if unit.agency_id != agency.pk:
        raise Refused("other_agency")
    found = UnitSize.objects.open().filter(unit=unit, size=Size(size)).first()
    if found is not None:
        return found
    return _propose(UnitSize(agency=agency, unit=unit, size=size), by=by, source=source)


def normalise_address(text: str) -> str:
    name, _at, domain = text.strip().rpartition("@")
    address = f"{name.lower()}@{normalise_domain(domain)}"
    validate_email(address)
    return address


def _propose(entry, *, by, source: str):
    if isinstance(by, User):
        _check_staff(by)
    entry.proposed_by = str(by.pk) if isinstance(by, User) else by
    entry.proposed_source = tidy(source)
    entry.save()
    _record(f"{entry.KIND} proposed", agency_id=entry.agency_id, by=by, entry=entry.pk)
    return entry


def check_may_confirm(entry, by: User) -> None:
    _check_staff(by)
    if entry.retired_at is not None or entry.second_by_id is not None:
        raise Refused("over")
    if entry.proposed_by == str(by.pk):
        raise Refused("proposer")
    if entry.first_by_id == by.pk:
        raise Refused("same_person")


@transaction.atomic
def confirm(entry, *, by: User, source: str, known_since: date | None = None) -> None:
    """One of two: `by` has seen it outside of any application, and says where; of a domain perhaps since when it is."""
    check_may_confirm(entry, by)
    source = tidy(source)
    if not source:
        raise Refused("no_source")
    now, rows = timezone.now(), type(entry).objects.open().filter(pk=entry.pk)
    # Each update finds its place empty or changes nothing: of two people at once, one is the first, one the second.
    if rows.filter(first_by=None).update(first_by=by, first_at=now, first_source=source):
        step = 1
    elif rows.filter(second_by=None).exclude(first_by=by).update(second_by=by, second_at=now, second_source=source):
        step = 2
    else:
        raise Refused("over")
    if known_since is not None:
        rows.update(known_since=known_since)
    entry.refresh_from_db()
    _record(f"{entry.KIND} confirmed", agency_id=entry.agency_id, by=by, entry=entry.pk, step=step)
    if step == 2 and isinstance(entry, UnitSize):
        _retire_other_sizes(entry, by=by)


def _retire_other_sizes(entry: UnitSize, *, by: User) -> None:
    """A unit has one size: what two people saw before is no longer so."""
    for other in UnitSize.objects.confirmed().filter(unit=entry.unit_id).exclude(pk=entry.pk):
        retire(other, by=by, reason=Retired.GONE)


@transaction.atomic
def retire(entry, *, by: User, reason: str) -> None:
    """Ends an entry, confirmed or not: taking trust away needs one person. The row stays as history."""
    _check_staff(by)
    if reason not in Retired.values:
        raise Refused("reason")
    if not type(entry).objects.open().filter(pk=entry.pk).update(retired_at=timezone.now(), retired_reason=reason):
        raise Refused("over")
    entry.refresh_from_db()
    _record(f"{entry.KIND} retired", agency_id=entry.agency_id, by=by, entry=entry.pk, reason=reason)
    agency = entry.agency
    if agency.trust == Trust.VERIFIED and not has_evidence(agency):
        agency.trust = Trust.KNOWN
        change_agency(agency, fields=["trust"], by=by)


def agency_for_domain(domain: str) -> AgencyDomain | None:
    """The confirmed entry that this domain is, or lies under; never by a public suffix or a part of a label."""
    try:
        names = with_parents(normalise_domain(domain))
    except ValidationError:
        return None
    found = AgencyDomain.objects.confirmed().filter(domain__in=names, agency__active=True).select_related("agency")
    return max(found, key=lambda entry: len(entry.domain), default=None)


def owners() -> dict[str, int]:
    """Every domain that is evidence, and its agency: for many addresses at once, the rule of `agency_for_domain`."""
    rows = AgencyDomain.objects.confirmed().filter(agency__active=True)
    return dict(rows.values_list("domain", "agency_id"))


# --- Focal points -------------------------------------------------------------------------------------------------


def check_may_be_focal_point(user: User, unit: Unit) -> None:
    if user.is_staff or not User.objects.filter(in_good_standing(), pk=user.pk).exists():
        raise Refused("not_let_in")
    if user.unit_id != unit.pk:
        raise Refused("other_unit")


@transaction.atomic
def appoint_focal_point(*, user: User, unit: Unit, by: User) -> FocalPoint:
    _check_staff(by)
    check_may_be_focal_point(user, unit)
    if FocalPoint.objects.open().filter(user=user, unit=unit).exists():
        raise Refused("known")
    made = FocalPoint.objects.create(user=user, unit=unit, since=timezone.now())
    _record("focal point appointed", agency_id=unit.agency_id, by=by, focal_point=made.pk, user=str(user.pk))
    return made


@transaction.atomic
def hand_over(focal_point: FocalPoint, *, to_user: User, by: User) -> FocalPoint:
    """Proposes the next one; the present one stays until staff accept it."""
    if by.pk != focal_point.user_id:
        _check_staff(by)
    if focal_point.since is None or focal_point.until is not None:
        raise Refused("over")
    check_may_be_focal_point(to_user, focal_point.unit)
    unit = focal_point.unit
    doubled = FocalPoint.objects.open().filter(Q(user=to_user, unit=unit) | Q(takes_over_from=focal_point))
    if doubled.exists():
        raise Refused("known")
    made = FocalPoint.objects.create(user=to_user, unit=unit, takes_over_from=focal_point)
    _record("focal point proposed", agency_id=unit.agency_id, by=by, focal_point=made.pk, user=str(to_user.pk))
    return made


@transaction.atomic
def accept_hand_over(focal_point: FocalPoint, *, by: User) -> None:
    """The proposed one begins and the one before ends, at the same moment."""
    _check_staff(by)
    check_may_be_focal_point(focal_point.user, focal_point.unit)
    now = timezone.now()
    if not FocalPoint.objects.waiting().filter(pk=focal_point.pk).update(since=now):
        raise Refused("over")
    before = FocalPoint.objects.open().filter(pk=focal_point.takes_over_from_id)
    before.update(until=now, ended_because=Ended.HANDED_OVER)
    focal_point.refresh_from_db()
    agency_id, user = focal_point.unit.agency_id, str(focal_point.user_id)
    _record("focal point accepted", agency_id=agency_id, by=by, focal_point=focal_point.pk, user=user)


@transaction.atomic
def end_focal_point(focal_point: FocalPoint, *, by: User | None, reason: str) -> None:
    """Also refuses one that was only proposed. `by=None`: the system, as when the membership has ended."""
    if by is not None:
        _check_staff(by)
    if reason not in Ended.values:
        raise Refused("reason")
    ending = {"until": timezone.now(), "ended_because": reason}
    if not FocalPoint.objects.open().filter(pk=focal_point.pk).update(**ending):
        raise Refused("over")
    focal_point.refresh_from_db(fields=list(ending))
    agency_id, user = focal_point.unit.agency_id, str(focal_point.user_id)
    _record("focal point ended", agency_id=agency_id, by=by, focal_point=focal_point.pk, user=user, reason=reason)


@transaction.atomic
def end_roles_of(user: User) -> None:
    """The membership has ended. Locked: of a role that staff end at the same moment nothing is left to do."""
    roles = FocalPoint.objects.open().filter(user=user).select_related("unit")
    for focal_point in roles.select_for_update(of=("self",)):
        end_focal_point(focal_point, by=None, reason=Ended.LEFT)
