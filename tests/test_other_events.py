"""«Другие события»: like this one first, then the newest; never the page itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.others import others_like
from tests.make import AT, make_announcement, make_category
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def others(announcement, language="ru", number=6):
    found = others_like(announcement, language=language, at=AT, number=number)
    return [other.title for other in found]


def made(title, days, **fields):
    return make_announcement(title, published_at=AT - timedelta(days=days), **fields)


def test_the_same_category_and_museum_comes_first_then_either_then_the_newest():
    news = make_category("Новости", "novosti")
    shown = made("Страница", 9, organisers=["Музей", "Архив"])
    made("Чужое новое", 1, category=news)
    made("Рубрика", 4)
    made("Музей", 3, category=news, organisers=["Архив"])
    made("Оба общие, старое", 8, organisers=["Музей"])
    made("Оба общие", 7, organisers=["Музей", "Третий"])
    made("Чужое", 2, category=news, organisers=["Третий"])

    assert others(shown) == [
        "Оба общие",
        "Оба общие, старое",
        "Музей",
        "Рубрика",
        "Чужое новое",
        "Чужое",
    ]
    assert others(shown, number=2) == ["Оба общие", "Оба общие, старое"]


def test_neither_itself_nor_its_counterpart_nor_what_is_not_out():
    shown = made("Страница", 2)
    english = made("Page", 1, language="en", translation_of=shown)
    other = made("Другое", 3)
    made("Other", 3, language="en", translation_of=other)
    made("Завтра", -1)
    made("Снято", 5, withdrawn_at=AT)

    assert others(shown) == ["Другое"]
    assert others(english, "en") == ["Other"]
    assert others(english, "ru") == ["Другое"]


def test_of_one_moment_the_later_written_comes_first_every_time():
    shown = made("Страница", 1)
    for number in range(9):
        made(f"Событие {number}", 2)

    assert others(shown) == [f"Событие {number}" for number in range(8, 2, -1)]


def test_the_page_shows_them(client):
    shown = made("Страница", 1)
    made("Другое", 2)

    page = read(client.get(shown.get_absolute_url()))

    assert titles(page.one("section", class_="announcement__other")) == ["Другое"]


@pytest.mark.parametrize("number", [1, 12])
def test_two_queries_for_any_number(number):
    shown = made("Страница", 1, organisers=["Музей"])
    for _ in range(number):
        made(None, 2, organisers=["Музей"])

    with CaptureQueriesContext(connection) as queries:
        found = others(shown)

    assert len(queries) == 2
    assert len(found) == min(number, 6)
