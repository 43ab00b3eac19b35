"""Addresses of the feed that keep the filters already chosen."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag(takes_context=True)
def feed_url(context: template.Context, **changes: Any) -> str:
    """The feed with the page's own filters and `changes`; None takes a filter away.

    A changed filter begins again at the first page.
    """
    category = context.get("category")
    filters: dict[str, Any] = {
        "q": context.get("question"),
        "category": category.slug if category else None,
        "year": context.get("year"),
    }
    filters.update(changes)
    chosen = {name: value for name, value in filters.items() if value not in (None, "", 1)}
    address = reverse("events:feed")
    return f"{address}?{urlencode(chosen)}" if chosen else address


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The pages to offer: the first, the last and those around `page`, «…» between them."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
