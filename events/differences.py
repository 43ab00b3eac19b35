"""Two texts side by side in words: what is gone, what is new, and little of what stayed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal

from django.utils.translation import gettext as _

# A word with the space after it: spaces of their own would be alike by the thousand.
_TOKEN = re.compile(r"\s+|(?:\w+|[^\w\s])\s*")
# A comparison costs the product of the two lengths or more; beyond this the old and the new are
# shown whole.
_MAX_COMPARISONS = 400_000
_WORDS_AROUND = 8  # that stay the same, on each side of a change
_SHOWN_CHARACTERS = 20_000  # of one change: beyond that nobody reads, and the page must load

Kind = Literal["same", "gone", "new", "gap"]


@dataclass(frozen=True)
class Piece:
    """A run of words: unchanged, gone, new, or left out («gap»)."""

    kind: Kind
    text: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that differs: «Рубрика: Новости → Анонсы», a text with its changed words."""

    name: str
    label: str
    before: str
    after: str
    is_text: bool = False

    @property
    def pieces(self) -> list[Piece]:
        return pieces(self.before, self.after)


def pieces(before: str, after: str) -> list[Piece]:
    """The words of both texts, unchanged ones only near a change."""
    found: list[Piece] = []
    for kind, lines in _compared(before.splitlines(True), after.splitlines(True)):
        if kind == "same":
            found.append(Piece("same", "".join(lines[0])))
            continue
        old, new = ("".join(side) for side in lines)
        found += [
            Piece(part, "".join(words[0] if part != "new" else words[1]))
            for part, words in _parts(_TOKEN.findall(old), _TOKEN.findall(new))
        ]
    return _shortened(_joined(found))


def readable(html: str) -> str:
    """What a reader of `html` meets, a line for each block, with links and pictures named."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def _compared(
    old: list[str], new: list[str]
) -> Iterator[tuple[Kind | Literal["other"], tuple[list[str], list[str]]]]:
    """Runs of `old` and `new`: the same, or standing in each other's place."""
    if len(old) * len(new) > _MAX_COMPARISONS:
        yield "other", (old, new)
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield ("same" if tag == "equal" else "other"), (old[i:j], new[k:m])


def _parts(old: list[str], new: list[str]) -> Iterator[tuple[Kind, tuple[list[str], list[str]]]]:
    for kind, (gone, come) in _compared(old, new):
        if kind == "same":
            yield "same", (gone, come)
            continue
        if gone:
            yield "gone", (gone, [])
        if come:
            yield "new", ([], come)


def _joined(found: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one."""
    runs = groupby((piece for piece in found if piece.text), key=lambda piece: piece.kind)
    return [Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs]


def _shortened(found: list[Piece]) -> list[Piece]:
    """With a gap for whatever stays the same far from any change, and for what is too long."""
    shown: list[Piece] = []
    left = _SHOWN_CHARACTERS
    for index, piece in enumerate(found):
        near = _TOKEN.findall(piece.text)
        around = 2 * _WORDS_AROUND
        if piece.kind == "same" and len(near) > 2 * around:
            first = "".join(near[:around]) if index else ""
            last = "".join(near[-around:]) if index < len(found) - 1 else ""
            parts = [Piece("same", first), Piece("gap"), Piece("same", last)]
        else:
            parts = [piece]
        for part in parts:
            if len(part.text) > left:
                return [*shown, Piece(part.kind, part.text[:left]), Piece("gap")]
            left -= len(part.text)
            if part.text or part.kind == "gap":
                shown.append(part)
    return shown


class _Reader(HTMLParser):
    """The words of rich text with what is not words: headings, links, pictures, videos."""

    _BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "figcaption", "caption", "tr", "pre"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in self._BLOCKS or tag in {"br", "hr", "figure"}:
            self.parts.append("\n")
        if tag in {"h2", "h3", "h4"}:
            self.parts.append(_("Heading:") + " ")
        elif tag == "li":
            self.parts.append("• ")
        elif tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag == "a":
            self._links.append(named.get("href") or "")
        elif tag == "img":
            picture = _("[picture: %(words)s]") % {"words": named.get("alt") or "—"}
            self.parts.append(picture)
        elif tag == "figure" and named.get("data-video"):
            self.parts.append(_("[video: %(address)s]") % {"address": named["data-video"]})

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._links:
            self.parts.append(f" ({self._links.pop()})")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
