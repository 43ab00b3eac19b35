"""Who stands first in a waiting list and holds it: seats are free, but not enough of them.

The desk leaves such a head where it stands (`desk/seats.py`); here colleagues are told so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Min

from registrations.models import Intake, Participant
from registrations.state import Room


@dataclass(frozen=True)
class StuckHead:
    """A claim at the head of one room's list that waits for more seats than are free."""

    registration_id: int
    mode: str
    people: int
    left: int


def stuck_heads(intakes: Iterable[Intake]) -> dict[int, list[StuckHead]]:
    """The heads that do not fit, by the intake's key, in two queries for any number of intakes.

    A head that takes fewer seats never holds the line. Seats must be counted already
    (`with_seats_taken`), or each intake asks for its own.
    """
    rooms = {
        (intake.pk, room.mode): room
        for intake in intakes
        for room in intake.rooms()
        if _may_be_held(room)
    }
    if not rooms:
        return {}
    found: dict[int, list[StuckHead]] = {}
    for (intake_id, mode), claim in _first_claims({pk for pk, _mode in rooms}).items():
        room = rooms.get((intake_id, mode))
        if room is None or room.left is None or claim.accepts_fewer or claim.people <= room.left:
            continue
        head = StuckHead(claim.registration_id, mode, claim.people, room.left)
        found.setdefault(intake_id, []).append(head)
    return found


@dataclass
class _Claim:
    registration_id: int
    accepts_fewer: bool
    people: int = 0


def _may_be_held(room: Room) -> bool:
    return room.waiting > 0 and bool(room.left)


def _first_claims(intake_ids: set[int]) -> dict[tuple[int, str], _Claim]:
    waiting = Participant.objects.filter(
        seat=Participant.Seat.WAITING, registration__intake__in=intake_ids
    )
    numbers = {
        (row["intake"], row["mode"]): row["first"]
        for row in waiting.order_by()
        .values("mode", intake=F("registration__intake"))
        .annotate(first=Min("queue_number"))
    }
    claims: dict[tuple[int, str], _Claim] = {}
    first_people = waiting.filter(queue_number__in=set(numbers.values())).select_related(
        "registration"
    )
    for person in first_people:
        key = (person.registration.intake_id, person.mode)
        if numbers.get(key) == person.queue_number:
            claim = claims.setdefault(
                key, _Claim(person.registration_id, person.registration.accepts_fewer)
            )
            claim.people += 1
    return claims
