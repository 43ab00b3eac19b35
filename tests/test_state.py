"""Can one sign up? One function answers (design.md, rule 2: one question, one answer)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from registrations.models import Intake
from registrations.state import Facts, Room, StateName, state_of
from tests.make import AT, make_intake, make_registration, make_session, noon

OPENS = datetime(2024, 8, 1, tzinfo=UTC)
CLOSES = datetime(2024, 8, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def facts(capacity: int | None = 10, taken: int = 0, waiting: int = 0, **changes: object) -> Facts:
    room = Room("in_person", capacity, taken, waiting)
    return Facts(**{"opens_at": OPENS, "closes_at": CLOSES, "rooms": [room], **changes})


@pytest.mark.parametrize(
    ("at", "name", "until"),
    [
        (OPENS - SECOND, "soon", OPENS),
        (OPENS, "open", CLOSES),
        (CLOSES - SECOND, "open", CLOSES),
        (CLOSES, "closed", None),
        (CLOSES + SECOND, "closed", None),
    ],
    ids=["a second before opening", "opening", "a second before", "exactly at", "a second after"],
)
def test_open_means_from_the_opening_up_to_but_not_at_the_closing_moment(at, name, until):
    state = state_of(facts(), at)

    assert (state.name, state.until) == (name, until)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"taken": 9}, "open"),
        ({"taken": 10}, "full"),
        ({"taken": 30, "capacity": 20}, "full"),
        ({"capacity": 0}, "full"),
        ({"taken": 1000, "capacity": None}, "open"),
        ({"is_cancelled": True, "taken": 10}, "cancelled"),
    ],
)
def test_seats_and_cancellation_decide_while_the_dates_say_open(changes, name):
    assert state_of(facts(**changes), AT).name == name


def test_closed_is_said_before_full_when_both_are_true():
    assert state_of(facts(taken=10), CLOSES).name is StateName.CLOSED


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Kaliningrad", "Asia/Vladivostok"])
@pytest.mark.parametrize(
    ("shift", "name"), [(-SECOND, "open"), (timedelta(0), "closed"), (SECOND, "closed")]
)
@pytest.mark.django_db
def test_a_deadline_by_date_ends_with_that_day_in_the_sessions_zone(zone, shift, name):
    intake = make_intake(make_session(zone=zone))
    midnight = datetime(2024, 8, 20, tzinfo=intake.session.zoneinfo)

    assert intake.state(midnight + shift).name == name


@pytest.mark.parametrize("moment", [OPENS, AT, CLOSES, AT - timedelta(days=60)])
@pytest.mark.django_db
def test_the_querys_half_open_period_agrees_with_the_state(moment):
    make_intake(opens_date=date(2024, 8, 1), deadline_date=date(2024, 8, 19))
    make_intake(opens_date=date(2024, 8, 13), opens_time=time(12))
    make_intake(deadline_date=date(2024, 8, 13), deadline_time=time(12))
    make_intake(make_session(is_cancelled=True))

    by_query = set(Intake.objects.within_period(moment))
    by_state = {intake for intake in Intake.objects.all() if intake.state(moment).is_open}

    assert by_query == by_state


@pytest.mark.django_db
def test_a_changed_zone_gives_the_deadline_a_new_moment(clock):
    intake = make_intake()
    before = intake.closes_at

    intake.session.zone = "Asia/Vladivostok"
    intake.session.save()
    intake.save()

    assert before - intake.closes_at == timedelta(hours=7)
    assert intake.derived_in_zone == "Asia/Vladivostok"
    assert intake.deadline_date == date(2024, 8, 19)


@pytest.mark.django_db
def test_seats_taken_are_the_same_by_row_and_by_query(clock):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)
    make_registration(intake, people=2)
    make_registration(people=4)

    counted = Intake.objects.with_seats_taken().get(pk=intake.pk)

    assert (intake.count_seats_taken(), counted.taken_in_person) == (5, 5)
    assert intake.state(noon(13)).name == "open"
