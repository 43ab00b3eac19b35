"""Pages in two languages: which of a pair a reader is told, and what both of them share.

A Russian page may have one counterpart in English. Each is published by itself, so whoever
shows one asks for the moment; a counterpart that is not out is as good as none. Sessions, and
with them all sign-up, are kept at the Russian page and shown on both.

Lists select `announcement__translation` with their sessions, then none of this costs a query.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from events.models import Announcement, Session
from museumsite.languages import PageText

COMMON_FIELDS = (
    "category",
    "contact",
    "cover",
    "author",
    "is_typeset",
)  # in need of no translating


@dataclass(frozen=True)
class Told:
    """A session as readers of one language are told of it."""

    announcement: Announcement
    name: str
    language: str  # of the name
    is_own: bool  # whether the name is the session's own, not that of the announcement

    @property
    def url(self) -> str:
        return self.announcement.get_absolute_url()


def told(session: Session, language: str, at: datetime) -> Told:
    """What readers of `language` are told of `session` at the moment `at`."""
    announcement = session.announcement.told_in(language, at)
    if session.title_en and language == "en":
        return Told(announcement, session.title_en, "en", is_own=True)
    if session.title:
        return Told(announcement, session.title, session.announcement.language, is_own=True)
    return Told(announcement, announcement.title, announcement.language, is_own=False)


def page_text(announcement: Announcement, at: datetime) -> PageText:
    """What its page is written in, and where a reader of each language finds the same."""
    addresses = {}
    for page in (announcement, announcement.counterpart()):
        if page is not None and (page is announcement or page.is_published(at)):
            with translation.override(page.language):
                addresses[page.language] = page.get_absolute_url()
    return PageText(announcement.language, addresses)


def english_draft(original: Announcement) -> Announcement:
    """An English page, not saved yet, with everything of `original` that needs no translating."""
    common = {field: getattr(original, field) for field in COMMON_FIELDS}
    return Announcement(language="en", translation_of=original, **common)


def is_original(announcement: Announcement) -> bool:
    """Whether it is written in the language counterparts are made from."""
    return announcement.language == settings.LANGUAGE_CODE and not announcement.translation_of_id
