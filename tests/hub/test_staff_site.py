"""Do the lists of the admin answer whatever stands in their address?"""

import pytest


@pytest.mark.parametrize("query", ["state=%00", "risk=a%00b", "q=%00"])
def test_a_nul_finds_nothing_and_is_no_failure(query, tool_factory, curator):
    """PostgreSQL refuses it; this fails there without the rule."""
    tool_factory(slug="sorter")
    answer = curator.get(f"/admin/catalogue/tool/?{query}")
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 0
