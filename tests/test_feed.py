"""The feed: everything published, newest first, in pages, narrowed by category, year and words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from events.models import Announcement
from tests.make import AT, make_announcement, make_category
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_many(number, **fields):
    """`number` announcements, «Событие 1» the newest."""
    return [
        make_announcement(
            f"Событие {index + 1}", published_at=AT - timedelta(hours=index), **fields
        )
        for index in range(number)
    ]


def found(client, **question):
    return titles(read(client.get("/events/", question)))


def test_the_newest_comes_first_and_the_later_written_of_one_moment(client):
    make_announcement("Старое", published_at=AT - timedelta(days=2))
    make_announcement("Раньше записано", published_at=AT)
    make_announcement("Позже записано", published_at=AT)

    assert found(client) == ["Позже записано", "Раньше записано", "Старое"]


def test_twelve_a_page_and_every_one_of_them_on_some_page(client):
    make_many(25)

    pages = [found(client, page=number) for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [12, 12, 1]
    assert sum(pages, []) == [f"Событие {number}" for number in range(1, 26)]  # noqa: RUF017


def test_pages_lead_to_one_another(client):
    make_many(25)

    page = read(client.get("/events/", {"page": 2}))
    pagination = page.one("nav", class_="pagination")

    assert pagination.one("a", rel="prev").attributes["href"] == "/events/"
    assert pagination.one("a", rel="next").attributes["href"] == "/events/?page=3"
    assert pagination.one(aria_current="page").text == "Страница 2"


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("0", "Событие 13"),
        ("-1", "Событие 13"),
        ("99", "Событие 13"),
        ("9" * 5000, "Событие 1"),
        ("abc", "Событие 1"),
        ("", "Событие 1"),
        ("\0", "Событие 1"),
        ("2.0", "Событие 1"),
        ("٢", "Событие 13"),
        ("<script>", "Событие 1"),
    ],
    ids=repr,
)
def test_a_page_that_is_none_gets_the_nearest_one(client, page, first):
    make_many(13)

    assert found(client, page=page)[0] == first


def test_category_and_year_narrow_alone_and_together(client):
    interviews = make_category("Интервью", "intervyu")
    last_year = datetime(2023, 6, 1, tzinfo=UTC)
    make_announcement("Новое интервью", category=interviews)
    make_announcement("Старое интервью", category=interviews, published_at=last_year)
    make_announcement("Новый анонс")
    make_announcement("Старый анонс", published_at=last_year)

    assert found(client, category="intervyu") == ["Новое интервью", "Старое интервью"]
    assert found(client, year="2023") == ["Старый анонс", "Старое интервью"]
    assert found(client, category="intervyu", year="2023") == ["Старое интервью"]
    assert found(client, category="intervyu", year="2023", q="старый") == ["Старое интервью"]
    assert found(client, category="intervyu", year="2023", q="анонс") == []


def test_filters_survive_paging_and_a_changed_filter_begins_at_the_first_page(client):
    make_many(30)
    make_announcement("Прошлогоднее", published_at=datetime(2023, 6, 1, tzinfo=UTC))
    chosen = {"category": "anonsyi", "year": "2024", "q": "событие", "page": "2"}

    page = read(client.get("/events/", chosen))

    following = page.one("nav", class_="pagination").one("a", rel="next").attributes["href"]
    assert QueryDict(following.partition("?")[2]).dict() == {**chosen, "page": "3"}
    assert titles(read(client.get(following))) == [f"Событие {number}" for number in range(25, 31)]
    years = page.one("ul", aria_labelledby="filter-year").links
    assert QueryDict(years["2023"].partition("?")[2]).dict() == {
        "category": "anonsyi",
        "year": "2023",
        "q": "событие",
    }


def test_a_new_search_keeps_category_and_year(client):
    make_many(1)

    page = read(client.get("/events/", {"category": "anonsyi", "year": "2024"}))
    hidden = {
        field.attributes["name"]: field.attributes["value"]
        for field in page.one("search").all("input", type="hidden")
    }

    assert hidden == {"category": "anonsyi", "year": "2024"}


def test_a_year_is_that_of_the_sites_own_clock(client):
    make_announcement("В Москве уже январь", published_at=datetime(2023, 12, 31, 21, tzinfo=UTC))
    make_announcement("Ещё декабрь", published_at=datetime(2023, 12, 31, 20, 59, tzinfo=UTC))

    assert found(client, year="2024") == ["В Москве уже январь"]
    assert found(client, year="2023") == ["Ещё декабрь"]


@pytest.mark.parametrize("name", ["category", "year", "q", "page", "unknown"])
@pytest.mark.parametrize(
    "typed",
    [
        "nothing-like-it",
        "\0",
        "9" * 10_000,
        "ы" * 10_000,
        "'; DROP TABLE events_announcement; --",
        "%",
        "_",
        "\\",
        "<script>alert(1)</script>",
        "\u202eпобеда",
        "🎉",
        " ",
        "-0",
        "1e9",
        "２０２４",
    ],
    ids=lambda typed: repr(typed[:12]),
)
def test_bad_filters_never_break_the_feed(client, name, typed):
    make_many(2)

    answer = client.get("/events/", {name: typed})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("raw", ["q=%FF%FE", "page=%00", "q=%ED%A0%80", "year=%", "q&q&q=&&&=;"])
def test_bytes_that_are_no_text_never_break_the_feed(client, raw):
    make_many(2)

    assert client.get(f"/events/?{raw}").status_code == 200


def test_filters_that_do_not_exist_are_as_if_not_chosen(client):
    make_many(2)

    assert found(client, category="nothing", year="1812") == ["Событие 1", "Событие 2"]


def test_an_empty_feed_says_so_and_leads_on(client):
    make_many(2)

    page = read(client.get("/events/", {"q": "динозавр"}))

    assert titles(page) == []
    assert "Ничего не нашлось" in page.one("main").text
    assert page.links["Показать все события"] == "/events/"
    assert page.one("input", id="q").attributes["value"] == "динозавр"


def test_a_feed_with_nothing_published_is_a_page_too(client):
    assert titles(read(client.get("/events/"))) == []


@pytest.mark.parametrize(
    "question",
    [
        "победы",
        "Победа",
        "ПОБЕДОЙ",
        "о победе",
        "музеи победы",
        "территории",
        "орлёнке",
        "ОРЛЕНКА",
        "2024",
        "Museums",
        "museum",
        "побед",
        "стратегическая сессия",
        "«Победа»!",
        "победа\u00a0",
    ],
)
def test_a_search_finds_the_word_in_any_form_case_and_spelling(client, question):
    make_announcement(
        "Музей Победы проведёт сессию",
        lead="Стратегическая сессия 2024 о победе: «Территория Победы», Museum Forum.",
        body="Встреча в «Орлёнке».",
    )
    make_announcement("Иное", lead="Ни одного из тех слов.")

    assert found(client, q=question) == ["Музей Победы проведёт сессию"]


def test_every_word_must_be_found(client):
    make_announcement("Музей и школа")
    make_announcement("Музей и театр")

    assert found(client, q="театр музей") == ["Музей и театр"]


def test_a_search_finds_the_beginning_of_a_word_and_not_its_middle(client):
    make_announcement("Краеведческий вечер")

    assert found(client, q="краевед") == ["Краеведческий вечер"]
    assert found(client, q="ведческий") == []


def test_signs_alone_are_no_question(client):
    make_many(2)

    assert found(client, q="«…» % _") == ["Событие 1", "Событие 2"]


def test_a_changed_text_is_found_by_its_new_words_only(client):
    announcement = make_announcement("Лекция о войне", lead="")
    announcement.title = "Концерт у рояля"
    announcement.save()

    assert found(client, q="концерты") == ["Концерт у рояля"]
    assert found(client, q="лекция") == []


def test_each_card_has_category_title_date_and_lead(client):
    make_announcement("Ночь музеев", lead="Двери открыты до утра.")

    card = read(client.get("/events/")).one("article", class_="card")

    assert card.one(class_="card__category").text == "Анонсы"
    assert card.links == {"Ночь музеев": "/events/noch-muzeev/"}
    assert card.one("time").text == "12 августа 2024"
    assert card.one("time").attributes["datetime"] == "2024-08-12"
    assert card.one(class_="card__lead").text == "Двери открыты до утра."


def test_what_staff_typed_is_text_and_never_markup(client):
    make_announcement("<b>Жирно</b>", lead="<img src=x onerror=alert(1)>")

    page = read(client.get("/events/"))

    assert titles(page) == ["<b>Жирно</b>"]
    assert page.one(class_="card__lead").text == "<img src=x onerror=alert(1)>"


def test_the_feed_in_english_has_english_categories_and_the_same_announcements(client):
    category = make_category("Анонсы")
    category.name_en = "Announcements"
    category.save()
    make_announcement("Ночь музеев")

    page = read(client.get("/en/events/"))

    assert titles(page) == ["Ночь музеев"]
    assert page.one(class_="card__category").text == "Announcements"
    assert page.one("article").links == {"Ночь музеев": "/en/events/noch-muzeev/"}


def test_a_row_written_without_our_save_is_still_listed(client):
    Announcement.objects.bulk_create(
        [Announcement(title="Перенос", slug="p", category=make_category(), published_at=AT)]
    )

    assert found(client) == ["Перенос"]
