"""The words the site knows, for «Может быть, вы искали: …».

A row for each word of any text, under three keys by which a mistyped one finds it: its
beginning, its end and its consonants, which «стратигическая» shares with «стратегическая».
A word that no text has any more stays until the next `rebuild_search`: what is suggested is
asked for first (`suggestions.py`), so it costs a row and harms nobody.
"""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

from django.apps import apps

from events.search.words import is_common, stem, words_of

SHORTEST, LONGEST = 4, 40  # letters
_MOST_AT_ONCE = 20_000  # words learnt from one announcement
_BATCH = 500
_VOWELS = str.maketrans("", "", "аеиоуыэюяьъ" + "aeiouy")


def keys_of(word: str) -> dict[str, str]:
    """The keys under which a folded word is kept, and looked for."""
    return {"head": word[:3], "tail": word[-4:], "consonants": word.translate(_VOWELS)}


def is_kept(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and not is_common(word)


def learn(texts: Iterable[str]) -> None:
    """Know the words of `texts` from now on."""
    model = apps.get_model("events", "KnownWord")
    found = chain.from_iterable(words_of(text) for text in texts)
    # In one order everywhere: two who learn at once wait for one another instead of for ever.
    words = sorted(set(islice((word for word in found if is_kept(word)), _MOST_AT_ONCE)))
    for start in range(0, len(words), _BATCH):
        batch = words[start : start + _BATCH]
        known = set(model.objects.filter(word__in=batch).values_list("word", flat=True))
        unknown = [_row(model, word) for word in batch if word not in known]
        model.objects.bulk_create(unknown, ignore_conflicts=True)


def forget() -> None:
    """Know no words; a step of `rebuild`."""
    apps.get_model("events", "KnownWord").objects.all().delete()


def _row(model: Any, word: str) -> Any:
    return model(word=word, stem=stem(word), **keys_of(word))
