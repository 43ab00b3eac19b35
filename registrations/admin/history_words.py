"""A line of history as colleagues read it: what was done, by whom, why."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registrations.models import HistoryLine, Intake, Purpose, Registration


def what_words(line: HistoryLine) -> list[str]:
    """«исправлена: телефон, участники», «добавлены 2 участника», «сверх правил», each apart."""
    details = line.details
    words = [_verb_and_fields(line)]
    if number := details.get("added"):
        said = ngettext("%(number)d person added", "%(number)d people added", number)
        words.append(said % {"number": number})
    if number := details.get("removed"):
        said = ngettext("%(number)d person taken off", "%(number)d people taken off", number)
        words.append(said % {"number": number})
    if details.get("purpose") in Purpose.values:
        words.append(str(Purpose(details["purpose"]).label))
    if details.get("beyond_rules"):
        words.append(_("beyond the limit or the deadline"))
    if reason := details.get("reason"):
        words.append(_("reason: %(reason)s") % {"reason": reason})
    return words


def who_words(line: HistoryLine) -> str:
    """«участник», a colleague by name, or «по часам»."""
    if line.staff is not None:
        return line.staff.get_full_name() or line.staff.get_username()
    if line.by == HistoryLine.By.CLOCK:
        return _("the clock")
    return pgettext("history", "the participant")


def change_words(number: int) -> str:
    """«+2», «−1», nothing for nothing."""
    if number == 0:
        return ""
    return f"+{number}" if number > 0 else f"−{-number}"


def _verb_and_fields(line: HistoryLine) -> str:
    fields = line.details.get("fields") or []
    if fields == ["is_possible_repeat"]:
        return _("found to be no repeat")
    verb = str(line.get_verb_display())
    return f"{verb}: {', '.join(map(_field_name, fields))}" if fields else verb


def _field_name(name: str) -> str:
    """The field in words, of the registration or of the rules."""
    if name == "participants":
        return _("participants")
    if name == "mode":
        return _("attendance")
    for model in (Registration, Intake):
        try:
            field: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return str(field.verbose_name)
    return name
