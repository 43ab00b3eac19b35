"""The replay of a history finds a broken rule of the seats, and none where all is well."""

from datetime import timedelta

import pytest

from museumsite import moments
from registrations import desk
from tests import replay
from tests.make import AT, make_intake, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """Two seats; a pair has them, one and a pair wait; the first pair leaves."""
    intake = make_intake(capacity=2, has_waiting_list=True)
    steps = [
        lambda: make_registration(intake, people=2),
        lambda: make_registration(intake, accepts_waiting=True),
        lambda: make_registration(intake, people=2, accepts_waiting=True, accepts_fewer=True),
    ]
    made = []
    for minute, step in enumerate(steps):
        with moments.stopped_at(AT + timedelta(minutes=minute)):
            made.append(step())
    with moments.stopped_at(AT + timedelta(minutes=9)):
        desk.cancel(registration=made[0])
    return replay.story_of(intake)


def test_a_history_of_the_desk_breaks_no_rule(story):
    assert replay.check(story) == {"submitted": 3, "cancelled": 1, "promoted": 2}


def oversold(story):
    story["limits"]["in_person"] = 1


def jumped_the_queue(story):
    second, third = story["lines"][-2:]
    for name in ("registration", "queue"):
        second[name], third[name] = third[name], second[name]
    del story["lines"][-1]


def left_the_head_waiting(story):
    del story["lines"][-2:]


def shared_a_number(story):
    story["lines"][2]["queue"] = {"in_person": {"1": 2}}


def told_a_wrong_position(story):
    story["positions"][-1][-1] += 1


def lost_a_seat(story):
    story["people"] = [each for each in story["people"] if each["seat"] != "seated"]


def went_back_in_time(story):
    story["lines"].reverse()


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (oversold, "2 of 1 in in_person"),
        (jumped_the_queue, "not the heads"),
        (left_the_head_waiting, "waits while seats are free"),
        (shared_a_number, "number 1 after 1"),
        (told_a_wrong_position, "told 2"),
        (lost_a_seat, "2 by history, 0 rows"),
        (went_back_in_time, "the clock went back"),
    ],
)
def test_a_broken_rule_is_found(story, tamper, finding):
    tamper(story)

    with pytest.raises(AssertionError, match=finding):
        replay.check(story)
