"""Quotation marks: which open, which close, how deep they stand."""

import re

from museumsite.typography.passage import BREAK, Passage

_RUSSIAN = re.compile('["«»„“”]')
_ENGLISH = re.compile('["“”„]')
_OPENING, _CLOSING = set("«„"), set("»”")
_BEFORE_OPENING = set(f"([{{—–-/{BREAK}")
_LEVELS = ("«»", "„“")


def russian_quotes(passage: Passage) -> None:
    """«Музей „Победы“»: marks that have a partner, by how deep they stand; others stay."""
    pairs = _pairs(passage.text, _RUSSIAN)
    _replace(passage, {
        place: _LEVELS[depth % 2][side]
        for depth, *places in pairs
        for side, place in enumerate(places)
    })  # fmt: skip


def english_quotes(passage: Passage) -> None:
    """“Museum”: marks that have a partner; « » in an English text is meant."""
    pairs = _pairs(passage.text, _ENGLISH)
    _replace(passage, {
        place: "“”"[side] for _depth, *places in pairs for side, place in enumerate(places)
    })  # fmt: skip


def _replace(passage: Passage, marks: dict[int, str]) -> None:
    text = list(passage.text)
    for place, mark in marks.items():
        text[place] = mark
    passage.text = "".join(text)


def _pairs(text: str, marks: re.Pattern[str]) -> list[tuple[int, int, int]]:
    """(depth, place of the opening, of the closing) of each pair; depth counts pairs around."""
    waiting: list[int] = []
    partners: dict[int, int] = {}
    opens_at: dict[int, bool] = {}
    for match in marks.finditer(text):
        place = match.start()
        opens_at[place] = opens = _opens(text, place, opens_at, waiting)
        if opens:
            waiting.append(place)
        elif waiting and _is_partner(text[waiting[-1]], match[0]):
            partners[waiting.pop()] = place
    return _with_depths(partners)


def _opens(text: str, place: int, known: dict[int, bool], waiting: list[int]) -> bool:
    mark = text[place]
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    before = text[place - 1] if place else " "
    if place - 1 in known:
        return known[place - 1]  # `""Победа" музей"`: beside another it does as that does
    after = text[place + 1] if place + 1 < len(text) else " "
    begins = before.isspace() or before in _BEFORE_OPENING
    if mark == "“" and waiting and text[waiting[-1]] == "„":
        return False
    return begins and not (after.isspace() or after == BREAK)


def _is_partner(opening: str, closing: str) -> bool:
    """A drawn mark is closed by its own kind; a straight one by whatever was typed."""
    kinds = {"«": "»", "„": "“”", "“": "”", '"': '"”“»'}
    return closing in kinds[opening] or closing == '"'


def _with_depths(partners: dict[int, int]) -> list[tuple[int, int, int]]:
    around: list[int] = []  # where the pairs around end
    pairs = []
    for opening in sorted(partners):
        while around and around[-1] < opening:
            around.pop()
        pairs.append((len(around), opening, partners[opening]))
        around.append(partners[opening])
    return pairs
