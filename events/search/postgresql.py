"""Asking PostgreSQL's full-text search, by the index that migration 0011 makes.

The configuration `museumsite` is PostgreSQL's own Russian one, with its dictionaries of Russian
and of English, but without their lists of words to leave out: «Кто мы» is a title, too.

The index is on an expression, so there is no column that only one database has. A query uses
it only while its expression is the very same: `tests/test_search_plan.py` looks at the plan.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from events.models import Announcement
    from events.search.questions import Asked

_CONFIGURATION = "museumsite"
_MOST = 200_000  # found at once
_COLUMNS = ("search_title", "search_lead", "search_text", "search_people")


def keys_with(words: "Iterable[Asked]", model: "type[Announcement]") -> "QuerySet[Any, Any]":
    """The keys of the announcements that have every one of `words`, in any form of it.

    The limit is a fence around this query. Without one PostgreSQL would look for the first
    page of an answer row by row, working out the words of each: half a minute of 100,000.
    """
    found = model._default_manager.filter(_has(words)).order_by()
    return found.values("pk")[:_MOST]


def _has(words: "Iterable[Asked]") -> Func:
    document = Func(
        *map(F, _COLUMNS),
        arg_joiner=" || ",
        template=f"to_tsvector('{_CONFIGURATION}', translate(%(expressions)s, '|', ''))",
    )
    query = Func(*map(_query_of, words), arg_joiner=" && ", template="(%(expressions)s)")
    return Func(
        document,
        query,
        arg_joiner=" @@ ",
        template="%(expressions)s",
        output_field=BooleanField(),
    )


def _query_of(word: "Asked") -> Func:
    """The word as the dictionary knows it, or one of its other stems, or what it begins.

    A word has letters and digits only, so its quotes are safe and it holds no operator.
    """
    by_dictionary = Func(
        Value(f"'{word.word}'"), template=f"to_tsquery('{_CONFIGURATION}', %(expressions)s)"
    )
    others = [f"'{own}'" for own in word.stems]
    if word.is_beginning:
        others.append(f"'{word.word}':*")
    as_they_are = Func(Value(" | ".join(others)), template="%(expressions)s::tsquery")
    return Func(by_dictionary, as_they_are, arg_joiner=" || ", template="(%(expressions)s)")
