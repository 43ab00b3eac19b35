"""Calendars to subscribe to: what programs read, that they read it rightly, and only once."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar

from events.models import Announcement, Category, Organisation, ProgrammeItem, Session
from museumsite import moments
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_session,
    make_venue,
)
from tests.validators import understood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ALL = "/feeds/events.ics"


def calendar_at(client, address):
    """The calendar as icalendar reads it."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content)


def events_at(client, address=ALL):
    return calendar_at(client, address).walk("VEVENT")


def names(client, address=ALL):
    return [str(event["SUMMARY"]) for event in events_at(client, address)]


def make_held(name, day=None, **fields):
    announced = fields.pop("announced", {})
    return make_session(
        make_announcement(name, **announced), start_date=day or date(2024, 9, 14), **fields
    )


# --- One event


def test_an_event_says_when_where_and_what(client):
    venue = make_venue(
        address="ул. Куйбышева, 2", latitude=Decimal("59.95"), longitude=Decimal("30.32")
    )
    session = make_held(
        "Встреча; «Музеи», часть 1 🏛",
        start_time=time(10),
        end_time=time(18),
        zone="Asia/Yekaterinburg",
        venue=venue,
        announced={"lead": "Коротко.", "contact": make_contact()},
    )
    ProgrammeItem.objects.create(session=session, title="Открытие", starts=time(10))

    (event,) = events_at(client)

    assert event["UID"] == f"session-{session.pk}@127.0.0.1"
    assert event["SUMMARY"] == "Встреча; «Музеи», часть 1 🏛"
    assert event["DTSTART"].params["TZID"] == "Asia/Yekaterinburg"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2024, 9, 14, 5, tzinfo=UTC)
    assert event["LOCATION"].startswith("Музей политической истории России, Санкт-Петербург")
    assert event["GEO"].to_ical() == "59.95;30.32"
    assert event["URL"] == f"http://127.0.0.1:8000{session.get_absolute_url()}"
    assert event["CATEGORIES"].to_ical().decode() == "Анонсы"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert "10:00 Открытие" in event["DESCRIPTION"]
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event


def test_a_cancelled_session_stays_and_says_so_twice(client):
    session = make_held("Встреча")
    session.is_cancelled = True
    session.save()

    (event,) = events_at(client)

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["SUMMARY"] == "Отменено: Встреча"


def test_a_session_without_a_time_is_whole_days(client):
    make_held("Выставка", end_date=date(2024, 9, 15))

    (event,) = events_at(client)

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2024, 9, 14), date(2024, 9, 16))


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"start_time": time(11)}, True),
        ({"zone": "Asia/Omsk"}, True),
        ({"end_date": date(2024, 9, 16)}, True),
        ({"title": "Другое имя"}, True),
        ({"is_cancelled": True}, True),
        ({}, False),
    ],
    ids=str,
)
def test_the_sequence_counts_what_calendars_show(client, changes, counts):
    session = make_held("Встреча")
    for field, value in changes.items():
        setattr(session, field, value)
    with moments.stopped_at(AT + timedelta(hours=1)):
        session.save()

    (event,) = events_at(client)

    assert event["SEQUENCE"] == int(counts)


def test_a_venue_that_is_renamed_moves_the_stamp_and_not_the_sequence(client):
    session = make_held("Встреча", venue=make_venue())
    (before,) = events_at(client)

    session.venue.name = "Музей на набережной"
    session.venue.save()

    (after,) = events_at(client)
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert after["DTSTAMP"].dt == session.venue.updated_at.replace(microsecond=0)
    assert after["SEQUENCE"] == before["SEQUENCE"] == 0
    assert after["LOCATION"].startswith("Музей на набережной")


# --- A feed


def test_a_feed_says_what_it_is_in_the_old_way_and_the_new(client):
    make_held("Встреча", start_time=time(10))

    calendar = calendar_at(client, ALL)

    assert calendar["VERSION"] == "2.0"
    assert "METHOD" not in calendar
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "События музеев"
    assert calendar["DESCRIPTION"] == calendar["X-WR-CALDESC"]
    assert calendar["SOURCE"] == "http://127.0.0.1:8000/feeds/events.ics"
    assert calendar["URL"] == "http://127.0.0.1:8000/calendar/"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["COLOR"] == "darkred"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Moscow"]


def test_a_feed_holds_what_is_out_from_a_year_ago_on(client):
    make_held("Черновик", announced={"published_at": None})
    make_held("Завтра", announced={"published_at": AT + timedelta(days=1)})
    make_held("Снято", announced={"withdrawn_at": AT})
    make_held("Давно", date(2023, 8, 11))
    make_held("Год назад", date(2023, 8, 20))
    make_held("Через год", date(2025, 9, 1))

    assert names(client) == ["Год назад", "Через год"]


def test_of_too_many_those_are_told_that_come_soonest(client, monkeypatch):
    monkeypatch.setattr("events.views.calendar_feeds.FEED_SESSIONS", 3)
    for day in (date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1), date(2024, 10, 1)):
        make_held(f"Месяц-{day:%m}", day)

    assert names(client) == ["Месяц-08", "Месяц-09", "Месяц-10"]


def test_a_category_a_museum_and_a_session_have_calendars_of_their_own(client):
    exhibitions = make_category("Выставки", "vyistavki")
    fields = {"category": exhibitions, "organisers": ["Музей Победы"]}
    session = make_held("Выставка", announced=fields)
    make_held("Лекция")

    for address, name in (
        ("/feeds/category/vyistavki.ics", "Выставки — События музеев"),
        ("/feeds/museum/muzej-pobedyi.ics", "Музей Победы — События музеев"),
        (f"/feeds/session/{session.pk}.ics", "Выставка — События музеев"),
    ):
        assert names(client, address) == ["Выставка"]
        assert calendar_at(client, address)["X-WR-CALNAME"] == name


def test_the_same_session_is_the_same_event_in_every_calendar(client):
    session = make_held("Выставка", announced={"organisers": ["Музей Победы"]})

    addresses = (ALL, "/feeds/museum/muzej-pobedyi.ics", f"/feeds/session/{session.pk}.ics")

    assert len({events_at(client, address)[0].to_ical() for address in addresses}) == 1


def test_a_calendar_of_nothing_is_still_a_calendar(client):
    make_category("Выставки", "vyistavki")

    content = client.get("/feeds/category/vyistavki.ics").content.decode()

    assert understood(content)[0]["events"] == []
    assert content.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(
    "address",
    ["category/nothing", "museum/nothing", "session/999", f"session/{'9' * 40}", "museum/tajnyij"],
)
def test_what_does_not_exist_has_no_calendar(client, address):
    make_announcement(organisers=["Тайный"], published_at=None)

    assert client.get(f"/feeds/{address}.ics").status_code == 404


def test_a_session_not_yet_out_has_no_calendar_and_one_taken_down_is_gone(client):
    draft = make_held("Черновик", announced={"published_at": None})
    withdrawn = make_held("Снято", announced={"withdrawn_at": AT})

    assert client.get(f"/feeds/session/{draft.pk}.ics").status_code == 404
    assert client.get(f"/feeds/session/{withdrawn.pk}.ics").status_code == 410


def test_a_museums_calendar_follows_it_to_its_new_address(client):
    museum = Organisation.objects.create(name="Музей Победы", about="<p>О нас.</p>")
    museum.former_slugs.create(slug="once")

    answer = client.get("/feeds/museum/once.ics")

    assert (answer.status_code, answer["Location"]) == (301, "/feeds/museum/muzej-pobedyi.ics")


def test_english_programs_are_told_in_english(client):
    session = make_held("Сессия", title="Первый день", title_en="Day one", start_time=time(10))
    make_announcement(
        "The session", language="en", translation_of=session.announcement, lead="In short."
    )
    make_held("Отменено", is_cancelled=True)

    first, second = events_at(client, f"/en{ALL}")

    assert (second["SUMMARY"], first["SUMMARY"]) == ("Day one", "Cancelled: Отменено")
    assert second["DESCRIPTION"].startswith("The session\nIn short.\n")
    assert second["URL"] == "http://127.0.0.1:8000/en/events/the-session/"
    assert second["UID"] == events_at(client)[1]["UID"]


# --- Read by others


def test_ical_js_reads_the_same_moments_and_words(client):
    make_held(
        "Ж" * 300,
        start_time=time(10),
        end_time=time(18, 30),
        zone="Asia/Vladivostok",
        announced={"lead": "Строка, вторая;\nтретья \\ 🏛️ " + "дл" * 5_000},
    )
    make_held("Весь день", end_date=date(2024, 9, 15))
    berlin = {"zone": "Europe/Berlin", "start_time": time(10), "end_time": time(12)}
    make_held("Летом", date(2025, 7, 1), **berlin)
    make_held("Зимой", date(2024, 12, 1), **berlin)

    answer = client.get(ALL)
    [read] = understood(answer.content.decode())

    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert sorted((event["starts"], event["ends"]) for event in read["events"]) == [
        ("2024-09-14", "2024-09-16"),
        ("2024-09-14T00:00:00.000Z", "2024-09-14T08:30:00.000Z"),
        ("2024-12-01T09:00:00.000Z", "2024-12-01T11:00:00.000Z"),
        ("2025-07-01T08:00:00.000Z", "2025-07-01T10:00:00.000Z"),
    ]
    told = next(event for event in read["events"] if event["summary"] == "Ж" * 300)
    assert told["description"].startswith("Строка, вторая;\nтретья \\ 🏛️ длдл")
    assert read["properties"]["name"] == "События музеев"


def test_what_no_calendar_may_hold_is_left_out(client):
    make_held("Имя\x07 со\x0b звонком", announced={"lead": "Строка\rи\x85 ещё"})

    content = client.get(ALL).content.decode()
    [read] = understood(content)

    assert read["events"][0]["summary"] == "Имя со звонком"
    assert read["events"][0]["description"].startswith("Строка\nи ещё\n")


# --- Asked again


def test_who_has_a_calendar_already_is_told_that_nothing_has_changed(client):
    session = make_held("Встреча", start_time=time(10))
    first = client.get(ALL)

    with moments.stopped_at(AT + timedelta(hours=1)):
        by_tag = client.get(ALL, headers={"If-None-Match": first["ETag"]})
        by_date = client.get(ALL, headers={"If-Modified-Since": first["Last-Modified"]})
        Session.objects.filter(pk=session.pk).update(is_cancelled=True)
        changed = client.get(ALL, headers={"If-None-Match": first["ETag"]})

    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_date.status_code == 304
    assert by_tag["Cache-Control"] == "public, max-age=300"
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_a_page_taken_down_is_a_change(client):
    make_held("Встреча")
    other = make_held("Снятое", date(2024, 9, 15)).announcement
    for model in (Announcement, Category, Session):  # a while ago: dates are told in seconds
        model.objects.update(updated_at=AT - timedelta(days=1))
    first = client.get(ALL)

    other.withdrawn_at = AT
    other.save()

    for asked in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert client.get(ALL, headers=asked).status_code == 200


def test_a_page_that_left_a_category_is_a_change(client):
    kept, moved = make_held("Встреча"), make_held("Другое").announcement
    address = f"/feeds/category/{kept.announcement.category.slug}.ics"
    for model in (Announcement, Category, Session):
        model.objects.update(updated_at=AT - timedelta(days=1))
    first = client.get(address)

    moved.category = Category.objects.create(name="Другая", slug="other")
    moved.save()

    date = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=date).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_queries_of_a_feed(client, django_assert_num_queries, number):
    for index in range(number):
        announced = {"contact": make_contact(), "organisers": ["Музей Победы"]}
        session = make_held(f"Событие {index}", venue=make_venue(), announced=announced)
        ProgrammeItem.objects.create(session=session, title="Доклад")

    with django_assert_num_queries(4):  # what is coming, what was held, programmes, what is gone
        client.get(ALL)
    with django_assert_num_queries(5):  # the museum, too
        client.get("/feeds/museum/muzej-pobedyi.ics")
    with django_assert_num_queries(2):
        client.get(f"/feeds/session/{session.pk}.ics")


# --- On pages


def test_the_page_of_a_session_offers_its_calendar_while_there_is_something_to_come(client):
    coming, over = make_held("Впереди"), make_held("Прошло", date(2024, 8, 1))
    cancelled = make_held("Отменено", is_cancelled=True)

    link = f'href="/feeds/session/{coming.pk}.ics"'

    assert link in client.get(coming.get_absolute_url()).content.decode()
    for session in (over, cancelled):
        assert "/feeds/session/" not in client.get(session.get_absolute_url()).content.decode()


def test_feeds_are_everyones(client):
    make_held("Встреча")

    answer = client.get(ALL)

    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Content-Disposition"] == 'inline; filename="events.ics"'
