"""The feed: everything published, newest first, in pages, narrowed by words and filters."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict

from events.models import Announcement, Organisation, Organiser
from museumsite.slugs import slug_of
from tests.make import AT, make_announcement, make_category, make_intake, make_session
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


@pytest.mark.parametrize("name", ["category", "year", "museum", "sign_up", "q", "page", "unknown"])
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


# --- By museum, by open sign-up, and everything together


def test_a_museum_narrows_to_what_it_holds_alone_or_with_others(client):
    make_announcement("Один", organisers=["Музей Победы"])
    make_announcement("Вместе", organisers=["Архив", "Музей Победы"])
    make_announcement("Чужое", organisers=["Архив"])
    make_announcement("Ничьё")

    assert found(client, museum="muzej-pobedyi") == ["Вместе", "Один"]
    assert found(client, museum="muzej-pobedyi", q="вместе") == ["Вместе"]


def test_only_museums_with_something_published_can_be_chosen(client):
    make_announcement("Один", organisers=["Музей Победы"])
    make_announcement("Черновик", organisers=["Тайный музей"], published_at=None)
    Organisation.objects.create(name="Участник")

    choice = read(client.get("/events/", {"museum": "muzej-pobedyi"})).one("select", id="museum")

    assert [option.text for option in choice.all("option")] == ["Все музеи", "Музей Победы"]
    assert choice.one("option", value="muzej-pobedyi").attributes["selected"] == ""


def test_open_sign_up_is_what_the_state_of_the_intake_says(client):
    for title, rules in {
        "Открыто": {},
        "Ещё место": {"capacity": 1},
        "Нет мест": {"capacity": 0},
        "Только ждать": {"capacity": 0, "has_waiting_list": True},
        "Поздно": {"deadline_date": date(2024, 8, 12)},
        "Рано": {"opens_date": date(2024, 8, 14)},
    }.items():
        make_intake(make_session(make_announcement(title)), **rules)
    make_intake(make_session(make_announcement("Отменено"), is_cancelled=True))
    make_announcement("Без регистрации")

    page = read(client.get("/events/", {"sign_up": "yes"}))

    assert titles(page) == ["Ещё место", "Открыто"]
    box = page.one("input", name="sign_up")
    assert box.attributes["checked"] == ""
    assert found(client, sign_up="yes", q="место") == ["Ещё место"]
    assert len(found(client, sign_up="да")) == 8


def test_the_translation_of_what_is_open_is_open(client):
    russian = make_announcement("Форум")
    make_announcement("Forum", language="en", translation_of=russian)
    make_intake(make_session(russian))

    page = read(client.get("/en/events/", {"sign_up": "yes"}))

    assert titles(page) == ["Forum"]


def test_everything_chosen_stands_there_with_a_way_to_take_it_back(client):
    chosen = {
        "q": "форум",
        "category": "anonsyi",
        "year": "2024",
        "museum": "muzej",
        "sign_up": "yes",
    }
    make_intake(make_session(make_announcement("Форум", organisers=["Музей"])))

    page = read(client.get("/events/", chosen))

    ways = page.one("ul", aria_labelledby="filters-chosen").links
    assert list(ways) == [
        "Убрать: Слова: форум ×",
        "Убрать: Рубрика: Анонсы ×",
        "Убрать: Год: 2024 ×",
        "Убрать: Музей: Музей ×",
        "Убрать: Только с открытой регистрацией ×",
        "Убрать всё",
    ]
    for (name, _value), way in zip(chosen.items(), ways.values(), strict=False):
        kept = QueryDict(way.partition("?")[2]).dict()
        assert kept == {other: value for other, value in chosen.items() if other != name}
    assert titles(page) == ["Форум"]


def test_nothing_chosen_nothing_to_take_back(client):
    make_many(1)

    assert read(client.get("/events/")).all(id="filters-chosen") == []


def test_where_the_choices_find_nothing_the_page_says_what_to_do(client):
    make_announcement("Форум", organisers=["Музей"])
    make_category("Интервью", "intervyu")

    page = read(client.get("/events/", {"museum": "muzej", "category": "intervyu"}))

    assert titles(page) == []
    assert "Снимите одно из условий" in page.one("main").text
    assert page.links["Убрать: Рубрика: Интервью ×"] == "/events/?museum=muzej"


def test_the_last_page_of_very_many_says_where_the_rest_is(client, monkeypatch):
    monkeypatch.setattr("events.bounded.MOST", 24)
    make_many(25)

    last = read(client.get("/events/", {"page": 99}))
    searched = read(client.get("/events/", {"q": "событие"}))

    assert titles(last) == [f"Событие {number}" for number in range(13, 25)]
    assert "загляните в архив" in last.one("main").text
    assert searched.one(class_="filters__found").text == ("«событие»: нашлось больше 24 публикаций")


def test_five_hundred_museums_are_one_list(client):
    names = [f"Музей {number}" for number in range(500)]
    make_announcement("Съезд")
    museums = Organisation.objects.bulk_create(
        Organisation(name=name, slug=slug_of(name)) for name in names
    )
    announcement = Announcement.objects.get()
    Organiser.objects.bulk_create(
        Organiser(announcement=announcement, organisation=museum) for museum in museums
    )

    page = read(client.get("/events/"))

    assert len(page.one("select", id="museum").all("option")) == 501
    assert not any("museum=" in way for way in page.links.values())


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


def test_a_category_with_nothing_to_read_is_not_offered(client):
    make_announcement(category=make_category("Новости", "novosti"))
    make_announcement(category=make_category("Мастер-классы", "masters"), published_at=None)

    offered = read(client.get("/events/")).links
    asked_for = read(client.get("/events/?category=masters"))

    assert "/events/?category=novosti" in offered.values()
    assert "/events/?category=masters" not in offered.values()
    assert "Ничего не нашлось" in asked_for.text
