"""Examples of the calendar and the programme for the style guide: rows that are never saved."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import template

from events.models import Announcement, ProgrammeItem, Session
from events.months import Month, days_of, weeks_of

register = template.Library()
_TODAY = date(2024, 9, 12)


@register.simple_tag
def calendar_examples() -> dict[str, Any]:
    """A month with a session of several days, a cancelled one, one elsewhere; a programme."""
    long = _session(1, "Стратегическая сессия", day=14, end_date=date(2024, 9, 15))
    cancelled = _session(2, "Ночь в депо", day=12, start_time=time(20), is_cancelled=True)
    far = _session(3, "Вебинар", day=12, start_time=time(15), zone="Asia/Vladivostok")
    # As if asked for in one query with the session.
    long._prefetched_objects_cache = {"programme": _programme(long)}  # type: ignore[attr-defined]
    month, sessions = Month.of(_TODAY), [long, cancelled, far]
    return {
        "session": long,
        "nobody": [],  # can be signed up for
        "today": _TODAY,
        "month": month,
        "weeks": weeks_of(month, sessions),
        "days": days_of(month, sessions),
    }


def _session(number: int, title: str, *, day: int, **fields: Any) -> Session:
    announcement = Announcement(pk=number, title=title, slug=f"example-{number}")
    announcement.published_at = datetime(2024, 8, 13, tzinfo=UTC)
    session = Session(pk=number, announcement=announcement, start_date=date(2024, 9, day), **fields)
    session.starts_at, session.ends_at = session.derived_moments()
    return session


def _programme(session: Session) -> list[ProgrammeItem]:
    kinds = ProgrammeItem.Kind
    lines: list[tuple[int, time, time | None, str, str, str]] = [
        (14, time(10), time(10, 30), "Открытие", "Королёв Аркадий Васильевич", kinds.BUSINESS),
        (14, time(10, 30), time(12), "Каким посетитель ждёт музей", "", kinds.EDUCATION),
        (15, time(11), None, "Прогулка по крепости", "", kinds.CULTURE),
    ]
    return [
        ProgrammeItem(
            pk=number,
            session=session,
            day=date(2024, 9, day),
            starts=starts,
            ends=ends,
            title=title,
            speaker=speaker,
            kind=kind,
        )
        for number, (day, starts, ends, title, speaker, kind) in enumerate(lines, 1)
    ]
