"""Who still has to name, to agree, to answer: one place says it."""

import pytest

from registrations import desk
from registrations.models import (
    Answer,
    Choice,
    ChosenChoice,
    Participant,
    Question,
)
from registrations.unfinished import (
    addresses_unconfirmed,
    answers_missing,
    consents_missing,
    missing_of,
    names_missing,
    unfinished,
)
from tests.make import make_consent_text, make_intake, make_people, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def person(name="Участник", email=""):
    return desk.Person(name, "хранитель", Participant.Mode.IN_PERSON, email)


def ask(intake, **fields):
    defaults = {"text": "Вопрос", "stage": "accepted", "is_required": True}
    return Question.objects.create(intake=intake, **{**defaults, **fields})


def answer(question, participant, value="", choice=None):
    row = Answer.objects.create(
        registration=participant.registration,
        participant=participant if question.asks == "participant" else None,
        question=question,
        value=value,
    )
    if choice:
        ChosenChoice.objects.create(answer=row, choice=choice)
    return row


def test_who_has_everything_is_finished():
    make_registration(people=2)

    assert list(unfinished()) == []


def test_a_seat_without_a_name_is_missing_a_name():
    registration = make_registration(people=[person(), person(name="")])
    unnamed = registration.participants.get(name="")

    assert list(names_missing()) == [registration]
    assert list(unfinished()) == [registration]
    assert missing_of(registration).names == {unnamed.pk}


def test_those_on_the_waiting_list_have_to_name_people_too():
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = make_registration(intake, people=[person(name="")], accepts_waiting=True)

    assert list(names_missing()) == [waiting]


@pytest.mark.parametrize("ending", ["cancelled", "withdrawn"])
def test_what_is_over_misses_nothing(ending):
    registration = make_registration(people=[person(name="", email="own@museum.example")])
    end = desk.cancel if ending == "cancelled" else desk.withdraw_consent

    end(registration=registration)

    assert list(unfinished()) == []


def test_an_applicant_is_not_pressed_before_the_decision():
    make_registration(make_intake(needs_approval=True), people=[person(name="")])

    assert list(unfinished()) == []


def test_a_participant_with_an_own_address_has_to_agree():
    registration = make_registration(people=[person(email="own@museum.example")])
    participant = registration.participants.get()
    assert list(consents_missing()) == [registration]
    assert missing_of(registration).consents == {participant.pk}

    desk.give_consent(
        registration=registration,
        text=make_consent_text(),
        address="192.0.2.9",
        participant=participant,
    )

    assert list(consents_missing()) == []
    assert not missing_of(registration)


def test_a_contact_person_whom_a_colleague_entered_has_to_agree():
    registration = make_registration(consent_text_ids=[])
    assert list(consents_missing()) == list(unfinished()) == [registration]
    assert missing_of(registration).contacts_consent

    desk.give_consent(registration=registration, text=make_consent_text(), address=None)

    assert list(unfinished()) == []
    assert not missing_of(registration)


def test_the_contact_persons_own_address_needs_no_second_consent():
    make_registration(email="one@museum.example", people=[person(email="one@museum.example")])

    assert list(consents_missing()) == []


def test_a_required_question_asked_later_is_owed_until_it_is_answered():
    intake = make_intake()
    question = ask(intake)
    registration = make_registration(intake)
    participant = registration.participants.get()
    assert list(answers_missing()) == [registration]
    assert missing_of(registration).answers == {participant.pk}

    answer(question, participant, "рыба")

    assert list(answers_missing()) == []


def test_an_empty_answer_is_none():
    intake = make_intake()
    question = ask(intake)
    registration = make_registration(intake)

    answer(question, registration.participants.get(), "")

    assert list(answers_missing()) == [registration]


def test_a_chosen_answer_counts_without_any_text():
    intake = make_intake()
    question = ask(intake, kind="one")
    choice = Choice.objects.create(question=question, text="Рыба")
    registration = make_registration(intake)

    answer(question, registration.participants.get(), choice=choice)

    assert list(answers_missing()) == []


def test_a_question_to_the_registration_is_owed_once():
    intake = make_intake()
    question = ask(intake, asks="registration")
    registration = make_registration(intake, people=3)
    assert list(answers_missing()) == [registration]
    assert missing_of(registration).registrations_answers

    answer(question, registration.participants.first(), "поездом")

    assert list(answers_missing()) == []


@pytest.mark.parametrize(
    "fields", [{"is_required": False}, {"stage": "sign_up"}], ids=["optional", "in the form"]
)
def test_other_questions_are_not_owed(fields):
    intake = make_intake()
    make_registration(intake)

    ask(intake, **fields)

    assert list(answers_missing()) == []


def test_those_who_wait_owe_no_answer_yet():
    intake = make_intake(capacity=1, has_waiting_list=True)
    first = make_registration(intake)
    make_registration(intake, accepts_waiting=True)

    ask(intake)
    ask(intake, asks="registration")

    assert list(answers_missing()) == [first]


@pytest.mark.parametrize(("said", "owes"), [("yes", True), ("no", False)])
def test_a_question_after_a_yes_is_owed_only_then(said, owes):
    intake = make_intake()
    first = ask(intake, kind="yes_no", asks="registration", is_required=False)
    ask(intake, position=1, shown_if_question=first)
    registration = make_registration(intake, people=2)

    answer(first, registration.participants.first(), said)

    assert answers_missing().exists() is owes


def test_a_question_after_a_choice_is_owed_by_those_who_chose_it():
    intake = make_intake()
    first = ask(intake, kind="one", is_required=False)
    fish, meat = (Choice.objects.create(question=first, text=text) for text in ("рыба", "мясо"))
    ask(intake, position=1, shown_if_question=first, shown_if_choice=fish)
    registration = make_registration(intake, people=2)
    eats_fish, eats_meat = registration.participants.all()

    answer(first, eats_fish, choice=fish)
    answer(first, eats_meat, choice=meat)

    assert missing_of(registration).answers == {eats_fish.pk}


def test_a_question_of_another_session_is_nobodys_here():
    ask(make_intake())
    make_registration(make_intake())

    assert list(answers_missing()) == []


def test_addresses_that_wait_to_be_confirmed():
    registration = make_registration(make_intake(address_check_hours=24))
    assert list(addresses_unconfirmed()) == [registration]

    desk.confirm_address(registration=registration)

    assert list(addresses_unconfirmed()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(number, django_assert_num_queries):
    intake = make_intake()
    ask(intake)
    for _ in range(number):
        make_registration(intake, people=[*make_people(2), person(name="", email="a@b.example")])

    with django_assert_num_queries(1):
        assert len(unfinished()) == number
