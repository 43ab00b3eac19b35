"""A calendar file (.ics, RFC 5545): each event becomes an announcement with a session."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Calendar

from events import rich_text
from events.imports.facts import CategoryFacts, Facts, SessionFacts, VenueFacts
from events.imports.sheets import CATEGORY
from events.imports.tables import MOST_BYTES, MOST_ROWS, NotATable
from events.models import Session
from museumsite import zones
from museumsite.contents import MEGABYTE
from museumsite.fields import one_line


@dataclass
class Entry:
    """One event of a calendar: what it says, or why it is left."""

    place: str
    facts: Facts | None = None
    left: str = ""
    notes: list[str] = field(default_factory=list)


def entries(content: bytes, *, publishes: bool = False) -> Iterator[Entry]:
    """The events of the file, in its order. Raises `NotATable` when it is no calendar."""
    if len(content) > MOST_BYTES:
        raise NotATable(
            _("The file is larger than %(megabytes)d MB.") % {"megabytes": MOST_BYTES // MEGABYTE}
        )
    if b"BEGIN:VCALENDAR" not in content[:10_000].upper():
        raise NotATable(_("This is not a calendar file (.ics)."))
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        events: list[Any] = [one for calendar in calendars for one in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        reason = str(error).strip().partition("\n")[0][:200]
        raise NotATable(_("The calendar is damaged: %(reason)s") % {"reason": reason}) from error
    if not events:
        raise NotATable(_("The calendar holds no events."))
    if len(events) > MOST_ROWS:
        raise NotATable(
            _("The calendar has more than %(number)d events: part it.") % {"number": MOST_ROWS}
        )
    for number, event in enumerate(events, 1):
        yield _entry(event, number, publishes)


def _entry(event: Any, number: int, publishes: bool) -> Entry:
    title = one_line(_text(event, "SUMMARY"))
    entry = Entry(_("event %(number)d “%(title)s”") % {"number": number, "title": title[:80]})
    if "RECURRENCE-ID" in event:
        entry.left = _("it is one of a row that repeats, moved: make it by hand")
        return entry
    if not title:
        entry.left = _("it has no title")
        return entry
    try:
        session = _session(event, entry.notes)
        session.check()
    except ValidationError as error:
        entry.left = " ".join(error.messages)
        return entry
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        entry.left = _("its date cannot be understood")
        return entry
    if "RRULE" in event or "RDATE" in event:
        entry.notes.append(_("the event repeats: only its first date was taken"))
    uid = one_line(_text(event, "UID")) or f"{title} {session.start_date}"
    entry.facts = Facts(
        source=f"calendar {uid}"[:500],
        title=title[:300],
        category=CategoryFacts(_category(event)),
        body=_body(event),
        appears_at_once=publishes,
        sessions=[session],
    )
    return entry


def _session(event: Any, notes: list[str]) -> SessionFacts:
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else None
    if ends is None and "DURATION" in event:
        ends = starts + event["DURATION"].dt
    place = one_line(_text(event, "LOCATION"))[:250]
    common: dict[str, Any] = {
        "venue": VenueFacts(place) if place and not _is_address(place) else None,
        "mode": Session.Mode.ONLINE if _is_address(place) else Session.Mode.IN_PERSON,
        "is_cancelled": _text(event, "STATUS").upper() == "CANCELLED",
    }
    if not isinstance(starts, datetime):
        # The end of whole days is the day after the last one (RFC 5545, 3.6.1).
        last = ends - timedelta(days=1) if isinstance(ends, date) else starts
        end_date = last if last > starts else None
        return SessionFacts(start_date=starts, end_date=end_date, **common)
    zone = _zone(event, starts, notes)
    first = _wall(starts, zone)
    last_moment = _wall(ends, zone) if isinstance(ends, datetime) and ends != starts else None
    is_later = last_moment is not None and last_moment.date() != first.date()
    return SessionFacts(
        start_date=first.date(),
        start_time=first.time(),
        end_date=last_moment.date() if last_moment and is_later else None,
        end_time=last_moment.time() if last_moment else None,
        zone=zone,
        **common,
    )


def _zone(event: Any, starts: datetime, notes: list[str]) -> str:
    """The zone that the event names; the site's for floating times and for those in UTC."""
    site: str = settings.TIME_ZONE
    if starts.tzinfo is None or starts.tzinfo is UTC:
        return site
    named = str(event["DTSTART"].params.get("TZID", ""))
    for name in (named, str(getattr(starts.tzinfo, "key", "")), str(starts.tzinfo)):
        if zones.is_zone(name) and name != "UTC":
            return name
    if named and named != "UTC":
        notes.append(
            _("the time zone “%(name)s” is not known: the site's was taken") % {"name": named}
        )
    return site


def _wall(moment: datetime, zone: str) -> datetime:
    """What the clocks in `zone` show; a floating time is what they show already."""
    local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
    return local.replace(tzinfo=None, second=0, microsecond=0)


def _category(event: Any) -> str:
    named = event.get("CATEGORIES")
    first = named[0] if isinstance(named, list) and named else named
    names = [one_line(str(name)) for name in getattr(first, "cats", [])]
    return next((name[:100] for name in names if name), CATEGORY)


def _body(event: Any) -> str:
    """The description with its address below, unless that stands in it."""
    text, address = _text(event, "DESCRIPTION"), _text(event, "URL")
    if _is_address(address) and address not in text:
        text = f"{text}\n\n{address}"
    return rich_text.from_plain(text.strip()[:100_000])


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _text(event: Any, name: str) -> str:
    value = event.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value).strip()
