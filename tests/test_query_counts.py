"""How many queries a page makes: few, and the same with ten announcements or ten thousand."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Announcement, Contact, Organisation, Organiser, Session, Venue
from museumsite.slugs import slug_of
from registrations.models import Answer, ChosenChoice, Intake, Participant, Registration
from tests.forms import DIRECTOR, opened
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_intake,
    make_question,
    make_registration,
    make_session,
    make_venue,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_a_site(numbers):
    """Announcements with these numbers, each with a contact, an organiser, two sessions.

    The sessions lie on the days after 1 September 2024, a few each day; the first hundred
    announcements have open sign-ups.
    """
    category, contact = make_category(), Contact.objects.first() or make_contact()
    venue = Venue.objects.first() or make_venue()
    organisation = Organisation.objects.get_or_create(name="Музей Победы")[0]
    made = Announcement.objects.bulk_create(
        Announcement(
            title=f"Событие {number}",
            slug=slug_of(f"Событие {number}"),
            category=category,
            contact=contact,
            lead="Коротко о главном.",
            body="Подробно. " * 50,
            search_title=f" событ|ие {number}| ",
            published_at=AT - timedelta(hours=number),
        )
        for number in numbers
    )
    Organiser.objects.bulk_create(
        Organiser(announcement=announcement, organisation=organisation) for announcement in made
    )
    sessions = [
        Session(announcement=announcement, venue=venue, title=f"День {day}",
                start_date=date(2024, 9, day) + timedelta(days=number % 5000))
        for number, announcement in zip(numbers, made, strict=True)
        for day in (1, 2)
    ]  # fmt: skip
    for session in sessions:
        session.starts_at, session.ends_at = session.derived_moments()
    Session.objects.bulk_create(sessions)
    intakes = [
        Intake(session=session, opens_date=date(2024, 8, 1), deadline_date=date(2024, 8, 19),
               capacity=50, derived_in_zone=session.zone)
        for session in sessions[:200]
    ]  # fmt: skip
    for intake in intakes:
        intake.opens_at, intake.closes_at = intake.derived_moments()
    Intake.objects.bulk_create(intakes)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries)


PUBLIC = {
    "/": 4,
    "/events/": 6,
    "/events/?category=anonsyi&year=2024&q=событие": 6,
    "/events/sobyitie-3/": 7,
    "/archive/": 1,
    "/archive/2024/": 3,
    "/archive/2024/8/": 4,
    "/calendar/": 6,
    "/calendar/2024/9/": 5,
    "/museums/": 3,
    "/museums/muzej-pobedyi/": 5,
    "/feeds/events.rss": 2,
    "/feeds/museum/muzej-pobedyi.atom": 3,
    "/feeds/events.ics": 4,
}
LISTS = [
    "events/announcement/",
    "events/announcement/?q=событие",
    "events/session/",
    "events/organisation/",
    "events/category/",
    "events/venue/",
    "events/contact/",
    "events/picture/",
    "events/document/",
    "events/missedaddress/",
    "redirects/redirect/",
    "registrations/intake/",
    "registrations/registration/",
    "registrations/letter/",
    "today/",
]


def queries_of_everything(client, colleague):
    """By address: of the public pages in both languages, and of every list of the admin."""
    form = Intake.objects.earliest("pk").get_absolute_url()
    public = {
        prefix + address: queries_of(client, prefix + address)
        for prefix in ("", "/en")
        for address in [*PUBLIC, form]
    }
    return public, {address: queries_of(colleague, f"/admin/{address}") for address in LISTS}


def test_no_page_asks_more_of_ten_thousand_announcements_than_of_ten(client, directors_browser):
    make_a_site(range(10))
    public, lists = queries_of_everything(client, directors_browser)

    make_a_site(range(10, 10_000))
    if connection.vendor == "postgresql":  # one that believes its tables empty plans badly
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    public_now, lists_now = queries_of_everything(client, directors_browser)
    assert {page: n for page, n in public_now.items() if n > public[page]} == {}
    assert lists_now == lists
    assert {page: public[page] for page in PUBLIC} == PUBLIC
    assert {page: public[f"/en{page}"] for page in PUBLIC} == PUBLIC
    assert max(lists.values()) <= 20


def test_people_who_have_signed_up_cost_no_query_more(client):
    intake = make_intake(make_session(make_announcement("Событие", contact=make_contact())))
    addresses = ("/", "/events/", "/events/sobyitie/", intake.get_absolute_url())
    before = [queries_of(client, address) for address in addresses]

    for _ in range(3):
        make_registration(intake, people=3)

    assert [queries_of(client, address) for address in addresses] == before


def sign_up_a_crowd(intake, people):
    """As many people with one answer each, a fifth of them waiting, written at once."""
    question = make_question(intake, choices={"Экскурсия": 100_000, "Нет": None})
    tour = question.choices.first()
    registrations = Registration.objects.bulk_create(
        Registration(intake=intake, form_key=f"{people}-{number}", link_seed="", language="ru",
                     secret_hash=f"{people}-{number}", museum=f"Музей {number}",
                     museum_key=f"музей {number}", email=f"{number}@museum.example",
                     submitted_at=AT)
        for number in range(people)
    )  # fmt: skip
    everybody = Participant.objects.bulk_create(
        Participant(registration=registration, name=f"Участник {number}", mode="in_person",
                    name_key=f"участник {number}", ticket_code=f"{people}-{number}",
                    seat="waiting" if number % 5 == 0 else "seated",
                    queue_number=number if number % 5 == 0 else None)
        for number, registration in enumerate(registrations)
    )  # fmt: skip
    answers = Answer.objects.bulk_create(
        Answer(registration=person.registration, participant=person, question=question)
        for person in everybody
    )
    ChosenChoice.objects.bulk_create(ChosenChoice(answer=row, choice=tour) for row in answers)
    with connection.cursor() as cursor:  # a database that believes its tables empty plans badly
        cursor.execute("ANALYZE")
    return question, tour


def queries_to_sign_up(client, people):
    """Queries of showing and of sending a form when `people` have signed up already."""
    intake = make_intake(
        make_session(make_announcement(contact=make_contact())),
        capacity=people,
        has_waiting_list=True,
        museum_limit=5,
        participants_limit=20,
    )
    question, tour = sign_up_a_crowd(intake, people)
    url = intake.get_absolute_url()
    shown = queries_of(client, url)
    delegation = {}
    for row in range(5):
        delegation |= {
            f"participants-{row}-name": f"Делегат {row}",
            f"participants-{row}-position": "хранитель",
            f"participants-{row}-q{question.pk}": str(tour.pk),
        }
    fields = {**opened(client, url), **DIRECTOR, **delegation}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, fields)
    assert answer.status_code == 303
    return shown, len(queries)


def test_signing_up_costs_the_same_after_ten_people_and_after_ten_thousand(client):
    client.post(make_intake().get_absolute_url(), DIRECTOR)  # the address's first form

    after_ten = queries_to_sign_up(client, 10)
    after_ten_thousand = queries_to_sign_up(client, 10_000)

    assert after_ten_thousand == after_ten
    assert after_ten[0] <= 8
