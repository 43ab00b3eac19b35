"""Words as searching sees them: folded, stemmed, and alike on both databases. Pure.

«Победа» and «победы» share the stem «побед». Two things the stemmer does not know are added to
the words of a question, never to the index: vowels that come and go («орлёнок», «орлёнка»;
«заявка», «заявок») and stems that end with a vowel («музей», «музея»).

An index line holds a text's words with a bar after each stem, one word for each stem:
« побед|ы муз|ей ». SQLite looks for « побед|» in it; PostgreSQL takes the bars out and leaves
the words to its own Russian dictionary. So the columns are the same on both, and what
`dumpdata` has written on one can be read by the other.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

MAX_WORD_LENGTH = 60  # characters; PostgreSQL keeps no words above 2 KB
MAX_LINE_LENGTH = 100_000  # characters; a tsvector has room for 1 MB
SHORTEST_BEGINNING = 4  # letters by which the rest of a word is guessed
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
# Stress marks, soft hyphens, marks of direction, joiners.
_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_COMMON = """
а без бы был была были было быть в вам вас вот все всех вы где да для до его ее если есть еще же
за и из или им их к как когда кто ли между мы на над не него нее нет ни них но о об он она они от
перед по под после при про с со так также то только у уже чем через что чтобы это этот я
a an and are as at be by for from in is it of on or s t that the this to was were with
"""
_COMMON_WORDS = frozenset(_COMMON.split())
# A vowel may stand before the last consonant in one form and not in another: орлен-о-к,
# орленк(а); заяв-о-к, заявк(а); от-е-ц, отц(а); баш-е-н, башн(я); ор-е-л, орл(а).
_VOWELS_BEFORE = {"к": "ое", "ц": "е", "н": "е", "л": "ое", "р": "е", "м": "е"}
_WITH_VOWEL = re.compile(r"(..+)([ое])([кцнлрм])")
_WITHOUT_VOWEL = re.compile(r"(.+[бвгджзйклмнпрстфхцчшщь])([кцнлрм])")
_VOWELS = "аеиоуыэюя"


def folded(text: str) -> str:
    """`text` for comparing: small letters, «ё» as «е», without marks that are not read."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return _UNSEEN.sub("", plain)


def words_of(text: str) -> Iterator[str]:
    """The folded words of `text`, in order."""
    return (found.group()[:MAX_WORD_LENGTH] for found in _WORD.finditer(folded(text)))


@lru_cache(maxsize=50_000)  # the words of a site are few, its texts are many
def stem(word: str) -> str:
    """The stem of a folded word; a word with a digit in it is its own."""
    if _DIGIT.search(word):
        return word
    # A stemmer keeps state between its calls, so no two threads may share one.
    stemmer = snowballstemmer.stemmer("english" if word.isascii() else "russian")
    return str(stemmer.stemWord(word))


def stems_of_question(word: str) -> list[str]:
    """The stems under which other forms of a folded word may be kept, its own first."""
    own = stem(word)
    if word.isascii() or len(own) < 3:
        return [own]
    forms = [own] if word == own else [own, word]
    others = [*_without_vowel_on_the_edge(word, own), *_with_name_ending(word, own)]
    for form in forms:
        others += _with_fleeting_vowel(form)
    return list(dict.fromkeys([own, *(other for other in others if other not in _common_stems())]))


def is_common(word: str) -> bool:
    """Whether nearly every text has this word, so that it says nothing beside another one."""
    return word in _COMMON_WORDS


def line(texts: Iterable[str]) -> str:
    """What an index column holds for `texts`, see above."""
    found: dict[str, str] = {}
    length = 0
    for text in texts:
        for word in words_of(text):
            own = stem(word)
            if own not in found:
                found[own] = f"{own}|{word.removeprefix(own) if word.startswith(own) else ''}"
                length += len(found[own]) + 1
            if length > MAX_LINE_LENGTH:
                break
    return f" {' '.join(found.values())} " if found else ""


def _without_vowel_on_the_edge(word: str, own: str) -> list[str]:
    """музей is cut to «муз», музея to «музе»: each stands for the other."""
    if own.endswith("е"):
        return [own[:-1]]
    return [f"{own}е"] if word.startswith(f"{own}е") else []


def _with_name_ending(word: str, own: str) -> list[str]:
    """Королев is cut to «корол», Королева to «королев»; остров to «остр», острова to «остров»."""
    if own.endswith(("ов", "ев")):
        return [own[:-2]] if len(own) > 4 else []
    return [word] if word in {f"{own}ов", f"{own}ев"} else []


def _with_fleeting_vowel(form: str) -> list[str]:
    if found := _WITH_VOWEL.fullmatch(form):
        start, vowel, last = found.groups()
        if vowel not in _VOWELS_BEFORE[last]:
            return []
        if start[-1] in _VOWELS:  # боец, бойц(а)
            return [f"{start}й{last}"]
        # писем, письм(о); колец, кольц(о)
        softened = [f"{start}ь{last}"] if vowel == "е" and start[-1] in "лнсд" else []
        return [f"{start}{last}", *softened]
    if found := _WITHOUT_VOWEL.fullmatch(form):
        start, last = found.groups()
        start = start.removesuffix("ь").removesuffix("й")
        return [f"{start}{vowel}{last}" for vowel in _VOWELS_BEFORE[last]]
    return []


@lru_cache(maxsize=1)
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, _COMMON_WORDS))
