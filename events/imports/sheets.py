"""Rows of a table become facts: a row is understood whole, or left with every mistake named."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events import rich_text
from events.imports import cells
from events.imports.columns import heading_of
from events.imports.facts import CategoryFacts, ContactFacts, Facts, SessionFacts, VenueFacts
from events.imports.tables import Row
from events.models import Venue
from museumsite.moments import moment_of
from museumsite.slugs import shortened, slug_of

CATEGORY = "Анонсы"  # of what names none
_PARTING = re.compile(r"[;\n]")


@dataclass
class Understood:
    """What one row says: the facts of an announcement of its own, or why it is left."""

    row: Row
    facts: Facts | None = None
    mistakes: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        title = cells.text_in(self.row.cells.get("title"))[:80]
        words = {"number": self.row.number, "title": title}
        if not title:
            return _("row %(number)d") % words
        return _("row %(number)d “%(title)s”") % words


@dataclass
class Group:
    """Rows of one announcement: the first says what it is, each says when it is held."""

    rows: list[Understood]

    def facts(self) -> Facts | None:
        """Nothing when a row is wrong: an announcement without one of its sessions misleads."""
        whole = [row.facts for row in self.rows if row.facts]
        if len(whole) < len(self.rows):
            return None
        return replace(whole[0], sessions=[one for facts in whole for one in facts.sessions])


def groups(rows: Iterable[Row], *, publishes: bool = False) -> list[Group]:
    """The rows by announcement, in the order of the table.

    Rows with the same number are one announcement; without numbers, rows with the same title.
    `publishes` what names no publication date, which is a draft otherwise.
    """
    found: dict[str, Group] = {}
    for row in rows:
        understood = _understood(row, publishes)
        own = cells.text_in(row.cells.get("id")) or cells.text_in(row.cells.get("title")).casefold()
        key = own or f"row {row.number}"
        if key in found:
            found[key].rows.append(understood)
        else:
            found[key] = Group([understood])
    return list(found.values())


class _Reader:
    """Reads the cells of one row, and gathers what is wrong with them."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.mistakes: list[str] = []

    def get(self, key: str, read: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return read(self.row.cells.get(key), *arguments)
        except ValidationError as error:
            self.wrong(key, " ".join(error.messages))
        except (ValueError, OverflowError):
            self.wrong(key, _("cannot be understood"))
        return None

    def wrong(self, key: str, words: str) -> None:
        # A column that the table does not have is called as in the template.
        where = self.row.places.get(key) or heading_of(key)
        self.mistakes.append(_("column %(column)s: %(words)s") % {"column": where, "words": words})


def _understood(row: Row, publishes: bool) -> Understood:
    reader = _Reader(row)
    title = reader.get("title", cells.line_in, 300)
    if title == "":
        reader.wrong("title", _("it is empty"))
    category = reader.get("category", cells.line_in, 100)
    lead = reader.get("lead", _lines, 1_000)
    text = reader.get("text", _lines, 100_000)
    published_at = reader.get("published", _published)
    contact = _contact(reader)
    sessions = list(_sessions(reader))
    facts = None
    if not reader.mistakes:
        facts = Facts(
            source=_source(row, title, sessions),
            title=title,
            slug="",
            category=CategoryFacts(category or CATEGORY),
            body=rich_text.from_plain(text),
            published_at=published_at,
            appears_at_once=publishes and published_at is None,
            lead=lead,
            author=reader.get("author", cells.line_in, 200),
            organisers=list(_names(cells.text_in(row.cells.get("organisers")))),
            contact=contact,
            sessions=sessions,
        )
    return Understood(row, facts if not reader.mistakes else None, reader.mistakes)


def _source(row: Row, title: str, sessions: list[SessionFacts]) -> str:
    """By its own number, else by its title and day: «Ночь музеев» is held every year."""
    if own := cells.text_in(row.cells.get("id")):
        return f"table № {own}"[:500]
    day = sessions[0].start_date if sessions else ""
    return f"table {shortened(slug_of(title), 240)} {day}"


def _lines(cell: cells.Cell, longest: int) -> str:
    text = cells.text_in(cell).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > longest:
        raise ValidationError(
            _("%(length)d characters, at most %(longest)d fit")
            % {"length": len(text), "longest": longest}
        )
    return text


def _published(cell: cells.Cell) -> datetime | None:
    moment = cells.moment_in(cell)
    if moment is None:
        return None
    day, clock = moment
    return moment_of(day, clock or time(0), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def _contact(reader: _Reader) -> ContactFacts | None:
    name = reader.get("contact", cells.line_in, 200)
    phone = reader.get("phone", cells.phone_in)
    email = reader.get("email", cells.email_in)
    if name:
        return ContactFacts(name, phone or "", email or "")
    if phone or email:
        reader.wrong("contact", _("there is a phone or an e-mail, but no name"))
    return None


def _sessions(reader: _Reader) -> Iterator[SessionFacts]:
    """The session of the row, if it has a date."""
    moment = reader.get("date", cells.moment_in)
    start = reader.get("start", cells.time_in)
    ends = reader.get("end_date", cells.moment_in)
    end = reader.get("end", cells.time_in)
    zone = reader.get("zone", cells.zone_in)
    mode = reader.get("mode", cells.mode_in)
    venue = _venue(reader)
    if reader.mistakes:
        return
    if moment is None:
        for key, cell in (("start", start), ("end", end), ("end_date", ends), ("venue", venue)):
            if cell is not None:
                reader.wrong(key, _("there is no date"))
        return
    day, clock = moment
    last, last_clock = ends or (None, None)
    session = SessionFacts(
        start_date=day,
        start_time=start if start is not None else clock,
        end_date=last if last != day else None,
        end_time=end if end is not None else last_clock,
        zone=zone,
        mode=mode,
        venue=venue,
    )
    try:
        session.check()
    except ValidationError as error:
        reader.wrong("end" if end or ends else "date", " ".join(error.messages))
    else:
        yield session


def _venue(reader: _Reader) -> VenueFacts | None:
    name = reader.get("venue", cells.line_in, 250)
    city = reader.get("city", cells.line_in, 100)
    address = reader.get("address", cells.line_in, 300)
    if not name:
        if address:
            reader.wrong("venue", _("there is an address, but no venue"))
        return None
    if not city and not Venue.objects.filter(name=name).exists():
        reader.wrong("city", _("a new venue needs its city"))
    return VenueFacts(name, city or "", address or "")


def _names(written: str) -> Iterator[str]:
    for part in _PARTING.split(written):
        if name := cells.line_in(part, 10_000)[:250]:
            yield name


def day_of(facts: Facts) -> date | None:
    return facts.sessions[0].start_date if facts.sessions else None
