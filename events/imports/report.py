"""What an import took, changed and left, line by line, in the language of the site."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fate(StrEnum):
    """What became of one item."""

    TAKEN = "taken"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    NOTE = "note"  # taken, and something about it should be looked at


WORDS: dict[Fate, Promise] = {
    Fate.TAKEN: _("taken"),
    Fate.CHANGED: _("changed"),
    Fate.SAME: _("unchanged since the last import"),
    Fate.LEFT: _("left"),
    Fate.NOTE: _("to look at"),
}


@dataclass(frozen=True)
class Line:
    fate: Fate
    place: str  # «post 12 «Открытие выставки»», «row 5»
    words: str = ""

    def __str__(self) -> str:
        end = f": {self.words}" if self.words else ""
        return f"{WORDS[self.fate]} — {self.place}{end}"


@dataclass
class Report:
    """The lines of one import in their order, and how many there are of each kind."""

    lines: list[Line] = field(default_factory=list)

    def add(self, fate: Fate, place: str, words: object = "") -> None:
        self.lines.append(Line(fate, place, str(words)))

    def notes(self, place: str, notes: Iterable[object]) -> None:
        for words in notes:
            self.add(Fate.NOTE, place, words)

    def count(self, fate: Fate) -> int:
        return self.counts()[fate]

    def counts(self) -> Counter[Fate]:
        return Counter(line.fate for line in self.lines)

    def summary(self) -> Iterator[str]:
        """«taken: 12», a line for each fate, none left out: a zero is an answer, too."""
        counts = self.counts()
        for fate, words in WORDS.items():
            yield f"{words}: {counts[fate]}"

    def full_text(self) -> str:
        """The summary and every line but those of what has not changed."""
        told = [str(line) for line in self.lines if line.fate != Fate.SAME]
        return "\n".join([*self.summary(), "", *told]).rstrip() + "\n"


class Progress:
    """A bar on a terminal; silence where nobody watches (a file, a pipe, cron)."""

    WIDTH = 40
    PAUSE = 0.1  # seconds between two drawings

    def __init__(self, total: int, stream: IO[str] | None = None) -> None:
        self.total = total
        self.stream = stream or sys.stderr
        self.is_shown = self.stream.isatty() and total > 0
        self.done = 0
        self._drawn_at = 0.0

    def step(self) -> None:
        self.done += 1
        if self.is_shown and (
            self.done == self.total or time.monotonic() - self._drawn_at > self.PAUSE
        ):
            self._draw()

    def _draw(self) -> None:
        self._drawn_at = time.monotonic()
        part = min(self.done / self.total, 1.0)
        bar = "█" * int(part * self.WIDTH)
        end = "\n" if self.done == self.total else ""
        self.stream.write(f"\r{bar:░<{self.WIDTH}} {self.done}/{self.total}{end}")
        self.stream.flush()
