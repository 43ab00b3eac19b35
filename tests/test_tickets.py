"""Tickets: for those with seats, shown to nobody but their own people (design.md, rule 7)."""

import re

import pytest

from registrations import desk, links
from registrations.tickets import in_groups, qr_picture
from tests.make import address_of, make_intake, make_registration, make_session, make_venue
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def ticket_of(participant, more=""):
    """The ticket's address as the contact person has it."""
    return f"{address_of(participant.registration)}ticket/{participant.pk}/{more}"


def test_a_ticket_says_who_where_and_when_and_shows_its_code(client):
    venue = make_venue(address="ул. Куйбышева, 2–4", directions="Метро «Горьковская».")
    registration = make_registration(make_intake(make_session(venue=venue)), museum="Музей чая")
    person = registration.participants.get()

    page = read(client.get(ticket_of(person))).one("article", class_="ticket")

    for words in ("Участник 1", "научный сотрудник", "Музей чая", "14 сентября 2024",
                  "ул. Куйбышева", "Горьковская"):  # fmt: skip
        assert words in page.text
    assert page.one("figcaption").text == in_groups(person.ticket_code)
    assert page.one("img").attributes["src"] == ticket_of(person, "qr.svg")


def test_the_code_is_read_in_three_groups():
    assert in_groups("K7QM2XWA9FRT") == "K7QM 2XWA 9FRT"


def test_the_picture_is_dark_on_white_with_its_quiet_zone_and_no_style_of_its_own(client):
    person = make_registration().participants.get()

    answer = client.get(ticket_of(person, "qr.svg"))
    picture = answer.content.decode()

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "no-store, private"
    assert picture == qr_picture(person.ticket_code).decode()
    assert '<path fill="#fff" d="M0 0h29v29h-29z"/>' in picture  # 21 modules and 4 on each side
    assert re.search(r'<path[^>]* stroke="#000" d="M4 4\.5h7', picture)
    assert "style" not in picture


def test_a_ticket_of_another_registration_is_the_same_404_as_an_unknown_link(client):
    own, other = make_registration(), make_registration()
    stranger = other.participants.get()
    wrong = f"{address_of(own)}ticket/{stranger.pk}/"

    answers = [client.get(path) for path in (wrong, f"{wrong}qr.svg", "/r/no-such-link/")]
    bodies = {re.sub(r"/r/[^\"]+", "/r/…", answer.content.decode()) for answer in answers}

    assert client.get(ticket_of(stranger)).status_code == 200
    assert {answer.status_code for answer in answers} == {404}
    assert len(bodies) == 1


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_a_number_that_is_nobodys_is_not_found(client, number):
    address = address_of(make_registration())

    assert client.get(f"{address}ticket/{number}/").status_code == 404


def test_who_waits_has_no_ticket(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True).participants.get()

    page = read(client.get(address_of(waiting.registration)))

    assert client.get(ticket_of(waiting)).status_code == 404
    assert "Билет" not in page.links


def test_a_cancelled_registration_has_no_tickets(client):
    registration = make_registration()
    person = registration.participants.get()
    desk.cancel(registration=registration)

    assert client.get(ticket_of(person)).status_code == 404


def test_a_cancelled_session_has_no_tickets(client):
    registration = make_registration()
    session = registration.intake.session
    session.is_cancelled = True
    session.save()

    assert client.get(ticket_of(registration.participants.get())).status_code == 404


def test_there_is_no_ticket_before_the_address_is_confirmed(client):
    registration = make_registration(make_intake(address_check_hours=24))
    person = registration.participants.get()

    before = client.get(ticket_of(person)).status_code
    desk.confirm_address(registration=registration)

    assert (before, client.get(ticket_of(person)).status_code) == (404, 200)


def test_all_tickets_of_a_delegation_are_on_one_page_a_sheet_each(client):
    registration = make_registration(people=3)

    page = read(client.get(f"{address_of(registration)}tickets/"))

    codes = [caption.text for caption in page.all("figcaption")]
    assert codes == [in_groups(person.ticket_code) for person in registration.participants.all()]


def test_the_name_that_comes_later_is_said_on_the_ticket(client):
    person = make_registration(people=[desk.Person("", "", "in_person")]).participants.get()

    page = read(client.get(ticket_of(person)))

    assert "Имя сообщат позже" in page.text


def test_a_ticket_names_nobody_in_its_title(client):
    person = make_registration().participants.get()

    title = re.search(r"<title>(.*?)</title>", client.get(ticket_of(person)).content.decode())[1]

    assert title == "Билет — События музеев"


def test_tickets_cost_the_same_queries_for_one_and_for_many(client, django_assert_num_queries):
    for people in (1, 5):
        address = address_of(make_registration(people=people))
        with django_assert_num_queries(2):
            client.get(f"{address}tickets/")


def test_the_entry_for_the_calendar_is_the_one_that_letters_change_later(client):
    registration = make_registration()

    answer = client.get(f"{address_of(registration)}calendar.ics")
    entry = answer.content.decode()

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="session.ics"'
    assert f"UID:registration-{registration.pk}@" in entry
    assert "SEQUENCE:0" in entry


def test_who_waits_has_nothing_to_put_into_a_calendar(client):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True)

    assert client.get(f"{address_of(waiting)}calendar.ics").status_code == 404


def test_a_ticket_code_opens_no_page(client):
    person = make_registration().participants.get()

    assert client.get(f"/r/{person.ticket_code}/").status_code == 404
    assert links.hash_of(person.ticket_code) != person.registration.secret_hash
