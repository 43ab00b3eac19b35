"""Pictures in templates."""

from collections.abc import Iterable
from typing import Any

from django import template

from events.models import Announcement, Picture
from events.pictures.shown import preview_url, shown

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(
    picture: Picture, place: str, alt: str | None = None, css: str = "", is_first: bool = False
) -> dict[str, Any]:
    """The `<picture>` of one of the places of `events.pictures.places`."""
    return {"shown": shown(picture, place, alt), "css": css, "is_first": is_first}


@register.filter
def first_covered(announcements: Iterable[Announcement]) -> Announcement | None:
    """The first with a cover to show, whose picture a page fetches before the others."""
    return next((one for one in announcements if has_cover(one)), None)


@register.filter
def has_cover(announcement: Announcement) -> bool:
    """Whether it has a cover, and something of it to show."""
    return announcement.cover is not None and announcement.cover.can_be_shown


@register.filter
def cover_place(cover: Picture) -> str:
    """Which place of the page an announcement's cover has, by its shape."""
    return "upright" if cover.is_upright else "cover"


register.filter("preview_url", preview_url)


@register.filter
def large_url(picture: Picture) -> str:
    """A JPEG of the whole picture, large enough to look at closely. Empty when there is none."""
    return preview_url(picture, 1280)
