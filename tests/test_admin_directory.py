"""Who and where, old addresses, and colleagues: the smaller forms of the admin."""

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Category, Contact, Organisation, Venue
from tests.admin_forms import errors, messages, opened, save
from tests.make import make_announcement, make_category, make_contact, make_venue
from tests.people import make_staff
from tests.reading import parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

EVENTS = "/admin/events"
REDIRECTS = "/admin/redirects/redirect"


# --- Who and where


def test_the_address_of_a_category_is_made_from_its_name(editors_browser):
    for _again in range(2):
        save(editors_browser, f"{EVENTS}/category/add/", name="Выставки", slug="")
        save(editors_browser, f"{EVENTS}/category/add/", name="Выставки!", slug="")

    assert set(Category.objects.values_list("slug", flat=True)) == {"vyistavki", "vyistavki-2"}


def test_a_category_in_use_is_not_deleted_and_the_page_says_why(editors_browser):
    announcement = make_announcement()
    page = f"{EVENTS}/category/{announcement.category_id}/delete/"

    answer = editors_browser.post(page, {"post": "yes"})

    assert "Публикации: 1" in read(answer).text
    assert Category.objects.filter(pk=announcement.category_id).exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 499 449 81 17", "+7 (499) 449-81-17"),
        ("+7 (499) 449-81-17.", "+7 (499) 449-81-17"),
        ("84994498117 доб. 12", "+7 (499) 449-81-17, доб. 12"),
    ],
)
def test_the_telephone_of_a_contact_person_is_kept_in_one_spelling(editors_browser, typed, kept):
    save(editors_browser, f"{EVENTS}/contact/add/", name="Королёв Аркадий", phone=typed)

    assert Contact.objects.get().phone == kept


@pytest.mark.parametrize(
    ("page", "typed", "complaint"),
    [
        ("contact", {"name": ""}, "Обязательное поле."),
        ("contact", {"name": "Ж" * 10_000}, "Убедитесь, что это значение содержит не более 200"),
        ("contact", {"name": "К", "phone": "позже"}, "Введите номер телефона с кодом города"),
        ("contact", {"name": "К", "email": "собака"}, "Введите правильный адрес электронной"),
        ("organisation", {"name": "Ж\0"}, "Данные содержат запрещённый символ: ноль-байт"),
        ("organisation", {"name": "М", "website": "javascript:alert(1)"}, "Введите правильный URL"),
        ("venue", {"name": "З", "city": "М", "latitude": "91", "longitude": "0"}, "Для точки"),
        ("venue", {"name": "З", "city": "М", "latitude": "55,75"}, "Для точки на карте нужны и"),
        ("venue", {"name": "З", "city": "М", "latitude": "NaN"}, "Введите число."),
        ("venue", {"name": "З", "city": "М", "directions": "Ж" * 10_000}, "Убедитесь, что"),
        ("category", {"name": "Р", "position": "-1"}, "Убедитесь, что это значение больше"),
        ("category", {"name": "Р", "slug": "рубрика"}, "Значение должно состоять только"),
    ],
    ids=str,
)
def test_what_is_typed_wrongly_is_refused_in_russian(editors_browser, page, typed, complaint):
    answer = save(editors_browser, f"{EVENTS}/{page}/add/", **typed)

    assert [words for words in errors(answer) if words.startswith(complaint)]
    assert not any(model.objects.exists() for model in (Contact, Organisation, Venue, Category))


def test_a_point_on_the_map_is_typed_with_commas(editors_browser):
    point = {"latitude": "59,9571", "longitude": "30,3211"}

    save(editors_browser, f"{EVENTS}/venue/add/", name="Музей", city="Санкт-Петербург", **point)

    venue = Venue.objects.get()
    assert (float(venue.latitude), float(venue.longitude)) == (59.9571, 30.3211)
    fields = opened(editors_browser, f"{EVENTS}/venue/{venue.pk}/change/")
    assert fields["latitude"] == "59,957100"


@pytest.mark.parametrize("model", ["category", "organisation", "venue", "contact"])
@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_lists_ask_the_same_questions_for_any_number_of_rows(
    directors_browser, django_assert_num_queries, model, number
):
    for index in range(number):
        organisation = Organisation.objects.create(name=f"Музей {index}")
        make_category(f"Рубрика {index}", f"rubrika-{index}")
        make_contact(organisation=organisation)
        make_venue()

    with django_assert_num_queries(5):
        directors_browser.get(f"{EVENTS}/{model}/")


# --- Addresses of the old site


@pytest.mark.parametrize(
    "typed",
    [
        "/news/muzej",
        "/news/muzej/",
        "news/muzej",
        "https://old-museum.example/news/muzej?utm=1",
        "http://[broken/news/muzej%00#place",
    ],
)
def test_an_old_address_is_pasted_in_any_form_and_leads_on(editors_browser, client, typed):
    save(editors_browser, f"{REDIRECTS}/add/", old_path=typed, new_path="/events/")

    assert Redirect.objects.get().old_path == "/news/muzej"
    for asked in ("/news/muzej", "/news/muzej/?utm_source=letter"):
        answer = client.get(asked)
        assert (answer.status_code, answer["Location"]) == (301, "/events/")


def test_a_cyrillic_old_address_leads_on_however_it_is_spelt(editors_browser, client):
    pasted = "https://old-museum.example/%D0%BC%D1%83%D0%B7%D0%B5%D0%B9/"

    save(editors_browser, f"{REDIRECTS}/add/", old_path=pasted, new_path="/events/")

    assert Redirect.objects.get().old_path == "/музей"
    assert client.get("/музей").status_code == 301


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("/known", "/events/", "Этот адрес уже есть в списке."),
        ("/known/", "/events/", "Этот адрес уже есть в списке."),
        ("/", "/events/", "Укажите страницу старого сайта, а не весь сайт."),
        ("https://old.example", "/events/", "Укажите страницу старого сайта, а не весь сайт."),
        ("/a", "javascript:alert(1)", "Начните с / для страницы этого сайта или с https://"),
        ("/a", "//thief.example/", "Начните с / для страницы этого сайта или с https://"),
        ("/a", "/a/", "Адрес не может вести сам на себя."),
        ("/" + "ж" * 10_000, "/events/", "Убедитесь, что это значение содержит не более 200"),
        ("http://[broken", "/events/", "Укажите страницу старого сайта, а не весь сайт."),
    ],
)
def test_an_old_address_that_cannot_work_is_refused(editors_browser, old, new, complaint):
    Redirect.objects.create(site_id=1, old_path="/known", new_path="/events/")

    answer = save(editors_browser, f"{REDIRECTS}/add/", old_path=old, new_path=new)

    assert [words for words in errors(answer) if words.startswith(complaint)]
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("https://old.example/?p=12", "/?p=12"),
        ("/?page_id=12&utm_source=x", "/?page_id=12"),
        ("/detail.php?ID=15&clear=Y", "/detail.php?ID=15"),
        ("/news/?ELEMENT_ID=7", "/news?ELEMENT_ID=7&yclid=1"),
    ],
)
def test_an_old_page_that_was_a_number_in_a_query_leads_on(editors_browser, client, typed, asked):
    save(editors_browser, f"{REDIRECTS}/add/", old_path=typed, new_path="/calendar/")

    assert client.get(asked)["Location"] == "/calendar/"
    others = ("/", "/?p=1", "/?utm_source=12", "/detail.php?ID=1", "/news/?ELEMENT_ID=1")
    assert {client.get(other).get("Location") for other in others} == {None}


def test_the_home_page_with_a_mailings_mark_costs_nothing_more(client, django_assert_num_queries):
    client.get("/")
    with CaptureQueriesContext(connection) as plain:
        client.get("/")

    with django_assert_num_queries(len(plain)):
        client.get("/?utm_source=letter&yclid=12")


def test_an_address_left_without_a_new_one_is_gone_and_says_so_kindly(editors_browser, client):
    save(editors_browser, f"{REDIRECTS}/add/", old_path="/old", new_path="")

    answer = client.get("/old/")

    assert answer.status_code == 410
    assert parsed(answer.content.decode()).one("h1").text == "Эта страница снята с публикации"


def test_redirects_make_neither_chains_nor_circles(editors_browser, client):
    for old, new in (("/first", "/second"), ("/third", "https://a.example/")):
        Redirect.objects.create(site_id=1, old_path=old, new_path=new)
    add = f"{REDIRECTS}/add/"

    circle = save(editors_browser, add, old_path="/second/", new_path="/first/")
    chain = save(editors_browser, add, old_path="/new", new_path="/third")
    straight = save(editors_browser, add, old_path="/second", new_path="/calendar/")

    assert errors(circle) == ["Адрес не может вести сам на себя."]
    assert errors(chain) == [
        "Этот адрес сам ведёт дальше, на https://a.example/: укажите здесь сразу его."
    ]
    assert "1 адрес, который вёл сюда, теперь ведёт сразу на новое место." in messages(straight)
    assert client.get("/first")["Location"] == "/calendar/"


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("/events/sobyitie", "/calendar/", "не действует: по этому адресу есть страница сайта"),
        ("/museums", "/calendar/", "не действует: по этому адресу есть страница сайта"),
        ("/old", "/events/net/", "ведёт в никуда: такой страницы на сайте нет"),
        ("/old", "/net/", "ведёт в никуда: такой страницы на сайте нет"),
        ("/old", "/en/events/sobyitie/#top", ""),
        ("/old", "https://other.example/net", ""),
    ],
)
def test_a_redirect_that_cannot_work_is_saved_with_a_warning(editors_browser, old, new, trouble):
    make_announcement("Событие")

    answer = save(editors_browser, f"{REDIRECTS}/add/", old_path=old, new_path=new)

    assert [words for words in messages(answer) if words.startswith(old)] == (
        [f"{old}: {trouble}"] if trouble else []
    )
    assert trouble in read(editors_browser.get(f"{REDIRECTS}/")).one(id="result_list").text


@pytest.mark.parametrize("new", ["/\\thief.example", "https://", "/a\tb", "/ /thief.example"])
def test_an_address_that_browsers_read_otherwise_is_refused(editors_browser, new):
    answer = save(editors_browser, f"{REDIRECTS}/add/", old_path="/old", new_path=new)

    assert errors(answer) == ["Начните с / для страницы этого сайта или с https:// для другого."]


def test_this_sites_own_address_is_kept_as_a_path(editors_browser):
    save(editors_browser, f"{REDIRECTS}/add/", old_path="/old",
         new_path="http://127.0.0.1:8000/events/")  # fmt: skip

    assert Redirect.objects.get().new_path == "/events/"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_redirects_asks_the_same_for_any_number(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        make_announcement(f"Событие {index}")
        Redirect.objects.create(
            site_id=1, old_path=f"/{index}", new_path=f"/events/sobyitie-{index}/"
        )

    with django_assert_num_queries(7):
        directors_browser.get(f"{REDIRECTS}/")


# --- Colleagues


def test_a_new_colleague_may_sign_in_at_once_and_do_what_the_group_may(directors_browser, client):
    password = "ночь улица фонарь"
    names = {"username": "nina", "last_name": "Новикова", "first_name": "Нина"}
    group = Group.objects.get(name="Редакторы").pk

    answer = save(
        directors_browser,
        "/admin/auth/user/add/",
        **names,
        password1=password,
        password2=password,
        groups=[group],
    )

    assert errors(answer) == []
    assert client.login(username="nina", password=password)
    assert client.get("/admin/events/announcement/").status_code == 200


def test_a_forgotten_password_is_set_anew(directors_browser, client):
    user = make_staff("forgetful")
    new = "аптека ночь улица"
    page = f"/admin/auth/user/{user.pk}/password/"

    directors_browser.post(page, {"password1": new, "password2": new})

    assert client.login(username="forgetful", password=new)


def test_an_empty_new_password_is_refused(directors_browser, client):
    user = make_staff("forgetful")

    answer = directors_browser.post(f"/admin/auth/user/{user.pk}/password/", {})

    assert "Обязательное поле." in errors(answer)
    assert User.objects.get(pk=user.pk).has_usable_password()


def test_rights_are_named_in_russian_where_a_group_is_put_together(directors_browser):
    group = Group.objects.get(name="Регистраторы")

    page = read(directors_browser.get(f"/admin/auth/group/{group.pk}/change/"))

    names = [option.text for option in page.one("select", name="permissions").all("option")]
    assert "Заявки: просматривать" in names
    assert not [name for name in names if name.startswith("Can ")]


def test_saving_a_group_keeps_its_rights(directors_browser):
    group = Group.objects.get(name="Редакторы")
    before = set(group.permissions.values_list("codename", flat=True))

    save(directors_browser, f"/admin/auth/group/{group.pk}/change/", name="Редакция")

    group.refresh_from_db()
    assert group.name == "Редакция"
    assert set(group.permissions.values_list("codename", flat=True)) == before
