"""A message to a filtered group: exactly those, exactly once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from registrations import desk
from registrations.mailings import NumberChanged, recipients, send
from registrations.models import (
    ConsentText,
    Kind,
    Letter,
    Mailing,
    Participant,
    Purpose,
)
from tests.make import AT, make_consent_text, make_intake, make_registration, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HALL, ONLINE = Participant.Mode.IN_PERSON, Participant.Mode.ONLINE
Group = Mailing.Group


def person(name="Участник", mode=HALL, email=""):
    return desk.Person(name, "хранитель", mode, email)


def addresses(intake, group=Group.ALL, kind=Kind.MESSAGE):
    return [recipient.address for recipient in recipients(intake, kind, group)]


def write(intake, staff, expected=1, **changes):
    defaults = {
        "kind": Kind.MESSAGE,
        "group": Group.ALL,
        "subject": "Автобус",
        "body": "Автобус отходит в девять.",
        "form_key": "key",
    }
    return send(intake=intake, staff=staff, expected=expected, **{**defaults, **changes})


def agree_to_news(registration, participant=None):
    desk.give_consent(
        registration=registration,
        text=ConsentText.objects.current(AT, Purpose.NEWS),
        address="192.0.2.1",
        participant=participant,
    )


@pytest.fixture
def intake():
    """Anna and Boris have seats, Vera waits; a stranger signed up elsewhere."""
    intake = make_intake(
        make_session(mode="hybrid"), capacity=1, online_capacity=5, has_waiting_list=True
    )
    make_registration(intake, people=[person()], email="anna@museum.example")
    make_registration(intake, people=[person(mode=ONLINE)], email="boris@museum.example")
    make_registration(intake, people=[person()], email="vera@museum.example", accepts_waiting=True)
    make_registration(email="stranger@museum.example")
    return intake


@pytest.mark.parametrize(
    ("group", "names"),
    [
        (Group.ALL, ["anna", "boris", "vera"]),
        (Group.SEATED, ["anna", "boris"]),
        (Group.IN_PERSON, ["anna"]),
        (Group.ONLINE, ["boris"]),
        (Group.WAITING, ["vera"]),
        (Group.PENDING, []),
        (Group.UNFINISHED, []),
        (Group.NEWS, []),
    ],
)
def test_each_group_is_whom_its_name_says(intake, group, names):
    assert addresses(intake, group) == [f"{name}@museum.example" for name in names]


def test_applicants_are_a_group_of_their_own():
    intake = make_intake(needs_approval=True)
    make_registration(intake, email="applicant@museum.example")

    assert addresses(intake, Group.PENDING) == ["applicant@museum.example"]
    assert addresses(intake, Group.SEATED) == []


def test_who_has_cancelled_is_written_to_no_more(intake):
    desk.cancel(registration=intake.registrations.get(email="boris@museum.example"))

    assert addresses(intake) == ["anna@museum.example", "vera@museum.example"]


def test_participants_with_own_addresses_get_own_letters():
    intake = make_intake(make_session(mode="hybrid"))
    people = [person(email="own@museum.example"), person(mode=ONLINE, email="far@museum.example")]
    make_registration(intake, people=people, email="boss@museum.example")

    assert addresses(intake, Group.IN_PERSON) == ["boss@museum.example", "own@museum.example"]
    assert addresses(intake, Group.ONLINE) == ["boss@museum.example", "far@museum.example"]


def test_the_contact_persons_letter_is_about_those_of_the_group_alone():
    intake = make_intake(make_session(mode="hybrid"))
    registration = make_registration(intake, people=[person(), person(mode=ONLINE)])
    online = registration.participants.get(mode=ONLINE)

    [recipient] = recipients(intake, Kind.MESSAGE, Group.ONLINE)

    assert recipient.people == (online.pk,)


def test_the_unfinished_are_the_contact_person_and_those_who_owe_something_themselves():
    intake = make_intake()
    people = [person(email="silent@museum.example"), person(email="agreed@museum.example")]
    registration = make_registration(intake, people=people, email="boss@museum.example")
    make_registration(intake, email="finished@museum.example")
    desk.give_consent(
        registration=registration,
        text=make_consent_text(),
        address=None,
        participant=registration.participants.get(email="agreed@museum.example"),
    )

    assert addresses(intake, Group.UNFINISHED) == ["boss@museum.example", "silent@museum.example"]


# --- News


def test_news_go_only_to_those_who_agreed(intake):
    agree_to_news(intake.registrations.get(email="vera@museum.example"))

    assert addresses(intake, Group.ALL, Kind.NEWS) == ["vera@museum.example"]
    assert addresses(intake, Group.SEATED, Kind.NEWS) == []
    assert addresses(intake, Group.NEWS, Kind.MESSAGE) == ["vera@museum.example"]


def test_news_stop_with_the_consent(intake):
    registration = intake.registrations.get(email="vera@museum.example")
    agree_to_news(registration)

    desk.withdraw_one_consent(registration=registration, purpose=Purpose.NEWS)

    assert addresses(intake, Group.ALL, Kind.NEWS) == []


def test_a_participants_own_consent_is_about_the_own_address():
    intake = make_intake()
    registration = make_registration(intake, people=[person(email="own@museum.example")])

    agree_to_news(registration, registration.participants.get())

    assert addresses(intake, Group.NEWS, Kind.NEWS) == ["own@museum.example"]


def test_news_come_once_to_an_address_however_many_registrations_it_sent():
    intake = make_intake()
    for address in ("Twice@museum.example", "twice@museum.example"):
        agree_to_news(make_registration(intake, email=address))

    assert len(addresses(intake, Group.ALL, Kind.NEWS)) == 1
    assert len(addresses(intake, Group.ALL, Kind.MESSAGE)) == 2


def test_no_news_to_an_address_that_nobody_has_confirmed():
    intake = make_intake(address_check_hours=24)
    registration = make_registration(intake)
    agree_to_news(registration)
    assert addresses(intake, Group.NEWS, Kind.NEWS) == []

    desk.confirm_address(registration=registration)

    assert addresses(intake, Group.NEWS, Kind.NEWS) == [registration.email]


def test_nobody_makes_the_site_write_to_strangers():
    intake = make_intake(address_check_hours=24)
    people = [person(email="stranger@museum.example")]
    registration = make_registration(intake, people=people, email="boss@museum.example")
    assert addresses(intake) == ["boss@museum.example"]

    desk.confirm_address(registration=registration)

    assert addresses(intake) == ["boss@museum.example", "stranger@museum.example"]


# --- Sending


def test_sending_writes_the_mailing_and_a_letter_to_each(intake, registrar):
    before = set(Letter.objects.values_list("pk", flat=True))

    mailing = write(intake, registrar, expected=3)

    letters = Letter.objects.exclude(pk__in=before).order_by("pk")
    assert [letter.to for letter in letters] == addresses(intake)
    assert {(letter.mailing, letter.kind, letter.send_after) for letter in letters} == {
        (mailing, "message", AT)
    }
    assert (mailing.recipients, mailing.written_by, mailing.queued_at) == (3, registrar, AT)


def test_the_same_form_sent_twice_goes_once(intake, registrar):
    first = write(intake, registrar, expected=3)
    again = write(intake, registrar, expected=3)

    assert first == again
    assert Letter.objects.filter(mailing__isnull=False).count() == 3


def test_nothing_goes_when_the_number_is_not_the_agreed_one(intake, registrar):
    with pytest.raises(NumberChanged) as refusal:
        write(intake, registrar, expected=2)

    assert refusal.value.number == 3
    assert not Mailing.objects.exists()
    assert not Letter.objects.filter(kind=Kind.MESSAGE).exists()


def test_who_withdrew_the_consent_since_gets_nothing(intake, registrar):
    registration = intake.registrations.get(email="anna@museum.example")
    desk.withdraw_consent(registration=registration)

    write(intake, registrar, expected=2)

    assert not registration.letters.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(number, registrar, django_assert_num_queries):
    intake = make_intake()
    for _ in range(number):
        make_registration(intake, people=[person(email="own@museum.example")])

    with django_assert_num_queries(2):
        found = recipients(intake, Kind.MESSAGE, Group.ALL)

    assert len(found) == 2 * number


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_send_once(registrar):
    intake = make_intake()
    for _ in range(3):
        make_registration(intake)
    start, sent = Barrier(2), []

    def click():
        start.wait()
        try:
            sent.append(write(intake, registrar, expected=3))
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert len(sent) == 2
    assert set(sent) == {Mailing.objects.get()}
    assert Letter.objects.filter(mailing__isnull=False).count() == 3
