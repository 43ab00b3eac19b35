"""The check of the address: the seat is held at once, and freed when nobody confirms."""

from datetime import timedelta

import pytest

from museumsite import moments
from registrations import desk, refusals
from registrations.models import Letter
from tests.make import (
    AT,
    letters_to_contact,
    make_application,
    make_colleague,
    make_correction,
    make_intake,
    make_registration,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + timedelta(hours=5)
OWN = [desk.Person("Иванов", "", "in_person", email="ivanov@museum.example")]


def make_careful(**rules):
    return make_intake(address_check_hours=5, has_waiting_list=True, **{"capacity": 1, **rules})


def wait(intake, **changes):
    return make_registration(intake, accepts_waiting=True, **changes)


def test_the_seat_is_held_and_only_the_address_is_asked_for():
    registration = make_registration(make_careful(), people=OWN)

    assert (registration.address_check_until, seats_of(registration)) == (LATER, ["seated"])
    assert [letter.kind for letter in Letter.objects.all()] == ["address_check"]


def test_confirming_tells_where_it_stands_everybody_it_concerns():
    registration = make_registration(make_careful(), people=OWN)

    desk.confirm_address(registration=registration)

    letters = registration.letters.order_by("pk").values_list("kind", "to")
    assert list(letters)[1:] == [
        ("confirmed", registration.email),
        ("participant", "ivanov@museum.example"),
    ]


def test_confirming_twice_is_confirming_once():
    registration = make_registration(make_careful())

    desk.confirm_address(registration=registration)
    again = desk.confirm_address(registration=registration)

    assert again.address_confirmed_at == AT
    assert letters_to_contact(registration) == ["address_check", "confirmed"]


def test_who_confirms_is_told_the_place_in_the_queue_as_it_is_then():
    intake = make_careful()
    first = make_registration(intake)
    registration = wait(intake)
    wait(intake)
    wait(intake)

    desk.confirm_address(registration=registration)

    assert letters_to_contact(first) == ["address_check"]
    assert registration.letters.get(kind="waiting").facts["position"] == 1


def test_whoever_moved_up_before_confirming_hears_of_it_on_confirming():
    intake = make_careful()
    first, registration = make_registration(intake), wait(intake)
    desk.cancel(registration=first)
    before = letters_to_contact(registration)

    desk.confirm_address(registration=registration)

    assert before == ["address_check"]
    assert letters_to_contact(registration) == ["address_check", "confirmed"]


def test_an_offer_is_told_before_the_address_is_confirmed_and_again_then():
    intake = make_careful(offers_from_days=40)
    first, registration = make_registration(intake), wait(intake)
    desk.cancel(registration=first)

    desk.confirm_address(registration=registration)

    assert seats_of(registration) == ["offered"]
    assert letters_to_contact(registration) == ["address_check", "offered", "offered"]


def test_an_address_nobody_confirmed_gives_its_seat_to_the_next():
    intake = make_careful()
    registration = make_registration(intake)
    waiting = wait(intake)

    with moments.stopped_at(LATER):
        lapsed = desk.lapse_unconfirmed(registration=registration)

    registration.refresh_from_db()
    assert (lapsed, registration.ending) == (True, "unconfirmed")
    assert seats_of(waiting) == ["seated"]
    assert letters_to_contact(registration) == ["address_check", "address_lapsed"]
    assert registration.history.get(verb="address_lapsed").by == "clock"


def test_before_its_hour_nothing_lapses():
    registration = make_registration(make_careful())

    with moments.stopped_at(LATER - timedelta(seconds=1)):
        lapsed = desk.lapse_unconfirmed(registration=registration)

    assert (lapsed, seats_of(registration)) == (False, ["seated"])


def test_a_confirmed_address_never_lapses():
    registration = make_registration(make_careful())
    desk.confirm_address(registration=registration)

    with moments.stopped_at(LATER):
        assert not desk.lapse_unconfirmed(registration=registration)


def test_what_has_lapsed_cannot_be_confirmed_any_more():
    registration = make_registration(make_careful())
    with moments.stopped_at(LATER):
        desk.lapse_unconfirmed(registration=registration)

    with pytest.raises(refusals.NotNow):
        desk.confirm_address(registration=registration)


def test_the_site_cannot_be_made_to_write_to_strangers():
    registration = make_registration(make_careful(), people=OWN)

    with moments.stopped_at(LATER):
        desk.lapse_unconfirmed(registration=registration)

    assert not Letter.objects.filter(to="ivanov@museum.example").exists()


def test_a_new_address_is_asked_for_again_and_those_told_before_hear_of_the_end():
    registration = make_registration(make_careful(), people=OWN)
    desk.confirm_address(registration=registration)
    correction = make_correction(registration, email="new@museum.example")
    desk.correct(registration=registration, correction=correction)

    with moments.stopped_at(LATER):
        desk.lapse_unconfirmed(registration=registration)

    to_ivanov = Letter.objects.filter(to="ivanov@museum.example").order_by("pk")
    assert letters_to_contact(registration)[2:] == ["address_check", "address_lapsed"]
    assert [letter.kind for letter in to_ivanov] == ["participant", "cancelled"]


def test_an_address_put_right_by_a_colleague_needs_no_check_and_gets_the_letter():
    registration = make_registration(make_careful(), people=OWN)

    desk.correct(
        registration=registration,
        correction=make_correction(registration, email="right@museum.example"),
        staff=make_colleague(),
    )

    kinds = registration.letters.order_by("pk").values_list("kind", "to")
    assert list(kinds)[1:] == [
        ("confirmed", "right@museum.example"),
        ("participant", "ivanov@museum.example"),
    ]


def test_other_corrections_do_not_write_to_an_unconfirmed_address():
    registration = make_registration(make_careful())

    correction = make_correction(registration, city="Томск")
    desk.correct(registration=registration, correction=correction)

    assert letters_to_contact(registration) == ["address_check"]


def test_what_a_colleague_enters_by_hand_is_not_checked():
    intake = make_careful()
    entry = desk.Entry(make_colleague())

    entered = desk.submit(intake=intake, application=make_application(), entry=entry).registration

    assert entered.address_check_until is None
    assert letters_to_contact(entered) == ["confirmed"]


def test_nothing_lapses_for_a_cancelled_session():
    intake = make_careful()
    registration = make_registration(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    with moments.stopped_at(LATER):
        assert not desk.lapse_unconfirmed(registration=registration)
