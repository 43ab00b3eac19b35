"""What a form held when it was opened, what was typed into it, and the other's values in it."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.html import strip_tags

from events import field_words, rich_text

# What typography sets right when a page is saved is no difference: two clicks on one button.
_ALIKE = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "—": "-", "–": "-", "…": "...", **dict.fromkeys("«»„“”", '"')}
)


def digest(row: models.Model, name: str, raw: Any) -> str:
    """A short hash of what the field `name` holds, alike for every spelling of one value."""
    value = field_words.comparable(type(row), name, raw)
    if name in field_words.RICH and isinstance(value, str):
        # Editors lay HTML out in their own way: what is said must differ, or how it is marked.
        value = "".join(rich_text.cleaned(value).split())
    return hashed("" if value is None else str(value).translate(_ALIKE))


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digests_in_form(form: Any, row: models.Model, rows: dict[str, str]) -> str:
    """What the form of `row` is to remember, as it stands in its hidden field."""
    known = dict(rows)
    for name in form.fields:
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.Field) and not isinstance(field, models.FileField):
            raw = field_words.raw_of(field, field.value_from_object(row))
            known[name] = digest(row, name, raw)
    return json.dumps(known, separators=(",", ":"))


def digests_from(text: str) -> dict[str, str]:
    """The same as it came back; nothing when it was tampered with."""
    try:
        known = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(known, dict):
        return {}
    return {str(name): str(value) for name, value in known.items()}


def typed(form: Any, name: str) -> Any:
    """The value of one field as it was sent, or the very characters when it is no value."""
    bound = form[name]
    try:
        value = bound.field.clean(bound.data)
    except ValidationError:
        return strip_tags(str(bound.data))
    # As it would be saved: how the editor wraps the words of a list is no difference.
    return rich_text.cleaned(value) if name in field_words.RICH and value else value


def as_posted(form: Any, name: str, posted: QueryDict, prefix: str = "") -> None:
    """Put into `posted` what a browser would send for this field of an untouched `form`."""
    bound = form[name]
    widget, value = bound.field.widget, bound.value()
    full = prefix or bound.html_name
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(value) or []
        for number, (part, one) in enumerate(zip(widget.widgets, parts, strict=True)):
            posted[f"{full}_{number}"] = _formatted(part, one)
    elif isinstance(widget, forms.CheckboxInput):
        posted.pop(full, None)
        if value:
            posted[full] = "on"
    else:
        posted[full] = _formatted(widget, value)


def _formatted(widget: forms.Widget, value: Any) -> str:
    shown = widget.format_value(value)
    if isinstance(shown, (list, tuple)):  # a choice
        shown = shown[0] if shown else ""
    return "" if shown is None else str(shown)
