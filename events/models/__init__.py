"""What is published and what is held. Knows nothing of sign-up."""

from events.models.announcement import (
    Announcement,
    AnnouncementQuerySet,
    FormerSlug,
    Organiser,
    Stage,
    is_out,
)
from events.models.directory import Category, Contact, FormerMuseumSlug, Organisation, Venue
from events.models.document import Document
from events.models.imported import ImportedItem
from events.models.known_word import KnownWord
from events.models.missed import MissedAddress
from events.models.picture import Picture
from events.models.preview import PreviewLink
from events.models.programme import ProgrammeItem
from events.models.session import Session, SessionQuerySet

__all__ = [
    "Announcement",
    "AnnouncementQuerySet",
    "Category",
    "Contact",
    "Document",
    "FormerMuseumSlug",
    "FormerSlug",
    "ImportedItem",
    "KnownWord",
    "MissedAddress",
    "Organisation",
    "Organiser",
    "Picture",
    "PreviewLink",
    "ProgrammeItem",
    "Session",
    "SessionQuerySet",
    "Stage",
    "Venue",
    "is_out",
]
