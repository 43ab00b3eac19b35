"""The admin's field that finds a row as one types."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _


class NamedAutocompleteSelect(AutocompleteSelect):
    """Django's own, but a screen reader finds words in it while nothing is chosen."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("Find and choose")}
