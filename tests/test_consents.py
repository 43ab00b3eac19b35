"""Consents: one for each purpose, each with its text and moment, withdrawn one by one (rule 8)."""

import pytest
from django.core.files.base import ContentFile

from registrations import desk, refusals
from registrations.models import (
    Answer,
    Consent,
    Grace,
    Letter,
    Purpose,
    Upload,
)
from registrations.models.question import private_files
from tests.make import (
    AT,
    make_application,
    make_colleague,
    make_consent_text,
    make_correction,
    make_grace,
    make_intake,
    make_question,
    make_registration,
    seats_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OWN = [
    desk.Person("Иванов", "", "in_person", email="ivanov@museum.example"),
    desk.Person("Петров", "", "in_person"),
]


def in_force(registration):
    consents = Consent.objects.in_force().filter(registration=registration)
    return {(consent.purpose, consent.participant) for consent in consents}


def make_upload(intake, form_key, name="scan.pdf"):
    return Upload.objects.create(
        intake=intake,
        form_key=form_key,
        field="question",
        name=name,
        file=ContentFile(b"%PDF-", name),
        uploaded_at=AT,
    )


def test_each_purpose_that_was_agreed_to_is_a_consent_of_its_own():
    texts = [make_consent_text(), make_consent_text("photographs"), make_consent_text("news")]

    registration = make_registration(consent_text_ids=[text.pk for text in texts])

    kept = registration.consents.order_by("pk").values_list("purpose", "given_at", "address")
    assert list(kept) == [
        ("processing", AT, "192.0.2.1"),
        ("photographs", AT, "192.0.2.1"),
        ("news", AT, "192.0.2.1"),
    ]


def test_no_more_news_and_everything_else_stays():
    news = make_consent_text("news")
    registration = make_registration(consent_text_ids=[make_consent_text().pk, news.pk])

    desk.withdraw_one_consent(registration=registration, purpose=Purpose.NEWS)
    desk.withdraw_one_consent(registration=registration, purpose=Purpose.NEWS)

    line = registration.history.get(verb="consent_withdrawn")
    assert in_force(registration) == {("processing", None)}
    assert seats_of(registration) == ["seated"]
    assert line.details == {"purpose": "news"}


def test_a_participant_consents_apart_from_the_contact_person_and_once():
    registration = make_registration(people=OWN)
    ivanov = registration.participants.get(name="Иванов")
    given = {"registration": registration, "text": make_consent_text(), "address": "192.0.2.7"}

    desk.give_consent(**given, participant=ivanov)
    desk.give_consent(**given, participant=ivanov)

    assert in_force(registration) == {("processing", None), ("processing", ivanov)}
    assert registration.history.filter(verb="consent_given").count() == 1


def test_news_can_be_agreed_to_again_after_a_withdrawal():
    registration = make_registration()
    given = {"registration": registration, "text": make_consent_text("news"), "address": None}

    desk.give_consent(**given)
    desk.withdraw_one_consent(registration=registration, purpose=Purpose.NEWS)
    desk.give_consent(**given)

    assert registration.consents.filter(purpose="news").count() == 2
    assert ("news", None) in in_force(registration)


def test_who_was_taken_off_in_the_meantime_consents_to_nothing():
    registration = make_registration(people=OWN)
    ivanov = registration.participants.get(name="Иванов")
    desk.take_off_participant(participant=ivanov)

    with pytest.raises(refusals.NotNow):
        desk.give_consent(
            registration=registration, text=make_consent_text(), address=None, participant=ivanov
        )


def test_what_is_over_takes_no_consent():
    registration = make_registration()
    desk.cancel(registration=registration)

    with pytest.raises(refusals.NotNow):
        desk.give_consent(registration=registration, text=make_consent_text("news"), address=None)


def test_a_participants_withdrawal_erases_that_one_and_leaves_the_others():
    registration = make_registration(people=OWN)
    ivanov = registration.participants.get(name="Иванов")
    question = make_question(registration.intake)
    Answer.objects.create(
        registration=registration, participant=ivanov, question=question, value="Тайна"
    )

    desk.take_off_participant(participant=ivanov)

    assert [person.name for person in registration.participants.all()] == ["Петров"]
    assert not Answer.objects.exists()
    assert not Letter.objects.filter(to="ivanov@museum.example").exists()


def test_a_participants_withdrawal_from_what_is_over_frees_no_seat_twice():
    registration = make_registration(people=OWN)
    desk.cancel(registration=registration)

    desk.take_off_participant(participant=registration.participants.first())

    registration.refresh_from_db()
    assert [line.seats for line in registration.history.all()] == [2, -2, 0]
    assert registration.ending == "cancelled"


def test_withdrawing_erases_answers_uploads_and_their_files_once_it_is_committed(
    django_capture_on_commit_callbacks,
):
    intake = make_intake()
    question = make_question(intake, kind="file")
    sent, kept = make_upload(intake, "one form"), make_upload(intake, "one form 2")
    answer = desk.Answered(question.pk, upload_id=sent.pk)
    registration = make_registration(intake, form_key="one form 2", answers=[answer])
    names = [Answer.objects.get().file.name, kept.file.name]

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        desk.withdraw_consent(registration=registration)
    under_the_lock = [private_files().exists(name) for name in names]
    for remove in callbacks:
        remove()

    assert not Answer.objects.exists()
    assert not Upload.objects.exists()
    assert under_the_lock == [True, True]
    assert [private_files().exists(name) for name in names] == [False, False]


def test_withdrawing_erases_a_colleagues_words_about_the_person():
    intake = make_intake()
    grace = make_grace(intake, for_whom="Тайная Анна", reason="Анна болела")
    form = make_application()
    registration = desk.submit(intake=intake, application=form, grace=grace).registration
    desk.allow_corrections(
        registration=registration, until=AT, staff=make_colleague(), reason="Анна болела"
    )

    desk.withdraw_consent(registration=registration)

    kept = Grace.objects.get()
    assert (kept.for_whom, kept.reason) == ("", "")
    assert all("reason" not in line.details for line in registration.history.all())


def test_a_file_sent_with_the_form_becomes_the_answer():
    intake = make_intake()
    question = make_question(intake, kind="file", asks="registration")
    upload = make_upload(intake, "key", name="диплом.pdf")

    make_registration(intake, answers=[desk.Answered(question.pk, upload_id=upload.pk)])

    answer = Answer.objects.get()
    assert (answer.value, answer.file.name) == ("диплом.pdf", upload.file.name)
    assert not Upload.objects.exists()


def test_a_form_with_a_file_sent_twice_keeps_the_file():
    intake = make_intake()
    question = make_question(intake, kind="file", asks="registration")
    registration = make_registration(intake)
    upload = make_upload(intake, "key")
    answer = desk.Answered(question.pk, upload_id=upload.pk)
    correction = make_correction(registration, answers=[answer])

    desk.correct(registration=registration, correction=correction)
    desk.correct(registration=registration, correction=correction)

    assert Answer.objects.get().file.name == upload.file.name
