"""Museums: the list of those with a page, the page of each, its addresses for ever."""

from datetime import date, timedelta

import pytest

from events.models import Announcement, FormerMuseumSlug, Organisation
from events.search import matching
from events.search.index import index_saved
from tests.admin_forms import errors, messages, save
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
)
from tests.reading import read, titles
from tests.validators import complaints

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_museum(name="Музей Победы", **fields):
    return Organisation.objects.create(name=name, **fields)


def museum_page(museum):
    return f"/admin/events/organisation/{museum.pk}/change/"


# --- The list


def test_museums_with_something_to_read_are_listed_by_city(client):
    make_museum("Музей Победы", city="Москва", about="<p>На Поклонной горе.</p>")
    make_museum("Музей кораблей", city="Архангельск", about="<p>О море.</p>")
    make_museum("Союз музеев", about="<p>Везде.</p>")
    make_museum("Только участник", city="Москва")
    make_announcement(organisers=["Ночной музей"])
    make_announcement(organisers=["Тайный музей"], published_at=None)

    page = read(client.get("/museums/"))

    cities = {
        city.one("h2").text: [link.text for link in city.all("a")]
        for city in page.all(class_="museums__city")
    }
    assert cities == {
        "Архангельск": ["Музей кораблей"],
        "Москва": ["Музей Победы"],
        "Без города": ["Ночной музей", "Союз музеев"],
    }
    assert list(cities)[-1] == "Без города"


def test_the_list_says_who_has_something_ahead(client):
    announcement = make_announcement(organisers=["Музей Победы", "Музей кораблей"])
    make_session(announcement)
    make_session(announcement, start_date=date(2024, 9, 15))
    make_session(announcement, start_date=date(2024, 8, 1))
    make_session(announcement, start_date=date(2024, 9, 16), is_cancelled=True)

    text = read(client.get("/museums/")).one("main").text

    assert "Музей Победы впереди 2 мероприятия" in text
    assert "Музей кораблей впереди 2 мероприятия" in text


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_queries_of_the_list(client, django_assert_num_queries, number):
    for index in range(number):
        make_session(make_announcement(organisers=[f"Музей {index}"]))

    with django_assert_num_queries(3):  # how many, which, what they have ahead
        client.get("/museums/")


# --- The page of one


def test_a_museums_page_tells_who_it_is_what_is_coming_and_what_it_has_published(client):
    make_museum(
        city="Москва",
        website="https://victory.museum.example/",
        about="<p>На <strong>Поклонной</strong> горе.</p><script>alert(1)</script>",
    )
    both = ["Музей Победы", "Музей кораблей"]
    coming = make_session(make_announcement("Встреча", organisers=both))
    make_intake(coming)
    make_session(make_announcement("Прошла", organisers=both), start_date=date(2024, 8, 1))
    make_session(make_announcement("Чужая", organisers=["Музей кораблей"]))

    page = read(client.get("/museums/muzej-pobedyi/"))

    assert page.one("h1").text == "Музей Победы"
    assert page.one(class_="museum__about").one("strong").text == "Поклонной"
    assert page.one(class_="museum__about").all("script") == []
    assert page.links["victory.museum.example"] == "https://victory.museum.example/"
    assert titles(page.one("section", aria_labelledby="coming")) == ["Встреча"]
    assert "Идёт приём заявок" in page.one("section", aria_labelledby="coming").text
    assert titles(page.one("section", aria_labelledby="published")) == ["Прошла", "Встреча"]


def test_a_museum_without_anything_to_read_has_no_page(client):
    make_museum("Только участник")
    make_announcement(organisers=["Тайный музей"], published_at=AT + timedelta(days=1))

    assert client.get("/museums/tolko-uchastnik/").status_code == 404
    assert client.get("/museums/tajnyij-muzej/").status_code == 404
    assert client.get("/museums/nothing/").status_code == 404


def test_publications_beyond_a_page_are_on_the_next(client):
    for number in range(13):
        make_announcement(
            f"Новость {number}",
            organisers=["Музей Победы"],
            published_at=AT - timedelta(days=number),
        )

    second = read(client.get("/museums/muzej-pobedyi/?page=2"))

    assert titles(second.one("section", aria_labelledby="published")) == ["Новость 12"]
    assert "страница 2 из 2" in second.text


def test_an_organiser_of_an_announcement_leads_to_the_museum(client):
    announcement = make_announcement(organisers=["Музей Победы"])
    make_session(announcement)

    page = read(client.get(announcement.get_absolute_url()))

    assert page.one(class_="facts").links["Музей Победы"] == "/museums/muzej-pobedyi/"


def test_english_pages_use_english_names_and_counterparts(client):
    make_museum(name_en="Victory Museum")
    original = make_announcement("Ночь музеев", organisers=["Музей Победы"])
    make_announcement("The night of museums", language="en", translation_of=original)

    english = read(client.get("/en/museums/muzej-pobedyi/"))
    russian = read(client.get("/museums/muzej-pobedyi/"))

    assert english.one("h1").text == "Victory Museum"
    assert titles(english.one("section", aria_labelledby="published")) == ["The night of museums"]
    assert titles(russian.one("section", aria_labelledby="published")) == ["Ночь музеев"]
    assert "Victory Museum" in read(client.get("/en/museums/")).one("main").links


@pytest.mark.parametrize("number", [1, 3, 12])
def test_the_queries_of_a_museums_page(client, django_assert_num_queries, number):
    for index in range(number):
        announcement = make_announcement(f"Событие {index}", organisers=["Музей Победы"])
        make_intake(make_session(announcement))

    with django_assert_num_queries(5):  # museum, coming, sign-ups, how many, published
        client.get("/museums/muzej-pobedyi/")


def test_the_page_is_valid_html(client):
    make_museum(city="Москва", website="https://museum.example/", about="<h2>О нас</h2><p>Да</p>")
    make_intake(make_session(make_announcement("А & Б", organisers=["Музей Победы"])))

    page = client.get("/museums/muzej-pobedyi/").content.decode()

    # Nothing here is fetched from another host, whose files would need a checksum.
    assert complaints({"museum": page}, forgiven=["require-sri"]) == {}


# --- Addresses


def test_an_address_that_changed_leads_to_the_new_one_for_ever(client, editors_browser):
    museum = make_museum(about="<p>О нас.</p>")

    save(editors_browser, museum_page(museum), slug="victory")
    save(editors_browser, museum_page(museum), slug="museum-of-victory")

    for former in ("/museums/muzej-pobedyi/", "/en/museums/victory/"):
        answer = client.get(former)
        prefix = "/en" if former.startswith("/en") else ""
        assert (answer.status_code, answer["Location"]) == (
            301,
            f"{prefix}/museums/museum-of-victory/",
        )
    assert "/museums/muzej-pobedyi/" in read(editors_browser.get(museum_page(museum))).text


def test_nobody_takes_an_address_that_another_museum_has_or_had(editors_browser):
    museum = make_museum(slug="now")
    FormerMuseumSlug.objects.create(slug="once", organisation=museum)
    other = make_museum("Музей кораблей")

    for taken in ("now", "once"):
        answer = save(editors_browser, museum_page(other), slug=taken)
        assert errors(answer)[-1] in {
            "Этот адрес занят другой организацией.",
            "Организация с таким адресом страницы уже существует.",
        }
    assert Organisation.objects.get(pk=other.pk).slug == "muzej-korablej"
    assert make_museum("Once").slug == "once-2"


def test_a_museum_may_take_its_own_former_address_back(client, editors_browser):
    museum = make_museum(about="<p>О нас.</p>", slug="first")
    save(editors_browser, museum_page(museum), slug="second")

    save(editors_browser, museum_page(museum), slug="first")

    assert client.get("/museums/first/").status_code == 200
    assert client.get("/museums/second/")["Location"] == "/museums/first/"


def test_about_is_cleaned_and_an_emptied_address_is_made_again(editors_browser):
    museum = make_museum(slug="old")

    save(
        editors_browser,
        museum_page(museum),
        slug="",
        name_en="Victory Museum",
        about="<p onclick='x()'>О нас</p><script>x()</script>",
    )

    museum.refresh_from_db()
    assert (museum.slug, museum.name_en) == ("muzej-pobedyi", "Victory Museum")
    assert museum.about == "<p>О нас</p>"


# --- Duplicates

LIST = "/admin/events/organisation/"


def merge(client, kept, *others):
    """Choose these rows, say which one stays, confirm."""
    chosen = [kept.pk, *(other.pk for other in others)]
    fields = {"action": "merge", "_selected_action": chosen}
    asked = read(client.post(LIST, fields))
    assert len(asked.all("input", name="kept")) == len(chosen)
    return client.post(LIST, {**fields, "kept": kept.pk, "merge_now": "1"}, follow=True)


def test_duplicates_of_a_museum_become_one_with_all_that_refers_to_them(client, editors_browser):
    kept = make_museum("Музей Победы")
    other = make_museum("Музей победы, Москва", city="Москва", about="<p>На горе.</p>")
    other.former_slugs.create(slug="long-ago")
    both = make_announcement("Вместе", organisers=[kept.name, other.name])
    make_announcement("Одни", organisers=[other.name])
    contact = make_contact(organisation=other)
    registration = make_registration(organisation_id=other.pk)
    address = other.get_absolute_url()

    answer = merge(editors_browser, kept, other)

    assert messages(answer) == ["Теперь это одна организация: Музей Победы."]
    kept.refresh_from_db()
    contact.refresh_from_db()
    registration.refresh_from_db()
    assert not Organisation.objects.filter(pk=other.pk).exists()
    assert [row.name for row in both.organisers_in_order()] == ["Музей Победы"]
    assert kept.announcements.count() == 2
    assert (kept.city, kept.about) == ("Москва", "<p>На горе.</p>")
    assert contact.organisation == kept
    assert (registration.organisation, registration.museum_key) == (kept, f"organisation {kept.pk}")
    assert registration.history.filter(staff__username="editor").exists()
    for former in (address, "/museums/long-ago/"):
        assert client.get(former)["Location"] == "/museums/muzej-pobedyi/"


def test_after_a_merge_pages_are_found_by_the_name_they_show(editors_browser):
    kept, other = make_museum("Эрмитаж"), make_museum("Зимний дворец")
    page = make_announcement("Ночь музеев", organisers=[other.name])
    index_saved(page)

    merge(editors_browser, kept, other)

    everything = Announcement.objects.all()
    assert list(matching(everything, "эрмитаж")) == [page]
    assert list(matching(everything, "дворец")) == []


def test_one_row_is_no_duplicate_and_without_an_answer_nothing_is_merged(editors_browser):
    museum, other = make_museum(), make_museum("Музей кораблей")
    fields = {"action": "merge", "_selected_action": [museum.pk]}

    alone = editors_browser.post(LIST, fields, follow=True)
    fields["_selected_action"].append(other.pk)
    unanswered = editors_browser.post(LIST, {**fields, "merge_now": "1"})

    assert messages(alone)[0].startswith("Выберите от 2 до 20 строк")
    assert errors(unanswered) == ["Обязательное поле."]
    assert Organisation.objects.count() == 2


def test_who_may_only_look_at_organisations_merges_none(registrars_browser):
    museum, other = make_museum(), make_museum("Музей кораблей")
    chosen = {"action": "merge", "_selected_action": [museum.pk, other.pk], "kept": museum.pk}

    registrars_browser.post(LIST, {**chosen, "merge_now": "1"})

    assert Organisation.objects.count() == 2
