"""What a form says before it is sent: the hall is full, the organisers decide, names may wait.

Nothing is decided here: these are the rules and the rooms of a sign-up in sentences.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from museumsite import wording
from registrations.models import Intake, Participant
from registrations.queue import claims_waiting
from registrations.words import RoomWords, SignUp


def said_before_sending(sign_up: SignUp) -> list[str]:
    """Everything that would be a surprise afterwards, the seats first. One query if any wait."""
    return [*_about_seats(sign_up), *_about_rules(sign_up)]


def limit_words(intake: Intake) -> list[str]:
    """How many may come by one form, and from one museum."""
    words = []
    if intake.participants_limit == 1:
        words.append(_("Only one person takes part by one form."))
    else:
        most = ngettext(
            "Up to %(number)d person takes part by one form. Name yourself too if you are coming.",
            "Up to %(number)d people take part by one form. Name yourself too if you are coming.",
            intake.participants_limit,
        )
        words.append(most % {"number": intake.participants_limit})
    if intake.museum_limit:
        museum = ngettext(
            "From one museum no more than %(number)d person, in all its registrations together.",
            "From one museum no more than %(number)d people, in all its registrations together.",
            intake.museum_limit,
        )
        words.append(museum % {"number": intake.museum_limit})
    return words


def names_words(sign_up: SignUp) -> str:
    """Until when names may come, while they may."""
    last_day = sign_up.intake.names_until_date
    if last_day is None or not sign_up.intake.takes_nameless_at(sign_up.at):
        return ""
    return _(
        "If you do not know yet who will come, tick “The name comes later”: the seat is kept,"
        " and names are expected until %(day)s inclusive, on your personal page."
    ) % {"day": wording.day_and_month(last_day)}


def _about_seats(sign_up: SignUp) -> Iterator[str]:
    if not sign_up.takes_forms:
        return
    rooms = sign_up.rooms
    full = [room for room in rooms if not room.is_free]
    claims = claims_waiting(sign_up.intake.pk) if any(room.room.waiting for room in full) else {}
    for room in full:
        words = _full_words(room, is_only=len(rooms) == 1)
        if room.has_list:
            words = f"{words} {_wait_words(sign_up.intake, claims.get(room.mode, 0) + 1)}"
        yield words
    if full and len(full) < len(rooms):
        if full[0].mode == Participant.Mode.IN_PERSON:
            yield _("Online there are places: choose “online”.")
        else:
            yield _("In the hall there are seats: choose “in person”.")


def _full_words(room: RoomWords, *, is_only: bool) -> str:
    if is_only:
        return _("All seats are taken.")
    if room.mode == Participant.Mode.ONLINE:
        return _("All places online are taken.")
    return _("All seats in the hall are taken.")


def _wait_words(intake: Intake, position: int) -> str:
    """How one would wait; before an approval nobody has a number in the queue."""
    if intake.needs_approval:
        return _("If the organisers approve your registration, it joins the waiting list.")
    return _("You can join the waiting list; your number in the queue would be %(position)d.") % {
        "position": position
    }


def _about_rules(sign_up: SignUp) -> Iterator[str]:
    intake = sign_up.intake
    if sign_up.grace:
        yield _("This is your personal link: you can sign up by it once, %(deadline)s.") % {
            "deadline": sign_up.deadline_words
        }
    if intake.needs_approval:
        yield _(
            "The organisers consider each registration. You have a seat once they have approved"
            " yours; a letter will tell you."
        )
    if intake.address_check_hours:
        yield ngettext(
            "After sending, confirm your address by the link in the letter within %(number)d hour:"
            " then the seat stays yours.",
            "After sending, confirm your address by the link in the letter within %(number)d"
            " hours: then the seat stays yours.",
            intake.address_check_hours,
        ) % {"number": intake.address_check_hours}
