"""A programme pasted as text, for whoever has it in a letter or a table already.

    14 сентября
    10:00–10:30  Открытие
    10:30–12:00  Музей будущего | Королёв А. В. (деловая)

A line is an item: its time or times, its title, behind «|» or a tab who speaks, in brackets the
kind. A line that is a date begins a day.
"""

import re
from contextlib import suppress
from datetime import date, time
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import ProgrammeItem, Session
from museumsite.fields import one_line

MAX_LINES = 200
_CLOCK = r"(\d{1,2})[:.](\d{2})"
_TIMES = re.compile(rf"{_CLOCK}(?:\s*[–—−-]\s*{_CLOCK})?(?=\s|$)\s*[.,:–—-]?\s*")
_KIND = re.compile(r"\s*\((\w+)(?:\s+\w+)?\)\s*$")
_NUMERIC_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\s+(\w{3,})(?:\s+(\d{4}))?(?:\s+г(?:ода|\.)?)?(?:,\s*\w+)?")
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_KINDS = {
    "делов": ProgrammeItem.Kind.BUSINESS,
    "образ": ProgrammeItem.Kind.EDUCATION,
    "культ": ProgrammeItem.Kind.CULTURE,
}


def items_in(text: str, session: Session) -> list[ProgrammeItem]:
    """The items that `text` names, not saved yet, for `session`, whose dates may be unsaved too.

    Raises `ValidationError` that says, line by line, what could not be read.
    """
    day: date | None = None
    items: list[ProgrammeItem] = []
    problems: list[str] = []
    for number, line in zip(count(1), text.splitlines(), strict=False):
        if not line.strip():
            continue
        named_day = _day_in(one_line(line), session)
        if named_day:
            day = named_day
            continue
        try:
            items.append(_item_in(line, day, session))
        except ValidationError as error:
            values = {"number": number, "problem": " ".join(error.messages)}
            problems.append(_("Line %(number)d: %(problem)s") % values)
    if len(items) > MAX_LINES:
        problems = [_("At most %(number)d lines at once.") % {"number": MAX_LINES}]
    if problems:
        raise ValidationError(problems)
    return items


def _item_in(line: str, day: date | None, session: Session) -> ProgrammeItem:
    """Raises `ValidationError` as the form of one item would."""
    line, kind = _without_kind(line)
    times = _TIMES.match(line.strip())
    starts, ends = _times_in(times) if times else (None, None)
    said = line.strip()[times.end() :] if times else line
    title, *who = (one_line(part) for part in re.split(r"[|\t]", said.strip(" \t|")))
    item = ProgrammeItem(
        session=session,
        day=day if day != session.start_date else None,
        starts=starts,
        ends=ends,
        title=title,
        speaker=", ".join(part for part in who if part),
        kind=kind,
    )
    item.clean_fields(exclude=["session"])
    item.clean()  # which says as much as the table's constraint, without asking the database
    return item


def _times_in(found: re.Match[str]) -> tuple[time, time | None]:
    first_hour, first_minute, last_hour, last_minute = found.groups()
    try:
        starts = time(int(first_hour), int(first_minute))
        ends = time(int(last_hour), int(last_minute)) if last_hour else None
    except ValueError:
        raise ValidationError(_("there is no such time.")) from None
    return starts, ends


def _without_kind(line: str) -> tuple[str, str]:
    """The line without the kind in brackets at its end; other brackets belong to the words."""
    found = _KIND.search(line)
    kind = _KINDS.get(found[1].lower()[:5]) if found else None
    return (line[: found.start()], kind.value) if found and kind else (line, "")


def _day_in(line: str, session: Session) -> date | None:
    """The day that the whole of `line` names; without a year, the session's own if it can be."""
    words, numbers = _DAY_IN_WORDS.fullmatch(line), _NUMERIC_DAY.fullmatch(line)
    found = numbers or words
    if found is None:
        return None
    name = found[2].lower()
    month = int(name) if numbers else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    years = [int(found[3])] if found[3] else [session.start_date.year, session.last_date.year]
    days: list[date] = []
    for year in years:
        with suppress(ValueError):  # «30.02»: no date, so the line is an item
            days.append(date(year, month, int(found[1])))
    held = [day for day in days if session.start_date <= day <= session.last_date]
    return next(iter(held or days), None)
