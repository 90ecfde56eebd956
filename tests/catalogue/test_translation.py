"""What holds for a text in each language?"""

import pytest
from django.core.exceptions import ValidationError

from catalogue import models
from hub.languages import DEFAULT, TRANSLATIONS, language


def field(code: str):
    return models.Tool._meta.get_field(f"summary_{language(code).column}")


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translated_summary_may_be_longer_than_the_english_may(code):
    field(code).run_validators("x" * 400)
    with pytest.raises(ValidationError, match="at most 400"):
        field(code).run_validators("x" * 401)


def test_the_english_has_its_limit():
    with pytest.raises(ValidationError, match="at most 160"):
        field(DEFAULT).run_validators("x" * 161)
