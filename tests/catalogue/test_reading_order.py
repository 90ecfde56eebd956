"""Do officers see tools, and the words that a tool carries, in the order of their language?"""

import pytest
from django.utils import translation

from catalogue import brief, export, gaps, reading_order, results, sheet, snapshot
from catalogue.query import Query
from hub.languages import CODES
from hub.search import fold
from tests.factories import catalogue as rows

pytestmark = pytest.mark.django_db
NAMES = ("Zebra", "Ñandú", "Nube", "Ocre", "中山", "北京", "安全", "الأدلة", "باب", "Ёлка", "Ель", "Жук")
LATIN = ["Nube", "Ñandú", "Ocre", "Zebra"]


@pytest.fixture
def world():
    capabilities = [
        rows.CapabilityFactory(slug=slug, name_en=english, name_ar=arabic, position=number)
        for number, (slug, english, arabic) in enumerate(
            [("z", "Zulu", "أدلة"), ("e", "Echo", "ثغرة"), ("m", "Mike", "التحليل")]
        )
    ]
    stages = [rows.StageFactory(slug=slug, name_en=slug) for slug in ("second", "first")]
    roles = [rows.RoleFactory(slug=slug, name_en=slug.title()) for slug in ("yankee", "alfa")]
    for number, name in enumerate(NAMES):
        tool = rows.ToolFactory(name=name, slug=f"t{number}", languages=["fr", "de", "en"], status="available")
        tool.capabilities.set(capabilities)
        tool.stages.set(stages)
        tool.roles.set(roles)
    return snapshot.current()


def listed(held, code: str, size: int = 50, **query) -> list[str]:
    return [entry.name for entry in results.run(held, Query(**query), code, size=size).entries]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("es", LATIN),
        ("zh-hans", ["Zebra", "安全", "北京", "中山"]),
        ("ru", ["Ёлка", "Ель", "Жук"]),
        ("ar", ["الأدلة", "باب"]),
    ],
)
def test_the_list_of_tools_by_name(world, code, wanted):
    assert [name for name in listed(world, code) if name in wanted] == wanted
    assert sorted(listed(world, code)) == sorted(NAMES)


def test_pages_of_the_list_follow_one_another(world):
    pages = [entry.name for page in (1, 2, 3) for entry in results.run(world, Query(page=page), "es", size=5).entries]
    assert pages == listed(world, "es")


def test_a_filter_and_a_search_keep_the_order(world):
    assert [name for name in listed(world, "es", chosen={"stage": ("first",)}) if name in LATIN] == LATIN
    found = listed(world, "es", q="nube")
    assert found[0] == "Nube"


def test_where_the_numbers_are_the_order_no_other_is_made():
    for name in ("Alfa", "Bravo", "Zulu"):
        rows.ToolFactory(name=name)
    held = snapshot.current()
    assert all(reading_order.is_as_numbered(held, code) for code in CODES)
    assert listed(held, "ar") == ["Alfa", "Bravo", "Zulu"]


def test_words_of_a_tool_as_the_filters_have_them(world):
    entry = world.entries[0]
    assert reading_order.words(world, entry, "capability", "en") == ["e", "m", "z"]
    assert reading_order.words(world, entry, "capability", "ar") == ["z", "m", "e"]
    assert reading_order.words(world, entry, "stage", "en") == ["second", "first"]  # as the curators have them


@pytest.mark.parametrize(
    ("code", "capabilities", "languages"),
    [
        ("en", ["Echo", "Mike", "Zulu"], ["English", "French", "German"]),
        ("es", ["Echo", "Mike", "Zulu"], ["Alemán", "francés", "Inglés"]),
        ("ar", ["أدلة", "التحليل", "ثغرة"], ["الألمانية", "الإنكليزية", "الفرنسية"]),
    ],
)
def test_the_page_of_a_tool(world, code, capabilities, languages):
    with translation.override(code):
        (one,) = sheet.read(world, ["t0"], code)
        assert [choice.label for choice in one.terms["capability"]] == capabilities
        assert list(map(fold, one.facts["languages"])) == list(map(fold, languages))
        assert one.facts["roles"] == ["Alfa", "Yankee"]


def test_a_file_says_the_words_as_the_page_does(world):
    with translation.override("ar"):
        listing = export.Listing(world, [world.entries[0]], "ar", "https://hub.example/", "List")
        _head, line = export.table(listing, [None])
    assert export.BETWEEN.join(["أدلة", "التحليل", "ثغرة"]) in line


def test_what_a_unit_has_and_what_it_could_take_up(world):
    own = [world.entries[world.numbers[f"t{number}"]].slug for number in (0, 1, 2)]
    picture = gaps.picture(world, own, "", "es")
    assert [one.entry.name for one in picture.held] == ["Nube", "Ñandú", "Zebra"]
    with translation.override("es"):
        told = [one.entry.name for one in brief.shortlist(gaps.picture(world, [], "", "es")).candidates]
    assert [name for name in told if name in LATIN] == [name for name in LATIN if name in told]
    assert len(told) > 1
