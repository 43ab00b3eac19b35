"""The rules of Russian and of English typography, in the order in which they are applied.

Russian as in Мильчин, Чельцова, «Справочник издателя и автора»; English dashes with spaces
around them, as British publishers set them. What ties words agrees with
`museumsite.wording.no_orphans`, which does the same for what was saved untied.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from museumsite.typography.passage import BREAK, HIDDEN, NBSP, Passage, Rule
from museumsite.typography.quotes import english_quotes, russian_quotes

_Replacement = str | Callable[[re.Match[str]], str]
_SPACE = f"[ {NBSP}]"
_ENDS = rf"(?=\s|$|{BREAK})"
_MONTHS = (
    "январ[яь]|феврал[яь]|марта?|апрел[яь]|мая|май|июн[яь]|июл[яь]|августа?|сентябр[яь]"
    "|октябр[яь]|ноябр[яь]|декабр[яь]"
)
_COUNTED = (  # stands behind its number
    "год(?:а|у|ом|е|ы|ов|ам|ами|ах)?|гг?[.]|лет|век(?:а|у|ом|е|ов)?|вв?[.]|час(?:а|ов)?|минут[аы]?"
    "|дня|дней|день|недел[яьи]|месяц(?:а|ев)?|человека?|участник(?:а|ов)?|мест[ао]?|раза?"
    "|тыс[.]|млн|млрд|руб[.]|рубл(?:ь|я|ей)|коп[.]|[кс]?м|мм|кг|га|чел[.]|мин[.]?|ч[.]?|[гт]|[%‰₽€]"
)
_NAMES_FOLLOW = (  # «г. Москва», «ул. Правды»
    "г|гор|пос|дер|ул|пр|просп|пер|пл|наб|бул|ш|д|корп|стр|кв|оф|каб|ауд|эт|им|оз|обл|тел|доб|факс"
    "|см|рис|табл|гл|ст|разд|прил|акад|проф|доц|св|ред|сост"
)
_ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_NUMBER = r"(?:\d{1,2}:\d\d|\d{1,4})"
_TELEPHONE = re.compile(
    rf"(?:тел\w*|факс|tel|phone|\+\d|\(\d+\))[.:]?[\d ()–{NBSP}-]*$", re.IGNORECASE
)


def passage_rules(language: str) -> list[Rule]:
    """The rules for texts in `language`."""
    return list(_english() if language == "en" else _russian())


def _unbroken(match: re.Match[str]) -> str:
    return match[0].replace(" ", NBSP)


def _range(match: re.Match[str]) -> str:
    """«1941–1945», if it rises: «3-2» is a score, «10-05» a part of a code or a number to dial."""
    first, last = match["first"], match["last"]
    if _TELEPHONE.search(match.string[max(0, match.start() - 30) : match.start()]):
        return match[0]
    if (":" in first) != (":" in last):
        return match[0]
    is_clock = ":" in first
    if is_clock or (int(first) < int(last) and not last.startswith("0")):
        return f"{first}–{last}"
    return match[0]


def _dash(match: re.Match[str]) -> str:
    """A dash between words; between numbers it may be a minus, or a part of a telephone number."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return match[0] if before.isdigit() and after.isdigit() else f"{NBSP}— "


def _british_dash(match: re.Match[str]) -> str:
    return _dash(match).replace("—", "–") if match[1] == "-" else _dash(match)


# --- What both languages share ----------------------------------------------------------

_BEFORE_QUOTES: list[tuple[str, _Replacement]] = [
    # No space before punctuation; «:)» and « .htaccess» are left alone.
    (rf"(?<=[\w{HIDDEN}»”“\")…]){_SPACE}+(?=[,;:!?.]{_ENDS})", ""),
    (r"(?<!\.)\.\.\.(?!\.)", "…"),
    (
        rf"(?<![\w.,:/{HIDDEN}–—-])(?P<first>{_NUMBER})(?:-|{_SPACE}+[-–]{_SPACE}+)"
        rf"(?P<last>{_NUMBER})(?![\w:/{HIDDEN}–—-]|[.,]\d|{_SPACE}*[-–]{_SPACE}*\d)",
        _range,
    ),
    (r"(?<=[^\W\d_])'(?=[^\W\d_])", "’"),  # д’Артаньян, don’t
]
_TELEPHONES: list[tuple[str, _Replacement]] = [
    (
        rf"(?<![\w+])(?:\+\d{{1,3}}|8){_SPACE}?(?:\(\d{{3,5}}\)|\d{{3,5}}){_SPACE}?\d{{1,3}}"
        rf"(?:[–{NBSP} -]\d{{2,4}}){{1,3}}(?!\d)",
        _unbroken,
    ),
    (rf"\(\d{{3,5}}\){_SPACE}\d{{1,3}}(?:[–{NBSP} -]\d{{2,4}}){{1,3}}(?!\d)", _unbroken),
    (rf"(?<![\d.,])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)", _unbroken),  # 10 000
]
_AT_LAST: list[tuple[str, _Replacement]] = [(rf"{_SPACE}+(?=[—–])", NBSP)]

# --- Russian ----------------------------------------------------------------------------

_RUSSIAN_DASHES: list[tuple[str, _Replacement]] = [
    (rf"(?<=\S){_SPACE}+(?:-{{1,3}}|–){_SPACE}+(?=[^\s{BREAK}])", _dash),
    (rf"(?:^|(?<={BREAK}))(?:-{{1,3}}|–|—){_SPACE}+(?=[^\s{BREAK}])", f"—{NBSP}"),  # «— Да»
]
_RUSSIAN_TIES: list[tuple[str, _Replacement]] = [
    (rf"(?<!\w)([тТ])\.{_SPACE}?([едпкнчо])\.(?!\w)", rf"\1.{NBSP}\2."),  # т. е., т. д.
    (rf"(?<!\w)н\.{_SPACE}?э\.", f"н.{NBSP}э."),
    (
        rf"(?<![\w.])([А-ЯЁ])\.{_SPACE}?([А-ЯЁ])\.{_SPACE}?(?=[А-ЯЁ][а-яё])",  # А. В. Королёв
        rf"\1.{NBSP}\2.{NBSP}",
    ),
    (r"(?<![\w.])([А-ЯЁ])\. (?=[А-ЯЁ][а-яё])", rf"\1.{NBSP}"),  # А. Королёв
    (
        rf"(?<![\w-])([А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?){_SPACE}([А-ЯЁ])\.{_SPACE}?([А-ЯЁ])\.(?!\w)",
        rf"\1{NBSP}\2.{NBSP}\3.",  # Королёв А. В.
    ),
    (rf"([№§]){_SPACE}?(?=\d)", rf"\1{NBSP}"),
    (r"[№§] (?=\S)", _unbroken),
    (r"(?<!\w)(?:т|с|п|пп|ч|кн|вып)\. (?=\d)", _unbroken),  # т. 5, с. 12
    (rf"(?<!\w)(?i:{_NAMES_FOLLOW})\. (?=[\w«„\"(№{HIDDEN}])", _unbroken),
    (rf"\d(?:-?[а-я]{{1,3}})? (?=(?:{_COUNTED}|{_MONTHS})(?!\w))", _unbroken),
    (r"(?<!\w)[IVXLC]{1,7}(?:–[IVXLC]{1,7})? (?=век|вв?\.|столети|тысячелети)", _unbroken),
    (rf"(?<![\w{HIDDEN}])[^\W\d_]{{1,2}} (?=[^\s{BREAK}])", _unbroken),  # в музее, и, не
    (r"(?<=\w) (?=(?:ли|же|бы)(?!\w))", NBSP),
]


def _russian() -> Iterator[Rule]:
    yield from _rules(_BEFORE_QUOTES)
    yield from _rules(_RUSSIAN_DASHES)
    yield russian_quotes
    yield from _rules(_TELEPHONES)
    yield from _rules(_RUSSIAN_TIES)
    yield from _rules(_AT_LAST)


# --- English ----------------------------------------------------------------------------

_ENGLISH_DASHES: list[tuple[str, _Replacement]] = [
    (rf"(?<=\S){_SPACE}+(-{{1,3}}){_SPACE}+(?=[^\s{BREAK}])", _british_dash),
    (r"(?<=\w)---?(?=\w)", "—"),
]
_ENGLISH_APOSTROPHES: list[tuple[str, _Replacement]] = [
    (r"'(?=\d0s)", "’"),  # the ’90s
    (rf"(?:^|(?<=[\s(\[—–“{BREAK}-]))'(?=\S)([^'{BREAK}]*)(?<=\S)'(?!\w)", r"‘\1’"),
    (r"(?<=[^\W\d_])'(?!\w)", "’"),  # museums’ days
]
_ENGLISH_TIES: list[tuple[str, _Replacement]] = [
    (rf"\d (?=(?:{_ENGLISH_MONTHS}|km|kg|[cm]?m|[ap]\.?m\.?|[%€£])(?!\w))", _unbroken),
    (rf"(?<!\w)(?:{_ENGLISH_MONTHS}) (?=\d{{1,2}}(?!\d))", _unbroken),
    (r"(?<!\w)(?:[Nn]o|pp?|[Vv]ol|[Ff]ig|[Cc]h)\. (?=\d)", _unbroken),
    (r"(?<!\w)(?:Dr|Mr|Mrs|Ms|Prof|St)\.? (?=[A-Z])", _unbroken),
    (r"(?<![\w.])[A-Z]\. (?=[A-Z])", _unbroken),  # J. K. Rowling
]


def _english() -> Iterator[Rule]:
    yield from _rules(_BEFORE_QUOTES)
    yield from _rules(_ENGLISH_DASHES)
    yield english_quotes
    yield from _rules(_ENGLISH_APOSTROPHES)
    yield from _rules(_TELEPHONES)
    yield from _rules(_ENGLISH_TIES)
    yield from _rules(_AT_LAST)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _rules(table: list[tuple[str, _Replacement]]) -> Iterator[Rule]:
    for pattern, new in table:
        yield partial(_substitute, _compiled(pattern), new)


def _substitute(pattern: re.Pattern[str], new: _Replacement, passage: Passage) -> None:
    passage.substitute(pattern, new)
