"""Calendar entries that go with letters: people's calendars follow what happens (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar

from events.models import Session
from registrations import desk, letters
from registrations.letters import sending
from registrations.letters.calendar import (
    CANCEL,
    PUBLISH,
    REQUEST,
    Attendee,
    calendar_uid,
    method_in,
    session_calendar,
)
from registrations.models import Kind, Letter, Participant
from tests.make import (
    AT,
    make_announcement,
    make_application,
    make_intake,
    make_people,
    make_registration,
    make_session,
    make_venue,
)

pytestmark = pytest.mark.django_db
HALL = Participant.Mode.IN_PERSON
ANNA = Attendee('Смирнова "Анна"\nПетровна', "anna@museum.example")


def entry_of(session, **options):
    """The calendar of `session`, as a calendar program reads it, and its only event."""
    defaults = {"uid": "entry@museum.example", "sequence": 0, "method": REQUEST, "attendee": ANNA}
    content = session_calendar(session, **{**defaults, **options})
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return content, calendar, event


def entries(registration, participant=None):
    """The events of the letters to one person, in the order in which they were sent."""
    while sending.send_next():
        pass
    rows = Letter.objects.filter(registration=registration, participant=participant)
    calendars = [Calendar.from_ical(row.calendar) for row in rows.order_by("pk") if row.calendar]
    return [(str(calendar["METHOD"]), calendar.walk("VEVENT")[0]) for calendar in calendars]


def told(registration, participant=None):
    """Methods and sequence numbers of these letters."""
    found = entries(registration, participant)
    return [(method, event["SEQUENCE"]) for method, event in found]


# --- One entry


def test_times_are_by_the_sessions_clock_which_the_file_describes():
    session = make_session(zone="Asia/Yekaterinburg", start_time=time(10), end_time=time(18, 30))

    _content, calendar, event = entry_of(session)

    assert event["DTSTART"].params["TZID"] == "Asia/Yekaterinburg"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2024, 9, 14, 5, tzinfo=UTC)
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2024, 9, 14, 13, 30, tzinfo=UTC)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Yekaterinburg"
    offsets = [rule["TZOFFSETTO"].td for rule in zone.subcomponents]
    assert offsets == [timedelta(hours=5)]


def test_a_zone_with_summer_time_is_described_for_both():
    session = make_session(
        zone="Europe/Berlin",
        start_date=date(2024, 10, 26),
        start_time=time(10),
        end_date=date(2024, 10, 28),
        end_time=time(12),
    )

    _content, calendar, event = entry_of(session)

    names = {rule.name for zone in calendar.walk("VTIMEZONE") for rule in zone.subcomponents}
    assert names == {"STANDARD", "DAYLIGHT"}
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2024, 10, 28, 11, tzinfo=UTC)


def test_a_session_without_a_time_is_whole_days_the_last_one_included():
    session = make_session(end_date=date(2024, 9, 15))

    _content, calendar, event = entry_of(session)

    assert event["DTSTART"].dt == date(2024, 9, 14)
    assert event["DTEND"].dt == date(2024, 9, 16)
    assert not calendar.walk("VTIMEZONE")


def test_an_end_that_nobody_has_named_is_not_told():
    _content, _calendar, event = entry_of(make_session(start_time=time(10)))

    assert "DTEND" not in event


def test_an_entry_says_what_where_and_who_is_asked():
    venue = make_venue(
        address="ул. Куйбышева, 2–4", latitude=Decimal("59.955"), longitude=Decimal("30.3275")
    )
    announcement = make_announcement("Встреча, часть 1; «Музеи»", lead="Строка\nи ещё, вот.")
    session = make_session(announcement, venue=venue)

    content, _calendar, event = entry_of(session)

    assert event["SUMMARY"] == "Встреча, часть 1; «Музеи»"
    assert event["LOCATION"] == (
        "Музей политической истории России, Санкт-Петербург, ул. Куйбышева, 2–4"
    )
    assert event["DESCRIPTION"].startswith("Строка\nи\u00a0ещё, вот.\n")
    assert event["URL"].endswith(announcement.get_absolute_url())
    assert event["GEO"].to_ical() == "59.955;30.3275"
    assert event["ATTENDEE"] == "mailto:anna@museum.example"
    assert event["ATTENDEE"].params["CN"] == "Смирнова Анна Петровна"
    assert event["ORGANIZER"] == "mailto:no-reply@127.0.0.1"
    assert rb"SUMMARY:" in content
    assert "Встреча\\, часть 1\\; «Музеи»".encode() in content


def test_lines_are_folded_at_75_bytes_and_no_letter_is_torn():
    session = make_session(make_announcement("Ж" * 200, lead="Длинное, " * 50))

    content, _calendar, event = entry_of(session)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert all(line.decode() for line in content.split(b"\r\n") if line)
    assert event["SUMMARY"] == "Ж" * 200


def test_a_name_does_not_say_what_the_entry_is_for():
    for method in (REQUEST, CANCEL):
        content, _calendar, _event = entry_of(
            make_session(), method=method, attendee=Attendee("METHOD:CANCEL", "a@museum.example")
        )
        assert method_in(content.decode()) == method


def test_an_entry_for_everybody_names_nobody():
    _content, calendar, event = entry_of(make_session(), method=PUBLISH, attendee=None)

    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_online_is_where_it_is_held():
    _content, _calendar, event = entry_of(make_session(mode=Session.Mode.ONLINE))

    assert event["LOCATION"] == "онлайн"


# --- What follows what


def test_a_confirmed_registration_brings_an_invitation_as_alternative_and_as_file(
    clock, mailoutbox
):
    registration = make_registration(email="anna@museum.example")

    sending.send_next()

    message = mailoutbox[0].message()
    types = [part.get_content_type() for part in message.walk()]
    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    entry = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert entry.get_param("method") == "REQUEST"
    assert entry.get_content_charset() == "utf-8"
    event = Calendar.from_ical(entry.get_payload(decode=True)).walk("VEVENT")[0]
    assert event["UID"] == calendar_uid(registration)
    assert event["ATTENDEE"] == "mailto:anna@museum.example"


def test_what_was_cancelled_before_the_first_letter_was_written_puts_nothing_in(clock):
    registration = make_registration(people=2)
    desk.cancel(registration=registration)

    assert told(registration) == []


def test_a_calendar_follows_a_registration_from_seat_to_cancellation(clock):
    registration = make_registration(people=2)
    entries(registration)
    letters.queue(registration, Kind.CHANGED, AT)
    entries(registration)
    letters.queue(registration, Kind.REMINDER, AT)
    desk.cancel(registration=registration)

    found = entries(registration)

    assert told(registration) == [(REQUEST, 0), (REQUEST, 1), (CANCEL, 2)]
    assert {event["UID"] for _method, event in found} == {calendar_uid(registration)}
    assert [event["STATUS"] for _method, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_who_only_waits_has_nothing_in_the_calendar_until_a_seat_is_free(clock):
    intake = make_intake(capacity=1, has_waiting_list=True)
    first = make_registration(intake)
    second = make_registration(intake, accepts_waiting=True)
    waiting = told(second)

    desk.cancel(registration=first)

    assert waiting == []
    assert told(second) == [(REQUEST, 1)]


def test_a_cancelled_session_is_taken_out_of_the_calendars_that_have_it(clock):
    registration = make_registration()
    entries(registration)
    session = registration.intake.session
    session.is_cancelled = True
    session.save()
    letters.queue(registration, Kind.SESSION_CANCELLED, AT)

    assert told(registration) == [(REQUEST, 0), (CANCEL, 1)]


def test_a_cancellation_is_told_once(clock):
    registration = make_registration()
    entries(registration)
    desk.cancel(registration=registration)
    letters.queue(registration, Kind.SESSION_CANCELLED, AT)

    assert told(registration) == [(REQUEST, 0), (CANCEL, 1)]


def test_a_participant_with_an_own_address_has_an_entry_of_their_own(clock):
    own = desk.Person("Иванов Иван", "хранитель", HALL, email="own@museum.example")
    registration = make_registration(people=[*make_people(1), own])
    participant = registration.participants.get(email="own@museum.example")

    ((method, event),) = entries(registration, participant)

    assert method == REQUEST
    assert event["ATTENDEE"] == "mailto:own@museum.example"
    assert event["UID"] == calendar_uid(registration, participant)
    assert event["UID"] != calendar_uid(registration)


def test_who_was_told_before_the_approval_gets_the_entry_with_it(clock, registrar):
    intake = make_intake(needs_approval=True)
    registration = desk.submit(intake=intake, application=make_application()).registration
    before = told(registration)

    desk.approve(registration=registration, staff=registrar)

    assert before == []
    assert [method for method, _sequence in told(registration)] == [REQUEST]
