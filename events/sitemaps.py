"""What there is to find, for search engines (sitemaps.org): one file, or an index of several.

Addresses begin with SITE_URL: the table of sites is not asked, and an operator who moves the
site need not know of it. A page whose text is in two languages names both; a page of our own
words does, too. Months of the calendar and pages of the archive are left out: they list what
is listed here, and robots reach them by their links.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.counterparts import page_text
from events.models import Announcement, AnnouncementQuerySet, Category
from events.museums import museums_shown
from museumsite.pages import absolute

PER_FILE = 5_000  # addresses; the protocol allows ten times as many, and 50 MB
_PAGES = (
    *("events:home", "events:feed", "events:calendar", "events:museums", "events:archive"),
    *("events:feeds", "pages:privacy", "pages:accessibility"),
)
_SEEN = ("slug", "language", "published_at", "withdrawn_at", "updated_at")


@dataclass(frozen=True)
class Address:
    """One `<url>`. `alternates` are the same in each language, this one included."""

    location: str
    changed_at: datetime | None = None
    alternates: dict[str, str] = field(default_factory=dict)


def count_files(at: datetime) -> int:
    """How many files of announcements there are; the first also has everything else."""
    return max(1, -(-_announcements(at).count() // PER_FILE))


def addresses(number: int, at: datetime) -> Iterator[Address]:
    """What stands in file `number`, from 1; nothing when there is no such file."""
    if number == 1:
        yield from _of_the_site(at)
    first = (number - 1) * PER_FILE
    for announcement in _announcements(at)[first : first + PER_FILE]:
        told = page_text(announcement, at).addresses
        own = told[announcement.language]
        changes = [announcement.updated_at, announcement.published_at]
        changed_at = max(change for change in changes if change)
        alternates = {code: absolute(address) for code, address in told.items()}
        yield Address(absolute(own), changed_at, alternates if len(told) > 1 else {})


def _announcements(at: datetime) -> AnnouncementQuerySet:
    """In the order in which they came, so that a file changes little when one is added."""
    pages = ("translation", "translation_of")
    seen = [f"{page}__{column}" for page in pages for column in _SEEN]
    own = ("translation_of_id", *_SEEN)
    found = Announcement.objects.published(at).select_related(*pages).only(*own, *seen)
    return found.order_by("pk")


def _of_the_site(at: datetime) -> Iterator[Address]:
    for name in _PAGES:
        yield from _in_each_language(name)
    newest = Announcement.objects.published(at)
    for category in Category.objects.filter(announcements__in=newest).distinct():
        told = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                told[code] = absolute(category.get_absolute_url())
        yield from _each(told)
    for museum in museums_shown(at).only("slug", "updated_at").order_by("pk")[:PER_FILE]:
        yield from _in_each_language("events:museum", museum.slug, changed_at=museum.updated_at)


def _in_each_language(
    name: str, *args: str, changed_at: datetime | None = None
) -> Iterator[Address]:
    told = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            told[code] = absolute(reverse(name, args=args))
    yield from _each(told, changed_at)


def _each(told: dict[str, str], changed_at: datetime | None = None) -> Iterator[Address]:
    for location in told.values():
        yield Address(location, changed_at, told)
