"""The calendar: months by weeks and as a list, the ways between them, what counts as a day."""

from datetime import date, time, timedelta

import pytest

from events.models import ProgrammeItem, Session
from museumsite import moments
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_intake,
    make_session,
    make_venue,
    noon,
)
from tests.reading import read
from tests.validators import complaints

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_held(title, *days, **fields):
    """A session of this name on the one day, or from the first to the last."""
    first, last = days[0], days[-1]
    return make_session(
        make_announcement(title, **fields.pop("announced", {})),
        start_date=first,
        end_date=last if last != first else None,
        **fields,
    )


def days_in(page):
    """What stands in the days of the month's table that have something: titles by the day."""
    return {
        cell.one("time").attributes["datetime"]: [link.text for link in cell.all("a")]
        for cell in page.one("table", class_="month").all("td")
        if cell.all("li")
    }


def ways(page):
    """Where «previous» and «next» lead."""
    links = {link.attributes.get("rel"): link.attributes["href"] for link in page.all("a")}
    return links.get("prev"), links.get("next")


# --- A month


def test_the_calendar_opens_at_the_current_month_by_the_sites_clock(client):
    make_held("Сегодня", date(2024, 8, 13))
    make_held("Осенью", date(2024, 10, 5))

    page = read(client.get("/calendar/"))

    assert page.one("h1").text == "Календарь: август 2024"
    assert days_in(page) == {"2024-08-13": ["Сегодня"]}
    assert page.one("td", aria_current="date").one("time").text == "13 августа, вторник"


def test_the_site_has_its_own_midnight(client):
    make_held("Сентябрь", date(2024, 9, 1))
    make_held("Август", date(2024, 8, 31))

    with moments.stopped_at(noon(31, at=time(23, 59))):
        august = read(client.get("/calendar/"))
    with moments.stopped_at(noon(1, month=9, at=time(0, 0))):
        september = read(client.get("/calendar/"))

    assert august.one("h1").text == "Календарь: август 2024"
    assert september.one("h1").text == "Календарь: сентябрь 2024"


def test_a_month_without_sessions_gives_way_to_the_next_with_some(client):
    make_held("Летом", date(2024, 6, 5))
    make_held("Осенью", date(2024, 10, 5))

    assert read(client.get("/calendar/")).one("h1").text == "Календарь: октябрь 2024"


def test_when_nothing_is_coming_the_calendar_says_so_and_leads_back(client):
    make_held("Летом", date(2024, 6, 5))

    page = read(client.get("/calendar/"))

    assert page.one("h1").text == "Календарь: август 2024"
    assert "В этом месяце мероприятий нет." in page.one("main").text
    assert ways(page) == ("/calendar/2024/6/", None)


def test_an_empty_site_has_a_calendar_too(client):
    page = read(client.get("/calendar/"))

    assert "В этом месяце мероприятий нет." in page.one("main").text
    assert ways(page) == (None, None)
    assert client.get("/calendar/2024/9/").status_code == 404


def test_previous_and_next_skip_empty_months(client):
    make_held("Зимой", date(2023, 12, 31))
    make_held("Осенью", date(2024, 9, 14))
    make_held("Через год", date(2025, 9, 1))

    assert ways(read(client.get("/calendar/2024/9/"))) == (
        "/calendar/2023/12/",
        "/calendar/2025/9/",
    )
    assert ways(read(client.get("/calendar/2023/12/"))) == (None, "/calendar/2024/9/")


def test_a_session_of_several_days_stands_on_each_and_in_both_months(client):
    make_held("Выставка", date(2024, 8, 30), date(2024, 9, 2))

    august, september = (read(client.get(f"/calendar/2024/{month}/")) for month in (8, 9))

    assert list(days_in(august)) == ["2024-08-30", "2024-08-31"]
    assert list(days_in(september)) == ["2024-09-01", "2024-09-02"]
    assert "день 3 из 4" in september.one("table").text
    assert ways(august)[1] == "/calendar/2024/9/"
    assert ways(september)[0] == "/calendar/2024/8/"


def test_a_day_is_that_of_the_sessions_own_clock_and_a_foreign_one_is_named(client):
    make_held("Во Владивостоке", date(2024, 9, 1), start_time=time(5), zone="Asia/Vladivostok")
    make_held("В Москве", date(2024, 9, 1), start_time=time(12))

    page = read(client.get("/calendar/2024/9/"))

    assert days_in(page) == {"2024-09-01": ["Во Владивостоке", "В Москве"]}
    clocks = [clock.text for clock in page.all(class_="month__clock")]
    assert clocks == ["05:00, по владивостокскому времени", "12:00"]


def test_a_cancelled_session_is_marked_and_the_sign_up_is_told_of_the_others(client):
    make_held("Отменённое", date(2024, 9, 14), is_cancelled=True)
    make_intake(make_held("Открытое", date(2024, 9, 15)))

    cells = [
        cell.text for cell in read(client.get("/calendar/2024/9/")).all("td") if cell.all("li")
    ]

    assert cells == [
        "14 сентября, суббота Отменённое отменено",
        "15 сентября, воскресенье Открытое Идёт приём заявок",
    ]


def test_what_is_not_out_is_not_in_the_calendar(client):
    make_held("Черновик", date(2024, 9, 1), announced={"published_at": None})
    make_held("Завтра", date(2024, 9, 2), announced={"published_at": AT + timedelta(days=1)})
    make_held("Снято", date(2024, 9, 3), announced={"withdrawn_at": AT})
    make_held("Вышло", date(2024, 9, 4))

    assert days_in(read(client.get("/calendar/2024/9/"))) == {"2024-09-04": ["Вышло"]}


# --- As a list


def test_the_list_has_each_day_with_all_that_is_held_on_it(client):
    venue = make_venue(name="Музей Победы", city="Москва")
    make_held("Выставка", date(2024, 9, 14), date(2024, 9, 15))
    make_held("Лекция", date(2024, 9, 15), start_time=time(18), venue=venue)

    page = read(client.get("/calendar/2024/9/?view=list"))

    days = page.one("ol").all("li", class_="agenda__item")
    names = [day.one("h2").text for day in days]
    assert names == ["14 сентября, суббота", "15 сентября, воскресенье"]
    assert "18:00, по московскому времени Музей Победы, Москва" in days[1].text
    assert "день 2 из 2: Выставка" in days[1].text
    assert page.all("table") == []


def test_the_list_stays_a_list_on_the_way_to_other_months(client):
    make_held("Осенью", date(2024, 9, 14))
    make_held("Зимой", date(2024, 12, 14))

    page = read(client.get("/calendar/2024/9/?view=list"))

    assert ways(page)[1] == "/calendar/2024/12/?view=list"
    assert page.links["По неделям"] == "/calendar/2024/9/"


# --- Narrowed


def test_a_category_narrows_the_month_and_the_ways_to_others(client):
    exhibitions = make_category("Выставки", "vyistavki")
    make_held("Лекция", date(2024, 9, 14))
    make_held("Лекция ещё", date(2024, 10, 14))
    make_held("Выставка", date(2024, 9, 15), announced={"category": exhibitions})
    make_held("Выставка ещё", date(2024, 12, 15), announced={"category": exhibitions})

    page = read(client.get("/calendar/2024/9/?category=vyistavki"))

    assert days_in(page) == {"2024-09-15": ["Выставка"]}
    assert ways(page)[1] == "/calendar/2024/12/?category=vyistavki"
    assert page.links["Анонсы"] == "/calendar/2024/9/?category=anonsyi"


def test_a_museum_narrows_the_calendar_and_can_be_let_go(client):
    make_held("Чужое", date(2024, 8, 20))
    make_held("Своё", date(2024, 9, 14), announced={"organisers": ["Музей Победы"]})

    page = read(client.get("/calendar/?museum=muzej-pobedyi"))

    assert days_in(page) == {"2024-09-14": ["Своё"]}
    assert page.links["Музей Победы"] == "/museums/muzej-pobedyi/"
    assert page.links["Показать мероприятия всех музеев"] == "/calendar/2024/9/"


@pytest.mark.parametrize(
    "question",
    ["category=nothing", "museum=nothing", "museum=%00", "museum=%ED%A0%80", "view=%FF",
     f"category={'x' * 10_000}"],
)  # fmt: skip
def test_what_is_unknown_narrows_nothing(client, question):
    make_held("Лекция", date(2024, 9, 14))

    assert days_in(read(client.get(f"/calendar/?{question}"))) == {"2024-09-14": ["Лекция"]}


# --- Where the calendar ends


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("2024/9", 200),
        ("2024/8", 200),  # a month before the first, and the current one
        ("2024/12", 200),  # a month after the last
        ("2024/7", 404),
        ("2025/1", 404),
        ("2999/12", 404),
        ("9999/12", 404),
        ("2024/13", 404),
        ("2024/0", 404),
        ("2024/09", 301),
    ],
)
def test_months_far_from_any_session_do_not_exist(client, address, status):
    make_held("Первое", date(2024, 9, 14))
    make_held("Последнее", date(2024, 11, 14))

    answer = client.get(f"/calendar/{address}/")

    assert answer.status_code == status
    if status == 301:
        assert answer["Location"] == "/calendar/2024/9/"


def test_the_current_month_exists_however_far_the_sessions_are(client):
    make_held("Давно", date(2020, 9, 14))

    assert client.get("/calendar/2024/8/").status_code == 200


# --- For everybody


@pytest.mark.parametrize("number", [1, 3, 40])
def test_the_queries_of_a_month(client, django_assert_num_queries, number):
    for index in range(number):
        announced = {"contact": make_contact(), "organisers": ["Музей Победы"]}
        session = make_held(f"Событие {index}", date(2024, 9, 14), announced=announced)
        make_intake(session)
        ProgrammeItem.objects.create(session=session, title="Доклад")

    with django_assert_num_queries(5):  # categories, bounds, ways, sessions, sign-ups
        client.get("/calendar/2024/9/")
    with django_assert_num_queries(7):  # museum; is there anything this month, what comes next
        client.get("/calendar/?view=list&museum=muzej-pobedyi")


def test_more_than_a_page_holds_is_said(client, monkeypatch):
    monkeypatch.setattr("events.months.MONTH_SESSIONS", 2)
    for number in range(3):
        make_held(f"Событие {number}", date(2024, 9, 14))

    page = read(client.get("/calendar/2024/9/"))

    assert days_in(page) == {"2024-09-14": ["Событие 0", "Событие 1"]}
    assert "больше мероприятий, чем помещается" in page.text


def test_english_readers_are_told_in_english(client):
    original = make_announcement("Сессия")
    make_session(original, start_time=time(10))
    make_announcement("The session", language="en", translation_of=original)

    page = read(client.get("/en/calendar/2024/9/"))

    assert page.one("h1").text == "Calendar: September 2024"
    assert days_in(page) == {"2024-09-14": ["The session"]}
    assert page.one("table").links == {"The session": "/en/events/the-session/"}
    assert page.one("thead").text.startswith("MonMonday TueTuesday")


def test_the_pages_are_valid_html(client):
    make_intake(make_held("Выставка & «Ко»", date(2024, 8, 13), date(2024, 8, 20)))
    make_held("Отменено", date(2024, 8, 14), is_cancelled=True)
    addresses = ["/calendar/", "/calendar/?view=list", "/en/calendar/2024/9/", "/museums/"]

    pages = {address: client.get(address).content.decode() for address in addresses}

    # Nothing here is fetched from another host, whose files would need a checksum.
    assert complaints(pages, forgiven=["require-sri"]) == {}


def test_every_session_leads_to_its_page_and_nothing_is_kept_of_the_visitor(client):
    session = make_held("Лекция", date(2024, 9, 14))

    answer = client.get("/calendar/2024/9/")

    assert read(answer).one("table").links == {"Лекция": session.get_absolute_url()}
    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")
    assert Session.objects.count() == 1
