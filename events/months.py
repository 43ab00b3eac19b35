"""The calendar's months: which have sessions, what stands on each of their days.

A session belongs to the days it is held on by its own clock, whatever day the site's clock
shows at that moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce

from events.models import Session, SessionQuerySet

MONTH_SESSIONS = 300  # that one page shows
_LAST_DAY = Coalesce("end_date", "start_date")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, from 1 to 12."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        return type(self)(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Self:
        return self.of(self.first - timedelta(days=1))


@dataclass(frozen=True)
class Around:
    """The nearest months with sessions before and after one month; None when there is none."""

    before: Month | None
    after: Month | None


@dataclass(frozen=True)
class Entry:
    """A session on one of its days."""

    session: Session
    number: int  # of the day, from 1
    days: int  # how many there are

    @property
    def goes_on(self) -> bool:
        """Whether it has begun on an earlier day."""
        return self.number > 1


@dataclass(frozen=True)
class Day:
    date: date
    is_of_month: bool
    entries: list[Entry]


def held_in(sessions: SessionQuerySet, month: Month) -> SessionQuerySet:
    """Those of `sessions` that are held on some day of `month`, in the order of their beginning."""
    found = sessions.annotate(last_day=_LAST_DAY)
    found = found.filter(start_date__lte=month.last, last_day__gte=month.first)
    return found.order_by("start_date", F("start_time").asc(nulls_first=True), "pk")


def first_and_last(sessions: SessionQuerySet) -> tuple[Month, Month] | None:
    """The first and the last month with `sessions`; None without any. One query."""
    days = sessions.aggregate(first=Min("start_date"), last=Max(_LAST_DAY))
    if days["first"] is None:
        return None
    return Month.of(days["first"]), Month.of(days["last"])


def around(sessions: SessionQuerySet, month: Month) -> Around:
    """Where «previous» and «next» lead from `month`: empty months are skipped. One query.

    A session is held on every day between its first and its last, so the nearest day with one
    before this month is the last day of some session, or the eve of the month.
    """
    days = sessions.annotate(last_day=_LAST_DAY).aggregate(
        before=Max("last_day", filter=Q(start_date__lt=month.first)),
        after=Min("start_date", filter=Q(last_day__gt=month.last)),
    )
    before, after = days["before"], days["after"]
    return Around(
        before=Month.of(min(before, month.previous.last)) if before else None,
        after=Month.of(max(after, month.next.first)) if after else None,
    )


def weeks_of(month: Month, sessions: Iterable[Session]) -> list[list[Day]]:
    """The weeks of `month` from Monday to Sunday, with the days of its neighbours, empty."""
    entries = _entries_by_day(month, sessions)
    day = month.first - timedelta(days=month.first.weekday())
    weeks: list[list[Day]] = []
    while day <= month.last:
        week = [day + timedelta(days=number) for number in range(7)]
        weeks.append([Day(one, Month.of(one) == month, entries.get(one, [])) for one in week])
        day += timedelta(days=7)
    return weeks


def days_of(month: Month, sessions: Iterable[Session]) -> list[Day]:
    """The days of `month` on which something is held."""
    return [
        Day(day, is_of_month=True, entries=entries)
        for day, entries in sorted(_entries_by_day(month, sessions).items())
    ]


def _entries_by_day(month: Month, sessions: Iterable[Session]) -> dict[date, list[Entry]]:
    """What begins on a day stands before what goes on."""
    found: dict[date, list[Entry]] = {}
    for session in sessions:
        days = (session.last_date - session.start_date).days + 1
        day = max(session.start_date, month.first)
        while day <= min(session.last_date, month.last):
            number = (day - session.start_date).days + 1
            found.setdefault(day, []).append(Entry(session, number, days))
            day += timedelta(days=1)
    for entries in found.values():
        entries.sort(key=lambda entry: entry.goes_on)  # keeps the order otherwise
    return found
