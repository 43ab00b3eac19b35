"""Announcements and sessions from a table or a calendar file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from events.imports import calendar_files, sheets, tables, taking
from events.imports.facts import Facts
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

    def run(self) -> None:
        """Take everything that is right; raises `NotATable` before anything is taken."""
        publish_at = self.at.replace(second=0, microsecond=0) if self.publishes else None
        is_calendar = (
            PurePath(self.name).suffix.lower() == ".ics"
            or b"BEGIN:VCALENDAR" in self.content[:200].upper()
        )
        items = list(self._entries(publish_at) if is_calendar else self._rows(publish_at))
        progress = Progress(len(items), self.stream)
        for place, facts, notes in items:
            progress.step()
            if facts is not None:
                self._take(place, facts, notes)

    def _rows(self, publish_at: datetime | None) -> Iterator[tuple[str, Facts | None, list[str]]]:
        rows, unknown = tables.rows(self.name, self.content)
        for heading in unknown:
            words = _("this column is not known and was left out")
            self.report.add(Fate.NOTE, _("column “%(name)s”") % {"name": heading[:80]}, words)
        for group in sheets.groups(rows, publish_at):
            facts = group.facts()
            for row in group.rows:
                for words in row.mistakes:
                    self.report.add(Fate.LEFT, row.place, words)
                if facts is None and not row.mistakes:
                    words = _("another row of the same announcement is wrong")
                    self.report.add(Fate.LEFT, row.place, words)
            yield group.rows[0].place, facts, []

    def _entries(
        self, publish_at: datetime | None
    ) -> Iterator[tuple[str, Facts | None, list[str]]]:
        for entry in calendar_files.entries(self.content, publish_at):
            if entry.facts is None:
                self.report.add(Fate.LEFT, entry.place, entry.left)
            yield entry.place, entry.facts, entry.notes

    def _take(self, place: str, facts: Facts, notes: list[str]) -> None:
        if words := _belongs_to_another(facts):
            self.report.add(Fate.LEFT, place, words)
            return
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
            self.report.notes(place, [*notes, *result.notes])


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
