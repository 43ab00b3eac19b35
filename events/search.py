"""Finding announcements by Russian words in any of their forms, alike on both databases.

«Победа» and «победы» share the stem «побед»; the stems of a text are kept in one column,
each between spaces, and a question is answered by asking for each of its stems. SQLite's
LIKE does not fold Cyrillic case, so only folded text is ever compared.
"""

import re
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from events.models import AnnouncementQuerySet

MAX_QUESTION_LENGTH = 200
MAX_QUESTION_WORDS = 8  # each is a walk through the column
_WORD = re.compile(r"[^\W_]+")


def stems(text: str) -> list[str]:
    """The stems of the words in `text`, folded (case, ё), in order."""
    folded = text.casefold().replace("ё", "е")
    russian = snowballstemmer.stemmer("russian")  # keeps state between words: one a call
    english = snowballstemmer.stemmer("english")
    return [
        (english if word.isascii() else russian).stemWord(word) for word in _WORD.findall(folded)
    ]


def search_text(*texts: str) -> str:
    """What the column holds for `texts`: every stem once, each between spaces."""
    found = dict.fromkeys(stem for text in texts for stem in stems(text))
    return f" {' '.join(found)} " if found else ""


def matching(announcements: "AnnouncementQuerySet", question: str) -> "AnnouncementQuerySet":
    """Those of `announcements` that have every word of `question`, or a word beginning with it."""
    asked = dict.fromkeys(stems(question[:MAX_QUESTION_LENGTH]))
    for stem in list(asked)[:MAX_QUESTION_WORDS]:
        announcements = announcements.filter(search_text__contains=f" {stem}")
    return announcements
