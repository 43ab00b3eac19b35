"""Letters that go to many at one moment: reminders, and word to those who are unfinished.

A wave belongs to a moment by the session's clock and has an occasion that names the session's
day: a session that is moved reminds anew. When the worker was down, only the latest wave that
was missed goes, and none once its time is over. Which wave is on is said here; to whom it
still has to go, and the going, is in `wave_letters.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from museumsite import moments
from registrations import unfinished
from registrations.models import Intake, Kind, Participant, Registration
from registrations.models.intake_checks import reminder_days

Seat = Participant.Seat
# By the session's clock: nobody is woken, and the day is still long enough to answer.
HOUR = time(10)
DAYS_BEFORE_NAMES = 2
DAYS_BEFORE_SESSION = 7


@dataclass(frozen=True)
class Wave:
    """One moment of one intake: what is told from then on, and under which name, once."""

    occasion: str
    moment: datetime


@dataclass(frozen=True)
class Sort:
    """A sort of wave: what it tells, the wave that is on at a moment, and whom it concerns."""

    kind: Kind
    current: Callable[[Intake, datetime], Wave | None]
    registrations: Callable[[], QuerySet[Registration]]
    participants: Callable[[], QuerySet[Participant]]
    people: Q  # whom the contact person's letter is about


def current_reminder(intake: Intake, at: datetime) -> Wave | None:
    """The latest of the intake's reminders whose moment has come; None when none is on."""
    session = intake.session
    if at >= session.starts_at:
        return None
    try:
        days_before = reminder_days(intake.reminders)
    except ValidationError:  # typed past the form: nobody is reminded, and nothing breaks
        return None
    waves = [
        Wave(
            f"reminder-{days}-{session.start_date}", _days_before(days, session.start_date, intake)
        )
        for days in days_before
    ]
    return max((wave for wave in waves if wave.moment <= at), key=_moment, default=None)


def current_call_for_names(intake: Intake, at: datetime) -> Wave | None:
    """Two days before names are to come, until then."""
    day, until = intake.names_until_date, intake.names_until
    if day is None or until is None or at >= min(until, intake.session.starts_at):
        return None
    wave = Wave(f"unfinished-names-{day}", _days_before(DAYS_BEFORE_NAMES, day, intake))
    return wave if wave.moment <= at else None


def current_call_to_finish(intake: Intake, at: datetime) -> Wave | None:
    """A week before the session, until it starts."""
    day = intake.session.start_date
    wave = Wave(f"unfinished-{day}", _days_before(DAYS_BEFORE_SESSION, day, intake))
    return wave if wave.moment <= at < intake.session.starts_at else None


def _seated() -> QuerySet[Participant]:
    return Participant.objects.filter(seat=Seat.SEATED)


def _days_before(days: int, day: date, intake: Intake) -> datetime:
    return moments.moment_near(day - timedelta(days=days), HOUR, intake.session.zoneinfo)


def _moment(wave: Wave) -> datetime:
    return wave.moment


SORTS = {
    "reminder": Sort(
        Kind.REMINDER,
        current_reminder,
        lambda: Registration.objects.living().filter(
            Exists(_seated().filter(registration=OuterRef("pk")))
        ),
        _seated,
        Q(seat=Seat.SEATED),
    ),
    "names": Sort(
        Kind.UNFINISHED,
        current_call_for_names,
        unfinished.names_missing,
        Participant.objects.none,
        ~Q(seat__in=Participant.GIVEN_BACK),
    ),
    "finish": Sort(
        Kind.UNFINISHED,
        current_call_to_finish,
        unfinished.unfinished,
        lambda: Participant.objects.filter(
            Exists(unfinished.unconsenting().filter(pk=OuterRef("pk")))
            | Exists(unfinished.unanswering().filter(pk=OuterRef("pk")))
        ),
        ~Q(seat__in=Participant.GIVEN_BACK),
    ),
}
