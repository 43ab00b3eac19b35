"""Before a form is sent it says what would happen: seats, rooms, the queue, the rules."""

from datetime import date, timedelta

import pytest

from museumsite import moments
from registrations.models import Participant
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import AT, make_intake, make_people, make_registration, make_session
from tests.reading import parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Seat, ONLINE, IN_PERSON = Participant.Seat, "online", "in_person"


def make_full_intake(**fields):
    """One seat, taken; one claim of two people waits."""
    intake = make_intake(capacity=1, has_waiting_list=True, **fields)
    make_registration(intake)
    make_registration(intake, people=2, accepts_waiting=True)
    return intake


def test_a_full_hall_with_a_list_says_the_number_in_the_queue_before_sending(client):
    intake = make_full_intake()

    page = read(client.get(intake.get_absolute_url()))

    assert page.one("main").attributes["data-state"] == "waiting"
    assert "Все места заняты. Можно встать в лист ожидания; ваш номер в очереди будет 2." in (
        page.text
    )
    assert "Мест нет, можно встать в лист ожидания, ждут 2" in page.text
    assert "Встать в лист ожидания" in page.text


def test_who_was_told_so_joins_the_list_with_one_sending(client):
    intake = make_full_intake()

    answer = send(client, intake.get_absolute_url())

    newcomer = Participant.objects.get(registration__email=DIRECTOR["email"])
    assert answer.status_code == 303
    assert newcomer.seat == Seat.WAITING


def test_seats_that_ran_out_meanwhile_are_said_and_sending_again_joins_the_list(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    url = intake.get_absolute_url()
    typed = {**opened(client, url), **DIRECTOR}
    make_registration(intake)

    answer = client.post(url, typed)
    page = answer.content.decode()
    again = client.post(url, fields_of(page))

    assert (answer.status_code, 'data-outcome="waiting"' in page) == (409, True)
    assert "номер в очереди будет 1" in parsed(page).text
    assert "Встать в лист ожидания" in page
    assert {name: fields_of(page)[name] for name in DIRECTOR} == DIRECTOR
    assert again.status_code == 303
    assert Participant.objects.filter(seat=Seat.WAITING).count() == 1


def test_what_was_agreed_to_survives_another_row(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    url = intake.get_absolute_url()
    typed = {**opened(client, url), **DIRECTOR}
    make_registration(intake)
    told = fields_of(client.post(url, typed).content.decode())

    page = client.post(url, {**told, "add_participant": "1"}).content.decode()

    assert fields_of(page)["accepts_waiting"] == IN_PERSON


def test_a_full_hall_offers_the_places_online(client):
    session = make_session(mode="hybrid")
    intake = make_intake(session, capacity=2)
    make_registration(intake, people=2)

    page = read(client.get(intake.get_absolute_url()))

    hall, online = page.all("input", name="participants-0-mode")
    assert page.one("main").attributes["data-state"] == "open"
    assert "Все места в зале заняты. Онлайн места есть: выберите «онлайн»." in page.text
    assert "в зале мест нет, онлайн — без ограничения" in page.text
    assert ("disabled" in hall.attributes, "disabled" in online.attributes) == (True, False)


def test_the_rooms_are_said_by_their_seats(client):
    session = make_session(mode="hybrid")
    intake = make_intake(session, capacity=5)
    make_registration(intake, people=2)

    page = read(client.get(intake.get_absolute_url()))

    choices = [label.text for label in page.one(id="id_participants-0-mode").all("label")]
    assert "в зале осталось 3 места из 5, онлайн — без ограничения" in page.text
    assert choices == ["очно — осталось 3 места", "онлайн"]


def test_one_room_full_with_a_list_is_said_and_joined_while_the_other_is_open(client):
    session = make_session(mode="hybrid")
    intake = make_intake(session, capacity=1, has_waiting_list=True)
    make_registration(intake)
    url = intake.get_absolute_url()

    page = read(client.get(url))
    waits = send(client, url, {"participants-0-mode": IN_PERSON})
    comes = send(client, url, {"participants-0-mode": ONLINE})

    assert "Все места в зале заняты. Можно встать в лист ожидания" in page.text
    assert "в зале мест нет, ждёт 1; онлайн — без ограничения" in read(client.get(url)).text
    assert [waits.status_code, comes.status_code] == [303, 303]
    people = Participant.objects.filter(registration__email=DIRECTOR["email"]).order_by("pk")
    assert [person.seat for person in people] == [Seat.WAITING, Seat.SEATED]


def test_each_of_a_delegation_attends_in_their_own_way(client):
    intake = make_intake(make_session(mode="hybrid"), capacity=1, online_capacity=1)
    two = {"participants-0-mode": IN_PERSON, "participants-1-mode": ONLINE,
           "participants-1-name": "Иванов", "participants-1-position": "хранитель"}  # fmt: skip

    send(client, intake.get_absolute_url(), two)

    assert set(Participant.objects.values_list("mode", flat=True)) == {IN_PERSON, ONLINE}


def test_the_announcements_page_leads_to_the_list_when_only_that_is_left(client):
    intake = make_full_intake()

    page = read(client.get(intake.session.announcement.get_absolute_url()))

    assert page.one("main").attributes["data-state"] == "waiting"
    assert page.links["Встать в лист ожидания"] == intake.get_absolute_url()


def test_the_home_page_lists_only_where_a_seat_is_free(client):
    make_full_intake()
    free = make_intake()

    section = read(client.get("/")).one("section", class_="open-now")

    assert [link for link in section.links.values() if "registration" in link] == [
        free.get_absolute_url()
    ]


def test_approval_and_the_address_check_are_said_before_sending(client):
    intake = make_intake(needs_approval=True, address_check_hours=24)

    page = read(client.get(intake.get_absolute_url()))

    assert "Организаторы рассматривают каждую заявку" in page.text
    assert "в течение 24 часов подтвердите адрес" in page.text


def test_a_full_hall_with_approval_promises_no_number_in_the_queue(client):
    intake = make_full_intake()
    intake.needs_approval = True
    intake.save()

    page = read(client.get(intake.get_absolute_url()))
    answer = send(client, intake.get_absolute_url())

    assert "Если организаторы одобрят заявку, она встанет в лист ожидания" in page.text
    assert "номер в очереди" not in page.text
    assert answer.status_code == 303


def test_the_limit_of_one_museum_is_said_before_and_held_kindly(client):
    intake = make_intake(museum_limit=2)
    make_registration(intake, people=2, museum=DIRECTOR["museum"])

    page = read(client.get(intake.get_absolute_url()))
    answer = send(client, intake.get_absolute_url())

    assert "От одного музея — не более 2 человек" in page.text
    assert (answer.status_code, 'data-outcome="full"' in answer.content.decode()) == (409, True)
    assert 'href="#id_museum"' in answer.content.decode()


# --- Names that come later


def test_a_seat_can_be_asked_for_before_anybody_is_named(client):
    intake = make_intake(names_until_date=date(2024, 9, 5))
    url = intake.get_absolute_url()
    later = {"participants-1-later": "on", "participants-1-name": "", "participants-1-position": ""}

    page = read(client.get(url))
    answer = send(client, url, later)

    assert "имена ждём до 5 сентября включительно" in page.text
    assert answer.status_code == 303
    names = list(Participant.objects.order_by("pk").values_list("name", flat=True))
    assert names == [DIRECTOR["participants-0-name"], ""]


def test_without_the_tick_a_name_is_needed(client):
    intake = make_intake(names_until_date=date(2024, 9, 5))

    answer = send(client, intake.get_absolute_url(), {"participants-0-name": ""})

    assert answer.status_code == 422


@pytest.mark.parametrize("last_day", [None, date(2024, 8, 12)], ids=["never", "past"])
def test_names_are_needed_at_once_where_they_may_not_come_later(client, last_day):
    intake = make_intake(names_until_date=last_day)
    nameless = {"participants-0-name": "", "participants-0-later": "on"}

    page = read(client.get(intake.get_absolute_url()))
    answer = send(client, intake.get_absolute_url(), nameless)

    assert "Имя сообщим позже" not in page.text
    assert answer.status_code == 422


def test_the_last_day_for_names_is_a_whole_day(client):
    intake = make_intake(names_until_date=date(2024, 8, 15))
    last_second = intake.names_until - timedelta(seconds=1)

    pages = {}
    for moment in (AT, last_second, intake.names_until):
        with moments.stopped_at(moment):
            pages[moment] = read(client.get(intake.get_absolute_url())).text

    assert ["Имя сообщим позже" in page for page in pages.values()] == [True, True, False]


def test_a_crowd_that_waits_costs_no_query_more(client, django_assert_num_queries):
    intake = make_full_intake()
    url = intake.get_absolute_url()
    make_registration(intake, make_people(5), accepts_waiting=True)

    with django_assert_num_queries(5):
        client.get(url)
