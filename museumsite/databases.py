"""SQLite compares Cyrillic letters without regard to case, as PostgreSQL does.

Django asks for `icontains` and its kin with LIKE on SQLite, whose LIKE folds A–Z only: a
registrar looking for «победы» would not find «ПОБЕДЫ», on one of our two databases. SQLite
lets a connection replace the function behind LIKE, so each new connection gets this one.

The consequence: on SQLite `contains` and `startswith` disregard case for all letters, as
they always did for Latin ones. What must be compared exactly is compared with `=`.
"""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def fold_case_in_like(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new SQLite connection a LIKE, with and without ESCAPE, that knows all letters."""
    if connection.vendor == "sqlite":
        for argument_count in (2, 3):
            connection.connection.create_function("like", argument_count, like, deterministic=True)


def like(pattern: object, value: object, escape: str | None = "") -> bool | None:
    """`value LIKE pattern [ESCAPE escape]`: in SQLite's order of arguments, None for NULL."""
    if pattern is None or value is None or escape is None:
        return None
    return _compiled(_text(pattern), escape).search(_text(value)) is not None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@lru_cache(maxsize=256)  # one search asks the same few patterns of every row
def _compiled(pattern: str, escape: str) -> re.Pattern[str]:
    """The regular expression that finds what `pattern` matches from end to end.

    A `%` at either end is left out together with the anchor: looking for a word in a long
    text is then one plain search, not a walk back from the end of the text.
    """
    parts = _parts(pattern, escape)
    first, last = 0, len(parts)
    while first < last and parts[first] is _ANY:
        first += 1
    while first < last and parts[last - 1] is _ANY:
        last -= 1
    start = "" if first else r"\A"
    end = "" if last < len(parts) else r"\Z"
    return re.compile(start + "".join(parts[first:last]) + end, re.IGNORECASE | re.DOTALL)


_ANY, _ONE, _NOTHING = ".*", ".", "(?!)"


def _parts(pattern: str, escape: str) -> list[str]:
    """`pattern`, character by character, as pieces of a regular expression."""
    parts = []
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            escaped = next(characters, None)
            parts.append(_NOTHING if escaped is None else re.escape(escaped))
        elif character == "%":
            parts.append(_ANY)
        elif character == "_":
            parts.append(_ONE)
        else:
            parts.append(re.escape(character))
    return parts
