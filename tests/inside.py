"""What `tests.driver` does inside a real site. Arguments and answers travel as JSON."""

import time
from collections import Counter
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.utils import timezone

from events.models import MissedAddress
from registrations import desk, links, turns, urls
from registrations.models import HistoryLine, Intake, Letter, Participant, Registration
from tests import payload_pages, replay
from tests.make import make_application, make_intake, make_people, make_question, make_session

_held: list[AbstractContextManager[Intake]] = []


def open_intake(**fields: Any) -> int:
    """The key of an intake that is open by the real clock, its session next year."""
    today = timezone.localdate()
    session_fields = {
        name.removeprefix("session_"): fields.pop(name)
        for name in list(fields)
        if name.startswith("session_")
    }
    session = make_session(start_date=today + timedelta(days=365), **session_fields)
    period = {
        "opens_date": today - timedelta(days=365),
        "deadline_date": today + timedelta(days=300),
    }
    return make_intake(session, **{**period, **fields}).pk


def close_in(intake: int, seconds: float) -> None:
    """Move the deadline to the moment `seconds` from now."""
    at = timezone.now() + timedelta(seconds=seconds)
    Intake.objects.filter(pk=intake).update(closes_at=at)


def submitted_in_time(intake: int) -> list[str]:
    """The addresses of those who were accepted, each of them before the deadline."""
    accepted = Registration.objects.filter(intake=intake)
    in_time = accepted.filter(submitted_at__lt=F("intake__closes_at"))
    assert in_time.count() == accepted.count()
    return sorted(in_time.values_list("email", flat=True))


def hold(intake: int) -> None:
    """Take the lock of an intake, and keep it until `release`."""
    turn = turns.turn_at(intake)
    turn.__enter__()
    _held.append(turn)


def release() -> None:
    _held.pop().__exit__(None, None, None)


def set_capacity(intake: int, capacity: int) -> None:
    """As the admin does it."""
    staff = User.objects.get_or_create(username="registrar")[0]
    changed = Intake.objects.get(pk=intake)
    changed.capacity = capacity
    desk.set_rules(intake=changed, fields=["capacity"], staff=staff)


def story(intake: int) -> replay.Story:
    return replay.story_of(Intake.objects.get(pk=intake))


def counts() -> dict[str, int]:
    """How many rows there are of what a sign-up writes."""
    return {
        "registrations": Registration.objects.count(),
        "participants": Participant.objects.count(),
        "history": HistoryLine.objects.count(),
        "letters": Letter.objects.count(),
    }


def registrations_behind(secrets: list[str]) -> list[int | None]:
    """The registration each secret link opens, None where it opens nothing."""
    hashes = [links.hash_of(secret) for secret in secrets]
    found = dict(
        Registration.objects.filter(secret_hash__in=hashes).values_list("secret_hash", "pk")
    )
    return [found.get(secret_hash) for secret_hash in hashes]


def sign_up_with_own_address(intake: int) -> None:
    """A delegation in which one has an address, and so a secret link, of their own."""
    own = desk.Person("Иванов Пётр", "хранитель", "in_person", "ivanov@museum.example")
    application = make_application(people=[*make_people(1), own])
    desk.submit(intake=Intake.objects.get(pk=intake), application=application)


def ask_questions(intake: int, number: int) -> None:
    for _ in range(number):
        make_question(Intake.objects.get(pk=intake))


def fill(intake: int, number: int, *, waiting: bool = False) -> None:
    """Rows of `number` registrations of one person each, too many to sign up one by one."""
    template = make_application().contact
    registrations = Registration.objects.bulk_create(
        Registration(
            intake_id=intake,
            form_key=f"filled-{intake}-{n}",
            secret_hash=f"filled-{intake}-{n}",
            submitted_at=timezone.now(),
            museum_key="",
            **{**vars(template), "email": f"filled{n}@museum.example"},
        )
        for n in range(number)
    )
    Participant.objects.bulk_create(
        Participant(
            registration=registration,
            name=f"Участник {n}",
            name_key=f"участник {n}",
            mode="in_person",
            ticket_code=f"{intake}-{n}",
            seat="waiting" if waiting else "seated",
            queue_number=n + 1 if waiting else None,
        )
        for n, registration in enumerate(registrations)
    )


def seconds_to_move_up(intake: int, capacity: int) -> float:
    """How long the desk takes to raise the limit, and to seat those who wait."""
    started = time.perf_counter()
    set_capacity(intake, capacity)
    return time.perf_counter() - started


def secrets() -> list[str]:
    """Every secret that opens something."""
    rows = [*Registration.objects.all(), *Participant.objects.exclude(secret_hash=None)]
    return [links.secret_for(row.link_seed, row.secret_hash or "") for row in rows]


def addresses_behind(secret: str) -> list[str]:
    """Every address the site knows that begins with a secret link."""
    tickets_and_letters = {*_keys(Participant), *_keys(Letter)}
    routes = [str(route.pattern) for route in urls.urlpatterns]
    found = set()
    for route, pk in product(routes, tickets_and_letters):
        address = route.replace("<str:secret>", secret).replace("<int:pk>", str(pk))
        address = address.replace("<slug:purpose>", "news").replace("<str:code>", "code")
        if address.startswith("r/"):
            found.add(f"/{address}")
    return sorted(found)


def _keys(model: type[Participant | Letter]) -> list[int]:
    return list(model.objects.values_list("pk", flat=True))


def sign_up(intake: int, number: int) -> list[str]:
    """The addresses of `number` people who have signed up at the desk."""
    locked = Intake.objects.get(pk=intake)
    return [
        desk.submit(intake=locked, application=make_application()).registration.email
        for _ in range(number)
    ]


def letters_by_kind(intake: int) -> dict[str, int]:
    """How many letters of each kind the outbox holds for contact persons."""
    letters = Letter.objects.filter(registration__intake=intake, participant=None)
    return Counter(letters.values_list("kind", flat=True))


def letters_tried() -> int:
    return Letter.objects.filter(attempts__gt=0).count()


def letters_given_up() -> list[str]:
    """The addresses no letter goes to any more; their registrations are marked."""
    given_up = Letter.objects.exclude(failed_at=None)
    return list(given_up.exclude(registration__bounced_at=None).values_list("to", flat=True))


def let_time_pass_for_letters() -> None:
    """What waits for its next try or for a dead worker's lease may be sent now."""
    now = timezone.now()
    Letter.objects.filter(sent_at=None).update(send_after=now, leased_until=None)


def missed_addresses() -> dict[str, int]:
    """How often each address was asked for in vain."""
    return dict(MissedAddress.objects.values_list("path", "hits"))


def payloads_everywhere(folder: str) -> dict[str, Any]:
    return payload_pages.type_everywhere(Path(folder))


def tables_as_text() -> dict[str, str]:
    """Every row of every table, as one text a table."""
    with connection.cursor() as cursor:
        texts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  ours
            texts[table] = "\n".join(map(repr, cursor.fetchall()))
    return texts
