"""Pages in two languages: a pair is told once to each reader, and sessions stand on both."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.models import Announcement
from museumsite import moments
from registrations.letters.wording import worded
from tests.admin_forms import errors, opened, save
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    make_venue,
)
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
RU, EN = "/events/arxiv-otkryivaetsya/", "/en/events/the-archive-opens/"
ADMIN = "/admin/events/announcement/"


def make_original(**fields):
    return make_announcement(
        "Архив открывается",
        **{"contact": make_contact(), "organisers": ["Музей Победы"], "body": "<p>Текст</p>"}
        | fields,
    )


def make_version(original, **fields):
    defaults = {"language": "en", "slug": "the-archive-opens", "lead": "In short.", "body": ""}
    return make_announcement("The archive opens", translation_of=original, **{**defaults, **fields})


def switch_on(page):
    """Where the switch of languages leads, and what it says besides."""
    languages = page.one("ul", class_="languages")
    return languages.one("a").attributes["href"], languages.text


# --- What a reader is shown -------------------------------------------------------------


def test_the_switch_leads_from_each_of_a_pair_to_the_other(client):
    make_version(make_original())

    assert switch_on(read(client.get(RU))) == (EN, "English")
    assert switch_on(read(client.get(EN))) == (RU, "Русский")


def test_where_there_is_no_counterpart_the_switch_and_the_page_say_so_in_words(client):
    make_original()

    russian, english = read(client.get(RU)), read(client.get(f"/en{RU}"))

    assert switch_on(russian) == (f"/en{RU}", "English This text is in Russian only")
    assert switch_on(english) == (RU, "Русский")
    assert english.one(class_="announcement__only").text == "This text is in Russian only"
    assert russian.all(class_="announcement__only") == []


def test_a_page_in_english_alone_says_so_to_russian_readers(client):
    make_version(None)

    page = read(client.get("/events/the-archive-opens/"))

    assert page.one(class_="announcement__only").text == "Этот текст есть только на английском"


@pytest.mark.parametrize(
    ("asked", "led_to"), [(f"/en{RU}", EN), ("/events/the-archive-opens/", RU)]
)
def test_the_address_of_the_other_languages_text_leads_to_the_readers_own(client, asked, led_to):
    version = make_version(make_original())

    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (302, led_to)
    version.withdrawn_at = AT
    version.save()
    assert client.get(f"/en{RU}").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": AT + timedelta(minutes=1)},
        {"withdrawn_at": AT},
    ],
    ids=["draft", "scheduled", "withdrawn"],
)
def test_a_counterpart_that_is_not_out_is_told_to_nobody(client, fields):
    intake = make_intake(make_session(make_original()))
    make_version(intake.session.announcement, **fields)

    pages = [client.get(address) for address in (RU, f"/en{RU}", "/en/", "/en/events/")]
    form = client.get(f"/en/registration/{intake.pk}/")

    for answer in (*pages, form):
        assert answer.status_code == 200
        assert "the-archive" not in answer.content.decode()
        assert "The archive" not in answer.content.decode()


def test_the_english_page_shows_the_sessions_and_the_sign_up_of_the_russian_one(client):
    intake = make_intake(make_session(make_original(), title="Съёмка", title_en="Taking pictures"))
    make_version(intake.session.announcement)

    page = read(client.get(EN))

    facts = page.one("section", class_="facts")
    assert facts.one("h2").text == "Taking pictures"
    assert facts.one("h2").one("span").attributes["lang"] == "en"
    assert facts.one("a", class_="button").attributes["href"] == f"/en/registration/{intake.pk}/"
    assert page.one("main").attributes["data-state"] == "open"


def test_places_have_english_names_too(client):
    venue = make_venue(
        city="Москва", address="площадь Победы, 3", name_en="The hall", city_en="Moscow"
    )
    make_version(make_session(make_original(), venue=venue).announcement)

    address = read(client.get(EN)).one("section", class_="facts").one("address")

    assert address.text == "The hall, Moscow площадь Победы, 3"
    assert address.attributes["lang"] == "en"
    russian = read(client.get(RU)).one("section", class_="facts").one("address")
    assert russian.text == "Музей политической истории России, Москва площадь Победы, 3"


def test_sessions_of_a_russian_page_that_is_not_out_are_told_nowhere(client):
    intake = make_intake(make_session(make_original(published_at=None)))
    make_version(intake.session.announcement)

    page = read(client.get(EN))

    assert page.all("section", class_="facts") == []
    assert "data-state" not in page.one("main").attributes


def test_every_part_of_a_page_says_its_own_language(client):
    make_version(make_original())
    make_announcement("Другое")

    page = read(client.get(EN))

    assert page.one("h1").attributes["lang"] == "en"
    assert page.one(class_="announcement__lead").attributes["lang"] == "en"
    assert page.one("article", class_="card").one("h3").attributes["lang"] == "ru"


def test_lists_tell_each_pair_once_in_the_readers_language(client):
    version = make_version(make_original())
    make_session(version.translation_of)

    english, russian = read(client.get("/en/")), read(client.get("/"))

    assert titles(english.one("section", aria_labelledby="coming")) == ["The archive opens"]
    assert titles(english.one("section", aria_labelledby="latest")) == ["The archive opens"]
    assert english.one("ul", class_="agenda").links["The archive opens"] == EN
    assert titles(russian.one("section", aria_labelledby="latest")) == ["Архив открывается"]


def test_the_form_and_the_letter_name_the_english_page(client):
    intake = make_intake(make_session(make_original()))
    make_version(intake.session.announcement)

    form = read(client.get(f"/en{intake.get_absolute_url()}"))
    letter = worded(make_registration(intake, language="en").letters.get())

    assert form.one("h1").text == "Registration The archive opens"
    assert form.links["← Back to the announcement"] == EN
    assert "The archive opens" in letter.text
    assert EN in letter.html
    assert "Архив" not in letter.text


def test_the_title_of_a_session_falls_back_to_the_russian_one(client):
    make_version(make_session(make_original(), title="Съёмка").announcement)

    facts = read(client.get(EN)).one("section", class_="facts")

    assert facts.one("h2").one("span").attributes["lang"] == "ru"


@pytest.mark.parametrize("pairs", [1, 3])
def test_telling_in_english_costs_no_query_a_session(client, django_assert_num_queries, pairs):
    for number in range(pairs):
        original = make_announcement(f"Событие {number}", contact=make_contact())
        make_intake(make_session(original))
        make_announcement(f"Event {number}", language="en", translation_of=original)

    with django_assert_num_queries(4):
        client.get("/en/")


# --- What editors pair ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"language": "ru"}, "language"),
        ({"is_of_another_version": True}, "translation_of"),
        ({"has_a_version_already": True}, "translation_of"),
        ({"has_sessions": True}, "translation_of"),
        ({"is_of_itself": True}, "translation_of"),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_a_pair_that_cannot_be_is_refused_at_its_field(fields, field):
    original = make_original()
    page = make_announcement("Page", language=fields.get("language", "en"))
    page.translation_of = original
    if "is_of_another_version" in fields:
        page.translation_of = make_version(original)
    if "has_a_version_already" in fields:
        make_version(original)
    if "has_sessions" in fields:
        make_session(page)
    if "is_of_itself" in fields:
        page.translation_of = page

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert list(refused.value.message_dict) == [field]


def test_a_page_with_an_english_version_stays_russian(editors_browser):
    original = make_original()
    make_version(original)

    answer = save(editors_browser, f"{ADMIN}{original.pk}/change/", language="en")

    assert errors(answer) == [
        "У этой страницы есть английская версия, поэтому сама она остаётся на русском."
    ]
    assert Announcement.objects.get(pk=original.pk).language == "ru"


def test_an_english_version_is_begun_with_what_need_not_be_typed_again(editors_browser):
    original = make_original(author="Анна Смирнова")
    page = read(editors_browser.get(f"{ADMIN}{original.pk}/change/"))
    add = page.links["Создать английскую версию"]

    form = opened(editors_browser, add)
    save(editors_browser, add, title="The archive opens", slug="the-archive-opens")

    assert "sessions-TOTAL_FORMS" not in form
    version = Announcement.objects.get(slug="the-archive-opens")
    assert (version.language, version.counterpart()) == ("en", original)
    assert version.author == "Анна Смирнова"
    assert (version.category, version.contact) == (original.category, original.contact)
    assert [str(one) for one in version.organisers_in_order()] == ["Музей Победы"]
    assert version.published_at is None


def test_a_button_pressed_in_vain_leaves_nothing(editors_browser):
    original = make_original()

    editors_browser.get(f"{ADMIN}add/?translation_of={original.pk}")

    assert Announcement.objects.count() == 1


def test_each_of_a_pair_leads_to_the_other_in_the_admin(editors_browser):
    original = make_original()
    version = make_version(original)

    russian = read(editors_browser.get(f"{ADMIN}{original.pk}/change/"))
    english = read(editors_browser.get(f"{ADMIN}{version.pk}/change/"))

    assert russian.links["Английская версия"] == f"{ADMIN}{version.pk}/change/"
    assert "Создать английскую версию" not in russian.links
    assert english.links["Русская страница"] == f"{ADMIN}{original.pk}/change/"


def test_only_what_can_be_an_original_is_offered_as_one(editors_browser):
    free = make_announcement("Событие без перевода")
    make_version(make_announcement("Событие с переводом"))
    make_announcement("Событие in English", language="en")
    asked = {
        "app_label": "events",
        "model_name": "announcement",
        "field_name": "translation_of",
        "term": "событие",
    }

    answer = editors_browser.get("/admin/autocomplete/", asked)

    assert [row["id"] for row in answer.json()["results"]] == [str(free.pk)]


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "\0", "-1"])
def test_an_address_that_asks_for_no_page_opens_the_plain_form(editors_browser, key):
    form = opened(editors_browser, f"{ADMIN}add/?translation_of={key}")

    assert (form["language"], form["translation_of"]) == ("ru", "")


def test_the_moment_of_a_preview_decides_which_counterpart_is_told():
    original = make_original()
    make_version(original, published_at=AT + timedelta(days=1))

    with translation.override("en"):
        assert original.told_in("en", AT) == original
        assert original.told_in("en", AT + timedelta(days=1)).title == "The archive opens"
    assert moments.now() == AT
