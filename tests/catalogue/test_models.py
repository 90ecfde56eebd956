"""By which words is a row called?"""

import pytest

from catalogue.models import Evidence


@pytest.mark.parametrize("text", ["Used by ten units.", "x" * 60])
def test_a_short_statement_is_called_by_all_its_words(text):
    assert str(Evidence(claim_en=text)) == text


def test_a_long_one_shows_that_it_goes_on():
    called = str(Evidence(claim_en="Used by many units of many countries, as the provider says in its report."))
    assert called == "Used by many units of many countries, as the provider says …"
    assert len(called) == 60
