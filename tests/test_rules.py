"""The ten rules that never bend (design.md), each once and by its name, through the door.

The finer points of each are in the file the rule's docstring names.
"""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail, serializers

from museumsite import moments
from registrations import desk, links
from registrations.letters import sending
from registrations.models import Consent, Letter, Participant, Registration
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import (
    AT,
    letters_to_contact,
    make_announcement,
    make_consent_text,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    noon,
    seats_of,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


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
    """test_races.py, test_storm.py, test_turns.py, test_locked_out.py"""
    intake = make_intake(capacity=1)
    first = send(client, intake.get_absolute_url())

    refused = send(client, intake.get_absolute_url())
    client.post(f"{first['Location']}cancel/")
    accepted = send(client, intake.get_absolute_url())

    assert (refused.status_code, accepted.status_code) == (409, 303)
    assert Participant.objects.holding_seats().count() == 1


def test_rule_4_a_freed_seat_goes_to_the_head_of_the_queue_and_newcomers_join_its_end(
    client, clock
):
    """test_waiting_list.py, test_delegations.py, test_desk_model.py"""
    intake = make_intake(capacity=1, has_waiting_list=True)
    first = send(client, intake.get_absolute_url())
    head, behind = (
        make_registration(intake, people=people, accepts_waiting=True) for people in (2, 1)
    )

    client.post(f"{first['Location']}cancel/")
    form = client.get(intake.get_absolute_url()).content.decode()
    joined = send(client, intake.get_absolute_url())

    # The head needs two seats and holds the line: the free one goes past it to nobody.
    newcomer = Registration.objects.latest("pk")
    assert 'data-state="waiting"' in form
    assert joined.status_code == 303
    assert [seats_of(row) for row in (head, behind, newcomer)] == [
        ["waiting", "waiting"], ["waiting"], ["waiting"],
    ]  # fmt: skip


def test_rule_4_promotion_goes_on_after_the_deadline_until_the_session_starts(client):
    """test_waiting_list.py, test_offers.py"""
    intake = make_intake(capacity=1, has_waiting_list=True)
    with moments.stopped_at(AT):
        address = send(client, intake.get_absolute_url())["Location"]
        waiting = [make_registration(intake, accepts_waiting=True) for _ in range(2)]

    with moments.stopped_at(intake.session.starts_at - SECOND):
        client.post(f"{address}cancel/")
    with moments.stopped_at(intake.session.starts_at):
        desk.cancel(registration=waiting[0])

    assert [seats_of(row) for row in waiting] == [["released"], ["waiting"]]
    assert letters_to_contact(waiting[0]) == ["waiting", "promoted", "cancelled"]


def test_rule_5_who_saw_the_success_page_is_in_the_database_and_gets_the_letter(client, clock):
    """test_letters.py, test_killed.py, test_mail_server.py"""
    answer = send(client, make_intake().get_absolute_url())

    waiting = Letter.objects.get()
    sending.send_next()

    assert client.get(answer["Location"]).status_code == 200
    assert waiting.registration == Registration.objects.get()
    assert mail.outbox[0].to == [DIRECTOR["email"]]
    assert answer["Location"] in mail.outbox[0].body


def test_rule_5_each_step_puts_its_letters_into_the_outbox_with_what_it_did(clock):
    """test_waiting_list.py, test_offers.py, test_approval.py, test_address_check.py"""
    intake = make_intake(capacity=1, has_waiting_list=True)
    own = [desk.Person("Иванов", "", "in_person", email="ivanov@museum.example")]
    first = make_registration(intake)
    waiting = make_registration(intake, people=own, accepts_waiting=True)

    desk.cancel(registration=first)

    told = Letter.objects.filter(sent_at=None, worded_at=None).order_by("pk")
    assert list(told.values_list("kind", "to")) == [
        ("confirmed", first.email),
        ("waiting", waiting.email),
        ("participant", "ivanov@museum.example"),
        ("cancelled", first.email),
        ("promoted", waiting.email),
        ("promoted", "ivanov@museum.example"),
    ]


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


def test_rule_7_a_link_of_ones_own_opens_ones_own_page_and_nobody_elses(client, clock):
    """test_own_page.py, test_links.py"""
    people = [
        desk.Person("Иванов Иван", "", "in_person", email="ivanov@museum.example"),
        desk.Person("Петрова Анна", "", "in_person"),
    ]
    registration = make_registration(people=people)
    person = registration.participants.exclude(email="").get()
    secrets = [links.secret_for(row.link_seed, row.secret_hash) for row in (registration, person)]

    whole, own = (client.get(f"/r/{secret}/").content.decode() for secret in secrets)
    stored = serializers.serialize("json", [registration, person])

    assert "Петрова Анна" in whole
    assert "Иванов Иван" in own
    assert "Петрова Анна" not in own
    assert not any(secret in stored for secret in secrets)
    assert all(len(secret) * 6 >= 160 for secret in secrets)


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


def test_rule_8_each_purpose_has_its_own_box_and_is_withdrawn_in_one_click(client, clock):
    """test_consents.py, test_own_page.py"""
    intake = make_intake(asks_photographs=True, asks_news=True)
    for purpose in ("photographs", "news"):
        make_consent_text(purpose)
    form = client.get(intake.get_absolute_url()).content.decode()

    address = send(client, intake.get_absolute_url(), {"consent_news": "on"})["Location"]
    given = set(Consent.objects.in_force().values_list("purpose", flat=True))
    client.post(f"{address}consent/news/withdraw/")

    unticked = fields_of(form)
    assert not {"consent", "consent_photographs", "consent_news"} & set(unticked)
    assert given == {"processing", "news"}
    assert list(Consent.objects.in_force().values_list("purpose", flat=True)) == ["processing"]
    assert Participant.objects.holding_seats().count() == 1


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


@pytest.mark.parametrize(
    "path",
    ["/", "/events/", "/events/?q=музей", "{page}", "/calendar/", "/archive/", "/museums/",
     "/feeds/", "/feeds/events.rss", "/feeds/events.ics", "/sitemap.xml", "/consent/1/",
     "/privacy/", "/en/"],
)  # fmt: skip
def test_rule_10_public_pages_are_everyones(client, clock, path):
    """browser/test_pages.py"""
    page = make_intake().session.get_absolute_url()

    answer = client.get(path.format(page=page))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
