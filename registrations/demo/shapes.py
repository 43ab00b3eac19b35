"""What a demonstration item is made of: the words of the models, without the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from events.models import Session
from museumsite import zones
from registrations.models import Question


@dataclass(frozen=True)
class Asked:
    """A question as staff would type it; `after` names an earlier one and the answer to it."""

    text: str
    text_en: str
    kind: Question.Kind
    asks: Question.Asks = Question.Asks.PARTICIPANT
    hint: str = ""
    hint_en: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str, int | None], ...] = ()  # in Russian, in English, places
    after: tuple[str, str | None] | None = None


@dataclass(frozen=True)
class SignUpRules:
    """An intake as staff would type it, by the session's clock. `more` are fields of `Intake`."""

    opens: date
    deadline: date
    deadline_time: time | None = None
    capacity: int | None = None
    participants_limit: int = 5
    more: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of a programme, on the session's first day."""

    starts: time
    ends: time
    title: str
    speaker: str = ""
    kind: str = ""  # of `ProgrammeItem.Kind`


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
    programme: tuple[Line, ...] = ()


@dataclass(frozen=True)
class English:
    """The English counterpart of an item; `sessions` are the titles of those that have one."""

    title: str
    lead: str
    body: str
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cover:
    """A picture of the folder `pictures`, drawn for this demonstration."""

    file: str
    alt: str
    focus: tuple[int, int] = (50, 50)  # per cent from the left and from the top


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
    cover: Cover | None = None
    english: English | None = None


def moscow(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment by Moscow's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zones.MOSCOW))
