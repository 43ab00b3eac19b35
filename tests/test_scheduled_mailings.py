"""A message written now that goes later: at its instant, once, to those who are there then."""

from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from museumsite import moments
from registrations import clockwork, desk, mailings
from registrations.models import Kind, Letter, Mailing
from registrations.refusals import Busy
from tests.make import AT, make_intake, make_registration, make_session, noon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_SECOND = timedelta(seconds=1)
GOES = noon(20, at=time(10))
ENDS = noon(14, 9, at=time(18))
Schedule = Mailing.Schedule


@pytest.fixture(autouse=True)
def _nothing_rests():
    clockwork._resting.clear()
    yield
    clockwork._resting.clear()


@pytest.fixture
def intake():
    intake = make_intake(
        make_session(start_time=time(12), end_time=time(18)), reminders="", capacity=2
    )
    make_registration(intake, email="anna@museum.example")
    return intake


def run(at):
    with moments.stopped_at(at):
        return clockwork.run_due(at)


def write(intake, staff, **changes):
    """Written at noon of 13 August, to go on the 20th at ten."""
    defaults = {
        "kind": Kind.MESSAGE,
        "group": Mailing.Group.ALL,
        "subject": "Автобус",
        "body": "Автобус отходит в девять.",
        "form_key": "key",
        "expected": 1,
        "send_at": GOES,
    }
    return mailings.send(intake=intake, staff=staff, **{**defaults, **changes})


def written_to(mailing):
    return list(mailing.letters.order_by("pk").values_list("to", flat=True))


def schedule(mailing, at):
    return Mailing.objects.get(pk=mailing.pk).schedule(at)


def cancel_session(intake):
    intake.session.is_cancelled = True
    intake.session.save()


def test_it_is_kept_and_nobody_is_written_to_yet(intake, registrar):
    mailing = write(intake, registrar)

    assert (mailing.send_at, mailing.queued_at, mailing.recipients) == (GOES, None, 0)
    assert written_to(mailing) == []
    assert schedule(mailing, AT) is Schedule.AWAITED


def test_it_goes_at_its_instant_once_and_not_a_second_before(intake, registrar):
    mailing = write(intake, registrar)

    assert [run(GOES - A_SECOND), run(GOES), run(GOES), run(GOES + A_SECOND)] == [0, 1, 0, 0]

    mailing.refresh_from_db()
    assert (mailing.queued_at, mailing.recipients) == (GOES, 1)
    [letter] = mailing.letters.all()
    assert (letter.to, letter.kind, letter.queued_at, letter.send_after) == (
        "anna@museum.example",
        Kind.MESSAGE,
        GOES,
        GOES,
    )
    assert schedule(mailing, GOES) is Schedule.QUEUED


def test_it_goes_to_those_who_are_of_the_group_when_it_goes(intake, registrar):
    mailing = write(intake, registrar)
    with moments.stopped_at(noon(15)):
        desk.cancel(registration=intake.registrations.get())
        make_registration(intake, email="boris@museum.example")
        make_registration(intake, email="vera@museum.example")

    run(GOES)

    assert written_to(mailing) == ["boris@museum.example", "vera@museum.example"]
    assert Mailing.objects.get().recipients == 2


def test_a_group_that_is_empty_by_then_is_written_to_no_more_and_asked_once(intake, registrar):
    mailing = write(intake, registrar)
    desk.cancel(registration=intake.registrations.get())

    assert [run(GOES), run(GOES + A_SECOND)] == [1, 0]

    mailing.refresh_from_db()
    assert (mailing.queued_at, mailing.recipients, written_to(mailing)) == (GOES, 0, [])


def test_an_empty_group_may_be_written_to_beforehand(intake, registrar):
    mailing = write(intake, registrar, group=Mailing.Group.PENDING, expected=0)

    assert schedule(mailing, AT) is Schedule.AWAITED


def test_the_same_form_sent_twice_is_kept_once(intake, registrar):
    assert write(intake, registrar) == write(intake, registrar)

    run(GOES)

    assert Letter.objects.filter(kind=Kind.MESSAGE).count() == 1


def test_a_worker_that_was_down_sends_it_late(intake, registrar):
    mailing = write(intake, registrar)

    assert run(ENDS - A_SECOND) == 1

    assert written_to(mailing) == ["anna@museum.example"]


def test_when_the_session_is_over_it_does_not_go_any_more(intake, registrar):
    mailing = write(intake, registrar)

    assert run(ENDS) == 0

    assert written_to(mailing) == []
    assert schedule(mailing, ENDS - A_SECOND) is Schedule.AWAITED
    assert schedule(mailing, ENDS) is Schedule.SESSION_OVER


def test_of_a_cancelled_session_only_word_of_that_goes(intake, registrar):
    message = write(intake, registrar)
    word = write(intake, registrar, kind=Kind.SESSION_CANCELLED, form_key="other")
    cancel_session(intake)

    assert run(GOES) == 1

    assert (written_to(message), written_to(word)) == ([], ["anna@museum.example"])
    assert schedule(message, GOES) is Schedule.SESSION_CANCELLED


def test_what_is_locked_is_tried_in_the_next_round(intake, registrar, monkeypatch, caplog):
    mailing = write(intake, registrar)

    def busy(_):
        raise Busy

    monkeypatch.setattr(mailings, "turn_at", busy)
    assert run(GOES) == 0
    monkeypatch.undo()

    assert run(GOES) == 1
    assert written_to(mailing) == ["anna@museum.example"]
    assert caplog.text == ""


# --- Called off


def test_called_off_it_does_not_go(intake, registrar, caplog):
    mailing = write(intake, registrar)

    assert mailings.call_off(mailing)
    assert run(GOES) == 0

    assert written_to(mailing) == []
    assert Mailing.objects.get().called_off_at == AT
    assert schedule(mailing, GOES) is Schedule.CALLED_OFF
    assert caplog.text == ""  # the clock has not even tried


def test_called_off_twice_is_called_off_once(intake, registrar):
    mailing = write(intake, registrar)
    mailings.call_off(mailing)

    with moments.stopped_at(noon(15)):
        assert mailings.call_off(mailing)

    assert Mailing.objects.get().called_off_at == AT


def test_what_has_gone_cannot_be_called_off(intake, registrar):
    mailing = write(intake, registrar)
    run(GOES)

    assert not mailings.call_off(mailing)

    assert Mailing.objects.get().called_off_at is None
    assert written_to(mailing) == ["anna@museum.example"]


@pytest.mark.parametrize(
    "broken",
    [
        {"send_at": None},
        {"queued_at": AT, "called_off_at": AT},
    ],
    ids=["neither at once nor later", "sent and called off"],
)
def test_the_database_keeps_the_promise_too(intake, registrar, broken):
    mailing = write(intake, registrar)

    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(**broken)


# --- Two at once


def at_once(*things):
    """Do these at the same moment, each with a connection of its own."""
    start = Barrier(len(things))

    def do(thing):
        start.wait()
        try:
            thing()
        finally:
            connection.close()

    threads = [Thread(target=do, args=[thing]) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(intake, registrar):
    mailing = write(intake, registrar)
    done = []

    def work():
        for _ in range(3):
            done.append(clockwork.run_due(GOES))

    with moments.stopped_at(GOES):
        at_once(work, work)

    assert sum(done) == 1
    assert written_to(mailing) == ["anna@museum.example"]


@pytest.mark.django_db(transaction=True)
def test_called_off_while_it_goes_it_is_either_and_never_both(intake, registrar):
    mailing = write(intake, registrar)
    called_off = []

    with moments.stopped_at(GOES):
        at_once(
            lambda: clockwork.run_due(GOES), lambda: called_off.append(mailings.call_off(mailing))
        )

    assert called_off == [not written_to(mailing)]
    assert (Mailing.objects.get().queued_at is None) == called_off[0]
