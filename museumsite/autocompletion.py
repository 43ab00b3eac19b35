"""The admin's field that finds a row as one types."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _


class NamedAutocompleteSelect(AutocompleteSelect):
    """Django's own, but a screen reader finds its name in it, and words while nothing is chosen."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("Find and choose")}

    @property
    def media(self) -> forms.Media:
        script = forms.Script("js/named_choices.js", type="module")
        return super().media + forms.Media(js=[script])  # type: ignore[list-item]  # new in Django 5.2
