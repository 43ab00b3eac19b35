"""A passage: the text of one block without its tags, which return to their places afterwards.

Rules must see «"<em>Музей</em>"» as one text. Tags are taken out and remembered by offset;
addresses, file names and code are hidden behind a character that no rule knows.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape

HIDDEN = "\ue000"  # stands for one character that is not to be touched
BREAK = "\ue001"  # follows <br>
NBSP = "\u00a0"

_TAG = re.compile(r"""<!--.*?-->|</?([a-zA-Z][\w-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_INLINE = {"a", "abbr", "b", "cite", "em", "i", "mark", "s", "small", "span", "strong", "u"}
_OPAQUE = {"code", "pre", "sub", "sup"}
_PRIVATE = re.compile(f"[{HIDDEN}{BREAK}]")
_NOT_WORDS = re.compile(
    r"""
      (?:https?|ftp|mailto|tel):[^\s<>"«»„“”\ue001]+
    | (?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+
    # museum.example/page?a=b, plan-2024-2025.pdf
    | (?<![\w.-])(?:[\w-]{1,63}\.)+(?:[a-z][a-z0-9]{1,10}|рф)(?![\w.])
      (?:[/?\#][^\s<>"«»„“”\ue001]*)?
    | (?<![\w.-])\.{0,2}/[\w.%~-][^\s<>"«»„“”\ue001]*  # /events/2024-2025/
    | (?<![\w-])--?[a-z][\w-]*  # --dry-run
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ROUNDS = 4
_SENTENCE_GOES_ON = ".,;:!?)…"  # behind an address, and no part of it


@dataclass
class Passage:
    """Text that rules change; `marks` are the tags that stand between its characters."""

    text: str
    marks: list[tuple[int, str]] = field(default_factory=list)

    def substitute(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]
    ) -> None:
        """As `re.sub`. A tag inside of what is replaced comes to stand behind it."""
        parts: list[str] = []
        moved: list[tuple[int, str]] = []
        tags = iter([*self.marks, (len(self.text) + 1, "")])
        offset, tag = next(tags)
        done = length = 0  # of the old text, of the new
        for match in pattern.finditer(self.text):
            word = new(match) if callable(new) else match.expand(new)
            if word == match[0]:
                continue
            start, end, word = _narrowed(match, word)
            while offset <= start:
                moved.append((offset - done + length, tag))
                offset, tag = next(tags)
            parts += [self.text[done:start], word]
            length += start - done + len(word)
            done = end
            while offset < done:
                moved.append((length, tag))
                offset, tag = next(tags)
        while parts and offset <= len(self.text):
            moved.append((offset - done + length, tag))
            offset, tag = next(tags)
        if parts:
            self.text, self.marks = "".join([*parts, self.text[done:]]), moved

    def printed(self, hidden: Iterable[str], escaped: Callable[[str], str]) -> str:
        """The text with its tags, and with what was hidden."""
        parts: list[str] = []
        done = 0
        returning = iter(hidden)
        for offset, tag in [*self.marks, (len(self.text), "")]:
            words = _PRIVATE.sub(
                lambda one: next(returning) if one[0] == HIDDEN else "", self.text[done:offset]
            )
            parts += [escaped(words), tag]
            done = offset
        return "".join(parts)


Rule = Callable[[Passage], None]


def _narrowed(match: re.Match[str], word: str) -> tuple[int, int, str]:
    """What of the match really changes, so that no tag beside it moves."""
    old = match[0]
    shorter = min(len(old), len(word))
    same = next((n for n in range(shorter) if old[n] != word[n]), shorter)
    left = shorter - same
    same_after = next((n for n in range(left) if old[-1 - n] != word[-1 - n]), left)
    return (
        match.start() + same,
        match.end() - same_after,
        word[same : len(word) - same_after],
    )


def in_text(text: str, rules: Iterable[Rule]) -> str:
    """Plain text, each of its lines set by `rules`."""
    rules = list(rules)
    return "\n".join(_settled(line, lambda line: _line(line, rules)) for line in text.split("\n"))


def in_html(html: str, rules: Iterable[Rule]) -> str:
    """HTML, the text of each of its blocks set by `rules`."""
    rules = list(rules)
    done: list[str] = []
    start = opaque = 0
    for tag in [*_TAG.finditer(html), None]:
        name = (tag[1] or "").lower() if tag else ""
        if tag and name in _OPAQUE:
            opaque = _depth(opaque, tag[0])
        is_inside = not name or name == "br" or name in _INLINE or name in _OPAQUE or opaque > 0
        if tag and is_inside:
            continue
        block = html[start : tag.start() if tag else len(html)]
        done += [_settled(block, lambda block: _block(block, rules)), tag[0] if tag else ""]
        start = tag.end() if tag else len(html)
    return "".join(done)


def _settled(text: str, once: Callable[[str], str]) -> str:
    """`text` set until nothing changes any more, or as it was when that does not come soon.

    So setting it again changes nothing, whatever was typed.
    """
    now = text
    for _ in range(_ROUNDS):
        before, now = now, once(now)
        if now == before:
            return now
    return text


def _line(line: str, rules: list[Rule]) -> str:
    return _set(line, _PRIVATE.sub(HIDDEN, line), [], rules, str)


def _block(html: str, rules: list[Rule]) -> str:
    typed: list[str] = []
    seen: list[str] = []  # the same, character by character, as rules see it
    marks: list[tuple[int, str]] = []
    start = opaque = length = 0
    for tag in [*_TAG.finditer(html), None]:
        words = unescape(html[start : tag.start() if tag else len(html)])
        typed.append(words)
        seen.append(HIDDEN * len(words) if opaque else _PRIVATE.sub(HIDDEN, words))
        length += len(words)
        if tag:
            marks.append((length, tag[0]))
            start = tag.end()
            name = (tag[1] or "").lower()
            if name in _OPAQUE:
                opaque = _depth(opaque, tag[0])
            elif name == "br" and not opaque:
                typed.append(BREAK)
                seen.append(BREAK)
                length += 1
    return _set("".join(typed), "".join(seen), marks, rules, _escaped)


def _depth(opaque: int, tag: str) -> int:
    """How many elements around are not to be touched, after this tag of one."""
    return max(0, opaque + (-1 if tag.startswith("</") else 1))


def _set(
    typed: str,
    seen: str,
    marks: list[tuple[int, str]],
    rules: list[Rule],
    escaped: Callable[[str], str],
) -> str:
    seen = _NOT_WORDS.sub(_as_hidden, seen)
    hidden = [was for was, now in zip(typed, seen, strict=True) if now == HIDDEN]
    passage = Passage(seen, marks)
    for rule in rules:
        rule(passage)
    return passage.printed(hidden, escaped)


def _as_hidden(match: re.Match[str]) -> str:
    address = match[0].rstrip(_SENTENCE_GOES_ON)
    return HIDDEN * len(address) + match[0][len(address) :]


def _escaped(text: str) -> str:
    """As HTML is written by the cleaner, so that cleaning it again changes nothing."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(NBSP, "&nbsp;")
    )
