"""Corrections: other names, more people, fewer; in several tabs, twice, and too late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from museumsite import moments
from registrations import desk, refusals
from registrations.models import Consent, ConsentText, Letter
from tests.make import (
    address_of,
    letters_to_contact,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
    noon,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def correct(registration, staff=None, **changes):
    correction = make_correction(registration, **changes)
    return desk.correct(registration=registration, correction=correction, staff=staff)


def test_another_telephone_is_kept_and_told_and_takes_no_seat():
    registration = make_registration()

    correct(registration, phone="+7 900 000-00-00")

    registration.refresh_from_db()
    line = registration.history.get(verb="corrected")
    assert registration.phone == "+7 900 000-00-00"
    assert (line.details["fields"], line.seats) == (["phone"], 0)
    assert letters_to_contact(registration) == ["confirmed", "corrected"]


def test_more_people_take_more_seats():
    intake = make_intake(capacity=3)
    registration = make_registration(intake)

    correct(registration, added=make_people(2))

    assert intake.count_seats_taken() == 3
    assert registration.history.get(verb="corrected").seats == 2


def test_more_people_than_there_are_seats_change_nothing_at_all():
    intake = make_intake(capacity=2)
    registration = make_registration(intake)

    with pytest.raises(refusals.Full):
        correct(registration, added=make_people(2), city="Томск")

    registration.refresh_from_db()
    assert (registration.city, seats_of(registration)) == ("Новосибирск", ["seated"])


def test_after_the_deadline_nobody_is_added_but_names_may_change():
    registration = make_registration()

    with moments.stopped_at(noon(25)):
        with pytest.raises(refusals.Late):
            correct(registration, added=make_people(1))
        correct(registration, city="Томск")

    registration.refresh_from_db()
    assert registration.city == "Томск"


def test_fewer_people_are_allowed_until_the_session_starts():
    intake = make_intake()
    registration = make_registration(intake, people=2)
    [first, _second] = make_correction(registration).people

    with moments.stopped_at(intake.session.starts_at - timedelta(seconds=1)):
        correct(registration, people=[first])

    assert seats_of(registration) == ["seated"]


def test_once_the_session_has_started_only_colleagues_correct():
    intake = make_intake()
    registration = make_registration(intake)

    with moments.stopped_at(intake.session.starts_at):
        with pytest.raises(refusals.NotNow):
            correct(registration, city="Томск")
        correct(registration, city="Омск", staff=make_colleague())

    assert registration.history.get(verb="corrected").by == "staff"


def test_an_intake_may_end_corrections_earlier():
    registration = make_registration(make_intake(corrections_until_date=noon(21).date()))

    with moments.stopped_at(noon(22)), pytest.raises(refusals.NotNow):
        correct(registration, city="Томск")


def test_who_is_taken_off_frees_the_seat_for_the_list_and_not_for_a_newcomer_of_their_own():
    intake = make_intake(capacity=2, has_waiting_list=True)
    registration = make_registration(intake, people=2)
    waiting = make_registration(intake, accepts_waiting=True)
    [first, _second] = make_correction(registration).people

    correct(registration, people=[first], added=make_people(1), accepts_waiting=True)

    assert (seats_of(waiting), seats_of(registration)) == (["seated"], ["seated", "waiting"])


def test_who_has_an_own_address_and_is_taken_off_is_told_and_seen_no_more(client):
    own = desk.Person("Орлова Ирина", "хранитель", "in_person", email="orlova@museum.example")
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=[*make_people(1), own])
    [first, _orlova] = make_correction(registration).people

    correct(registration, people=[first])

    told = Letter.objects.filter(to="orlova@museum.example").order_by("pk")
    assert [letter.kind for letter in told] == ["participant", "cancelled"]
    assert intake.count_seats_taken() == 1
    assert "Орлова" not in client.get(address_of(registration)).content.decode()


def test_where_nobody_waits_one_person_takes_anothers_seat_in_a_full_session():
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=2)
    [first, _second] = make_correction(registration).people

    correct(registration, people=[first], added=make_people(1))

    assert seats_of(registration) == ["seated", "seated"]


def test_a_form_from_before_another_tab_added_somebody_takes_nobody_off():
    registration = make_registration()
    old_tab = make_correction(registration, city="Томск")
    correct(registration, added=make_people(1))

    with pytest.raises(refusals.Outdated):
        desk.correct(registration=registration, correction=old_tab)

    assert seats_of(registration) == ["seated", "seated"]


def test_a_form_from_before_another_tab_took_somebody_off_brings_nobody_back():
    registration = make_registration(people=2)
    old_tab = make_correction(registration)
    correct(registration, people=make_correction(registration).people[:1])

    with pytest.raises(refusals.Outdated):
        desk.correct(registration=registration, correction=old_tab)


def test_a_double_click_adds_people_once():
    registration = make_registration()
    correction = make_correction(registration, added=make_people(1))

    desk.correct(registration=registration, correction=correction)
    with pytest.raises(refusals.Outdated):
        desk.correct(registration=registration, correction=correction)

    assert registration.participants.count() == 2


def test_somebody_of_another_registration_cannot_be_corrected():
    other = make_registration().participants.get()
    registration = make_registration()
    stolen = desk.Person("Чужой", "", "in_person", pk=other.pk)

    with pytest.raises(refusals.Outdated):
        correct(registration, people=[stolen], known_ids=None)

    other.refresh_from_db()
    assert other.name == "Участник 1"


def test_nobody_is_left_without_anybody():
    registration = make_registration()

    with pytest.raises(refusals.TooMany):
        correct(registration, people=[])


def test_a_larger_delegation_than_the_rules_allow_now_may_still_be_corrected():
    intake = make_intake()
    registration = make_registration(intake, people=3)
    intake.participants_limit = 2
    intake.save()

    correct(registration, city="Томск")
    with pytest.raises(refusals.TooMany):
        correct(registration, added=make_people(1))


def test_a_cancelled_registration_is_corrected_no_more():
    registration = make_registration()
    desk.cancel(registration=registration)

    with pytest.raises(refusals.NotNow):
        correct(registration, city="Томск", staff=make_colleague())


def test_nobody_corrects_for_a_cancelled_session():
    intake = make_intake()
    registration = make_registration(intake)
    intake.session.is_cancelled = True
    intake.session.save()

    with pytest.raises(refusals.NotNow):
        correct(registration, city="Томск")


def test_queries_do_not_grow_with_those_who_have_signed_up():
    intake = make_intake(has_waiting_list=True)

    def counted():
        registration = make_registration(intake, people=2)
        correction = make_correction(registration, added=make_people(1), city="Томск")
        with CaptureQueriesContext(connection) as queries:
            desk.correct(registration=registration, correction=correction)
        return len(queries)

    few = counted()
    for _ in range(10):
        make_registration(intake, people=3)

    assert counted() == few


# --- Own addresses


def test_who_gets_an_address_of_their_own_later_gets_the_letter_then():
    registration = make_registration()
    [person] = make_correction(registration).people

    correct(registration, people=[replace(person, email="ivanov@museum.example")])

    letter = Letter.objects.get(kind="participant")
    assert letter.to == "ivanov@museum.example"
    assert letter.participant.secret_hash


def test_an_address_put_right_opens_a_new_link_and_nothing_goes_to_the_wrong_one():
    wrong = desk.Person("Иванов", "", "in_person", email="wrong@museum.example")
    registration = make_registration(people=[wrong])
    before = registration.participants.get()
    [person] = make_correction(registration).people

    correct(registration, people=[replace(person, email="right@museum.example")])

    after = registration.participants.get()
    waiting = Letter.objects.filter(participant=after)
    assert after.secret_hash != before.secret_hash
    assert [letter.to for letter in waiting] == ["right@museum.example"]


def test_the_consent_of_whoever_read_the_old_address_is_not_the_new_ones():
    first = desk.Person("Иванов", "", "in_person", email="ivanov@museum.example")
    registration = make_registration(people=[first])
    person = registration.participants.get()
    text = ConsentText.objects.get(version="1")
    desk.give_consent(registration=registration, text=text, address=None, participant=person)
    [shown] = make_correction(registration).people

    other = replace(shown, name="Петров", email="petrov@museum.example")
    correct(registration, people=[other])

    assert not Consent.objects.in_force().filter(participant=person).exists()


def test_the_letter_of_a_correction_names_those_it_concerns():
    registration = make_registration(people=2)

    correct(registration, people=make_correction(registration).people[1:])

    letter = registration.letters.get(kind="corrected")
    assert letter.facts["people"] == [registration.participants.get().pk]
