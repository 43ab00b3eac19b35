"""Telephone numbers as people type them, and as machines dial them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME_REGION = "RU"


def normalised(typed: str) -> str:
    """`typed` in one spelling: «+7 (499) 449-81-17, доб. 12», abroad «+44 20 7946 0958».

    Numbers without a country are Russian, with 8 or without. Raises `ValidationError`
    when no telephone could ring.
    """
    number = _parsed(typed)
    if number is None or not _can_ring(number):
        raise ValidationError(
            _("Enter a telephone number with its area code, for example +7 (499) 449-81-17."),
            code="phone",
        )
    extension = f", доб. {number.extension}" if number.extension else ""
    digits = str(number.national_number)
    if number.country_code == 7:
        return f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}{extension}"
    number.extension = None
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{international}{extension}"


def dialled(typed: str) -> str:
    """The `tel:` address of `typed` (RFC 3966), empty when it is no number."""
    number = _parsed(typed)
    if number is None:
        return ""
    extension = f";ext={number.extension}" if number.extension else ""
    number.extension = None
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"tel:{international}{extension}"


def _can_ring(number: phonenumbers.PhoneNumber) -> bool:
    """Long enough and not too long: what the library calls possible, and ten digits after +7."""
    is_possible: bool = phonenumbers.is_possible_number(number)
    return is_possible and (number.country_code != 7 or len(str(number.national_number)) == 10)


def _parsed(typed: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
