"""Rows for tests, by plain functions: small defaults, and only what matters named in the test.

The real case of summer 2024 is the default: a session in St Petersburg on 14 September,
sign-up until 19 August. `AT` is the noon of 13 August in Moscow, the day it was announced.
"""

import dataclasses
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from events.models import Announcement, Category, Contact, Organisation, Organiser, Session, Venue
from registrations import desk, links
from registrations.models import (
    Choice,
    ConsentText,
    Grace,
    Intake,
    Participant,
    Purpose,
    Question,
    Registration,
)

MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2024, 8, 13, 12, 0, tzinfo=MOSCOW).astimezone(UTC)
_number = count(1)


def make_category(name: str = "Анонсы", slug: str = "anonsyi") -> Category:
    return Category.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_contact(**fields: Any) -> Contact:
    defaults = {
        "name": "Королёв Аркадий Васильевич",
        "position": "начальник отдела регионального развития Музея Победы",
        "phone": "+7 (499) 449-81-17",
        "email": "korolev@museum.example",
    }
    return Contact.objects.create(**{**defaults, **fields})


def make_venue(**fields: Any) -> Venue:
    defaults = {"name": "Музей политической истории России", "city": "Санкт-Петербург"}
    return Venue.objects.create(**{**defaults, **fields})


def make_announcement(
    title: str | None = None, *, organisers: list[str] | None = None, **fields: Any
) -> Announcement:
    """Published a day before `AT` unless `published_at` says otherwise."""
    defaults = {
        "title": title or f"Событие {next(_number)}",
        "published_at": datetime(2024, 8, 12, 9, 0, tzinfo=UTC),
        "lead": "Коротко о главном.",
    }
    if "category" not in fields:
        defaults["category"] = make_category()
    announcement = Announcement.objects.create(**{**defaults, **fields})
    for position, name in enumerate(organisers or []):
        organisation = Organisation.objects.get_or_create(name=name)[0]
        Organiser.objects.create(
            announcement=announcement, organisation=organisation, position=position
        )
    return announcement


def make_session(announcement: Announcement | None = None, **fields: Any) -> Session:
    """On 14 September 2024, in person, by Moscow's clock, time not known yet."""
    defaults = {"start_date": date(2024, 9, 14)}
    if announcement is None:
        announcement = make_announcement(contact=make_contact())
    return Session.objects.create(announcement=announcement, **{**defaults, **fields})


def make_intake(session: Session | None = None, **fields: Any) -> Intake:
    """Open since 1 August 2024, until 19 August inclusive, seats without limit."""
    defaults = {"opens_date": date(2024, 8, 1), "deadline_date": date(2024, 8, 19)}
    return Intake.objects.create(session=session or make_session(), **{**defaults, **fields})


def make_question(
    intake: Intake, *, choices: dict[str, int | None] | None = None, **fields: Any
) -> Question:
    """A short text asked of each participant; with `choices`, one of these by their places."""
    kind = Question.Kind.ONE if choices else Question.Kind.SHORT
    number = next(_number)
    defaults = {"text": f"Вопрос {number}", "kind": kind, "position": number}
    question = Question.objects.create(intake=intake, **{**defaults, **fields})
    for position, (text, places) in enumerate((choices or {}).items()):
        Choice.objects.create(question=question, text=text, places=places, position=position)
    return question


def make_grace(intake: Intake, day: int = 25, **fields: Any) -> Grace:
    """A personal deadline, until the end of this day in August, given at the desk."""
    defaults: dict[str, Any] = {
        "for_whom": "Смирнова Анна Петровна",
        "reason": "болела",
        "until_date": date(2024, 8, day),
        "until_time": None,
        "staff": fields.pop("staff", None) or make_colleague(),
    }
    return desk.give_grace(intake=intake, **{**defaults, **fields})


def make_colleague(name: str = "olga") -> User:
    """Somebody whom the history names; rights are not asked at the desk."""
    return User.objects.get_or_create(username=name)[0]


def make_consent_text(purpose: str = Purpose.PROCESSING) -> ConsentText:
    """The text a migration made, or its like after a test that emptied the tables."""
    return ConsentText.objects.get_or_create(
        version="1" if purpose == Purpose.PROCESSING else f"{purpose}-1",
        defaults={
            "purpose": purpose,
            "title": "Согласие",
            "body": "Согласен.",
            "valid_from": datetime(2000, 1, 1, tzinfo=UTC),
        },
    )[0]


CONTACT_FIELDS = {field.name for field in dataclasses.fields(desk.Contact)}


def make_contact_person(**changes: Any) -> desk.Contact:
    """Who fills in the form; another address each time."""
    defaults: dict[str, Any] = {
        "contact_name": "Смирнова Анна Петровна",
        "contact_position": "директор",
        "museum": "Краеведческий музей",
        "organisation_id": None,
        "city": "Новосибирск",
        "email": f"director{next(_number)}@museum.example",
        "phone": "+7 (383) 227-15-43",
    }
    return desk.Contact(**{**defaults, **changes})


def make_people(number: int = 1, mode: str = Session.Mode.IN_PERSON) -> list[desk.Person]:
    return [
        desk.Person(f"Участник {index + 1}", "научный сотрудник", mode) for index in range(number)
    ]


def make_application(people: int | list[desk.Person] = 1, **changes: Any) -> desk.Application:
    """A well-formed form of one director, or of a delegation.

    Names of `desk.Contact` are understood, too: `make_application(email="boss@museum.example")`.
    """
    contact = {name: changes.pop(name) for name in CONTACT_FIELDS & set(changes)}
    defaults: dict[str, Any] = {
        "form_key": f"key-{next(_number)}",
        "language": "ru",
        "contact": make_contact_person(**contact),
        "people": make_people(people) if isinstance(people, int) else people,
        "consent_text_ids": [make_consent_text().pk],
        "address": "192.0.2.1",
    }
    return desk.Application(**{**defaults, **changes})


def make_registration(
    intake: Intake | None = None, people: int | list[desk.Person] = 1, **changes: Any
) -> Registration:
    """Signed up at the desk, by the clock as the test has set it."""
    application = make_application(people, **changes)
    return desk.submit(intake=intake or make_intake(), application=application).registration


def make_correction(registration: Registration, **changes: Any) -> desk.Correction:
    """The registration as it is, as its form would send it back, with `changes`.

    `people` stands for those who stay, `added` for newcomers; fields of `desk.Contact` are
    understood, too.
    """
    contact = {name: getattr(registration, name) for name in CONTACT_FIELDS}
    for name in CONTACT_FIELDS & set(changes):
        contact[name] = changes.pop(name)
    living = Participant.objects.filter(registration=registration).living()
    known = [
        desk.Person(person.name, person.position, person.mode, person.email, pk=person.pk)
        for person in living.order_by("pk")
    ]
    defaults: dict[str, Any] = {
        "contact": desk.Contact(**contact),
        "people": [*changes.pop("people", known), *changes.pop("added", [])],
        "accepts_fewer": Registration.objects.get(pk=registration.pk).accepts_fewer,
        "known_ids": [person.pk for person in known],
    }
    return desk.Correction(**{**defaults, **changes})


def address_of(registration: Registration) -> str:
    """Where its secret link leads."""
    return f"/r/{links.secret_for(registration.link_seed, registration.secret_hash)}/"


def seats_of(registration: Registration) -> list[str]:
    """The seats of its people, in the order in which they were named."""
    return list(registration.participants.order_by("pk").values_list("seat", flat=True))


def letters_to_contact(registration: Registration) -> list[str]:
    """The kinds of letters to the contact person, in the order in which they were queued."""
    letters = registration.letters.filter(participant=None).order_by("pk")
    return list(letters.values_list("kind", flat=True))


def noon(day: int, month: int = 8, year: int = 2024, at: time = time(12)) -> datetime:
    """A moment by Moscow's clock, in UTC."""
    return datetime.combine(date(year, month, day), at, tzinfo=MOSCOW).astimezone(UTC)
