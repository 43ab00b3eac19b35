"""What a demonstration item is made of: the words of the models, without the database."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from events.models import Session
from museumsite import zones


@dataclass(frozen=True)
class SignUpRules:
    """An intake as staff would type it, by the session's clock."""

    opens: date
    deadline: date
    deadline_time: time | None = None
    capacity: int | None = None
    participants_limit: int = 5


@dataclass(frozen=True)
class Held:
    """A session as staff would type it; `venue` is a name from the directory."""

    day: date
    starts: time | None = None
    ends: time | None = None
    title: str = ""
    zone: str = zones.MOSCOW
    mode: Session.Mode = Session.Mode.IN_PERSON
    venue: str | None = None
    sign_up: SignUpRules | None = None


@dataclass(frozen=True)
class Item:
    """An announcement; category, organisers and contact are names from the directory.

    `published` is an aware moment, or None for a draft.
    """

    title: str
    published: datetime | None
    category: str
    body: str
    lead: str = ""
    organisers: tuple[str, ...] = ()
    contact: str | None = None
    sessions: tuple[Held, ...] = ()


def moscow(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment by Moscow's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zones.MOSCOW))
