"""A session's programme as people read it: day by day, in the order of the clock."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from events.models import ProgrammeItem, Session
from museumsite import wording


@dataclass(frozen=True)
class ProgrammeDay:
    """What happens on one day, by the session's clock."""

    date: date
    items: list[ProgrammeItem]

    @property
    def has_clock(self) -> bool:
        """Whether any item has a time: else a column of them would stand empty."""
        return any(item.starts for item in self.items)

    @property
    def has_kinds(self) -> bool:
        return any(item.kind for item in self.items)


def programme_of(session: Session) -> list[ProgrammeDay]:
    """The days of `session` that have a programme; one query, none when it was prefetched."""
    items = sorted(session.programme.all(), key=_place)
    by_days = groupby(items, key=ProgrammeItem.date_held)
    return [ProgrammeDay(day, list(rows)) for day, rows in by_days]


def clock_of(item: ProgrammeItem) -> str:
    """«10:00–11:30», «10:00», or nothing when no time is known yet."""
    if item.starts is None:
        return ""
    starts = wording.clock(item.starts)
    return f"{starts}–{wording.clock(item.ends)}" if item.ends else starts


def programme_lines(session: Session) -> list[str]:
    """The same in plain text, for calendars: a line for each item, days as headings."""
    days = programme_of(session)
    lines = [_("Programme")] if days else []
    for day in days:
        if len(days) > 1 or day.date != session.start_date:
            lines.append(f"{wording.day_and_month(day.date)}, {wording.weekday(day.date)}")
        lines += [_in_one_line(item) for item in day.items]
    return lines


def move_programme(session: Session, by: timedelta) -> int:
    """Let the items with days of their own go along with a session that begins `by` later.

    How many went. Items without a day stay on the session's first day by themselves.
    """
    items = list(session.programme.exclude(day=None)) if by else []
    for item in items:
        item.day = item.day + by if item.day else None
    ProgrammeItem.objects.bulk_update(items, ["day"])
    return len(items)


def _place(item: ProgrammeItem) -> tuple[date, bool, time, int]:
    """Within a day what has no time comes first, as staff typed it."""
    return item.date_held(), item.starts is not None, item.starts or time.min, item.pk or 0


def _in_one_line(item: ProgrammeItem) -> str:
    who = f" — {item.speaker}" if item.speaker else ""
    kind = f" ({item.get_kind_display()})" if item.kind else ""
    return f"{clock_of(item)} {item.title}{who}{kind}".strip()
