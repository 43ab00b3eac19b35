"""The waiting list: who joins it, where they stand, who moves up (design.md, rule 4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from museumsite import moments
from registrations import desk, refusals
from registrations.models import HistoryLine, Participant, Registration
from registrations.standing import standing_of
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
    """An intake with a waiting list whose seats one registration has taken."""
    intake = make_intake(capacity=capacity, has_waiting_list=True, **rules)
    return intake, make_registration(intake, people=capacity)


def wait(intake, people=1, **changes):
    return make_registration(intake, people=people, accepts_waiting=True, **changes)


def numbers(intake):
    """The numbers in the queue, by registration, in order."""
    waiting = Participant.objects.waiting().filter(registration__intake=intake)
    return list(waiting.values_list("registration", "queue_number"))


def test_without_a_list_a_full_session_refuses():
    intake = make_intake(capacity=1)
    make_registration(intake)

    with pytest.raises(refusals.Full):
        wait(intake)


def test_who_was_not_told_of_the_list_is_asked_first_and_nothing_is_written():
    intake, _first = make_full()
    wait(intake)

    with pytest.raises(refusals.WouldWait) as refused:
        make_registration(intake)

    assert (refused.value.seats_left, refused.value.position) == (0, 2)
    assert Registration.objects.count() == 2


def test_the_same_form_sent_again_after_the_question_joins_the_list():
    intake, _first = make_full()
    asked = make_application(form_key="one form")

    with pytest.raises(refusals.WouldWait):
        desk.submit(intake=intake, application=asked)
    agreed = make_application(form_key="one form", accepts_waiting=True)
    registration = desk.submit(intake=intake, application=agreed).registration

    assert seats_of(registration) == ["waiting"]
    assert standing_of(registration, registration.participants.all()) == "waiting"


def test_the_letter_names_the_number_in_the_queue():
    intake, _first = make_full()
    wait(intake, people=2)
    second = wait(intake)

    letter = second.letters.get()

    assert (letter.kind, letter.facts["position"], letter.facts["seated"]) == ("waiting", 2, 0)
    assert letter.facts["people"] == [person.pk for person in second.participants.all()]


def test_a_freed_seat_goes_to_the_head_of_the_queue_at_once():
    intake, first = make_full()
    head, next_one = wait(intake), wait(intake)

    desk.cancel(registration=first)

    assert (seats_of(head), seats_of(next_one)) == (["seated"], ["waiting"])
    assert letters_to_contact(head) == ["waiting", "promoted"]


def test_the_line_of_what_freed_the_seat_comes_before_the_line_of_who_got_it():
    intake, first = make_full()
    head = wait(intake)

    desk.cancel(registration=first)

    lines = HistoryLine.objects.order_by("-pk")[:2]
    assert [(line.verb, line.by, line.registration) for line in lines] == [
        ("promoted", "clock", head),
        ("cancelled", "participant", first),
    ]


def test_while_anyone_waits_a_newcomer_joins_the_end_though_a_seat_is_free():
    intake, first = make_full(capacity=2)
    head = wait(intake, people=3)
    desk.cancel(registration=first)

    newcomer = wait(intake)

    assert intake.count_seats_taken() == 0
    assert [pk for pk, _number in numbers(intake)] == [head.pk, head.pk, head.pk, newcomer.pk]


def test_a_head_that_does_not_fit_holds_the_line():
    intake, _two = make_full(capacity=2)
    head, small = wait(intake, people=3), wait(intake)

    desk.cancel(registration=_two)

    assert seats_of(head) == ["waiting"] * 3
    assert seats_of(small) == ["waiting"]
    assert intake.count_seats_taken() == 0


def test_behind_a_head_that_holds_the_line_no_seat_is_called_free():
    intake, two = make_full(capacity=2)
    wait(intake, people=3)
    desk.cancel(registration=two)

    with pytest.raises(refusals.WouldWait) as refused:
        make_registration(intake)

    assert intake.state(noon(13)).name == "waiting"
    assert (refused.value.seats_left, refused.value.position) == (0, 2)


def test_several_move_up_in_one_step_in_the_order_of_their_numbers():
    intake, three = make_full(capacity=3)
    waiting = [wait(intake), wait(intake, people=2), wait(intake)]

    desk.cancel(registration=three)

    assert [seats_of(row) for row in waiting] == [["seated"], ["seated"] * 2, ["waiting"]]


def test_numbers_are_not_used_twice_and_one_claim_has_one():
    intake, _first = make_full()
    first, second = wait(intake, people=2), wait(intake)
    desk.cancel(registration=first)
    third = wait(intake)

    assert numbers(intake) == [(second.pk, 2), (third.pk, 3)]


def test_who_waits_alone_can_leave_and_gives_back_no_seat():
    intake, _first = make_full()
    waiting = wait(intake, people=2)

    desk.cancel(registration=waiting)

    line = waiting.history.get(verb="cancelled")
    assert (line.seats, line.waiting) == (0, -2)
    assert intake.state(noon(13)).name == "waiting"


def test_promotion_goes_on_after_the_deadline():
    intake, first = make_full()
    head = wait(intake)

    with moments.stopped_at(noon(25)):
        desk.cancel(registration=first)

    assert seats_of(head) == ["seated"]


def test_nobody_moves_up_once_the_list_has_ended():
    intake, first = make_full(promote_until_date=noon(20).date())
    head = wait(intake)

    with moments.stopped_at(noon(21)):
        desk.cancel(registration=first)

    assert seats_of(head) == ["waiting"]
    assert intake.count_seats_taken() == 0


def test_nobody_moves_up_when_the_session_is_cancelled():
    intake, first = make_full()
    head = wait(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    desk.cancel(registration=first)

    assert seats_of(head) == ["waiting"]


def test_when_the_list_ends_those_who_still_wait_are_told_and_are_free():
    intake, first = make_full()
    waiting = [wait(intake), wait(intake, people=2)]

    with moments.stopped_at(intake.session.starts_at):
        closed = desk.close_waiting_list(intake=intake)

    assert closed == 2
    for registration in waiting:
        registration.refresh_from_db()
        assert registration.ending == "list_closed"
        assert letters_to_contact(registration) == ["waiting", "list_closed"]
    assert seats_of(first) == ["seated"]


def test_the_list_does_not_close_before_its_hour():
    intake, _first = make_full()
    waiting = wait(intake)

    assert desk.close_waiting_list(intake=intake) == 0
    assert seats_of(waiting) == ["waiting"]


def test_those_who_wait_for_a_cancelled_session_are_not_told_of_the_list_as_well():
    intake, _first = make_full()
    waiting = wait(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    with moments.stopped_at(noon(20, month=9)):
        closed = desk.close_waiting_list(intake=intake)

    assert closed == 0
    assert letters_to_contact(waiting) == ["waiting"]


def test_a_colleague_may_move_somebody_up_past_the_head_and_that_is_recorded():
    intake, two = make_full(capacity=2)
    head, small = wait(intake, people=3), wait(intake)
    desk.cancel(registration=two)

    desk.promote(registration=small, staff=make_colleague(), reason="докладчик")

    line = small.history.get(verb="promoted_by_hand")
    assert (seats_of(small), seats_of(head)) == (["seated"], ["waiting"] * 3)
    assert (line.staff.username, line.details["reason"]) == ("olga", "докладчик")


def test_by_hand_nobody_gets_a_seat_that_is_not_there_but_beyond_the_rules():
    intake, _first = make_full()
    waiting = wait(intake)

    with pytest.raises(refusals.Full):
        desk.promote(registration=waiting, staff=make_colleague(), reason="докладчик")
    desk.promote(registration=waiting, staff=make_colleague(), reason="да", beyond_rules=True)

    assert intake.count_seats_taken() == 2
    assert waiting.history.get(verb="promoted_by_hand").details["beyond_rules"]


def test_moving_the_head_out_of_the_way_lets_those_behind_it_move_up():
    intake, two = make_full(capacity=2)
    head, small = wait(intake, people=3), wait(intake)
    desk.cancel(registration=two)

    desk.cancel(registration=head)

    assert seats_of(small) == ["seated"]


def test_a_registration_that_does_not_wait_cannot_be_moved_up():
    registration = make_registration()

    with pytest.raises(refusals.NotNow):
        desk.promote(registration=registration, staff=make_colleague(), reason="ошибка")


def queries_of(step):
    with CaptureQueriesContext(connection) as queries:
        step()
    return len(queries)


@pytest.mark.parametrize("step", ["cancel", "close", "submit", "raise"])
def test_queries_do_not_grow_with_those_who_wait(step):
    def counted(waiting):
        intake, first = make_full(capacity=20, participants_limit=20)
        for _ in range(waiting):
            wait(intake)
        if step == "cancel":
            return queries_of(lambda: desk.cancel(registration=first))
        if step == "submit":
            return queries_of(lambda: wait(intake))
        if step == "close":
            with moments.stopped_at(intake.session.starts_at):
                return queries_of(lambda: desk.close_waiting_list(intake=intake))
        intake.capacity, staff = None, make_colleague()
        return queries_of(lambda: desk.set_rules(intake=intake, fields=["capacity"], staff=staff))

    assert counted(2) == counted(12)
