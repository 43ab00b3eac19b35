"""The ten rules that never bend (design.md), each once and by its name, through the door.

The finer points of each are in the file the rule's docstring names.
"""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from museumsite import moments
from registrations import letters
from registrations.models import Consent, Letter, Participant, Registration
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import AT, make_announcement, make_contact, make_intake, make_session, noon

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _nobody_hurries(settings):
    settings.MINIMUM_FILLING_SECONDS = 0


def test_rule_1_one_clock_one_deadline(client):
    """test_moments.py, test_state.py"""
    intake = make_intake(make_session(zone="Asia/Vladivostok"))
    midnight_there = datetime(2024, 8, 19, 14, tzinfo=UTC)

    with moments.stopped_at(midnight_there - SECOND):
        words = client.get(intake.get_absolute_url()).content.decode()
        in_time = send(client, intake.get_absolute_url())
    with moments.stopped_at(midnight_there):
        too_late = send(client, intake.get_absolute_url())

    assert "до 19\u00a0августа включительно, по владивостокскому времени" in words
    assert (in_time.status_code, too_late.status_code) == (303, 409)


@pytest.mark.parametrize(
    ("at", "state"),
    [(AT, "soon"), (noon(15), "open"), (noon(20), "closed")],
    ids=["soon", "open", "closed"],
)
def test_rule_2_one_question_one_answer(client, at, state):
    """test_state.py"""
    intake = make_intake(opens_date=noon(14).date())

    with moments.stopped_at(at):
        pages = [
            client.get(address).content.decode()
            for address in (intake.get_absolute_url(), intake.session.get_absolute_url())
        ]
        answer = intake.state(at).name

    assert answer == state
    assert all(f'data-state="{state}"' in page for page in pages)


@pytest.mark.parametrize("door", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_rule_3_one_desk(admin_client, client, clock, door):
    """test_desk.py, test_admin_registrations.py"""
    send(client, make_intake().get_absolute_url())
    registration = Registration.objects.get()
    address = f"/admin/registrations/registration/{door.format(pk=registration.pk)}"

    answer = admin_client.post(address, {"post": "yes", "museum": "Другой", "_save": "1"})

    registration.refresh_from_db()
    assert answer.status_code == 403
    assert registration.museum == DIRECTOR["museum"]
    assert Registration.objects.count() == 1


def test_rule_4_a_seat_is_never_sold_twice_and_never_lost(client, clock):
    """test_races.py, test_turns.py"""
    intake = make_intake(capacity=1)
    first = send(client, intake.get_absolute_url())

    refused = send(client, intake.get_absolute_url())
    client.post(f"{first['Location']}cancel/")
    accepted = send(client, intake.get_absolute_url())

    assert (refused.status_code, accepted.status_code) == (409, 303)
    assert Participant.objects.holding_seats().count() == 1


def test_rule_5_who_saw_the_success_page_is_in_the_database_and_gets_the_letter(client, clock):
    """test_letters.py"""
    answer = send(client, make_intake().get_absolute_url())

    waiting = Letter.objects.get()
    letters.send_next()

    assert client.get(answer["Location"]).status_code == 200
    assert waiting.registration == Registration.objects.get()
    assert mail.outbox[0].to == [DIRECTOR["email"]]
    assert answer["Location"] in mail.outbox[0].body


@pytest.mark.parametrize(
    ("typed", "settings_of_intake", "at"),
    [
        ({"email": "не адрес"}, {}, AT),
        ({}, {"capacity": 0}, AT),
        ({}, {}, noon(20)),
    ],
    ids=["wrong field", "full", "late"],
)
def test_rule_6_refusal_is_kind(client, typed, settings_of_intake, at):
    """test_sign_up.py, test_bad_input.py"""
    intake = make_intake(**settings_of_intake)
    with moments.stopped_at(AT):
        fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR, **typed}

    with moments.stopped_at(at):
        page = client.post(intake.get_absolute_url(), fields).content.decode()

    kept = fields_of(page)
    assert all(kept[name] == fields[name] for name in DIRECTOR if name != "consent")
    assert "Королёв Аркадий Васильевич" in page
    assert "data-outcome=" in page


def test_rule_7_nobody_learns_who_signed_up(client, clock, caplog):
    """test_personal_page.py, test_logs.py"""
    caplog.set_level(logging.DEBUG)
    intake = make_intake()

    first = send(client, intake.get_absolute_url())
    again = send(client, intake.get_absolute_url())
    page = client.get(again["Location"])

    secret = again["Location"].removeprefix("/r/").strip("/")
    marks = [row.is_possible_repeat for row in Registration.objects.order_by("pk")]
    assert first["Location"] != again["Location"]
    assert marks == [False, True]
    assert "повтор" not in page.content.decode()
    assert secret not in caplog.text
    assert (page["Referrer-Policy"], page["Cache-Control"]) == (
        "strict-origin",
        "no-store, private",
    )


def test_rule_8_consent_is_its_own_document(client, clock):
    """test_sign_up.py"""
    intake = make_intake()
    form = client.get(intake.get_absolute_url()).content.decode()

    without = send(client, intake.get_absolute_url(), {"consent": ""})
    send(client, intake.get_absolute_url())

    consent = Consent.objects.get()
    assert consent.text.get_absolute_url() in form
    assert "consent" not in fields_of(form)
    assert without.status_code == 422
    assert (consent.text.version, consent.given_at) == ("1", AT)


def test_rule_9_staff_text_is_not_trusted(client, admin_client, clock):
    """test_pictures.py, browser/test_admin.py"""
    attack = "<img src=x onerror=alert(1)>"
    contact = make_contact(name=attack, position=attack)
    announcement = make_announcement(attack, lead=attack, body=attack, contact=contact)

    answers = [
        client.get(announcement.get_absolute_url()),
        client.get("/events/"),
        client.get("/"),
        admin_client.get(f"/admin/events/announcement/{announcement.pk}/change/"),
    ]

    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert attack not in answer.content.decode()
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/events/", "{page}", "/consent/1/", "/privacy/", "/en/"])
def test_rule_10_public_pages_are_everyones(client, clock, path):
    """browser/test_pages.py"""
    page = make_intake().session.get_absolute_url()

    answer = client.get(path.format(page=page))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
