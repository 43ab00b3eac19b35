"""Consent is withdrawn with one button, and that is honoured (design.md, rule 8)."""

import pytest
from django.core import mail, serializers
from django.core.files.base import ContentFile

from registrations import desk
from registrations.letters import sending
from registrations.models import (
    Answer,
    Consent,
    HistoryLine,
    Letter,
    Participant,
    Question,
    Registration,
)
from tests.make import AT, address_of, make_intake, make_registration
from tests.reading import read

pytestmark = pytest.mark.django_db

PEOPLE = {"museum": "Тайный музей", "contact_name": "Тайная Анна", "email": "anna@secret.example"}


def everything_kept() -> str:
    """All that the database still says of registrations, as text."""
    models = (Registration, Participant, Consent, HistoryLine, Letter)
    rows = [row for model in models for row in model.objects.all()]
    return serializers.serialize("json", rows, ensure_ascii=False)


def test_withdrawing_erases_every_name_and_address_and_says_so(client, clock):
    registration = make_registration(people=2, **PEOPLE)
    before = everything_kept()

    answer = client.post(f"{address_of(registration)}withdraw/")
    page = client.get(answer["Location"]).content.decode()

    for words in [*PEOPLE.values(), "Участник 1", "192.0.2.1"]:
        assert words in before
        assert words not in everything_kept()
        assert words not in page
    assert "Согласие отозвано" in page


def test_withdrawing_frees_the_seats_and_keeps_the_fact(client, clock):
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=2)

    desk.withdraw_consent(registration=registration)

    consent = Consent.objects.get()
    lines = [(line.verb, line.seats) for line in registration.history.all()]
    assert intake.count_seats_taken() == 0
    assert (consent.given_at, consent.withdrawn_at) == (AT, AT)
    assert lines == [("submitted", 2), ("withdrawn", -2)]


def test_withdrawing_after_cancelling_gives_no_seat_back_twice(client, clock):
    registration = make_registration(people=2)
    desk.cancel(registration=registration)

    desk.withdraw_consent(registration=registration)
    desk.withdraw_consent(registration=registration)

    assert [line.seats for line in registration.history.all()] == [2, -2, 0]


def test_a_letter_that_was_not_sent_yet_is_not_sent_any_more(client, clock):
    registration = make_registration()

    desk.withdraw_consent(registration=registration)

    assert not sending.send_next()
    assert mail.outbox == []


def test_nothing_is_withdrawn_by_get(client, clock):
    registration = make_registration()

    answer = client.get(f"{address_of(registration)}withdraw/")

    assert answer.status_code == 405
    assert Consent.objects.get().withdrawn_at is None


def test_an_erased_registration_has_a_page_in_the_admin_that_says_so(directors_browser, clock):
    registration = make_registration(**PEOPLE)
    desk.withdraw_consent(registration=registration)

    pages = [
        directors_browser.get(f"/admin/registrations/registration/{path}").content.decode()
        for path in ("", f"{registration.pk}/change/")
    ]

    assert "данные удалены" in pages[1]
    assert all("Тайн" not in page for page in pages)


def test_answers_and_their_files_are_erased_too(client, clock, django_capture_on_commit_callbacks):
    registration = make_registration(**PEOPLE)
    question = Question.objects.create(intake=registration.intake, kind="file", text="Диплом")
    answer = Answer(registration=registration, question=question, value="Тайный диплом.pdf")
    answer.file.save("diploma.pdf", ContentFile(b"%PDF-1.4"))
    storage, name = answer.file.storage, answer.file.name
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address_of(registration)}withdraw/")

    assert not Answer.objects.exists()
    assert not storage.exists(name)


def test_the_pages_of_participants_with_own_addresses_are_gone_too(client, clock):
    people = [desk.Person("Ильин Пётр", "", "in_person", "ilin@museum.example")]
    registration = make_registration(people=people)
    own_page = address_of(registration.participants.get())
    before = client.get(own_page).status_code

    client.post(f"{address_of(registration)}withdraw/")

    assert (before, client.get(own_page).status_code) == (200, 404)


def test_withdrawing_twice_is_withdrawing_once(client, clock):
    registration = make_registration()

    answers = [client.post(f"{address_of(registration)}withdraw/").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert registration.history.filter(verb="withdrawn").count() == 1


def test_the_erased_page_offers_neither_letters_nor_tickets_nor_corrections(client, clock):
    registration = make_registration(people=2, **PEOPLE)
    desk.withdraw_consent(registration=registration)

    page = read(client.get(address_of(registration))).one("main")

    assert page.attributes["data-standing"] == "withdrawn"
    assert page.all("form") == []
    assert set(page.links) == {
        "← К публикации",
        "Подать новую заявку",
        "+7 (499) 449-81-17",
        "korolev@museum.example",
    }
