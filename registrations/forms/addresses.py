"""E-mail addresses in forms, and the question about probable slips in them."""

from django import forms
from django.forms.boundfield import BoundField

from museumsite import fields
from registrations.slips import suggestion_for


class AddressBoundField(BoundField):
    """An address as a page shows it, perhaps with another one that was probably meant."""

    @property
    def typed_address(self) -> str:
        return str(self.value() or "").strip().lower()

    @property
    def suggestion(self) -> str | None:
        """Only while it is being asked about."""
        is_asked = self.name in getattr(self.form, "slips", ())
        return suggestion_for(self.typed_address) if is_asked else None


class AddressField(fields.AddressField):
    bound_field_class = AddressBoundField
    widget = forms.EmailInput(attrs={"inputmode": "email"})
