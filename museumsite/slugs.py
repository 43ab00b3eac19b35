"""Addresses from Russian titles, by the table that the association's old addresses show."""

import re
import unicodedata
from collections.abc import Callable

MAX_LENGTH = 250

# GOST 7.79 system B as the old site spelt it: ц is always `cz`, ы `yi`, э a plain `e`.
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh",
        "з": "z", "и": "i", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "cz",
        "ч": "ch", "ш": "sh", "щ": "shh", "ъ": "", "ы": "yi", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
    }
)  # fmt: skip


def slug_of(title: str) -> str:
    """The address `title` gives: lower-case ASCII letters, digits and hyphens, never empty.

    At most `MAX_LENGTH` characters, cut between words where there is one to cut at.
    """
    composed = unicodedata.normalize("NFC", title).lower().translate(_LATIN)
    plain = unicodedata.normalize("NFKD", composed).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "publication"
    return shortened(slug, MAX_LENGTH)


def shortened(slug: str, length: int) -> str:
    """`slug` cut to `length` characters, at a hyphen where one is left."""
    if len(slug) <= length:
        return slug
    cut = slug[: length + 1]
    return (cut.rpartition("-")[0] or slug[:length]).strip("-")


def unique_slug(title: str, is_taken: Callable[[str], bool]) -> str:
    """The slug of `title`, with the first free number behind it when others have it already."""
    first = slug = slug_of(title)
    number = 1
    while is_taken(slug):
        number += 1
        slug = f"{shortened(first, MAX_LENGTH - len(str(number)) - 1)}-{number}"
    return slug
