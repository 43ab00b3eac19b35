"""What `tests.driver` does inside a real site. Arguments and answers travel as JSON."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.utils import timezone

from registrations import desk, links, refusals, turns
from registrations.models import HistoryLine, Intake, Letter, Participant, Registration
from tests import replay
from tests.make import make_intake, make_session

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


def correct(secret: str, *, names: list[str], mode: str = "in_person") -> str:
    """Make the participants behind a secret link `names`; the outcome if it was refused."""
    registration = Registration.objects.get(secret_hash=links.hash_of(secret))
    known = list(registration.participants.living())
    people = [
        desk.Person(
            name=name,
            position="хранитель",
            mode=known[number].mode if number < len(known) else mode,
            pk=known[number].pk if number < len(known) else None,
        )
        for number, name in enumerate(names)
    ]
    contact = desk.Contact(
        **{field: getattr(registration, field) for field in desk.Contact.__dataclass_fields__}
    )
    correction = desk.Correction(
        contact, people, accepts_fewer=registration.accepts_fewer, accepts_waiting=True
    )
    try:
        desk.correct(registration=registration, correction=correction)
    except refusals.Refused as refusal:
        return refusal.outcome
    return ""


def let_time_pass_for_letters() -> None:
    """What waits for its next try or for a dead worker's lease may be sent now."""
    now = timezone.now()
    Letter.objects.filter(sent_at=None).update(send_after=now, leased_until=None)


def tables_as_text() -> dict[str, str]:
    """Every row of every table, as one text a table."""
    with connection.cursor() as cursor:
        texts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  ours
            texts[table] = "\n".join(map(repr, cursor.fetchall()))
    return texts
