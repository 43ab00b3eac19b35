"""Two rooms, the hall and the places online: one that is full does not close the other."""

import pytest

from registrations import desk, refusals
from registrations.standing import standing_of
from tests.make import (
    letters_to_contact,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
    make_session,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HALL, ONLINE = "in_person", "online"


def make_hybrid(hall, online, **rules):
    return make_intake(
        make_session(mode="hybrid"),
        **{"capacity": hall, "online_capacity": online, "has_waiting_list": True, **rules},
    )


def test_a_full_hall_does_not_close_the_places_online():
    intake = make_hybrid(1, 5)
    make_registration(intake)

    online = make_registration(intake, people=make_people(2, ONLINE))

    assert seats_of(online) == ["seated", "seated"]
    assert intake.state(noon(13)).name == "open"


def test_each_room_counts_its_own():
    intake = make_hybrid(2, 1)
    make_registration(intake, people=[*make_people(1, HALL), *make_people(1, ONLINE)])

    rooms = {room.mode: (room.capacity, room.taken, room.left) for room in intake.rooms()}

    assert rooms == {HALL: (2, 1, 1), ONLINE: (1, 1, 0)}


def test_of_a_mixed_delegation_those_who_fit_are_seated_and_the_others_wait():
    intake = make_hybrid(1, 5)
    make_registration(intake)

    mixed = make_registration(
        intake, people=[*make_people(2, HALL), *make_people(1, ONLINE)], accepts_waiting=True
    )

    assert seats_of(mixed) == ["waiting", "waiting", "seated"]
    assert standing_of(mixed, mixed.participants.all()) == "partly"


def test_a_mixed_delegation_waits_for_both_rooms_under_one_number():
    intake = make_hybrid(0, 0)

    mixed = make_registration(
        intake, people=[*make_people(1, HALL), *make_people(1, ONLINE)], accepts_waiting=True
    )

    assert set(mixed.participants.values_list("queue_number", flat=True)) == {1}


def test_a_seat_freed_in_the_hall_goes_to_nobody_who_waits_for_a_place_online():
    intake = make_hybrid(1, 1)
    hall = make_registration(intake)
    make_registration(intake, people=make_people(1, ONLINE))
    online = make_registration(intake, people=make_people(1, ONLINE), accepts_waiting=True)
    behind = make_registration(intake, accepts_waiting=True)

    desk.cancel(registration=hall)

    assert (seats_of(online), seats_of(behind)) == (["waiting"], ["seated"])


def test_who_waits_for_the_hall_takes_part_online_in_one_click():
    intake = make_hybrid(1, 5)
    make_registration(intake)
    waiting = make_registration(intake, people=2, accepts_waiting=True)

    desk.switch(registration=waiting, mode=ONLINE)

    people = waiting.participants.values_list("mode", "seat", "queue_number")
    assert set(people) == {(ONLINE, "seated", None)}
    assert letters_to_contact(waiting) == ["waiting", "confirmed"]
    assert waiting.history.get(verb="corrected").details["rooms"] == {HALL: [0, -2], ONLINE: [2, 0]}


def test_a_click_too_late_says_how_many_places_are_left_and_moves_nobody():
    intake = make_hybrid(1, 1)
    make_registration(intake)
    waiting = make_registration(intake, people=2, accepts_waiting=True)

    with pytest.raises(refusals.Full) as refused:
        desk.switch(registration=waiting, mode=ONLINE)

    assert refused.value.seats_left == 1
    assert seats_of(waiting) == ["waiting", "waiting"]


def test_clicking_twice_is_clicking_once():
    intake = make_hybrid(1, 5)
    make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True)

    desk.switch(registration=waiting, mode=ONLINE)
    desk.switch(registration=waiting, mode=ONLINE)

    assert letters_to_contact(waiting) == ["waiting", "confirmed"]


def test_a_seat_left_for_a_place_online_goes_to_the_queue():
    intake = make_hybrid(1, 5)
    hall = make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True)
    person = hall.participants.get()

    there = desk.Person(person.name, person.position, ONLINE, pk=person.pk)
    desk.correct(registration=hall, correction=make_correction(hall, people=[there]))

    assert (seats_of(hall), seats_of(waiting)) == (["seated"], ["seated"])
    assert intake.count_seats_taken() == 2


def test_one_of_a_waiting_delegation_goes_online_and_the_others_now_fit():
    intake = make_hybrid(2, 5)
    waiting = make_registration(intake, people=3, accepts_waiting=True)
    first, *others = make_correction(waiting).people

    online = desk.Person(first.name, first.position, ONLINE, pk=first.pk)
    desk.correct(
        registration=waiting, correction=make_correction(waiting, people=[online, *others])
    )

    people = waiting.participants.order_by("pk").values_list("mode", "seat")
    assert list(people) == [(ONLINE, "seated"), (HALL, "seated"), (HALL, "seated")]


def test_nobody_switches_past_those_who_wait_for_that_room():
    intake = make_hybrid(5, 2)
    hall = make_registration(intake)
    make_registration(intake, people=make_people(3, ONLINE), accepts_waiting=True)
    person = hall.participants.get()

    there = desk.Person(person.name, person.position, ONLINE, pk=person.pk)
    with pytest.raises(refusals.Full):
        desk.correct(registration=hall, correction=make_correction(hall, people=[there]))


def test_a_session_no_longer_held_in_two_ways_keeps_those_who_came_by_the_other():
    intake = make_hybrid(5, 1)
    online = make_registration(intake, people=make_people(1, ONLINE))
    waiting = make_registration(intake, people=make_people(1, ONLINE), accepts_waiting=True)
    intake.session.mode = HALL
    intake.session.save()
    desk.set_rules(intake=intake, fields=[], staff=make_colleague())

    desk.cancel(registration=online)

    assert seats_of(waiting) == ["waiting"]
    with pytest.raises(refusals.NotOffered):
        make_registration(intake, people=make_people(1, ONLINE))


def test_who_waits_for_a_room_that_is_gone_can_switch_and_can_confirm_the_address():
    intake = make_hybrid(5, 0, address_check_hours=5)
    waiting = make_registration(intake, people=make_people(1, ONLINE), accepts_waiting=True)
    intake.session.mode = HALL
    intake.session.save()

    desk.confirm_address(registration=waiting)
    desk.switch(registration=waiting, mode=HALL)

    assert seats_of(waiting) == ["seated"]


def test_an_applicant_cannot_ask_for_a_way_that_there_is_not():
    intake = make_intake(needs_approval=True)

    with pytest.raises(refusals.NotOffered):
        make_registration(intake, people=make_people(1, ONLINE))
