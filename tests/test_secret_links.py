"""Secret links: guessing changes nothing but a counter and is slowed (design.md, rule 7)."""

import re
from datetime import time

import pytest
from django.test import Client

from museumsite import moments
from registrations import floods, refusals
from registrations.holders import holder_of
from registrations.models import Consent, Participant, Registration, SignUpAttempts
from tests.make import address_of, make_registration, noon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADDRESS = "198.51.100.7"


def guess(client, number=1, address=ADDRESS):
    """As many links that open nothing, asked for from one address; the last answer."""
    for attempt in range(number):
        answer = client.get(f"/r/guess-{attempt}/", REMOTE_ADDR=address)
    return answer


@pytest.mark.slow
@pytest.mark.only_on("sqlite")  # its counter is kept alike on both: see the tests below
def test_ten_thousand_guesses_change_nothing_but_a_counter_and_are_slowed():
    make_registration()
    rows = {model: list(model.objects.values()) for model in (Registration, Participant, Consent)}
    slowed = 0

    for number in range(10_000):
        assert holder_of(f"guess-{number}") is None
        try:
            floods.count_wrong_link(ADDRESS)
        except refusals.TooManyGuesses:
            slowed += 1

    assert slowed == 10_000 - floods.WRONG_LINKS
    assert SignUpAttempts.objects.get().attempts == floods.WRONG_LINKS
    assert {model: list(model.objects.values()) for model in rows} == rows


def test_a_guess_too_many_is_told_kindly_when_to_come_back(client):
    guess(client, floods.WRONG_LINKS)

    answer = guess(client)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert 'data-outcome="limited"' in page
    assert re.search(r"Вернитесь, пожалуйста, через \d+ минут", page)
    assert answer["Cache-Control"] == "no-store, private"


def test_a_right_link_opens_from_anywhere_even_from_the_limited_address(client):
    registration = make_registration()
    guess(client, floods.WRONG_LINKS + 1)

    answers = [
        client.get(address_of(registration), REMOTE_ADDR=address).status_code
        for address in (ADDRESS, "203.0.113.9")
    ]

    assert answers == [200, 200]


def test_a_neighbour_with_another_address_still_gets_the_404(client):
    guess(client, floods.WRONG_LINKS + 1)

    assert guess(client, address="203.0.113.9").status_code == 404


def test_after_a_while_the_limit_is_forgotten(client):
    guess(client, floods.WRONG_LINKS + 1)

    with moments.stopped_at(noon(13, at=time(13))):
        assert guess(client).status_code == 404


def test_guesses_do_not_use_up_the_forms_of_the_same_address(client):
    guess(client, floods.WRONG_LINKS + 1)

    floods.admit(ADDRESS)

    assert sorted(SignUpAttempts.objects.values_list("attempts", flat=True)) == [1, 100]


@pytest.mark.parametrize(
    "page",
    ["", "cancel/", "tickets/", "ticket/1/", "ticket/1/qr.svg", "letter/1/", "file/1/",
     "calendar.ics", "address/x/", "correct/"],
)  # fmt: skip
def test_every_page_behind_a_link_counts_and_answers_the_same_404(client, page):
    plain = re.sub(r"/r/[^\"]+", "/r/…", client.get("/r/x/").content.decode())

    answer = client.get(f"/r/no-such-link/{page}", REMOTE_ADDR=ADDRESS)

    assert answer.status_code == 404
    assert re.sub(r"/r/[^\"]+", "/r/…", answer.content.decode()) == plain
    assert SignUpAttempts.objects.count() == 2


@pytest.mark.parametrize(
    "page",
    ["withdraw/", "offer/accept/", "offer/turn-down/", "online/", "consent/news/give/"],
)
def test_a_button_pressed_behind_an_unknown_link_is_a_404_too(client, page):
    answer = client.post(f"/r/no-such-link/{page}")

    assert answer.status_code == 404


def test_no_address_is_kept_with_the_count(client):
    guess(client)

    assert ADDRESS not in str(SignUpAttempts.objects.values().get())


def test_a_database_that_is_busy_makes_no_difference_to_the_answer(client, monkeypatch):
    def busy(address):
        raise refusals.Busy

    monkeypatch.setattr(floods, "count_wrong_link", busy)

    assert guess(client).status_code == 404


@pytest.mark.parametrize("secret", ["%00", "%ED%A0%80", "a" * 5_000, "..", "%2F%2F"])
def test_a_link_that_is_no_link_is_not_found(client, secret):
    assert client.get(f"/r/{secret}/").status_code in {400, 404}


def test_a_button_without_its_cookie_says_so_and_changes_nothing():
    registration = make_registration()
    client = Client(enforce_csrf_checks=True)

    answer = client.post(f"{address_of(registration)}withdraw/")

    registration.refresh_from_db()
    assert answer.status_code == 403
    assert not registration.is_cancelled


def test_every_page_behind_a_link_is_kept_by_nobody_and_named_to_nobody(client):
    registration = make_registration()
    person = registration.participants.get()
    pages = ["", "cancel/", "tickets/", f"ticket/{person.pk}/", f"ticket/{person.pk}/qr.svg",
             "calendar.ics"]  # fmt: skip

    for page in pages:
        answer = client.get(f"{address_of(registration)}{page}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "strict-origin"
