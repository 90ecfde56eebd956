"""Do the staff's lists of agencies and people stand in the order of the reader's language, on each database?"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone, translation

from hub import keys
from hub.punctuation import NOTHING
from hub.sorting import sort_key
from members.agencies import Agency
from members.forms.case import PlaceForm
from members.models import User
from members.renewal import Renewal
from tests.factories.members import AgencyFactory, UnitFactory, UserFactory
from tests.members import cases
from tests.personas import browser_of, make_user
from tests.site.html import Page

pytestmark = pytest.mark.django_db
AGENCIES = "/admin/members/agency/"
PEOPLE = "/admin/members/user/"
# by the code point: Ángeles and Ávila after Zamora, Ёлкин before Абрамов, 中 before 北, الأردن with the article
PEOPLE_OF = (
    "Zamora",
    "Ávila",
    "Abad",
    "Ñíguez",
    "Nuñez",
    "Navas",
    "Ёлкин",
    "Жуков",
    "Ежов",
    "中山",
    "北京",
    "安全",
    "الأمين",
    "باسم",
)


def found(browser, path: str, code: str, column: str) -> list[str]:
    """What stands in a column, from above."""
    answer = browser.get(path, headers={"accept-language": code})
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    return [one.text for one in [*page.by_tag["th"], *page.by_tag["td"]] if column in one["class"].split()]


def marks(browser, path: str, code: str = "en") -> dict[str, str]:
    """The heads that say that the list is sorted by them -> which way."""
    html = browser.get(path, headers={"accept-language": code}).content.decode()
    heads = re.findall(r'<th scope="col"[^>]*class="([^"]*)"', html)
    told = {
        next(one for one in head.split() if one.startswith("column-")): head.split()
        for head in heads
        if "sorted" in head
    }
    return {
        name.removeprefix("column-"): next(one for one in words if one in {"ascending", "descending"})
        for name, words in told.items()
    }


# --- Agencies -----------------------------------------------------------------------------------------------------


@pytest.fixture
def registry():
    for name, country in [
        ("Zeta", "DE"), ("Écho", "DE"), ("Delta", "DE"), ("Example of Spain", "ES"), ("Example of Egypt", "EG"),
        ("Example of Austria", "AT"), ("Example of China", "CN"), ("Example of Åland", "AX"),
    ]:  # fmt: skip
        AgencyFactory(name=name, country=country)
    return browser_of("reviewer")


@pytest.mark.parametrize(
    ("code", "countries"),
    [
        ("en", ["AX", "AT", "CN", "EG", "DE", "ES"]),
        ("fr", ["DE", "AT", "CN", "EG", "ES", "AX"]),  # Allemagne, Autriche, Chine, Égypte, Espagne, Îles Åland
        ("es", ["DE", "AT", "CN", "EG", "ES", "AX"]),
        ("ru", ["AT", "AX", "DE", "EG", "ES", "CN"]),  # Австрия, Аландские острова, Германия, Египет, Испания, Китай
    ],
)
def test_agencies_by_the_name_of_their_country_and_then_their_own(registry, code, countries):
    order = {"DE": ["Delta", "Écho", "Zeta"], "ES": ["Example of Spain"], "EG": ["Example of Egypt"]}
    order |= {"AT": ["Example of Austria"], "CN": ["Example of China"], "AX": ["Example of Åland"]}
    assert found(registry, AGENCIES, code, "field-named") == [name for one in countries for name in order[one]]


def test_the_heads_of_the_agencies_say_how_they_are_sorted(registry):
    assert marks(registry, AGENCIES) == {"country": "ascending", "named": "ascending"}
    assert marks(registry, f"{AGENCIES}?o=-0") == {"named": "descending"}


def test_agencies_by_name_both_ways(registry):
    by_name = found(registry, f"{AGENCIES}?o=0", "fr", "field-named")
    assert by_name[:2] == ["Delta", "Écho"]
    assert found(registry, f"{AGENCIES}?o=-0", "fr", "field-named") == by_name[::-1]


def test_what_is_alike_in_the_column_chosen_stands_by_name(registry):
    Agency.objects.filter(name__in=["Zeta", "Example of Spain"]).update(trust="known")
    trust = found(registry, f"{AGENCIES}?o=3", "en", "field-named")
    assert trust[:2] == ["Zeta", "Example of Spain"]  # Germany, Spain
    assert trust[2:] == [
        "Example of Åland",
        "Example of Austria",
        "Example of China",
        "Example of Egypt",
        "Delta",
        "Écho",
    ]


def test_a_list_of_several_pages_holds_each_once(registry):
    for number in range(60):
        AgencyFactory(name=f"Police {number:02}", country="FR")
    pages = [found(registry, f"{AGENCIES}?p={number}", "en", "field-named") for number in (1, 2)]
    assert [len(page) for page in pages] == [50, 18]
    assert pages[0][-1] < pages[1][0]
    assert len({*pages[0], *pages[1]}) == 68


def test_the_list_costs_the_same_for_few_and_many(registry, django_assert_num_queries):
    registry.get(AGENCIES)
    with django_assert_num_queries(7) as few:
        registry.get(AGENCIES)
    for number in range(120):
        AgencyFactory(name=f"Police {number:03}", country="FR")
    with django_assert_num_queries(len(few)):
        registry.get(f"{AGENCIES}?p=2")


def test_units_of_an_agency_by_name(registry):
    agency = AgencyFactory(name="Police of Example")
    for name in ("Ostra", "Ñandú", "Nube"):
        UnitFactory(agency=agency, name=name)
    page = registry.get(f"{AGENCIES}{agency.pk}/change/", headers={"accept-language": "es"}).content.decode()
    assert re.findall(r'name="units-\d+-name" value="([^"]+)"', page) == ["Nube", "Ñandú", "Ostra"]


# --- People -------------------------------------------------------------------------------------------------------


@pytest.fixture
def people():
    for number, name in enumerate(PEOPLE_OF):
        UserFactory(email=f"m{number:02}@police.example", name=name)
    return browser_of("administrator")


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("es", ["Abad", "Ávila", "Navas", "Nuñez", "Ñíguez", "Zamora"]),
        ("fr", ["Abad", "Ávila", "Navas", "Ñíguez", "Nuñez", "Zamora"]),
        ("ru", ["Ежов", "Ёлкин", "Жуков"]),
        ("zh-hans", ["安全", "北京", "中山"]),
        ("ar", ["الأمين", "باسم"]),
    ],
)
def test_people_by_name_where_that_column_is_chosen(people, code, wanted):
    upwards = [name for name in found(people, f"{PEOPLE}?o=1", code, "field-shown_name") if name in wanted]
    assert upwards == wanted
    downwards = found(people, f"{PEOPLE}?o=-1", code, "field-shown_name")
    assert [name for name in downwards if name in wanted] == wanted[::-1]


def test_people_stand_by_their_address_until_a_column_is_chosen(people):
    addresses = found(people, PEOPLE, "en", "field-address")
    assert addresses == sorted(addresses)
    assert len(addresses) == len(PEOPLE_OF) + 1
    assert marks(people, PEOPLE) == {"address": "ascending"}
    assert marks(people, f"{PEOPLE}?o=-1") == {"shown_name": "descending"}


def test_people_by_the_name_of_their_unit(people):
    for email, unit in (("m00", "Zulu"), ("m01", "Álamo"), ("m02", "Bravo")):
        made = UnitFactory(name=unit)
        User.objects.filter(email__startswith=email).update(unit=made, agency=made.agency)
    units = [name for name in found(people, f"{PEOPLE}?o=3", "es", "field-unit") if name != NOTHING]
    assert units == ["Álamo", "Bravo", "Zulu"]


@pytest.mark.parametrize("order", ["", "?o=1", "?o=-1", "?o=3"])
def test_the_list_of_people_costs_the_same_for_few_and_many(people, order, django_assert_num_queries):
    people.get(f"{PEOPLE}{order}")
    with django_assert_num_queries(7 if order else 6):
        people.get(f"{PEOPLE}{order}")
    for number in range(150):
        UserFactory(email=f"x{number:03}@police.example", name=f"Person {number}")
    with django_assert_num_queries(7 if order else 6):
        people.get(f"{PEOPLE}{order}")


def test_no_name_but_those_of_the_rows_is_read(people, monkeypatch):
    """What is encrypted stays so: the order needs none of it."""
    User.objects.update(supervisor_email="chief@police.example")
    for number in range(150):
        UserFactory(email=f"x{number:03}@police.example", name=f"A {number:03}", supervisor_email="c@police.example")
    opened, decrypt = [], keys.decrypt
    monkeypatch.setattr(keys, "decrypt", lambda token: opened.append(token) or decrypt(token))
    people.get(f"{PEOPLE}?o=1")
    assert len(opened) <= 101  # of the page alone


def test_renewals_by_the_person(people):
    for number in (0, 1, 2):  # Zamora, Ávila, Abad
        user = User.objects.get(email=f"m{number:02}@police.example")
        Renewal.objects.create(
            user=user,
            own_mark=f"a{number}",
            supervisor_mark=f"b{number}",
            expires_at=timezone.now() + timedelta(days=9),
        )
    names = found(people, "/admin/members/renewal/?o=0&renewal=all", "es", "field-user")
    assert names == ["Abad", "Ávila", "Zamora"]


# --- Choices ------------------------------------------------------------------------------------------------------


def offered(browser, path: str, name: str, code: str) -> list[str]:
    html = browser.get(path, headers={"accept-language": code}).content.decode()
    box = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)[0]
    return [unescape(label) for label in re.findall(r"<option[^>]*>([^<]*)</option>", box) if label.strip("-")]


@pytest.mark.parametrize("code", ["fr", "es", "ru", "zh-hans", "ar"])
def test_what_may_be_corrected_is_chosen_from_lists_in_order(people, code):
    for name, country in (("Ñandú", "ES"), ("Nube", "EG"), ("Oso", "AT")):
        UnitFactory(agency=AgencyFactory(name=name, country=country), name="Unit")
    path = f"{PEOPLE}{make_user('officer').pk}/correct/"
    for field in ("country", "agency", "unit"):
        labels = offered(people, path, field, code)
        assert labels == sorted(labels, key=lambda label: sort_key(label, code))
        assert len(labels) >= 3


def test_the_place_of_an_applicant_is_chosen_by_country_and_name():
    for name, country in (("Zeta", "DE"), ("Écho", "DE"), ("Alfa", "AT"), ("Nil", "EG")):
        AgencyFactory(name=name, country=country)
    with translation.override("fr"):
        form = PlaceForm(case=cases.draft(email="new@police.example"), country="")
        groups = [label for label, _units in form.fields["place"].choices[1:]]
    assert groups == ["Écho · Allemagne", "Zeta · Allemagne", "Alfa · Autriche", "Nil · Égypte"]
