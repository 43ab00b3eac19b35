"""What the cards of a search show: the words found, and the text around them."""

from typing import Any

from django import template

from events.models import Announcement
from events.search import Question, marks

register = template.Library()


@register.simple_tag
def marked(text: str, question: Question | str) -> str:
    """`text` with the words of `question` marked; as it is where nothing was asked."""
    return marks.marked(text, question) if isinstance(question, Question) else text


@register.simple_tag
def excerpt_of(announcement: Announcement, excerpts: Any) -> marks.Excerpt | None:
    """The excerpt of one card; None where there is none, or no search."""
    return excerpts.get(announcement.pk) if excerpts else None
