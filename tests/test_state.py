"""Can one sign up? One function answers (design.md, rule 2: one question, one answer)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from registrations import desk
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


# --- Waiting lists and two rooms


def rooms(*numbers):
    """Rooms of (capacity, taken, waiting), the hall first."""
    modes = ("in_person", "online")
    return [Room(mode, *number) for mode, number in zip(modes, numbers, strict=False)]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"taken": 10, "has_waiting_list": True}, "waiting"),
        ({"taken": 9, "waiting": 2, "has_waiting_list": True}, "waiting"),
        ({"taken": 9, "waiting": 2, "has_waiting_list": False}, "full"),
        ({"taken": 9, "has_waiting_list": True}, "open"),
        ({"capacity": None, "taken": 99, "has_waiting_list": True}, "open"),
        ({"taken": 10, "has_waiting_list": True, "is_cancelled": True}, "cancelled"),
    ],
    ids=["full", "a head holds the line", "the list was switched off", "free", "no limit", "off"],
)
def test_while_anyone_waits_newcomers_join_the_list(changes, name):
    assert state_of(facts(**changes), AT).name == name


@pytest.mark.parametrize(
    ("both", "name"),
    [
        (rooms((1, 1, 0), (5, 0, 0)), "open"),
        (rooms((1, 0, 0), (5, 5, 3)), "open"),
        (rooms((1, 1, 0), (5, 5, 0)), "waiting"),
        (rooms((1, 0, 2), (5, 4, 1)), "waiting"),
        (rooms((1, 1, 9), (None, 70, 0)), "open"),
    ],
    ids=["hall full", "online full", "both full", "both queued", "online without limit"],
)
def test_one_full_room_does_not_close_the_other(both, name):
    assert state_of(facts(rooms=both, has_waiting_list=True), AT).name == name


def test_the_answer_waiting_holds_until_the_list_ends_if_that_is_before_the_deadline():
    end = AT + timedelta(days=2)
    waiting = facts(taken=10, has_waiting_list=True, promotes_until=end)

    before, after = state_of(waiting, AT), state_of(waiting, end)

    assert (before.name, before.until) == ("waiting", end)
    assert (after.name, after.until) == ("full", CLOSES)


def test_the_answer_waiting_holds_until_the_deadline_if_that_is_before_the_lists_end():
    waiting = facts(taken=10, has_waiting_list=True, promotes_until=CLOSES + timedelta(days=9))

    assert state_of(waiting, AT).until == CLOSES


def test_the_answer_open_does_not_change_with_the_end_of_the_list():
    waiting = facts(has_waiting_list=True, promotes_until=AT + timedelta(days=2))

    assert state_of(waiting, AT).until == CLOSES


def test_numbers_of_two_rooms_are_added_up():
    both = facts(rooms=rooms((10, 4, 0), (5, 9, 2)))

    assert (both.capacity, both.taken, both.waiting, both.seats_left) == (15, 13, 2, 6)


def test_a_room_without_a_limit_leaves_the_sum_without_one():
    both = facts(rooms=rooms((10, 4, 0), (None, 9, 0)))

    assert (both.capacity, both.seats_left) == (None, None)


def test_a_way_to_attend_that_is_not_offered_has_no_room():
    assert facts().room("online") is None
    assert facts().room("in_person") == Room("in_person", 10, 0)


@pytest.mark.django_db
def test_seats_that_are_held_for_an_answer_are_taken(clock):
    intake = make_intake(capacity=1, has_waiting_list=True, offers_from_days=40)
    first = make_registration(intake)
    make_registration(intake, accepts_waiting=True)
    desk.cancel(registration=first)

    [room] = intake.rooms()

    assert (room.taken, room.waiting, room.left) == (1, 0, 0)
    assert intake.state(AT).name == "waiting"


@pytest.mark.django_db
def test_the_list_ends_with_the_sessions_beginning_unless_it_ends_before():
    intake = make_intake(promote_until_date=date(2024, 9, 1))
    begins = intake.session.starts_at

    without, late = make_intake(), make_intake(promote_until_date=date(2024, 9, 20))

    assert intake.promotes_until == datetime(2024, 9, 1, 21, tzinfo=UTC)
    assert (without.promotes_until, late.promotes_until) == (begins, begins)


@pytest.mark.django_db
def test_free_seats_by_the_query_and_by_the_state_are_the_same(clock):
    full, queued, free = (make_intake(capacity=1, has_waiting_list=True) for _ in range(3))
    hybrid = make_intake(make_session(mode="hybrid"), capacity=1, online_capacity=1)
    unlimited = make_intake(make_session(mode="online"), capacity=None)
    for intake in (full, queued, hybrid):
        make_registration(intake)
    make_registration(queued, people=2, accepts_waiting=True)

    by_query = set(Intake.objects.with_seats_taken().with_free_seats())
    by_state = {intake for intake in Intake.objects.all() if intake.state(AT).is_open}

    assert by_query == by_state == {free, hybrid, unlimited}
