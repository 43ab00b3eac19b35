"""What is published and what is held. Knows nothing of sign-up."""

from events.models.announcement import Announcement, AnnouncementQuerySet, FormerSlug, Organiser
from events.models.directory import Category, Contact, Organisation, Venue
from events.models.session import Session, SessionQuerySet

__all__ = [
    "Announcement",
    "AnnouncementQuerySet",
    "Category",
    "Contact",
    "FormerSlug",
    "Organisation",
    "Organiser",
    "Session",
    "SessionQuerySet",
    "Venue",
]
