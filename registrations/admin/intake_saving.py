"""Rules handed over at the desk, and what came of it, in words."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from museumsite.admin import colleague
from registrations import desk
from registrations.admin.sign_up_words import room_name
from registrations.models import HistoryLine, Intake
from registrations.refusals import Busy

_MOVED_UP = (HistoryLine.Verb.PROMOTED, HistoryLine.Verb.OFFERED)


def save_rules(request: HttpRequest, form: Any) -> bool:
    """Save what this colleague changed, and say what it did; False puts the reason on the form."""
    intake: Intake = form.instance
    if not form.changed_rules:
        messages.info(request, _("Nothing was changed."))
        return True
    before = last_line(intake)
    try:
        saved = desk.set_rules(intake=intake, fields=form.changed_rules, staff=colleague(request))
    except Busy:
        form.add_error(NON_FIELD_ERRORS, busy_words())
        return False
    except (IntegrityError, ValidationError):
        words = _(
            "A colleague has changed the rules at this very moment, and together they would"
            " contradict each other. Nothing was saved: look at the dates and save again."
        )
        form.add_error(NON_FIELD_ERRORS, words)
        return False
    messages.success(request, _("The rules are saved."))
    say_what_followed(request, saved, before)
    return True


def busy_words() -> str:
    return _(
        "A great many people are signing up right now, and the rules could not be saved."
        " Everything you typed is kept: wait a little and press the button again."
    )


def say_what_followed(request: HttpRequest, intake: Intake, before: int) -> None:
    """How many moved up since the line of history `before`, and which limit is passed."""
    for verb, number in moved_up_since(intake, before).items():
        messages.success(request, _moved_up_words(verb, number))
    rooms = intake.rooms()
    for room in rooms:
        if room.capacity is None or room.taken <= room.capacity:
            continue
        words = _("%(taken)d of %(capacity)d taken. Nobody loses a seat; no new seats are given.")
        words %= {"taken": room.taken, "capacity": room.capacity}
        if len(rooms) > 1:
            words = f"{room_name(room).capitalize()}: {words[0].lower()}{words[1:]}"
        messages.warning(request, words)


def last_line(intake: Intake) -> int:
    """The key of the last line of history so far; 0 when there is none."""
    keys = HistoryLine.objects.filter(intake=intake).order_by("-pk").values_list("pk", flat=True)
    return keys.first() or 0


def moved_up_since(intake: Intake, line: int) -> dict[str, int]:
    """How many people have moved up, and how many were offered a seat, after that line."""
    lines = HistoryLine.objects.filter(intake=intake, pk__gt=line, verb__in=_MOVED_UP)
    counted = lines.order_by("verb").values_list("verb").annotate(number=Sum("seats"))
    return dict(counted)


def _moved_up_words(verb: str, number: int) -> str:
    if verb == HistoryLine.Verb.OFFERED:
        words = ngettext(
            "%(number)d person of the waiting list is offered a seat; the letter is on its way.",
            "%(number)d people of the waiting list are offered seats; the letters are on their"
            " way.",
            number,
        )
    else:
        words = ngettext(
            "%(number)d person has moved up from the waiting list; the letter is on its way.",
            "%(number)d people have moved up from the waiting list; the letters are on their way.",
            number,
        )
    return words % {"number": number}
