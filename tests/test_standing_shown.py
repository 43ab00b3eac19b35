"""Where a registration stands, as its page says it: one line at the top, and what follows."""

import pytest

from museumsite import moments
from registrations import desk
from registrations.models import Question
from tests.forms import send
from tests.make import address_of, make_intake, make_people, make_registration, make_session, noon
from tests.reading import read

pytestmark = pytest.mark.django_db


def standing_on(page):
    return page.one("main").attributes["data-standing"], page.one("h1").text


def test_what_greets_after_sign_up_says_where_it_stands_and_the_address_large(client, clock):
    answer = send(client, make_intake().get_absolute_url())

    page = read(client.get(answer["Location"]))

    assert standing_on(page) == ("confirmed", "Заявка принята Заявка подтверждена")
    assert page.one("p", class_="notice__address").text == "smirnova@museum.example"


def test_a_registration_that_awaits_a_decision_says_so(client, clock):
    registration = make_registration(make_intake(needs_approval=True))

    page = read(client.get(address_of(registration)))

    assert standing_on(page) == ("pending", "Ваша заявка Организаторы рассматривают заявку")
    assert "ждёт решения организаторов" in page.text


def test_a_declined_one_shows_the_words_of_the_organisers(client, clock, director):
    registration = make_registration(make_intake(needs_approval=True))
    desk.decline(registration=registration, staff=director, words="Приходите <b>осенью</b>.")

    page = read(client.get(address_of(registration)))

    assert standing_on(page) == ("declined", "Ваша заявка Заявка отклонена")
    assert "Приходите <b>осенью</b>." in page.one("blockquote").text


def test_of_a_delegation_that_took_fewer_seats_each_persons_seat_is_named(client, clock):
    intake = make_intake(capacity=1, has_waiting_list=True)
    registration = make_registration(intake, 2, accepts_fewer=True, accepts_waiting=True)

    page = read(client.get(address_of(registration)))
    seats = [seat.text for seat in page.all("p", class_="person__seat")]

    assert standing_on(page)[0] == "partly"
    assert seats == ["место подтверждено", "в листе ожидания"]


def test_a_cancelled_session_is_the_first_thing_said(client, clock):
    registration = make_registration()
    session = registration.intake.session
    session.is_cancelled = True
    session.save()

    page = read(client.get(address_of(registration)))

    assert page.one("h1").text == "Ваша заявка Мероприятие отменено"
    assert "Исправить заявку" not in page.links


def test_names_that_come_later_are_asked_for_with_their_day(client, clock):
    intake = make_intake(names_until_date=noon(5, month=9).date())
    registration = make_registration(intake, [desk.Person("", "", "in_person")])

    page = read(client.get(address_of(registration)))

    assert "Имя сообщат позже" in page.text
    assert "Имя 1 участника, до 5 сентября 2024" in page.text
    assert page.links["Дополнить заявку"] == f"{address_of(registration)}correct/"


def test_questions_asked_later_are_shown_as_still_to_be_answered(client, clock):
    registration = make_registration()
    intake = registration.intake
    Question.objects.create(intake=intake, text="Паспорт", stage="accepted", is_required=True)

    page = read(client.get(address_of(registration)))

    assert "Ответы на вопросы организаторов" in page.text


def test_when_it_can_no_longer_be_corrected_no_link_says_it_can(client, clock):
    registration = make_registration(make_intake(corrections_until_date=noon(20).date()))

    with moments.stopped_at(noon(21)):
        page = read(client.get(address_of(registration)))

    assert "Исправить заявку" not in page.links


def test_the_link_to_join_is_for_confirmed_online_participants_alone(client, clock):
    intake = make_intake(
        make_session(mode="hybrid"), online_capacity=1, has_waiting_list=True,
        online_link="https://meet.example/room",
    )  # fmt: skip
    online = make_registration(intake, make_people(1, "online"))
    waiting = make_registration(intake, make_people(1, "online"), accepts_waiting=True)
    in_hall = make_registration(intake)

    pages = [
        client.get(address_of(registration)).content.decode()
        for registration in (online, waiting, in_hall)
    ]

    assert ["https://meet.example/room" in page for page in pages] == [True, False, False]
