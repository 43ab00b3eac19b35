"""Form fields for what people type: one line of text, several, a telephone number."""

import re
import unicodedata
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from museumsite import phones

_SPACES = re.compile(r"\s+")


def one_line(typed: str) -> str:
    """`typed` composed (NFC), on one line, without invisible marks.

    Format characters (category Cf) go: a right-to-left mark in a name would turn the rest of
    a letter or a list around. A NUL stays, for the field's own validator to refuse.
    """
    composed = unicodedata.normalize("NFC", typed)
    visible = "".join(
        character for character in composed if unicodedata.category(character) not in {"Cf", "Cs"}
    )
    return _SPACES.sub(" ", visible).strip()


class LineField(forms.CharField):
    """One line of a person's text."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if "\N{REPLACEMENT CHARACTER}" in value:
            raise ValidationError(
                _("Some characters came unreadable: please type them again."), code="unreadable"
            )


class LinesField(forms.CharField):
    """Several lines of a person's text, composed, without what no database can keep."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        typed = unicodedata.normalize("NFC", super().to_python(value) or "")
        lines = typed.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(one for one in lines if unicodedata.category(one) != "Cs")


class PhoneField(LineField):
    """A telephone number in any spelling, kept in one."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        return phones.normalised(typed) if typed else ""


class AddressField(forms.EmailField):
    """An e-mail address in one spelling, so that the same one is found again.

    Small letters, and a Cyrillic domain in Cyrillic, though browsers send it encoded.
    """

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        name, at_sign, domain = str(super().clean(value)).lower().rpartition("@")
        with suppress(UnicodeError):  # then as typed: the field has found it well-formed
            domain = domain.encode("idna").decode("idna")
        return f"{name}{at_sign}{domain}"
