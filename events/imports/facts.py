"""What a source says an announcement is: plain values, before any row is written."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from typing import Any

from events.models import Session
from museumsite import zones
from museumsite.admin import year_is_meant


@dataclass(frozen=True)
class VenueFacts:
    name: str
    city: str = ""
    address: str = ""


@dataclass(frozen=True)
class ContactFacts:
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class CategoryFacts:
    name: str
    slug: str = ""  # empty: made from the name


@dataclass(frozen=True)
class SessionFacts:
    """As `Session` keeps it: what is typed is by the clock of `zone`."""

    start_date: date
    start_time: time | None = None
    end_date: date | None = None
    end_time: time | None = None
    zone: str = zones.MOSCOW
    title: str = ""
    mode: str = Session.Mode.IN_PERSON
    venue: VenueFacts | None = None
    is_cancelled: bool = False

    def columns(self) -> dict[str, Any]:
        """The columns of a row, without the place, which is a row of its own."""
        return {name: value for name, value in vars(self).items() if name != "venue"}

    def check(self) -> None:
        """Raise `ValidationError` when no session can be like this."""
        for day in (self.start_date, self.end_date or self.start_date):
            year_is_meant(day)
        Session(**self.columns()).clean()


@dataclass
class Facts:
    """One announcement to be. `body` is what is read; `media` the files its text shows."""

    source: str  # the same for the same item each time: ImportedItem.source
    title: str
    category: CategoryFacts
    body: str = ""
    media: list[str] = field(default_factory=list)  # what each file is: sha256 or «missing»
    slug: str = ""
    published_at: datetime | None = None
    appears_at_once: bool = False  # what names no date of its own: published when it is taken
    language: str = "ru"
    lead: str = ""
    author: str = ""
    is_typeset: bool = True
    organisers: list[str] = field(default_factory=list)
    contact: ContactFacts | None = None
    sessions: list[SessionFacts] = field(default_factory=list)

    def sha256(self) -> str:
        """Changes when anything does that the source says; where it stands here is ours."""
        return digest_of({**asdict(self), "slug": ""})


def digest_of(facts: Any) -> str:
    written = json.dumps(facts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
