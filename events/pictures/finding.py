"""Finding a picture in the library by the words colleagues gave it."""

from django.db.models import Q, QuerySet

from events.models import Picture

_FIELDS = ("title", "alt", "caption", "credit")
_MOST_WORDS = 8


def matching(pictures: QuerySet[Picture], question: str) -> QuerySet[Picture]:
    """Those in which every word of `question` occurs, in any of the four texts."""
    for word in question.replace("\0", "").split()[:_MOST_WORDS]:
        pictures = pictures.filter(_contains(word))
    return pictures


def _contains(word: str) -> Q:
    """SQLite tells small Cyrillic letters from capitals, so the usual spellings are asked for."""
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return Q(
        *((f"{field}__icontains", spelling) for field in _FIELDS for spelling in spellings),
        _connector=Q.OR,
    )
