"""What happens by the clock: at the very instant, once, however long the worker was away."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from museumsite import moments
from registrations import clockwork, desk
from registrations.models import HistoryLine, Kind, Letter, Participant, Registration
from registrations.refusals import Busy
from tests.make import AT, make_intake, make_people, make_registration, make_session, noon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_SECOND = timedelta(seconds=1)
STARTS = noon(14, 9)
Ending = Registration.Ending


@pytest.fixture(autouse=True)
def _nothing_rests():
    clockwork._resting.clear()
    yield
    clockwork._resting.clear()


def run(at):
    with moments.stopped_at(at):
        return clockwork.run_due(at)


def run_until_idle(at):
    while run(at):
        pass


def session_at_noon(**fields):
    return make_session(start_time=time(12), **fields)


def intake_of(session=None, **fields):
    session = session or session_at_noon()
    return make_intake(session, **{"reminders": "", **fields})


def kinds(registration):
    return list(registration.letters.order_by("pk").values_list("kind", flat=True))


def cancel_session(registration):
    session = registration.intake.session
    session.is_cancelled = True
    session.save()


def ending(registration):
    registration.refresh_from_db()
    return registration.ending


def test_nothing_is_due_on_a_quiet_day():
    make_registration(intake_of(has_waiting_list=True, capacity=1))

    assert run(AT) == 0


# --- Offers


def offered(**fields):
    """A seat is held for somebody until noon of 15 August, and somebody waits behind."""
    intake = intake_of(
        capacity=1, has_waiting_list=True, offers_from_days=60, offer_hours=48, **fields
    )
    first = make_registration(intake)
    second = make_registration(intake, accepts_waiting=True)
    third = make_registration(intake, accepts_waiting=True)
    desk.cancel(registration=first)
    return second, third


def test_an_offer_goes_on_at_its_very_end_and_not_a_second_before():
    second, third = offered()
    ends = second.participants.get().offered_until
    assert ends == noon(15)

    assert run(ends - A_SECOND) == 0
    assert ending(second) == ""
    assert run(ends) == 1

    assert ending(second) == Ending.UNANSWERED
    assert kinds(second)[-1] == Kind.OFFER_LAPSED
    assert third.participants.get().seat == Participant.Seat.OFFERED


def test_after_a_week_away_what_lapsed_meanwhile_has_lapsed():
    second, third = offered()

    run_until_idle(noon(22))

    assert ending(second) == Ending.UNANSWERED
    assert third.participants.get().offered_until == noon(24)


def test_an_offer_of_a_cancelled_session_does_not_run_out():
    second, _third = offered()
    cancel_session(second)

    assert run(noon(20)) == 0
    assert kinds(second)[-1] == Kind.OFFERED


def test_an_accepted_offer_does_not_lapse():
    second, _third = offered()
    desk.accept_offer(registration=second)

    assert run(noon(20)) == 0
    assert ending(second) == ""


# --- Waiting lists


def waiting(**fields):
    intake = intake_of(capacity=1, has_waiting_list=True, **fields)
    make_registration(intake)
    return make_registration(intake, accepts_waiting=True)


@pytest.mark.parametrize(
    ("fields", "closes"),
    [
        ({}, STARTS),
        (
            {"promote_until_date": date(2024, 9, 10), "promote_until_time": time(18)},
            noon(10, 9, at=time(18)),
        ),
        ({"promote_until_date": date(2024, 9, 10)}, noon(11, 9, at=time(0))),
    ],
    ids=["as the session starts", "at a time", "with a day"],
)
def test_the_list_closes_at_its_very_end_and_tells_those_who_still_wait(fields, closes):
    registration = waiting(**fields)

    assert run(closes - A_SECOND) == 0
    assert run(closes) == 1
    assert run(closes) == 0

    assert ending(registration) == Ending.LIST_CLOSED
    assert kinds(registration)[-1] == Kind.LIST_CLOSED
    line = registration.history.last()
    assert (line.verb, line.by) == (HistoryLine.Verb.LIST_CLOSED, HistoryLine.By.CLOCK)


def test_those_who_wait_for_a_cancelled_session_are_told_only_that():
    registration = waiting()
    cancel_session(registration)

    assert run(STARTS) == 0
    assert kinds(registration) == [Kind.WAITING]


# --- Addresses


def unconfirmed(**fields):
    """Signed up at noon of 13 August, to be confirmed within a day."""
    return make_registration(intake_of(address_check_hours=24, **fields))


def test_an_address_that_is_not_confirmed_frees_the_seat_at_the_very_end():
    registration = unconfirmed(capacity=1, has_waiting_list=True)
    behind = make_registration(registration.intake, accepts_waiting=True)
    desk.confirm_address(registration=behind)
    run(noon(14) - A_SECOND)
    assert ending(registration) == ""

    run(noon(14))

    assert ending(registration) == Ending.UNCONFIRMED
    assert kinds(registration)[-1] == Kind.ADDRESS_LAPSED
    assert behind.participants.get().seat == Participant.Seat.SEATED


def test_a_reminder_goes_at_half_time_once(caplog):
    registration = unconfirmed()
    half = AT + timedelta(hours=12)

    assert run(half - A_SECOND) == 0
    assert run(half) == 1
    assert run(half + A_SECOND) == 0

    assert kinds(registration) == [Kind.ADDRESS_CHECK, Kind.ADDRESS_REMINDER]
    assert caplog.text == ""


def test_an_address_of_a_cancelled_session_need_not_be_confirmed():
    registration = unconfirmed()
    cancel_session(registration)

    assert [run(AT + timedelta(hours=12)), run(noon(14))] == [0, 0]
    assert kinds(registration) == [Kind.ADDRESS_CHECK]


def test_no_reminder_of_what_is_confirmed_or_over():
    confirmed, lapsed = unconfirmed(), unconfirmed()
    desk.confirm_address(registration=confirmed)

    run(noon(15))

    assert Kind.ADDRESS_REMINDER not in kinds(confirmed) + kinds(lapsed)
    assert ending(lapsed) == Ending.UNCONFIRMED


def test_a_new_address_is_reminded_anew():
    registration = unconfirmed()
    run(AT + timedelta(hours=12))
    Registration.objects.filter(pk=registration.pk).update(
        email="other@museum.example", address_check_until=AT + timedelta(hours=40)
    )

    assert run(AT + timedelta(hours=28) - A_SECOND) == 0
    assert run(AT + timedelta(hours=28)) == 1

    last = registration.letters.order_by("pk").last()
    assert (last.kind, last.to) == (Kind.ADDRESS_REMINDER, "other@museum.example")
    assert registration.letters.filter(kind=Kind.ADDRESS_REMINDER).count() == 2


# --- One that fails stops no other


def test_a_job_that_fails_leaves_the_others_alone_and_rests(monkeypatch, caplog):
    broken, whole = unconfirmed(), unconfirmed()
    lapse = desk.lapse_unconfirmed
    tries = []

    def fails_for_one(*, registration):
        tries.append(registration.pk)
        if registration == broken:
            raise ValueError("a broken row")
        return lapse(registration=registration)

    monkeypatch.setattr(desk, "lapse_unconfirmed", fails_for_one)
    run(noon(14))
    run(noon(14) + A_SECOND)
    assert (ending(broken), ending(whole)) == ("", Ending.UNCONFIRMED)
    assert tries.count(broken.pk) == 1
    assert "the clock could not do addresses" in caplog.text

    monkeypatch.undo()
    run(noon(14) + clockwork.REST)

    assert ending(broken) == Ending.UNCONFIRMED


def test_what_is_locked_is_tried_in_the_next_round(monkeypatch, caplog):
    registration = unconfirmed()

    def busy(**_):
        raise Busy

    monkeypatch.setattr(desk, "lapse_unconfirmed", busy)
    assert run(noon(14)) == 0
    monkeypatch.undo()

    assert run(noon(14)) == 1
    assert ending(registration) == Ending.UNCONFIRMED
    assert caplog.text == ""


def test_a_crowd_of_lapses_is_spread_over_rounds(monkeypatch):
    monkeypatch.setattr(clockwork, "MOST_IN_A_ROUND", 2)
    intake = intake_of(address_check_hours=24)
    for _ in range(3):
        make_registration(intake)

    assert [run(noon(14)) for _ in range(3)] == [2, 1, 0]


# --- What it costs, and two at once


@pytest.mark.parametrize("number", [1, 3])
def test_a_quiet_round_costs_a_handful_of_queries(number, django_assert_num_queries):
    for _ in range(number):
        intake = intake_of(
            reminders="60, 30, 7", capacity=1, has_waiting_list=True, address_check_hours=24
        )
        make_registration(intake, people=make_people(1))
        make_registration(intake, accepts_waiting=True)

    with django_assert_num_queries(8):
        assert run(AT) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [8])
def test_two_workers_do_everything_once(number):
    intake = intake_of(reminders="7", address_check_hours=None, capacity=number)
    for _ in range(number):
        make_registration(intake)
    late = intake_of(address_check_hours=24)
    for _ in range(number):
        make_registration(late)
    start = Barrier(2)

    def work(done):
        start.wait()
        try:
            for _ in range(3):
                done.append(clockwork.run_due(noon(8, 9)))
        finally:
            connection.close()

    with moments.stopped_at(noon(8, 9)):
        done = [[], []]
        workers = [Thread(target=work, args=[one]) for one in done]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert sum(map(sum, done)) == 2 * number
    for kind in (Kind.REMINDER, Kind.ADDRESS_LAPSED):
        assert Letter.objects.filter(kind=kind).count() == number
