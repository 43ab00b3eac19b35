"""What was asked, which announcements answer it, and in which order. Alike on both databases.

A word answers when it has the same stem as the one asked, or, from four letters on, when its
stem begins as typed: «краевед» finds «краеведческий». PostgreSQL is asked through its own
full-text search, SQLite for pieces of the index columns; the order is made the same way on both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from events.search import postgresql
from events.search.words import (
    SHORTEST_BEGINNING,
    is_common,
    stem,
    stems_of_question,
    words_of,
)

if TYPE_CHECKING:
    from events.models import AnnouncementQuerySet

MAX_QUESTION_LENGTH = 200  # characters
MAX_QUESTION_WORDS = 8
MOST_RANKED = 5_000  # announcements; a visitor is shown 1,200 of them at most
_IN_TITLE = ("search_title",)
_IN_LEAD = (*_IN_TITLE, "search_lead")
_ANYWHERE = (*_IN_LEAD, "search_text", "search_people")


@dataclass(frozen=True)
class Asked:
    """One word of a question, and what it is found as."""

    word: str  # folded
    stems: tuple[str, ...]
    is_beginning: bool  # whether longer words that begin with it answer, too

    def is_answered_by(self, word: str) -> bool:
        """Whether a folded word of a text is a form of this one."""
        own = stem(word)
        return own in self.stems or (self.is_beginning and own.startswith(self.word))

    def pieces(self) -> list[str]:
        """What an index column of a text that has it contains, one of them or more."""
        forms = [f" {own}|" for own in self.stems]
        return [*forms, f" {self.word}"] if self.is_beginning else forms


@dataclass(frozen=True)
class Question:
    """What somebody looks for: as typed, and word by word."""

    typed: str
    words: tuple[Asked, ...]

    @classmethod
    def of(cls, typed: str) -> "Question":
        """Of anything at all; what cannot be kept or shown is left out, and so is the too long.

        Words that nearly every text has count only when there are no others.
        """
        plain = typed.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
        shown = " ".join(plain[:MAX_QUESTION_LENGTH].split())
        words = list(dict.fromkeys(words_of(shown)))
        telling = [word for word in words if not is_common(word)] or words
        return cls(shown, tuple(map(_asked, telling[:MAX_QUESTION_WORDS])))

    def __bool__(self) -> bool:
        """Whether there is a word to look for."""
        return bool(self.words)


def matching(
    announcements: "AnnouncementQuerySet", question: Question | str
) -> "AnnouncementQuerySet":
    """Those of `announcements` that have every word of `question`; all when it has no words."""
    asked = question if isinstance(question, Question) else Question.of(question)
    if not asked:
        return announcements
    if connection.vendor == "postgresql":
        return announcements.filter(pk__in=postgresql.keys_with(asked.words, announcements.model))
    return announcements.filter(_all_of(asked.words, _ANYWHERE))


def ranked(announcements: "AnnouncementQuerySet", question: Question) -> "AnnouncementQuerySet":
    """`announcements` with every word in the title first, then those whose lead completes it.

    Among equals the newest comes first. Of very many the newest few thousand are put in order.
    """
    newest = announcements.order_by("-published_at", "-pk").values("pk")[:MOST_RANKED]
    place = Case(
        When(_all_of(question.words, _IN_TITLE), then=Value(0)),
        When(_all_of(question.words, _IN_LEAD), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = announcements.model._default_manager.filter(pk__in=newest)
    return found.order_by(place, "-published_at", "-pk")


def _asked(word: str) -> Asked:
    is_beginning = len(word) >= SHORTEST_BEGINNING and word.isalpha()
    return Asked(word, tuple(stems_of_question(word)), is_beginning)


def _all_of(words: Iterable[Asked], columns: tuple[str, ...]) -> Q:
    """Every one of `words` in one or another of `columns`."""
    return reduce(and_, (_one_in(word, columns) for word in words))


def _one_in(word: Asked, columns: tuple[str, ...]) -> Q:
    """Not by LIKE: this is one plain comparison of bytes, and the columns are folded already."""
    pieces = word.pieces()
    return reduce(
        or_,
        (
            Q(GreaterThan(StrIndex(F(column), Value(piece)), 0))
            for column in columns
            for piece in pieces
        ),
    )
