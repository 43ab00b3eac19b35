"""Replaying the history gives the seats at every step (`replay.py` says what must hold)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from museumsite import moments
from registrations import desk
from registrations.models import HistoryLine
from tests import replay
from tests.make import (
    AT,
    make_application,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
    make_session,
)

pytestmark = pytest.mark.django_db


class Hours:
    """Each step an hour after the one before it."""

    def __init__(self):
        self.at = AT

    def __call__(self, step, **arguments):
        self.at += timedelta(hours=1)
        with moments.stopped_at(self.at):
            return step(**arguments)


@pytest.fixture
def later():
    return Hours()


def totals(intake):
    """Seats and waiting after each line, replayed."""
    seats = waiting = 0
    answers = []
    for line in HistoryLine.objects.filter(intake=intake).order_by("pk"):
        seats, waiting = seats + line.seats, waiting + line.waiting
        answers.append((line.verb, seats, waiting))
    return answers


def test_seats_and_waiting_after_every_step(later):
    intake = make_intake(capacity=2, has_waiting_list=True)
    first = later(make_registration, intake=intake, people=2)
    second = later(make_registration, intake=intake, people=2, accepts_waiting=True)
    third = later(make_registration, intake=intake, accepts_waiting=True)
    later(desk.take_off_participant, participant=first.participants.first())
    later(desk.cancel, registration=second)
    later(desk.withdraw_consent, registration=third)

    assert totals(intake) == [
        ("submitted", 2, 0),
        ("submitted", 2, 2),
        ("submitted", 2, 3),
        ("consent_withdrawn", 1, 3),
        ("cancelled", 1, 1),
        ("promoted", 2, 0),
        ("withdrawn", 1, 0),
    ]


def test_a_line_names_the_rooms_it_is_about(later):
    intake = make_intake(make_session(mode="hybrid"), capacity=1, online_capacity=1)
    people = [*make_people(1), *make_people(1, "online")]

    registration = later(make_registration, intake=intake, people=people)

    line = registration.history.get()
    assert (line.seats, line.details["rooms"]) == (2, {"in_person": [1, 0], "online": [1, 0]})


def test_the_whole_story_of_a_busy_intake_holds_at_every_step(later):
    intake = make_intake(
        make_session(mode="hybrid"),
        capacity=3, online_capacity=1, has_waiting_list=True, offers_from_days=40, offer_hours=2,
    )  # fmt: skip
    staff = make_colleague()
    wait = {"intake": intake, "accepts_waiting": True}
    first = later(make_registration, intake=intake, people=3)
    mixed = later(make_registration, people=[*make_people(2), *make_people(1, "online")], **wait)
    fewer = later(make_registration, people=3, accepts_fewer=True, **wait)
    last = later(make_registration, **wait)
    later(desk.cancel, registration=first)
    later(desk.accept_offer, registration=mixed)
    later(desk.lapse_offers, intake=intake)
    later(desk.lapse_offers, intake=intake)
    entry = desk.Entry(staff, "докладчик", beyond_rules=True)
    later(desk.submit, intake=intake, application=make_application(), entry=entry)
    intake.capacity = 6
    later(desk.set_rules, intake=intake, fields=["capacity"], staff=staff)
    correction = make_correction(mixed)
    smaller = replace(correction, people=correction.people[1:])
    later(desk.correct, registration=mixed, correction=smaller)
    later(desk.turn_down_offer, registration=last)
    later(desk.withdraw_consent, registration=fewer)

    verbs = replay.check(replay.story_of(intake))

    assert verbs["offered"] >= 3
    assert totals(intake)[-1][1] == intake.count_seats_taken()


def test_the_keys_stand_in_the_order_of_what_happened(later):
    intake = make_intake(capacity=1, has_waiting_list=True)
    first = later(make_registration, intake=intake)
    later(make_registration, intake=intake, accepts_waiting=True)
    later(desk.cancel, registration=first)

    moments_of_lines = list(
        HistoryLine.objects.filter(intake=intake).order_by("pk").values_list("at", flat=True)
    )

    assert moments_of_lines == sorted(moments_of_lines)
    assert moments_of_lines[-1] == later.at


def test_a_line_holds_no_personal_data(later):
    registration = later(make_registration, people=2, museum="Тайный музей")
    later(
        desk.correct,
        registration=registration,
        correction=make_correction(registration, contact_name="Тайная Анна"),
    )

    lines = [str(line.details) for line in registration.history.all()]

    assert "contact_name" in lines[1]
    assert not any("Тайн" in words or "Участник" in words for words in lines)
