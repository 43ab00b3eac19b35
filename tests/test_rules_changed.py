"""Rules that change while people sign up: nobody loses a seat, and the list moves up at once."""

from datetime import date

import pytest

from museumsite import moments
from registrations import desk, refusals
from registrations.models import HistoryLine
from tests.make import (
    letters_to_contact,
    make_application,
    make_colleague,
    make_intake,
    make_registration,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_full(capacity=1, **rules):
    intake = make_intake(capacity=capacity, has_waiting_list=True, **rules)
    return intake, make_registration(intake, people=capacity)


def wait(intake, people=1, **changes):
    return make_registration(intake, people=people, accepts_waiting=True, **changes)


def set_rules(intake, **rules):
    for field, value in rules.items():
        setattr(intake, field, value)
    return desk.set_rules(intake=intake, fields=list(rules), staff=make_colleague())


def test_more_seats_go_to_the_list_at_once():
    intake, _first = make_full()
    waiting = [wait(intake), wait(intake, people=2), wait(intake)]

    set_rules(intake, capacity=4)

    assert [seats_of(row) for row in waiting] == [["seated"], ["seated"] * 2, ["waiting"]]
    assert letters_to_contact(waiting[0]) == ["waiting", "promoted"]


def test_no_limit_any_more_seats_everybody():
    intake, _first = make_full()
    waiting = [wait(intake, people=3), wait(intake)]

    set_rules(intake, capacity=None)

    assert [seats_of(row) for row in waiting] == [["seated"] * 3, ["seated"]]


def test_fewer_seats_take_nobodys_away_and_the_next_freed_one_goes_to_nobody():
    intake, _three = make_full(capacity=3)
    waiting = wait(intake)

    set_rules(intake, capacity=1)
    desk.take_off_participant(participant=_three.participants.first())

    assert (intake.count_seats_taken(), seats_of(waiting)) == (2, ["waiting"])


def test_the_history_says_who_changed_which_limit_from_what_to_what():
    intake, _first = make_full()

    set_rules(intake, capacity=5)

    line = HistoryLine.objects.get(verb="rules_changed")
    assert (line.staff.username, line.registration) == ("olga", None)
    assert line.details == {
        "fields": ["capacity"],
        "limits": [{"in_person": 1}, {"in_person": 5}],
    }


def test_only_the_named_rules_are_written():
    intake, _first = make_full()
    stale = type(intake).objects.get(pk=intake.pk)
    set_rules(intake, capacity=7)

    stale.museum_limit = 3
    desk.set_rules(intake=stale, fields=["museum_limit"], staff=make_colleague())

    intake.refresh_from_db()
    assert (intake.capacity, intake.museum_limit) == (7, 3)


def test_closing_early_is_one_edit():
    intake = make_intake()

    set_rules(intake, deadline_date=date(2024, 8, 12))

    with pytest.raises(refusals.Late):
        make_registration(intake)


def test_extending_the_deadline_is_one_edit():
    intake = make_intake()

    set_rules(intake, deadline_date=date(2024, 8, 30))

    with moments.stopped_at(noon(25)):
        make_registration(intake)
    assert intake.count_seats_taken() == 1


def test_a_list_switched_off_takes_nobody_in_and_still_moves_up_who_waits():
    intake, first = make_full()
    waiting = wait(intake)

    set_rules(intake, has_waiting_list=False)
    with pytest.raises(refusals.Full):
        wait(intake)
    desk.cancel(registration=first)

    assert seats_of(waiting) == ["seated"]


def test_a_session_moved_earlier_ends_the_list_with_its_new_beginning():
    intake, first = make_full(promote_until_date=date(2024, 9, 10))
    waiting = wait(intake)
    intake.session.start_date = date(2024, 8, 20)
    intake.session.save()
    desk.set_rules(intake=intake, fields=[], staff=make_colleague())

    with moments.stopped_at(noon(20)):
        desk.cancel(registration=first)

    assert seats_of(waiting) == ["waiting"]


def test_a_session_that_is_held_after_all_moves_its_list_up():
    intake, first = make_full()
    waiting = wait(intake)
    intake.session.is_cancelled = True
    intake.session.save()
    desk.cancel(registration=first)

    intake.session.is_cancelled = False
    intake.session.save()
    desk.set_rules(intake=intake, fields=[], staff=make_colleague())

    assert seats_of(waiting) == ["seated"]


def test_approval_switched_off_decides_nothing_about_those_who_await_it():
    intake = make_intake(capacity=1, needs_approval=True)
    pending = make_registration(intake)

    set_rules(intake, needs_approval=False)
    later = make_registration(intake)

    assert (seats_of(pending), seats_of(later)) == (["pending"], ["seated"])


def test_over_the_limit_by_hand_is_recorded_with_its_reason():
    intake, _first = make_full()
    entry = desk.Entry(make_colleague(), "докладчик", beyond_rules=True)

    form = make_application()
    entered = desk.submit(intake=intake, application=form, entry=entry).registration

    line = entered.history.get()
    assert intake.count_seats_taken() == 2
    assert (line.verb, line.by) == ("entered", "staff")
    assert (line.details["reason"], line.details["beyond_rules"]) == ("докладчик", True)


def test_after_the_deadline_by_hand_only_beyond_the_rules():
    intake = make_intake()
    staff = make_colleague()

    with moments.stopped_at(noon(25)):
        with pytest.raises(refusals.Late):
            desk.submit(
                intake=intake, application=make_application(), entry=desk.Entry(staff, "просят")
            )
        entry = desk.Entry(staff, "просит министр", beyond_rules=True)
        desk.submit(intake=intake, application=make_application(), entry=entry)

    assert intake.count_seats_taken() == 1


def test_by_hand_and_within_the_rules_a_full_session_means_the_waiting_list():
    intake, _first = make_full()

    entry = desk.Entry(make_colleague())
    entered = desk.submit(intake=intake, application=make_application(), entry=entry).registration

    assert seats_of(entered) == ["waiting"]


def test_not_even_beyond_the_rules_for_a_cancelled_session():
    intake = make_intake()
    intake.session.is_cancelled = True
    intake.session.save()
    entry = desk.Entry(make_colleague(), "просят", beyond_rules=True)

    with pytest.raises(refusals.SessionCancelled):
        desk.submit(intake=intake, application=make_application(), entry=entry)
