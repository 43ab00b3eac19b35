"""One click ends the news (RFC 8058), and nothing else."""

import re

import pytest
from django.core import mail
from django.test import Client

from registrations import desk, letters
from registrations.letters import sending
from registrations.models import Consent, ConsentText, HistoryLine, Kind, Letter, Purpose
from tests.make import AT, make_consent_text, make_registration
from tests.reading import read

pytestmark = pytest.mark.django_db


def make_subscriber(**fields):
    """Somebody who agreed to the processing of their data and to news."""
    texts = [make_consent_text(), ConsentText.objects.current(AT, Purpose.NEWS)]
    return make_registration(consent_text_ids=[text.pk for text in texts], **fields)


def news_letter(registration):
    """The letter with news, as it was sent."""
    letters.queue(registration, Kind.NEWS, AT)
    while sending.send_next():
        pass
    return mail.outbox[-1]


def address_in(message):
    return re.fullmatch(
        r"<http://127\.0\.0\.1:8000(/r/\S+/news/)>", message.extra_headers["List-Unsubscribe"]
    )[1]


def purposes(registration):
    return set(
        registration.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True)
    )


def test_a_letter_with_news_says_how_to_end_them_to_people_and_to_programs(clock):
    message = news_letter(make_subscriber())

    address = address_in(message)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in message.body
    assert address in message.alternatives[0].content


def test_letters_about_a_registration_are_no_list(clock):
    make_subscriber()

    sending.send_next()

    assert "List-Unsubscribe" not in mail.outbox[0].message()


def test_a_mail_program_ends_the_news_without_cookie_token_or_page(clock):
    registration = make_subscriber()
    address = address_in(news_letter(registration))

    answer = Client(enforce_csrf_checks=True).post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200
    assert not answer.cookies
    assert purposes(registration) == {Purpose.PROCESSING}
    assert registration.history.filter(verb=HistoryLine.Verb.CONSENT_WITHDRAWN).count() == 1


def test_opening_the_link_ends_nothing_and_the_button_does(clock):
    registration = make_subscriber()
    browser = Client(enforce_csrf_checks=True)
    address = address_in(news_letter(registration))

    asked = read(browser.get(address))
    after_looking = purposes(registration)
    done = read(browser.post(asked.one("main").one("form").attributes["action"]))

    assert Purpose.NEWS in after_looking
    assert done.one("h1").text == "Новостей больше не будет"
    assert purposes(registration) == {Purpose.PROCESSING}


def test_twice_is_once(clock, client):
    registration = make_subscriber()
    address = address_in(news_letter(registration))

    answers = [client.post(address).status_code for _click in range(2)]

    assert answers == [200, 200]
    assert registration.history.filter(verb=HistoryLine.Verb.CONSENT_WITHDRAWN).count() == 1


def test_one_click_ends_the_news_to_this_address_whichever_registration_brought_them(clock, client):
    first = make_subscriber(email="anna@museum.example")
    second = make_subscriber(email="Anna@museum.example")
    stranger = make_subscriber(email="boris@museum.example")

    client.post(address_in(news_letter(first)))

    assert Purpose.NEWS not in purposes(second)
    assert Purpose.NEWS in purposes(stranger)


def test_news_queued_before_the_click_are_not_sent_after_it(clock):
    registration = make_subscriber()
    sending.send_next()
    letter = letters.queue(registration, Kind.NEWS, AT)
    desk.withdraw_one_consent(registration=registration, purpose=Purpose.NEWS)

    sending.send_next()

    letter.refresh_from_db()
    assert len(mail.outbox) == 1
    assert (letter.sent_at, letter.failed_at) == (None, AT)


def test_a_link_nobody_was_given_ends_nothing(clock, client):
    registration = make_subscriber()

    answer = client.post("/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/news/")

    assert answer.status_code == 404
    assert Purpose.NEWS in purposes(registration)


def test_the_page_is_kept_by_nobody(clock, client):
    answer = client.get(address_in(news_letter(make_subscriber())))

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 0
    assert Letter.objects.filter(kind=Kind.NEWS).count() == 1
