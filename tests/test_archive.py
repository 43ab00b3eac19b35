"""The archive: years with their numbers, months with theirs, everything of a month in pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import AT, make_announcement
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def made(title, *moment, **fields):
    return make_announcement(title, published_at=datetime(*moment, tzinfo=UTC), **fields)


def test_years_and_months_with_their_numbers_the_newest_first(client):
    for day in (1, 2, 3):
        made(None, 2024, 3, day)
    made(None, 2024, 5, 1)
    made(None, 2022, 12, 1)

    page = read(client.get("/archive/"))

    assert [heading.text for heading in page.all("h2")] == ["2024", "2022"]
    assert [part.one("ul").text for part in page.all("section")] == ["май 1 март 3", "декабрь 1"]
    assert page.all("section")[0].one("div").text == "2024 4 публикации"
    assert page.links["2022"] == "/archive/2022/"
    assert page.links["март"] == "/archive/2024/3/"


def test_a_year_has_its_months_and_leads_to_the_nearest_years_with_something(client):
    made(None, 2019, 1, 15)
    made(None, 2022, 12, 1)
    made(None, 2024, 3, 1)

    page = read(client.get("/archive/2022/"))

    assert page.one("ul", class_="archive__months").text == "декабрь 1"
    ways = page.one("nav", class_="archive__ways")
    assert ways.links == {"← 2019": "/archive/2019/", "2024 →": "/archive/2024/"}


def test_a_month_has_all_of_it_in_pages_and_leads_over_empty_months(client):
    for day in range(1, 15):
        made(f"Март {day}", 2024, 3, day)
    made("Январь", 2024, 1, 10)
    made("Июль", 2024, 7, 10)

    first = read(client.get("/archive/2024/3/"))
    second = read(client.get("/archive/2024/3/?page=2"))

    assert titles(first) == [f"Март {day}" for day in range(14, 2, -1)]
    assert titles(second) == ["Март 2", "Март 1"]
    pages = second.one("nav", class_="pagination")
    assert pages.one("a", rel="prev").attributes["href"] == "/archive/2024/3/"
    ways = first.one("nav", class_="archive__ways")
    assert ways.links == {
        "← январь 2024": "/archive/2024/1/",
        "июль 2024 →": "/archive/2024/7/",
    }


def test_a_month_is_that_of_the_sites_own_clock(client):
    made("В Москве уже январь", 2023, 12, 31, 21)
    made("Ещё декабрь", 2023, 12, 31, 20, 59)

    assert titles(read(client.get("/archive/2024/1/"))) == ["В Москве уже январь"]
    assert titles(read(client.get("/archive/2023/12/"))) == ["Ещё декабрь"]
    assert "январь 1" in read(client.get("/archive/2024/")).text


def test_only_what_is_out_and_in_the_readers_language(client):
    russian = made("Форум", 2024, 3, 1)
    made("Forum", 2024, 3, 2, language="en", translation_of=russian)
    made("Только по-русски", 2024, 3, 3)
    made("Снято", 2024, 3, 4, withdrawn_at=AT)
    make_announcement("Завтра", published_at=AT + timedelta(days=1))

    assert titles(read(client.get("/archive/2024/3/"))) == ["Только по-русски", "Форум"]
    assert titles(read(client.get("/en/archive/2024/3/"))) == ["Только по-русски", "Forum"]
    assert read(client.get("/archive/")).one("ul", class_="archive__months").text == "март 2"


@pytest.mark.parametrize(
    "address",
    ["2023/", "2024/4/", "2024/13/", "2024/0/", "0001/1/", "9999/", "20244/", "2024/x/", "٢٠٢٤/"],
)
def test_where_nothing_was_published_there_is_no_page(client, address):
    made("Март", 2024, 3, 1)

    assert client.get(f"/archive/{address}").status_code == 404


def test_a_month_has_one_address(client):
    answer = client.get("/archive/2024/03/")

    assert (answer.status_code, answer["Location"]) == (301, "/archive/2024/3/")


def test_an_empty_archive_is_a_page_and_every_page_leads_there(client):
    page = read(client.get("/archive/"))

    assert "Пока ничего не опубликовано" in page.one("main").text
    assert page.one("footer").links["Архив"] == "/archive/"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/archive/", 1), ("/archive/2024/", 3), ("/archive/2024/3/", 4)]
)
def test_as_many_queries_for_many_as_for_few(client, address, queries, number):
    for day in range(1, number + 1):
        made(None, 2024, 3, day)
        made(None, 2024, day, 1)

    with CaptureQueriesContext(connection) as made_queries:
        client.get(address)

    assert len(made_queries) == queries
