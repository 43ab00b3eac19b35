"""What a personal page offers to who waits: an offered seat, a place online, an answer."""

import pytest

from museumsite import moments
from registrations import desk, links
from registrations.models import HistoryLine, Participant
from tests.make import address_of, make_intake, make_people, make_registration, make_session, noon
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_offered(people=1):
    """A registration that waited, and to which seats are offered now, until two days from now."""
    intake = make_intake(capacity=people, has_waiting_list=True, offers_from_days=60)
    first = make_registration(intake, people)
    offered = make_registration(intake, people, accepts_waiting=True)
    desk.cancel(registration=first)
    return offered


def make_hybrid(hall=1, online=1, **rules):
    session = make_session(mode="hybrid")
    return make_intake(
        session, capacity=hall, online_capacity=online, has_waiting_list=True, **rules
    )


def actions(page):
    return [form.attributes.get("action", "") for form in page.all("form")]


def seats_of(registration):
    return list(registration.participants.values_list("seat", "mode"))


def test_an_offered_seat_is_shown_with_its_hour_and_taken_with_one_button(client):
    registration = make_offered()
    address = address_of(registration)
    page = read(client.get(address))

    answer = client.post(f"{address}offer/accept/")

    assert f"{address}offer/accept/" in actions(page)
    assert "Держим за вами до 15 августа 2024, 12:00, по московскому времени" in page.text
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert seats_of(registration) == [("seated", "in_person")]
    assert read(client.get(address)).one("main").attributes["data-standing"] == "confirmed"


def test_taking_the_seat_twice_is_taking_it_once(client):
    registration = make_offered()

    answers = [client.post(f"{address_of(registration)}offer/accept/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert HistoryLine.objects.filter(verb="accepted").count() == 1


def test_turning_it_down_gives_the_seat_back(client):
    registration = make_offered()
    address = address_of(registration)

    answer = client.post(f"{address}offer/turn-down/")

    registration.refresh_from_db()
    assert answer.status_code == 303
    assert registration.ending == "cancelled"
    assert registration.intake.count_seats_taken() == 0


def test_an_offer_that_ran_out_is_said_kindly_and_offered_no_more(client):
    registration = make_offered()
    address = address_of(registration)

    with moments.stopped_at(noon(16)):
        page = read(client.get(address))
        answer = client.post(f"{address}offer/accept/")

    assert f"{address}offer/accept/" not in actions(page)
    assert page.one("h1").text == "Ваша заявка Предложенное место не заняли вовремя"
    assert answer.status_code == 409
    assert "перешло к следующему" in answer.content.decode()
    assert seats_of(registration) == [("offered", "in_person")]


@pytest.mark.parametrize("step", ["offer/accept/", "offer/turn-down/", "online/"])
def test_nothing_of_it_happens_by_get(client, step):
    registration = make_offered()

    answer = client.get(f"{address_of(registration)}{step}")

    assert answer.status_code == 405
    assert seats_of(registration) == [("offered", "in_person")]


def test_the_place_in_the_queue_is_a_number_and_how_many_people_are_before(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    make_registration(intake, people=3, accepts_waiting=True)
    last = make_registration(intake, people=2, accepts_waiting=True)

    page = read(client.get(address_of(last))).one("main")

    assert page.attributes["data-standing"] == "waiting"
    assert "В листе ожидания, номер 2" in page.text
    assert "Номер 2 в очереди, впереди 3 человека; от вас ждут 2 человека." in page.text


def test_the_first_in_the_queue_has_nobody_before(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    first = make_registration(intake, accepts_waiting=True)

    assert "Номер 1 в очереди, впереди никого нет." in read(client.get(address_of(first))).text


def test_each_room_of_a_hybrid_session_has_its_own_queue(client):
    intake = make_hybrid()
    make_registration(intake, make_people(1) + make_people(1, "online"))
    make_registration(intake, make_people(2), accepts_waiting=True)
    both = make_registration(
        intake, make_people(1) + make_people(1, "online"), accepts_waiting=True
    )

    page = read(client.get(address_of(both)))

    assert "В зале: номер 2 в очереди, впереди 2 человека." in page.text
    assert "Онлайн: номер 1 в очереди, впереди никого нет." in page.text


def test_whoever_waits_for_the_hall_may_take_part_online_in_one_click(client):
    intake = make_hybrid(hall=1, online=2)
    make_registration(intake)
    waiting = make_registration(intake, make_people(2), accepts_waiting=True)
    address = address_of(waiting)
    page = read(client.get(address))

    answer = client.post(f"{address}online/")

    assert "Участвовать онлайн" in page.text
    assert answer.status_code == 303
    assert seats_of(waiting) == [("seated", "online")] * 2


def test_places_online_are_not_offered_when_there_are_too_few(client):
    intake = make_hybrid(hall=1, online=1)
    make_registration(intake)
    waiting = make_registration(intake, make_people(2), accepts_waiting=True)
    address = address_of(waiting)

    page = read(client.get(address))
    answer = client.post(f"{address}online/")

    assert f"{address}online/" not in actions(page)
    assert (answer.status_code, answer.context["outcome"]) == (409, "full")
    assert seats_of(waiting) == [("waiting", "in_person")] * 2


# --- The address


def confirming(registration):
    code = links.address_code(registration.link_seed, registration.email)
    return f"{address_of(registration)}address/{code}/"


def test_the_page_says_to_which_address_the_letter_went_and_until_when_it_waits(client):
    registration = make_registration(make_intake(address_check_hours=24), email="a@museum.example")

    page = read(client.get(address_of(registration)))

    assert page.one("p", class_="notice__address").text == "a@museum.example"
    assert "до 14 августа 2024, 12:00, по московскому времени" in page.text
    assert "Подтвердите адрес" in page.one("h1").text


def test_who_waits_is_asked_for_the_address_first(client):
    intake = make_intake(capacity=1, has_waiting_list=True, address_check_hours=24)
    make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True)

    page = read(client.get(address_of(waiting)))

    assert page.one("h1").text == "Ваша заявка Подтвердите адрес электронной почты"
    assert "Номер 1 в очереди" in page.text


def test_only_the_link_of_the_letter_confirms_the_address(client):
    registration = make_registration(make_intake(address_check_hours=24))

    plain = read(client.get(address_of(registration)))
    by_letter = read(client.get(confirming(registration)))
    guessed = client.post(f"{address_of(registration)}address/AAAA/")

    registration.refresh_from_db()
    assert not any("/address/" in action for action in actions(plain))
    assert actions(by_letter)[0] == confirming(registration)
    assert guessed.status_code == 303
    assert registration.awaits_address


def test_a_mail_scanner_that_opens_the_link_confirms_nothing_and_the_button_does(client):
    registration = make_registration(make_intake(address_check_hours=24))
    client.get(confirming(registration))
    registration.refresh_from_db()
    assert registration.awaits_address

    answers = [client.post(confirming(registration)).status_code for _ in range(2)]

    registration.refresh_from_db()
    assert answers == [303, 303]
    assert not registration.awaits_address
    assert HistoryLine.objects.filter(verb="address_confirmed").count() == 1


def test_a_letter_to_an_address_since_corrected_confirms_nothing(client):
    registration = make_registration(make_intake(address_check_hours=24), email="a@museum.example")
    old = confirming(registration)
    registration.email = "b@museum.example"
    registration.save()

    answer = client.post(old)

    registration.refresh_from_db()
    assert answer["Location"] == address_of(registration)
    assert registration.awaits_address


def test_a_changed_key_of_the_site_keeps_that_link_working(client, settings):
    registration = make_registration(make_intake(address_check_hours=24))
    link = confirming(registration)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one after a leak, quite long and random enough"
    client.post(link)

    registration.refresh_from_db()
    assert not registration.awaits_address


def test_a_seat_is_not_called_confirmed_before_the_address_is(client):
    registration = make_registration(make_intake(address_check_hours=24))

    page = read(client.get(address_of(registration)))

    assert "место держат за вами" in page.text
    assert "место подтверждено" not in page.text
    assert Participant.objects.get().seat == "seated"
