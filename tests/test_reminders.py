"""Reminders, and word to those who are unfinished: to whom, at which instant, once."""

from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from museumsite import moments
from museumsite.moments import moment_near
from registrations import clockwork, desk
from registrations.models import Kind, Letter, Participant, Question
from tests.make import (
    AT,
    MOSCOW,
    make_consent_text,
    make_intake,
    make_registration,
    make_session,
    noon,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HALL, ONLINE = Participant.Mode.IN_PERSON, Participant.Mode.ONLINE
TEN = time(10)
A_SECOND = timedelta(seconds=1)


def ten(day, month=9):
    return noon(day, month, at=TEN)


def run(at):
    with moments.stopped_at(at):
        return clockwork.run_due(at)


def person(name="Участник", email="", mode=HALL):
    return desk.Person(name, "хранитель", mode, email)


def intake_of(reminders="7, 1", session=None, **fields):
    session = session or make_session(start_time=time(12))
    return make_intake(session, reminders=reminders, **fields)


def told(kind=Kind.REMINDER):
    """Addresses and occasions of letters of this kind, in order."""
    letters = Letter.objects.filter(kind=kind).order_by("pk")
    return [(letter.to.partition("@")[0], letter.occasion) for letter in letters]


# --- When


@pytest.mark.parametrize(
    ("reminders", "moment", "occasion"),
    [
        ("7", ten(7), "reminder-7-2024-09-14"),
        ("1", ten(13), "reminder-1-2024-09-14"),
        ("0", ten(14), "reminder-0-2024-09-14"),
    ],
)
def test_a_reminder_goes_at_ten_by_the_sessions_clock_and_not_a_second_before(
    reminders, moment, occasion
):
    make_registration(intake_of(reminders), email="anna@museum.example")

    assert run(moment - A_SECOND) == 0
    assert run(moment) == 1
    assert run(moment + A_SECOND) == 0

    assert told() == [("anna", occasion)]


def test_ten_in_vladivostok_is_ten_there():
    session = make_session(start_time=time(12), zone="Asia/Vladivostok")
    make_registration(intake_of("1", session))

    assert run(noon(13, 9, at=time(3)) - A_SECOND) == 0
    assert run(noon(13, 9, at=time(3))) == 1


def test_each_of_several_reminders_goes_in_its_turn():
    make_registration(intake_of("7, 1"), email="anna@museum.example")

    for at in (ten(7), ten(9), ten(13), ten(13) + A_SECOND):
        run(at)

    assert told() == [("anna", "reminder-7-2024-09-14"), ("anna", "reminder-1-2024-09-14")]


def test_after_a_long_absence_only_the_nearest_missed_one_is_sent():
    make_registration(intake_of("30, 7, 1"), email="anna@museum.example")

    assert run(ten(10)) == 1
    assert run(ten(11)) == 0

    assert told() == [("anna", "reminder-7-2024-09-14")]


def test_none_is_sent_once_the_session_has_started():
    make_registration(intake_of("7, 1"))

    assert run(noon(14, 9)) == 0


def test_none_is_sent_of_a_cancelled_session():
    intake = intake_of("7")
    make_registration(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    assert run(ten(8)) == 0


def test_a_session_that_was_moved_reminds_anew():
    intake = intake_of("7")
    make_registration(intake, email="anna@museum.example")
    run(ten(7))
    intake.session.start_date = date(2024, 9, 20)
    intake.session.save()

    assert run(ten(8)) == 0
    assert run(ten(13)) == 1

    assert told() == [("anna", "reminder-7-2024-09-14"), ("anna", "reminder-7-2024-09-20")]


@pytest.mark.parametrize("typed", ["", "никогда", "999"])
def test_what_is_no_number_of_days_reminds_nobody_and_breaks_nothing(typed):
    intake = intake_of("7")
    make_registration(intake)
    type(intake).objects.filter(pk=intake.pk).update(reminders=typed)

    assert run(ten(8)) == 0


def test_an_hour_the_site_chooses_is_never_refused():
    skipped = moment_near(date(2011, 3, 27), time(2, 30), MOSCOW)

    assert skipped == noon(27, 3, 2011, at=time(3, 30))


# --- To whom


def test_those_with_seats_are_reminded_and_those_who_wait_are_not():
    intake = intake_of("7", capacity=1, has_waiting_list=True)
    make_registration(intake, email="seated@museum.example")
    make_registration(intake, email="waiting@museum.example", accepts_waiting=True)

    run(ten(7))

    assert told() == [("seated", "reminder-7-2024-09-14")]


def test_who_has_cancelled_is_not_reminded():
    registration = make_registration(intake_of("7"))
    desk.cancel(registration=registration)

    assert run(ten(7)) == 0


def test_participants_with_own_addresses_are_reminded_for_themselves():
    registration = make_registration(
        intake_of("7"),
        people=[person(email="own@museum.example"), person()],
        email="boss@b.example",
    )
    own, other = registration.participants.all()

    run(ten(7))

    to_boss, to_own = Letter.objects.filter(kind=Kind.REMINDER).order_by("pk")
    assert (to_boss.participant, to_boss.facts["people"]) == (None, [own.pk, other.pk])
    assert (to_own.participant, to_own.facts["people"]) == (own, [own.pk])
    assert to_own.occasion == f"reminder-7-2024-09-14-p{own.pk}"


def test_who_signed_up_after_the_reminders_moment_hears_of_the_next_one_only():
    intake = intake_of("30, 1", deadline_date=date(2024, 9, 10))
    with moments.stopped_at(ten(15, 8) + A_SECOND):
        make_registration(intake, email="late@museum.example")

    assert run(ten(16, 8)) == 0
    run(ten(13))

    assert told() == [("late", "reminder-1-2024-09-14")]


def test_who_moved_up_after_the_reminders_moment_has_heard_enough():
    intake = intake_of("7", capacity=1, has_waiting_list=True)
    first = make_registration(intake, email="first@museum.example")
    make_registration(intake, people=[person(email="own@b.example")], accepts_waiting=True)
    run(ten(7))
    with moments.stopped_at(ten(8)):
        desk.cancel(registration=first)

    assert run(ten(8)) == 0
    assert told() == [("first", "reminder-7-2024-09-14")]


@pytest.mark.parametrize(
    ("confirmed_at", "letters"),
    [(None, 0), (ten(14, 8), 1), (ten(15, 8), 0)],
    ids=["not confirmed", "confirmed before", "confirmed since: that letter says it all"],
)
def test_who_has_not_confirmed_the_address_is_not_reminded(confirmed_at, letters):
    registration = make_registration(intake_of("30", address_check_hours=24 * 14))
    if confirmed_at:
        with moments.stopped_at(confirmed_at):
            desk.confirm_address(registration=registration)

    run(ten(15, 8))

    assert len(told()) == letters


@pytest.mark.parametrize("number", [1, 20])
def test_the_queries_do_not_grow_with_the_people(number, django_assert_max_num_queries):
    intake = intake_of("7")
    for _ in range(number):
        make_registration(intake, people=[person(email="own@museum.example")])

    with django_assert_max_num_queries(30):
        assert run(ten(7)) == 4 * number  # nobody has agreed yet, and that is said, too


# --- Unfinished


def unfinished_intake(**fields):
    return intake_of("", **fields)


def test_names_are_asked_for_two_days_before_they_are_due():
    intake = unfinished_intake(names_until_date=date(2024, 9, 5))
    make_registration(intake, people=[person(name="")], email="anna@museum.example")
    make_registration(intake, email="finished@museum.example")

    assert run(ten(3) - A_SECOND) == 0
    assert run(ten(3)) == 1
    assert run(ten(4)) == 0

    assert told(Kind.UNFINISHED) == [("anna", "unfinished-names-2024-09-05")]


def test_a_call_for_names_is_not_made_once_their_time_is_over():
    intake = unfinished_intake(names_until_date=date(2024, 9, 5))
    make_registration(intake, people=[person(name="")])

    assert run(noon(6, 9, at=time(0))) == 0


def test_a_week_before_the_session_all_who_are_unfinished_are_written_to():
    intake = unfinished_intake()
    make_registration(intake, people=[person(name="")], email="names@museum.example")
    make_registration(
        intake, people=[person(email="own@museum.example")], email="consent@museum.example"
    )
    make_registration(intake, email="finished@museum.example")

    assert run(ten(7) - A_SECOND) == 0
    run(ten(7))
    assert run(ten(8)) == 0

    assert [name for name, _occasion in told(Kind.UNFINISHED)] == ["names", "consent", "own"]


def test_who_joined_the_list_after_that_moment_has_just_read_what_is_missing():
    intake = unfinished_intake(capacity=1, has_waiting_list=True, deadline_date=date(2024, 9, 13))
    make_registration(intake)
    with moments.stopped_at(ten(7) + A_SECOND):
        make_registration(intake, people=[person(name="")], accepts_waiting=True)

    assert run(ten(8)) == 0


def test_a_participant_who_has_agreed_is_left_alone_while_others_owe_something():
    registration = make_registration(
        unfinished_intake(), people=[person(email="own@museum.example"), person(name="")]
    )
    desk.give_consent(
        registration=registration,
        text=make_consent_text(),
        address=None,
        participant=registration.participants.get(email="own@museum.example"),
    )

    run(ten(7))

    assert [letter.to for letter in Letter.objects.filter(kind=Kind.UNFINISHED)] == [
        registration.email
    ]


def test_an_answer_that_is_owed_is_asked_for():
    intake = unfinished_intake()
    Question.objects.create(intake=intake, text="Рост?", stage="accepted", is_required=True)
    make_registration(intake, email="anna@museum.example")

    run(ten(7))

    assert told(Kind.UNFINISHED) == [("anna", "unfinished-2024-09-14")]


def test_who_is_finished_in_time_hears_nothing():
    registration = make_registration(unfinished_intake(), people=[person(name="")])
    registration.participants.update(name="Смирнова Анна", name_key="смирнова анна")

    assert run(ten(7)) == 0


# --- From the clock to the inbox


def test_the_worker_puts_the_reminder_into_words_and_sends_it(mailoutbox):
    session = make_session(mode="hybrid", start_time=time(12))
    intake = intake_of("1", session, online_link="https://talk.example/room")
    make_registration(intake, people=[person(mode=ONLINE)], email="far@museum.example")
    make_registration(intake, people=[person()], email="near@museum.example")
    Letter.objects.update(sent_at=AT)

    with moments.stopped_at(ten(13)):
        call_command("send_letters", "--once", stdout=StringIO())

    assert {letter.to[0]: letter.subject for letter in mailoutbox} == dict.fromkeys(
        ("far@museum.example", "near@museum.example"), f"Напоминание: {session.name}"
    )
    links = {letter.to[0]: "https://talk.example/room" in letter.body for letter in mailoutbox}
    assert links == {"far@museum.example": True, "near@museum.example": False}
