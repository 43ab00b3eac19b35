"""What search engines are told: schema.org's words, true, and never more than the page shows."""

import json
from datetime import date, time
from decimal import Decimal

import pytest
from django.conf import settings

from events.models import Announcement
from museumsite import moments
from registrations import desk
from tests.admin_forms import save
from tests.make import (
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    make_venue,
    noon,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SITE = settings.SITE_URL
SCHEMA = "https://schema.org/"


def data_of(client, address="/events/sobyitie/"):
    """The data blocks of a page by their kinds; of several of a kind, all."""
    blocks = [
        json.loads("".join(map(str, script.children)))
        for script in read(client.get(address)).all("script", type="application/ld+json")
    ]
    for block in blocks:
        assert block.pop("@context") == "https://schema.org"
    kinds = {}
    for block in blocks:
        kinds.setdefault(block["@type"], []).append(block)
    return kinds


def event_of(client, address="/events/sobyitie/"):
    [event] = data_of(client, address)["Event"]
    return event


def make_event(**fields):
    announcement = make_announcement("Событие", organisers=["Музей Победы"])
    return make_session(announcement, **fields)


def test_an_event_says_what_when_where_and_by_whom(client):
    venue = make_venue(
        name="Музей Победы",
        city="Москва",
        address="площадь Победы, 3",
        latitude=Decimal("55.7305"),
        longitude=Decimal("37.506"),
    )
    session = make_event(venue=venue, start_time=time(10), end_time=time(18, 30))

    event = event_of(client)

    assert event["name"] == "Событие"
    assert event["description"] == "Коротко о главном."
    assert event["url"] == f"{SITE}/events/sobyitie/"
    assert event["@id"] == f"{SITE}/events/sobyitie/#session-{session.pk}"
    assert event["startDate"] == "2024-09-14T10:00+03:00"
    assert event["endDate"] == "2024-09-14T18:30+03:00"
    assert event["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert event["eventAttendanceMode"] == f"{SCHEMA}OfflineEventAttendanceMode"
    assert event["location"] == {
        "@type": "Place",
        "name": "Музей Победы",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Москва",
            "streetAddress": "площадь Победы, 3",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 55.7305, "longitude": 37.506},
    }
    [organiser] = event["organizer"]
    assert organiser["@type"] == "Organization"
    assert organiser["name"] == "Музей Победы"
    assert organiser["url"] == f"{SITE}/museums/muzej-pobedyi/"
    assert "performer" not in event


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({}, "2024-09-14", "2024-09-14"),
        ({"end_date": date(2024, 9, 16)}, "2024-09-14", "2024-09-16"),
        ({"start_time": time(10)}, "2024-09-14T10:00+03:00", None),
        (
            {"start_time": time(10), "end_date": date(2024, 9, 15)},
            "2024-09-14T10:00+03:00",
            "2024-09-15",
        ),
        (
            {"start_time": time(10), "zone": "Asia/Vladivostok"},
            "2024-09-14T10:00+10:00",
            None,
        ),
    ],
    ids=["a day", "days", "a beginning", "a beginning and days", "elsewhere"],
)
def test_a_time_nobody_has_named_is_not_spoken_of(client, fields, start, end):
    make_event(**fields)

    event = event_of(client)

    assert (event["startDate"], event.get("endDate")) == (start, end)


@pytest.mark.parametrize(
    ("mode", "word", "places"),
    [
        ("in_person", "Offline", ["Place"]),
        ("online", "Online", ["VirtualLocation"]),
        ("hybrid", "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_the_ways_to_attend_and_never_the_link_for_those_online(client, mode, word, places):
    session = make_event(mode=mode, venue=make_venue() if mode != "online" else None)
    make_intake(session, online_link="https://video.example/secret")

    answer = client.get("/events/sobyitie/")
    event = event_of(client)

    assert event["eventAttendanceMode"] == f"{SCHEMA}{word}EventAttendanceMode"
    locations = event["location"]
    locations = locations if isinstance(locations, list) else [locations]
    assert [location["@type"] for location in locations] == places
    assert "video.example" not in answer.content.decode()


def test_a_place_nobody_has_named_yet_is_said_to_be_announced(client):
    make_event()

    assert event_of(client)["location"]["name"] == "сообщим позже"


@pytest.mark.parametrize(
    ("rules", "people", "moment", "availability"),
    [
        ({}, 0, noon(13), "InStock"),
        ({"opens_date": date(2024, 8, 15)}, 0, noon(13), "PreOrder"),
        ({"capacity": 1}, 1, noon(13), "SoldOut"),
        ({"capacity": 1, "has_waiting_list": True}, 1, noon(13), "SoldOut"),
        ({}, 0, noon(20), "OutOfStock"),
    ],
    ids=["open", "soon", "full", "waiting", "closed"],
)
def test_the_offer_follows_the_state_of_the_sign_up(client, rules, people, moment, availability):
    intake = make_intake(make_event(), **rules)
    if people:
        make_registration(intake, people)

    with moments.stopped_at(moment):
        offer = event_of(client)["offers"]

    assert offer["availability"] == f"{SCHEMA}{availability}"
    assert (offer["price"], offer["priceCurrency"]) == (0, "RUB")
    assert offer["url"] == f"{SITE}{intake.get_absolute_url()}"
    assert offer["validFrom"] == f"{intake.opens_date}T00:00+03:00"
    assert offer["validThrough"] == "2024-08-20T00:00+03:00"


def test_a_cancelled_session_says_so_and_offers_nothing(client):
    make_intake(make_event(is_cancelled=True))

    event = event_of(client)

    assert event["eventStatus"] == f"{SCHEMA}EventCancelled"
    assert "offers" not in event


def test_a_session_that_moved_says_where_from(client, registrars_browser):
    session = make_event()
    page = f"/admin/events/session/{session.pk}/change/"

    save(registrars_browser, page, start_date="21.09.2024")

    event = event_of(client)
    assert event["eventStatus"] == f"{SCHEMA}EventRescheduled"
    assert (event["previousStartDate"], event["startDate"]) == ("2024-09-14", "2024-09-21")
    assert "перенесено с 14 сентября 2024" in read(client.get("/events/sobyitie/")).text

    save(registrars_browser, page, start_date="14.09.2024")

    assert event_of(client)["eventStatus"] == f"{SCHEMA}EventScheduled"


def test_a_date_nobody_was_told_of_may_change_in_silence(client, registrars_browser):
    session = make_event()
    announcement = session.announcement
    Announcement.objects.update(published_at=None)

    save(
        registrars_browser,
        f"/admin/events/session/{session.pk}/change/",
        start_date="21.09.2024",
    )
    Announcement.objects.update(published_at=announcement.published_at)

    assert "previousStartDate" not in event_of(client)


def test_each_session_is_an_event_of_its_own(client):
    first = make_event(title="День первый")
    make_session(first.announcement, title="День второй", start_date=date(2024, 9, 15))

    events = data_of(client)["Event"]

    assert [event["name"] for event in events] == ["День первый", "День второй"]
    assert len({event["@id"] for event in events}) == 2


def test_an_article_says_who_wrote_it_and_when_it_changed(client):
    make_announcement(
        "Событие", author="Анна Смирнова", body="<p>Текст</p>", organisers=["Музей Победы"]
    )

    [article] = data_of(client)["NewsArticle"]

    assert article["headline"] == "Событие"
    assert article["datePublished"] == "2024-08-12T09:00:00+00:00"
    assert article["dateModified"] > article["datePublished"]
    assert article["author"] == {"@type": "Person", "name": "Анна Смирнова"}
    assert article["publisher"]["name"] == "События музеев"
    assert article["publisher"]["logo"]["url"].startswith(f"{SITE}/static/img/")
    assert article["inLanguage"] == "ru"
    assert article["mainEntityOfPage"] == f"{SITE}/events/sobyitie/"


def test_the_way_to_the_page(client):
    make_announcement("Событие")

    [trail] = data_of(client)["BreadcrumbList"]

    steps = [(item["position"], item["name"], item["item"]) for item in trail["itemListElement"]]
    assert steps == [
        (1, "Главная", f"{SITE}/"),
        (2, "События", f"{SITE}/events/"),
        (3, "Анонсы", f"{SITE}/events/?category=anonsyi"),
        (4, "Событие", f"{SITE}/events/sobyitie/"),
    ]


def test_the_home_page_names_the_site_and_its_search(client):
    [site] = data_of(client, "/en/")["WebSite"]

    assert (site["name"], site["url"], site["inLanguage"]) == ("Museum events", f"{SITE}/en/", "en")
    assert site["publisher"]["@type"] == "Organization"
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{SITE}/en/events/?q={{search_term_string}}"


def test_the_english_page_tells_the_russian_ones_session_in_english(client):
    session = make_event(title="Съёмка", title_en="Taking pictures")
    make_announcement("The event", language="en", translation_of=session.announcement)
    make_intake(session)

    event = event_of(client, "/en/events/the-event/")

    assert event["name"] == "Taking pictures"
    assert event["url"] == f"{SITE}/en/events/the-event/"
    assert event["inLanguage"] == "en"
    assert event["offers"]["url"].startswith(f"{SITE}/en/registration/")


def test_an_english_page_around_a_russian_text_tells_programs_of_the_russian_page(client):
    make_intake(make_event())

    told = data_of(client, "/en/events/sobyitie/")

    assert told["Event"][0]["url"] == f"{SITE}/events/sobyitie/"
    assert told["Event"][0]["offers"]["url"].startswith(f"{SITE}/registration/")
    assert told["NewsArticle"][0]["url"] == f"{SITE}/events/sobyitie/"


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--<script>", "&lt; \\u003c \u2028 \"'"],
)
def test_no_title_ends_the_block_it_stands_in(client, title):
    make_announcement(title, slug="sobyitie", author=title, is_typeset=False)

    page = client.get("/events/sobyitie/").content.decode()
    [article] = data_of(client)["NewsArticle"]

    assert article["headline"] == title
    assert "<script>alert" not in page


def test_a_page_that_is_not_out_tells_programs_nothing(editors_browser):
    make_announcement("Событие", published_at=None)

    assert data_of(editors_browser) == {}


@pytest.mark.parametrize("sessions", [1, 3])
def test_data_cost_no_query(client, django_assert_num_queries, sessions):
    announcement = make_announcement("Событие", contact=make_contact(), organisers=["Музей"])
    for _number in range(sessions):
        make_intake(make_session(announcement))

    with django_assert_num_queries(6):
        client.get("/events/sobyitie/")


def test_an_offer_ends_with_the_last_seat(client):
    intake = make_intake(make_event(), capacity=1)
    registration = make_registration(intake)

    full = event_of(client)["offers"]["availability"]
    desk.cancel(registration=registration)

    assert full == f"{SCHEMA}SoldOut"
    assert event_of(client)["offers"]["availability"] == f"{SCHEMA}InStock"
