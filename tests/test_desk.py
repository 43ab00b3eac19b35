"""The one desk: submit and cancel (design.md, rules 3, 4, 5 and 7)."""

from dataclasses import replace

import pytest
from django.core import mail

from museumsite import moments
from registrations import desk, refusals
from registrations.letters import sending
from registrations.models import HistoryLine, Letter, Participant, Registration
from tests.make import (
    AT,
    make_application,
    make_intake,
    make_registration,
    make_session,
    noon,
)

pytestmark = pytest.mark.django_db


def test_one_form_becomes_registration_participants_consent_history_and_letter(clock):
    intake = make_intake()

    submitted = desk.submit(intake=intake, application=make_application(people=3))

    registration = submitted.registration
    assert submitted.is_new
    assert registration.submitted_at == AT
    assert registration.participants.count() == 3
    consent = registration.consents.get()
    assert (consent.given_at, consent.address) == (AT, "192.0.2.1")
    assert [(line.verb, line.seats) for line in registration.history.all()] == [("submitted", 3)]
    assert [letter.kind for letter in registration.letters.all()] == ["confirmed"]


def test_capacity_counts_participants_not_registrations(clock):
    intake = make_intake(capacity=5)
    make_registration(intake, people=3)

    with pytest.raises(refusals.Full) as refused:
        make_registration(intake, people=3)

    assert refused.value.seats_left == 2
    assert Participant.objects.holding_seats().count() == 3


def test_a_refused_form_leaves_nothing_behind(clock):
    intake = make_intake(capacity=0)

    with pytest.raises(refusals.Full):
        make_registration(intake)

    assert not Registration.objects.exists()
    assert not Letter.objects.exists()
    assert not HistoryLine.objects.exists()


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (AT, refusals.Early),
        (noon(20), refusals.Late),
    ],
)
def test_outside_the_period_nobody_is_signed_up(at, refusal):
    intake = make_intake(opens_date=noon(14).date())

    with moments.stopped_at(at), pytest.raises(refusal):
        make_registration(intake)


def test_a_cancelled_session_takes_nobody(clock):
    intake = make_intake(make_session(is_cancelled=True))

    with pytest.raises(refusals.SessionCancelled):
        make_registration(intake)


def test_the_same_form_sent_again_is_the_same_registration(clock):
    intake = make_intake(capacity=1)
    application = make_application()

    first = desk.submit(intake=intake, application=application)
    second = desk.submit(intake=intake, application=application)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.registration == first.registration
    assert Letter.objects.count() == 1


def test_the_same_form_sent_again_after_the_deadline_finds_its_registration(clock):
    intake = make_intake()
    application = make_application()
    first = desk.submit(intake=intake, application=application)

    with moments.stopped_at(noon(25)):
        second = desk.submit(intake=intake, application=application)

    assert second.registration == first.registration


def test_a_second_registration_from_one_address_is_accepted_and_marked(clock):
    intake = make_intake()
    first = make_registration(intake, email="boss@museum.example")
    second = make_registration(intake, email="boss@museum.example")
    elsewhere = make_registration(email="boss@museum.example")

    marks = [row.is_possible_repeat for row in (first, second, elsewhere)]

    assert marks == [False, True, False]


def test_a_cancelled_registration_frees_its_seats_at_once(clock):
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=2)

    desk.cancel(registration=registration)

    make_registration(intake, people=2)
    assert intake.count_seats_taken() == 2


def test_cancelling_twice_is_cancelling_once(clock):
    registration = make_registration(people=2)

    desk.cancel(registration=registration)
    again = desk.cancel(registration=registration)

    assert again.cancelled_at == AT
    assert [line.seats for line in registration.history.all()] == [2, -2]
    assert registration.letters.filter(kind="cancelled").count() == 1


def test_after_the_session_there_is_nothing_to_cancel(clock):
    registration = make_registration()

    with moments.stopped_at(noon(20, month=9)), pytest.raises(refusals.Over):
        desk.cancel(registration=registration)

    registration.refresh_from_db()
    assert not registration.is_cancelled


def test_the_link_is_not_in_the_database(clock):
    registration = make_registration()

    sending.send_next()

    secret = mail.outbox[0].body.split("/r/")[1].split("/")[0]
    stored = [str(value) for value in registration.__dict__.values()]
    letter = registration.letters.get()
    assert len(secret) >= 27  # 160 bits in base64
    assert not any(secret in value for value in stored)
    assert not any(secret in str(value) for value in vars(letter).values())


def test_a_key_of_one_form_cannot_sign_up_twice_for_two_intakes(clock):
    application = make_application()
    desk.submit(intake=make_intake(), application=application)

    other = desk.submit(intake=make_intake(), application=replace(application, form_key="other"))

    assert other.is_new
