"""Sessions as calendar programs read them (RFC 5545, RFC 7986).

One session is one VEVENT, made here for everybody: for the feeds, and for the entries that go
with the letters of those who have signed up (`registrations/letters/calendar.py`).

Why it is so:
- Feeds have no METHOD. With one they would be messages between people (RFC 5546), with an
  organiser; without, DTSTAMP is the moment of the last change, and a feed in which nothing has
  changed is the same bytes.
- SEQUENCE counts changes of a session's own title, time, place and of its cancellation (RFC 5546,
  2.1.4). Another name of the venue or a line of the programme moves DTSTAMP alone, which decides
  between equal numbers (2.1.5).
- A session whose announcement was withdrawn leaves the feeds, and so the calendars that follow
  them: taken down is not cancelled, and saying so would be untrue.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vGeo, vUri

from events.counterparts import Told
from events.models import Announcement, Session
from events.programme import programme_lines
from museumsite.pages import absolute

if TYPE_CHECKING:
    from django.db import models

REFRESH = timedelta(hours=1)
_FORM = 1  # of what is made here: to be raised when the same rows give another calendar
COLOUR = "darkred"  # the nearest name in CSS to the site's own red


@dataclass(frozen=True)
class Feed:
    """What a calendar of many sessions is called, and where it comes from."""

    name: str
    description: str
    source: str  # its own address, whole
    page: str  # the page for people, whole


def session_uid(session: Session) -> str:
    """The name by which calendars know this session again."""
    return f"session-{session.pk}@{settings.SITE_HOST}"


def changed_at(session: Session, told: Told) -> datetime:
    """The latest change of anything an entry tells, as far as its rows know."""
    pages = (session.announcement, told.announcement)
    rows = (session, *pages, told.announcement.contact, told.announcement.category, session.venue)
    moments = [row.updated_at for row in rows if row]
    moments += [page.published_at for page in pages if page.published_at]
    return max(moments)


def fingerprint(feed: Feed, sessions: Mapping[Session, Told]) -> str:
    """What changes with anything that `feed_calendar` would tell of these, and is made far sooner.

    It reads every column that was loaded: one too many makes programs fetch once more, one too
    few would hide a change from them.
    """
    rows = [_rows_told(session, told) for session, told in sessions.items()]
    said = repr((_FORM, get_language(), settings.SITE_URL, feed, rows))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def feed_calendar(feed: Feed, sessions: Mapping[Session, Told]) -> bytes:
    """`sessions` as one calendar to subscribe to, in the language that is active."""
    calendar = _empty_calendar()
    _add_name(calendar, feed)
    for session, told in sessions.items():
        calendar.add_component(_public_event(session, told))
    _add_zones(calendar, sessions)
    if not calendar.subcomponents:  # an empty calendar is none (RFC 5545, 3.6)
        calendar.add_component(_site_zone())
    content: bytes = calendar.to_ical()
    return content


def whole_calendar(event: Event, session: Session, method: str) -> bytes:
    """A message with the one `event` of `session` (RFC 5546)."""
    calendar = _empty_calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    _add_zones(calendar, [session])
    content: bytes = calendar.to_ical()
    return content


def session_event(
    session: Session, told: Told, *, uid: str, sequence: int, stamp: datetime
) -> Event:
    """What anybody may know of `session`: when, where, what; without its status."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamp)
    event.add("summary", _text(told.name))
    for name, value in _times(session).items():
        event.add(name, value)
    event.add("url", absolute(told.url))
    event.add("description", _text(_description(session, told)))
    _add_place(event, session)
    return event


def _rows_told(session: Session, told: Told) -> list[list[Any]]:
    page = told.announcement
    rows: list[models.Model | None] = [session, page, page.category, page.contact, session.venue]
    return [
        [row.__dict__.get(field.attname) for field in row._meta.concrete_fields]
        for row in (*rows, *session.programme.all())
        if row is not None
    ]


def _public_event(session: Session, told: Told) -> Event:
    stamp = changed_at(session, told)
    if session.is_cancelled:  # many programs show the name and not the status
        told = replace(told, name=_("Cancelled: %(title)s") % {"title": told.name})
    uid = session_uid(session)
    event = session_event(session, told, uid=uid, sequence=session.sequence, stamp=stamp)
    event.add("last-modified", stamp)
    event.add("categories", [str(told.announcement.category)])
    event.add("class", "PUBLIC")
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    return event


def _empty_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_HOST}//museumsite//")
    calendar.add("version", "2.0")
    return calendar


def _add_name(calendar: Calendar, feed: Feed) -> None:
    """By RFC 7986, and by the names that programs knew before it."""
    name, description = _text(feed.name), _text(feed.description)
    for new, old, words in (
        ("name", "x-wr-calname", name),
        ("description", "x-wr-caldesc", description),
    ):
        calendar.add(new, words)
        calendar.add(old, words)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("url", vUri(feed.page))
    calendar.add("source", vUri(feed.source, params={"VALUE": "URI"}))
    calendar.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("color", COLOUR)


def _add_zones(calendar: Calendar, sessions: Collection[Session]) -> None:
    """Describe the clocks by which `sessions` are told, for the days on which they are held."""
    timed = [session for session in sessions if session.start_time]
    if timed:
        first = min(session.start_date for session in timed)
        last = max(session.ends_at.astimezone(session.zoneinfo).date() for session in timed)
        calendar.add_missing_timezones(first, last + timedelta(days=1))


def _site_zone() -> Timezone:
    year = date(2024, 1, 1)
    return Timezone.from_tzid(settings.TIME_ZONE, first_date=year, last_date=year)


def _times(session: Session) -> dict[str, date | datetime]:
    """Wall-clock times in the zone; whole days, the last one excluded, without a time.

    Nobody has said when a session ends that has only a beginning: the entry does not, either.
    """
    if session.start_time is None:
        return {
            "dtstart": session.start_date,
            "dtend": session.last_date + timedelta(days=1),
        }
    zone = session.zoneinfo
    times: dict[str, date | datetime] = {"dtstart": session.starts_at.astimezone(zone)}
    if session.end_time or session.last_date > session.start_date:
        times["dtend"] = session.ends_at.astimezone(zone)
    return times


def _add_place(event: Event, session: Session) -> None:
    venue = session.venue
    if venue:
        place = ", ".join(filter(None, [str(venue), venue.local_address]))
        event.add("location", _text(place))
        if venue.latitude is not None and venue.longitude is not None:
            event.add("geo", vGeo((float(venue.latitude), float(venue.longitude))))
    elif session.mode == Session.Mode.ONLINE:
        event.add("location", _("online"))


def _description(session: Session, told: Told) -> str:
    announcement = told.announcement
    parts = [
        announcement.title if told.is_own else "",
        announcement.lead,
        *programme_lines(session),
        _questions_to(announcement),
        absolute(told.url),
    ]
    return "\n".join(part for part in parts if part)


def _questions_to(announcement: Announcement) -> str:
    contact = announcement.contact
    if contact is None:
        return ""
    said = ", ".join(filter(None, [contact.name, contact.phone, contact.email]))
    return _("Questions are answered by %(contact)s.") % {"contact": said}


def _text(typed: str) -> str:
    """`typed` without what no calendar may hold: control characters and halves of characters."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        one for one in lines if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cs"}
    )
