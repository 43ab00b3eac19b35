"""What a field holds, in words: «да», «Анонсы», «13 августа 2024, 12:00».

Values are raw, as JSON keeps them, so that those of an old revision and of a row of today are
told alike; fields that the model has no more, and rows that are gone, still say what is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.differences import Change, readable
from museumsite import wording

RICH = {"body", "about"}  # fields that hold rich text, whichever the model
Raw = Any  # what JSON can hold
# Rows by the label of their model and their key: {"events.category": {5: "Анонсы"}}.
Names = Mapping[str, Mapping[int, str]]


def raw_of(field: "models.Field[Any, Any]", value: Any) -> Raw:
    """`value` of `field` as JSON holds it; a row is its key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def comparable(model: type[models.Model], name: str, raw: Raw) -> Any:
    """`raw` as the value that two equal ones share, whatever their spelling in JSON."""
    field = _field(model, name)
    if isinstance(raw, str):
        raw = raw.replace("\r\n", "\n").strip()
    if field is None or raw in (None, ""):
        return raw or None
    try:
        if isinstance(field, models.ForeignKey):
            return field.target_field.to_python(raw)
        value = field.to_python(raw)
    except ValidationError:
        return raw
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value.normalize() if isinstance(value, Decimal) else value


def change(
    model: type[models.Model], name: str, before: Raw, after: Raw, names: Names
) -> Change | None:
    """What became of the field `name`, in words; None when nothing."""
    if comparable(model, name, before) == comparable(model, name, after):
        return None
    field = _field(model, name)
    is_text = name in RICH or isinstance(field, models.TextField)
    words = [in_words(model, name, raw, names) for raw in (before, after)]
    if words[0] == words[1]:
        words = ["", _("the same words, laid out otherwise")]
    label = capfirst(str(field.verbose_name)) if field is not None else name
    return Change(name, label, words[0], words[1], is_text)


def in_words(model: type[models.Model], name: str, raw: Raw, names: Names) -> str:
    """One value in words; «» for none."""
    field = _field(model, name)
    value = comparable(model, name, raw)
    if value is None:
        return ""
    if isinstance(field, models.ForeignKey):
        return named(field.related_model, value, names)
    if name in RICH:
        return readable(str(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return wording.local_moment(value, settings.TIME_ZONE)
    if isinstance(value, date):
        return wording.day(value)
    return wording.clock(value) if isinstance(value, time) else str(value)


def named(model: Any, key: int, names: Names) -> str:
    """The row of `model` with this key; one that is deleted is known by its number."""
    known = names.get(model._meta.label_lower, {})
    return known.get(key) or _("№ %(number)d, deleted since") % {"number": key}


def names_for(wanted: Iterable[tuple[type[models.Model], Any]]) -> dict[str, dict[int, str]]:
    """What the rows of today are called, in one query for each model."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for model, key in wanted:
        if isinstance(key, int):
            keys[model].add(key)
    return {
        model._meta.label_lower: {
            row.pk: str(row) for row in model._default_manager.filter(pk__in=found)
        }
        for model, found in keys.items()
    }


def rows_meant(
    model: type[models.Model], values: Mapping[str, Raw]
) -> list[tuple[type[models.Model], Any]]:
    """The rows that the foreign keys among `values` point at, for `names_for`."""
    meant: list[tuple[type[models.Model], Any]] = []
    for name, raw in values.items():
        field = _field(model, name)
        if isinstance(field, models.ForeignKey) and raw is not None:
            meant.append((field.related_model, comparable(model, name, raw)))
    return meant


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any] | None":
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None
