"""Signing up through the form, as a browser does it without scripts."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from museumsite import moments
from registrations.forms import SALT
from registrations.models import Consent, ConsentText, Participant, Registration
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import AT, make_intake, make_registration, make_session, noon

pytestmark = pytest.mark.django_db


def test_a_sign_up_that_succeeds_answers_303_and_shows_the_registration(client, clock):
    intake = make_intake()

    answer = send(client, intake.get_absolute_url())
    page = client.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert answer["Location"].startswith("/r/")
    assert "Заявка принята" in page
    assert DIRECTOR["museum"] in page
    assert "smirnova@museum.example" in page


def test_a_double_click_makes_one_registration_and_says_so_kindly(client, clock):
    intake = make_intake()
    fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}

    first = client.post(intake.get_absolute_url(), fields)
    second = client.post(intake.get_absolute_url(), fields)

    assert second["Location"] == first["Location"]
    assert Registration.objects.count() == 1
    assert "Эта форма уже была отправлена" in client.get(second["Location"]).content.decode()


def test_a_form_opened_before_the_deadline_and_sent_after_it_is_refused_with_everything_still_typed(
    client,
):
    intake = make_intake()
    with moments.stopped_at(noon(19)):
        fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}

    with moments.stopped_at(intake.closes_at):
        answer = client.post(intake.get_absolute_url(), fields)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-outcome="late"' in page
    assert 'data-state="closed"' in page
    for typed in DIRECTOR.values():
        assert typed in page
    assert "Королёв Аркадий Васильевич" in page
    assert not Registration.objects.exists()


def test_a_second_before_the_deadline_is_in_time(client):
    intake = make_intake()

    with moments.stopped_at(intake.closes_at - timedelta(seconds=1)):
        answer = send(client, intake.get_absolute_url())

    assert answer.status_code == 303


def test_a_late_form_with_a_wrong_field_hears_that_it_is_late(client):
    intake = make_intake()
    with moments.stopped_at(AT):
        fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR, "email": "no"}

    with moments.stopped_at(noon(21)):
        answer = client.post(intake.get_absolute_url(), fields)

    assert answer.status_code == 409
    assert 'data-outcome="late"' in answer.content.decode()


def test_a_full_hall_refuses_kindly_and_says_what_is_left(client, clock):
    intake = make_intake(capacity=3)
    make_registration(intake, people=2)
    two = {"participants-1-name": "Иванов Пётр", "participants-1-position": "хранитель"}

    answer = send(client, intake.get_absolute_url(), two)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-outcome="full"' in page
    assert "Осталось только 1\u00a0место" in page
    assert "Иванов Пётр" in page


def test_a_form_that_is_not_open_is_not_offered(client):
    intake = make_intake()

    with moments.stopped_at(noon(25)):
        answer = client.get(intake.get_absolute_url())

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-state="closed"' in page
    assert "Приём заявок завершён 19\u00a0августа 2024\u00a0года" in page
    assert 'name="contact_name"' not in page


def test_adding_a_participant_without_scripts_loses_nothing(client, clock):
    intake = make_intake()
    fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}

    page = client.post(
        intake.get_absolute_url(), {**fields, "add_participant": "1"}
    ).content.decode()

    kept = fields_of(page)
    assert {name: kept.get(name) for name in DIRECTOR} == DIRECTOR
    assert signing.loads(kept["form_key"], salt=SALT) == signing.loads(
        fields["form_key"], salt=SALT
    )
    assert kept["participants-1-name"] == ""
    assert "data-outcome" not in page


def test_taking_a_participant_off_keeps_the_others(client, clock):
    intake = make_intake()
    fields = {
        **opened(client, intake.get_absolute_url()),
        **DIRECTOR,
        "participants-1-name": "Лишний",
        "participants-1-position": "никто",
        "participants-2-name": "Нужный",
        "participants-2-position": "хранитель",
    }

    page = client.post(intake.get_absolute_url(), {**fields, "remove_participant": "1"})

    kept = fields_of(page.content.decode())
    assert kept["participants-0-name"] == DIRECTOR["participants-0-name"]
    assert kept["participants-1-name"] == "Нужный"
    assert "participants-2-name" not in kept


def test_an_empty_extra_row_is_nobody(client, clock):
    intake = make_intake()

    blank = {"participants-1-name": "", "participants-1-position": ""}
    send(client, intake.get_absolute_url(), blank)

    assert Participant.objects.count() == 1


def test_a_delegation_above_the_intakes_limit_is_told_the_limit(client, clock):
    intake = make_intake(participants_limit=2)
    three = {
        f"participants-{number}-{field}": f"{field} {number}"
        for number in range(3)
        for field in ("name", "position")
    }

    answer = send(client, intake.get_absolute_url(), three)

    assert answer.status_code == 422
    assert "не больше 2\u00a0участников" in answer.content.decode()
    assert "name 2" in answer.content.decode()


def test_a_hybrid_session_asks_each_person_how_they_attend(client, clock):
    intake = make_intake(make_session(mode="hybrid"))

    without = send(client, intake.get_absolute_url())
    send(client, intake.get_absolute_url(), {"participants-0-mode": "online"})

    assert without.status_code == 422
    assert Participant.objects.get().mode == "online"


def test_consent_is_never_ticked_beforehand_and_never_assumed(client, clock):
    intake = make_intake()
    fields = opened(client, intake.get_absolute_url())

    answer = send(client, intake.get_absolute_url(), {"consent": ""})

    assert "consent" not in fields
    assert answer.status_code == 422
    assert "Без согласия" in answer.content.decode()
    assert not Consent.objects.exists()


def test_the_version_agreed_to_is_the_one_the_form_showed(client):
    intake = make_intake()
    with moments.stopped_at(AT):
        fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}
    ConsentText.objects.create(version="2", title="Новое", body="…", valid_from=noon(14))

    with moments.stopped_at(noon(15)):
        client.post(intake.get_absolute_url(), fields)
        fresh_page = client.get(intake.get_absolute_url()).content.decode()

    consent = Consent.objects.get()
    assert (consent.text.version, consent.given_at) == ("1", noon(15))
    assert "/consent/2/" in fresh_page


def test_the_address_kept_with_the_consent_is_the_clients(client, clock):
    intake = make_intake()

    send(client, intake.get_absolute_url())

    assert Consent.objects.get().address == "127.0.0.1"


def test_a_form_sent_faster_than_anybody_types_may_be_sent_again(client, settings, clock):
    settings.MINIMUM_FILLING_SECONDS = 5
    intake = make_intake()
    fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}

    fast = client.post(intake.get_absolute_url(), fields)
    with moments.stopped_at(AT + timedelta(seconds=6)):
        again = client.post(intake.get_absolute_url(), fields_of(fast.content.decode()))

    assert (fast.status_code, fast["Retry-After"]) == (429, "5")
    assert 'data-outcome="limited"' in fast.content.decode()
    assert again.status_code == 303


def test_the_field_for_robots_stops_a_robot_and_lets_a_person_try_again(client, clock):
    intake = make_intake()

    robot = send(client, intake.get_absolute_url(), {"website": "https://spam.example"})
    person = client.post(intake.get_absolute_url(), fields_of(robot.content.decode()))

    assert (robot.status_code, person.status_code) == (422, 303)
    assert Registration.objects.count() == 1


def test_too_many_forms_from_one_address_are_asked_to_wait(client, settings, clock):
    settings.SIGN_UP_LIMIT = 2
    intake = make_intake()
    url = intake.get_absolute_url()

    answers = [send(client, url) for _ in range(3)]
    elsewhere = client.post(url, {**opened(client, url), **DIRECTOR}, REMOTE_ADDR="198.51.100.7")

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert DIRECTOR["museum"] in answers[2].content.decode()
    assert elsewhere.status_code == 303


def test_without_the_cookie_the_form_comes_back_filled_in():
    intake = make_intake()
    client = Client(enforce_csrf_checks=True)

    with moments.stopped_at(AT):
        answer = client.post(intake.get_absolute_url(), DIRECTOR)
        page = answer.content.decode()
        again = client.post(intake.get_absolute_url(), fields_of(page))

    assert answer.status_code == 403
    assert 'data-outcome="invalid"' in page
    assert DIRECTOR["museum"] in page
    assert "cookie" in page
    assert again.status_code == 303


def test_an_unpublished_announcement_has_no_form(client, clock):
    intake = make_intake()
    announcement = intake.session.announcement
    announcement.published_at = noon(14)
    announcement.save()

    assert client.get(intake.get_absolute_url()).status_code == 404


def test_the_english_form_makes_an_english_registration(client, clock):
    intake = make_intake()

    answer = send(client, f"/en{intake.get_absolute_url()}")

    assert answer["Location"].startswith("/en/r/")
    assert Registration.objects.get().language == "en"


def test_who_had_the_form_when_the_announcement_was_taken_down_keeps_what_they_typed(client, clock):
    intake = make_intake()
    fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}
    announcement = intake.session.announcement
    announcement.published_at = None
    announcement.save()

    had_it = client.post(intake.get_absolute_url(), fields)
    stranger = client.post(intake.get_absolute_url(), DIRECTOR)

    assert (had_it.status_code, stranger.status_code) == (409, 404)
    assert DIRECTOR["museum"] in had_it.content.decode()
    assert not Registration.objects.exists()


def test_pressing_add_counts_against_floods_too(client, settings, clock):
    settings.SIGN_UP_LIMIT = 1
    url = make_intake().get_absolute_url()
    fields = {**opened(client, url), **DIRECTOR, "add_participant": "1"}

    statuses = [client.post(url, fields).status_code for _ in range(2)]

    assert statuses == [200, 429]


def test_one_subscriber_of_ipv6_is_one_address(client, settings, clock):
    settings.SIGN_UP_LIMIT = 1
    url = make_intake().get_absolute_url()

    statuses = [
        client.post(
            url, {**opened(client, url), **DIRECTOR}, REMOTE_ADDR=f"2001:db8:0:{network}::{host}"
        ).status_code
        for network, host in [(1, 1), (1, 2), (2, 1)]
    ]

    assert statuses == [303, 429, 303]


def test_a_cyrillic_domain_is_one_address_in_either_spelling(client, clock):
    url = make_intake().get_absolute_url()

    send(client, url, {"email": "anna@xn--e1adhj9a.xn--p1ai"})
    send(client, url, {"email": "Anna@Музей.рф"})

    rows = Registration.objects.order_by("pk").values_list("email", "is_possible_repeat")
    assert list(rows) == [("anna@музей.рф", False), ("anna@музей.рф", True)]


def test_the_form_is_found_by_no_search_engine(client, clock):
    assert client.get(make_intake().get_absolute_url())["X-Robots-Tag"] == "noindex"


def test_forms_without_a_cookie_count_against_floods_too(settings, clock):
    settings.SIGN_UP_LIMIT = 1
    url = make_intake().get_absolute_url()
    client = Client(enforce_csrf_checks=True)

    statuses = [client.post(url, DIRECTOR).status_code for _ in range(2)]

    assert statuses == [403, 429]
