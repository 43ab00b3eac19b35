"""What every step at the desk leaves behind: its line of history and its letters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from registrations import letters
from registrations.models import HistoryLine, Intake, Kind, Letter, Participant, Registration

Seat = Participant.Seat
# What a participant with an address of their own is told when the contact person is told this.
_TOLD_TO_PARTICIPANTS = {
    Kind.RECEIVED: Kind.PARTICIPANT,
    Kind.CONFIRMED: Kind.PARTICIPANT,
    Kind.WAITING: Kind.PARTICIPANT,
    Kind.APPROVED: Kind.APPROVED,
    Kind.PROMOTED: Kind.PROMOTED,
    Kind.DECLINED: Kind.DECLINED,
    Kind.CANCELLED: Kind.CANCELLED,
    Kind.ADDRESS_LAPSED: Kind.CANCELLED,
    Kind.OFFER_LAPSED: Kind.CANCELLED,
    Kind.LIST_CLOSED: Kind.LIST_CLOSED,
}
# What is written to an address that is not confirmed yet: what cannot wait. All else is told
# when it is (`addresses.confirm_address`).
_TO_THE_UNCONFIRMED = {Kind.ADDRESS_CHECK, Kind.OFFERED}


@dataclass
class Moves:
    """What one step does to the seats of one registration, counted by room as it happens."""

    rooms: dict[str, list[int]] = field(default_factory=dict)
    # Who joined or left the waiting list, by room and by the number of their claim.
    queue: dict[str, Counter[int]] = field(default_factory=dict)
    moved: list[Participant] = field(default_factory=list)

    def move(
        self,
        participant: Participant,
        seat: Participant.Seat,
        *,
        queue_number: int | None = None,
        offered_until: datetime | None = None,
        mode: str | None = None,
    ) -> None:
        """Give `participant` another seat; what it counted for before is taken back."""
        if participant.pk:
            self._count(participant, -1)
        participant.seat = seat
        participant.queue_number = queue_number
        participant.offered_until = offered_until
        participant.mode = mode or participant.mode
        self._count(participant, 1)
        self.moved.append(participant)

    @property
    def seats(self) -> int:
        return sum(seats for seats, _waiting in self.rooms.values())

    @property
    def waiting(self) -> int:
        return sum(waiting for _seats, waiting in self.rooms.values())

    def save(self) -> None:
        """Write the seats of those who are known already; new rows carry theirs with them."""
        known = [participant for participant in self.moved if participant.pk]
        if known:
            fields = ["seat", "queue_number", "offered_until", "mode"]
            Participant.objects.bulk_update(known, fields)

    def _count(self, participant: Participant, step: int) -> None:
        counts = self.rooms.setdefault(participant.mode, [0, 0])
        if participant.holds_seat:
            counts[0] += step
        elif participant.seat == Seat.WAITING:
            counts[1] += step
            number = participant.queue_number or 0  # the database has it that there is one
            self.queue.setdefault(participant.mode, Counter())[number] += step


def history_line(
    intake: Intake,
    registration: Registration | None,
    verb: HistoryLine.Verb,
    at: datetime,
    *,
    moves: Moves | None = None,
    staff: User | None = None,
    by_clock: bool = False,
    **details: Any,
) -> HistoryLine:
    """One step, not written yet. Without staff or the clock it was the participant's."""
    by = HistoryLine.By.PARTICIPANT
    if staff:
        by = HistoryLine.By.STAFF
    elif by_clock:
        by = HistoryLine.By.CLOCK
    if moves and any(moves.rooms.values()):
        details["rooms"] = {mode: counts for mode, counts in moves.rooms.items() if any(counts)}
        details["queue"] = {
            mode: {str(number): step for number, step in claims.items() if step}
            for mode, claims in moves.queue.items()
            if any(claims.values())
        }
    return HistoryLine(
        intake=intake,
        registration=registration,
        verb=verb,
        at=at,
        by=by,
        staff=staff,
        seats=moves.seats if moves else 0,
        waiting=moves.waiting if moves else 0,
        details={name: value for name, value in details.items() if value},
    )


def remember(*args: Any, **kwargs: Any) -> HistoryLine:
    """Write one step; the arguments are those of `history_line`."""
    line = history_line(*args, **kwargs)
    line.save(force_insert=True)
    return line


def letters_about(
    registration: Registration,
    kind: Kind,
    at: datetime,
    people: Sequence[Participant] = (),
    **facts: Any,
) -> list[Letter]:
    """The contact person's letter about `people`, and those of them with own addresses.

    The letter keeps their keys in `facts["people"]`: whoever's seat is given back later stays
    named in it. Of a cancellation that leaves others their seats, the contact person hears as
    of a correction, with how many have left: their names may be erased in this very step.
    """
    if registration.awaits_address and kind not in _TO_THE_UNCONFIRMED:
        return []
    if people:
        facts["people"] = [person.pk for person in people]
    is_partial = kind == Kind.CANCELLED and not registration.is_cancelled
    if is_partial:
        rows = [letters.row(registration, Kind.CORRECTED, at, left=len(people), **facts)]
    else:
        rows = [letters.row(registration, kind, at, **facts)]
    own_kind = _TOLD_TO_PARTICIPANTS.get(kind)
    if own_kind:
        rows += [
            letters.row(registration, own_kind, at, participant=participant, **facts)
            for participant in _with_own_pages(registration, people)
        ]
    return rows


def tell(
    registration: Registration,
    kind: Kind,
    at: datetime,
    people: Sequence[Participant] = (),
    **facts: Any,
) -> None:
    """Put what happened into the outbox, in the transaction in which it happens (rule 5)."""
    Letter.objects.bulk_create(letters_about(registration, kind, at, people, **facts))


def tell_participants(
    registration: Registration,
    people: Sequence[Participant],
    at: datetime,
    kind: Kind = Kind.CONFIRMED,
) -> None:
    """Write to those of `people` who have addresses of their own, and to nobody else."""
    about = letters_about(registration, kind, at, people)
    Letter.objects.bulk_create(letter for letter in about if letter.participant)


def has_own_address(participant: Participant, registration: Registration) -> bool:
    return bool(participant.email) and participant.email != registration.email


def _with_own_pages(
    registration: Registration, people: Sequence[Participant]
) -> Sequence[Participant]:
    """Those who are written to themselves.

    When the contact person's address was never confirmed, only those who have had a letter
    before: nobody can make the site write to strangers.
    """
    own = [person for person in people if has_own_address(person, registration)]
    is_unconfirmed = registration.address_check_until and not registration.address_confirmed_at
    if not (own and is_unconfirmed):
        return own
    known = set(Letter.objects.filter(participant__in=own).values_list("participant", flat=True))
    return [person for person in own if person.pk in known]
