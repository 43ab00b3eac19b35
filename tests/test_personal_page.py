"""The participant's page behind the secret link (design.md, rules 6, 7 and 10)."""

import re

import pytest
from django.test import Client

from museumsite import moments
from registrations import desk, links
from registrations.models import (
    Answer,
    Choice,
    ChosenChoice,
    HistoryLine,
    Question,
)
from tests.make import address_of, make_intake, make_registration, noon
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_was_signed_up(client, clock):
    registration = make_registration(people=2, museum="Музей-усадьба «Дружба»")

    page = client.get(address_of(registration)).content.decode()

    for words in ("Музей-усадьба «Дружба»", "Участник 1", "Участник 2", "14\u00a0сентября 2024"):
        assert words in page


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(client, clock):
    registration = make_registration()

    answer = client.get(address_of(registration))

    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "strict-origin"


def test_no_personal_data_stands_in_the_title(client, clock):
    registration = make_registration(museum="Тайный музей", contact_name="Тайный Агент")

    page = client.get(address_of(registration)).content.decode()

    title = re.search(r"<title>(.*?)</title>", page, re.S)[1]
    assert "Тайный" in page
    assert "Тайный" not in title


def test_an_unknown_link_is_always_the_same_404(client, clock):
    registration = make_registration()
    known = address_of(registration)
    wrong = [f"{known[:-2]}x/", "/r/a/", f"/r/{registration.pk}/", f"/r/{registration.form_key}/"]

    answers = [client.get(address) for address in wrong]
    bodies = {re.sub(r"/r/[^\"/]+/", "/r/…/", answer.content.decode()) for answer in answers}

    assert {answer.status_code for answer in answers} == {404}
    assert len(bodies) == 1


def test_nothing_changes_by_get(client, clock):
    registration = make_registration()

    answer = client.get(f"{address_of(registration)}cancel/")

    registration.refresh_from_db()
    assert answer.status_code == 200
    assert not registration.is_cancelled


def test_cancelling_frees_the_seat_and_says_so(client, clock):
    intake = make_intake(capacity=1)
    registration = make_registration(intake)

    answer = client.post(f"{address_of(registration)}cancel/")
    page = client.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "отменена" in page.lower()
    assert intake.count_seats_taken() == 0
    assert make_registration(intake).pk


def test_the_participant_is_nobody_of_the_staff_in_the_history(client, clock):
    registration = make_registration()

    client.post(f"{address_of(registration)}cancel/")

    line = HistoryLine.objects.get(verb="cancelled")
    assert (line.staff, line.seats) == (None, -1)


def test_cancelling_in_two_tabs_is_cancelling_once(client, clock):
    registration = make_registration()

    first = client.post(f"{address_of(registration)}cancel/")
    second = client.post(f"{address_of(registration)}cancel/")

    assert (first.status_code, second.status_code) == (303, 303)
    assert registration.letters.filter(kind="cancelled").count() == 1


def test_after_the_session_the_page_offers_no_cancelling(client, clock):
    registration = make_registration()
    address = address_of(registration)

    with moments.stopped_at(noon(20, month=9)):
        page = client.get(address).content.decode()
        answer = client.post(f"{address}cancel/")

    assert f"{address}cancel/" not in page
    assert answer.status_code == 409
    assert "Мероприятие уже прошло" in answer.content.decode()


def test_a_cancel_button_without_its_cookie_changes_nothing(clock):
    registration = make_registration()
    client = Client(enforce_csrf_checks=True)

    answer = client.post(f"{address_of(registration)}cancel/")

    registration.refresh_from_db()
    assert answer.status_code == 403
    assert not registration.is_cancelled


def test_a_changed_key_of_the_site_keeps_the_links_in_sent_letters_working(client, clock, settings):
    registration = make_registration()
    address = address_of(registration)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one after a leak, quite long and random enough"

    assert client.get(address).status_code == 200
    assert address_of(registration) == address


def test_a_cancelled_registration_says_so_and_offers_a_new_form(client, clock):
    registration = make_registration()
    desk.cancel(registration=registration)

    page = client.get(address_of(registration)).content.decode()

    assert registration.intake.get_absolute_url() in page
    assert "cancel/" not in page


def answered(registration, questions=1):
    """As many questions, answered for the registration and by everybody in it."""
    people = [None, *registration.participants.all()]
    for number in range(questions):
        question = Question.objects.create(
            intake=registration.intake, kind="one", text=f"Вопрос {number}"
        )
        choice = Choice.objects.create(question=question, text=f"Ответ {number}")
        answers = Answer.objects.bulk_create(
            Answer(registration=registration, participant=whose, question=question)
            for whose in people
        )
        ChosenChoice.objects.bulk_create(
            ChosenChoice(answer=answer, choice=choice) for answer in answers
        )


def test_the_page_opens_in_a_fixed_number_of_queries(client, clock, django_assert_num_queries):
    intake = make_intake(participants_limit=20)
    for people in (1, 5, 20):
        registration = make_registration(intake, people)
        with django_assert_num_queries(11):
            client.get(address_of(registration))
        answered(registration, questions=people)
        with django_assert_num_queries(13):
            client.get(address_of(registration))


def test_the_place_in_a_long_queue_costs_one_query(client, clock, django_assert_num_queries):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    for _ in range(10):
        last = make_registration(intake, accepts_waiting=True)

    with django_assert_num_queries(12):
        page = read(client.get(address_of(last)))

    assert "номер 10" in page.one("h1").text


@pytest.mark.parametrize("path", ["/r/no-such-secret/", "/r/no-such-secret", "/en/r/x/cancel/"])
def test_an_unknown_link_and_the_way_to_its_slash_are_kept_by_nobody_either(client, path):
    answer = client.get(path)

    assert answer.status_code in {301, 404}
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "strict-origin"


def test_a_link_carries_160_random_bits():
    seeds = {links.new_link().seed for _ in range(100)}

    assert len(seeds) == 100
    assert all(len(bytes.fromhex(seed)) * 8 >= 160 for seed in seeds)
