"""A sign-up as colleagues read it: seats in numbers, its state in a word, its deadline in full."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from museumsite import wording, zones
from museumsite.wording import local_moment
from registrations.models import Intake, Participant
from registrations.state import Facts, Room, State, StateName


def room_words(room: Room) -> str:
    """«занято 37 из 50, ждут 4», «занято 30 из 20, новые места не даются», «занято 12, …»."""
    numbers = {"taken": room.taken, "capacity": room.capacity}
    if room.capacity is None:
        words = _("%(taken)d taken, no limit") % numbers
    elif room.taken > room.capacity:
        words = _("%(taken)d of %(capacity)d taken, no new seats are given") % numbers
    else:
        words = _("%(taken)d of %(capacity)d taken") % numbers
    if not room.waiting:
        return words
    waiting = ngettext("%(number)d waits", "%(number)d wait", room.waiting)
    return f"{words}, {waiting % {'number': room.waiting}}"


def seats_words(facts: Facts) -> str:
    """The same for every room: «в зале занято 37 из 50; онлайн занято 12, без ограничения»."""
    if len(facts.rooms) == 1:
        return room_words(facts.rooms[0])
    return "; ".join(f"{room_name(room)}: {room_words(room)}" for room in facts.rooms)


def room_name(room: Room) -> str:
    """Which of the rooms of a session held in two ways: «в зале», «онлайн»."""
    is_hall = room.mode == Participant.Mode.IN_PERSON
    return pgettext("room", "in the hall") if is_hall else pgettext("room", "online")


def heading(state: State) -> str:
    """The state in a word or two: «Открыт», «Лист ожидания», «Мест нет» …"""
    match state.name:
        case StateName.OPEN:
            return pgettext("sign-up", "Open")
        case StateName.WAITING:
            return pgettext("sign-up", "Open for the waiting list")
        case StateName.FULL:
            return pgettext("sign-up", "No seats are left")
        case StateName.SOON:
            return pgettext("sign-up", "Not open yet")
        case StateName.CLOSED:
            return pgettext("sign-up", "Closed")
        case StateName.CANCELLED:
            return _("The session is cancelled")


def deadline_words(intake: Intake) -> str:
    """«до 19 августа 2024 включительно, по московскому времени», always with the year."""
    words = {
        "day": wording.day(intake.deadline_date),
        "zone": zones.in_words(intake.session.zone, intake.closes_at),
    }
    if intake.deadline_time is None:
        return _("until %(day)s inclusive, %(zone)s") % words
    words["time"] = wording.clock(intake.deadline_time)
    return _("until %(time)s on %(day)s, %(zone)s") % words


def next_change_words(intake: Intake, state: State, at: datetime) -> str:
    """What happens next by itself, and when; without that, what a colleague can do."""
    if state.name is StateName.CANCELLED:
        return _("Nobody can sign up any more.")
    if state.until is None:
        return _("Nothing will change by itself. To go on, type a later deadline.")
    zone = intake.session.zone
    words = {
        "moment": f"{local_moment(state.until, zone)}, {zones.in_words(zone, state.until)}",
        "left": wording.time_left(state.until, at),
    }
    if state.name is StateName.SOON:
        return _("It opens by itself: %(moment)s (%(left)s).") % words
    if state.until < intake.closes_at:
        return _("The waiting list closes by itself: %(moment)s (%(left)s).") % words
    return _("It closes by itself: %(moment)s (%(left)s).") % words
