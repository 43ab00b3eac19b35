"""A registrar reads registrations and finds them."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from events.models import Organisation
from registrations import desk, links
from registrations.letters import sending
from registrations.models import ConsentText, Letter, Question, Registration, Upload
from tests.admin_forms import errors, save
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_intake,
    make_registration,
    make_session,
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
        for name in ("museum", "contact", "session_and_day", "state",
                     "marks")
    }  # fmt: skip

    assert shown == {
        "museum": ["Дом музыки"],
        "contact": [f"{registration.contact_name} {registration.city}"],
        "session_and_day": ["Съезд, 14 сентября 2024"],
        "state": ["подтверждена 3 места"],
        "marks": ["музея нет в справочнике"],
    }


def test_a_page_says_that_there_is_nothing_to_look_at(registrars_browser):
    registration = make_registration()

    page = read(registrars_browser.get(page_of(registration)))

    rows = [row.text for row in page.all(class_="form-row")]
    assert "Возможные повторы: нет" in rows
    assert "Письма на этот адрес: не возвращались" in rows


def test_the_list_says_who_waits_where_in_the_queue(registrars_browser):
    intake = make_intake(capacity=2, has_waiting_list=True)
    make_registration(intake)
    make_registration(intake, people=2, accepts_fewer=True, accepts_waiting=True)
    make_registration(intake, people=3, accepts_waiting=True)
    desk.cancel(registration=make_registration(intake, accepts_waiting=True))

    assert column(registrars_browser, "state") == [
        "отменена 1 человек",
        "в листе ожидания ждут 3 (в очереди № 2)",
        "частью в листе ожидания 1 место ждёт 1 (в очереди № 1)",
        "подтверждена 1 место",
    ]


def test_those_who_wait_stand_in_the_order_of_the_queue(registrars_browser):
    intake = make_intake(capacity=1, has_waiting_list=True)
    for index in range(4):
        make_registration(intake, museum=f"Музей {index}", accepts_waiting=True)

    query = f"?intake={intake.pk}&standing=waiting"

    assert column(registrars_browser, "museum", query) == ["Музей 1", "Музей 2", "Музей 3"]
    assert not read(registrars_browser.get(LIST + query)).all("th", class_="sorted")
    assert column(registrars_browser, "museum", f"{query}&o=-1")[0] == "Музей 3"


def test_the_marks_say_what_to_look_at(registrars_browser):
    intake = make_intake(address_check_hours=24)
    museum = Organisation.objects.create(name="Музей")
    make_registration(intake, email="one@museum.example", organisation_id=museum.pk)
    second = make_registration(intake, email="one@museum.example", organisation_id=museum.pk)
    Registration.objects.filter(pk=second.pk).update(bounced_at=AT, address_confirmed_at=AT)

    assert column(registrars_browser, "marks") == [
        "письма возвращаются возможный повтор",
        "адрес не подтверждён",
    ]


def test_the_page_of_one_shows_participants_letters_history_and_consent(registrars_browser):
    registration = make_registration(people=2, phone="+7 (383) 227-15-43", address="192.0.2.7")

    text = read(registrars_browser.get(page_of(registration))).text

    for fact in ("Участник 1", "Участник 2", "+7 (383) 227-15-43", "192.0.2.7", "подана"):
        assert fact in text
    for participant in registration.participants.all():
        assert participant.ticket_code in text
    for letter in registration.letters.all():
        assert str(letter) in text


def test_the_page_says_whose_consent_is_missing(registrars_browser):
    people = [
        desk.Person("Иванов Иван", "хранитель", "in_person", email="ivanov@museum.example"),
        desk.Person("Петрова Вера", "хранитель", "in_person"),
    ]
    registration = make_registration(people=people, consent_text_ids=[])

    page = read(registrars_browser.get(page_of(registration)))

    missing = page.one(class_="field-consent_missing")
    assert missing.text.endswith("контактное лицо; Иванов Иван")
    assert "согласия ещё нет" in page.text


def test_the_history_says_what_when_by_whom_and_why(registrars_browser, registrar):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = make_registration(intake, people=2, accepts_waiting=True)
    desk.promote(registration=waiting, staff=registrar, reason="Гости из-за рубежа",
                 beyond_rules=True)  # fmt: skip

    history = read(registrars_browser.get(page_of(waiting))).one(id="history-group")
    rows = [row.text for row in history.all("tr") if "13 августа 2024" in row.text]

    assert "подана" in rows[0]
    assert "участник" in rows[0]
    for words in ("переведена вручную", "сверх лимита или после срока", "Гости из-за рубежа",
                  "Ольга Иванова", "+2", "−2"):  # fmt: skip
        assert words in rows[1]


def answered_with_a_file():
    """A registration whose plan of the stand came as a file named in Russian."""
    intake = make_intake()
    question = Question.objects.create(intake=intake, text="План стенда", kind="file")
    plan = Upload.objects.create(
        intake=intake, form_key="key", field=f"q{question.pk}", name="План стенда.pdf",
        file=ContentFile(b"%PDF-1.7 plan", "plan.pdf"), uploaded_at=AT,
    )  # fmt: skip
    answer = desk.Answered(question.pk, upload_id=plan.pk)
    person = desk.Person("Участник", "хранитель", "in_person", answers=[answer])
    return make_registration(intake, people=[person])


def test_an_answers_file_is_handed_over_to_be_kept_and_not_opened(registrars_browser):
    registration = answered_with_a_file()

    page = read(registrars_browser.get(page_of(registration)))
    file = registrars_browser.get(page.links["План стенда.pdf"])

    assert b"".join(file.streaming_content) == b"%PDF-1.7 plan"
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9F")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]


def test_an_answers_file_is_for_those_who_may_read_answers(
    registrar, registrars_browser, editors_browser
):
    registration = answered_with_a_file()
    address = f"{LIST}{registration.pk}/files/{registration.participants.get().answers.get().pk}/"
    of_another = address.replace(f"/{registration.pk}/", f"/{make_registration().pk}/", 1)

    assert editors_browser.get(address).status_code == 403
    assert registrars_browser.get(of_another).status_code == 404
    registrar.groups.first().permissions.remove(
        *registrar.groups.first().permissions.filter(codename="view_answer")
    )
    assert registrars_browser.get(address).status_code == 403
    assert "План стенда" not in registrars_browser.get(page_of(registration)).content.decode()


def test_answers_are_read_by_question_in_words(registrars_browser):
    intake = make_intake()
    excursion = Question.objects.create(intake=intake, text="Экскурсия", kind="several")
    choices = [excursion.choices.create(text=text) for text in ("Фонды", "Парк")]
    dinner = Question.objects.create(intake=intake, text="Ужин", kind="yes_no", asks="registration")
    answer = desk.Answered(excursion.pk, choice_ids=[choice.pk for choice in choices])
    person = desk.Person("Иванов Иван", "хранитель", "in_person", answers=[answer])
    registration = make_registration(
        intake, people=[person], answers=[desk.Answered(dinner.pk, "yes")]
    )

    answers = read(registrars_browser.get(page_of(registration))).one(id="answers-group")

    rows = [row.text for row in answers.all("tr", class_="has_original")]
    assert ["Экскурсия Иванов Иван Фонды, Парк" in rows[0], "Ужин для заявки да" in rows[1]] == [
        True,
        True,
    ]


def test_the_words_to_a_declined_one_stay_on_its_page(registrars_browser, registrar):
    registration = make_registration(make_intake(needs_approval=True))
    desk.decline(registration=registration, staff=registrar, words="Только для музеев Сибири.")

    page = read(registrars_browser.get(page_of(registration)))

    standing = page.one(class_="field-standing").text
    assert standing.endswith("отклонена 1 человек Только для музеев Сибири.")


def test_one_that_is_erased_keeps_its_page_and_says_so(registrars_browser):
    registration = make_registration(people=2, museum="Музей маяков")
    desk.withdraw_consent(registration=registration)

    page = read(registrars_browser.get(page_of(registration)))

    assert page.one(class_="field-standing").text.endswith("согласие отозвано")
    assert "Музей маяков" not in page.text
    assert column(registrars_browser, "state") == ["согласие отозвано"]


def test_a_possible_repeat_is_marked_and_leads_to_the_other_one(registrars_browser):
    intake = make_intake()
    first = make_registration(intake, email="one@museum.example", museum="Первый музей")
    second = make_registration(intake, email="one@museum.example", museum="Второй музей")

    assert column(registrars_browser, "museum", "?mark=repeat") == ["Второй музей"]
    page = read(registrars_browser.get(page_of(second)))
    assert page.links[str(first)] == page_of(first)


def test_nothing_of_the_secret_link_is_on_any_page(registrars_browser):
    registration = make_registration()
    sending.send_next()
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
        "КУЗНЕЦОВА СЕМЕН",
        "vera@museum.example",
        "director@museum.example",
        "+7 (383) 227-15-43",
        "8 383 227 15 43",
        "3832271543",
        "227-15-43",
    ],
)
def test_a_registration_is_found_by_whatever_one_knows_of_it(registrars_browser, question):
    people = [
        desk.Person("Кузнецова Вера", "хранитель", "in_person", email="vera@museum.example"),
        desk.Person("Кузнецова Семён", "хранитель", "in_person"),
    ]
    make_registration(people=people, email="director@museum.example")
    make_registration(
        museum="Галерея",
        city="Омск",
        contact_name="Петров Пётр",
        email="other@example.com",
        phone="+7 (381) 224-00-00",
    )

    assert column(registrars_browser, "state", f"?q={quote(question)}") == ["подтверждена 2 места"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?standing=confirmed", ["Второй"]),
        ("?standing=over", ["Первый"]),
        ("?intake={intake}", ["Первый"]),
        ("?intake=999", []),
        ("?intake=" + "9" * 40, []),
        ("?intake=nonsense", []),
        ("?standing=nonsense", ["Второй", "Первый"]),
        ("?mark=nonsense", ["Второй", "Первый"]),
        ("?matter=nonsense", ["Второй", "Первый"]),
        ("?mark=unlisted", ["Второй"]),
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


def test_each_standing_has_a_filter_that_finds_what_the_column_says(registrars_browser):
    hall = make_intake(capacity=1, has_waiting_list=True, offers_from_days=60)
    first = make_registration(hall, museum="Подтверждён")
    make_registration(hall, museum="Предложено", accepts_waiting=True)
    make_registration(hall, museum="Ждёт", accepts_waiting=True)
    desk.cancel(registration=first)
    make_registration(make_intake(needs_approval=True), museum="Решается")
    make_registration(museum="Подтверждён")

    found = {
        standing: column(registrars_browser, "museum", f"?standing={standing}")
        for standing in ("confirmed", "pending", "waiting", "offered", "over")
    }

    assert found == {
        "confirmed": ["Подтверждён"],
        "pending": ["Решается"],
        "waiting": ["Ждёт"],
        "offered": ["Предложено"],
        "over": ["Подтверждён"],
    }


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number_of_registrations(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        announcement = make_announcement(category=make_category(f"Р{index}", f"r-{index}"))
        intake = make_intake(make_session(announcement), capacity=1, has_waiting_list=True)
        make_registration(intake)
        make_registration(intake, people=2, accepts_waiting=True)

    with django_assert_num_queries(8):
        directors_browser.get(LIST)


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_page_of_one_asks_the_same_questions_for_any_number_of_people(
    directors_browser, django_assert_num_queries, number
):
    intake = make_intake(participants_limit=100)
    people = [
        desk.Person(f"Участник {index}", "", "in_person", email=f"p{index}@museum.example")
        for index in range(number)
    ]
    registration = make_registration(intake, people=people)
    directors_browser.get(page_of(registration))  # the process keeps content types from now on

    with django_assert_num_queries(13):
        directors_browser.get(page_of(registration))


@pytest.mark.parametrize(
    "address",
    [
        "?intake=٣",
        "?intake=-1",
        "?standing=%00",
        "?matter=%00&mark=%00",
        "?q=%5B(%5C*%2B",
        "?q=" + "а" * 3_000,
        "?q=" + "б " * 1_500,
        "999999999999999999999/change/",
        "999999999999999999999/cancel/",
        "999999999999999999999/correct/",
        "999999999999999999999/repeats/",
        "1/files/999999999999999999999/",
        "enter/999999999999999999999/",
        "%00/cancel/",
    ],
    ids=lambda address: address[:20],
)
def test_no_address_however_strange_breaks_the_pages(registrars_browser, address):
    make_registration()

    assert registrars_browser.get(LIST + address).status_code in {200, 302, 404}


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


# --- Letters


@pytest.mark.parametrize(
    ("fields", "state", "query"),
    [
        ({}, "в очереди", "?state=waiting"),
        ({"attempts": 3}, "в очереди, попыток: 3", "?state=waiting"),
        ({"sent_at": AT}, "отправлено", "?state=sent"),
        ({"failed_at": AT}, "не доставлено", "?state=failed"),
        ({"sent_at": AT, "bounced_at": AT}, "вернулось", "?state=bounced"),
    ],
)
def test_the_outbox_says_what_has_left(registrars_browser, fields, state, query):
    make_registration()
    Letter.objects.update(**fields)

    assert column(registrars_browser, "state", url=LETTERS) == [state]
    assert column(registrars_browser, "state", query, LETTERS) == [state]
    others = {"?state=waiting", "?state=sent", "?state=failed", "?state=bounced"} - {query}
    assert [column(registrars_browser, "state", other, LETTERS) for other in others] == [[]] * 3


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
    text = make_registration().consents.get().text
    page = f"{TEXTS}{text.pk}/change/"

    answers = [
        directors_browser.post(page, {"body": "Иное"}),
        directors_browser.post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ConsentText.objects.get(pk=text.pk).body == text.body
    assert not read(directors_browser.get(page)).all("textarea")
