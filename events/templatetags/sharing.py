"""What a page tells programs of an announcement: its picture, its data, its times."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from events import structured_data
from events.feeds import FORMS
from events.models import Announcement, Category, Organisation
from events.pictures.sharing import share_picture
from museumsite.pages import absolute, site_name

register = template.Library()
register.filter("plain_description", structured_data.description_of)


@dataclass(frozen=True)
class Image:
    """The picture a link is shown with. Its address is whole."""

    url: str
    type: str
    width: int
    height: int
    alt: str

    @property
    def is_large(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True)
class Followed:
    """The feeds of one thing."""

    title: str
    rss: str
    atom: str
    ics: str


@register.simple_tag(takes_context=True)
def followed_here(context: template.Context) -> list[Followed]:
    """The feeds of everything, and of the category or the museum that the page is about."""
    choices = context.get("choices")  # of the list that is narrowed, where there is one
    category = choices.category if choices else context.get("category")
    museum = choices.museum if choices else context.get("museum")
    followed = [_feeds(pgettext("feed", "Announcements"), "news", "calendar_feed")]
    if isinstance(category, Category):
        title = str(category)
        followed.append(_feeds(title, "category_news", "category_calendar", slug=category.slug))
    if isinstance(museum, Organisation):
        title = museum.local_name
        followed.append(_feeds(title, "museum_news", "museum_calendar", slug=museum.slug))
    return followed


def _feeds(title: str, news: str, calendar: str, **of: str) -> Followed:
    rss, atom = (reverse(f"events:{news}", kwargs={**of, "form": form}) for form in FORMS)
    return Followed(title, rss, atom, reverse(f"events:{calendar}", kwargs=of))


@register.simple_tag
def picture_of(announcement: Announcement | None = None) -> Image:
    """The announcement's own picture, or the site's mark where there is none (yet)."""
    picture = share_picture(announcement) if announcement else None
    if announcement is None or picture is None:
        return Image(structured_data.logo(), "image/png", 180, 180, site_name())
    has_cover = announcement.cover is not None and bool(announcement.cover.alt)
    alt = announcement.cover.alt if announcement.cover and has_cover else announcement.title
    return Image(absolute(picture.url), picture.type, picture.width, picture.height, alt)


@register.simple_tag
def article_times(announcement: Announcement) -> dict[str, str]:
    """When it was published and last changed, as programs write moments."""
    known = [moment for moment in (announcement.published_at, announcement.updated_at) if moment]
    first = announcement.published_at
    return {
        "published": first.isoformat(timespec="seconds") if first else "",
        "modified": max(known).isoformat(timespec="seconds") if known else "",
    }


@register.simple_tag
def article_data(announcement: Announcement, organisers: Sequence[Organisation]) -> SafeString:
    """The announcement and the way to it, as data blocks.

    In the language of the text, also where the page around it speaks another: programs are
    told of one page, the canonical one.
    """
    with translation.override(announcement.language):
        steps = [
            (pgettext("navigation", "Home"), reverse("events:home")),
            (pgettext("navigation", "Events"), reverse("events:feed")),
            (str(announcement.category), announcement.category.get_absolute_url()),
            (announcement.title, announcement.get_absolute_url()),
        ]
        article = structured_data.article(announcement, organisers, share_image(announcement))
        trail = structured_data.breadcrumbs(steps)
    blocks = [structured_data.data_block(data) for data in (article, trail)]
    return format_html("{}{}", *blocks)


@register.simple_tag
def site_data() -> SafeString:
    """The site itself, for its home page."""
    return structured_data.data_block(structured_data.website(get_language() or ""))


def share_image(announcement: Announcement) -> str:
    """The whole address of the picture it is shared with; empty when there is none."""
    picture = share_picture(announcement)
    return absolute(picture.url) if picture else ""
