"""Do the lists of the admin answer whatever stands in their address?"""

import pytest

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
