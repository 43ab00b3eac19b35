"""Wall clocks and moments: what staff type in a zone, what we store in UTC, what time it is.

A moment is an aware datetime in UTC. A wall-clock value is a date and a time somebody typed
for a place. Only this module turns one into the other (design.md, rule 1).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoSuchTime(ValidationError):
    """The typed time is skipped that day: the clocks go forward over it."""

    def __init__(self, typed: datetime) -> None:
        super().__init__(
            _("There is no %(time)s on that day: the clocks go forward. Choose another time."),
            code="no_such_time",
            params={"time": f"{typed:%H:%M}"},
        )


class TwiceThatDay(ValidationError):
    """The typed time happens twice that day: the clocks go back over it."""

    def __init__(self, typed: datetime) -> None:
        super().__init__(
            _("%(time)s happens twice on that day: the clocks go back. Choose another time."),
            code="twice_that_day",
            params={"time": f"{typed:%H:%M}"},
        )


def moment_of(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the clocks in `zone` show `wall_time` on `day`.

    Raises `NoSuchTime` or `TwiceThatDay` when a change of the clocks makes the answer
    impossible or ambiguous, rather than choosing for the person who typed it.
    """
    typed = datetime.combine(day, wall_time)
    first = typed.replace(tzinfo=zone, fold=0)
    second = typed.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    # In a gap the first reading uses the offset from before it, so it comes back changed.
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != typed:
        raise NoSuchTime(typed)
    raise TwiceThatDay(typed)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Midnight, 00:00 with fold 0, of `day` in `zone`, in UTC. Never refuses.

    Where the clocks skip midnight itself (Beirut, Cairo), this is the instant of the jump:
    the day begins at 01:00 there, and the arithmetic of fold 0 gives that very instant.
    """
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def moment_near(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of `wall_time` on `day` in `zone`, for times the site chooses itself.

    Never refuses: a time that is skipped is the one as far after the jump, of a repeated one
    the first is meant.
    """
    return datetime.combine(day, wall_time, tzinfo=zone).astimezone(UTC)


def opening_moment(day: date, wall_time: time | None, zone: ZoneInfo) -> datetime:
    """The first instant of what begins on `day`, in UTC: at `wall_time`, or with the day.

    Raises as `moment_of` for a typed time; never for a day alone.
    """
    return start_of_day(day, zone) if wall_time is None else moment_of(day, wall_time, zone)


def closing_moment(day: date, wall_time: time | None, zone: ZoneInfo) -> datetime:
    """The first instant at which what was open until then is closed, in UTC.

    `day` and `wall_time` are wall-clock values in `zone`, as staff typed them. Without a
    time the whole of `day` is included: the answer is the next local midnight, fold 0
    (design.md, rule 1). Raises as `moment_of` for a typed time; never for a day alone.
    """
    if wall_time is None:
        return start_of_day(day + timedelta(days=1), zone)
    return moment_of(day, wall_time, zone)


_stopped_at: datetime | None = None


def now() -> datetime:
    """The current instant in UTC, by this process's clock. Read it once, at the door of a page."""
    return _stopped_at or timezone.now()


def now_under_lock() -> datetime:
    """The current instant in UTC, for a decision made while a lock is held.

    PostgreSQL is asked for `clock_timestamp()`, in a statement of its own: `now()` there is
    the start of the transaction, which may be seconds old after a wait for the lock, and
    several web machines share that one clock. SQLite has no server, so the process decides.
    """
    if _stopped_at is None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment.astimezone(UTC)
    return now()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop both clocks of this process at `moment` (aware), for tests."""
    global _stopped_at
    before, _stopped_at = _stopped_at, moment
    try:
        yield
    finally:
        _stopped_at = before
