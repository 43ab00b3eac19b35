"""The first page: what is coming, where sign-up is open and until when, what is new."""

from datetime import date, time, timedelta

import pytest

from museumsite import moments
from tests.make import (
    AT,
    make_announcement,
    make_intake,
    make_registration,
    make_session,
    make_venue,
    noon,
)
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def section(client, name, address="/"):
    return read(client.get(address)).one("section", aria_labelledby=name)


def coming(client):
    return titles(section(client, "coming"))


def open_now(client):
    return [item.one("h3").text for item in section(client, "open-now").all("li")]


def test_a_site_without_content_is_a_page_that_says_so(client):
    for name in ("coming", "open-now", "latest"):
        assert len(section(client, name).one(class_="section__empty").text) > 10


def test_what_is_coming_comes_nearest_first_with_day_place_and_state(client):
    later = make_session(make_announcement("Позже"), start_date=date(2024, 10, 1))
    sooner = make_session(
        make_announcement("Раньше"),
        start_date=date(2024, 9, 14),
        start_time=time(11),
        venue=make_venue(),
    )
    make_intake(sooner)
    make_intake(later, deadline_date=date(2024, 8, 12))

    first, second = section(client, "coming").all("li")

    assert first.one("h3").links == {"Раньше": "/events/ranshe/"}
    assert "суббота, 14 сентября 2024, 11:00, по московскому времени" in first.text
    assert "Музей политической истории России, Санкт-Петербург" in first.text
    assert "Идёт приём заявок" in first.text
    assert second.one("h3").text == "Позже"
    assert "Приём заявок завершён 12 августа 2024 года" in second.text


def test_a_session_is_coming_until_it_is_over(client):
    make_session(make_announcement("Весь день"), start_date=date(2024, 8, 13))
    make_session(
        make_announcement("До двух"),
        start_date=date(2024, 8, 13),
        start_time=time(10),
        end_time=time(14),
    )

    assert coming(client) == ["Весь день", "До двух"]
    with moments.stopped_at(noon(13, at=time(14))):
        assert coming(client) == ["Весь день"]
    with moments.stopped_at(noon(14, at=time(0))):
        assert coming(client) == []


def test_six_are_coming_at_most_and_only_of_what_is_published(client):
    for day in range(1, 9):
        make_session(make_announcement(f"Встреча {day}"), start_date=date(2024, 9, day))
    make_session(make_announcement("Черновик", published_at=None), start_date=date(2024, 8, 20))

    assert coming(client) == [f"Встреча {day}" for day in range(1, 7)]


def test_where_sign_up_is_open_the_nearest_deadline_first(client):
    make_intake(make_session(make_announcement("Вторая")), deadline_date=date(2024, 8, 20))
    make_intake(make_session(make_announcement("Первая")), deadline_date=date(2024, 8, 19))

    first, second = section(client, "open-now").all("li")

    assert "до 19 августа включительно, по московскому времени" in first.text
    assert "осталось 6 дней" in first.text
    assert first.links["Первая"] == "/events/pervaya/"
    button = first.one("a", class_="button")
    assert button.text == "Зарегистрироваться: Первая"
    assert button.attributes["href"].startswith("/registration/")
    assert second.one("h3").text == "Вторая"


def test_a_door_that_is_shut_is_not_among_the_open_ones(client):
    open_until = {"deadline_date": date(2024, 8, 19)}
    make_intake(make_session(make_announcement("Открыта")), **open_until)
    make_intake(
        make_session(make_announcement("Ещё нет")), opens_date=date(2024, 8, 14), **open_until
    )
    make_intake(make_session(make_announcement("Отменена"), is_cancelled=True), **open_until)
    make_intake(make_session(make_announcement("Черновик", published_at=None)), **open_until)
    make_intake(make_session(make_announcement("Закрыта")), deadline_date=date(2024, 8, 12))
    full = make_intake(make_session(make_announcement("Полна")), capacity=1, **open_until)
    make_registration(full)

    assert open_now(client) == ["Открыта"]


def test_the_door_opens_and_closes_at_its_exact_moments(client):
    intake = make_intake(make_session(make_announcement("Дверь")))
    a_moment = timedelta(microseconds=1)

    for moment, seen in (
        (intake.closes_at - a_moment, ["Дверь"]),
        (intake.closes_at, []),
    ):
        with moments.stopped_at(moment):
            assert open_now(client) == seen


def test_seats_left_are_said_where_they_are_limited(client):
    intake = make_intake(make_session(make_announcement("Тесно")), capacity=5)
    make_registration(intake, people=3)

    assert "осталось 2 места из 5" in section(client, "open-now").text


def test_the_six_latest_publications_with_the_way_to_all(client):
    for number in range(8):
        make_announcement(f"Новость {number}", published_at=AT - timedelta(days=number))

    latest = section(client, "latest")

    assert titles(latest) == [f"Новость {number}" for number in range(6)]
    assert latest.links["Посмотреть все события"] == "/events/"


def test_the_english_home_leads_to_english_pages(client):
    make_intake(make_session(make_announcement("Ночь музеев")))

    page = read(client.get("/en/"))

    assert page.one("html").attributes["lang"] == "en"
    assert "Sign-up is open" in page.text
    door = section(client, "open-now", "/en/").one("a", class_="button")
    assert door.attributes["href"].startswith("/en/registration/")
    assert section(client, "latest", "/en/").links["Ночь музеев"] == "/en/events/noch-muzeev/"


def test_full_halls_do_not_hide_an_open_one(client):
    for number in range(12):
        make_intake(make_session(make_announcement(f"Полно {number}")), capacity=0)
    make_intake(make_session(make_announcement("Ещё можно")), deadline_date=date(2024, 9, 1))

    text = section(client, "open-now").text

    assert "Ещё можно" in text
    assert "Полно" not in text
