"""Can one sign up, and until when does that answer hold?

The one place that compares dates with the clock for sign-up (design.md, rule 2). Pages,
buttons, letters, admin columns and the desk ask here. Pure: no database, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q


class StateName(StrEnum):
    """The values of `data-state` on a page (design.md, «From outside»)."""

    SOON = "soon"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Facts:
    """What the answer depends on. Moments are UTC instants, capacity and taken are seats."""

    opens_at: datetime
    closes_at: datetime
    capacity: int | None  # None: as many as come
    taken: int
    is_cancelled: bool = False

    @property
    def seats_left(self) -> int | None:
        """Free seats, never below zero; None when they are not limited."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class State:
    """The answer, and the moment at which time alone changes it (None: never)."""

    name: StateName
    until: datetime | None

    @property
    def is_open(self) -> bool:
        return self.name is StateName.OPEN


def state_of(facts: Facts, at: datetime) -> State:
    """Whether one can sign up at the moment `at`. Open means `opens_at <= at < closes_at`."""
    if facts.is_cancelled:
        return State(StateName.CANCELLED, None)
    if at >= facts.closes_at:
        return State(StateName.CLOSED, None)
    if at < facts.opens_at:
        return State(StateName.SOON, facts.opens_at)
    if facts.seats_left == 0:
        return State(StateName.FULL, facts.closes_at)
    return State(StateName.OPEN, facts.closes_at)


def within_period(at: datetime) -> Q:
    """The same half-open interval for a query on intakes; who is full or cancelled is not asked."""
    return Q(opens_at__lte=at, closes_at__gt=at)
