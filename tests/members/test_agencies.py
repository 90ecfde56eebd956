"""Does the registry hold what two people saw, and nothing that one person says?"""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hub.models import AuditEvent
from members import agency_registry as registry
from members.agencies import AgencyChannel, AgencyDomain, FocalPoint, Retired, Trust, Unit, UnitSize
from members.agency_registry import Refused
from members.domains import in_its_script, normalise_domain, with_parents
from members.phones import normalise_phone
from tests.personas import make_user

SEEN = "The ministry's public directory"


@pytest.fixture
def staff(db):
    return [make_user("reviewer") for _person in range(4)]


@pytest.fixture
def agency(staff):
    return registry.add_agency(name="Police of Example", country="FR", by=staff[3])


@pytest.fixture
def unit(agency, staff):
    return registry.add_unit(agency=agency, name="Child protection unit", by=staff[3])


def domain(agency, text="police.example", by="applicant"):
    return registry.propose_domain(agency=agency, domain=text, by=by)


def confirmed(entry, staff):
    for person in staff[:2]:
        registry.confirm(entry, by=person, source=SEEN)
    return entry


def refusal(verb, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    assert str(refused.value)
    return refused.value.code


def events(agency) -> list[str]:
    rows = AuditEvent.objects.filter(target=f"agency {agency.pk}").order_by("pk")
    return [row.event for row in rows]


# --- Agencies and units -------------------------------------------------------------------------------------------


def test_an_agency_is_one_however_it_is_written(staff):
    registry.add_agency(name="Полиция Примера", country="RU", by=staff[0])
    assert refusal(registry.add_agency, name="  ПОЛИЦИЯ   примера", country="RU", by=staff[0]) == "known"
    other = registry.add_agency(name="Полиция Примера", country="KZ", by=staff[0])
    assert registry.find_agency(name="полиция примера", country="KZ") == other


def test_a_unit_is_one_within_its_agency(agency, unit, staff):
    assert refusal(registry.add_unit, agency=agency, name="CHILD protection  unit", by=staff[0]) == "known"
    other = registry.add_agency(name="Another", country="FR", by=staff[0])
    registry.add_unit(agency=other, name="Child protection unit", by=staff[0])
    assert Unit.objects.count() == 2


def test_what_is_not_seen_is_not_kept(staff):
    agency = registry.add_agency(name="Police\u202e of\u200b Example\x07", country="FR", by=staff[0])
    assert agency.name == "Police of Example"


def test_the_note_is_unreadable_in_the_database(staff):
    agency = registry.add_agency(name="Police", country="FR", note="canary note", by=staff[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM members_agency")
        assert "canary" not in cursor.fetchone()[0]
    agency.refresh_from_db()
    assert agency.note == "canary note"


@pytest.mark.parametrize("name", ["officer", "curator", "translator"])
def test_others_change_nothing(name, agency, staff, db):
    other, entry = make_user(name), domain(agency)
    assert refusal(registry.add_agency, name="X", country="FR", by=other) == "not_staff"
    assert refusal(registry.add_unit, agency=agency, name="X", by=other) == "not_staff"
    assert refusal(registry.propose_domain, agency=agency, domain="x.example", by=other) == "not_staff"
    assert refusal(registry.confirm, entry, by=other, source=SEEN) == "not_staff"
    assert refusal(registry.retire, entry, by=other, reason=Retired.WRONG) == "not_staff"


def test_verified_rests_on_what_two_people_saw(agency, staff):
    agency.trust = Trust.VERIFIED
    assert refusal(registry.change_agency, agency, fields=["trust"], by=staff[0]) == "unconfirmed"
    entry = confirmed(domain(agency), staff)
    registry.change_agency(agency, fields=["trust"], by=staff[0])
    registry.retire(entry, by=staff[0], reason=Retired.GONE)
    agency.refresh_from_db()
    assert agency.trust == Trust.KNOWN


# --- Two people ---------------------------------------------------------------------------------------------------


def test_two_people_make_evidence(agency, staff):
    entry = domain(agency)
    assert list(AgencyDomain.objects.proposed()) == [entry]
    registry.confirm(entry, by=staff[0], source=SEEN)
    assert not entry.is_confirmed
    assert registry.agency_for_domain("police.example") is None
    registry.confirm(entry, by=staff[1], source="  A letter of\u200b the prefecture ")
    assert entry.is_confirmed
    assert (entry.first_by, entry.second_by) == (staff[0], staff[1])
    assert entry.second_source == "A letter of the prefecture"
    assert list(AgencyDomain.objects.confirmed()) == [entry]
    assert not AgencyDomain.objects.proposed().exists()
    assert events(agency) == ["agency added", "domain proposed", "domain confirmed", "domain confirmed"]


def test_one_person_counts_once(agency, staff):
    entry = domain(agency)
    registry.confirm(entry, by=staff[0], source=SEEN)
    assert refusal(registry.confirm, entry, by=staff[0], source=SEEN) == "same_person"
    stale = AgencyDomain.objects.get(pk=entry.pk)
    stale.first_by = None  # as another window read it before
    assert refusal(registry.confirm, stale, by=staff[0], source=SEEN) == "over"
    entry.refresh_from_db()
    assert entry.second_by is None


def test_who_proposed_it_confirms_nothing(agency, staff):
    entry = domain(agency, by=staff[0])
    assert refusal(registry.confirm, entry, by=staff[0], source=SEEN) == "proposer"
    confirmed(entry, staff[1:])
    assert entry.is_confirmed


def test_a_third_person_finds_it_done(agency, staff):
    entry = confirmed(domain(agency), staff)
    assert refusal(registry.confirm, entry, by=staff[2], source=SEEN) == "over"


@pytest.mark.parametrize("source", ["", "  ", "\u200b"])
def test_nobody_confirms_without_a_source(source, agency, staff):
    assert refusal(registry.confirm, domain(agency), by=staff[0], source=source) == "no_source"


@pytest.mark.parametrize("table", ["members_agencydomain", "members_agencychannel"])
def test_the_database_itself_wants_two_people(table, agency, staff):
    entry = domain(agency)
    if table == "members_agencychannel":
        entry = registry.propose_channel(agency=agency, kind="email", value="info@police.example", by="applicant")
    one, now = entry._meta.get_field("first_by").get_db_prep_value(staff[0].pk, connection), timezone.now()
    first = "first_by_id = %s, first_at = %s, first_source = 'x'"
    second = "second_by_id = %s, second_at = %s, second_source = 'x'"
    for change, values in (
        (second, [one, now]),
        (f"{first}, {second}", [one, now, one, now]),
        ("first_by_id = %s, first_at = %s", [one, now]),
        ("first_source = 'x'", []),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change}", values)  # noqa: S608
    rows = type(entry).objects.filter(pk=entry.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(
            first_by=staff[0], first_at=now, first_source="x", second_by=staff[0], second_at=now, second_source="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(retired_at=now)
    entry.refresh_from_db()
    assert (entry.first_by, entry.second_by, entry.retired_at) == (None, None, None)


def test_a_retired_entry_is_no_evidence_and_may_be_proposed_again(agency, staff):
    entry = confirmed(domain(agency), staff)
    registry.retire(entry, by=staff[2], reason=Retired.TAKEN_OVER)
    assert registry.agency_for_domain("police.example") is None
    assert refusal(registry.retire, entry, by=staff[2], reason=Retired.WRONG) == "over"
    assert refusal(registry.confirm, entry, by=staff[3], source=SEEN) == "over"
    again = domain(agency)
    assert again.pk != entry.pk
    assert not again.is_confirmed


def test_a_reason_is_one_of_the_list(agency, staff):
    assert refusal(registry.retire, domain(agency), by=staff[0], reason="because") == "reason"


def test_a_domain_belongs_to_one_agency(agency, staff):
    entry = domain(agency)
    other = registry.add_agency(name="Another", country="FR", by=staff[0])
    assert domain(agency, "POLICE.example.") == entry
    assert refusal(registry.propose_domain, agency=other, domain="police.example", by="applicant") == "taken"


def test_a_failed_verb_leaves_no_event(agency, staff):
    before = AuditEvent.objects.count()
    refusal(registry.confirm, domain(agency, by=staff[0]), by=staff[0], source=SEEN)
    with pytest.raises(ValidationError):
        domain(agency, "co.uk")
    assert AuditEvent.objects.count() == before + 1  # the proposal alone


# --- Domains ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Police.EXAMPLE. ", "police.example"),
        ("https://www.police.example:443/contact?x=1#y", "police.example"),
        ("http://police.example/@someone", "police.example"),
        ("amina@unit.police.example", "unit.police.example"),
        ("\u202apolice.example\u202c", "police.example"),
        ("полиция.рф", "xn--h1aahle9bwd.xn--p1ai"),
        ("ПОЛИЦИЯ.РФ", "xn--h1aahle9bwd.xn--p1ai"),
        ("شرطة.مصر", "xn--ogbpin.xn--wgbh1c"),
        ("警察。中国", "xn--ldtx91i.xn--fiqs8s"),
        ("xn--h1aahle9bwd.xn--p1ai", "xn--h1aahle9bwd.xn--p1ai"),
        ("ｐｏｌｉｃｅ.example", "police.example"),
        ("www.gov.uk", "www.gov.uk"),
    ],
)
def test_one_spelling(typed, kept):
    assert normalise_domain(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", ".", "police", "police example.org", "-a.example", "a-.example", "a..example", "192.0.2.1", "[2001:db8::1]",
        "a_b.example", "straße.example", "a\u200db.example", "a\u202eb.example", "x" * 64 + ".example",
        "a." * 130 + "example", "@", "://", "police.example<script>", "a" * 100_000, "\ud800.example", "\x00.example",
    ],
)  # fmt: skip
def test_no_domain(typed):
    with pytest.raises(ValidationError):
        normalise_domain(typed)


def test_shown_in_its_script():
    assert in_its_script("xn--h1aahle9bwd.xn--p1ai") == "полиция.рф"
    assert in_its_script("xn--strae-oqa.example") == "xn--strae-oqa.example"
    assert in_its_script("xn--\x00.example") == "xn--\x00.example"


@pytest.mark.parametrize("suffix", ["example", "com", "gov.uk", "police.uk", "co.jp", "github.io", "xn--p1ai"])
def test_a_public_suffix_is_nobodys(suffix, agency, staff):
    with pytest.raises(ValidationError):
        domain(agency, f"@{suffix}")
    AgencyDomain.objects.create(agency=agency, domain=suffix, proposed_by="applicant")
    confirmed(AgencyDomain.objects.get(domain=suffix), staff)  # even if a row of it were there
    assert registry.agency_for_domain(f"somebody.{suffix}") is None
    assert registry.agency_for_domain(suffix) is None


def test_parents_end_above_what_somebody_registered():
    assert with_parents("a.b.met.police.uk") == ["a.b.met.police.uk", "b.met.police.uk", "met.police.uk"]
    assert with_parents("police.uk") == []
    assert with_parents("unit.police.example") == ["unit.police.example", "police.example"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("police.example", True),
        ("unit.police.example", True),
        ("deep.unit.police.example", True),
        ("amina@unit.Police.Example", True),
        ("evilpolice.example", False),
        ("police.example.attacker.example", False),
        ("police.example.com", False),
        ("polіce.example", False),  # a Cyrillic letter
        ("xn--polce-p2e.example", False),
        ("police-example.example", False),
        ("example", False),
        ("", False),
        ("not a domain", False),
    ],
)
def test_whose_domain_it_is(asked, found, agency, staff):
    entry = confirmed(domain(agency), staff)
    assert registry.agency_for_domain(asked) == (entry if found else None)


def test_the_nearest_entry_wins(agency, staff):
    confirmed(domain(agency), staff)
    other = registry.add_agency(name="Prefecture", country="FR", by=staff[0])
    below = confirmed(domain(other, "prefecture.police.example"), staff)
    assert registry.agency_for_domain("unit.prefecture.police.example") == below
    assert registry.agency_for_domain("other.police.example").agency == agency


def test_a_look_alike_is_another_domain(agency, staff):
    entry = confirmed(domain(agency, "polіce.example"), staff)
    assert entry.domain == "xn--polce-p2e.example"
    assert registry.agency_for_domain("police.example") is None


def test_a_closed_agency_vouches_for_no_domain(agency, staff):
    confirmed(domain(agency), staff)
    agency.active = False
    registry.change_agency(agency, fields=["active"], by=staff[0])
    assert registry.agency_for_domain("police.example") is None


# --- Telephone numbers and addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "+33 1 99 00 12 34", "+33-1-99-00-12-34", "+33 (0)1 99 00 12 34", "01 99 00 12 34", "+٣٣ ١ ٩٩ ٠٠ ١٢ ٣٤",
        "٠١٩٩٠٠١٢٣٤", "۰۱۹۹۰۰۱۲۳۴", "＋３３１９９００１２３４", "\u202a+33 1 99 00 12 34\u202c", "0033199001234",
    ],
)  # fmt: skip
def test_a_number_is_one_number(typed):
    assert normalise_phone(typed, "FR") == "+33199001234"


@pytest.mark.parametrize("typed", ["", "112", "abc", "=1+1", "+33 1 99 00 12 34 ext. 5", "1" * 400, "+999 123"])
def test_no_number(typed):
    with pytest.raises(ValidationError):
        normalise_phone(typed, "FR")


def test_without_its_country_a_number_says_its_code():
    with pytest.raises(ValidationError):
        normalise_phone("01 99 00 12 34")
    assert normalise_phone("+33 1 99 00 12 34") == "+33199001234"


def test_channels(agency, unit, staff):
    number = registry.propose_channel(
        agency=agency, unit=unit, kind="switchboard", value="٠١ ٩٩ ٠٠ ١٢ ٣٤", by=staff[3], source=SEEN
    )
    assert (number.value, number.shown) == ("+33199001234", "+33 1 99 00 12 34")
    again = registry.propose_channel(agency=agency, kind="switchboard", value="+33199001234", by="applicant")
    assert again == number
    mail = registry.propose_channel(agency=agency, kind="email", value="Desk@Полиция.рф", by="applicant")
    assert mail.value == "desk@xn--h1aahle9bwd.xn--p1ai"
    for wrong in ("desk", "@police.example", "a b@police.example", "desk@localhost"):
        with pytest.raises(ValidationError):
            registry.propose_channel(agency=agency, kind="email", value=wrong, by="applicant")
    confirmed(number, staff)
    assert list(AgencyChannel.objects.confirmed()) == [number]


def test_a_channel_stays_in_its_agency(unit, staff):
    other = registry.add_agency(name="Another", country="FR", by=staff[0])
    values = {"agency": other, "unit": unit, "kind": "email", "value": "a@b.example", "by": "applicant"}
    assert refusal(registry.propose_channel, **values) == "other_agency"


# --- Sizes of units -----------------------------------------------------------------------------------------------


def test_a_size_is_proposed_until_two_people_saw_it(agency, unit, staff):
    size = registry.propose_size(agency=agency, unit=unit, size="5", by="applicant")
    assert registry.propose_size(agency=agency, unit=unit, size="5", by="applicant") == size
    assert not size.is_confirmed
    assert confirmed(size, staff).is_confirmed
    assert events(agency)[-3:] == ["size proposed", "size confirmed", "size confirmed"]


def test_a_unit_has_one_confirmed_size(agency, unit, staff):
    before = confirmed(registry.propose_size(agency=agency, unit=unit, size="5", by="applicant"), staff)
    other = registry.add_unit(agency=agency, name="Another unit", by=staff[3])
    elsewhere = confirmed(registry.propose_size(agency=agency, unit=other, size="5", by="applicant"), staff)
    now = registry.propose_size(agency=agency, unit=unit, size="20", by="applicant")
    registry.confirm(now, by=staff[0], source=SEEN)
    assert set(UnitSize.objects.confirmed()) == {before, elsewhere}
    registry.confirm(now, by=staff[1], source=SEEN)
    assert set(UnitSize.objects.confirmed()) == {now, elsewhere}
    before.refresh_from_db()
    assert before.retired_reason == Retired.GONE


def test_a_size_is_of_a_unit_of_the_agency_and_no_evidence(agency, unit, staff):
    other = registry.add_agency(name="Another", country="FR", by=staff[0])
    assert refusal(registry.propose_size, agency=other, unit=unit, size="5", by="applicant") == "other_agency"
    confirmed(registry.propose_size(agency=agency, unit=unit, size="5", by="applicant"), staff)
    assert not registry.has_evidence(agency)


# --- Focal points -------------------------------------------------------------------------------------------------


def test_a_focal_point_is_a_member_of_the_unit_in_good_standing(agency, unit, staff):
    member = make_user("officer", agency=agency, unit=unit)
    role = registry.appoint_focal_point(user=member, unit=unit, by=staff[0])
    assert list(FocalPoint.objects.acting()) == [role]
    assert refusal(registry.appoint_focal_point, user=member, unit=unit, by=staff[0]) == "known"
    assert refusal(registry.appoint_focal_point, user=make_user("officer"), unit=unit, by=staff[0]) == "other_unit"
    for name in ("suspended", "expired", "unapproved"):
        other = make_user(name, agency=agency, unit=unit)
        assert refusal(registry.appoint_focal_point, user=other, unit=unit, by=staff[0]) == "not_let_in"
    with pytest.raises(IntegrityError), transaction.atomic():
        FocalPoint.objects.create(user=member, unit=unit, since=timezone.now())


def test_the_role_changes_hands_when_staff_accept(agency, unit, staff):
    old, new = (make_user("officer", agency=agency, unit=unit) for _member in range(2))
    role = registry.appoint_focal_point(user=old, unit=unit, by=staff[0])
    proposed = registry.hand_over(role, to_user=new, by=old)
    assert list(FocalPoint.objects.acting()) == [role]
    assert refusal(registry.hand_over, role, to_user=new, by=old) == "known"
    assert refusal(registry.accept_hand_over, proposed, by=old) == "not_staff"
    registry.accept_hand_over(proposed, by=staff[0])
    role.refresh_from_db()
    assert list(FocalPoint.objects.acting()) == [proposed]
    assert (role.until, role.ended_because) == (proposed.since, "handed_over")
    assert refusal(registry.accept_hand_over, proposed, by=staff[0]) == "over"


def test_nobody_hands_over_a_role_of_another(agency, unit, staff):
    old, new = (make_user("officer", agency=agency, unit=unit) for _member in range(2))
    role = registry.appoint_focal_point(user=old, unit=unit, by=staff[0])
    assert refusal(registry.hand_over, role, to_user=new, by=new) == "not_staff"


def test_a_role_ends_for_a_reason(agency, unit, staff):
    role = registry.appoint_focal_point(user=make_user("officer", unit=unit), unit=unit, by=staff[0])
    assert refusal(registry.end_focal_point, role, by=staff[0], reason="") == "reason"
    registry.end_focal_point(role, by=None, reason="left")
    assert not FocalPoint.objects.open().exists()
    assert refusal(registry.end_focal_point, role, by=staff[0], reason="left") == "over"
    told = AuditEvent.objects.filter(event="focal point ended").get()
    assert (told.by, told.detail["reason"]) == ("system", "left")
