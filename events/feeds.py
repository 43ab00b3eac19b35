"""RSS 2.0 and Atom: what is new, whole, for programs that come and look (RFC 4287, RSS 2.0).

Made with Django's feed generator, not with `contrib.syndication.views.Feed`: that one asks the
table of sites for a domain, and renders before it can say that nothing has changed.

- An entry's id is a tag (RFC 4151) made of its key: no slug that changes, no move to https makes
  an old entry new. A pair of counterparts has two entries, in the feeds of two languages.
- `published` is the day staff gave it, `updated` the last change of what is told.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import get_language

from events.conditional import Shown, Version, version_of
from events.feed_text import cover_enclosure, full_text, xml_safe
from events.models import Announcement, AnnouncementQuerySet
from events.structured_data import description_of
from museumsite.pages import absolute, site_name

ENTRIES = 30
_SINCE = 2024  # a year in which the site had its name: part of every tag, never to be changed
_TAG = f"tag:{settings.SITE_HOST},{_SINCE}"
_NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)  # the change of a feed that shows nothing
_CATEGORY = ("category__name", "category__name_en")
_SHOWN = ("pk", "updated_at", "published_at", *_CATEGORY, "cover__renditions")
_MOMENTS = ("site_changed_at", "published_at", "category__updated_at", "cover__updated_at")


@dataclass(frozen=True)
class About:
    """What a feed as a whole is called, and the page it follows."""

    title: str
    description: str
    page: str  # the page for people, from the root of the site
    address: str  # its own
    key: str  # by which programs know it again, whatever its address
    changed_at: datetime | None = None  # of what it is called after


class _Changed:
    """The feed's own time of change is that of its version, also when it shows nothing."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed"]
        return changed


class Rss(_Changed, Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", item["language"])
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


class Atom(_Changed, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


FORMS: dict[str, type[Rss] | type[Atom]] = {"rss": Rss, "atom": Atom}


def entries(announcements: AnnouncementQuerySet) -> AnnouncementQuerySet:
    """The newest of `announcements`, as many as a feed shows.

    Each with the latest change of any announcement: one that is shown no more changes a feed, too.
    """
    latest = Announcement.objects.order_by("-updated_at").values("updated_at")[:1]
    found = announcements.newest_first().select_related("category", "cover")
    return found.annotate(site_changed_at=Subquery(latest))[:ENTRIES]


def feed_version(form: str, about: About, shown: AnnouncementQuerySet) -> Version:
    """Which text the feed of `shown` has now; one query."""
    said = repr((form, about.title, about.description, about.page, about.address))
    return version_of(said, Shown(shown, _SHOWN, _MOMENTS), since=about.changed_at)


def feed_answer(form: str, about: About, shown: AnnouncementQuerySet) -> HttpResponse:
    """The feed itself; one query."""
    told = list(shown.defer("search_text"))
    changes = [change for row in told for change in _changes(row)]
    changes += [about.changed_at] if about.changed_at else []
    feed = FORMS[form](
        title=xml_safe(about.title),
        link=absolute(about.page),
        description=xml_safe(about.description),
        subtitle=xml_safe(about.description),
        language=get_language(),
        author_name=xml_safe(settings.OPERATOR_NAME or site_name()),
        feed_url=absolute(about.address),
        feed_guid=f"{_TAG}:{get_language()}-{about.key}",
        changed=max(changes, default=_NOTHING_YET),
    )
    for announcement in told:
        _add(feed, announcement)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _add(feed: Rss | Atom, announcement: Announcement) -> None:
    enclosure = cover_enclosure(announcement.cover)
    feed.add_item(
        title=xml_safe(announcement.title),
        link=absolute(announcement.get_absolute_url()),
        description=xml_safe(escape(description_of(announcement))),  # read as HTML
        content=full_text(announcement),
        language=announcement.language,
        author_name=xml_safe(announcement.author) or None,
        pubdate=announcement.published_at,
        updateddate=max(_changes(announcement)),
        unique_id=f"{_TAG}:announcement-{announcement.pk}",
        unique_id_is_permalink=False,
        categories=[xml_safe(str(announcement.category))],
        enclosures=[enclosure] if enclosure else None,
    )


def _changes(announcement: Announcement) -> list[datetime]:
    changes = [announcement.updated_at, announcement.published_at]
    return [change for change in changes if change]
