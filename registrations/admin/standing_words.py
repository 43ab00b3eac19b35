"""Where a registration stands, as colleagues say it: one word, and the seats in numbers."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registrations.models import Participant, Registration
from registrations.queue import Places
from registrations.standing import Standing, standing_of

Seat = Participant.Seat


def standing_words(registration: Registration, people: Sequence[Participant]) -> str:
    """«подтверждена», «в очереди», «отклонена»: `standing_of`, for a column."""
    return _words(standing_of(registration, people))


def _words(standing: Standing) -> str:
    match standing:
        case Standing.PENDING:
            return pgettext("registration", "awaits a decision")
        case Standing.CONFIRMED:
            return pgettext("registration", "confirmed")
        case Standing.PARTLY:
            return pgettext("registration", "partly on the waiting list")
        case Standing.WAITING:
            return pgettext("registration", "on the waiting list")
        case Standing.OFFERED:
            return pgettext("registration", "a seat is offered")
        case Standing.CANCELLED:
            return pgettext("registration", "cancelled")
        case Standing.DECLINED:
            return pgettext("registration", "declined")
        case Standing.UNCONFIRMED:
            return pgettext("registration", "address not confirmed in time")
        case Standing.UNANSWERED:
            return pgettext("registration", "offered seat not taken")
        case Standing.LIST_CLOSED:
            return pgettext("registration", "waiting list closed")
        case Standing.WITHDRAWN:
            return pgettext("registration", "consent withdrawn")


def seats_words(
    registration: Registration, people: Sequence[Participant], places: Places
) -> list[str]:
    """«2 места», «ждёт 1 (№ 4 в очереди)», «решения ждут 3»: each kind of seat, if any.

    Of one that is over only how many people it was for.
    """
    if registration.is_cancelled:
        return [_people_words(len(people))] if people else []
    numbers = Counter(person.seat for person in people)
    words = []
    if number := numbers[Seat.SEATED]:
        said = ngettext("%(number)d has a seat", "%(number)d have seats", number)
        words.append(said % {"number": number})
    if number := numbers[Seat.OFFERED]:
        said = ngettext("%(number)d is offered a seat", "%(number)d are offered seats", number)
        words.append(said % {"number": number})
    if number := numbers[Seat.PENDING]:
        said = ngettext("%(number)d awaits a decision", "%(number)d await a decision", number)
        words.append(said % {"number": number})
    if number := numbers[Seat.WAITING]:
        said = ngettext(
            "%(number)d waits (%(places)s in the queue)",
            "%(number)d wait (%(places)s in the queue)",
            number,
        )
        in_queue = ", ".join(f"№\u00a0{place}" for place in _places(registration, people, places))
        words.append(said % {"number": number, "places": in_queue})
    return words


def _people_words(number: int) -> str:
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


def place_of(registration: Registration, person: Participant, places: Places) -> int | None:
    """The person's place in the queue of the own room; None for who does not wait."""
    if person.seat != Seat.WAITING or person.queue_number is None:
        return None
    return places.get((registration.intake_id, person.mode, person.queue_number))


def _places(registration: Registration, people: Sequence[Participant], places: Places) -> list[int]:
    found = {place_of(registration, person, places) for person in people}
    return sorted(place for place in found if place is not None)


def marks_of(registration: Registration) -> list[str]:
    """What a colleague should look at: the address, a repeat, the museum."""
    if registration.is_cancelled:
        return []
    marks = []
    if registration.awaits_address:
        marks.append(_("address not confirmed"))
    if registration.bounced_at is not None:
        marks.append(_("letters come back"))
    if registration.is_possible_repeat:
        marks.append(_("possible repeat"))
    if registration.organisation_id is None:
        marks.append(_("museum not in the directory"))
    return marks
