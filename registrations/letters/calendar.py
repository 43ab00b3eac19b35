"""Calendar entries that go with letters, so that people's calendars follow (RFC 5545, 5546).

One entry has one UID for each registration, or for each participant with letters of their own;
every later letter about it has a larger SEQUENCE, and a calendar that knows the UID replaces
what it had. When the seat or the session is gone, METHOD:CANCEL takes the entry out again.
"""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from icalendar import Event, vCalAddress

from events.calendars import session_event, whole_calendar
from events.counterparts import told
from events.models import Session
from museumsite import moments
from museumsite.pages import site_name
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
    event = _event(session, uid, sequence, method, attendee)
    return whole_calendar(event, session, method)


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
    at = moments.now()
    language = get_language() or settings.LANGUAGE_CODE
    event = session_event(
        session, told(session, language, at), uid=uid, sequence=sequence, stamp=at
    )
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if attendee:
        event.add("organizer", _organiser(), encode=False)
        event.add("attendee", _attendee(attendee), encode=False)
    return event


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
