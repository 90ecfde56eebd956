"""Which telephone number was typed? Any script's digits, spaces and dashes accepted; kept in E.164 form."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_NUMBER = _("This is not a full telephone number. Write it with its country code, like +33 1 99 00 12 34.")
EXTENSION = _("Leave the extension out: the switchboard is what we call.")


def normalise_phone(text: str, country: str = "") -> str:
    """`+33199001234`. The country (ISO code) is for numbers that were written without its code."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        raise ValidationError(NO_NUMBER, code="no_number") from None
    if not phonenumbers.is_possible_number(number):  # not "is valid": tables of number ranges age, and refuse new ones
        raise ValidationError(NO_NUMBER, code="no_number")
    if number.extension:
        raise ValidationError(EXTENSION, code="extension")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced(number: str) -> str:
    """For reading and dialling: `+33 1 99 00 12 34`."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number
