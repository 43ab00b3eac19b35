"""The words that answer a question, marked in what a visitor reads, and the text around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from events import rich_text
from events.models import Announcement
from events.search.index import related_texts
from events.search.questions import Asked, Question
from events.search.words import words_of

_EXCERPT = 220  # characters around the first word found
_BEFORE = 70  # of them before it
_NAMES = 3  # people, museums and places shown for one announcement
# A word as it is written: stress marks and soft hyphens stand inside of it.
_WRITTEN = re.compile(r"[^\W_]+(?:[\u00ad\u0300-\u036f]+[^\W_]*)*")


@dataclass(frozen=True)
class Excerpt:
    """A piece of a text, and whether the text goes on before and after it."""

    text: str
    goes_on_before: bool = False
    goes_on_after: bool = False


def marked(text: str, question: Question) -> SafeString:
    """`text`, escaped, with the forms of the words asked in <mark>."""
    parts, end = [], 0
    for found in _answers(text, question.words):
        parts.append(escape(text[end : found.start()]))
        parts.append(format_html("<mark>{}</mark>", found.group()))
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped


def excerpts(announcements: Iterable[Announcement], question: Question) -> dict[int, Excerpt]:
    """What explains an answer that its title and lead do not, by the announcement's key.

    A piece of the text; else the people, museums and places that were asked for. A fixed
    number of queries for all of them.
    """
    missing = {found.pk: _missing(found, question) for found in announcements}
    missing = {pk: words for pk, words in missing.items() if words}
    bodies = Announcement.objects.filter(pk__in=missing).values_list("pk", "body", "author")
    found = {pk: _excerpt(rich_text.plain(body), missing[pk]) for pk, body, _author in bodies}
    authors = {pk: author for pk, _body, author in bodies}
    elsewhere = [pk for pk, excerpt in found.items() if excerpt is None]
    for pk, texts in related_texts(elsewhere).items() if elsewhere else ():
        found[pk] = _names([authors[pk], *texts], missing[pk])
    return {pk: excerpt for pk, excerpt in found.items() if excerpt is not None}


def _answers(text: str, words: Iterable[Asked]) -> Iterator[re.Match[str]]:
    """The written words of `text` that are forms of one of `words`."""
    for found in _WRITTEN.finditer(text):
        folded = list(words_of(found.group()))
        if any(word.is_answered_by(form) for word in words for form in folded):
            yield found


def _missing(announcement: Announcement, question: Question) -> list[Asked]:
    """The words of `question` that neither title nor lead has."""
    shown = set(words_of(f"{announcement.title} {announcement.lead}"))
    return [word for word in question.words if not any(map(word.is_answered_by, shown))]


def _excerpt(text: str, words: list[Asked]) -> Excerpt | None:
    """The piece of `text` around the first of `words` in it; None when it has none of them."""
    line = " ".join(text.split())
    first = next(_answers(line, words), None)
    if first is None:
        return None
    start = max(0, first.start() - _BEFORE)
    if start:  # at the beginning of a word
        start = line.find(" ", start, first.start()) + 1 or first.start()
    end = start + _EXCERPT
    if end < len(line):
        end = max(line.rfind(" ", start, end), first.end())
    return Excerpt(line[start:end], start > 0, end < len(line))


def _names(texts: list[str], words: list[Asked]) -> Excerpt | None:
    answering = dict.fromkeys(text for text in texts if any(_answers(text, words)))
    return Excerpt("; ".join(list(answering)[:_NAMES])) if answering else None
