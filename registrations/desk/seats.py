"""Who gets a seat and who waits: asked and answered under the lock of the intake.

The one place that takes a seat, gives it back, or passes it on (design.md, rules 3 and 4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Max, QuerySet

from registrations import refusals
from registrations.desk.record import Moves, history_line, letters_about
from registrations.models import HistoryLine, Intake, Kind, Letter, Participant, Registration
from registrations.state import Facts, Room

Seat = Participant.Seat
MOST_IN_A_CLAIM = 100  # the largest delegation an intake can allow


@dataclass
class SeatPlan:
    """The seats of a locked intake, counted once, and kept true while they change hands."""

    intake: Intake
    at: datetime
    facts: Facts

    @classmethod
    def of(cls, locked: Intake, at: datetime) -> "SeatPlan":
        """Count the seats in a statement of its own, after the lock (rule 4)."""
        return cls(locked, at, locked.facts())

    def claim(
        self,
        people: Sequence[Participant],
        moves: Moves,
        *,
        accepts_fewer: bool = False,
        accepts_waiting: bool = False,
        beyond_rules: bool = False,
    ) -> None:
        """Give `people`, who are new here, seats or places on the waiting list.

        Those of one mode take seats all together, unless fewer will do; while anybody waits
        they join the end. Raises `Full` when there is neither a seat nor a list, `WouldWait`
        when the list was not agreed to, `NotOffered` for a way to attend that is not.
        """
        seated, waiting = self._divided(people, accepts_fewer, beyond_rules)
        if waiting:
            self._require_waiting_list(waiting, accepts_waiting)
        for participant in seated:
            self.place(participant, moves, Seat.SEATED)
        number = self._next_number() if waiting else None
        for participant in waiting:
            self.place(participant, moves, Seat.WAITING, queue_number=number)

    def await_approval(
        self, people: Sequence[Participant], moves: Moves, mode: str | None = None
    ) -> None:
        """Let `people` hold no seat until a colleague has decided. Raises `NotOffered`."""
        for participant in people:
            self._room(mode or participant.mode)
            self.place(participant, moves, Seat.PENDING, mode=mode)

    def place(
        self,
        participant: Participant,
        moves: Moves,
        seat: Participant.Seat,
        *,
        queue_number: int | None = None,
        offered_until: datetime | None = None,
        mode: str | None = None,
    ) -> None:
        """Move one participant, and keep the rooms true."""
        if participant.pk:
            self._count(participant, -1)
        moves.move(
            participant, seat, queue_number=queue_number, offered_until=offered_until, mode=mode
        )
        self._count(participant, 1)

    def switch(self, participant: Participant, moves: Moves, mode: str) -> None:
        """Attend in the other way, if it has a free seat now. Raises `Full`, `NotOffered`."""
        if participant.seat == Seat.PENDING:
            self.await_approval([participant], moves, mode)
            return
        self.require_seats(mode, 1)
        self.place(participant, moves, Seat.SEATED, mode=mode)

    def require_seats(self, mode: str, people: int) -> None:
        """Raises `Full` when `people` newcomers do not find seats, `NotOffered`."""
        room = self._room(mode)
        if not room.seats_for(people):
            raise refusals.Full(_left_for_newcomers(room))

    def pass_on_freed_seats(self) -> None:
        """Give every free seat to the waiting list, in strict order, and write all of it.

        A head that does not fit and will not take fewer holds the line. Nobody moves up once
        the list has ended or the session is cancelled.
        """
        if self.facts.is_cancelled or not self.facts.promotes_at(self.at):
            return
        promoted: dict[int, list[Participant]] = {}
        moves: dict[int, Moves] = {}
        for room in self.facts.rooms:
            for participant in list(self._next_in_line(room)):
                key = participant.registration_id
                self._promote(participant, moves.setdefault(key, Moves()))
                promoted.setdefault(key, []).append(participant)
        if promoted:
            self._write(promoted, moves)

    def _divided(
        self, people: Sequence[Participant], accepts_fewer: bool, beyond_rules: bool
    ) -> tuple[list[Participant], list[Participant]]:
        seated: list[Participant] = []
        waiting: list[Participant] = []
        for mode in dict.fromkeys(participant.mode for participant in people):
            group = [participant for participant in people if participant.mode == mode]
            room = self._room(mode)
            if beyond_rules or room.seats_for(len(group)):
                seated += group
            elif accepts_fewer and self.intake.has_waiting_list and room.is_free:
                seated += group[: room.left]
                waiting += group[room.left :]
            else:
                waiting += group
        return seated, waiting

    def _require_waiting_list(self, waiting: Sequence[Participant], accepted: bool) -> None:
        room = self._room(waiting[0].mode)
        left = _left_for_newcomers(room)
        if not (self.intake.has_waiting_list and self.facts.promotes_at(self.at)):
            raise refusals.Full(left)
        if not accepted:
            position = _claims(self._waiting(room.mode)) + 1
            raise refusals.WouldWait(seats_left=left, position=position)

    def position_of(self, participant: Participant) -> int:
        """The number in the queue of somebody who waits, counted from one: claims, not people."""
        queue = self._waiting(participant.mode)
        return _claims(queue.filter(queue_number__lte=participant.queue_number))

    def _next_in_line(self, room: Room) -> Iterator[Participant]:
        """Those at the head who can be seated now, for as many seats as there are."""
        if room.waiting == 0 or room.left == 0:
            return
        people = self._waiting(room.mode).select_related("registration")
        left = room.left
        if left is not None:
            people = people[: left + MOST_IN_A_CLAIM]
        for _number, claim in groupby(people, key=lambda person: person.queue_number):
            group = list(claim)
            if left is None or len(group) <= left:
                yield from group
                left = None if left is None else left - len(group)
                continue
            if group[0].registration.accepts_fewer:
                yield from group[:left]
            return

    def _promote(self, participant: Participant, moves: Moves) -> None:
        if not self.intake.offers_at(self.at):
            self.place(participant, moves, Seat.SEATED)
            return
        hours = timedelta(hours=self.intake.offer_hours)
        until = min(self.at + hours, self.intake.promotes_until)
        # The number stays: whoever turns a seat down for now has not moved anybody else.
        self.place(
            participant,
            moves,
            Seat.OFFERED,
            queue_number=participant.queue_number,
            offered_until=until,
        )

    def _write(self, promoted: dict[int, list[Participant]], moves: dict[int, Moves]) -> None:
        """Seats, history and letters of everybody who moved up, in a fixed number of queries."""
        is_offer = self.intake.offers_at(self.at)
        verb = HistoryLine.Verb.OFFERED if is_offer else HistoryLine.Verb.PROMOTED
        kind = Kind.OFFERED if is_offer else Kind.PROMOTED
        moved = [person for step in moves.values() for person in step.moved]
        # All have moved to the same: one plain statement, where a thousand would be a long CASE.
        same = ("seat", "offered_until") if is_offer else ("seat", "offered_until", "queue_number")
        Participant.objects.filter(pk__in=[person.pk for person in moved]).update(
            **{field: getattr(moved[0], field) for field in same}
        )
        lines, rows = [], []
        for key, people in promoted.items():
            registration: Registration = people[0].registration
            lines.append(
                history_line(
                    self.intake, registration, verb, self.at, moves=moves[key], by_clock=True
                )
            )
            rows += letters_about(registration, kind, self.at, people)
        HistoryLine.objects.bulk_create(lines)
        Letter.objects.bulk_create(rows)

    def _waiting(self, mode: str) -> "QuerySet[Participant]":
        return Participant.objects.waiting().filter(registration__intake=self.intake, mode=mode)

    def _next_number(self) -> int:
        last = Participant.objects.filter(registration__intake=self.intake).aggregate(
            last=Max("queue_number")
        )["last"]
        return (last or 0) + 1

    def _room(self, mode: str) -> Room:
        room = self.facts.room(mode)
        if room is None:
            raise refusals.NotOffered
        return room

    def _count(self, participant: Participant, step: int) -> None:
        """In no room when the session is no longer held in this way."""
        taken = step if participant.holds_seat else 0
        waiting = step if participant.seat == Seat.WAITING else 0
        rooms = [
            replace(room, taken=room.taken + taken, waiting=room.waiting + waiting)
            if room.mode == participant.mode
            else room
            for room in self.facts.rooms
        ]
        self.facts = replace(self.facts, rooms=rooms)


def _left_for_newcomers(room: Room) -> int:
    """Behind a head that holds the line there may be free seats, but none for a newcomer."""
    return (room.left or 0) if room.waiting == 0 else 0


def _claims(waiting: "QuerySet[Participant]") -> int:
    """How many claims these people are: those who were named together wait under one number."""
    return waiting.order_by().values("queue_number").distinct().count()
