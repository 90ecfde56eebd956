"""Do the lists of the admin answer whatever stands in their address?"""

import pytest
from django.utils import translation

from catalogue.files import INTERFACE_LANGUAGES
from catalogue.snapshot import language_name
from hub.languages import CODES
from hub.sorting import sort_key


@pytest.mark.parametrize("query", ["state=%00", "risk=a%00b", "q=%00"])
def test_a_nul_finds_nothing_and_is_no_failure(query, tool_factory, curator):
    """PostgreSQL refuses it; this fails there without the rule."""
    tool_factory(slug="sorter")
    answer = curator.get(f"/admin/catalogue/tool/?{query}")
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 0


NO_ROW = ["", "abc", "1 OR 1=1", "-1", "1.5", "\x00", "9" * 19, "9" * 5000, "\u0661"]


@pytest.mark.parametrize("ticked", NO_ROW, ids=range(len(NO_ROW)))
@pytest.mark.parametrize("beside", [True, False], ids=["beside a row", "alone"])
def test_a_tick_that_is_no_row_is_told_and_nothing_is_done(ticked, beside, tool_factory, curator):
    tool = tool_factory()
    rows = [ticked, str(tool.pk)] if beside else [ticked]
    asked = {"action": "verify_today", "index": "0", "_selected_action": rows}
    answer = curator.post("/admin/catalogue/tool/", asked)
    assert answer.status_code == 400
    assert "The request could not be read" in answer.content.decode()
    tool.refresh_from_db()
    assert tool.last_verified is None
    curator.post("/admin/catalogue/tool/", asked | {"_selected_action": [str(tool.pk)]})
    tool.refresh_from_db()
    assert tool.last_verified is not None


@pytest.mark.parametrize(
    "place", ["catalogue/caution", "catalogue/linkcheck", "catalogue/provider", "members/application", "members/user"]
)
def test_so_it_is_in_every_list(place, administrator):
    asked = {"action": "delete_selected", "index": "0", "_selected_action": ["abc"]}
    assert administrator.post(f"/admin/{place}/", asked).status_code == 400


@pytest.mark.parametrize("code", CODES)
def test_the_start_page_names_its_lists_in_the_order_of_the_language(code, administrator):
    answer = administrator.get("/admin/", headers={"accept-language": code})
    for app in answer.context["app_list"]:
        names = [str(model["name"]) for model in app["models"]]
        assert names == sorted(names, key=lambda name: sort_key(name, code))
    assert sum(len(app["models"]) for app in answer.context["app_list"]) > 20


@pytest.mark.parametrize(
    ("code", "heading", "counted"),
    [("en", "Outcome", "Links: 0"), ("ar", "النتيجة", "الروابط: 0"), ("ru", "Результат", "Ссылки: 0")],
)
def test_a_name_stands_alone_where_a_sentence_would_bend_it(code, heading, counted, curator):
    answer = curator.get("/admin/catalogue/linkcheck/", headers={"accept-language": code})
    page = " ".join(answer.content.decode().split())
    assert f"<summary> {heading}</summary>" in page
    assert counted in page.partition('<p class="paginator">')[2].partition("</p>")[0]


@pytest.mark.parametrize("code", [code for code in CODES if code in {"ar", "ru", "zh-hans"}])
def test_every_language_has_its_name_in_the_readers_letters(code):
    with translation.override(code):
        assert [name for one in INTERFACE_LANGUAGES if (name := language_name(one)).isascii()] == []
