"""Can one sign up, and until when does that answer hold?

The one place that compares dates with the clock for sign-up (design.md, rule 2). Pages,
buttons, letters, admin columns and the desk ask here. Pure: no database, no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q


class StateName(StrEnum):
    """The values of `data-state` on a page (design.md, «From outside»)."""

    SOON = "soon"
    OPEN = "open"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Room:
    """The seats of one way to attend: the hall, or the places online. All numbers are seats."""

    mode: str  # a `Participant.Mode`
    capacity: int | None  # None: as many as come
    taken: int
    waiting: int = 0

    @property
    def left(self) -> int | None:
        """Free seats, never below zero; None when they are not limited."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_free(self) -> bool:
        """Whether a newcomer finds a seat: while anyone waits, newcomers join the end (rule 4)."""
        return self.waiting == 0 and self.left != 0

    def seats_for(self, people: int) -> bool:
        """Whether `people` newcomers find seats, all of them."""
        return self.is_free and (self.left is None or self.left >= people)


@dataclass(frozen=True)
class Facts:
    """What the answer depends on. Moments are UTC instants."""

    opens_at: datetime
    closes_at: datetime
    rooms: Sequence[Room]  # one, or two of a hybrid session
    has_waiting_list: bool = False
    promotes_until: datetime | None = None  # None: as long as one can sign up
    is_cancelled: bool = False

    @property
    def capacity(self) -> int | None:
        """Seats in all; None when there is a room without a limit."""
        limits = [room.capacity for room in self.rooms]
        return None if None in limits else sum(limit for limit in limits if limit is not None)

    @property
    def taken(self) -> int:
        return sum(room.taken for room in self.rooms)

    @property
    def waiting(self) -> int:
        """People on the waiting list."""
        return sum(room.waiting for room in self.rooms)

    @property
    def seats_left(self) -> int | None:
        """Free seats in all; None when there is a room without a limit."""
        left = [room.left for room in self.rooms]
        return None if None in left else sum(seats for seats in left if seats is not None)

    def room(self, mode: str) -> Room | None:
        """The room of one way to attend; None when the session does not offer it."""
        return next((room for room in self.rooms if room.mode == mode), None)

    def closing_no_earlier_than(self, until: datetime) -> "Facts":
        """The same for somebody who was given more time."""
        return replace(self, closes_at=max(self.closes_at, until))

    def promotes_at(self, at: datetime) -> bool:
        """Whether the waiting list still moves at `at`, and one can still join it."""
        return self.promotes_until is None or at < self.promotes_until


@dataclass(frozen=True)
class State:
    """The answer, and the moment at which time alone changes it (None: never)."""

    name: StateName
    until: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a form sent now can take a seat."""
        return self.name is StateName.OPEN

    @property
    def takes_forms(self) -> bool:
        """Whether a form sent now can be accepted: for a seat or for the waiting list."""
        return self.name in {StateName.OPEN, StateName.WAITING}


def state_of(facts: Facts, at: datetime) -> State:
    """Whether one can sign up at the moment `at`. Open means `opens_at <= at < closes_at`."""
    if facts.is_cancelled:
        return State(StateName.CANCELLED, None)
    if at >= facts.closes_at:
        return State(StateName.CLOSED, None)
    if at < facts.opens_at:
        return State(StateName.SOON, facts.opens_at)
    return State(_name_while_open(facts, at), _next_change(facts, at))


def _name_while_open(facts: Facts, at: datetime) -> StateName:
    """Open while any room is free: one that is full does not close the other."""
    if any(room.is_free for room in facts.rooms):
        return StateName.OPEN
    if facts.has_waiting_list and facts.promotes_at(at):
        return StateName.WAITING
    return StateName.FULL


def _next_change(facts: Facts, at: datetime) -> datetime:
    """The deadline; before it the moment the waiting list stops, when that changes the answer."""
    is_waiting = _name_while_open(facts, at) is StateName.WAITING
    if is_waiting and facts.promotes_until is not None:
        return min(facts.closes_at, facts.promotes_until)
    return facts.closes_at


def within_period(at: datetime) -> Q:
    """The same half-open interval for a query on intakes; who is full or cancelled is not asked."""
    return Q(opens_at__lte=at, closes_at__gt=at)
