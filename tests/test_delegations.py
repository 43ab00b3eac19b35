"""Several people in one registration: seated together, waiting together, or as many as fit."""

from dataclasses import replace

import pytest

from museumsite import moments
from registrations import desk, refusals
from registrations.standing import standing_of
from tests.make import (
    letters_to_contact,
    make_application,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_hall(capacity, **rules):
    return make_intake(capacity=capacity, has_waiting_list=True, **rules)


def wait(intake, people=1, **changes):
    return make_registration(intake, people=people, accepts_waiting=True, **changes)


def test_a_delegation_that_does_not_fit_waits_together():
    intake = make_hall(2)

    delegation = wait(intake, people=3)

    assert seats_of(delegation) == ["waiting"] * 3
    assert intake.count_seats_taken() == 0


def test_a_delegation_that_accepts_fewer_takes_what_there_is_in_the_order_it_was_named():
    intake = make_hall(2)

    delegation = wait(intake, people=3, accepts_fewer=True)

    people = delegation.participants.order_by("pk")
    assert [(person.name, person.seat) for person in people] == [
        ("Участник 1", "seated"),
        ("Участник 2", "seated"),
        ("Участник 3", "waiting"),
    ]
    assert standing_of(delegation, people) == "partly"
    assert delegation.letters.get().facts["seated"] == 2


def test_fewer_seats_are_no_help_where_nobody_can_wait_for_the_rest():
    intake = make_intake(capacity=2)

    with pytest.raises(refusals.Full) as refused:
        make_registration(intake, people=3, accepts_fewer=True, accepts_waiting=True)

    assert refused.value.seats_left == 2


def test_the_rest_of_a_delegation_keeps_its_place():
    intake = make_hall(2)
    first = make_registration(intake, people=2)
    delegation, behind = wait(intake, people=3, accepts_fewer=True), wait(intake)

    desk.cancel(registration=first)
    assert seats_of(delegation) == ["seated", "seated", "waiting"]
    intake.capacity = 3
    desk.set_rules(intake=intake, fields=["capacity"], staff=make_colleague())

    assert (seats_of(delegation), seats_of(behind)) == (["seated"] * 3, ["waiting"])


def test_a_waiting_delegation_that_takes_somebody_off_and_now_fits_moves_up_at_once():
    intake = make_hall(2)
    delegation = wait(intake, people=3)
    correction = make_correction(delegation)

    smaller = replace(correction, people=correction.people[:2])
    desk.correct(registration=delegation, correction=smaller)

    assert seats_of(delegation) == ["seated", "seated"]
    assert letters_to_contact(delegation) == ["waiting", "promoted", "corrected"]


def test_a_waiting_delegation_that_now_accepts_fewer_moves_up_at_once():
    intake = make_hall(2)
    delegation = wait(intake, people=3)

    correction = make_correction(delegation, accepts_fewer=True)
    desk.correct(registration=delegation, correction=correction)

    assert seats_of(delegation) == ["seated", "seated", "waiting"]


def test_people_added_later_are_a_new_claim_at_the_end_of_the_queue():
    intake = make_hall(1)
    first = make_registration(intake)
    waiting = wait(intake)

    correction = make_correction(first, added=make_people(1), accepts_waiting=True)
    desk.correct(registration=first, correction=correction)

    added = first.participants.latest("pk")
    assert seats_of(first) == ["seated", "waiting"]
    assert added.queue_number > waiting.participants.get().queue_number


def test_a_delegation_of_more_than_the_rules_allow_is_refused_under_the_lock():
    intake = make_intake(participants_limit=2)

    with pytest.raises(refusals.TooMany):
        make_registration(intake, people=3)


def test_a_colleague_may_enter_a_larger_one_beyond_the_rules():
    intake = make_intake(participants_limit=2)
    entry = desk.Entry(make_colleague(), "по телефону", beyond_rules=True)

    form = make_application(people=3)
    registration = desk.submit(intake=intake, application=form, entry=entry).registration

    assert seats_of(registration) == ["seated"] * 3


def test_names_may_come_later_and_two_without_names_are_two_people():
    intake = make_intake(names_until_date=noon(1, month=9).date())
    unnamed = [desk.Person("", "", "in_person"), desk.Person("", "", "in_person")]

    registration = make_registration(intake, people=unnamed)
    other = make_registration(intake, people=unnamed)

    assert seats_of(registration) == ["seated", "seated"]
    assert not other.is_possible_repeat


def test_a_name_given_later_takes_no_seat_more():
    intake = make_intake(capacity=1, names_until_date=noon(1, month=9).date())
    registration = make_registration(intake, people=[desk.Person("", "", "in_person")])
    person = registration.participants.get()

    named = desk.Person("Петров Пётр", "хранитель", "in_person", pk=person.pk)
    with moments.stopped_at(noon(25)):
        desk.correct(
            registration=registration, correction=make_correction(registration, people=[named])
        )

    person.refresh_from_db()
    assert (person.name, person.seat) == ("Петров Пётр", "seated")
    assert registration.history.get(verb="corrected").seats == 0


def test_each_with_an_own_address_gets_an_own_letter_and_the_contact_person_one():
    people = [
        desk.Person("Иванов", "", "in_person", email="ivanov@museum.example"),
        desk.Person("Петров", "", "in_person"),
        desk.Person("Директор", "", "in_person", email="boss@museum.example"),
    ]

    registration = make_registration(people=people, email="boss@museum.example")

    letters = registration.letters.order_by("pk").values_list("kind", "to")
    assert list(letters) == [
        ("confirmed", "boss@museum.example"),
        ("participant", "ivanov@museum.example"),
    ]


def test_one_of_a_delegation_leaves_and_the_others_stay():
    intake = make_hall(3)
    registration = make_registration(intake, people=3)
    waiting = wait(intake)

    desk.take_off_participant(participant=registration.participants.order_by("pk")[1])

    assert seats_of(registration) == ["seated", "seated"]
    assert seats_of(waiting) == ["seated"]
    assert letters_to_contact(registration) == ["confirmed", "corrected"]


def test_when_the_last_one_leaves_the_registration_is_over():
    registration = make_registration()

    desk.take_off_participant(participant=registration.participants.get())

    registration.refresh_from_db()
    assert registration.ending == "cancelled"
    assert not registration.participants.exists()
    assert letters_to_contact(registration) == ["confirmed", "cancelled"]
