"""Do the staff's lists of tools, providers, cautions and words stand in the order of the reader's language?"""

import re

import pytest

from catalogue import models
from hub.languages import CODES
from tests.factories import catalogue as rows
from tests.members.admin.test_order import found, marks

pytestmark = pytest.mark.django_db
PLACE = "/admin/catalogue/{}/"
TOOLS, PROVIDERS, CAUTIONS = (PLACE.format(name) for name in ("tool", "provider", "caution"))
CAPABILITIES, STAGES = (PLACE.format(name) for name in ("capability", "stage"))
NAMES = ("Zebra", "Écho", "apple", "Ñandú", "Nube", "ocre", "中山", "北京")
ORDERS = {
    "en": ["apple", "Écho", "Ñandú", "Nube", "ocre", "Zebra"],
    "es": ["apple", "Écho", "Nube", "Ñandú", "ocre", "Zebra"],
    "zh-hans": ["apple", "Écho", "Ñandú", "Nube", "ocre", "Zebra", "北京", "中山"],
}


@pytest.fixture
def names():
    for number, name in enumerate(NAMES):
        made = rows.ProviderFactory(name=name, slug=f"maker-{number}")
        rows.ToolFactory(name=name, slug=f"tool-{number}", provider=made)


@pytest.mark.parametrize("code", ORDERS)
@pytest.mark.parametrize("path", [TOOLS, PROVIDERS])
def test_tools_and_providers_by_name(curator, names, path, code):
    shown = found(curator, path, code, "field-name")
    assert [name for name in shown if name in ORDERS[code]] == ORDERS[code]
    assert len(shown) == len(NAMES)
    column = "1" if path == TOOLS else "2"
    assert found(curator, f"{path}?o=-{column}", code, "field-name") == shown[::-1]


def test_tools_by_the_name_of_their_provider(curator, names):
    shown = found(curator, f"{TOOLS}?o=8", "es", "field-provider")
    assert [name for name in shown if name in ORDERS["es"]] == ORDERS["es"]


def test_the_heads_say_how_a_list_is_sorted(curator, names):
    capability = rows.CapabilityFactory()
    rows.StageFactory()
    models.Caution.objects.create(slug="general", text_en="Check it.").capabilities.add(capability)
    assert {path: marks(curator, path, "fr") for path in (TOOLS, PROVIDERS, CAUTIONS, CAPABILITIES, STAGES)} == {
        TOOLS: {"name": "ascending"},
        PROVIDERS: {"name": "ascending"},
        CAUTIONS: {"slug": "ascending"},
        CAPABILITIES: {"named": "ascending"},
        STAGES: {"slug": "ascending", "position": "ascending"},
    }
    assert marks(curator, f"{TOOLS}?o=-1") == {"name": "descending"}
    assert marks(curator, CAPABILITIES, "en") == {"named": "ascending"}


@pytest.fixture
def words():
    family = rows.FamilyFactory(slug="kind")
    texts = [("zulu", "Zulu", "أدلة"), ("echo", "Echo", "ثغرة"), ("mike", "Mike", "التحليل"), ("alfa", "Alfa", "")]
    for number, (slug, english, arabic) in enumerate(texts):
        rows.CapabilityFactory(slug=slug, name_en=english, name_ar=arabic, family=family, position=number)
        rows.StageFactory(slug=slug, name_en=english, name_ar=arabic, position=number)


def test_words_by_their_name_in_the_readers_language(curator, words):
    assert found(curator, CAPABILITIES, "ar", "field-slug") == ["alfa", "zulu", "mike", "echo"]  # no Arabic: Alfa
    assert found(curator, CAPABILITIES, "en", "field-slug") == ["alfa", "echo", "mike", "zulu"]
    assert found(curator, CAPABILITIES, "ar", "field-named") == ["Alfa", "أدلة", "التحليل", "ثغرة"]
    assert found(curator, CAPABILITIES, "ar", "field-english") == ["Alfa", "Zulu", "Mike", "Echo"]
    assert found(curator, CAPABILITIES, "en", "field-english") == []  # it is the name


def test_steps_stand_in_the_curators_order_until_a_name_is_chosen(curator, words):
    assert found(curator, STAGES, "ar", "field-slug") == ["zulu", "echo", "mike", "alfa"]
    assert found(curator, f"{STAGES}?o=1", "ar", "field-slug") == ["alfa", "zulu", "mike", "echo"]


@pytest.mark.parametrize("path", [TOOLS, PROVIDERS, CAPABILITIES])
def test_a_list_costs_the_same_for_few_and_many(curator, names, words, path, django_assert_num_queries):
    cost = {TOOLS: 8, PROVIDERS: 6, CAPABILITIES: 8}[path]
    curator.get(path)
    with django_assert_num_queries(cost):
        curator.get(path)
    family = models.Family.objects.get(slug="kind")
    for number in range(60):
        rows.ToolFactory(name=f"More {number}")
        rows.CapabilityFactory(family=family)
    curator.get(path)  # the snapshot is made anew
    with django_assert_num_queries(cost):
        curator.get(path)


def test_several_pages_hold_each_tool_once(curator):
    for number in range(70):
        rows.ToolFactory(name=f"Tool {number:02}", slug=f"t-{99 - number}")
    pages = [found(curator, f"{TOOLS}?p={number}", "en", "field-name") for number in (1, 2)]
    assert [*pages[0], *pages[1]] == [f"Tool {number:02}" for number in range(70)]
    assert len(pages[0]) == 50


def test_a_search_and_a_filter_keep_the_order(curator, names):
    models.Tool.objects.filter(name__in=["Zebra", "Nube", "Ñandú"]).update(risk="high")
    assert found(curator, f"{TOOLS}?risk__exact=high", "es", "field-name") == ["Nube", "Ñandú", "Zebra"]
    assert found(curator, f"{TOOLS}?q=ech", "es", "field-name") == []
    assert found(curator, f"{TOOLS}?q=tool-&o=-1", "es", "field-name")[-2:] == ["apple", "Écho"][::-1]


@pytest.mark.parametrize("code", CODES)
def test_what_is_chosen_in_a_form_stands_by_name(curator, names, words, code):
    tool = models.Tool.objects.first()
    page = curator.get(f"{TOOLS}{tool.pk}/change/", headers={"accept-language": code}).content.decode()
    box = re.search(r'<select name="provider".*?</select>', page, re.DOTALL)[0]
    offered = [name for name in re.findall(r"<option[^>]*>([^<]+)</option>", box) if name in ORDERS["en"]]
    assert offered == ORDERS["es" if code == "es" else "en"]
    ticked = re.findall(r'name="capabilities"[^>]*>\s*(?:<bdi[^>]*>)?([^<\n]+)', page)
    arabic = ["Alfa", "أدلة", "التحليل", "ثغرة"]
    assert [name.strip() for name in ticked] == (arabic if code == "ar" else ["Alfa", "Echo", "Mike", "Zulu"])
