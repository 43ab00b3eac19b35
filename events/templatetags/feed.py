"""Addresses of the feed that keep what is chosen already, and the pages of any list."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.urls import translate_url

from events.feed_choices import FeedChoices
from events.search import Question

register = template.Library()
register.filter("in_language", translate_url)


@register.simple_tag(takes_context=True)
def feed_url(context: template.Context, **changes: Any) -> str:
    """The feed with the page's own choices and `changes`; None takes a choice away.

    A changed choice begins again at the first page.
    """
    choices = context.get("choices") or FeedChoices(Question.of(""))
    return choices.url(**changes)


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int) -> str:
    """A page of the list that is shown: of the feed as it is narrowed, else of this address."""
    if "choices" in context:
        return feed_url(context, page=number)
    path = context["request"].path
    return f"{path}?page={number}" if number > 1 else path


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The pages to offer: the first, the last and those around `page`, «…» between them."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
