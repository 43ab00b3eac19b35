"""Announcements in the admin: the list, the form, what is done to them, what became of them."""

from events.admin.announcements.page import AnnouncementAdmin

__all__ = ["AnnouncementAdmin"]
