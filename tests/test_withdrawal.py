"""Consent is withdrawn with one button, and that is honoured (design.md, rule 8)."""

import pytest
from django.core import mail, serializers

from registrations import desk, letters
from registrations.models import (
    Consent,
    HistoryLine,
    Letter,
    Participant,
    Registration,
)
from tests.make import AT, make_intake, make_registration
from tests.test_personal_page import address_of

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

    assert not letters.send_next()
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
