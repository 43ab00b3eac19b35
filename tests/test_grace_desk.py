"""More time for one person: to sign up, by a personal link, or to correct."""

import pytest

from museumsite import moments
from registrations import desk, refusals
from registrations.models import HistoryLine
from tests.make import (
    make_application,
    make_colleague,
    make_correction,
    make_grace,
    make_intake,
    make_people,
    make_registration,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AFTER = noon(22)  # the deadline is the 19th


def sign_up(intake, grace=None, **changes):
    form = make_application(**changes)
    return desk.submit(intake=intake, application=form, grace=grace).registration


def test_one_person_signs_up_after_the_deadline_and_nobody_else():
    intake = make_intake()
    grace = make_grace(intake)

    with moments.stopped_at(AFTER):
        registration = sign_up(intake, grace)
        with pytest.raises(refusals.Late):
            sign_up(intake)

    grace.refresh_from_db()
    assert grace.registration == registration


def test_the_link_signs_up_once():
    intake = make_intake()
    grace = make_grace(intake)

    with moments.stopped_at(AFTER):
        sign_up(intake, grace)
        with pytest.raises(refusals.GraceUsed):
            sign_up(intake, grace)


def test_the_same_form_sent_twice_by_it_is_one_registration():
    intake = make_intake()
    grace = make_grace(intake)

    with moments.stopped_at(AFTER):
        first = sign_up(intake, grace, form_key="one form")
        second = sign_up(intake, grace, form_key="one form")

    assert first == second


def test_it_ends_with_its_own_day():
    intake = make_intake()
    grace = make_grace(intake, day=25)

    with moments.stopped_at(grace.until), pytest.raises(refusals.Late):
        sign_up(intake, grace)


def test_it_moves_the_deadline_and_no_seat():
    intake = make_intake(capacity=1)
    make_registration(intake)
    grace = make_grace(intake)

    with moments.stopped_at(AFTER), pytest.raises(refusals.Full):
        sign_up(intake, grace)

    grace.refresh_from_db()
    assert grace.registration is None


def test_it_does_not_close_sign_up_any_earlier():
    intake = make_intake()
    grace = make_grace(intake, day=14)

    with moments.stopped_at(noon(16)):
        assert seats_of(sign_up(intake, grace)) == ["seated"]


def test_whoever_waits_by_it_joins_the_end_of_the_list():
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = make_registration(intake, accepts_waiting=True)

    with moments.stopped_at(AFTER):
        late = sign_up(intake, make_grace(intake), accepts_waiting=True)

    numbers = [row.participants.get().queue_number for row in (waiting, late)]
    assert numbers == [1, 2]


def test_giving_it_is_in_the_history():
    make_grace(make_intake())

    line = HistoryLine.objects.get()
    assert (line.verb, line.staff.username) == ("grace_given", "olga")
    assert line.details == {"reason": "болела"}


# --- More time to correct


def allow(registration, day=25):
    return desk.allow_corrections(
        registration=registration, until=noon(day), staff=make_colleague(), reason="болела"
    )


def test_more_time_to_correct_lets_people_be_added_after_the_deadline():
    registration = make_registration()
    allow(registration)

    with moments.stopped_at(AFTER):
        correction = make_correction(registration, added=make_people(1))
        desk.correct(registration=registration, correction=correction)

    assert seats_of(registration) == ["seated", "seated"]


def test_more_time_holds_where_corrections_have_ended_for_the_others():
    intake = make_intake(corrections_until_date=noon(20).date())
    registration, other = make_registration(intake), make_registration(intake)
    allow(registration)

    with moments.stopped_at(AFTER):
        desk.correct(
            registration=registration, correction=make_correction(registration, city="Томск")
        )
        with pytest.raises(refusals.NotNow):
            desk.correct(registration=other, correction=make_correction(other, city="Омск"))


def test_more_time_ends_at_its_moment():
    registration = make_registration(make_intake(corrections_until_date=noon(20).date()))
    allow(registration)

    with moments.stopped_at(noon(25)), pytest.raises(refusals.NotNow):
        desk.correct(
            registration=registration, correction=make_correction(registration, city="Томск")
        )


def test_what_is_over_gets_no_more_time():
    registration = make_registration()
    desk.cancel(registration=registration)

    with pytest.raises(refusals.NotNow):
        allow(registration)
