"""Is this a year, a month or a day, as a source gives it?"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def validate_partial_date(value: str) -> None:
    """`2016`, `2023-11` or `2023-11-05`, and there is such a day."""
    try:
        if FORM.fullmatch(value):
            date.fromisoformat(value + "-01-01"[len(value) - 4 :])
            return
    except ValueError:
        pass
    raise ValidationError(_("Enter a year, a month or a day: 2016, 2023-11 or 2023-11-05."))
