"""Seats that are offered near the day: held for an answer, then gone on to the next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from museumsite import moments
from registrations import desk, refusals
from registrations.standing import standing_of
from tests.make import (
    AT,
    letters_to_contact,
    make_colleague,
    make_intake,
    make_registration,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOURS = timedelta(hours=24)
LATER = AT + HOURS


def make_offering(capacity=1, **rules):
    """Full, and those who move up are asked first."""
    intake = make_intake(
        capacity=capacity, has_waiting_list=True, offers_from_days=40, offer_hours=24, **rules
    )
    return intake, make_registration(intake, people=capacity)


def wait(intake, people=1, **changes):
    return make_registration(intake, people=people, accepts_waiting=True, **changes)


def make_offered(people=1):
    """An intake, and a registration to which all its seats are offered."""
    intake, first = make_offering(capacity=people)
    registration = wait(intake, people)
    desk.cancel(registration=first)
    return intake, registration


def test_a_freed_seat_is_offered_and_held_until_the_named_hour():
    intake, registration = make_offered()

    person = registration.participants.get()

    assert (person.seat, person.offered_until) == ("offered", LATER)
    assert standing_of(registration, [person]) == "offered"
    assert letters_to_contact(registration) == ["waiting", "offered"]
    assert intake.count_seats_taken() == 1


def test_long_before_the_session_people_move_up_at_once():
    intake, first = make_offering()
    intake.offers_from_days = 3
    intake.save()
    registration = wait(intake)

    desk.cancel(registration=first)

    assert seats_of(registration) == ["seated"]


def test_a_seat_that_is_held_is_nobody_elses():
    intake, _registration = make_offered()

    with pytest.raises(refusals.WouldWait):
        make_registration(intake)


def test_taking_the_offer_confirms_it_and_twice_is_once():
    _intake, registration = make_offered(people=2)

    desk.accept_offer(registration=registration)
    desk.accept_offer(registration=registration)

    assert seats_of(registration) == ["seated", "seated"]
    assert letters_to_contact(registration) == ["waiting", "offered", "confirmed"]


def test_turning_the_offer_down_passes_it_on():
    intake, registration = make_offered()
    behind = wait(intake)

    desk.turn_down_offer(registration=registration)

    registration.refresh_from_db()
    assert (registration.ending, seats_of(behind)) == ("cancelled", ["offered"])


def test_an_offer_that_ran_out_goes_on_to_the_next():
    intake, registration = make_offered()
    behind = wait(intake)

    with moments.stopped_at(LATER):
        lapsed = desk.lapse_offers(intake=intake)

    registration.refresh_from_db()
    assert lapsed == 1
    assert registration.ending == "unanswered"
    assert letters_to_contact(registration) == ["waiting", "offered", "offer_lapsed"]
    assert behind.participants.get().offered_until == LATER + HOURS


def test_before_the_named_hour_nothing_runs_out():
    intake, registration = make_offered()

    with moments.stopped_at(LATER - timedelta(seconds=1)):
        assert desk.lapse_offers(intake=intake) == 0

    assert seats_of(registration) == ["offered"]


def test_at_the_named_hour_it_is_too_late_even_if_the_clock_has_not_looked_yet():
    _intake, registration = make_offered()

    with moments.stopped_at(LATER), pytest.raises(refusals.OfferGone):
        desk.accept_offer(registration=registration)


def test_nothing_is_offered_beyond_the_end_of_the_list():
    intake, first = make_offering(promote_until_date=noon(20).date())
    registration = wait(intake)

    with moments.stopped_at(noon(20)):
        desk.cancel(registration=first)

    assert registration.participants.get().offered_until == noon(20) + timedelta(hours=12)


def test_of_two_offers_the_one_that_still_holds_can_be_taken():
    intake, first = make_offering(capacity=2)
    registration = wait(intake, people=2, accepts_fewer=True)
    desk.take_off_participant(participant=first.participants.first())
    with moments.stopped_at(AT + timedelta(hours=10)):
        desk.cancel(registration=first)

    with moments.stopped_at(LATER):
        desk.accept_offer(registration=registration)

    assert seats_of(registration) == ["offered", "seated"]


def test_who_has_a_seat_already_is_told_that_the_offer_for_the_others_has_gone():
    intake = make_intake(capacity=1, has_waiting_list=True, offers_from_days=40, offer_hours=24)
    registration = wait(intake, people=2, accepts_fewer=True)
    intake.capacity = 2
    desk.set_rules(intake=intake, fields=["capacity"], staff=make_colleague())
    with moments.stopped_at(LATER):
        desk.lapse_offers(intake=intake)

        with pytest.raises(refusals.OfferGone):
            desk.accept_offer(registration=registration)

    assert seats_of(registration) == ["seated", "released"]
    assert letters_to_contact(registration) == ["waiting", "offered", "offer_lapsed"]


def test_turning_down_a_part_is_a_correction_and_not_the_end():
    intake = make_intake(capacity=1, has_waiting_list=True, offers_from_days=40)
    registration = wait(intake, people=2, accepts_fewer=True)
    intake.capacity = 2
    desk.set_rules(intake=intake, fields=["capacity"], staff=make_colleague())

    desk.turn_down_offer(registration=registration)

    registration.refresh_from_db()
    assert not registration.is_cancelled
    assert letters_to_contact(registration) == ["waiting", "offered", "corrected"]


def test_who_holds_an_offer_may_cancel_and_the_seat_goes_on():
    intake, registration = make_offered()
    behind = wait(intake)

    desk.cancel(registration=registration)

    assert seats_of(behind) == ["offered"]


def test_several_offers_run_out_in_one_step_and_go_on_in_order():
    intake, first = make_offering(capacity=2)
    late = [wait(intake), wait(intake)]
    behind = wait(intake, people=2)
    desk.cancel(registration=first)

    with moments.stopped_at(LATER):
        desk.lapse_offers(intake=intake)

    assert [seats_of(registration) for registration in late] == [["released"], ["released"]]
    assert seats_of(behind) == ["offered", "offered"]
    assert letters_to_contact(behind) == ["waiting", "offered"]


def test_queries_do_not_grow_with_the_offers_that_ran_out():
    def counted(offers):
        intake, first = make_offering(capacity=offers, participants_limit=12)
        for _ in range(offers):
            wait(intake)
        desk.cancel(registration=first)
        with moments.stopped_at(LATER), CaptureQueriesContext(connection) as queries:
            assert desk.lapse_offers(intake=intake) == offers
        return len(queries)

    assert counted(2) == counted(12)


def test_nothing_runs_out_for_a_cancelled_session():
    intake, registration = make_offered()
    intake.session.is_cancelled = True
    intake.session.save()

    with moments.stopped_at(LATER):
        lapsed = desk.lapse_offers(intake=intake)

    assert (lapsed, seats_of(registration)) == (0, ["offered"])
    with pytest.raises(refusals.NotNow):
        desk.accept_offer(registration=registration)


def test_a_participant_with_an_own_address_is_told_when_an_offer_ran_out():
    people = [desk.Person("Иванов", "", "in_person", email="ivanov@museum.example")]
    intake, registration = make_offered()
    own = wait(intake, people=people)
    desk.turn_down_offer(registration=registration)

    with moments.stopped_at(LATER + HOURS):
        desk.lapse_offers(intake=intake)

    letters = own.letters.exclude(participant=None).order_by("pk")
    assert [letter.kind for letter in letters] == ["participant", "cancelled"]
