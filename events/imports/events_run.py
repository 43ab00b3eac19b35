"""Announcements and sessions from a table or a calendar file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from events.imports import calendar_files, sheets, tables, taking
from events.imports.facts import CategoryFacts, Facts
from events.imports.report import Fate, Progress, Report
from events.models import ImportedItem


@dataclass
class EventsImport:
    """One run over the file called `name` with this `content`."""

    name: str
    content: bytes
    at: datetime
    is_dry: bool = False
    again: bool = False
    staff: AbstractBaseUser | None = None  # who does it, where somebody has signed in
    publishes: bool = False  # what names no publication date is published at once
    stream: IO[str] | None = None
    report: Report = field(default_factory=Report)
    _new_categories: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Take everything that is right; raises `NotATable` before anything is taken."""
        is_calendar = (
            PurePath(self.name).suffix.lower() == ".ics"
            or b"BEGIN:VCALENDAR" in self.content[:200].upper()
        )
        items = list(self._entries() if is_calendar else self._rows())
        progress = Progress(len(items), self.stream)
        for item in items:
            progress.step()
            for place, words in item.left:
                self.report.add(Fate.LEFT, place, words)
            if item.facts is not None:
                self._take(item.place, item.facts, item.notes)

    def _rows(self) -> Iterator["_Item"]:
        rows, unknown = tables.rows(self.name, self.content)
        for heading in unknown:
            words = _("this column is not known and was left out")
            self.report.add(Fate.NOTE, _("column “%(name)s”") % {"name": heading[:80]}, words)
        for group in sheets.groups(rows, publishes=self.publishes):
            item = _Item(group.rows[0].place, group.facts())
            for row in group.rows:
                item.left += [(row.place, words) for words in row.mistakes]
                if item.facts is None and not row.mistakes:
                    words = _("another row of the same announcement is wrong")
                    item.left.append((row.place, words))
            yield item

    def _entries(self) -> Iterator["_Item"]:
        for entry in calendar_files.entries(self.content, publishes=self.publishes):
            left = [] if entry.facts else [(entry.place, entry.left)]
            yield _Item(entry.place, entry.facts, entry.notes, left)

    def _take(self, place: str, facts: Facts, notes: list[str]) -> None:
        if words := _belongs_to_another(facts):
            self.report.add(Fate.LEFT, place, words)
            return
        doubts = self._doubts(facts.category)
        result = taking.take(
            facts,
            at=self.at,
            is_dry=self.is_dry,
            again=self.again,
            staff=self.staff,
            texts=lambda: taking.Texts(facts.body),
        )
        self.report.add(result.fate, place, result.words)
        if result.fate in {Fate.TAKEN, Fate.CHANGED}:
            self.report.notes(place, [*notes, *doubts, *result.notes])

    def _doubts(self, category: CategoryFacts) -> list[str]:
        """A category nobody has yet may be one of ours, mistyped: it is asked about once."""
        name = category.name.casefold()
        is_default = category == CategoryFacts(sheets.CATEGORY)
        if is_default or name in self._new_categories or taking.find_category(category):
            return []
        self._new_categories.add(name)
        words = _("new category “%(name)s”: is it not one of those there are?")
        return [words % {"name": category.name}]


@dataclass
class _Item:
    """One announcement to be, or why it is left: a line for each mistake, by its place."""

    place: str
    facts: Facts | None
    notes: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def _belongs_to_another(facts: Facts) -> str:
    """Why a row's own number cannot be its: last year's table counted from 1, too."""
    if not facts.source.startswith("table № "):
        return ""
    item = ImportedItem.objects.filter(source=facts.source).select_related("announcement").first()
    known = item.announcement if item else None
    if known is None or known.title == facts.title:
        return ""
    day = sheets.day_of(facts)
    if day and known.sessions.filter(start_date=day).exists():
        return ""
    return _("its number belongs to “%(title)s”: choose another") % {"title": known.title}
