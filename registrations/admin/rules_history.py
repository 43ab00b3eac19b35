"""Who changed which rule of a sign-up, and when, as its screen shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations.admin.history_words import who_words
from registrations.models import HistoryLine, Intake, Participant

SHOWN = 30
# Fields whose own label, «at», says nothing apart from the date before it.
_TIMES = {
    "opens_time": gettext_lazy("time of opening"),
    "deadline_time": gettext_lazy("time of the deadline"),
    "promote_until_time": gettext_lazy("time the list moves up until"),
}
_LIMITS = {"capacity": Participant.Mode.IN_PERSON, "online_capacity": Participant.Mode.ONLINE}


@dataclass(frozen=True)
class RulesChange:
    """One saving of the rules."""

    at: datetime
    who: str
    what: str


def rules_history(intake: Intake) -> list[RulesChange]:
    """The latest changes of the rules of `intake`, the newest first, in one query."""
    lines = (
        HistoryLine.objects.filter(intake=intake, verb=HistoryLine.Verb.RULES_CHANGED)
        .select_related("staff")
        .order_by("-pk")[:SHOWN]
    )
    return [RulesChange(line.at, who_words(line), _what(line)) for line in lines]


def rule_name(name: str) -> str:
    """A field of an intake as a sentence names it."""
    if name in _TIMES:
        return str(_TIMES[name])
    try:
        field: Any = Intake._meta.get_field(name)
    except FieldDoesNotExist:  # a rule of an earlier version
        return name
    return str(field.verbose_name)


def _what(line: HistoryLine) -> str:
    """«Места: 50 → 60; срок приёма заявок»."""
    changed = [_with_limits(name, line) for name in line.details.get("fields", [])]
    return capfirst("; ".join(changed))


def _with_limits(name: str, line: HistoryLine) -> str:
    limits: list[dict[str, int | None]] = line.details.get("limits") or [{}, {}]
    before, after = limits
    mode = _LIMITS.get(name)
    if mode == Participant.Mode.IN_PERSON and mode not in after:
        mode = Participant.Mode.ONLINE  # a session held online alone has one room with seats
    if mode is None or before.get(mode) == after.get(mode):
        return rule_name(name)
    return _("%(rule)s: %(before)s → %(after)s") % {
        "rule": rule_name(name),
        "before": _number(before.get(mode)),
        "after": _number(after.get(mode)),
    }


def _number(limit: int | None) -> str:
    return _("no limit") if limit is None else str(limit)
