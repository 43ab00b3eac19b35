"""What the museums' templates ask."""

from collections.abc import Mapping

from django import template
from django.utils.text import Truncator

from events import rich_text
from events.models import Organisation

register = template.Library()
DESCRIPTION_LENGTH = 200  # characters


@register.filter
def number_for(numbers: Mapping[int, int], museum: Organisation) -> int:
    return numbers.get(museum.pk, 0)


@register.filter
def first_words(html: str) -> str:
    """The beginning of a rich text in plain words, for descriptions of pages."""
    return Truncator(" ".join(rich_text.plain(html).split())).chars(DESCRIPTION_LENGTH)


@register.filter
def bare_address(url: str) -> str:
    """«museum.ru/about» for «https://museum.ru/about/»."""
    return url.partition("://")[2].rstrip("/")
