"""Correcting a registration behind its link: names, people, answers, files; nothing lost."""

from datetime import date

import pytest
from django.test import Client

from events.models import Organisation
from museumsite import moments
from registrations import desk, links, refusals
from registrations.models import Answer, HistoryLine, Letter, Participant, Question, Registration
from registrations.views.answers import personal_address
from tests.forms import fields_of
from tests.make import (
    AT,
    make_contact_person,
    make_intake,
    make_people,
    make_registration,
    make_session,
    noon,
)
from tests.reading import parsed, read
from tests.test_questions import choice, make_question, name_of
from tests.test_uploads import PDF, file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Seat = Participant.Seat


def url_of(registration):
    return f"{personal_address(registration)}correct/"


def opened(client, registration):
    return fields_of(client.get(url_of(registration)).content.decode())


def correct(client, registration, **changes):
    """Open the form, change what is named, and send it."""
    return client.post(url_of(registration), {**opened(client, registration), **changes})


def people_of(registration):
    return list(registration.participants.values_list("name", "position", "mode", "email", "seat"))


def test_the_form_shows_what_was_signed_up(client):
    registration = make_registration(people=2, accepts_fewer=True)

    fields = opened(client, registration)

    assert fields["museum"] == registration.museum
    assert fields["email"] == registration.email
    assert fields["participants-1-name"] == "Участник 2"
    assert "participants-2-name" not in fields


def test_a_corrected_form_answers_303_and_leads_to_the_personal_page(client):
    registration = make_registration(people=2)

    changes = {"phone": "8 499 449-81-17", "participants-1-name": "Орлова Вера"}
    answer = client.post(url_of(registration), {**opened(client, registration), **changes})

    registration.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, personal_address(registration))
    assert registration.phone == "+7 (499) 449-81-17"
    assert [person.name for person in registration.participants.all()] == [
        "Участник 1",
        "Орлова Вера",
    ]
    assert "Исправления сохранены" in client.get(answer["Location"]).content.decode()


def test_the_seat_stays_with_the_person_whose_row_it_is(client):
    registration = make_registration(people=2)
    second = registration.participants.last()

    taken_off = {**opened(client, registration), "remove_participant": "0"}
    page = client.post(url_of(registration), taken_off).content.decode()
    still = registration.participants.count()
    client.post(url_of(registration), fields_of(page))

    assert still == 2
    assert list(registration.participants.all()) == [second]


def test_more_people_are_a_new_claim(client):
    intake = make_intake(capacity=2)
    registration = make_registration(intake)
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}
    two = {"participants-2-name": "Зуев Пётр", "participants-2-position": "хранитель"}

    full = correct(client, registration, **added, **two)
    fits = correct(client, registration, **added)

    page = full.content.decode()
    assert (full.status_code, 'data-outcome="full"' in page) == (409, True)
    assert fields_of(page)["participants-2-name"] == "Зуев Пётр"
    assert fits.status_code == 303
    assert registration.participants.count() == 2


def test_more_people_wait_once_the_form_has_said_so(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    registration = make_registration(intake)
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}

    answer = correct(client, registration, **added)

    assert answer.status_code == 303
    assert [row[-1] for row in people_of(registration)] == [Seat.SEATED, Seat.WAITING]


def test_after_the_deadline_names_are_corrected_and_nobody_is_added(client):
    registration = make_registration()
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}

    with moments.stopped_at(noon(25)):
        page = client.get(url_of(registration)).content.decode()
        renamed = correct(client, registration, **{"participants-0-name": "Новое Имя"})
        late = correct(client, registration, **added)

    assert "Добавить участника" not in page
    assert renamed.status_code == 303
    assert (late.status_code, 'data-outcome="late"' in late.content.decode()) == (409, True)
    assert registration.participants.get().name == "Новое Имя"


def test_who_was_given_more_time_may_add_people_after_the_deadline(client, registrar):
    registration = make_registration()
    desk.allow_corrections(
        registration=registration, until=noon(30), staff=registrar, reason="Болели"
    )
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}

    with moments.stopped_at(noon(25)):
        page = client.get(url_of(registration)).content.decode()
        answer = correct(client, registration, **added)

    assert "Добавить участника" in page
    assert answer.status_code == 303


@pytest.mark.parametrize("why", ["too late", "cancelled", "session cancelled"])
def test_what_can_no_longer_be_corrected_says_so_and_names_the_contact_person(client, why):
    registration = make_registration()
    fields = opened(client, registration)
    if why == "cancelled":
        desk.cancel(registration=registration)
    session = registration.intake.session
    session.is_cancelled = why == "session cancelled"
    session.save()

    with moments.stopped_at(noon(14, 9) if why == "too late" else AT):
        page = read(client.get(url_of(registration)))
        answer = client.post(url_of(registration), {**fields, "city": "Омск"})

    assert "Королёв Аркадий Васильевич" in page.text
    assert page.all("input", name="museum") == []
    assert (answer.status_code, 'data-outcome="late"' in answer.content.decode()) == (409, True)
    assert "Омск" in answer.content.decode()


def test_a_wrong_field_is_named_and_everything_is_kept(client):
    registration = make_registration(people=2)

    answer = correct(client, registration, email="no", **{"participants-1-name": "Орлова"})

    page = answer.content.decode()
    assert (answer.status_code, 'data-outcome="invalid"' in page) == (422, True)
    assert 'href="#id_email"' in page
    assert fields_of(page)["participants-1-name"] == "Орлова"
    assert fields_of(page)["participants-1-id"] == str(registration.participants.last().pk)


def test_nothing_changed_is_no_step_and_no_letter(client):
    registration = make_registration(people=2)
    letters, steps = Letter.objects.count(), HistoryLine.objects.count()

    answer = correct(client, registration)

    assert answer.status_code == 303
    assert (Letter.objects.count(), HistoryLine.objects.count()) == (letters, steps)


def test_a_double_click_adds_one_person(client):
    registration = make_registration()
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}
    fields = {**opened(client, registration), **added}

    answers = [client.post(url_of(registration), fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert registration.participants.count() == 2


def test_a_double_click_that_takes_somebody_off_takes_off_one(client):
    registration = make_registration(people=3)
    page = client.post(
        url_of(registration), {**opened(client, registration), "remove_participant": "1"}
    )
    fields = fields_of(page.content.decode())

    answers = [client.post(url_of(registration), fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert registration.participants.count() == 2


def test_another_tab_that_added_somebody_is_not_undone(client):
    registration = make_registration()
    old_tab = {**opened(client, registration), "city": "Омск"}
    added = {"participants-1-name": "Орлова Вера", "participants-1-position": "хранитель"}
    correct(client, registration, **added)

    answer = client.post(url_of(registration), old_tab)
    page = answer.content.decode()
    again = client.post(url_of(registration), fields_of(page))

    registration.refresh_from_db()
    assert answer.status_code == 409
    assert "изменилась" in page
    assert (fields_of(page)["city"], fields_of(page)["participants-1-name"]) == (
        "Омск",
        "Орлова Вера",
    )
    assert (again.status_code, registration.city) == (303, "Омск")
    assert registration.participants.count() == 2


def test_another_tab_that_took_somebody_off_is_told_and_keeps_what_was_typed(client):
    registration = make_registration(people=2)
    old_tab = {**opened(client, registration), "participants-1-name": "Орлова Вера"}
    desk.take_off_participant(participant=registration.participants.last())

    answer = client.post(url_of(registration), old_tab)

    assert answer.status_code == 409
    assert fields_of(answer.content.decode())["participants-1-name"] == "Орлова Вера"
    assert registration.participants.count() == 1


def test_somebody_elses_row_cannot_be_named(client):
    mine, theirs = make_registration(), make_registration()
    key = str(theirs.participants.get().pk)

    answer = correct(client, mine, **{"participants-0-id": key, "participants-0-name": "Чужой"})

    assert answer.status_code == 409
    assert "Чужой" not in [person.name for person in Participant.objects.all()]


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "¹", "\0"])
def test_a_tampered_key_never_breaks_the_form(client, key):
    registration = make_registration()

    answer = correct(client, registration, **{"participants-0-id": key, "people_known": key})

    assert answer.status_code in {303, 409, 422}
    assert registration.participants.count() == 1


def test_a_name_that_was_to_come_later_comes(client):
    intake = make_intake(names_until_date=date(2024, 9, 5))
    registration = make_registration(intake, [desk.Person("", "", "in_person")])

    fields = opened(client, registration)
    named = {"participants-0-name": "Орлова Вера", "participants-0-position": "хранитель"}
    answer = correct(client, registration, **named)

    assert fields["participants-0-later"] == "on"
    assert answer.status_code == 303
    assert registration.participants.get().name == "Орлова Вера"


def test_who_is_still_nameless_does_not_stop_other_corrections(client):
    intake = make_intake(names_until_date=date(2024, 8, 10))
    registration = make_registration(intake, [desk.Person("", "", "in_person")])

    assert correct(client, registration, city="Омск").status_code == 303


def test_the_other_way_to_attend_is_chosen_where_there_is_room(client):
    intake = make_intake(make_session(mode="hybrid"), capacity=1, online_capacity=1)
    registration = make_registration(intake)
    other = make_registration(intake, make_people(1, "online"))

    full = correct(client, registration, **{"participants-0-mode": "online"})
    desk.cancel(registration=other)
    free = correct(client, registration, **{"participants-0-mode": "online"})

    assert (full.status_code, free.status_code) == (409, 303)
    assert registration.participants.get().mode == "online"


def test_a_museum_that_colleagues_found_in_the_directory_stays_found(client):
    organisation = Organisation.objects.create(name="Государственный музей")
    registration = make_registration()
    Registration.objects.filter(pk=registration.pk).update(organisation=organisation)
    registration.refresh_from_db()

    correct(client, registration, city="Омск")

    registration.refresh_from_db()
    assert (registration.city, registration.organisation) == ("Омск", organisation)


# --- Answers


def test_answers_are_shown_corrected_and_taken_back(client):
    intake = make_intake()
    text = make_question(intake, is_required=False)
    one = make_question(intake, Question.Kind.ONE, choices=["Утром", "Днём"])
    several = make_question(intake, Question.Kind.SEVERAL, choices=["А", "Б"], is_required=False)
    answers = [
        desk.Answered(text.pk, "было"),
        desk.Answered(one.pk, choice_ids=[choice("Утром").pk]),
        desk.Answered(several.pk, choice_ids=[choice("А").pk, choice("Б").pk]),
    ]
    person = desk.Person("Участник", "хранитель", "in_person", answers=answers)
    registration = make_registration(intake, [person])

    before = opened(client, registration)
    changes = {name_of(text): "", name_of(one): choice("Днём").pk, name_of(several): []}
    correct(client, registration, **changes)

    assert before[name_of(text)] == "было"
    assert before[name_of(several)] == [str(choice("А").pk), str(choice("Б").pk)]
    assert [str(answer.choices.get()) for answer in Answer.objects.all()] == ["Днём"]


def test_an_answer_to_a_question_that_has_closed_goes(client):
    intake = make_intake()
    hotel = make_question(intake, Question.Kind.YES_NO)
    nights = make_question(intake, Question.Kind.NUMBER, shown_if_question=hotel)
    answers = [desk.Answered(hotel.pk, "yes"), desk.Answered(nights.pk, "2")]
    registration = make_registration(
        intake, [desk.Person("Участник", "хранитель", "in_person", answers=answers)]
    )

    correct(client, registration, **{name_of(hotel): "no"})

    assert list(Answer.objects.values_list("question", "value")) == [(hotel.pk, "no")]


def test_who_has_the_last_place_of_a_choice_keeps_it(client):
    intake = make_intake()
    question = make_question(intake, Question.Kind.ONE, choices=[("Экскурсия", 1), "Нет"])
    taken = [desk.Answered(question.pk, choice_ids=[choice("Экскурсия").pk])]
    registration = make_registration(
        intake, [desk.Person("Участник", "хранитель", "in_person", answers=taken)]
    )

    answer = correct(client, registration, city="Омск")

    assert answer.status_code == 303
    assert str(Answer.objects.get().choices.get()) == "Экскурсия"


def test_later_questions_are_asked_once_there_are_seats(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    question = make_question(intake, stage=Question.Stage.ACCEPTED, text="Откуда вы едете?")
    seated, waiting = make_registration(intake), make_registration(intake, accepts_waiting=True)

    asked = read(client.get(url_of(seated))).text
    unasked = read(client.get(url_of(waiting))).text
    correct(client, seated, **{name_of(question): "Из Омска"})

    assert ("Откуда вы едете?" in asked, "Откуда вы едете?" in unasked) == (True, False)
    assert Answer.objects.get().value == "Из Омска"


def test_a_file_is_shown_kept_replaced_and_taken_out(client):
    intake = make_intake()
    question = make_question(intake, Question.Kind.FILE, is_required=False)
    registration = make_registration(intake)

    correct(client, registration, **{name_of(question): file()})
    shown = read(client.get(url_of(registration))).text
    correct(client, registration, city="Омск")
    kept = Answer.objects.get()
    correct(client, registration, **{name_of(question): file(name="Другие.pdf")})
    replaced = Answer.objects.get()
    page = correct(client, registration, remove_file=name_of(question)).content.decode()
    client.post(url_of(registration), fields_of(page))

    assert "Тезисы.pdf приложен" in shown
    assert kept.file.open().read() == PDF
    assert (replaced.value, replaced.pk != kept.pk) == ("Другие.pdf", True)
    assert not Answer.objects.exists()


def test_an_unknown_link_is_the_404_that_never_changes(client):
    assert client.get("/r/nobody/correct/").status_code == 404


def test_a_participants_own_link_corrects_nothing(client):
    registration = make_registration(
        people=[desk.Person("Участник", "хранитель", "in_person", email="own@museum.example")]
    )
    participant = registration.participants.get()
    secret = links.secret_for(participant.link_seed, participant.secret_hash)

    assert client.get(f"/r/{secret}/correct/").status_code == 404


def test_the_queries_do_not_grow_with_people(client, django_assert_max_num_queries):
    intake = make_intake(participants_limit=20)
    for _ in range(5):
        make_question(intake)
    small, large = make_registration(intake), make_registration(intake, people=20)

    with django_assert_max_num_queries(9):
        client.get(url_of(small))
    with django_assert_max_num_queries(9):
        answer = client.get(url_of(large))

    assert "participant-20" in answer.content.decode()
    assert parsed(answer.content.decode()).one(id="participant-20")


def test_without_the_cookie_the_correction_comes_back_filled_in(client):
    registration = make_registration()
    strict = Client(enforce_csrf_checks=True)
    fields = {**opened(client, registration), "city": "Омск"}

    refused = strict.post(url_of(registration), fields)
    again = strict.post(url_of(registration), fields_of(refused.content.decode()))

    registration.refresh_from_db()
    assert (refused.status_code, again.status_code, registration.city) == (403, 303, "Омск")


def test_the_desk_does_nothing_when_others_are_found_than_the_form_knew_of():
    registration = make_registration(people=2)
    first = registration.participants.first()
    person = desk.Person(first.name, first.position, first.mode, pk=first.pk)
    contact = make_contact_person()

    with pytest.raises(refusals.Outdated):
        desk.correct(
            registration=registration,
            correction=desk.Correction(contact, [person], known_ids=[first.pk]),
        )

    assert registration.participants.count() == 2


def test_a_session_that_is_no_longer_hybrid_moves_nobody_by_a_correction_of_the_phone(client):
    session = make_session(mode="hybrid")
    registration = make_registration(make_intake(session))
    session.mode = "online"
    session.save()

    answer = correct(client, registration, city="Омск")

    assert answer.status_code == 303
    assert registration.participants.get().mode == "in_person"
