"""What a mistyped question may have meant: «Может быть, вы искали: стратегическая сессия».

Only what finds something is suggested. The work does not grow with the site: one query says
which words are known, one for each of three unknown ones fetches a bounded number of words like
it, and at most three questions are tried.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from events.models import KnownWord
from events.search.questions import Asked, Question
from events.search.vocabulary import is_kept, keys_of
from events.search.words import stem

_LIKE_ONE = 2_000  # known words looked at for each unknown one
_TRIED = 3  # questions
_CORRECTED = 3  # unknown words of one question
_FOR_EACH = 2  # known words tried for each unknown one
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_KEYBOARD = str.maketrans(_LATIN, "ёйцукенгшщзхъфывапролджэячсмитьбю.")


def suggestion(question: Question, finds: Callable[[Question], bool]) -> str | None:
    """Words like those of `question` that find something; None when there are none.

    `finds` says whether a question is answered. It is asked three times at most, so nothing
    is suggested that only a draft would answer.
    """
    candidates = (Question.of(typed) for typed in _like(question))
    tried = islice(
        filter(lambda other: other and other.words != question.words, candidates), _TRIED
    )
    return next((other.typed for other in tried if finds(other)), None)


def _like(question: Question) -> Iterator[str]:
    """Questions like this one, the likeliest first."""
    on_the_other_keyboard = _typed_on_russian_keys(question.typed)
    if on_the_other_keyboard:
        yield on_the_other_keyboard
    unknown = _unknown(question.words)
    likely = {word.word: found for word in unknown if (found := _known_like(word.word))}
    if likely:
        choices = [likely.get(word.word, [word.word]) for word in question.words]
        for words in islice(product(*choices), _TRIED):
            yield " ".join(words)


def _typed_on_russian_keys(typed: str) -> str | None:
    """«veptq» is «музей» when the keyboard was left in English."""
    if not typed.isascii() or not any(map(str.isalpha, typed)):
        return None
    return typed.casefold().translate(_KEYBOARD)


def _unknown(words: tuple[Asked, ...]) -> list[Asked]:
    """Those that no text has in any form, the first few of them."""
    stems = [own for word in words for own in word.stems]
    known = set(KnownWord.objects.filter(stem__in=stems).values_list("stem", flat=True))
    return [word for word in words if known.isdisjoint(word.stems)][:_CORRECTED]


def _known_like(word: str) -> list[str]:
    """The known words that `word` most probably was meant to be."""
    if not is_kept(word):
        return []
    keys = keys_of(word)
    allowed = _slips_allowed(len(word))
    alike = (
        KnownWord.objects.filter(
            Q(head=keys["head"]) | Q(tail=keys["tail"]) | Q(consonants=keys["consonants"])
        )
        .annotate(length=Length("word"))
        .filter(length__gte=len(word) - allowed, length__lte=len(word) + allowed)
    )
    own = stem(word)
    scored = sorted(
        (OSA.distance(own, other_stem), OSA.distance(word, other), other)
        for other, other_stem in alike.order_by("word").values_list("word", "stem")[:_LIKE_ONE]
    )
    return [other for slips, _distance, other in scored if slips <= allowed][:_FOR_EACH]


def _slips_allowed(length: int) -> int:
    """How many letters may be wrong, missing, too many or swapped in a word of so many."""
    return 1 if length < 6 else 2 if length < 10 else 3
