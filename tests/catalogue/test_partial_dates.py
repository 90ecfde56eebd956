"""Is a year, a month or a day taken as a source gives it, and nothing else?"""

import pytest
from django.core.exceptions import ValidationError

from catalogue.partial_dates import validate_partial_date


@pytest.mark.parametrize("typed", ["2016", "2023-11", "2024-02-29"])
def test_as_the_source_gives_it(typed):
    validate_partial_date(typed)


@pytest.mark.parametrize(
    "typed", ["05/11/2023", "2023-13", "2023-02-29", "2023-2", "0000", "2023-11-05\n", "last year", "٢٠٢٣", ""]
)
def test_what_is_no_date(typed):
    with pytest.raises(ValidationError):
        validate_partial_date(typed)
