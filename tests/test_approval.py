"""Approval: a registration waits for a colleague's decision, and takes seats with it."""

import pytest

from registrations import desk, refusals
from registrations.standing import standing_of
from tests.make import (
    AT,
    letters_to_contact,
    make_application,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
    make_session,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_choosy(capacity=2, **rules):
    return make_intake(capacity=capacity, needs_approval=True, **rules)


def approve(registration):
    return desk.approve(registration=registration, staff=make_colleague())


def decline(registration, words=""):
    return desk.decline(registration=registration, staff=make_colleague(), words=words)


def test_a_form_that_awaits_approval_holds_no_seat():
    intake = make_choosy()

    registration = make_registration(intake, people=2)

    assert seats_of(registration) == ["pending", "pending"]
    assert intake.count_seats_taken() == 0
    assert standing_of(registration, registration.participants.all()) == "pending"
    assert letters_to_contact(registration) == ["received"]


def test_approval_gives_the_seats_and_says_so():
    intake = make_choosy()
    registration = make_registration(intake, people=2)

    approved = approve(registration)

    assert (approved.approved_at, intake.count_seats_taken()) == (AT, 2)
    assert letters_to_contact(registration) == ["received", "approved"]
    assert registration.history.get(verb="approved").staff.username == "olga"


def test_approving_twice_is_approving_once():
    registration = make_registration(make_choosy())

    approve(registration)
    approve(registration)

    assert letters_to_contact(registration) == ["received", "approved"]


def test_who_is_approved_when_all_seats_are_taken_joins_the_end_of_the_list():
    intake = make_choosy(capacity=1, has_waiting_list=True)
    first, second, third = (make_registration(intake) for _ in range(3))

    for registration in (first, third, second):
        approve(registration)

    positions = [row.letters.get(kind="approved").facts.get("position") for row in (second, third)]
    assert [seats_of(row) for row in (first, second, third)] == [
        ["seated"], ["waiting"], ["waiting"],
    ]  # fmt: skip
    assert positions == [2, 1]


def test_those_not_approved_yet_are_not_in_the_queue():
    intake = make_choosy(capacity=1, has_waiting_list=True)
    seated, pending, waiting = (make_registration(intake) for _ in range(3))
    approve(seated)
    approve(waiting)

    desk.cancel(registration=seated)

    assert (seats_of(pending), seats_of(waiting)) == (["pending"], ["seated"])


def test_without_a_list_nobody_is_approved_for_a_seat_that_is_not_there():
    intake = make_choosy(capacity=1)
    first, second = make_registration(intake), make_registration(intake)
    approve(first)

    with pytest.raises(refusals.Full):
        approve(second)

    assert seats_of(second) == ["pending"]


def test_declining_ends_it_with_the_colleagues_words():
    registration = make_registration(make_choosy())

    declined = decline(registration, "Только для музеев")

    assert (declined.ending, declined.declined_words) == ("declined", "Только для музеев")
    assert letters_to_contact(registration) == ["received", "declined"]


def test_declining_twice_is_declining_once():
    registration = make_registration(make_choosy())

    decline(registration, "Первые слова")
    again = decline(registration, "Другие слова")

    assert again.declined_words == "Первые слова"
    assert registration.history.filter(verb="declined").count() == 1


def test_what_is_approved_already_cannot_be_declined_any_more():
    registration = make_registration(make_choosy())
    approve(registration)

    with pytest.raises(refusals.NotNow):
        decline(registration)

    assert seats_of(registration) == ["seated"]


def test_people_added_later_await_approval_and_the_others_keep_their_seats():
    registration = make_registration(make_choosy())
    approve(registration)

    correction = make_correction(registration, added=make_people(1))
    desk.correct(registration=registration, correction=correction)

    assert seats_of(registration) == ["seated", "pending"]


def test_declining_those_who_were_added_takes_no_seat_from_the_others():
    registration = make_registration(make_choosy())
    approve(registration)
    correction = make_correction(registration, added=make_people(1))
    desk.correct(registration=registration, correction=correction)

    declined = decline(registration, "Мест больше нет")

    assert not declined.is_cancelled
    assert seats_of(registration) == ["seated", "released"]


def test_who_was_cancelled_meanwhile_is_approved_no_more():
    registration = make_registration(make_choosy())
    desk.cancel(registration=registration)

    with pytest.raises(refusals.NotNow):
        approve(registration)


def test_cancelling_what_awaits_approval_gives_no_seat_back():
    registration = make_registration(make_choosy())

    desk.cancel(registration=registration)

    line = registration.history.get(verb="cancelled")
    assert (line.seats, line.waiting) == (0, 0)


def test_nobody_is_approved_for_a_cancelled_session():
    intake = make_choosy()
    registration = make_registration(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    with pytest.raises(refusals.NotNow):
        approve(registration)


def test_what_a_colleague_enters_by_hand_needs_no_approval():
    intake = make_choosy()
    entry = desk.Entry(make_colleague(), "по телефону")

    entered = desk.submit(intake=intake, application=make_application(), entry=entry).registration

    assert seats_of(entered) == ["seated"]


def test_an_applicant_may_change_the_way_to_attend_while_nobody_has_decided():
    intake = make_intake(make_session(mode="hybrid"), needs_approval=True, online_capacity=0)
    registration = make_registration(intake)
    person = registration.participants.get()

    there = desk.Person(person.name, "", "online", pk=person.pk)
    correction = make_correction(registration, people=[there])
    desk.correct(registration=registration, correction=correction)

    person.refresh_from_db()
    assert (person.mode, person.seat) == ("online", "pending")
