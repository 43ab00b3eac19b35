"""Finding announcements by Russian and English words in any of their forms.

    words.py        folding, stems, what an index column holds        pure
    index.py        the columns of an announcement, and when they are made anew
    questions.py    what was asked, what answers it, in which order
    postgresql.py   the same by the full-text search of PostgreSQL
    marks.py        the words found, marked, with the text around them
    vocabulary.py   the words the site knows
    suggestions.py  what a mistyped question may have meant

The models import `index.py`, and this with it: only `marks.py` and `suggestions.py`, which
nothing here names, may import the models.
"""

from events.search.questions import MAX_QUESTION_LENGTH, Question, matching, ranked

__all__ = ["MAX_QUESTION_LENGTH", "Question", "matching", "ranked"]
