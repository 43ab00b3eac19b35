"""A registrar reads registrations, finds them, and cancels them at the desk."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from museumsite import moments
from registrations import desk, links
from registrations.models import ConsentText, HistoryLine, Letter, Registration
from tests.admin_forms import errors, messages, save
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_intake,
    make_registration,
    make_session,
    noon,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/registration/"
LETTERS = "/admin/registrations/letter/"
TEXTS = "/admin/registrations/consenttext/"


def page_of(registration):
    return reverse("admin:registrations_registration_change", args=[registration.pk])


def column(client, name, query="", url=LIST):
    return [cell.text for cell in read(client.get(url + query)).all(class_=f"field-{name}")]


# --- Reading


def test_the_list_says_who_how_many_for_what_and_how_it_stands(registrars_browser):
    session = make_session(make_announcement("Съезд"))
    registration = make_registration(make_intake(session), people=3, museum="Дом музыки")

    shown = {
        name: column(registrars_browser, name)
        for name in ("museum", "city", "contact_name", "seats", "session_and_day", "state")
    }

    assert shown == {
        "museum": ["Дом музыки"],
        "city": [registration.city],
        "contact_name": [registration.contact_name],
        "seats": ["3"],
        "session_and_day": ["Съезд, 14 сентября 2024"],
        "state": ["принята"],
    }


def test_the_page_of_one_shows_participants_letters_history_and_consent(registrars_browser):
    registration = make_registration(people=2, phone="+7 (383) 227-15-43", address="192.0.2.7")

    text = read(registrars_browser.get(page_of(registration))).text

    for fact in ("Участник 1", "Участник 2", "+7 (383) 227-15-43", "192.0.2.7", "подана"):
        assert fact in text
    for letter in registration.letters.all():
        assert letter.subject in text


def test_a_possible_repeat_is_marked_and_leads_to_the_other_one(registrars_browser):
    intake = make_intake()
    first = make_registration(intake, email="one@museum.example", museum="Первый музей")
    second = make_registration(intake, email="one@museum.example")

    assert column(registrars_browser, "state") == ["принята, возможный повтор", "принята"]
    assert column(registrars_browser, "state", "?is_possible_repeat__exact=1") == [
        "принята, возможный повтор"
    ]
    page = read(registrars_browser.get(page_of(second)))
    assert page.links[str(first)] == page_of(first)


def test_nothing_of_the_secret_link_is_on_any_page(registrars_browser):
    registration = make_registration()
    letter = registration.letters.get()
    secret = links.secret_for(registration.link_seed, registration.secret_hash)
    pages = [LIST, page_of(registration), LETTERS, f"{LETTERS}{letter.pk}/change/"]

    shown = "".join(registrars_browser.get(page).content.decode() for page in pages)

    assert registration.contact_name in shown
    for hidden in (secret, registration.link_seed, registration.secret_hash, registration.form_key):
        assert hidden not in shown
    assert "[здесь личная ссылка участника]" in shown


def test_the_secret_link_is_not_guessed_letter_by_letter_in_the_address(registrars_browser):
    registration = make_registration()

    for column_name in ("link_seed", "secret_hash", "form_key"):
        known = getattr(registration, column_name)[:2]
        answer = registrars_browser.get(f"{LIST}?{column_name}__startswith={known}")
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "question",
    [
        "краеведческий",
        "КРАЕВЕДЧЕСКИЙ музей",
        "новосибирск",
        "смирнова",
        "кузнецова вера",
        "director@museum.example",
        "+7 (383) 227-15-43",
        "8 383 227 15 43",
        "3832271543",
        "227-15-43",
    ],
)
def test_a_registration_is_found_by_whatever_one_knows_of_it(registrars_browser, question):
    found = make_registration(people=2, email="director@museum.example")
    found.participants.filter(name="Участник 2").update(name="Кузнецова Вера")
    make_registration(
        museum="Галерея",
        city="Омск",
        contact_name="Петров Пётр",
        email="other@example.com",
        phone="+7 (381) 224-00-00",
    )

    assert column(registrars_browser, "seats", f"?q={question.replace('+', '%2B')}") == ["2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=accepted", ["Второй"]),
        ("?state=cancelled", ["Первый"]),
        ("?intake={intake}", ["Первый"]),
        ("?intake=999", []),
        ("?intake=" + "9" * 40, []),
        ("?intake=nonsense", []),
        ("?state=nonsense", ["Второй", "Первый"]),
        ("?q=%00", ["Второй", "Первый"]),
    ],
)
def test_the_list_is_narrowed(registrars_browser, query, found):
    first = make_registration(museum="Первый")
    make_registration(museum="Второй")
    desk.cancel(registration=first)

    assert column(registrars_browser, "museum", query.format(intake=first.intake_id)) == found


def test_the_filter_offers_the_latest_sessions_and_the_chosen_one_however_old(registrars_browser):
    old = make_intake(make_session(title="Самое старое", start_date=date(2024, 9, 1)))
    for index in range(31):
        day = date(2024, 9, 14) + timedelta(days=index)
        make_intake(make_session(title=f"Мероприятие {index}", start_date=day))

    def offered(query=""):
        return read(registrars_browser.get(LIST + query)).one(id="changelist-filter").text

    assert "Мероприятие 1," in offered()
    assert "Самое старое" not in offered()
    assert "Самое старое, 1 сентября 2024" in offered(f"?intake={old.pk}")


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number_of_registrations(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        announcement = make_announcement(category=make_category(f"Р{index}", f"r-{index}"))
        make_registration(make_intake(make_session(announcement)), people=2)

    with django_assert_num_queries(6):
        directors_browser.get(LIST)


# --- Nothing is changed here, but by the desk


def test_a_registration_is_neither_added_changed_nor_deleted_by_a_form(directors_browser):
    registration = make_registration()
    typed = {"contact_name": "Другой", "_save": "1"}

    answers = [
        directors_browser.get(f"{LIST}add/"),
        directors_browser.post(f"{LIST}add/", typed),
        directors_browser.post(page_of(registration), typed),
        directors_browser.post(f"{LIST}{registration.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert Registration.objects.get().contact_name == registration.contact_name


def test_the_button_asks_first_and_then_cancels_at_the_desk(registrars_browser, registrar):
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=2)
    page = read(registrars_browser.get(page_of(registration)))
    address = page.links["Отменить заявку…"]

    question = read(registrars_browser.get(address))
    assert "2 участника" in question.text
    assert not Registration.objects.get().is_cancelled
    answer = registrars_browser.post(address, follow=True)

    assert Registration.objects.get().is_cancelled
    assert intake.facts().seats_left == 2
    line = HistoryLine.objects.last()
    assert (line.verb, line.staff, line.seats) == ("cancelled", registrar, -2)
    assert Letter.objects.filter(kind="cancelled", to=registration.email).count() == 1
    assert messages(answer) == ["Отменена 1 заявка: места свободны, письмо скоро уйдёт."]
    assert "Отменить заявку…" not in read(answer).links


def test_the_action_asks_first_and_then_cancels_each(registrars_browser):
    registrations = [make_registration(museum=f"Музей {index}") for index in range(3)]
    desk.cancel(registration=registrations[0])
    chosen = {
        "action": "cancel_selected",
        "_selected_action": [registration.pk for registration in registrations],
    }

    question = read(registrars_browser.post(LIST, chosen))
    assert "Музей 1" in question.text
    assert "Музей 0" not in question.text
    assert Registration.objects.filter(cancelled_at__isnull=False).count() == 1
    answer = registrars_browser.post(LIST, {**chosen, "confirmed": "yes"}, follow=True)

    assert Registration.objects.filter(cancelled_at__isnull=False).count() == 3
    assert messages(answer) == ["Отменены 2 заявки: места свободны, письма скоро уйдут."]
    assert Letter.objects.filter(kind="cancelled").count() == 3


def test_what_the_desk_refuses_is_said_kindly_and_nothing_changes(registrars_browser):
    registration = make_registration()

    with moments.stopped_at(noon(20, month=9)):
        answer = registrars_browser.post(f"{LIST}{registration.pk}/cancel/", follow=True)

    assert messages(answer) == [f"{registration}: Мероприятие уже прошло: отменять нечего."]
    assert not Registration.objects.get().is_cancelled


def test_cancelling_twice_is_cancelling_once(registrars_browser):
    registration = make_registration()

    for _again in range(2):
        registrars_browser.post(f"{LIST}{registration.pk}/cancel/")

    assert Letter.objects.filter(kind="cancelled").count() == 1


def test_a_colleague_who_may_only_read_cannot_cancel(registrar, registrars_browser):
    registrar.groups.first().permissions.remove(
        *registrar.groups.first().permissions.filter(codename="change_registration")
    )
    registration = make_registration()

    answer = registrars_browser.post(f"{LIST}{registration.pk}/cancel/")

    assert answer.status_code == 403
    assert not Registration.objects.get().is_cancelled
    assert "Отменить заявку…" not in read(registrars_browser.get(page_of(registration))).links


def test_a_registration_that_is_not_there_leads_back_with_words(registrars_browser):
    answer = registrars_browser.get(f"{LIST}999/cancel/", follow=True)

    assert "не существует" in messages(answer)[0]


# --- Letters


@pytest.mark.parametrize(
    ("fields", "state", "query"),
    [
        ({}, "в очереди", "?state=waiting"),
        ({"attempts": 3}, "в очереди, попыток: 3", "?state=waiting"),
        ({"sent_at": AT}, "отправлено", "?state=sent"),
        ({"failed_at": AT}, "не доставлено", "?state=failed"),
    ],
)
def test_the_outbox_says_what_has_left(registrars_browser, fields, state, query):
    make_registration()
    Letter.objects.update(**fields)

    assert column(registrars_browser, "state", url=LETTERS) == [state]
    assert column(registrars_browser, "state", query, LETTERS) == [state]
    others = {"?state=waiting", "?state=sent", "?state=failed"} - {query}
    assert [column(registrars_browser, "state", other, LETTERS) for other in others] == [[], []]


def test_a_letter_is_read_and_not_changed(directors_browser):
    letter = make_registration().letters.get()
    page = f"{LETTERS}{letter.pk}/change/"

    assert letter.subject in read(directors_browser.get(page)).text
    assert directors_browser.post(page, {"to": "thief@example.com"}).status_code == 403
    assert Letter.objects.get().to == letter.to


@pytest.mark.parametrize("question", ["director@museum", "краеведческий", "смирнова"])
def test_a_letter_is_found_by_its_address_or_its_registration(registrars_browser, question):
    make_registration(email="director@museum.example")
    make_registration(museum="Галерея", contact_name="Петров Пётр", email="other@example.com")

    assert column(registrars_browser, "to", f"?q={question}", LETTERS) == [
        "director@museum.example"
    ]


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_outbox_asks_the_same_questions_for_any_number_of_letters(
    directors_browser, django_assert_num_queries, number
):
    intake = make_intake()
    for _number in range(number):
        make_registration(intake)

    with django_assert_num_queries(5):
        directors_browser.get(LETTERS)


# --- Consent texts


def test_a_new_consent_text_is_added_and_corrected_while_nobody_has_agreed(registrars_browser):
    typed = {
        "version": "2",
        "title": "Согласие",
        "body": "Новый текст.",
        "valid_from_0": "01.09.2024",
        "valid_from_1": "00:00",
    }

    answer = save(registrars_browser, f"{TEXTS}add/", **typed)
    text = ConsentText.objects.get(version="2")
    save(registrars_browser, f"{TEXTS}{text.pk}/change/", body="Исправленный текст.")

    assert errors(answer) == []
    text.refresh_from_db()
    assert text.body == "Исправленный текст."


def test_a_text_somebody_has_agreed_to_is_neither_changed_nor_deleted(directors_browser):
    text = make_registration().consent.text
    page = f"{TEXTS}{text.pk}/change/"

    answers = [
        directors_browser.post(page, {"body": "Иное"}),
        directors_browser.post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ConsentText.objects.get(pk=text.pk).body == text.body
    assert not read(directors_browser.get(page)).all("textarea")
