"""Consents, given and withdrawn one by one on the personal page, and the letters that were sent."""

import pytest

from registrations import links
from registrations.letters import sending
from registrations.models import Consent
from tests.make import address_of, make_intake, make_registration
from tests.reading import fields_of, read

pytestmark = pytest.mark.django_db


def consent_form(page, verb):
    return next(form for form in page.all("form") if verb in form.attributes["action"])


def test_photographs_are_allowed_and_forbidden_again_with_one_button_each(client, clock):
    registration = make_registration(make_intake(asks_photographs=True))
    address = address_of(registration)

    form = consent_form(read(client.get(address)), "photographs/give")
    given = client.post(form.attributes["action"], fields_of(form))
    in_force = Consent.objects.in_force().filter(purpose="photographs").count()
    form = consent_form(read(client.get(address)), "photographs/withdraw")
    withdrawn = client.post(form.attributes["action"])

    assert (given.status_code, withdrawn.status_code) == (303, 303)
    assert in_force == 1
    assert not Consent.objects.in_force().filter(purpose="photographs").exists()
    assert Consent.objects.in_force().get().purpose == "processing"


def test_a_consent_is_shown_with_its_version_and_its_moment(client, clock):
    registration = make_registration()

    page = read(client.get(address_of(registration)))

    consent = page.one("li", class_="consents-given__consent").text
    assert "Редакция 1 Дано 13 августа 2024, 12:00, по московскому времени" in consent


@pytest.mark.parametrize("purpose", ["processing", "nonsense"])
def test_no_other_consents_are_given_or_withdrawn_here(client, clock, purpose):
    registration = make_registration()

    answers = [
        client.post(f"{address_of(registration)}consent/{purpose}/{verb}/", {"text": "1"})
        for verb in ("give", "withdraw")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Consent.objects.in_force().count() == 1


def test_a_letter_is_listed_in_the_queue_and_opened_once_it_has_its_words(client, clock):
    registration = make_registration()
    letter = registration.letters.get()
    address = f"{address_of(registration)}letter/{letter.pk}/"
    before = read(client.get(address_of(registration)))
    not_yet = client.get(address).status_code

    sending.send_next()
    letter.refresh_from_db()
    page = read(client.get(address_of(registration)))
    opened = read(client.get(address))

    assert "в очереди на отправку" in before.text
    assert not_yet == 404
    assert "отправлено 13 августа 2024, 12:00" in page.text
    assert page.links[letter.subject] == address
    assert "Участник 1" in opened.text
    assert links.secret_for(registration.link_seed, registration.secret_hash) not in opened.text


def test_letters_of_another_registration_are_not_found(client, clock):
    own, other = make_registration(), make_registration()
    while sending.send_next():
        pass
    letter = other.letters.get()

    answer = client.get(f"{address_of(own)}letter/{letter.pk}/")

    assert letter.worded_at
    assert answer.status_code == 404
