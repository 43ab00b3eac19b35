"""Calendar entries that go with letters, so that people's calendars follow (RFC 5545, 5546).

One entry has one UID for each registration, or for each participant with letters of their own;
every later letter about it has a larger SEQUENCE, and a calendar that knows the UID replaces
what it had. When the seat or the session is gone, METHOD:CANCEL takes the entry out again.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vGeo

from events.models import Session
from museumsite import moments
from museumsite.pages import site_name
from registrations.letters.marks import absolute
from registrations.models import Kind, Letter, Participant, Registration

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
_BRING = {
    Kind.CONFIRMED,
    Kind.WAITING,
    Kind.PROMOTED,
    Kind.APPROVED,
    Kind.CORRECTED,
    Kind.PARTICIPANT,
    Kind.CHANGED,
}
_TAKE_AWAY = {
    Kind.CANCELLED,
    Kind.DECLINED,
    Kind.OFFER_LAPSED,
    Kind.LIST_CLOSED,
    Kind.ADDRESS_LAPSED,
    Kind.SESSION_CANCELLED,
    Kind.CORRECTED,
}


@dataclass(frozen=True)
class Attendee:
    """Whose calendar it is for."""

    name: str
    email: str


def session_calendar(
    session: Session,
    *,
    uid: str,
    sequence: int,
    method: str,
    attendee: Attendee | None = None,
) -> bytes:
    """The entry of `session` as a whole calendar file, in the language that is active.

    Times are by the session's clock, whose changes are described in the file; a session
    whose time is not known is a whole day. REQUEST and CANCEL are for one `attendee`, PUBLISH
    for anybody. The organiser is who sends our letters: calendars follow only the same one.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_HOST}//museumsite//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(session, uid, sequence, method, attendee))
    if session.start_time:
        last = session.ends_at.astimezone(session.zoneinfo).date()
        calendar.add_missing_timezones(session.start_date, last + timedelta(days=1))
    content: bytes = calendar.to_ical()
    return content


def calendar_uid(registration: Registration, participant: Participant | None = None) -> str:
    """The name by which calendars know this entry again."""
    owner = f"-{participant.pk}" if participant else ""
    return f"registration-{registration.pk}{owner}@{settings.SITE_HOST}"


def calendar_sequence(
    registration: Registration, participant: Participant | None = None, before: int | None = None
) -> int:
    """How many letters with an entry may have gone to this person before letter `before`.

    By the order of the outbox, not by what was sent: two workers cannot give one number twice.
    """
    letters = Letter.objects.filter(
        registration=registration, participant=participant, kind__in=_BRING | _TAKE_AWAY
    )
    if before is not None:
        letters = letters.filter(pk__lt=before)
    return letters.count()


def calendar_of(letter: Letter) -> str:
    """The entry that goes with `letter`, in the registration's language; "" when none does."""
    method = _method_of(letter)
    if not method:
        return ""
    registration, participant = letter.registration, letter.participant
    name = participant.name if participant else registration.contact_name
    with translation.override(registration.language):
        return session_calendar(
            registration.intake.session,
            uid=calendar_uid(registration, participant),
            sequence=calendar_sequence(registration, participant, before=letter.pk),
            method=method,
            attendee=Attendee(name, letter.to),
        ).decode()


def method_in(calendar: str) -> str:
    """The method of an entry made here: a line of its own, not a word in somebody's name."""
    return CANCEL if f"METHOD:{CANCEL}" in calendar.splitlines() else REQUEST


def _method_of(letter: Letter) -> str:
    """REQUEST while there is a seat, CANCEL when there was one; "" when there is nothing to say."""
    registration = letter.registration
    people = registration.participants.filter(seat=Participant.Seat.SEATED)
    if letter.participant:
        people = people.filter(pk=letter.participant.pk)
    is_held = not registration.intake.session.is_cancelled
    if is_held and letter.kind != Kind.SESSION_CANCELLED and people.exists():
        return REQUEST if letter.kind in _BRING else ""
    if letter.kind in _TAKE_AWAY and _has_entry(letter):
        return CANCEL
    return ""


def _has_entry(letter: Letter) -> bool:
    """Whether the latest entry this person was sent still stands in the calendar."""
    earlier = Letter.objects.filter(
        registration=letter.registration, participant=letter.participant, pk__lt=letter.pk
    )
    latest = earlier.exclude(calendar="").order_by("pk").last()
    return latest is not None and method_in(latest.calendar) == REQUEST


def _event(
    session: Session, uid: str, sequence: int, method: str, attendee: Attendee | None
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", moments.now())
    event.add("summary", session.name)
    for name, value in _times(session).items():
        event.add(name, value)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("url", absolute(session.get_absolute_url()))
    event.add("description", _description(session))
    venue = session.venue
    if venue:
        place = ", ".join(filter(None, [str(venue), venue.address]))
        event.add("location", place)
        if venue.latitude is not None and venue.longitude is not None:
            event.add("geo", vGeo((float(venue.latitude), float(venue.longitude))))
    elif session.mode == Session.Mode.ONLINE:
        event.add("location", _("online"))
    if attendee:
        event.add("organizer", _organiser(), encode=False)
        event.add("attendee", _attendee(attendee), encode=False)
    return event


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


def _description(session: Session) -> str:
    announcement = session.announcement
    contact = announcement.contact
    lines = [announcement.title if session.title else "", announcement.lead]
    if contact:
        said = ", ".join(filter(None, [contact.name, contact.phone, contact.email]))
        lines.append(_("Questions are answered by %(contact)s.") % {"contact": said})
    lines.append(absolute(session.get_absolute_url()))
    return "\n".join(line for line in lines if line)


def _organiser() -> vCalAddress:
    return _address(site_name(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _attendee(attendee: Attendee) -> vCalAddress:
    """Who signed up has accepted: no calendar need ask, or write to anybody about it."""
    parameters = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return _address(attendee.name, attendee.email, **parameters)


def _address(name: str, email: str, **parameters: Any) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        # A parameter holds neither quotes nor line breaks, not even escaped ones.
        parameters["CN"] = " ".join(name.replace('"', "").split())
    for parameter, value in parameters.items():
        address.params[parameter] = value
    return address
