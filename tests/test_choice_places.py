"""Limits on a choice, «на экскурсию — 20 мест», hold under the same lock as the seats."""

from dataclasses import replace

import pytest

from registrations import desk, refusals
from registrations.models import Answer, ChosenChoice
from tests.make import (
    make_correction,
    make_intake,
    make_people,
    make_question,
    make_registration,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_tour(places=1, **question):
    """An intake that asks who goes on the tour, and the choice that has so many places."""
    intake = make_intake()
    asked = make_question(intake, choices={"На экскурсию": places, "Нет": None}, **question)
    return intake, asked.choices.get(text="На экскурсию")


def choosing(choice, people=1):
    answer = desk.Answered(choice.question_id, choice_ids=[choice.pk])
    return [replace(person, answers=[answer]) for person in make_people(people)]


def go(intake, choice, people=1):
    return make_registration(intake, people=choosing(choice, people))


def test_a_choice_without_places_left_refuses_the_form_and_names_itself():
    intake, tour = make_tour()
    go(intake, tour)

    with pytest.raises(refusals.ChoiceFull) as refused:
        go(intake, tour)

    assert (refused.value.choice, refused.value.left) == ("На экскурсию", 0)
    assert intake.count_seats_taken() == 1


def test_places_count_people_of_one_form_together():
    intake, tour = make_tour(places=2)

    with pytest.raises(refusals.ChoiceFull) as refused:
        go(intake, tour, people=3)

    assert refused.value.left == 2
    assert not Answer.objects.exists()


def test_the_other_answer_is_everybodys():
    intake, tour = make_tour()
    none = tour.question.choices.get(text="Нет")

    go(intake, none, people=3)

    assert ChosenChoice.objects.filter(choice=none).count() == 3


def test_whoever_cancels_gives_the_place_back():
    intake, tour = make_tour()
    desk.cancel(registration=go(intake, tour))

    assert seats_of(go(intake, tour)) == ["seated"]


def test_whoever_leaves_a_delegation_gives_the_place_back():
    intake, tour = make_tour(places=2)
    delegation = go(intake, tour, people=2)
    desk.take_off_participant(participant=delegation.participants.first())

    assert seats_of(go(intake, tour)) == ["seated"]


def test_an_answer_for_the_whole_registration_takes_one_place():
    intake, tour = make_tour(places=2, asks="registration")
    answer = desk.Answered(tour.question_id, choice_ids=[tour.pk])
    make_registration(intake, people=3, answers=[answer])
    make_registration(intake, answers=[answer])

    with pytest.raises(refusals.ChoiceFull):
        make_registration(intake, answers=[answer])


def test_who_chose_it_before_keeps_it_in_a_correction():
    intake, tour = make_tour()
    registration = go(intake, tour)
    [person] = make_correction(registration).people
    [chosen] = choosing(tour)

    same = replace(person, name="Другое имя", answers=chosen.answers)
    correction = make_correction(registration, people=[same])
    desk.correct(registration=registration, correction=correction)

    assert registration.participants.get().name == "Другое имя"


def test_who_chose_it_before_keeps_it_even_if_its_places_have_become_fewer():
    intake, tour = make_tour(places=2)
    registration = go(intake, tour, people=2)
    tour.places = 1
    tour.save()
    answers = choosing(tour)[0].answers

    people = [replace(person, answers=answers) for person in make_correction(registration).people]
    correction = make_correction(registration, people=people)
    desk.correct(registration=registration, correction=correction)

    assert ChosenChoice.objects.filter(choice=tour).count() == 2


def test_a_newcomer_of_a_correction_finds_no_place_that_is_not_there():
    intake, tour = make_tour()
    registration = go(intake, tour)

    correction = make_correction(registration, added=choosing(tour))
    with pytest.raises(refusals.ChoiceFull):
        desk.correct(registration=registration, correction=correction)

    assert registration.participants.count() == 1
