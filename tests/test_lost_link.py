"""A lost link: one field, one answer for everybody, one letter with all that is current."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from museumsite import moments
from registrations import desk
from registrations.letters import sending
from registrations.models import Letter, Registration
from tests.make import address_of, make_intake, make_registration, make_session, noon
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/registration/link/"
ANNA = "anna@museum.example"


def asked(client, email=ANNA, **more):
    return client.post(PAGE, {"email": email}, **more)


def links_letters():
    return Letter.objects.filter(kind="links")


def test_whatever_is_typed_the_answer_is_the_same(client):
    make_registration(email=ANNA)

    answers = [asked(client, email) for email in (ANNA, "nobody@museum.example", ANNA)]
    pages = {read(client.get(answer["Location"])).text for answer in answers}

    assert {answer.status_code for answer in answers} == {303}
    assert len(pages) == 1
    assert ANNA not in pages.pop()


def test_the_letter_names_all_that_is_current_and_goes_once(client):
    first = make_registration(email=ANNA)
    newest = make_registration(email=ANNA)
    make_registration(email="other@museum.example")

    asked(client, " Anna@MUSEUM.example ")

    letter = links_letters().get()
    assert (letter.registration, letter.participant, letter.to) == (newest, None, ANNA)
    assert letter.facts == {"registrations": [newest.pk, first.pk], "participants": []}


def test_the_letter_brings_the_links(client):
    registration = make_registration(email=ANNA)
    asked(client)

    while sending.send_next():
        pass

    sent = next(one for one in mail.outbox if "Ссылки" in one.subject)
    assert sent.to == [ANNA]
    assert address_of(registration) in sent.body


def test_the_letter_proves_an_address_that_is_not_confirmed_yet(client):
    registration = make_registration(make_intake(address_check_hours=24), email=ANNA)
    asked(client)
    while sending.send_next():
        pass

    sent = next(one for one in mail.outbox if "Ссылки" in one.subject)
    client.post(re.search(r"/r/\S+/address/\S+/", sent.body)[0])

    registration.refresh_from_db()
    assert not registration.awaits_address


def test_a_participants_own_page_is_found_by_the_own_address(client):
    people = [desk.Person("Ильин", "", "in_person", "ilin@museum.example")]
    person = make_registration(people=people, email=ANNA).participants.get()

    asked(client, "ilin@museum.example")

    letter = links_letters().get()
    assert (letter.participant, letter.to) == (person, "ilin@museum.example")
    assert letter.facts == {"registrations": [], "participants": [person.pk]}


def test_the_contact_persons_letter_names_no_participants_of_the_same_address(client):
    people = [desk.Person("Анна", "", "in_person", ANNA)]
    registration = make_registration(people=people, email=ANNA)

    asked(client)

    assert links_letters().get().facts == {"registrations": [registration.pk], "participants": []}


def test_what_is_over_is_not_current(client):
    cancelled = make_registration(email=ANNA)
    desk.cancel(registration=cancelled)
    past = make_registration(make_intake(make_session(start_date=noon(20).date())), email=ANNA)

    with moments.stopped_at(noon(25)):
        asked(client)

    assert Registration.objects.filter(email=ANNA).count() == 2
    assert past.intake.session.ends_at < noon(25)
    assert not links_letters().exists()


def test_nobody_is_written_to_for_a_registration_whose_own_address_is_not_confirmed(client):
    people = [desk.Person("Ильин", "", "in_person", "ilin@museum.example")]
    registration = make_registration(make_intake(address_check_hours=24), people, email=ANNA)

    asked(client, "ilin@museum.example")
    before = links_letters().count()
    desk.confirm_address(registration=registration)
    with moments.stopped_at(moments.now() + timedelta(hours=2)):
        asked(client, "ilin@museum.example")

    assert (before, links_letters().count()) == (0, 1)


def test_one_letter_goes_to_one_address_in_an_hour_and_nobody_is_told(client):
    make_registration(email=ANNA)
    answers = [asked(client) for _ in range(3)]
    within_the_hour = links_letters().count()

    with moments.stopped_at(moments.now() + timedelta(hours=1)):
        asked(client)

    assert {answer["Location"] for answer in answers} == {"/registration/link/sent/"}
    assert (within_the_hour, links_letters().count()) == (1, 2)


def test_the_work_is_the_same_for_an_unknown_address(client, django_assert_num_queries):
    make_registration(email=ANNA)
    asked(client, "first@museum.example")

    with django_assert_num_queries(10):  # transactions, counts, two questions
        asked(client, "nobody@museum.example")
    with django_assert_num_queries(11):  # and the row of the outbox
        asked(client)


def test_a_flood_of_askings_is_slowed_with_the_address_kept(client, settings):
    settings.SIGN_UP_LIMIT = 2

    answers = [asked(client, f"a{number}@museum.example") for number in range(3)]
    page = answers[2].content.decode()

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[2]["Retry-After"]
    assert 'data-outcome="limited"' in page
    assert 'value="a2@museum.example"' in page


@pytest.mark.parametrize(
    "typed", ["", "no address", "a\x00b@museum.example", "a" * 10_000, "имя@музей", "\ud800@x.ru"]
)
def test_what_is_no_address_comes_back_as_it_was_typed(client, typed):
    answer = asked(client, typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))

    assert answer.status_code == 422
    assert 'data-outcome="invalid"' in answer.content.decode()
    assert not links_letters().exists()


def test_nothing_is_sent_by_get(client):
    make_registration(email=ANNA)

    answer = client.get(PAGE, {"email": ANNA})

    assert answer.status_code == 200
    assert not links_letters().exists()


def test_the_page_is_reached_from_the_foot_of_every_page_and_from_a_closed_door(client):
    intake = make_intake()

    home = read(client.get("/"))
    with moments.stopped_at(noon(25)):
        closed = read(client.get(intake.get_absolute_url())).one("main")

    assert home.links["Потеряли ссылку на заявку?"] == PAGE
    assert closed.links["Получить ссылку на заявку ещё раз"] == PAGE


def test_the_unknown_link_says_nothing_of_it(client):
    page = client.get("/r/no-such-link/").content.decode()

    main = re.search(r"<main.*?</main>", page, re.S)[0]
    assert PAGE not in main
